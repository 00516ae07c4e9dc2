//! What a session says of one PDU, counted as it is said.

use std::{net::IpAddr, ops::Range};

use ringwall_model::{Address, Attribute, BindingBy, Confidence, MessageKind};

use super::{
    bindings::Pair,
    detector::Row,
    function::CallKey,
    identities,
    known::Context,
    ledger::{Ledger, key},
    pairing::{Ring, Waiting},
    shared::Shared,
    side::End,
    tallies::Spot,
};
use crate::{
    Answered, Call, Carrier, EVENTS_MAX, Event, Listener, Native, Object, Subject,
    link::{Family, RawAddress},
    sink::TOO_MANY,
};

/// User data of other protocols in the PDU at hand: read when it has been.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    list: Vec<(Carrier, Native, Range<usize>)>,
    bytes: Vec<u8>,
}

impl Carried {
    fn push(&mut self, carrier: Carrier, native: Native, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.list.push((carrier, native, start..self.bytes.len()));
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Carrier, &Native, &[u8])> {
        let bytes = |range: &Range<usize>| self.bytes.get(range.clone()).unwrap_or_default();
        self.list.iter().map(move |(carrier, native, range)| (*carrier, native, bytes(range)))
    }

    /// Forgets everything, keeps the memory.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.bytes.clear();
    }
}

/// Counts what one PDU says.
#[derive(Debug)]
pub(super) struct Counting<'a> {
    pub(super) shared: &'a mut Shared,
    pub(super) context: &'a Context<'a>,
    pub(super) ledger: &'a mut Ledger,
    pub(super) ring: &'a mut Ring,
    /// The end that initiates, where the PDU proves it.
    pub(super) proved: &'a mut Option<End>,
    /// The end the session takes for the initiator.
    pub(super) forward: End,
    pub(super) row: Row,
    pub(super) depth: usize,
    /// The native address at hand.
    pub(super) native: Native,
    /// Where the PDU's tally is remembered, where its bytes tell.
    pub(super) spot: Spot,
    /// Its place in the ledger, once something was counted to it.
    pub(super) place: Option<u16>,
    /// Events so far.
    pub(super) told: usize,
    /// The first thing told is that the first byte is wrong.
    pub(super) refused: bool,
}

impl Counting<'_> {
    /// True where all that was told is that the first byte is wrong.
    pub(super) fn refused(&self) -> bool {
        self.refused && self.told == 1
    }

    /// True while the PDU may tell more.
    #[inline]
    fn hears(&mut self) -> bool {
        self.told = self.told.saturating_add(1);
        self.told <= EVENTS_MAX || self.deaf()
    }

    #[cold]
    fn deaf(&mut self) -> bool {
        if self.told == EVENTS_MAX.saturating_add(1) {
            self.remark(TOO_MANY);
        }
        false
    }

    /// The place of the native address at hand in the ledger.
    #[inline]
    fn place(&mut self) -> u16 {
        match self.place {
            Some(place) => place,
            None => {
                let place = self.ledger.select(&self.native);
                self.place = Some(place);
                place
            }
        }
    }

    /// Counts a message, `after` one that it answers.
    #[inline]
    fn count(&mut self, kind: MessageKind, call: Call, object: &Object, after: Option<u16>) -> u16 {
        let native = self.place();
        let key = key(self.row, call, self.context.end, kind);
        let at = self.ledger.tally(native, key, self.spot, after, self.context.moment.stamp);
        self.ledger.tallies.count(at, object);
        at
    }

    fn remark(&mut self, code: &'static str) {
        let native = self.place();
        self.ledger.remark(native, code, 1);
    }

    fn bind(&mut self, mac: RawAddress, ip: IpAddr, by: BindingBy) {
        let (ip, family) = RawAddress::of(Address::Ip(ip));
        let Self { context, .. } = self;
        let vlans = self.shared.bindings.vlans(context.binding);
        let pair = Pair { network: context.key.network, mac, family, ip, vlans, by };
        self.shared.bindings.bind(pair, context.moment);
    }

    fn subject(&self, who: Subject) -> (RawAddress, Family) {
        let key = self.context.key;
        match who {
            Subject::Sender => (key.address(self.context.end), key.family),
            Subject::Receiver => (key.address(self.context.end.other()), key.family),
            Subject::Ip(ip) => RawAddress::of(Address::Ip(ip)),
            Subject::Mac(mac) => RawAddress::of(Address::Mac(mac)),
        }
    }
}

