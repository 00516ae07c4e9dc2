//! `modbus`: a line for each answer, in later versions for each request too.

use ringwall_model::Transport;

use super::Log;
use crate::logs::{
    record::Record,
    told::{Message, Outcome, Told, ends},
};

pub(super) const LOG: Log = Log { path: "modbus", marks: &["id.orig_h", "func"], read };

/// Names of function codes (Modbus Application Protocol V1.1b3, section 5.1), as Zeek writes them.
const NAMES: [(&str, u32); 22] = [
    ("READ_COILS", 1),
    ("READ_DISCRETE_INPUTS", 2),
    ("READ_HOLDING_REGISTERS", 3),
    ("READ_INPUT_REGISTERS", 4),
    ("WRITE_SINGLE_COIL", 5),
    ("WRITE_SINGLE_REGISTER", 6),
    ("READ_EXCEPTION_STATUS", 7),
    ("DIAGNOSTICS", 8),
    ("GET_COMM_EVENT_COUNTER", 11),
    ("GET_COMM_EVENT_LOG", 12),
    ("WRITE_MULTIPLE_COILS", 15),
    ("WRITE_MULTIPLE_REGISTERS", 16),
    ("REPORT_SLAVE_ID", 17),
    ("READ_FILE_RECORD", 20),
    ("WRITE_FILE_RECORD", 21),
    ("MASK_WRITE_REGISTER", 22),
    ("READ_WRITE_MULTIPLE_REGISTERS", 23),
    ("READ_FIFO_QUEUE", 24),
    ("ENCAP_INTERFACE_TRANSPORT", 43),
    ("PROGRAM_CONTROLLER", 13),
    ("POLL_CONTROLLER", 14),
    ("PROGRAM_484", 9),
];

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    let name = record.get("func")?;
    let plain = name.strip_suffix("_EXCEPTION").unwrap_or(&name);
    let listed = NAMES.iter().find(|(known, _)| *known == plain).map(|(_, code)| *code);
    // One that has no name: `unknown-105`.
    let code = listed.or_else(|| plain.strip_prefix("unknown-")?.parse().ok().map(|code: u32| code & 0x7f))?;
    let failed = record.get("exception").is_some() || name.ends_with("_EXCEPTION");
    let outcome = match record.get("pdu_type").as_deref() {
        Some("REQ") => Outcome::Unanswered,
        _ if failed => Outcome::Refused,
        _ => Outcome::Accepted,
    };
    let native = record.number("unit").map(|unit| format!("unit {unit}"));
    let answers = record.get("pdu_type").as_deref() == Some("RESP");
    let message = Message { native, answers, ..Message::request("modbus", "function", code, outcome) };
    told.message(&ends, &message);
    Some(())
}
