//! Conversations of what was counted and what was said.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use ringwall_model::{
    Address, Binding, BySide, CaptureIndex, Conversation, ConversationKey, Diagnostic, FirstFrames, FrameRef, Identity,
    NetworkId, OperationCounts, Parties, Place, RolesBy, Severity, Transport,
};

use super::sums::{Between, Counted, Said, Sums, Whose};

/// What stands on every conversation a log told of.
const REMARK: &str = "told-by-a-log";

/// What all logs come to.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) conversations: Vec<Conversation>,
    pub(super) identities: Vec<Identity>,
    pub(super) bindings: Vec<Binding>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) packets: u64,
    pub(super) bytes: u64,
}

/// Joins; places get the number of the first log added.
pub(super) fn join(mut sums: Sums, before: u32) -> Joined {
    sums.add_certificates();
    let Sums { counted, mut said, identities, bindings, dropped, .. } = sums;
    let mut joined = Joined::default();
    let flows_of = Flows::of(&counted, &said);
    for ((between, protocol), flows) in counted {
        let both = |sides: BySide| sides.from_initiator.saturating_add(sides.from_responder);
        joined.packets = joined.packets.saturating_add(both(flows.packets));
        joined.bytes = joined.bytes.saturating_add(both(flows.bytes));
        let mut there = said_in(&mut said, &between, protocol.as_deref(), &flows_of).into_iter();
        let (whose, first) = there.next().map_or((None, None), |(whose, said)| (Some(whose), Some(said)));
        joined.conversations.push(conversation(&between, protocol, whose, Some(&flows), first));
        // A log counts flows, not what of them went to which native address.
        for (whose, said) in there {
            joined.conversations.push(conversation(&between, None, Some(whose), None, Some(said)));
        }
    }
    for ((between, whose), said) in said {
        joined.conversations.push(conversation(&between, None, Some(whose), None, Some(said)));
    }
    joined.conversations.iter_mut().for_each(|conversation| moved(conversation, before));
    joined.identities = identities
        .into_iter()
        .map(|((network, subject, attribute, value), (confidence, protocol, at))| Identity {
            network,
            subject,
            attribute,
            value,
            confidence,
            protocol,
            at: behind(at, before),
        })
        .collect();
    joined.bindings = bindings.into_iter().map(|b| Binding { at: behind(b.at, before), ..b }).collect();
    joined.diagnostics.extend((dropped > 0).then(|| not_kept(dropped)));
    joined
}

/// Between whom flows were counted.
struct Flows {
    /// With whether their protocol is known.
    counted: BTreeSet<(Between, bool)>,
    /// In which networks, whatever the transport.
    networks: BTreeMap<(IpAddr, IpAddr, u16), BTreeSet<NetworkId>>,
    /// Networks in which something was said.
    said: BTreeSet<NetworkId>,
}

