//! Who fetches and writes, and the controller that answers.

use crate::{Answered, Call, Object, Pdu, Session, Sink};

use super::{Header, Range};

/// State of a connection.
#[derive(Debug, Default)]
pub struct FetchWrite {
    told: bool,
}

impl Session for FetchWrite {
    fn pdu(&mut self, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let Some(header) = Header::read(pdu.bytes) else {
            if !pdu.cut {
                out.malformed("fetch-write-header", 0);
            }
            return;
        };
        let asker = if matches!(header, Header::Asks { .. }) { pdu.direction } else { pdu.direction.reverse() };
        if !std::mem::replace(&mut self.told, true) {
            out.initiator_sends(asker);
        }
        match header {
            Header::Asks { writes, range } => out.request(call(writes), 0, object(range)),
            Header::Answers { wrote, error } => {
                let outcome = if error == 0 { Answered::Accepted } else { Answered::Refused };
                out.answer(0, Some(call(wrote)), outcome);
            }
        }
    }
}

fn call(writes: bool) -> Call {
    if writes { Call { row: 0, code: 3 } } else { Call { row: 1, code: 5 } }
}

/// A data block by its number; of other memory the addresses.
fn object(range: Range) -> Object {
    let kind = match range.area {
        1 => return Object { kind: "db", first: range.block.into(), last: range.block.into() },
        0x0A => return Object { kind: "dx", first: range.block.into(), last: range.block.into() },
        2 => "merker",
        3 => "input",
        4 => "output",
        5 => "peripheral",
        6 => "counter",
        7 => "timer",
        8 => "system-data",
        9 => "absolute-address",
        _ => return Object { kind: "unknown-area", first: range.area.into(), last: range.area.into() },
    };
    let first = u32::from(range.address);
    Object { kind, first, last: first.saturating_add(u32::from(range.length.max(1)).saturating_sub(1)) }
}
