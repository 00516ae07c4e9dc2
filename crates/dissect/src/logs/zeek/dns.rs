//! `dns`: a line for each question with its answer.

use ringwall_model::{Security, ServiceKind, Stage, Transport};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Ends, Message, Outcome, Told, ends},
};

pub(super) const LOG: Log = Log { path: "dns", marks: &["id.orig_h", "trans_id", "qtype"], read };

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let transport = if record.get("proto").as_deref() == Some("tcp") { Transport::Tcp } else { Transport::Udp };
    let ends = ends(record, transport)?;
    // Names that are asked of everybody on the link are other protocols, and look alike.
    if ends.port == 53 {
        question(&ends, record.number("rcode"), told);
    }
    Some(())
}

/// A question, with the code of its answer.
pub(crate) fn question(ends: &Ends, answer: Option<u32>, told: &mut Told<'_>) {
    let outcome = match answer {
        None => Outcome::Unanswered,
        // A name that does not exist is an answer.
        Some(0 | 3) => Outcome::Accepted,
        Some(_) => Outcome::Refused,
    };
    told.message(ends, &Message::request("dns", "opcode", 0, outcome));
    if outcome == Outcome::Accepted {
        let kind = ServiceKind::NameResolution;
        told.security(ends, "dns", Security::Service { kind, stage: Stage::Completed });
    }
}
