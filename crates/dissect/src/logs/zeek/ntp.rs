//! `ntp`: a line for each message. Whether it was authenticated the line does not say.

use ringwall_model::{MessageKind, Security, ServiceKind, Side, Stage, Transport};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Message, Outcome, Told, ends},
};

pub(super) const LOG: Log = Log { path: "ntp", marks: &["id.orig_h", "mode", "stratum"], read };

const CLIENT: u32 = 3;
const SERVER: u32 = 4;

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Udp)?;
    match record.number("mode")? {
        CLIENT => told.message(&ends, &Message::request("ntp", "mode", CLIENT, Outcome::Unanswered)),
        SERVER => {
            let answer = Message::request("ntp", "mode", CLIENT, Outcome::Accepted);
            told.message(&ends, &Message { answers: true, ..answer });
            let sane = record.number("stratum").is_some_and(|stratum| (1..=15).contains(&stratum));
            if sane {
                let kind = ServiceKind::Time;
                told.security(&ends, "ntp", Security::Service { kind, stage: Stage::Completed });
            }
        }
        mode => {
            let (from, kind) = (Side::Initiator, MessageKind::Report);
            told.message(&ends, &Message { from, kind, ..Message::request("ntp", "mode", mode, Outcome::Untold) });
        }
    }
    Some(())
}
