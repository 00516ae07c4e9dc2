//! `dnp3`: a line for each request with its answer, or for what an outstation sends unasked.

use ringwall_model::{MessageKind, Side, Transport};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Message, Outcome, Told, ends},
};

pub(super) const LOG: Log = Log { path: "dnp3", marks: &["id.orig_h", "iin"], read };

/// Names of function codes (IEEE 1815-2012, table 4-7), as Zeek writes them.
const NAMES: [(&str, u32); 33] = [
    ("CONFIRM", 0),
    ("READ", 1),
    ("WRITE", 2),
    ("SELECT", 3),
    ("OPERATE", 4),
    ("DIRECT_OPERATE", 5),
    ("DIRECT_OPERATE_NR", 6),
    ("IMMED_FREEZE", 7),
    ("IMMED_FREEZE_NR", 8),
    ("FREEZE_CLEAR", 9),
    ("FREEZE_CLEAR_NR", 10),
    ("FREEZE_AT_TIME", 11),
    ("FREEZE_AT_TIME_NR", 12),
    ("COLD_RESTART", 13),
    ("WARM_RESTART", 14),
    ("INITIALIZE_DATA", 15),
    ("INITIALIZE_APPL", 16),
    ("START_APPL", 17),
    ("STOP_APPL", 18),
    ("SAVE_CONFIG", 19),
    ("ENABLE_UNSOLICITED", 20),
    ("DISABLE_UNSOLICITED", 21),
    ("ASSIGN_CLASS", 22),
    ("DELAY_MEASURE", 23),
    ("RECORD_CURRENT_TIME", 24),
    ("OPEN_FILE", 25),
    ("CLOSE_FILE", 26),
    ("DELETE_FILE", 27),
    ("GET_FILE_INFO", 28),
    ("AUTHENTICATE_FILE", 29),
    ("ABORT_FILE", 30),
    ("ACTIVATE_CONFIG", 31),
    ("UNSOLICITED_RESPONSE", 130),
];
/// Internal indications that say a request was not carried out: function, object or parameter not known. Which byte comes
/// first differs between versions.
const FAILED: u32 = 0x0707;

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    let code = |name: &str| NAMES.iter().find(|(known, _)| *known == name).map(|(_, code)| *code);
    let (request, reply) = (record.get("fc_request"), record.get("fc_reply"));
    if let Some(code) = request.as_deref().and_then(code) {
        let indications = record.number("iin").unwrap_or(0);
        let outcome = match reply {
            None => Outcome::Unanswered,
            Some(_) if indications & FAILED == 0 => Outcome::Accepted,
            Some(_) => Outcome::Untold,
        };
        told.message(&ends, &Message::request("dnp3", "function", code, outcome));
    } else if reply.as_deref() == Some("UNSOLICITED_RESPONSE") {
        let (from, kind) = (Side::Responder, MessageKind::Report);
        told.message(&ends, &Message { from, kind, ..Message::request("dnp3", "function", 130, Outcome::Untold) });
    } else if request.is_none() && reply.is_none() {
        return None;
    }
    Some(())
}