impl Flows {
    fn of(
        counted: &BTreeMap<(Between, Option<Cow<'static, str>>), Counted>,
        said: &BTreeMap<(Between, Whose), Said>,
    ) -> Self {
        let mut networks: BTreeMap<_, BTreeSet<NetworkId>> = BTreeMap::new();
        for (between, _) in counted.keys() {
            networks.entry(ends(between)).or_default().insert(between.network.clone());
        }
        Self {
            counted: counted.keys().map(|(between, protocol)| (between.clone(), protocol.is_some())).collect(),
            networks,
            said: said.keys().map(|(between, _)| between.network.clone()).collect(),
        }
    }

    fn are_counted(&self, between: &Between) -> bool {
        [false, true].iter().any(|known| self.counted.contains(&(between.clone(), *known)))
    }

    /// Where what was said in flows may stand. Most logs of protocols tell neither the transport nor the VLAN: where there are
    /// no flows on the transport they usually have, or in the network they were put in, it is that of the only flows there are.
    fn places(&self, flows: &Between) -> Vec<Between> {
        let only_here = self.networks.get(&ends(flows)).is_none_or(|networks| networks.len() == 1);
        let networks = self.said.iter().filter(|network| **network == flows.network || only_here);
        let places = networks.flat_map(|network| {
            [Transport::Tcp, Transport::Udp].map(|transport| Between {
                network: network.clone(),
                transport,
                ..flows.clone()
            })
        });
        let mut places: Vec<_> = places.filter(|between| between == flows || !self.are_counted(between)).collect();
        places.sort_by_key(|between| between != flows);
        places
    }
}

fn ends(between: &Between) -> (IpAddr, IpAddr, u16) {
    (between.initiator, between.responder, between.port)
}

/// What was said in flows: in their protocol, or in the only one where theirs is not known and no others are of one.
fn said_in(
    said: &mut BTreeMap<(Between, Whose), Said>,
    flows: &Between,
    protocol: Option<&str>,
    flows_of: &Flows,
) -> Vec<(Whose, Said)> {
    let mut keys = Vec::new();
    for between in flows_of.places(flows) {
        let from = (between.clone(), (Cow::Borrowed(""), None));
        keys.extend(said.range(from..).map(|(key, _)| key).take_while(|(b, _)| *b == between).cloned());
    }
    let alone = !flows_of.counted.contains(&(flows.clone(), true));
    let first = keys.first().map(|(_, (name, _))| name.clone());
    let only = alone && keys.iter().all(|(_, (name, _))| Some(name) == first.as_ref());
    let fits = |name: &str| protocol.map_or(only, |protocol| protocol == name);
    let mut fitting = BTreeMap::new();
    for (between, whose) in keys.into_iter().filter(|(_, (name, _))| fits(name)) {
        fitting.entry(whose).or_insert(between);
    }
    fitting
        .into_iter()
        .map(|(whose, between)| (between, whose))
        .filter_map(|key| said.remove(&key).map(|said| (key.1, said)))
        .collect()
}

fn conversation(
    between: &Between,
    protocol: Option<Cow<'static, str>>,
    whose: Option<Whose>,
    flows: Option<&Counted>,
    said: Option<Said>,
) -> Conversation {
    let (named, native) = whose.map_or((None, None), |(protocol, native)| (Some(protocol), native));
    let (first, second) = (Address::Ip(between.initiator), Address::Ip(between.responder));
    let is_group = second.is_group();
    let parties = match is_group {
        true => Parties::Publication { publisher: first, group: second },
        false => Parties::Session { initiator: first, responder: second },
    };
    let by_flows = flows.map_or(RolesBy::Port, |f| f.roles_by);
    let by_said = said.as_ref().filter(|said| !said.functions.is_empty()).map(|_| RolesBy::Content);
    let at = [flows.map(|f| f.first), said.as_ref().map(|s| s.first)].into_iter().flatten().min().unwrap_or_default();
    let packets = flows.map(|f| f.packets).unwrap_or_default();
    // Who has packets sent some; where nobody counted them, whoever asked did.
    let sent = |count: u64| (count > 0).then_some(at);
    let times = |of: fn(&Counted) -> ringwall_model::Instant, or: fn(&Said) -> ringwall_model::Instant| {
        [flows.map(of), said.as_ref().map(or)]
    };
    let first_seen = times(|f| f.first_seen, |s| s.first_seen).into_iter().flatten().min().unwrap_or_default();
    let last_seen = times(|f| f.last_seen, |s| s.last_seen).into_iter().flatten().max().unwrap_or_default();
    let (mut functions, mut facts) = said.map(|said| (said.functions, said.facts)).unwrap_or_default();
    functions
        .sort_by(|a, b| (a.from, a.kind, &a.space, a.code, &a.name).cmp(&(b.from, b.kind, &b.space, b.code, &b.name)));
    facts.sort_by(|a, b| a.security.cmp(&b.security));
    Conversation {
        key: ConversationKey {
            network: between.network.clone(),
            parties,
            transport: between.transport,
            port: between.port,
            native,
            protocol: protocol.or(named),
        },
        vlans: flows.map(|f| f.vlans.clone()).unwrap_or_default(),
        coarse: None,
        roles_by: if is_group { RolesBy::Group } else { by_said.unwrap_or(by_flows) },
        operations: OperationCounts::of_uses(&functions),
        functions,
        packets,
        bytes: flows.map(|f| f.bytes).unwrap_or_default(),
        first_frames: FirstFrames {
            from_initiator: sent(packets.from_initiator.max(u64::from(flows.is_none()))),
            from_responder: sent(packets.from_responder),
        },
        first_seen,
        last_seen,
        sessions: flows.map_or(0, |f| f.sessions),
        answered_sessions: flows.map_or(0, |f| f.answered),
        cryptography: facts,
        rhythm: None,
        remarks: BTreeMap::from([(Cow::Borrowed(REMARK), 1)]),
    }
}

fn behind(at: FrameRef, before: u32) -> FrameRef {
    FrameRef { capture: CaptureIndex(at.capture.0.saturating_add(before)), ..at }
}

fn moved(conversation: &mut Conversation, before: u32) {
    let first = &mut conversation.first_frames;
    first.from_initiator = first.from_initiator.map(|at| behind(at, before));
    first.from_responder = first.from_responder.map(|at| behind(at, before));
    for function in &mut conversation.functions {
        function.first = behind(function.first, before);
        function.first_accepted = function.first_accepted.map(|at| behind(at, before));
    }
    conversation.cryptography.iter_mut().for_each(|fact| fact.first = behind(fact.first, before));
}

fn not_kept(lines: u64) -> Diagnostic {
    let message = format!("what {lines} lines of logs tell was not kept: there were too many conversations or values");
    Diagnostic::new("log-lines-dropped", Severity::Warning, Place::Whole, message).help("read fewer logs at once")
}
