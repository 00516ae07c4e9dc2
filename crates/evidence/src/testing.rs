//! A small world for the tests of the rules: two zones, a conduit, three assets on one tapped network.

use std::collections::BTreeMap;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Address, Allowance, Asset, AssetId, AssetInterface, Behind, Binding, BindingBy, BySide, Capture, CaptureIndex,
    Conduit, ConduitId, Conversation, ConversationKey, Criticality, DeviceFact, DeviceSetting, DeviceSettings,
    Enforcement, Evidence, EvidenceKind, EvidenceSet, FirstFrames, Foreign, FrameRef, FunctionUse, HopCounts, Instant,
    Inventory, Joining, Mac, MessageKind, Method, Network, NetworkId, NetworkKind, ObservationPoint,
    ObservationPointId, ObservedAsset, ObservedInterface, Operation, OperationCounts, Operations, Parties,
    Party as Named, PeerProof, PermittedView, Person, PersonId, PersonRole, Plant, Prefix, PresentedCertificate,
    Rating, Reading, RequirementId, RolesBy, ScopeId, SecretKind, Security, SecurityFact, Side, Soundness, Span, Stage,
    Statement, Transport, Witness, WitnessKind, Zone, ZoneId, ZoneKind,
};

use crate::{Inputs, Rule, derive, derive::run, scene::Scene};

/// The time of every fact.
pub(crate) const NOW: Instant = Instant(1_795_411_200_000_000);

pub(crate) struct World {
    pub(crate) plant: Plant,
    pub(crate) reading: Reading,
    pub(crate) inventory: Inventory,
    pub(crate) witnesses: Vec<Witness>,
    pub(crate) firewalls: Vec<PermittedView>,
    pub(crate) devices: Vec<DeviceSettings>,
}

impl World {
    /// Zones `bpcs` (hmi 10.0.0.1, plc 10.0.0.2) and `dmz` (historian 10.0.0.3), joined by conduit `up`, all on network
    /// `control`, of which `tap` took the capture `control`.
    pub(crate) fn two_zones() -> Self {
        let mut plant = Plant::default();
        plant.networks.insert(NetworkId::from_foreign("control"), network());
        for zone in ["bpcs", "dmz"] {
            plant.zones.insert(ZoneId::from_foreign(zone), zone_of(ZoneKind::Control));
        }
        plant.conduits.insert(ConduitId::from_foreign("up"), conduit());
        for (id, zone, ip) in [("hmi", "bpcs", 1), ("plc", "bpcs", 2), ("historian", "dmz", 3)] {
            plant.assets.insert(AssetId::from_foreign(id), asset(zone, ip));
        }
        let roles = [
            ("owner", vec![PersonRole::AssetOwner]),
            ("assessor", vec![PersonRole::Assessor]),
            ("both", vec![PersonRole::AssetOwner, PersonRole::Assessor]),
        ];
        for (id, roles) in roles {
            plant.people.insert(PersonId::from_foreign(id), person(roles));
        }
        plant.observation_points.insert(ObservationPointId::from_foreign("tap"), point());
        let reading = Reading { captures: vec![capture()], ..Reading::default() };
        Self {
            plant,
            reading,
            inventory: Inventory::default(),
            witnesses: Vec::new(),
            firewalls: Vec::new(),
            devices: Vec::new(),
        }
    }

    pub(crate) fn fact(&mut self, from: &str, to: &str, security: Security) {
        let first = frame(7);
        let fact = SecurityFact { security, first, first_seen: NOW, last_seen: NOW, count: 1 };
        self.conversation(from, to).cryptography.push(fact);
    }

    pub(crate) fn function(&mut self, from: &str, to: &str, function: FunctionUse) {
        self.conversation(from, to).functions.push(function);
    }

    pub(crate) fn put_behind(&mut self, id: &str, gateway: &str, native: &str) {
        let behind = Some(Behind { gateway: AssetId::from_foreign(gateway), native: native.into() });
        let asset = Asset { behind, interfaces: Vec::new(), ..asset("bpcs", 9) };
        self.plant.assets.insert(AssetId::from_foreign(id), asset);
    }

