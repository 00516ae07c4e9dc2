//! `ssh`: a line for each session, with what both sides call themselves.

use ringwall_model::{Address, Attribute, Confidence, Transport};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Told, ends},
};

pub(super) const LOG: Log = Log { path: "ssh", marks: &["id.orig_h", "auth_attempts"], read };

/// Software that says its name in passing.
pub(crate) const NAMED: (Attribute, Confidence) = (Attribute::Software, Confidence::Medium);

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let ends = ends(record, Transport::Tcp)?;
    for (name, subject) in [("client", ends.initiator), ("server", ends.responder)] {
        if let Some(banner) = record.get(name) {
            told.identity(Address::Ip(subject), NAMED, software(&banner), "ssh");
        }
    }
    Some(())
}

/// Behind the version of the protocol: `SSH-2.0-OpenSSH_9.2` (RFC 4253, section 4.2).
fn software(banner: &str) -> &str {
    banner.strip_prefix("SSH-").and_then(|rest| rest.split_once('-')).map_or(banner, |(_, software)| software)
}
