//! `enip` and `cip` (ICSNPP): commands of the encapsulation, and services within them.

use ringwall_model::{Side, Transport};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Message, Outcome, Told, ends},
};

pub(super) const LOG: Log = Log { path: "enip", marks: &["id.orig_h", "enip_command_code"], read: command };
pub(super) const CIP: Log = Log { path: "cip", marks: &["id.orig_h", "cip_service_code"], read: service };

fn command(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    let code = record.number("enip_command_code")?;
    let answers = record.flag("is_orig") == Some(false);
    let failed = record.get("enip_status").is_some_and(|status| !status.eq_ignore_ascii_case("success"));
    told.message(&ends, &Message { answers, ..message("encapsulation", code, answers, failed) });
    Some(())
}

fn service(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    let code = record.number("cip_service_code")? & 0x7f;
    let answers = record.get("direction").is_some_and(|way| way.eq_ignore_ascii_case("response"));
    let failed = record.number("cip_status_code").is_some_and(|status| status != 0);
    // What a service does depends on the class it is addressed to.
    let only = Some(record.get("cip_service").unwrap_or_default().into_owned());
    let from = if record.flag("is_orig") == Some(answers) { Side::Responder } else { Side::Initiator };
    told.message(&ends, &Message { from, only, ..message("cip", code, answers, failed) });
    Some(())
}

fn message(space: &'static str, code: u32, answers: bool, failed: bool) -> Message {
    let outcome = match (answers, failed) {
        (false, _) => Outcome::Unanswered,
        (true, false) => Outcome::Accepted,
        (true, true) => Outcome::Refused,
    };
    Message { answers, ..Message::request("enip", space, code, outcome) }
}
