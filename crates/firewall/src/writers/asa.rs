//! Cisco ASA: one list for what comes in at any interface. Names carry a mark of the text, so that binding the list is the one
//! step that changes what is filtered, and nothing of the present configuration is overwritten.

use std::fmt::Write as _;

use ringwall_model::{PacketMatch, Prefix};

use super::{
    Family, Intent, Knows, Manner, Writer, as_it_is, cisco, every_protocol,
    names::{mark, safe},
    proof::known_connections,
};

pub(super) static WRITER: Writer = Writer {
    name: "asa",
    dialect: "asa",
    title: "Cisco ASA",
    knows: Knows::Connections,
    family: Family::Both,
    needs_interfaces: true,
    can_only_log: false,
    watch: None,
    remarks: &["lists bound for what goes out, and connections that inspection announces, stay as they are"],
    holds: every_protocol,
    render,
    frame: |intent, text| interfaces(intent) + text,
    domain: |intent| vec![PacketMatch { incoming: Some(cisco::bound(intent)), ..known_connections() }],
    onto: as_it_is,
    rollback,
};

/// Longest remark.
const REMARK_MAX: usize = 90;

/// Writes groups, list and bindings.
fn render(intent: &Intent, _manner: Manner) -> String {
    written(intent, &mark(&written(intent, "")))
}

fn written(intent: &Intent, mark: &str) -> String {
    let mut text = format!("! {}: {}\n", safe(&intent.device, REMARK_MAX), Manner::Enforce.said());
    text.push_str("! The lines with access-group put it in force.\n");
    let names = cisco::groups(intent, mark);
    for (object, name) in intent.objects.iter().zip(&names) {
        let _ = writeln!(text, "object-group network {name}");
        object.addresses.prefixes().iter().for_each(|prefix| member(&mut text, prefix));
    }
    let list = list(mark);
    for entry in intent.entries() {
        let (Some(from), Some(to)) = (names.get(entry.source), names.get(entry.destination)) else { continue };
        let (protocol, port) = (cisco::protocol(entry, "ip"), cisco::port(entry));
        let _ = writeln!(text, "access-list {list} remark {}", safe(&entry.comment, REMARK_MAX));
        let _ = writeln!(
            text,
            "access-list {list} extended permit {protocol} object-group {from} object-group {to}{port} log"
        );
    }
    let _ = writeln!(text, "access-list {list} extended deny ip any any log");
    for interface in &intent.interfaces {
        let _ = writeln!(text, "access-group {list} in interface {}", safe(interface, REMARK_MAX));
    }
    text
}

fn list(mark: &str) -> String {
    format!("through.{mark}")
}

fn member(text: &mut String, prefix: &Prefix) {
    let _ = match prefix.address {
        address if prefix.length == if address.is_ipv4() { 32 } else { 128 } => {
            writeln!(text, " network-object host {address}")
        }
        std::net::IpAddr::V4(address) => writeln!(text, " network-object {address} {}", mask(prefix.length)),
        std::net::IpAddr::V6(_) => writeln!(text, " network-object {prefix}"),
    };
}

/// A length as a mask of four octets.
pub(super) fn mask(length: u8) -> std::net::Ipv4Addr {
    let host = 32_u32.saturating_sub(u32::from(length));
    std::net::Ipv4Addr::from(u32::MAX.checked_shl(host).unwrap_or(0))
}

/// Interfaces around the text, to read it by: the list alone decides between them.
fn interfaces(intent: &Intent) -> String {
    let one = |(at, name): (usize, &String)| {
        let name = safe(name, REMARK_MAX);
        format!(
            "interface GigabitEthernet0/{at}\n nameif {name}\n security-level 0\n ip address 192.0.2.{at} 255.255.255.255\n"
        )
    };
    let apart = "same-security-traffic permit inter-interface\nsame-security-traffic permit intra-interface\n";
    intent.interfaces.iter().enumerate().map(one).collect::<String>() + apart
}

/// What binds the lists that were bound, and takes ours away.
fn rollback(intent: &Intent, _manner: Manner, present: &str) -> String {
    let mark = mark(&written(intent, ""));
    let list = list(&mark);
    let mut text = "! The bindings as they were.\n".to_owned();
    let bound: Vec<&str> =
        present.lines().map(str::trim_end).filter(|line| line.starts_with("access-group ")).collect();
    for interface in &intent.interfaces {
        let interface = safe(interface, REMARK_MAX);
        if !bound.iter().any(|line| line.ends_with(&format!(" in interface {interface}"))) {
            let _ = writeln!(text, "no access-group {list} in interface {interface}");
        }
    }
    for line in bound {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "clear configure access-list {list}");
    for name in cisco::groups(intent, &mark) {
        let _ = writeln!(text, "no object-group network {name}");
    }
    text
}
