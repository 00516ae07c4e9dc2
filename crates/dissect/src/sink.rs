//! Where a session puts what it understood.
//!
//! A sink tells small events to whoever listens: the engine counts them at once, a list keeps them for tests and views.
//! Nothing is boxed, formatted or returned, no packet allocates, and a protocol can be tested without an engine.

use std::ops::Range;

use ringwall_model::{Attribute, Confidence, MessageKind, SecretKind, Security};

use crate::{Call, Carrier, Direction};

/// A native address below the transport: selects the sub-conversation for what follows in the PDU.
#[derive(Clone, Copy, Debug, Default, Eq, PartialOrd, Ord, Hash)]
#[expect(
    clippy::derived_hash_with_manual_eq,
    clippy::derive_ord_xor_partial_ord,
    reason = "they are equal where all they hold is"
)]
pub enum Native {
    /// None.
    #[default]
    None,
    /// A unit id (Modbus).
    Unit(u8),
    /// Rack and slot (S7).
    RackSlot(u8, u8),
    /// Slot behind a backplane port (CIP route).
    Slot(u8),
    /// A number of any other kind, written `kind number` (`asdu 3`, `outstation 10`).
    Numbered(&'static str, u32),
    /// Two numbers of any other kind, written `kind number.number` (BACnet network and address).
    Pair(&'static str, u32, u32),
    /// Three bytes of any other kind, written `kind 1.2.3` (FINS network, node and unit; KNX area, line and device).
    Triple(&'static str, [u8; 3]),
    /// Six bytes of any other kind, written `kind 1.2.3.4.5.6` (AMS net id).
    Dotted(&'static str, [u8; 6]),
    /// A station on a network behind a router (BACnet): its number there, how many bytes its address has, and these, zeros behind them.
    Station(u16, u8, [u8; 7]),
    /// More addresses than a flow keeps.
    Many,
}

impl PartialEq for Native {
    /// Each message asks this of the address of the one before: nearly always by the same word at the same place.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) | (Self::Many, Self::Many) => true,
            (Self::Unit(a), Self::Unit(b)) | (Self::Slot(a), Self::Slot(b)) => a == b,
            (Self::RackSlot(rack, slot), Self::RackSlot(a, b)) => rack == a && slot == b,
            (Self::Numbered(kind, n), Self::Numbered(other, m)) => n == m && same_word(kind, other),
            (Self::Pair(kind, n, m), Self::Pair(other, a, b)) => n == a && m == b && same_word(kind, other),
            (Self::Triple(kind, bytes), Self::Triple(other, b)) => bytes == b && same_word(kind, other),
            (Self::Dotted(kind, bytes), Self::Dotted(other, b)) => bytes == b && same_word(kind, other),
            (Self::Station(network, n, bytes), Self::Station(other, m, b)) => network == other && n == m && bytes == b,
            _ => false,
        }
    }
}

impl Native {
    /// As `==`, in fewer steps where both are the usual kinds.
    #[inline(always)]
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Unit(a), Self::Unit(b)) | (Self::Slot(a), Self::Slot(b)) => a == b,
            _ => self == other,
        }
    }
}

/// Words come from few places of the program, so that the same word is mostly the same bytes.
#[inline]
pub(crate) fn same_word(a: &'static str, b: &'static str) -> bool {
    std::ptr::eq(a, b) || a == b
}

/// A range of native objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Object {
    /// What is counted; empty when the message names none.
    pub kind: &'static str,
    /// First.
    pub first: u32,
    /// Last, included.
    pub last: u32,
}

impl Object {
    /// The message names no object.
    pub const NONE: Self = Self { kind: "", first: 0, last: 0 };

