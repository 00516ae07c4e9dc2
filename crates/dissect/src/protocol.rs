//! The interface of reading: what a protocol is, and what it may say.
//!
//! A protocol is a folder under `protocols/`, one static [`Protocol`] and one row in [`crate::PROTOCOLS`]. It turns bytes
//! into [`Event`](crate::Event)s through a [`Sink`]; it never sees packets, addresses of other flows, conversations or time.

use crate::Sink;
use ringwall_model::Operations;

/// One protocol. All fields are data the engine reads; nothing else knows a protocol's name.
#[derive(Debug)]
pub struct Protocol {
    /// The word used everywhere (`modbus`).
    pub name: &'static str,
    /// The name in full, for people.
    pub title: &'static str,
    /// What it travels on. Ports are hints, never proof.
    pub carriers: &'static [Carrier],
    /// Any of these must match all its bytes; necessary, not sufficient. Empty: tried only where a carrier's hint matches.
    pub signatures: &'static [&'static [Signature]],
    /// Looks at the first payload of a flow, either direction, when a signature survived.
    pub probe: fn(&Sample<'_>) -> Match,
    /// Every native code it knows; rows are named by index in [`Call`].
    pub functions: &'static [Function],
    /// Longest PDU that is buffered, in bytes; a longer one is skipped by its length.
    pub pdu_max: usize,
    /// Cuts a stream into PDUs. Given the bytes from a PDU's start. Datagrams bypass it.
    pub frame: fn(Direction, &[u8]) -> Framing,
    /// Finds the next PDU start after a gap or mid-stream: an offset, or none in these bytes.
    pub resync: fn(Direction, &[u8]) -> Option<usize>,
    /// Where two bytes stand, in every PDU, that tell its function: what counts it is brought near while others are read. None
    /// where they have no fixed place, or a PDU tells of several.
    pub tells: Option<u8>,
    /// Opens a session: one allocation for a recognised flow, none for a packet.
    pub open: fn() -> Box<dyn Session>,
    /// What was used to check it: printed in the reference page.
    pub basis: Basis,
}

/// On what the understanding of a protocol rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Foreign captures it was compared on.
    Captures,
    /// A real peer stack it was run against.
    Peer,
    /// A public description only.
    Document,
}

/// What a protocol travels on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// TCP, usually on this responder port.
    Tcp(u16),
    /// UDP, usually on this responder port.
    Udp(u16),
    /// IP with this protocol number.
    Ip(u8),
    /// Ethernet II with this EtherType.
    EtherType(u16),
    /// 802.2 LLC with this DSAP and SSAP.
    Llc(u8),
    /// 802.2 SNAP with a maker's own protocol of this number.
    Snap(u16),
    /// Management frames of 802.11.
    Wlan,
    /// Frames of a serial bus that carry this, as [`ringwall_model::Transport::Serial`] numbers it. Whole, from their preamble on.
    Serial(u16),
    /// Inside ISO COTP user data (RFC 1006).
    Cotp,
    /// Calls of DCE/RPC to the interface of this UUID.
    DceRpc(u128),
}

/// A byte that must be there: `payload[at] & mask == value`, `at < 4`.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// Offset in the payload, below 4.
    pub at: u8,
    /// Bits that count.
    pub mask: u8,
    /// Their value.
    pub value: u8,
}

/// What a probe sees.
#[derive(Debug)]
pub struct Sample<'a> {
    /// Payload of one segment or datagram.
    pub bytes: &'a [u8],
    /// A carrier's hint matched one of the ports, and that side is the likely responder.
    pub hinted: bool,
    /// The payload comes from the likely responder, where that is known.
    pub from_responder: Option<bool>,
    /// It is a whole datagram or carried PDU, not a piece of a stream.
    pub whole: bool,
}

/// What a probe says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Not this protocol.
    No,
    /// Not enough bytes yet.
    More,
    /// Could be: needs a second PDU or the other side.
    Weak,
    /// It is.
    Sure,
}

/// A native code.
#[derive(Debug)]
pub struct Function {
    /// Code; [`ANY_CODE`] for the row that takes every code its space has no row for.
    pub code: u32,
    /// Code space within the protocol.
    pub space: &'static str,
    /// Native name.
    pub name: &'static str,
    /// What it does.
    pub operations: Operations,
    /// ATT&CK for ICS technique, where one is exact.
    pub technique: Option<&'static str>,
}

/// Code of a row that stands for all codes not listed in its space.
pub const ANY_CODE: u32 = u32::MAX;

/// One use of a function: its row in [`Protocol::functions`] and the code as it stood on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// Row in the protocol's table.
    pub row: u16,
    /// Native code as it stood on the wire.
    pub code: u32,
}

/// Which way bytes flow, as the engine numbers the two ends of a flow. Which end initiates may become known later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the end believed to initiate.
    Forward,
    /// From the other end.
    Backward,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub fn reverse(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }

    /// Of what is kept for each way, that of this one.
    #[inline]
    pub fn choose<T>(self, forward: T, backward: T) -> T {
        match self {
            Self::Forward => forward,
            Self::Backward => backward,
        }
    }
}

/// What `frame` says of the bytes from a PDU's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// At least this many bytes in all are needed to tell more. Greater than the bytes given.
    Need(usize),
    /// The PDU is this long, and all of it is here.
    Pdu(usize),
    /// This many bytes may be passed over without a PDU; may exceed the bytes given.
    Skip(usize),
    /// This is no PDU start: look for one with `resync`.
    Lost,
}

/// One PDU, from a stream or a datagram.
#[derive(Debug)]
pub struct Pdu<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Which way it went.
    pub direction: Direction,
    /// The capture holds only the beginning of it (snap length, or longer than `pdu_max`).
    pub cut: bool,
}

/// State of one recognised flow. It is dropped when the flow is evicted.
pub trait Session: Send {
    /// Reads one PDU.
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>);
    /// Bytes were lost this way; what was pending is void.
    fn gap(&mut self, _direction: Direction) {}
    /// Memory held on the heap beyond the session itself, in bytes.
    fn heap_bytes(&self) -> usize {
        0
    }
    /// True where nothing said so far changes how what follows is read, and no request waits: this session may be let go, and another
    /// begun in its place.
    fn is_blank(&self) -> bool {
        size_of_val(self) == 0
    }
}
