//! Logs of Zeek (docs.zeek.org, log files) and of the parsers of industrial protocols that come as its packages (ICSNPP).

pub(super) mod conn;
mod dhcp;
mod dnp3;
pub(super) mod dns;
mod enip;
pub(super) mod http;
mod modbus;
mod ntp;
mod s7comm;
mod software;
pub(super) mod ssh;
pub(super) mod ssl;
mod x509;

use super::{
    record::{Header, Record},
    told::Told,
};

/// A kind of log.
pub(super) struct Log {
    /// What Zeek calls it (`#path`, the name of the file).
    path: &'static str,
    /// Values that only it has, where a line of JSON does not say what it is of.
    marks: &'static [&'static str],
    /// Reads a line; none where it lacks what every line of the kind has.
    read: fn(&Record<'_>, &mut Told<'_>) -> Option<()>,
}

/// The table.
static LOGS: &[Log] = &[
    conn::LOG,
    dhcp::LOG,
    dnp3::LOG,
    dns::LOG,
    enip::LOG,
    enip::CIP,
    http::LOG,
    modbus::LOG,
    ntp::LOG,
    s7comm::LOG,
    software::LOG,
    ssh::LOG,
    ssl::LOG,
    x509::LOG,
];

/// Reads a line: false where nothing of its kind is used.
pub(super) fn read(record: &Record<'_>, header: &Header, told: &mut Told<'_>) -> Option<bool> {
    let said = record.get("_path");
    let path = said.as_deref().unwrap_or(&header.path);
    let is = |log: &&Log| match path {
        "" => log.marks.iter().all(|mark| record.get(mark).is_some()),
        path => path == log.path,
    };
    match LOGS.iter().find(is) {
        Some(log) => (log.read)(record, told).map(|()| true),
        None => Some(false),
    }
}