    /// `count` objects from `first` on; none where `count` is 0.
    pub fn range(kind: &'static str, first: u32, count: u32) -> Self {
        match count {
            0 => Self::NONE,
            n => Self { kind, first, last: first.saturating_add(n - 1) },
        }
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answered {
    /// Positively.
    Accepted,
    /// Negatively.
    Refused,
}

/// Whom an identity is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The end that sent this PDU.
    Sender,
    /// The other end.
    Receiver,
    /// A third party named inside the message, by IP address.
    Ip(std::net::IpAddr),
    /// A third party named inside the message, by MAC address.
    Mac(ringwall_model::Mac),
}

/// Something a session understood. Byte values lie in the buffer's arena.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What follows is at this native address.
    Native(Native),
    /// A request.
    Request {
        /// Function.
        call: Call,
        /// Pairs it with its answer; 0: first in, first out.
        tag: u32,
        /// Object it touches.
        object: Object,
    },
    /// An answer.
    Answer {
        /// Pairs it with its request; 0: first in, first out.
        tag: u32,
        /// Function as the answer itself names it; none: that of its request.
        call: Option<Call>,
        /// How it ended.
        outcome: Answered,
    },
    /// Unsolicited or subscribed data.
    Report {
        /// Function.
        call: Call,
        /// Object.
        object: Object,
    },
    /// Producer-consumer data.
    Io {
        /// Function.
        call: Call,
        /// Object.
        object: Object,
    },
    /// Something a device says of itself or another.
    Identity {
        /// Of whom.
        who: Subject,
        /// What.
        what: Attribute,
        /// Value, in the arena.
        value: Range<usize>,
        /// How sure.
        how: Confidence,
    },
    /// An IP address is bound to a MAC address (ARP, DHCP).
    Binding {
        /// MAC address.
        mac: ringwall_model::Mac,
        /// IP address.
        ip: std::net::IpAddr,
        /// By a lease, else by resolution.
        lease: bool,
    },
    /// The sender, a MAC address, has this IP address, as it says itself.
    Address(std::net::IpAddr),
    /// Something proved about security. At most once a stage and session, except time replies and per-message strings.
    Security(Security),
    /// A secret stood at these bytes of the PDU; views blank them.
    Secret {
        /// What kind.
        kind: SecretKind,
        /// Where in the PDU.
        at: Range<usize>,
    },
    /// Content shows that bytes this way come from the initiator.
    InitiatorSends(Direction),
    /// User data for another protocol, in the arena.
    Carry {
        /// On what.
        carrier: Carrier,
        /// Bytes, in the arena.
        bytes: Range<usize>,
    },
    /// Something was wrong at an offset of the PDU.
    Malformed {
        /// Kebab-case code.
        code: &'static str,
        /// Offset in the PDU.
        at: usize,
    },
}

/// Events of one PDU with the bytes they name. Reused from PDU to PDU.
#[derive(Debug, Default)]
pub struct Events {
    /// Events, in order.
    pub list: Vec<Event>,
    /// Bytes named by events.
    pub arena: Vec<u8>,
}

impl Events {
    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.list.clear();
        self.arena.clear();
    }

    /// Bytes in the arena; empty where the range is not.
    pub fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.arena.get(range.clone()).unwrap_or_default()
    }
}

/// Most events one PDU may yield; what comes beyond is counted as malformed `too-many-events`.
pub const EVENTS_MAX: usize = 512;
/// Said once of a PDU with more.
pub(crate) const TOO_MANY: &str = "too-many-events";
/// Most bytes one identity value may have; longer ones are cut.
pub const VALUE_BYTES_MAX: usize = 256;

/// Takes what a session understood, at once: the engine counts it, [`Events`] lists it.
pub trait Listener: std::fmt::Debug {
    /// What follows in the PDU is at this native address.
    fn native(&mut self, address: Native);
    /// [`Listener::native`] of a unit. The usual kinds come as the byte they are, for to copy what was just put together waits
    /// until it is written.
    fn unit(&mut self, unit: u8) {
        self.native(Native::Unit(unit));
    }
    /// [`Listener::native`] of a slot.
    fn slot(&mut self, slot: u8) {
        self.native(Native::Slot(slot));
    }
    /// A message that is no answer; a tag pairs a request with its answer.
    fn message(&mut self, kind: MessageKind, call: Call, tag: u32, object: Object);
    /// An answer.
    fn answer(&mut self, tag: u32, call: Option<Call>, outcome: Answered);
    /// Something a device says of itself or another.
    fn identity(&mut self, who: Subject, what: Attribute, value: &[u8], how: Confidence);
    /// User data for another protocol.
    fn carry(&mut self, carrier: Carrier, bytes: &[u8]);
    /// An event without bytes.
    fn event(&mut self, event: Event);
}

impl Events {
    fn put(&mut self, event: Event) {
        match self.list.len() {
            n if n < EVENTS_MAX => self.list.push(event),
            EVENTS_MAX => self.list.push(Event::Malformed { code: TOO_MANY, at: 0 }),
            _ => {}
        }
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.arena.len();
        self.arena.extend_from_slice(bytes);
        start..self.arena.len()
    }
}