impl Listener for Counting<'_> {
    #[inline]
    fn native(&mut self, address: Native) {
        if self.hears() && address != self.native {
            self.native = address;
            self.place = None;
        }
    }

    #[inline]
    fn unit(&mut self, unit: u8) {
        if self.hears() && !matches!(self.native, Native::Unit(known) if known == unit) {
            self.native = Native::Unit(unit);
            self.place = None;
        }
    }

    #[inline]
    fn slot(&mut self, slot: u8) {
        if self.hears() && !matches!(self.native, Native::Slot(known) if known == slot) {
            self.native = Native::Slot(slot);
            self.place = None;
        }
    }

    fn message(&mut self, kind: MessageKind, call: Call, tag: u32, object: Object) {
        if !self.hears() {
            return;
        }
        let tally = self.count(kind, call, &object, None);
        if kind == MessageKind::Request {
            let (row, from) = (self.row, self.context.end);
            if let Some(oldest) = self.ring.push(Waiting { tag, tally, row, from }) {
                self.ledger.tallies.give_up(oldest);
            }
        }
    }

    fn answer(&mut self, tag: u32, call: Option<Call>, outcome: Answered) {
        if !self.hears() {
            return;
        }
        let stamp = self.context.moment.stamp;
        let request = self.ring.take(self.row, self.context.end.other(), tag);
        let asked = request.and_then(|at| {
            self.ledger.tallies.settle(at, outcome, stamp);
            let CallKey { function, code } = self.ledger.tallies.key(at)?.call;
            Some(Call { row: function, code })
        });
        let Some(call) = call.or(asked) else { return self.remark("answer-without-request") };
        let at = self.count(MessageKind::Response, call, &Object::NONE, request);
        self.ledger.tallies.settle(at, outcome, stamp);
    }

    fn identity(&mut self, who: Subject, what: Attribute, value: &[u8], how: Confidence) {
        let (address, family) = self.subject(who);
        if self.hears() && !address.is_group(family) {
            let subject = identities::Subject { network: self.context.key.network, family, address, attribute: what };
            self.shared.identities.tell(subject, value, how, self.row, self.context.moment.stamp);
        }
    }

    fn carry(&mut self, carrier: Carrier, bytes: &[u8]) {
        if self.hears()
            && let Some(carried) = self.shared.carried.get_mut(self.depth)
        {
            carried.push(carrier, self.native, bytes);
        }
    }

    fn event(&mut self, event: Event) {
        if !self.hears() {
            return;
        }
        match event {
            Event::Binding { mac, ip, lease } => {
                let by = if lease { BindingBy::Lease } else { BindingBy::Resolution };
                self.bind(RawAddress::mac(mac.0), ip, by);
            }
            Event::Address(ip) if self.context.key.family == Family::Mac => {
                self.bind(self.context.key.address(self.context.end), ip, BindingBy::Resolution);
            }
            Event::Security(security) => {
                let native = self.place();
                self.ledger.prove(native, security, self.context.moment);
            }
            Event::InitiatorSends(direction) => {
                self.proved.get_or_insert(End::sending(direction, self.forward));
            }
            Event::Malformed { code, at } => {
                self.refused |= at == 0 && self.told == 1;
                self.remark(code);
            }
            // Nothing the engine keeps holds payload bytes; views that do ask the session again. The others have ways of
            // their own.
            Event::Secret { .. }
            | Event::Address(_)
            | Event::Native(_)
            | Event::Request { .. }
            | Event::Answer { .. }
            | Event::Report { .. }
            | Event::Io { .. }
            | Event::Identity { .. }
            | Event::Carry { .. } => {}
        }
    }
}
