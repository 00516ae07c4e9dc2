//! What was seen between declared zones and is declared nowhere, as allowances that somebody may accept. Seen is not intended:
//! nothing of it is declared until a person takes it over, and some of it is never proposed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ringwall_model::{
    Address, Allowance, CaptureIndex, Conduit, ConduitId, Conversation, Foreign, FrameRef, Id, Instant, Inventory,
    Operation, Operations, Party, Plant, Reading, Span, Transport, Whereabouts, Whose, ZoneId,
};

use super::logged::Hit;
use crate::{
    Decision, Declared, Exchange, exchanges,
    trust::{is_safety, trust},
};

/// An exchange that was seen and is declared nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedEntry {
    /// What it is called while it is a proposal: who asks, who answers, in what.
    pub entry: String,
    /// Zone of who asks.
    pub from: ZoneId,
    /// Zone of who answers.
    pub to: ZoneId,
    /// The conduit that would allow it; none where no one conduit joins the zones.
    pub conduit: Option<ConduitId>,
    /// What would be allowed.
    pub allowance: Allowance,
    /// Why nobody is asked to accept it, where that is so.
    pub not_proposed: Option<&'static str>,
    /// Exchanges and frames, in the capture that saw most of them.
    pub seen: (u64, u64),
    /// Captures it is in.
    pub captures: BTreeSet<CaptureIndex>,
    /// Its first frame.
    pub first: FrameRef,
    /// When it was first and last seen.
    pub between: (Instant, Instant),
    /// Lines of logs about it.
    pub logged: u64,
    /// What opens it.
    openings: BTreeSet<Hit>,
}

impl ProposedEntry {
    /// Counts a line of a log where it is about this.
    pub fn count(&mut self, hit: &Hit) -> bool {
        let is_own = self.openings.contains(hit);
        self.logged = self.logged.saturating_add(u64::from(is_own));
        is_own
    }
}

/// Everything answered between two declared zones that no conduit allows, sorted by its name.
pub fn propose(plant: &Plant, reading: &Reading, inventory: &Inventory) -> Vec<ProposedEntry> {
    let mut run = Run {
        plant,
        declared: Declared::new(plant),
        whereabouts: Whereabouts::new(plant, Some(inventory)),
        found: BTreeMap::new(),
        counts: BTreeMap::new(),
    };
    reading.conversations.iter().filter(|c| c.answered_sessions > 0).for_each(|one| run.conversation(one));
    let counts = run.counts;
    let most = |entry: &str| counts.get(entry).and_then(|by_capture| by_capture.values().max()).copied();
    let whole = |(entry, one): (String, ProposedEntry)| ProposedEntry { seen: most(&entry).unwrap_or_default(), ..one };
    run.found.into_iter().map(whole).collect()
}

struct Run<'a> {
    plant: &'a Plant,
    declared: Declared<'a>,
    whereabouts: Whereabouts<'a>,
    found: BTreeMap<String, ProposedEntry>,
    counts: BTreeMap<String, BTreeMap<CaptureIndex, (u64, u64)>>,
}

