//! Declared against observed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, ConduitId, Conversation, Diagnostic, Inventory, Operation, Place, Plant, Reading, Severity, Transport,
    Whereabouts, Whose, Witness, WitnessKind, ZoneId,
};

use crate::{Decision, Declared, Exchange, exchanges, exchanges::Seen, return_path, wording};

/// What the comparison found.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Exchanges that disagree with the declaration, sorted.
    pub witnesses: Vec<Witness>,
    /// Operations across a zone boundary that a conduit allows, by conduit.
    pub allowed: BTreeMap<ConduitId, u64>,
    /// Conversations whose sides could not be placed.
    pub diagnostics: Vec<Diagnostic>,
}

/// Holds every conversation against the declared conduits.
pub fn compare(plant: &Plant, reading: &Reading, inventory: &Inventory) -> Comparison {
    let mut run = Run {
        declared: Declared::new(plant),
        whereabouts: Whereabouts::new(plant, Some(inventory)),
        reading,
        found: BTreeMap::new(),
        allowed: BTreeMap::new(),
        unplaced: BTreeMap::new(),
    };
    for conversation in &reading.conversations {
        run.conversation(conversation);
    }
    run.finish()
}

/// Two points may see the same exchange: it is one witness, with the higher counts and the earlier frame.
type Key = (WitnessKind, Address, Address, String, Operation);

struct Run<'a> {
    declared: Declared<'a>,
    whereabouts: Whereabouts<'a>,
    reading: &'a Reading,
    found: BTreeMap<Key, Witness>,
    allowed: BTreeMap<ConduitId, u64>,
    unplaced: BTreeMap<(Address, bool), Place>,
}

impl Run<'_> {
    fn conversation(&mut self, conversation: &Conversation) {
        let Some((initiator, responder)) = conversation.session() else { return };
        let network = &conversation.key.network;
        let from = self.whereabouts.whose(network, initiator);
        let to = self.whereabouts.whose(network, responder);
        let operations = exchanges::of(conversation);
        let against = return_path::of(self.declared.plant, &self.whereabouts, self.reading, conversation, (&from, &to));
        self.unplaced(conversation, initiator, &from);
        self.unplaced(conversation, responder, &to);
        let (Some(from), Some(to)) =
            (placed(conversation, initiator, from.clone(), &to), placed(conversation, responder, to, &from))
        else {
            return;
        };
        let (Some(from_zone), Some(to_zone)) = (&from.zone, &to.zone) else { return };
        if is_housekeeping(conversation, &operations) && against.is_none() {
            return;
        }
        let decided: Vec<_> = operations
            .iter()
            .map(|seen| (seen, self.decide(conversation, seen, (&from, from_zone), (&to, to_zone))))
            .collect();
        let broken = decided.iter().any(|(_, d)| !matches!(d, Decided::Allowed(_)));
        if let Some(against) = against.filter(|_| broken) {
            let seen = Seen { first: against.first, count: against.frames, ..returned(&operations) };
            let (from, to) = if against.side == ringwall_model::Side::Initiator { (&from, &to) } else { (&to, &from) };
            self.witness(conversation, &seen, WitnessKind::ReturnPath, Some(against.conduit), (from, to), against.side);
            return;
        }
        for (seen, decision) in decided {
            match decision {
                Decided::Allowed(None) => {}
                Decided::Allowed(Some(id)) => *self.allowed.entry(id).or_default() += seen.count,
                Decided::Against(kind, conduit) => {
                    let side = ringwall_model::Side::Initiator;
                    self.witness(conversation, seen, kind, conduit.as_ref(), (&from, &to), side);
                }
            }
        }
    }

    fn decide(
        &self,
        conversation: &Conversation,
        seen: &Seen<'_>,
        from: (&Whose, &ZoneId),
        to: (&Whose, &ZoneId),
    ) -> Decided {
        let decision = self.declared.decide(&Exchange {
            from_zone: from.1,
            to_zone: to.1,
            initiator: from.0.asset.as_ref(),
            responder: to.0.asset.as_ref(),
            protocol: conversation.key.protocol.as_deref(),
            transport: conversation.key.transport,
            port: conversation.key.port,
            operation: seen.operation,
            function: seen.function.map(|(code, _)| code),
            objects: seen.objects,
            objects_complete: seen.objects_complete,
        });
        match decision {
            Decision::Internal => Decided::Allowed(None),
            Decision::Allowed(id) => Decided::Allowed(Some(id.clone())),
            Decision::Undecided(id) => Decided::Against(WitnessKind::Undecided, Some(id.clone())),
            Decision::NotAllowed(id) => Decided::Against(WitnessKind::NotAllowed, Some(id.clone())),
            Decision::NoConduit => Decided::Against(WitnessKind::NoConduit, None),
        }
    }

    /// `side` is the side of the conversation that the first of `parties` stands for.
    fn witness(
        &mut self,
        conversation: &Conversation,
        seen: &Seen<'_>,
        kind: WitnessKind,
        conduit: Option<&ConduitId>,
        (from, to): (&Whose, &Whose),
        side: ringwall_model::Side,
    ) {
        let (Some(from_zone), Some(to_zone)) = (&from.zone, &to.zone) else { return };
        let capture = self.reading.capture_name(seen.first.capture).clone();
        let place = self.reading.place(seen.first);
        let parties = conversation.key.parties;
        let (initiator, responder) = (parties.of(side), parties.of(side.other()));
        let witness = Witness {
            kind,
            conduit: conduit.cloned(),
            from_zone: from_zone.clone(),
            to_zone: to_zone.clone(),
            initiator,
            initiator_asset: from.asset.clone(),
            responder,
            responder_asset: to.asset.clone(),
            protocol: Cow::Owned(wording::protocol(conversation)),
            operation: seen.operation,
            answered: seen.answered,
            count: seen.count,
            accepted: seen.accepted,
            text: wording::text(conversation, seen, kind, conduit.map(ringwall_model::Id::as_str), &place),
            capture,
            frame: seen.first.frame,
            at: seen.first,
            first_seen: conversation.first_seen,
            last_seen: conversation.last_seen,
        };
        let key = (kind, initiator, responder, witness.protocol.to_string(), seen.operation);
        match self.found.get_mut(&key) {
            Some(known) => merge(known, witness),
            None => {
                self.found.insert(key, witness);
            }
        }
    }

    fn unplaced(&mut self, conversation: &Conversation, address: Address, whose: &Whose) {
        if whose.zone.is_none() && is_routable(address) && conversation.answered_sessions > 0 {
            let at = conversation
                .first_frames
                .from_initiator
                .or(conversation.first_frames.from_responder)
                .unwrap_or_default();
            self.unplaced.entry((address, whose.ambiguous)).or_insert_with(|| self.reading.place(at));
        }
    }

    fn finish(self) -> Comparison {
        let returned: BTreeSet<_> =
            self.found.values().filter(|w| w.kind == WitnessKind::ReturnPath).map(parties).collect();
        // The same frames on the far side of the diode break nothing of their own.
        let own = |w: &Witness| w.kind == WitnessKind::ReturnPath || w.answered || !returned.contains(&parties(w));
        let mut witnesses: Vec<_> = self.found.into_values().filter(own).collect();
        witnesses.sort();
        let diagnostics = self
            .unplaced
            .into_iter()
            .map(|((address, ambiguous), place)| unplaced(address, ambiguous, place))
            .collect();
        Comparison { witnesses, allowed: self.allowed, diagnostics }
    }
}