    pub(crate) fn run(&self, rule: &'static Rule) -> Vec<Evidence> {
        run(rule, &Scene::new(&self.inputs())).0
    }

    pub(crate) fn derive(&self) -> EvidenceSet {
        derive(&self.inputs())
    }

    pub(crate) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            plant: &self.plant,
            reading: &self.reading,
            inventory: &self.inventory,
            witnesses: &self.witnesses,
            firewalls: &self.firewalls,
            devices: &self.devices,
            catalogue: Catalogue::embedded(),
        }
    }

    /// The ids of what a rule infers.
    pub(crate) fn ids(&self, rule: &'static Rule) -> Vec<String> {
        self.run(rule).iter().map(|e| e.id.0.to_string()).collect()
    }

    pub(crate) fn asset(&mut self, id: &str) -> &mut Asset {
        self.plant.assets.get_mut(id).unwrap()
    }

    /// An asset of a zone, at 10.0.0.x.
    pub(crate) fn add_asset(&mut self, id: &str, zone: &str, ip: u8) -> &mut Asset {
        self.plant.assets.insert(AssetId::from_foreign(id), asset(zone, ip));
        self.asset(id)
    }

    pub(crate) fn set_zone(&mut self, id: &str, kind: ZoneKind) {
        self.plant.zones.insert(ZoneId::from_foreign(id), zone_of(kind));
    }

    /// Outside, there is 203.0.113.0/24.
    pub(crate) fn add_untrusted_network(&mut self) {
        let prefixes = vec![Prefix::parse("203.0.113.0/24").unwrap()];
        let outside = Network { untrusted: true, prefixes, ..network() };
        self.plant.networks.insert(NetworkId::from_foreign("outside"), outside);
    }

    pub(crate) fn add_network(&mut self, id: &str) {
        self.plant.networks.insert(NetworkId::from_foreign(id), network());
    }

    /// Moves an asset to a network, or gives it a second leg there.
    pub(crate) fn connect(&mut self, id: &str, network: &str, ip: [u8; 4]) {
        let network = NetworkId::from_foreign(network);
        let ips = vec![ip.into()];
        self.asset(id).interfaces.push(AssetInterface {
            place: Span::default(),
            network,
            mac: None,
            ips,
            station: None,
        });
    }

    /// The conduit `up` lets the asset in within a permit window.
    pub(crate) fn permit(&mut self, initiator: &str) {
        let allowance = Allowance {
            place: Span::default(),
            protocol: None,
            transport: Some(Transport::Tcp),
            port: None,
            operations: Operations::of(&[Operation::Opaque]),
            initiator: vec![Named::Asset(AssetId::from_foreign(initiator))],
            responder: Vec::new(),
            functions: Vec::new(),
            objects: Vec::new(),
            when: Some("permit 12".into()),
            rate_per_minute: None,
            essential: None,
            purpose: Foreign::default(),
            information_class: Foreign::default(),
        };
        self.plant.conduits.get_mut("up").unwrap().allow.push(allowance);
    }

    /// A device with this last byte of its MAC address said that an IP address is its own, from one second to another.
    pub(crate) fn binding(&mut self, network: &str, mac: u8, ip: &str, seconds: [i64; 2]) -> &mut Binding {
        let [from, until] = seconds.map(|s| Instant(NOW.0 - 1_000_000_000 + s * 1_000_000));
        self.reading.bindings.push(Binding {
            network: NetworkId::from_foreign(network),
            mac: Mac([0, 0x1b, 0x1b, 0, 0, mac]),
            ip: ip.parse().unwrap(),
            vlans: Vec::new(),
            by: BindingBy::Resolution,
            at: frame(u64::from(mac)),
            first_seen: from,
            last_seen: until,
            hops: HopCounts::default(),
        });
        self.reading.bindings.last_mut().unwrap()
    }

    /// The inventory knows a declared asset by a MAC address on a network.
    pub(crate) fn observe(&mut self, id: &str, network: &str, mac: Mac) {
        let known = self.inventory.assets.iter().position(|a| a.id.as_str() == id);
        let at = known.unwrap_or_else(|| {
            self.inventory.assets.push(observed(id));
            self.inventory.assets.len() - 1
        });
        let network = NetworkId::from_foreign(network);
        let interface =
            ObservedInterface { mac: Some(mac), ips: Vec::new(), network, vlans: Vec::new(), station: None };
        self.inventory.assets[at].interfaces.push(interface);
    }

    /// A second tap, on a network of its own, which took the next capture.
    pub(crate) fn add_point(&mut self, id: &str, network: &str) {
        let id = ObservationPointId::from_foreign(id);
        let network = Some(NetworkId::from_foreign(network));
        self.plant.observation_points.insert(id.clone(), ObservationPoint { network, ..point() });
        self.reading.captures.push(Capture { name: id.as_str().into(), point: Some(id), ..capture() });
    }

    /// What a name means: an asset, or an address.
    fn address(&self, name: &str) -> Address {
        let declared = self.plant.assets.get(name).and_then(|asset| asset.interfaces.first());
        let ip = declared.and_then(|interface| interface.ips.first()).map(|ip| Address::Ip(*ip));
        ip.or_else(|| Address::parse(name)).unwrap_or_else(|| address(name))
    }

    pub(crate) fn conversation(&mut self, from: &str, to: &str) -> &mut Conversation {
        let parties = Parties::Session { initiator: self.address(from), responder: self.address(to) };
        let known = self.reading.conversations.iter().position(|c| c.key.parties == parties);
        let at = known.unwrap_or_else(|| {
            self.reading.conversations.push(conversation(parties));
            self.reading.conversations.len() - 1
        });
        &mut self.reading.conversations[at]
    }
}