impl Listener for Events {
    fn native(&mut self, address: Native) {
        self.put(Event::Native(address));
    }

    fn message(&mut self, kind: MessageKind, call: Call, tag: u32, object: Object) {
        self.put(match kind {
            MessageKind::Report => Event::Report { call, object },
            MessageKind::Io => Event::Io { call, object },
            MessageKind::Request | MessageKind::Response => Event::Request { call, tag, object },
        });
    }

    fn answer(&mut self, tag: u32, call: Option<Call>, outcome: Answered) {
        self.put(Event::Answer { tag, call, outcome });
    }

    fn identity(&mut self, who: Subject, what: Attribute, value: &[u8], how: Confidence) {
        let value = self.keep(value);
        self.put(Event::Identity { who, what, value, how });
    }

    fn carry(&mut self, carrier: Carrier, bytes: &[u8]) {
        let bytes = self.keep(bytes);
        self.put(Event::Carry { carrier, bytes });
    }

    fn event(&mut self, event: Event) {
        self.put(event);
    }
}

/// What a session writes to.
#[derive(Debug)]
pub struct Sink<'a> {
    to: &'a mut dyn Listener,
}

impl<'a> Sink<'a> {
    /// A sink that tells `to`.
    pub fn new(to: &'a mut dyn Listener) -> Self {
        Self { to }
    }

    /// What follows in this PDU is at `address`. Each PDU starts at [`Native::None`].
    #[inline(always)]
    pub fn native(&mut self, address: Native) {
        match address {
            Native::Unit(unit) => self.to.unit(unit),
            Native::Slot(slot) => self.to.slot(slot),
            other => self.to.native(other),
        }
    }

    /// A request.
    #[inline]
    pub fn request(&mut self, call: Call, tag: u32, object: Object) {
        self.to.message(MessageKind::Request, call, tag, object);
    }

    /// An answer; `call` where the answer itself names its function (half-duplex captures count on it).
    #[inline]
    pub fn answer(&mut self, tag: u32, call: Option<Call>, outcome: Answered) {
        self.to.answer(tag, call, outcome);
    }

    /// Unsolicited or subscribed data.
    #[inline]
    pub fn report(&mut self, call: Call, object: Object) {
        self.to.message(MessageKind::Report, call, 0, object);
    }

    /// Producer-consumer data.
    #[inline]
    pub fn io(&mut self, call: Call, object: Object) {
        self.to.message(MessageKind::Io, call, 0, object);
    }

    /// An attribute of a device. Values are cut at [`VALUE_BYTES_MAX`]; empty ones are dropped.
    pub fn identity(&mut self, who: Subject, what: Attribute, value: &[u8], how: Confidence) {
        let value = value.get(..VALUE_BYTES_MAX).unwrap_or(value);
        if !value.iter().all(|b| matches!(b, 0 | b' ')) {
            self.to.identity(who, what, value, how);
        }
    }

    /// A MAC address has an IP address.
    pub fn binding(&mut self, mac: ringwall_model::Mac, ip: std::net::IpAddr, lease: bool) {
        self.to.event(Event::Binding { mac, ip, lease });
    }

    /// The sender, whose address is a MAC address, has this IP address.
    pub fn address(&mut self, ip: std::net::IpAddr) {
        self.to.event(Event::Address(ip));
    }

    /// Something proved about security.
    pub fn security(&mut self, security: Security) {
        self.to.event(Event::Security(security));
    }

    /// A secret stands at these bytes of the PDU. Its value is never handed over.
    pub fn secret(&mut self, kind: SecretKind, at: Range<usize>) {
        self.to.event(Event::Secret { kind, at });
    }

    /// Only an initiator sends this.
    pub fn initiator_sends(&mut self, direction: Direction) {
        self.to.event(Event::InitiatorSends(direction));
    }

    /// Hands user data to whatever protocol recognises it on `carrier`, after the PDU that carries them. At most three deep.
    pub fn carry(&mut self, carrier: Carrier, bytes: &[u8]) {
        self.to.carry(carrier, bytes);
    }

    /// Something is wrong at `at`; the rest of the PDU is not believed.
    pub fn malformed(&mut self, code: &'static str, at: usize) {
        self.to.event(Event::Malformed { code, at });
    }
}
