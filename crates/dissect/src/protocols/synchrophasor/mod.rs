//! Synchrophasors (IEEE C37.118.2-2011): measured phasors over TCP and UDP.
//!
//! Every frame is checked by its CRC, which makes it certain on any port. The id code of the stream is the native address.
//! Configuration frames name the station. There is no authentication.

mod crc;
mod session;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::{self, Discover, Opaque, Report, Session};

use super::rows::{self, Keyed};
use crate::{ANY_CODE, Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Protocol, Sample, Signature};

/// Synchrophasors.
pub static PROTOCOL: Protocol = Protocol {
    name: "synchrophasor",
    title: "Synchrophasors (IEEE C37.118.2)",
    carriers: &[Carrier::Tcp(4712), Carrier::Udp(4713), Carrier::Udp(4712)],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: SYNC }, Signature { at: 1, mask: 0x8C, value: 0 }]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0xFFFF,
    frame,
    resync,
    tells: None,
    open: || Box::<session::Synchrophasor>::default(),
    basis: Basis::Captures,
};

/// First byte of every frame.
const SYNC: u8 = 0xAA;
/// Sync, size, id code, time: before the contents.
const HEADER: usize = 14;
/// Behind them.
const CHECK: usize = 2;

/// Kinds of frames.
mod kind {
    pub const DATA: u8 = 0;
    pub const HEADER: u8 = 1;
    pub const CONFIGURATION_1: u8 = 2;
    pub const CONFIGURATION_2: u8 = 3;
    pub const COMMAND: u8 = 4;
    pub const CONFIGURATION_3: u8 = 5;
}

const fn frame_of(code: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(code << 16, code, "frame", name, &[does], None)
}

const fn command(command: u32, name: &'static str, does: Operation) -> Keyed {
    rows::row(4 << 16 | command, 4, "frame", name, &[does], None)
}

const ROWS: [Keyed; 14] = [
    frame_of(0, "Data", Report),
    frame_of(1, "Header", Discover),
    frame_of(2, "Configuration 1", Discover),
    frame_of(3, "Configuration 2", Discover),
    frame_of(4, "Command", Opaque),
    command(1, "Command: turn off transmission", Session),
    command(2, "Command: turn on transmission", Session),
    command(3, "Command: send header", Discover),
    command(4, "Command: send configuration 1", Discover),
    command(5, "Command: send configuration 2", Discover),
    command(6, "Command: send configuration 3", Discover),
    command(8, "Command: extended", Opaque),
    frame_of(5, "Configuration 3", Discover),
    rows::row(0xFFFF_FFFF, ANY_CODE, "frame", "Unlisted frame", &[Opaque], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// The row of a frame, and of the command in it.
fn call(kind: u8, command: u16) -> Call {
    let code = u32::from(kind);
    rows::find(&ROWS, code << 16 | u32::from(command), code)
        .or_else(|| rows::find(&ROWS, code << 16, code))
        .or_else(|| rows::find(&ROWS, 0xFFFF_FFFF, code))
        .unwrap_or(Call { row: 0, code })
}

/// Kind and size of the frame at the start of `bytes`.
fn header(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut c = Cursor::new(bytes);
    if c.u8()? != SYNC {
        return None;
    }
    let kind = c.u8().filter(|b| b & 0x80 == 0 && matches!(b & 0x0F, 1..=3))? >> 4;
    let size = usize::from(c.u16()?);
    (kind <= kind::CONFIGURATION_3 && size >= HEADER + CHECK).then_some((kind, size))
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match header(bytes) {
        None if bytes.len() < 4 => Framing::Need(4),
        None => Framing::Lost,
        Some((_, total)) if total > bytes.len() => Framing::Need(total),
        Some((_, total)) => Framing::Pdu(total),
    }
}

/// Length of the frame at the start of `bytes` where it is whole and its CRC agrees.
fn checked(bytes: &[u8]) -> Option<usize> {
    let (_, total) = header(bytes)?;
    crc::fits(bytes.get(..total)?).then_some(total)
}

fn resync(_: Direction, bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| checked(bytes.get(*at..).unwrap_or_default()).is_some())
}

fn probe(sample: &Sample<'_>) -> Match {
    match (checked(sample.bytes), header(sample.bytes)) {
        (Some(_), _) => Match::Sure,
        (None, Some((_, total))) if total > sample.bytes.len() && !sample.whole => Match::More,
        (None, None) if sample.bytes.len() < 4 && !sample.whole => Match::More,
        _ => Match::No,
    }
}
