//! What shards found, joined, sorted and named.

use std::borrow::Cow;

use ringwall_model::{
    Address, Binding, BySide, Capture, Coarse, Conversation, ConversationKey, Diagnostic, FirstFrames, Foreign,
    FunctionUse, Identity, Mac, OperationCounts, Operations, Parties, Place, Reading, SecurityFact, Severity,
};

use super::{
    account::Account,
    bindings::{self, Bound},
    conversations::{COARSENED, Sum},
    detector::Row,
    identities::{self, Told},
    join::{self, Ranks},
    moment::Stamp,
    native::native,
    networks::Networks,
    shard::Outcomes,
};
use crate::{Function, Protocol, link::Family};

/// What reading knows besides what the shards found.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The networks frames were given.
    pub networks: &'a Networks,
    /// The table the shards were made with.
    pub protocols: &'static [&'static Protocol],
    /// Captures in timeline order.
    pub captures: Vec<Capture>,
    /// Frames that never came to a shard.
    pub undecoded: Account,
    /// Bytes of all frames on the wire.
    pub bytes: u64,
    /// What was to be said of the captures.
    pub diagnostics: Vec<Diagnostic>,
    /// What of it is asked for.
    pub detail: Detail,
}

/// How much of conversations is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    #[default]
    Whole,
    /// Who spoke with whom, by which protocol and how much: no native addresses, functions, proofs or rhythm. Whoever counts
    /// conversations and devices asks for no more, and naming the rest is a good part of what many flows cost.
    Counts,
}

/// Joins what the shards found. The order of `outcomes` does not matter.
pub fn reading(outcomes: Vec<Outcomes>, inputs: Inputs<'_>) -> Reading {
    let Inputs { networks, protocols, captures, undecoded: mut account, bytes, mut diagnostics, detail } = inputs;
    let (mut sums, mut told, mut bound) = (Vec::with_capacity(outcomes.len()), Vec::new(), Vec::new());
    let (mut lost_identities, mut lost_bindings) = (0_u64, 0_u64);
    for outcome in outcomes {
        account.add(&outcome.account);
        sums.push(outcome.sums);
        told.extend(outcome.told);
        bound.extend(outcome.bound);
        lost_identities = lost_identities.saturating_add(outcome.dropped_identities);
        lost_bindings = lost_bindings.saturating_add(outcome.dropped_bindings);
    }
    let namer = Namer { networks, protocols };
    let mut conversations = Vec::with_capacity(sums.iter().map(Vec::len).sum());
    join::in_order(sums, &Ranks::new(networks, protocols), |sum| {
        let mut conversation = namer.counts(sum);
        if detail == Detail::Whole {
            namer.detail(sum, &mut conversation);
        }
        conversations.push(conversation);
    });
    let mut identities: Vec<_> = identities::join(told).into_iter().map(|t| namer.identity(t)).collect();
    identities.sort();
    let mut bindings: Vec<_> = bindings::join(bound).into_iter().filter_map(|b| namer.binding(&b)).collect();
    bindings.sort();
    diagnostics.extend(coarsened(&conversations));
    diagnostics.extend(lost("identities-dropped", "values devices told of themselves were not kept", lost_identities));
    diagnostics.extend(lost(
        "bindings-dropped",
        "times it was not kept which MAC address an IP address had",
        lost_bindings,
    ));
    diagnostics.sort();
    Reading { captures, packets: account.counts(bytes), conversations, identities, bindings, diagnostics }
}

/// Says that conversations stand for several: what is told of them is true, and less than what was seen.
fn coarsened(conversations: &[Conversation]) -> Option<Diagnostic> {
    let flows = |c: &Conversation| c.remarks.get(COARSENED).copied().unwrap_or(0);
    let (number, flows) = conversations
        .iter()
        .filter(|c| c.coarse.is_some())
        .fold((0_u64, 0_u64), |(n, sum), c| (n.saturating_add(1), sum.saturating_add(flows(c))));
    let message = format!(
        "{flows} connections and datagram flows were not kept apart: they stand in {number} conversations of several hosts, \
         of which no host is judged"
    );
    (number > 0).then(|| {
        Diagnostic::new("conversations-coarsened", Severity::Warning, Place::Whole, message)
            .help("read fewer captures at once, or allow more memory (--memory)")
    })
}

fn lost(code: &'static str, what: &str, count: u64) -> Option<Diagnostic> {
    let message = format!("{count} {what}: there were too many");
    (count > 0).then(|| {
        Diagnostic::new(code, Severity::Warning, Place::Whole, message)
            .help("read fewer captures at once, or allow more memory (--memory)")
    })
}

struct Namer<'a> {
    networks: &'a Networks,
    protocols: &'static [&'static Protocol],
}