fn address(asset: &str) -> Address {
    let text = match asset {
        "hmi" => "10.0.0.1",
        "plc" => "10.0.0.2",
        _ => "10.0.0.3",
    };
    Address::parse(text).unwrap()
}

fn frame(frame: u64) -> FrameRef {
    FrameRef { capture: CaptureIndex(0), frame }
}

pub(crate) fn login(stage: Stage) -> Security {
    let secret = Some(SecretKind::Password);
    Security::Login { clear: true, secret, default: false, stage, human: true, changing: false }
}

pub(crate) fn community(changing: bool, stage: Stage) -> Security {
    let secret = Some(SecretKind::Community);
    Security::Login { clear: true, secret, default: false, stage, human: false, changing }
}

pub(crate) fn radio(name: &str, joining: Joining, sound: bool, stage: Stage) -> Security {
    let soundness = if sound { Soundness::Sound } else { Soundness::Weak };
    let (secrecy, suite) = (joining != Joining::Open, "cipher".into());
    Security::Wireless { name: name.into(), joining, secrecy, suite, soundness, stage }
}

pub(crate) fn channel(soundness: Soundness) -> Security {
    Security::Channel {
        secrecy: true,
        integrity: true,
        peer: PeerProof::Both,
        version: "1.3".into(),
        suite: "AEAD".into(),
        soundness,
        stage: Stage::Completed,
    }
}

/// Both sides agreed on no security.
pub(crate) fn open_channel(stage: Stage) -> Security {
    Security::Channel {
        secrecy: false,
        integrity: false,
        peer: PeerProof::None,
        version: "1".into(),
        suite: "none".into(),
        soundness: Soundness::Weak,
        stage,
    }
}

/// A sound leaf, presented by the responder, issued by an authority.
pub(crate) fn certificate() -> PresentedCertificate {
    PresentedCertificate {
        by: Side::Responder,
        position: 0,
        fingerprint: "ab".repeat(32).into(),
        subject: "CN=plc".into(),
        issuer: "CN=authority".into(),
        not_before: Instant(0),
        not_after: NOW.plus_days(100),
        key: "ec".into(),
        key_bits: 256,
        key_fingerprint: "k1".into(),
        signature_hash: "sha256".into(),
        self_issued: false,
    }
}

