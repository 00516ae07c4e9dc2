//! For tests: readings written in a few words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use ringwall_model::{
    Address, Asset, AssetId, AssetInterface, Attribute, Binding, BindingBy, BySide, Capture, Confidence, Conversation,
    ConversationKey, Criticality, FirstFrames, Foreign, FrameRef, FunctionUse, HopCounts, Identity, Instant, Mac,
    MessageKind, Network, NetworkId, NetworkKind, Operation, OperationCounts, Operations, Parties, Plant, Prefix,
    Reading, RolesBy, Security, SecurityFact, Side, Span, Transport,
};

pub(crate) fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

pub(crate) fn mac(text: &str) -> Mac {
    Mac::parse(text).unwrap()
}

fn network(text: &str) -> NetworkId {
    NetworkId::parse(text).unwrap()
}

/// The scene with its bindings seen from and until these seconds.
pub(crate) fn during(mut scene: Scene, seconds: impl IntoIterator<Item = [i64; 2]>) -> Scene {
    for (binding, [from, until]) in scene.reading.bindings.iter_mut().zip(seconds) {
        (binding.first_seen, binding.last_seen) = (Instant(from * 1_000_000), Instant(until * 1_000_000));
    }
    scene
}

/// Frames count up as facts are added.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    pub(crate) reading: Reading,
    frame: u64,
    network: Option<NetworkId>,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let capture = Capture {
            name: Foreign::from("case"),
            point: None,
            sha256: None,
            frames: 0,
            first: None,
            last: None,
            dropped: None,
            lines: false,
        };
        Self { reading: Reading { captures: vec![capture], ..Reading::default() }, ..Self::default() }
    }

    /// What follows was seen on this network.
    pub(crate) fn on(mut self, name: &str) -> Self {
        self.network = Some(network(name));
        self
    }

    fn here(&self) -> NetworkId {
        self.network.clone().unwrap_or_else(|| network("lan"))
    }

    fn next(&mut self) -> FrameRef {
        self.frame += 1;
        FrameRef { frame: self.frame, ..FrameRef::default() }
    }

    fn bind(mut self, of: &str, with: &str, by: BindingBy) -> Self {
        let at = self.next();
        let seen = Instant(i64::try_from(at.frame).unwrap() * 1_000_000);
        self.reading.bindings.push(Binding {
            network: self.here(),
            mac: mac(of),
            ip: ip(with),
            vlans: Vec::new(),
            by,
            at,
            first_seen: seen,
            last_seen: Instant(seen.0 + 3_600_000_000),
            hops: HopCounts::default(),
        });
        self
    }

    /// The owner said so by ARP.
    pub(crate) fn arp(self, of: &str, with: &str) -> Self {
        self.bind(of, with, BindingBy::Resolution)
    }

    /// A frame carried it.
    pub(crate) fn carried(self, of: &str, with: &str) -> Self {
        self.bind(of, with, BindingBy::Frame)
    }

    /// The last binding with hop counts of its frames.
    pub(crate) fn hops(mut self, counts: &[u8]) -> Self {
        let hops = counts.iter().fold(HopCounts::default(), |sum, count| sum.and(HopCounts::of(*count)));
        self.reading.bindings.last_mut().unwrap().hops = hops;
        self
    }

    /// A device told something.
    pub(crate) fn told(mut self, who: &str, what: Attribute, value: &str, how: Confidence, by: &'static str) -> Self {
        let at = self.next();
        self.reading.identities.push(Identity {
            network: self.here(),
            subject: Address::parse(who).unwrap(),
            attribute: what,
            value: Foreign::from(value),
            confidence: how,
            protocol: Cow::Borrowed(by),
            at,
        });
        self
    }

    /// Of another, in the frame before.
    pub(crate) fn also(mut self, who: &str, what: Attribute, value: &str) -> Self {
        self.frame -= 1;
        self.told(who, what, value, Confidence::High, "stp")
    }

    /// An answered exchange of one operation.
    pub(crate) fn talk(mut self, from: &str, to: &str, protocol: &'static str, operation: Operation) -> Self {
        let at = self.next();
        let function = FunctionUse {
            code: 1,
            space: "function".into(),
            name: "f".into(),
            operations: Operations::of(&[operation]),
            technique: None,
            from: Side::Initiator,
            kind: MessageKind::Request,
            count: 1,
            accepted: 1,
            refused: 0,
            unanswered: 0,
            first: at,
            first_accepted: Some(at),
            objects: Vec::new(),
            objects_complete: true,
        };
        let mut talk = self.conversation(from, to, protocol, at);
        talk.operations.add(operation, 1);
        talk.functions.push(function);
        self.reading.conversations.push(talk);
        self
    }

    /// What was told unasked, to a client or to a group.
    pub(crate) fn report(mut self, from: &str, to: &str, protocol: &'static str, operation: Operation) -> Self {
        let (client, server) = if Address::parse(to).unwrap().is_group() { (from, to) } else { (to, from) };
        self = self.talk(client, server, protocol, operation);
        let function = self.reading.conversations.last_mut().and_then(|talk| talk.functions.last_mut()).unwrap();
        function.kind = MessageKind::Report;
        function.from = if client == from { Side::Initiator } else { Side::Responder };
        (function.accepted, function.first_accepted) = (0, None);
        self
    }

    /// A request nobody answered.
    pub(crate) fn unanswered(mut self, from: &str, to: &str, protocol: &'static str) -> Self {
        let at = self.next();
        let mut talk = self.conversation(from, to, protocol, at);
        talk.first_frames.from_responder = None;
        (talk.sessions, talk.answered_sessions) = (0, 0);
        self.reading.conversations.push(talk);
        self
    }

    /// Time that was taken.
    pub(crate) fn time(mut self, client: &str, server: &str) -> Self {
        let at = self.next();
        let mut talk = self.conversation(client, server, "ntp", at);
        let security = Security::TimeReply { stratum: 2, authenticated: false };
        let (first_seen, last_seen) = (Instant(0), Instant(0));
        talk.cryptography.push(SecurityFact { security, first: at, first_seen, last_seen, count: 1 });
        self.reading.conversations.push(talk);
        self
    }

    fn conversation(&self, from: &str, to: &str, protocol: &'static str, at: FrameRef) -> Conversation {
        let (initiator, responder) = (Address::parse(from).unwrap(), Address::parse(to).unwrap());
        let parties = if responder.is_group() {
            Parties::Publication { publisher: initiator, group: responder }
        } else {
            Parties::Session { initiator, responder }
        };
        let count = BySide { from_initiator: 1, from_responder: 1 };
        Conversation {
            key: ConversationKey {
                network: self.here(),
                parties,
                transport: Transport::Tcp,
                port: 502,
                native: None,
                protocol: Some(Cow::Borrowed(protocol)),
            },
            vlans: Vec::new(),
            coarse: None,
            roles_by: RolesBy::Handshake,
            operations: OperationCounts::NONE,
            functions: Vec::new(),
            packets: count,
            bytes: count,
            first_frames: FirstFrames { from_initiator: Some(at), from_responder: Some(at) },
            first_seen: Instant(0),
            last_seen: Instant(0),
            sessions: 1,
            answered_sessions: 1,
            cryptography: Vec::new(),
            rhythm: None,
            remarks: BTreeMap::new(),
        }
    }
}

