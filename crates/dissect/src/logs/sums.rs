//! What lines tell, summed: flows that were counted, and what was said in them.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    net::IpAddr,
};

use ringwall_model::{
    Address, Attribute, Binding, BySide, Confidence, Foreign, FrameRef, FunctionUse, Identity, Instant, NetworkId,
    PresentedCertificate, RolesBy, SecurityFact, Side, Transport,
};

use super::{CONVERSATIONS_MAX, certificates::Certificates};

/// Most values of identities, bindings, functions of a conversation, and facts of one.
const IDENTITIES_MAX: usize = 1 << 18;
const FUNCTIONS_MAX: usize = 512;
const FACTS_MAX: usize = 64;
/// Most functions and facts of all conversations.
const KEPT_MAX: usize = 1 << 20;

/// Between whom, and on what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Between {
    pub(super) network: NetworkId,
    pub(super) initiator: IpAddr,
    pub(super) responder: IpAddr,
    pub(super) port: u16,
    pub(super) transport: Transport,
}

/// Flows of one protocol, counted.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) vlans: Vec<u16>,
    pub(super) roles_by: RolesBy,
    pub(super) packets: BySide,
    pub(super) bytes: BySide,
    pub(super) first: FrameRef,
    pub(super) first_seen: Instant,
    pub(super) last_seen: Instant,
    pub(super) sessions: u64,
    pub(super) answered: u64,
}

/// What was said in a protocol, at a native address.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) functions: Vec<FunctionUse>,
    pub(super) facts: Vec<SecurityFact>,
    pub(super) first: FrameRef,
    pub(super) first_seen: Instant,
    pub(super) last_seen: Instant,
}

/// What is said.
#[derive(Clone, Debug)]
pub(super) enum What {
    Function(Box<FunctionUse>),
    Fact(Box<SecurityFact>),
}

