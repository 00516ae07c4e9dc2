//! `http`: a line for each request with its answer.

use ringwall_model::{Address, MessageKind, Transport};

use super::{Log, ssh::NAMED};
use crate::logs::{
    record::Record,
    told::{Ends, Message, Outcome, Told, ends},
};

pub(super) const LOG: Log = Log { path: "http", marks: &["id.orig_h", "trans_depth"], read };

/// Methods by the codes of their rows.
const METHODS: [&str; 9] = ["GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "CONNECT"];

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    if let Some(method) = record.get("method") {
        request(&ends, &method, record.number("status_code"), told);
    }
    if let Some(agent) = record.get("user_agent") {
        told.identity(Address::Ip(ends.initiator), NAMED, &agent, "http");
    }
    Some(())
}

/// A request by its method, with the status of its answer.
pub(crate) fn request(ends: &Ends, method: &str, status: Option<u32>, told: &mut Told<'_>) {
    let code = METHODS.iter().position(|known| *known == method).and_then(|at| u32::try_from(at).ok());
    let outcome = match status {
        None => Outcome::Unanswered,
        Some(100..=399) => Outcome::Accepted,
        Some(_) => Outcome::Refused,
    };
    let code = code.unwrap_or(crate::ANY_CODE);
    let kind = MessageKind::Request;
    told.message(ends, &Message { kind, ..Message::request("http", "method", code, outcome) });
}