pub(crate) fn function(operation: Operation, accepted: u64) -> FunctionUse {
    FunctionUse {
        code: 6,
        space: "function".into(),
        name: "function".into(),
        operations: Operations::of(&[operation]),
        technique: None,
        from: Side::Initiator,
        kind: MessageKind::Request,
        count: 9,
        accepted,
        refused: 9 - accepted,
        unanswered: 0,
        first: frame(8),
        first_accepted: (accepted > 0).then(|| frame(9)),
        objects: Vec::new(),
        objects_complete: true,
    }
}

/// The historian reached the controller.
pub(crate) fn witness(kind: WitnessKind) -> Witness {
    Witness {
        kind,
        conduit: None,
        from_zone: ZoneId::from_foreign("dmz"),
        to_zone: ZoneId::from_foreign("bpcs"),
        initiator: address("historian"),
        initiator_asset: Some(AssetId::from_foreign("historian")),
        responder: address("plc"),
        responder_asset: Some(AssetId::from_foreign("plc")),
        protocol: "tcp/1".into(),
        operation: Operation::Write,
        answered: true,
        count: 1,
        accepted: 1,
        capture: "control".into(),
        frame: 11,
        at: frame(11),
        first_seen: NOW,
        last_seen: NOW,
        text: "historian wrote to plc".to_owned(),
    }
}

pub(crate) fn statement(scope: &str, requirement: &str, rating: Rating) -> Statement {
    let (_, zone) = scope.split_once(':').unwrap();
    Statement {
        place: Span::default(),
        scope: ScopeId::Zone(ZoneId::from_foreign(zone)),
        requirement: RequirementId::new(requirement),
        criteria: Vec::new(),
        units: Vec::new(),
        rating: Some(rating),
        not_applicable: false,
        kind: EvidenceKind::Examined,
        artefact: None,
        result: Foreign::default(),
        made_by: PersonId::from_foreign("engineer"),
        made_at: NOW,
        valid_until: None,
        approved_by: None,
        accepted_by: None,
        accepted_at: None,
        remark: Foreign::default(),
    }
}

fn conversation(parties: Parties) -> Conversation {
    Conversation {
        key: ConversationKey {
            network: NetworkId::from_foreign("control"),
            parties,
            transport: Transport::Tcp,
            port: 1,
            native: None,
            protocol: None,
        },
        vlans: Vec::new(),
        coarse: None,
        roles_by: RolesBy::Handshake,
        operations: OperationCounts::NONE,
        functions: Vec::new(),
        packets: BySide::default(),
        bytes: BySide::default(),
        first_frames: FirstFrames::default(),
        first_seen: NOW,
        last_seen: NOW,
        sessions: 1,
        answered_sessions: 1,
        cryptography: Vec::new(),
        rhythm: None,
        remarks: BTreeMap::new(),
    }
}

fn observed(id: &str) -> ObservedAsset {
    ObservedAsset {
        id: AssetId::from_foreign(id),
        aliases: Vec::new(),
        declared: Some(AssetId::from_foreign(id)),
        matched_by: None,
        interfaces: Vec::new(),
        vendor: None,
        model: None,
        firmware: None,
        serial: None,
        order_number: None,
        hostname: None,
        role: None,
        level: None,
        component_types: Vec::new(),
        protocols: Vec::new(),
        evidence: Vec::new(),
    }
}

fn capture() -> Capture {
    Capture {
        name: "control".into(),
        point: Some(ObservationPointId::from_foreign("tap")),
        sha256: None,
        frames: 100,
        first: Some(Instant(NOW.0 - 1)),
        last: Some(NOW),
        dropped: None,
        lines: false,
    }
}

fn point() -> ObservationPoint {
    ObservationPoint {
        place: Span::default(),
        name: Foreign::default(),
        method: Method::Tap,
        network: Some(NetworkId::from_foreign("control")),
        vlans: BTreeMap::new(),
        sees_networks: Vec::new(),
        sees_conduits: Vec::new(),
        side_of: BTreeMap::new(),
        both_directions: true,
        windows: Vec::new(),
        loss_per_million: Some(0),
        clock_offset_us: 0,
        captures: Vec::new(),
    }
}