/// A protocol, and a native address below it.
pub(super) type Whose = (Cow<'static, str>, Option<Foreign>);

/// Of whom what was told.
type Told = (NetworkId, Address, Attribute, Foreign);

/// How surely it was told, by which protocol, and where first.
type Telling = (Confidence, Cow<'static, str>, FrameRef);

/// Everything that was told.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) counted: BTreeMap<(Between, Option<Cow<'static, str>>), Counted>,
    pub(super) said: BTreeMap<(Between, Whose), Said>,
    pub(super) identities: BTreeMap<Told, Telling>,
    pub(super) bindings: BTreeSet<Binding>,
    pub(super) certificates: Certificates,
    /// Functions and facts kept.
    kept: usize,
    /// Lines whose conversations, values or bindings were not kept.
    pub(super) dropped: u64,
}

impl Counted {
    fn add(&mut self, other: &Self) {
        let both = |a: BySide, b: BySide| BySide {
            from_initiator: a.from_initiator.saturating_add(b.from_initiator),
            from_responder: a.from_responder.saturating_add(b.from_responder),
        };
        if other.first < self.first {
            self.first = other.first;
            self.vlans.clone_from(&other.vlans);
        }
        self.roles_by = self.roles_by.min(other.roles_by);
        self.packets = both(self.packets, other.packets);
        self.bytes = both(self.bytes, other.bytes);
        self.first_seen = self.first_seen.min(other.first_seen);
        self.last_seen = self.last_seen.max(other.last_seen);
        self.sessions = self.sessions.saturating_add(other.sessions);
        self.answered = self.answered.saturating_add(other.answered);
    }
}

impl Said {
    /// Adds a use of a function; true where there was none of it.
    fn function(&mut self, new: FunctionUse, room: bool) -> bool {
        let same = |f: &&mut FunctionUse| {
            (f.code, f.kind, f.from) == (new.code, new.kind, new.from) && f.space == new.space && f.name == new.name
        };
        if let Some(known) = self.functions.iter_mut().find(same) {
            // An answer that comes on a line of its own belongs to a request that waited for one.
            let waited = if new.count == 0 { known.unanswered.min(1) } else { 0 };
            known.unanswered = known.unanswered.saturating_sub(waited).saturating_add(new.unanswered);
            known.count = known.count.saturating_add(new.count);
            known.accepted = known.accepted.saturating_add(new.accepted).min(known.count);
            known.refused = known.refused.saturating_add(new.refused).min(known.count);
            known.first_accepted = [known.first_accepted, new.first_accepted].into_iter().flatten().min();
        } else if room && self.functions.len() < FUNCTIONS_MAX && new.count > 0 {
            self.functions.push(new);
            return true;
        }
        false
    }

    /// Adds what was proved; true where it was not before.
    fn fact(&mut self, new: SecurityFact, room: bool) -> bool {
        if let Some(known) = self.facts.iter_mut().find(|f| f.security == new.security) {
            known.count = known.count.saturating_add(new.count);
            known.last_seen = known.last_seen.max(new.last_seen);
        } else if room && self.facts.len() < FACTS_MAX {
            self.facts.push(new);
            return true;
        }
        false
    }
}

impl Sums {
    /// Counts a flow.
    pub(super) fn count(&mut self, between: Between, protocol: Option<Cow<'static, str>>, new: Counted) {
        let room = self.counted.len() < CONVERSATIONS_MAX;
        match self.counted.entry((between, protocol)) {
            Entry::Occupied(mut known) => known.get_mut().add(&new),
            Entry::Vacant(free) if room => drop(free.insert(new)),
            Entry::Vacant(_) => self.dropped = self.dropped.saturating_add(1),
        }
    }

    /// Something said there.
    pub(super) fn add(&mut self, between: Between, whose: Whose, time: Instant, what: What) {
        let room = self.kept < KEPT_MAX;
        let at = match &what {
            What::Function(function) => function.first,
            What::Fact(fact) => fact.first,
        };
        let Some(said) = self.said(between, whose, at, time) else { return };
        let is_new = match what {
            What::Function(function) => said.function(*function, room),
            What::Fact(fact) => said.fact(*fact, room),
        };
        self.kept = self.kept.saturating_add(usize::from(is_new));
    }

    fn said(&mut self, between: Between, whose: Whose, at: FrameRef, time: Instant) -> Option<&mut Said> {
        let room = self.said.len() < CONVERSATIONS_MAX;
        let new = || Said { functions: Vec::new(), facts: Vec::new(), first: at, first_seen: time, last_seen: time };
        match self.said.entry((between, whose)) {
            Entry::Occupied(known) => {
                let known = known.into_mut();
                known.first_seen = known.first_seen.min(time);
                known.last_seen = known.last_seen.max(time);
                Some(known)
            }
            Entry::Vacant(free) if room => Some(free.insert(new())),
            Entry::Vacant(_) => {
                self.dropped = self.dropped.saturating_add(1);
                None
            }
        }
    }

    /// What a certificate is.
    pub(super) fn know(&mut self, certificate: PresentedCertificate) {
        let kept = self.certificates.know(certificate);
        self.dropped = self.dropped.saturating_add(u64::from(!kept));
    }

    /// Certificates that one side showed.
    pub(super) fn show(&mut self, between: &Between, by: Side, chain: &str, at: FrameRef, time: Instant) {
        let kept = self.certificates.show(between, by, chain, at, time);
        self.dropped = self.dropped.saturating_add(u64::from(!kept));
    }

    /// Says of whoever showed certificates what these are.
    pub(super) fn add_certificates(&mut self) {
        for (between, fact) in std::mem::take(&mut self.certificates).facts() {
            let (tls, time) = ((Cow::Borrowed("tls"), None), fact.first_seen);
            self.add(between, tls, time, What::Fact(Box::new(fact)));
        }
    }

    /// Something a device says of itself.
    pub(super) fn identity(&mut self, new: Identity) {
        let key = (new.network, new.subject, new.attribute, new.value);
        if self.identities.len() >= IDENTITIES_MAX && !self.identities.contains_key(&key) {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.identities.entry(key).or_insert((new.confidence, new.protocol, new.at));
    }

    /// A pair of addresses.
    pub(super) fn bind(&mut self, new: Binding) {
        let same = |b: &Binding| {
            (&b.network, b.mac, b.ip, &b.vlans, b.by) == (&new.network, new.mac, new.ip, &new.vlans, new.by)
        };
        // Sorted by network and address: those of one pair stand together, and are few.
        let known = self
            .bindings
            .range(first_like(&new)..)
            .take_while(|b| (&b.network, b.mac) == (&new.network, new.mac))
            .find(|b| same(b))
            .cloned();
        match known {
            Some(mut known) => {
                self.bindings.remove(&known);
                known.first_seen = known.first_seen.min(new.first_seen);
                known.last_seen = known.last_seen.max(new.last_seen);
                self.bindings.insert(known);
            }
            None if self.bindings.len() < IDENTITIES_MAX => drop(self.bindings.insert(new)),
            None => self.dropped = self.dropped.saturating_add(1),
        }
    }
}

/// Stands before every binding of its network and MAC address.
fn first_like(binding: &Binding) -> Binding {
    let ip = IpAddr::from([0, 0, 0, 0]);
    Binding { ip, vlans: Vec::new(), first_seen: Instant(i64::MIN), ..binding.clone() }
}
