//! Zabbix, by which servers watch hosts (Zabbix manual, appendix: header and data length; protocols of agents and servers).
//!
//! Requests and answers have the same header; which end asks is as the connection was opened. What stands in a message is
//! not read: most are compressed. A host that answers is watched.

#[cfg(test)]
mod decoded;
#[cfg(test)]
mod tests;

use ringwall_model::Operation::Opaque;
use ringwall_model::{Security, ServiceKind, Stage};

use crate::protocols::rows::{self, Keyed};
use crate::protocols::told::Told;
use crate::{
    Answered, Basis, Call, Carrier, Cursor, Direction, Framing, Function, Match, Object, Pdu, Protocol, Sample,
    Session, Signature, Sink,
};

/// Zabbix.
pub static PROTOCOL: Protocol = Protocol {
    name: "zabbix",
    title: "Zabbix",
    carriers: &[Carrier::Tcp(10050), Carrier::Tcp(10051)],
    signatures: &[&[
        Signature { at: 0, mask: 0xFF, value: b'Z' },
        Signature { at: 1, mask: 0xFF, value: b'B' },
        Signature { at: 2, mask: 0xFF, value: b'X' },
        Signature { at: 3, mask: 0xFF, value: b'D' },
    ]],
    probe,
    functions: FUNCTIONS,
    pdu_max: 0x8000,
    frame,
    resync: |_: Direction, bytes| (0..bytes.len()).find(|at| bytes.get(*at..).and_then(header).is_some()),
    tells: None,
    open: || Box::<Zabbix>::default(),
    basis: Basis::Captures,
};

static ROWS: [Keyed; 2] = [
    rows::row(1, 1, "message", "Message", &[Opaque], None),
    rows::row(3, 3, "message", "Compressed Message", &[Opaque], None),
];

static FUNCTIONS: &[Function] = {
    static TABLE: [Function; ROWS.len()] = rows::functions(&ROWS);
    &TABLE
};

/// Flag of messages with longer lengths.
const LARGE: u8 = 4;

/// Flags, and length of the message with its header.
fn header(bytes: &[u8]) -> Option<(u8, usize)> {
    let mut c = Cursor::new(bytes);
    (c.take(4)? == b"ZBXD").then_some(())?;
    let flags = c.u8().filter(|flags| matches!(*flags, 1 | 3 | 5 | 7))?;
    let length = c.u32_le()?;
    if flags & LARGE != 0 {
        // The length is twice as long, and so is what follows it.
        c.u32_le().filter(|high| *high == 0)?;
        c.skip(8)?;
    } else {
        c.skip(4)?;
    }
    Some((flags, usize::try_from(length).ok()?.checked_add(c.position())?))
}

fn frame(_: Direction, bytes: &[u8]) -> Framing {
    let needed = if bytes.get(4).is_some_and(|flags| flags & LARGE != 0) { 21 } else { 13 };
    match header(bytes) {
        None if bytes.len() < needed => Framing::Need(needed),
        None => Framing::Lost,
        Some((_, total)) if total > bytes.len() => Framing::Need(total),
        Some((_, total)) => Framing::Pdu(total),
    }
}

/// The mark and its flags are certain.
fn probe(sample: &Sample<'_>) -> Match {
    match header(sample.bytes) {
        Some(_) if !sample.whole => Match::Sure,
        None if !sample.whole && sample.bytes.len() < 13 && sample.bytes.starts_with(b"ZBXD") => Match::More,
        _ => Match::No,
    }
}

/// State of a connection: what was told.
#[derive(Debug, Default)]
struct Zabbix {
    asked: bool,
    told: Told,
}

impl Session for Zabbix {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some((flags, _)) = header(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("zabbix-header", 0);
            }
            return;
        };
        let row = u16::from(flags & 2 != 0);
        let call = Call { row, code: u32::from(flags & 3) };
        if pdu.direction == Direction::Forward {
            self.asked = true;
            return out.request(call, 0, Object::NONE);
        }
        out.answer(0, Some(call), Answered::Accepted);
        if self.asked {
            self.told.tell(Security::Service { kind: ServiceKind::Management, stage: Stage::Completed }, out);
        }
    }

    fn heap_bytes(&self) -> usize {
        self.told.heap_bytes()
    }
}
