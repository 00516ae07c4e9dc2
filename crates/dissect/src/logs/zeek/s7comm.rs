//! `s7comm` (ICSNPP): a line for each message.

use ringwall_model::{Side, Transport};

use super::Log;
use crate::logs::{
    record::{Record, number},
    told::{Message, Outcome, Told, ends},
};

pub(super) const LOG: Log = Log { path: "s7comm", marks: &["id.orig_h", "rosctr_code"], read };

const JOB: u32 = 1;
const ACKNOWLEDGED: u32 = 3;
const USER_DATA: u32 = 7;
/// A service of a program invocation: its name, which is not in the log, tells what it does.
const PROGRAM_INVOCATION: u32 = 0x28;

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    let kind = record.number("rosctr_code")?;
    let Some(function) = record.number("function_code") else { return Some(()) };
    let is_first = record.flag("is_orig").unwrap_or(true);
    let failed = record.get("error_code").is_some_and(|code| number(&code).unwrap_or(1) != 0);
    let answered = if failed { Outcome::Refused } else { Outcome::Accepted };
    let sub = record.get("subfunction_code").and_then(|code| number(&code)).unwrap_or(0);
    // The high half of the first byte says request (4) or answer (8), the low half the group.
    let data = (function & 0x0f) << 8 | sub & 0xff;
    let (space, code, answers) = match kind {
        JOB => ("job", function, false),
        ACKNOWLEDGED => ("job", function, true),
        USER_DATA if function >> 4 & 0x0f == 4 => ("userdata", data, false),
        USER_DATA if function >> 4 & 0x0f == 8 => ("userdata", data, true),
        _ => return Some(()),
    };
    let outcome = if answers { answered } else { Outcome::Unanswered };
    // Whoever answers says nothing of who asked: the other side did.
    let from = if is_first == answers { Side::Responder } else { Side::Initiator };
    let name = if space == "job" { record.get("function_name") } else { record.get("subfunction_name") };
    let unclear = space == "userdata" || code == PROGRAM_INVOCATION;
    let only = unclear.then(|| name.unwrap_or_default().into_owned());
    told.message(&ends, &Message { from, answers, only, ..Message::request("s7comm", space, code, outcome) });
    Some(())
}
