//! NoMachine, by which people work at a screen from elsewhere: both sides say `NXSH` or `NXD` with their version, then TLS begins
//! (from a capture; TCP 4000 by its maker's documentation).
//!
//! What is worked inside TLS is not to be seen: `Interactive` is `Negotiated` once both sides said who they are, whether or not a log-in
//! succeeded. Pictures and sound that go beside it over UDP are not told.

#[cfg(test)]
mod tests;

use ringwall_model::Operation::{Opaque, Session};
use ringwall_model::{Attribute, Confidence, Security, Stage};

use super::rows::{self, Keyed};
use super::upgrade::{self, Upgrade};
use crate::{
    Basis, Call, Carrier, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Signature, Sink, Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "nomachine",
    title: "NoMachine",
    carriers: &[Carrier::Tcp(4000)],
    signatures: &[&[byte(0, b'N'), byte(1, b'X')]],
    probe,
    functions: &FUNCTIONS,
    pdu_max: 0x1_0000,
    frame,
    resync: |_, bytes| (!bytes.is_empty()).then_some(0),
    tells: None,
    open: || Box::<NoMachine>::default(),
    basis: Basis::Captures,
};

const fn byte(at: u8, value: u8) -> Signature {
    Signature { at, mask: 0xFF, value }
}

const ROWS: [Keyed; 2] =
    [rows::row(0, 0, "message", "Version", &[Session], None), rows::row(1, 1, "message", "Payload", &[Opaque], None)];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// Who asks for a screen, and who shows one.
const ASKS: &[u8] = b"NXSH-";
const SHOWS: &[u8] = b"NXD-";
/// Bytes before what a TLS record holds.
const RECORD_HEADER: usize = 5;
/// A name and a version are short.
const LINE_MAX: usize = 32;

/// A line that says who a side is.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    asks: bool,
    version: &'a [u8],
    /// With its end.
    length: usize,
}

impl<'a> Line<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.iter().take(LINE_MAX).position(|byte| *byte == b'\n')?;
        let line = bytes.get(..end)?;
        let (asks, version) = match line.strip_prefix(ASKS) {
            Some(version) => (true, version),
            None => (false, line.strip_prefix(SHOWS)?),
        };
        let number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        version.split(|byte| *byte == b'.').all(number).then_some(Self { asks, version, length: end.saturating_add(1) })
    }
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    match Line::read(bytes) {
        Some(line) => Framing::Pdu(line.length),
        None if begins(bytes) => Framing::Need(bytes.len().saturating_add(1)),
        None if bytes.is_empty() => Framing::Need(1),
        // The beginning of a record.
        None if bytes.len() < RECORD_HEADER && matches!(bytes, [20..=23, ..]) => Framing::Need(RECORD_HEADER),
        None => Framing::Pdu(bytes.len()),
    }
}

/// More may make a line of it.
fn begins(bytes: &[u8]) -> bool {
    let begins = |name: &[u8]| bytes.starts_with(name) || name.starts_with(bytes);
    bytes.len() < LINE_MAX && !bytes.contains(&b'\n') && (begins(ASKS) || begins(SHOWS))
}

/// Name and version with their end are certain.
fn probe(sample: &Sample<'_>) -> Match {
    match Line::read(sample.bytes) {
        _ if sample.whole => Match::No,
        Some(_) => Match::Sure,
        None if begins(sample.bytes) => Match::More,
        None => Match::No,
    }
}

/// State of a connection: who said who they are, and what came then.
#[derive(Default)]
struct NoMachine {
    said: [bool; 2],
    tls: Option<Upgrade>,
}

impl crate::Session for NoMachine {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        if let Some(line) = Line::read(pdu.bytes).filter(|_| self.tls.is_none()) {
            return self.line(line, pdu.direction, out);
        }
        out.report(Call { row: 1, code: 1 }, Object::NONE);
        if upgrade::record_bytes(pdu.bytes).is_some() {
            self.tls.get_or_insert_with(Upgrade::default).record(pdu, out);
        }
    }

    fn gap(&mut self, direction: Direction) {
        if let Some(tls) = &mut self.tls {
            tls.gap(direction);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.tls.as_ref().map_or(0, Upgrade::heap_bytes)
    }
}

impl NoMachine {
    fn line(&mut self, line: Line<'_>, direction: Direction, out: &mut Sink<'_>) {
        out.report(Call { row: 0, code: 0 }, Object::NONE);
        let [forward, backward] = &mut self.said;
        let (mine, others) = if direction == Direction::Forward { (forward, backward) } else { (backward, forward) };
        if std::mem::replace(mine, true) {
            return;
        }
        let software = [&b"NoMachine "[..], line.version].concat();
        out.identity(Subject::Sender, Attribute::Software, &software, Confidence::Medium);
        if *others {
            out.security(Security::Interactive { stage: Stage::Negotiated });
        } else {
            out.initiator_sends(if line.asks { direction } else { direction.reverse() });
        }
    }
}
