//! S7 communication of SIMATIC S7-300/400/1200/1500 and compatible controllers, over COTP.
//!
//! No public specification exists; the understanding rests on captures and on what public descriptions agree on. Jobs and
//! user data are code spaces of their own. Identification lists (SZL 0x11, 0x1C) yield identities. A session password is
//! only scrambled, so it counts as readable; nothing else in the protocol authenticates anybody.

mod functions;
mod identity;
mod jobs;
mod login;
mod objects;
mod outcome;
mod session;
#[cfg(test)]
mod tests;
mod userdata;

use crate::{Basis, Carrier, Cursor, Direction, Framing, Match, Protocol, Sample, Signature};

use session::S7;

/// S7 communication.
pub static PROTOCOL: Protocol = Protocol {
    name: "s7comm",
    title: "S7 communication",
    carriers: &[Carrier::Cotp],
    signatures: &[&[Signature { at: 0, mask: 0xFF, value: PROTOCOL_ID }]],
    probe,
    functions: functions::FUNCTIONS,
    pdu_max: 0x1_0000,
    frame,
    resync: |_, bytes| bytes.iter().position(|b| *b == PROTOCOL_ID),
    tells: None,
    open: || Box::<S7>::default(),
    basis: Basis::Captures,
};

const PROTOCOL_ID: u8 = 0x32;

/// What kind of message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Job,
    Ack,
    AckData,
    UserData,
}

/// A header: kind, reference, lengths, and the error of an answer.
#[derive(Clone, Copy, Debug)]
struct Header {
    kind: Kind,
    reference: u16,
    parameters: usize,
    data: usize,
    error: u16,
}

/// Reads a header; the cursor then stands at the parameters.
fn header(cursor: &mut Cursor<'_>) -> Option<Header> {
    if cursor.u8()? != PROTOCOL_ID {
        return None;
    }
    let kind = match cursor.u8()? {
        1 => Kind::Job,
        2 => Kind::Ack,
        3 => Kind::AckData,
        7 => Kind::UserData,
        _ => return None,
    };
    cursor.skip(2)?;
    let reference = cursor.u16()?;
    let parameters = usize::from(cursor.u16()?);
    let data = usize::from(cursor.u16()?);
    let error = if matches!(kind, Kind::Ack | Kind::AckData) { cursor.u16()? } else { 0 };
    Some(Header { kind, reference, parameters, data, error })
}

/// Longest header.
const HEADER_MAX: usize = 12;

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    let mut cursor = Cursor::new(bytes);
    match header(&mut cursor) {
        None if bytes.len() < HEADER_MAX && bytes.first().is_none_or(|b| *b == PROTOCOL_ID) => {
            Framing::Need(HEADER_MAX)
        }
        None => Framing::Lost,
        Some(h) => match cursor.position().saturating_add(h.parameters).saturating_add(h.data) {
            total if total > bytes.len() => Framing::Need(total),
            total => Framing::Pdu(total),
        },
    }
}

/// The length is told twice, by the carrier and by the header, so that one message is enough.
fn probe(sample: &Sample<'_>) -> Match {
    let mut cursor = Cursor::new(sample.bytes);
    match header(&mut cursor) {
        Some(h) if h.parameters.saturating_add(h.data) == cursor.left() => Match::Sure,
        Some(_) => Match::Weak,
        None => Match::No,
    }
}
