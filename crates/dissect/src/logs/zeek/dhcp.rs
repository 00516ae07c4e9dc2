//! `dhcp`: a line for each lease that was asked for.

use ringwall_model::{Address, Attribute, BindingBy, Confidence, Mac};

use super::Log;
use crate::logs::{
    record::Record,
    told::{Told, instant},
};

pub(super) const LOG: Log = Log { path: "dhcp", marks: &["mac", "msg_types"], read };

fn read(record: &Record<'_>, told: &mut Told<'_>) -> Option<()> {
    let time = instant(&record.get("ts")?)?;
    let Some(mac) = record.get("mac").and_then(|text| Mac::parse(&text)) else { return Some(()) };
    let acknowledged = record.get("msg_types").is_some_and(|kinds| kinds.split(',').any(|kind| kind == "ACK"));
    if let Some(ip) = record.get("assigned_addr").and_then(|text| text.parse().ok()).filter(|_| acknowledged) {
        told.bind(mac, ip, &[], BindingBy::Lease, time);
    }
    if let Some(name) = record.get("host_name") {
        told.identity(Address::Mac(mac), (Attribute::Hostname, Confidence::Medium), &name, "dhcp");
    }
    Some(())
}