/// A declared network.
pub(crate) fn declare_network(plant: &mut Plant, id: &str, prefix: &str) {
    let declared = Network {
        place: Span::default(),
        name: Foreign::from(id),
        kind: NetworkKind::Ethernet,
        prefixes: vec![Prefix::parse(prefix).unwrap()],
        vlan: Vec::new(),
        vrf: None,
        untrusted: false,
        nat: Vec::new(),
    };
    plant.networks.insert(network(id), declared);
}

/// A declared asset with one interface.
pub(crate) fn declare<'p>(
    plant: &'p mut Plant,
    id: &str,
    on: &str,
    of: Option<&str>,
    with: Option<&str>,
) -> &'p mut Asset {
    let interface = AssetInterface {
        place: Span::default(),
        network: network(on),
        mac: of.map(mac),
        ips: with.map(ip).into_iter().collect(),
        station: None,
    };
    let asset = Asset {
        place: Span::default(),
        name: Foreign::from(id),
        zones: Vec::new(),
        conduits: Vec::new(),
        interfaces: vec![interface],
        behind: None,
        hosted_on: None,
        redundancy_group: None,
        component_types: Vec::new(),
        role: None,
        level: None,
        lacks: Vec::new(),
        criticality: Criticality::Medium,
        business: false,
        safety: false,
        temporary: false,
        owner: None,
        lifecycle: Foreign::default(),
        product: None,
        serial: None,
        firmware: None,
        pinned_certificates: Vec::new(),
        services: None,
    };
    plant.assets.entry(AssetId::parse(id).unwrap()).insert_entry(asset).into_mut()
}