impl Run<'_> {
    fn conversation(&mut self, conversation: &Conversation) {
        let Some((Address::Ip(asking), Address::Ip(asked))) = conversation.session() else { return };
        let whose = |ip| self.whereabouts.whose(&conversation.key.network, Address::Ip(ip));
        let (one, other) = (whose(asking), whose(asked));
        let (Some(from), Some(to)) = (one.zone.clone(), other.zone.clone()) else { return };
        let operations = self.undeclared(conversation, (&one, &from), (&other, &to));
        if from == to || operations.is_empty() {
            return;
        }
        let named = |whose: &Whose, ip: IpAddr| whose.asset.as_ref().map_or_else(|| ip.to_string(), Id::to_string);
        let entry = format!("{}/{}/{}", named(&one, asking), named(&other, asked), service(conversation));
        let first = conversation.first_frames.from_initiator.or(conversation.first_frames.from_responder);
        let first = first.unwrap_or_default();
        let proposed = ProposedEntry {
            entry: entry.clone(),
            conduit: self.conduit(&from, &to).map(|(id, _)| id.clone()),
            allowance: allowance(conversation, operations, (&one, &other)),
            not_proposed: self.why_not((&from, &to), (&one, &other)),
            from,
            to,
            seen: (0, 0),
            captures: BTreeSet::from([first.capture]),
            first,
            between: (conversation.first_seen, conversation.last_seen),
            logged: 0,
            openings: opening(conversation, asking, asked).into_iter().collect(),
        };
        let frames = conversation.packets.from_initiator.saturating_add(conversation.packets.from_responder);
        let count = self.counts.entry(entry.clone()).or_default().entry(first.capture).or_default();
        *count = (count.0.saturating_add(1), count.1.saturating_add(frames));
        match self.found.get_mut(&entry) {
            Some(known) => merge(known, proposed),
            None => drop(self.found.insert(entry, proposed)),
        }
    }

    /// Operations that no conduit allows. Where a conduit may allow one under a permit it is not undeclared.
    fn undeclared(&self, conversation: &Conversation, one: (&Whose, &ZoneId), other: (&Whose, &ZoneId)) -> Operations {
        let seen = exchanges::of(conversation);
        let refused = seen.iter().filter(|seen| {
            let exchange = Exchange {
                from_zone: one.1,
                to_zone: other.1,
                initiator: one.0.asset.as_ref(),
                responder: other.0.asset.as_ref(),
                protocol: conversation.key.protocol.as_deref(),
                transport: conversation.key.transport,
                port: conversation.key.port,
                operation: seen.operation,
                function: seen.function.map(|(code, _)| code),
                objects: seen.objects,
                objects_complete: seen.objects_complete,
            };
            matches!(self.declared.decide(&exchange), Decision::NotAllowed(_) | Decision::NoConduit)
        });
        refused.fold(Operations::NONE, |all, seen| all.with(seen.operation))
    }

    /// The one conduit that joins two zones.
    fn conduit(&self, from: &ZoneId, to: &ZoneId) -> Option<(&ConduitId, &Conduit)> {
        match self.declared.joining(from, to) {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Why an exchange is not proposed. What was seen of safety, or against a direction of trust, is for people alone.
    fn why_not(&self, (from, to): (&ZoneId, &ZoneId), (one, other): (&Whose, &Whose)) -> Option<&'static str> {
        let is_safe = |whose: &Whose| {
            whose.asset.as_ref().and_then(|id| self.plant.assets.get(id)).is_some_and(|asset| asset.safety)
        };
        let joining = self.declared.joining(from, to);
        match () {
            () if is_safety(self.plant, from) || is_safety(self.plant, to) || is_safe(one) || is_safe(other) => {
                Some("a safety zone or asset has a part in it")
            }
            () if joining.iter().any(|(_, conduit)| conduit.data_direction.is_some()) => {
                Some("a one-way conduit joins its zones")
            }
            () if trust(self.plant, from) < trust(self.plant, to) => {
                Some("it goes from a less trusted zone to a more trusted one")
            }
            () if one.asset.is_none() || other.asset.is_none() => Some("who has part in it is no declared asset"),
            () if joining.is_empty() => Some("no conduit joins its zones"),
            () if joining.len() > 1 => Some("several conduits join its zones, and it does not tell which it takes"),
            () => None,
        }
    }
}

/// `modbus`, `tcp-8080`.
fn service(conversation: &Conversation) -> String {
    let key = &conversation.key;
    key.protocol.as_ref().map_or_else(|| format!("{}-{}", key.transport, key.port), ToString::to_string)
}

/// What would be allowed: these operations, between these two.
fn allowance(conversation: &Conversation, operations: Operations, (one, other): (&Whose, &Whose)) -> Allowance {
    let key = &conversation.key;
    let is_bare = key.protocol.is_none();
    let party = |whose: &Whose| whose.asset.iter().cloned().map(Party::Asset).collect();
    let beside = operations.iter().any(|operation| operation != Operation::Session);
    // Opening and keeping a session comes with whatever is allowed in it.
    let kept = operations.iter().filter(|operation| !beside || *operation != Operation::Session);
    Allowance {
        place: Span::default(),
        protocol: key.protocol.clone(),
        transport: is_bare.then_some(key.transport),
        port: is_bare.then_some(key.port),
        operations: kept.fold(Operations::NONE, Operations::with),
        initiator: party(one),
        responder: party(other),
        functions: Vec::new(),
        objects: Vec::new(),
        when: None,
        rate_per_minute: None,
        essential: None,
        purpose: Foreign::default(),
        information_class: Foreign::default(),
    }
}

/// The packet that opens it, as a log tells it.
fn opening(conversation: &Conversation, source: IpAddr, destination: IpAddr) -> Option<Hit> {
    let key = &conversation.key;
    let (protocol, port) = match key.transport {
        Transport::Tcp => (6, Some(key.port)),
        Transport::Udp => (17, Some(key.port)),
        Transport::Ip => (u8::try_from(key.port).ok()?, None),
        Transport::Ethernet | Transport::Serial => return None,
    };
    Some(Hit { source, destination, protocol, port })
}

fn merge(known: &mut ProposedEntry, other: ProposedEntry) {
    known.allowance.operations = known.allowance.operations.union(other.allowance.operations);
    known.captures.extend(other.captures);
    known.openings.extend(other.openings);
    known.first = known.first.min(other.first);
    let ((first, last), (other_first, other_last)) = (known.between, other.between);
    known.between = (first.min(other_first), last.max(other_last));
}