fn person(roles: Vec<PersonRole>) -> Person {
    Person { place: Span::default(), name: Foreign::default(), organisation: Foreign::default(), roles }
}

fn network() -> Network {
    Network {
        place: Span::default(),
        name: Foreign::default(),
        kind: NetworkKind::Ethernet,
        prefixes: Vec::new(),
        vlan: Vec::new(),
        vrf: None,
        untrusted: false,
        nat: Vec::new(),
    }
}

fn zone_of(kind: ZoneKind) -> Zone {
    Zone {
        place: Span::default(),
        name: Foreign::default(),
        kind,
        parent: None,
        in_suc: true,
        owner: None,
        logical_boundary: Foreign::default(),
        physical_boundary: Foreign::default(),
        policies: Vec::new(),
        assumptions: Vec::new(),
        dependencies: Vec::new(),
        sl_target: None,
        rationale: BTreeMap::new(),
    }
}

fn conduit() -> Conduit {
    Conduit {
        place: Span::default(),
        name: Foreign::default(),
        zones: ["bpcs", "dmz"].map(ZoneId::from_foreign).to_vec(),
        data_direction: None,
        enforced: Enforcement::None,
        assets: Vec::new(),
        enforcement_points: Vec::new(),
        fails: None,
        island_mode: false,
        sl_target: None,
        trusted: true,
        monitored_by: None,
        allow: Vec::new(),
    }
}

fn asset(zone: &str, ip: u8) -> Asset {
    Asset {
        place: Span::default(),
        name: Foreign::default(),
        zones: vec![ZoneId::from_foreign(zone)],
        conduits: Vec::new(),
        interfaces: vec![AssetInterface {
            place: Span::default(),
            network: NetworkId::from_foreign("control"),
            mac: None,
            ips: vec![[10, 0, 0, ip].into()],
            station: None,
        }],
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
    }
}

/// The running configuration of `hmi`, which says this, a fact a line from line 5 on.
pub(crate) fn device(facts: &[DeviceFact]) -> DeviceSettings {
    let file = Foreign::from("hmi.cfg");
    let place = |line| Span { file: file.clone(), line, column: 1, length: 1 };
    let settings =
        (5..).zip(facts).map(|(line, fact)| DeviceSetting { place: place(line), by_default: None, fact: fact.clone() });
    DeviceSettings {
        file: file.clone(),
        asset: Some(AssetId::from_foreign("hmi")),
        taken: taken(),
        settings: settings.collect(),
        ..DeviceSettings::default()
    }
}

fn taken() -> ringwall_model::Taken {
    ringwall_model::Taken {
        at: Some(NOW),
        by: Some(Foreign::from("owner")),
        device: Some(Foreign::from("wall")),
        kind: Some(ringwall_model::ConfigurationKind::Running),
    }
}

/// A firewall of which everything is known, with one disagreement about packets from `dmz` to `bpcs`.
pub(crate) fn firewall(code: &'static str) -> PermittedView {
    let place = Span { file: Foreign::from("wall.conf"), line: 7, column: 1, length: 1 };
    let found = ringwall_model::Disagreement {
        code: code.into(),
        conduit: None,
        views: Vec::new(),
        firewall: Foreign::from("wall.conf"),
        from_zone: Some(ZoneId::from_foreign("dmz")),
        to_zone: Some(ZoneId::from_foreign("bpcs")),
        packet: None,
        rules: vec![place],
        frame: None,
        size: 1,
        extent: Vec::new(),
        text: "a packet passes".to_owned(),
        mend: None,
    };
    PermittedView {
        file: Foreign::from("wall.conf"),
        sha256: None,
        asset: Some(AssetId::from_foreign("wall")),
        taken: taken(),
        is_understood: false,
        is_closed: false,
        disagreements: vec![found],
    }
}