impl Namer<'_> {
    fn protocol(&self, row: Row) -> Option<&'static Protocol> {
        self.protocols.get(usize::from(row)).copied()
    }

    fn name(&self, row: Row) -> Cow<'static, str> {
        Cow::Borrowed(self.protocol(row).map_or("unknown", |p| p.name))
    }

    /// As [`Detail::Counts`] has it.
    fn counts(&self, sum: &Sum) -> Conversation {
        let key = &sum.key;
        let (first, second) = (key.first.address(key.family), key.second.address(key.family));
        let parties = if key.publication {
            Parties::Publication { publisher: first, group: second }
        } else {
            Parties::Session { initiator: first, responder: second }
        };
        Conversation {
            key: ConversationKey {
                network: self.networks.id(key.network),
                parties,
                transport: key.carrier.transport(),
                port: key.port,
                native: None,
                protocol: key.protocol.map(|row| self.name(row)),
            },
            vlans: sum.vlans.ids(),
            coarse: key.bits().map(|(first_bits, second_bits)| Coarse { first_bits, second_bits }),
            roles_by: sum.roles_by,
            operations: OperationCounts::NONE,
            functions: Vec::new(),
            packets: by_side(sum.packets),
            bytes: by_side(sum.bytes),
            first_frames: FirstFrames {
                from_initiator: sum.first_frames.0.map(Stamp::frame_ref),
                from_responder: sum.first_frames.1.map(Stamp::frame_ref),
            },
            first_seen: sum.first,
            last_seen: sum.last,
            sessions: sum.sessions,
            answered_sessions: sum.answered,
            cryptography: Vec::new(),
            rhythm: None,
            remarks: sum.remarks().map(|(code, n)| (Cow::Borrowed(code), n)).collect(),
        }
    }

    /// The rest.
    fn detail(&self, sum: &Sum, conversation: &mut Conversation) {
        conversation.key.native = native(sum.key.native);
        conversation.functions = self.functions(sum);
        conversation.operations = OperationCounts::of_uses(&conversation.functions);
        conversation.cryptography = proofs(sum);
        conversation.rhythm = sum.rare.as_ref().and_then(|rare| rare.rhythm);
    }

    fn functions(&self, sum: &Sum) -> Vec<FunctionUse> {
        let mut uses: Vec<FunctionUse> = sum
            .functions
            .iter()
            .map(|(key, tally)| {
                let row = self.protocol(key.row).and_then(|p| p.functions.get(usize::from(key.call.function)));
                tally.to_use(key, row.unwrap_or(&UNKNOWN))
            })
            .collect();
        uses.sort_by(|a, b| {
            (a.from, a.kind, &a.space, a.code, &a.name).cmp(&(b.from, b.kind, &b.space, b.code, &b.name))
        });
        uses
    }

    fn identity(&self, told: Told) -> Identity {
        Identity {
            network: self.networks.id(told.subject.network),
            subject: told.subject.address.address(told.subject.family),
            attribute: told.subject.attribute,
            value: Foreign::from_bytes(&told.value),
            confidence: told.confidence,
            protocol: self.name(told.row),
            at: told.at.frame_ref(),
        }
    }

    /// None for what is bound to no IP address: such pairs only carry VLAN paths.
    fn binding(&self, bound: &Bound) -> Option<Binding> {
        let Address::Ip(ip) = bound.pair.ip.address(bound.pair.family) else { return None };
        let mac = match bound.pair.mac.address(Family::Mac) {
            Address::Mac(mac) => mac,
            Address::Ip(_) | Address::Station(_) => Mac::default(),
        };
        Some(Binding {
            network: self.networks.id(bound.pair.network),
            mac,
            ip,
            vlans: bound.pair.vlans.ids(),
            by: bound.pair.by,
            at: bound.at.frame_ref(),
            first_seen: bound.first,
            last_seen: bound.last,
            hops: bound.hops,
        })
    }
}

/// Stands for a row a session named that its table does not have.
static UNKNOWN: Function = Function {
    code: crate::ANY_CODE,
    space: "unknown",
    name: "unknown",
    operations: Operations::of(&[ringwall_model::Operation::Opaque]),
    technique: None,
};

fn by_side((from_initiator, from_responder): (u64, u64)) -> BySide {
    BySide { from_initiator, from_responder }
}

fn proofs(sum: &Sum) -> Vec<SecurityFact> {
    let mut facts: Vec<_> = sum
        .proofs()
        .iter()
        .map(|p| SecurityFact {
            security: p.security.clone(),
            first: p.first.stamp.frame_ref(),
            first_seen: p.first.time,
            last_seen: p.last,
            count: p.count,
        })
        .collect();
    facts.sort_by(|a, b| a.security.cmp(&b.security));
    facts
}