enum Decided {
    Allowed(Option<ConduitId>),
    Against(WitnessKind, Option<ConduitId>),
}

/// Address resolution and neighbour discovery below IP, and what only runs a bus: never leaves its segment, crosses no conduit.
fn is_housekeeping(conversation: &Conversation, operations: &[Seen<'_>]) -> bool {
    let discovers = || operations.iter().all(|s| s.operation == Operation::Discover);
    conversation.key.runs_a_bus() || (conversation.key.transport == Transport::Ethernet && discovers())
}

/// What came back against a diode is a frame first; its operation is that of the conversation's first message.
fn returned<'a>(operations: &[Seen<'a>]) -> Seen<'a> {
    operations.first().cloned().unwrap_or(Seen {
        operation: Operation::Opaque,
        function: None,
        objects: &[],
        objects_complete: false,
        count: 0,
        accepted: 0,
        answered: false,
        first: ringwall_model::FrameRef::default(),
    })
}

fn parties(witness: &Witness) -> (Address, Address, Cow<'static, str>) {
    (witness.initiator, witness.responder, witness.protocol.clone())
}

fn merge(known: &mut Witness, other: Witness) {
    let (count, accepted) = (known.count.max(other.count), known.accepted.max(other.accepted));
    let answered = known.answered || other.answered;
    let last_seen = known.last_seen.max(other.last_seen);
    if (other.first_seen, other.at) < (known.first_seen, known.at) || (other.accepted > 0 && known.accepted == 0) {
        *known = other;
    }
    known.count = count;
    known.accepted = accepted;
    known.answered = answered;
    known.last_seen = last_seen;
}

/// The zone an address of nobody is said to be in: it is on no declared network, so whatever it exchanges with a zone
/// crosses that zone's boundary undeclared. Only for answered IP exchanges; several claimants of an address stay undecided.
pub const UNDECLARED: &str = "undeclared";

fn placed(conversation: &Conversation, address: Address, whose: Whose, other: &Whose) -> Option<Whose> {
    if whose.zone.is_some() {
        return Some(whose);
    }
    let stranger =
        is_routable(address) && !whose.ambiguous && other.zone.is_some() && conversation.answered_sessions > 0;
    stranger.then(|| Whose { zone: ZoneId::parse(UNDECLARED), ..whose })
}

/// An IP address that names one device beyond its own link.
fn is_routable(address: Address) -> bool {
    use std::net::IpAddr;
    !address.is_group()
        && match address {
            Address::Mac(_) | Address::Station(_) => false,
            Address::Ip(IpAddr::V4(ip)) => !ip.is_unspecified() && !ip.is_link_local() && !ip.is_loopback(),
            Address::Ip(IpAddr::V6(ip)) => !ip.is_unspecified() && !ip.is_unicast_link_local() && !ip.is_loopback(),
        }
}

fn unplaced(address: Address, ambiguous: bool, place: Place) -> Diagnostic {
    let (code, message) = match ambiguous {
        true => {
            ("address-of-several-assets", format!("{address} belongs to several declared assets; none is believed"))
        }
        false => (
            "address-in-no-zone",
            format!("{address} exchanged data, but is no declared asset and on no network of a single zone"),
        ),
    };
    Diagnostic::new(code, Severity::Warning, place, message)
        .help("declare the asset with its network and address, or name the observation point of this capture")
        .requirement("ZCR 3.1")
}
