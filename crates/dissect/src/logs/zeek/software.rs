//! `software`: programs that said their names.

use ringwall_model::Address;

use super::{Log, conn, ssh::NAMED};
use crate::logs::{record::Record, told::Told};

pub(super) const LOG: Log = Log { path: "software", marks: &["host", "software_type"], read };

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let host = Address::Ip(record.get("host")?.parse().ok()?);
    let kind = record.get("software_type")?;
    // `HTTP::SERVER`: by which protocol it was said.
    let service = kind.split("::").next().unwrap_or_default();
    let protocol = conn::protocol(service).unwrap_or("unknown");
    let version = record.get("unparsed_version").or_else(|| record.get("name"));
    told.identity(host, NAMED, &version.unwrap_or_default(), protocol);
    Some(())
}
