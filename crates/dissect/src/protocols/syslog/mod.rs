//! Syslog (RFC 3164, RFC 5424) over UDP (RFC 5426) and TCP (RFC 6587).
//!
//! Every message is a report. Nobody answers one, so a datagram proves only that a log was sent: the service is `Offered`.
//! Over TCP, where messages are counted by length, it is `Completed` with the second: a collector took the first. The host a
//! message names may have been written by a relay: low confidence.

#[cfg(test)]
mod tests;

use ringwall_model::{Attribute, Confidence, Operation::Report, Security, ServiceKind, Stage};

use super::{
    lines,
    rows::{self, Keyed},
    told::Told,
};
use crate::{
    Basis, Call, Carrier, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample, Session, Signature, Sink,
    Subject,
};

/// The row.
pub static PROTOCOL: Protocol = Protocol {
    name: "syslog",
    title: "Syslog",
    carriers: &[Carrier::Udp(514), Carrier::Tcp(514), Carrier::Tcp(601)],
    signatures: &[
        &[Signature { at: 0, mask: 0xff, value: b'<' }],
        // The count before a message begins with 1 to 9.
        &[Signature { at: 0, mask: 0xf8, value: b'0' }],
        &[Signature { at: 0, mask: 0xfe, value: b'8' }],
    ],
    probe,
    functions: &FUNCTIONS,
    pdu_max: MESSAGE_BYTES_MAX,
    frame,
    resync: |_, bytes| lines::resync(bytes),
    tells: None,
    open: || Box::new(Syslog::default()),
    basis: Basis::Document,
};

/// Longest message that is read.
const MESSAGE_BYTES_MAX: usize = 16_384;

const ROWS: [Keyed; 8] = [
    rows::row(0, 0, "severity", "Emergency", &[Report], None),
    rows::row(1, 1, "severity", "Alert", &[Report], None),
    rows::row(2, 2, "severity", "Critical", &[Report], None),
    rows::row(3, 3, "severity", "Error", &[Report], None),
    rows::row(4, 4, "severity", "Warning", &[Report], None),
    rows::row(5, 5, "severity", "Notice", &[Report], None),
    rows::row(6, 6, "severity", "Information", &[Report], None),
    rows::row(7, 7, "severity", "Debug", &[Report], None),
];

static FUNCTIONS: [Function; ROWS.len()] = rows::functions(&ROWS);

/// A message by its number of length, then itself, or up to a newline.
fn frame(_: Direction, bytes: &[u8]) -> Framing {
    if let Some((digits, length)) = count(bytes) {
        return match digits.saturating_add(length) {
            total if total <= bytes.len() => Framing::Pdu(total),
            total => Framing::Need(total),
        };
    }
    match (bytes.iter().position(|b| *b == b'\n'), bytes.len()) {
        (Some(end), _) => Framing::Pdu(end.saturating_add(1)),
        (None, MESSAGE_BYTES_MAX..) => Framing::Lost,
        (None, length) => Framing::Need(length.saturating_add(1)),
    }
}

/// The count before a message: bytes it takes with its blank, and its value.
fn count(bytes: &[u8]) -> Option<(usize, usize)> {
    let digits = bytes.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
    let length = str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    let blank = bytes.get(digits) == Some(&b' ') && (5..=MESSAGE_BYTES_MAX).contains(&length);
    blank.then_some((digits.saturating_add(1), length))
}

/// A priority and what follows it. None where it is not one.
fn priority(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let rest = bytes.strip_prefix(b"<")?;
    let end = rest.iter().take(4).position(|b| *b == b'>')?;
    let (digits, text) = rest.split_at_checked(end)?;
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let value = str::from_utf8(digits).ok()?.parse::<u8>().ok().filter(|n| plain && *n <= 191)?;
    Some((value, text.get(1..)?))
}

/// The host a message names behind a time in one of the two forms.
fn host(text: &[u8]) -> Option<&[u8]> {
    let rest = match text.strip_prefix(b"1 ") {
        Some(rest) => {
            let (time, rest, _) = lines::word(rest);
            if time != b"-" && !is_time(time) {
                return None;
            }
            rest
        }
        None => {
            let (date, rest) = text.split_at_checked(16)?;
            if !is_date(date) {
                return None;
            }
            rest
        }
    };
    let (name, _, _) = lines::word(rest);
    Some(name).filter(|n| n.len() <= 255 && n.iter().all(|b| b.is_ascii_alphanumeric() || b"-._:".contains(b)))
}

/// `2026-01-02T…`
fn is_time(text: &[u8]) -> bool {
    matches!(text, [y, _, _, _, b'-', m, _, b'-', d, _, b'T', ..] if [y, m, d].iter().all(|b| b.is_ascii_digit()))
}

/// `Jan  2 03:04:05 `
fn is_date(text: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    MONTHS.iter().any(|m| text.starts_with(m)) && text.get(9) == Some(&b':') && text.get(15) == Some(&b' ')
}

/// A priority with a time behind it is proof; a priority alone on the port only.
fn probe(sample: &Sample<'_>) -> Match {
    let bytes = match count(sample.bytes) {
        Some((digits, _)) if !sample.whole => sample.bytes.get(digits..).unwrap_or_default(),
        _ => sample.bytes,
    };
    match priority(bytes) {
        Some((_, text)) if host(text).is_some() => Match::Sure,
        Some((_, text)) if sample.hinted && text.first().is_some_and(u8::is_ascii_graphic) => Match::Sure,
        _ => Match::No,
    }
}

/// State of a sender.
#[derive(Debug, Default)]
struct Syslog {
    counted: u32,
    told: Told,
}

impl Session for Syslog {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let counted = count(pdu.bytes).filter(|(digits, length)| digits.saturating_add(*length) == pdu.bytes.len());
        let bytes = counted.and_then(|(digits, _)| pdu.bytes.get(digits..)).unwrap_or(pdu.bytes);
        let Some((value, text)) = priority(bytes) else {
            // Lines that go on from the one before begin with a blank; others are no syslog.
            if !pdu.cut && !bytes.trim_ascii().is_empty() {
                out.malformed("syslog-priority", 0);
            }
            return;
        };
        out.initiator_sends(pdu.direction);
        let severity = value & 7;
        out.report(Call { row: u16::from(severity), code: u32::from(severity) }, Object::NONE);
        if let Some(name) = host(text).filter(|n| *n != b"-") {
            out.identity(Subject::Sender, Attribute::Hostname, name, Confidence::Low);
        }
        self.counted = self.counted.saturating_add(u32::from(counted.is_some()));
        let stage = if self.counted > 1 { Stage::Completed } else { Stage::Offered };
        self.told.tell(Security::Service { kind: ServiceKind::Logging, stage }, out);
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
