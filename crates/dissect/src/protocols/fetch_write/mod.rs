//! FETCH/WRITE of SIMATIC S5 and S7 (Siemens, communications processors for Industrial Ethernet, "FETCH/WRITE access": structure of
//! the frames), over TCP on whatever port was configured, or inside ISO transport.
//!
//! Two services, each asked and acknowledged with a header of sixteen bytes; nobody is authenticated. Values fetched follow their
//! acknowledgement, which does not tell how many: over TCP they are passed over until a header stands there again.

mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Read, Write};

use super::rows::{self, Keyed};
use crate::{Basis, Carrier, Cursor, Direction, Framing, Function, Match, Protocol, Sample, Signature};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "fetch-write",
    title: "Siemens FETCH/WRITE (S5-compatible)",
    carriers: &[Carrier::Tcp(2000), Carrier::Tcp(2001), Carrier::Cotp],
    signatures: &[&[byte(0, b'S'), byte(1, b'5'), byte(2, 16), byte(3, 1)]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: HEADER + 2 * 0xFFFF,
    frame,
    resync: |_, bytes| (0..bytes.len()).find(|at| bytes.get(*at..).and_then(Header::read).is_some()),
    tells: None,
    open: || Box::<session::FetchWrite>::default(),
    basis: Basis::Captures,
};

const fn byte(at: u8, value: u8) -> Signature {
    Signature { at, mask: 0xFF, value }
}

const ROWS: [Keyed; 2] =
    [rows::row(3, 3, "service", "Write", &[Write], None), rows::row(5, 5, "service", "Fetch", &[Read], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Length of every header.
const HEADER: usize = 16;
/// System, length of the header, kind and length of what says the service.
const BEGINS: &[u8] = &[b'S', b'5', 16, 1, 3];
/// Set in the length where everything behind the address is meant.
const ALL: u16 = 0xFFFF;

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    /// A service on a range.
    Asks { writes: bool, range: Range },
    /// Its acknowledgement, with the number of an error.
    Answers { wrote: bool, error: u8 },
}

/// What is fetched or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    /// Kind of memory.
    area: u8,
    /// Number of the data block, where it is one.
    block: u8,
    address: u16,
    length: u16,
}

impl Range {
    /// Bytes of values; data blocks, counters, timers and system data are counted in words.
    fn bytes(self) -> usize {
        let one = if matches!(self.area, 2..=5) { 1 } else { 2 };
        if self.length == ALL { 0 } else { usize::from(self.length).saturating_mul(one) }
    }
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        (c.take(BEGINS.len())? == BEGINS).then_some(())?;
        match c.array()? {
            [service @ (3 | 5), 3, 8] => {
                let [area, block] = c.array()?;
                let range = Range { area, block, address: c.u16()?, length: c.u16()? };
                (c.array()? == [0xFF, 2]).then_some(Self::Asks { writes: service == 3, range })
            }
            [service @ (4 | 6), 0x0F, 3] => {
                let [error, 0xFF, 7] = c.array()? else { return None };
                c.skip(5)?;
                Some(Self::Answers { wrote: service == 4, error })
            }
            _ => None,
        }
    }

    /// The header, and the values a write brings.
    fn total(self) -> usize {
        match self {
            Self::Asks { writes: true, range } => HEADER.saturating_add(range.bytes()),
            _ => HEADER,
        }
    }
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match Header::read(bytes).map(Header::total) {
        Some(total) if total <= bytes.len() => Framing::Pdu(total),
        Some(total) => Framing::Need(total),
        None if bytes.len() < HEADER && (bytes.starts_with(BEGINS) || BEGINS.starts_with(bytes)) => {
            Framing::Need(HEADER)
        }
        // Values that were fetched: up to what may be the next header.
        None => {
            let next = bytes.windows(BEGINS.len()).skip(1).position(|window| window == BEGINS);
            Framing::Skip(next.map_or(bytes.len(), |at| at.saturating_add(1)))
        }
    }
}

/// Sixteen bytes of which eleven are fixed are certain.
fn probe(sample: &Sample<'_>) -> Match {
    match Header::read(sample.bytes) {
        Some(_) => Match::Sure,
        None if !sample.whole && sample.bytes.len() < HEADER && sample.bytes.starts_with(BEGINS) => Match::More,
        None => Match::No,
    }
}
