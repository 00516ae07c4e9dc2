//! Cisco IOS: one list for what goes out at any interface, so that packets to the device itself are left alone. Lists know no
//! connections: answers are permitted by their ports and flags.

use std::fmt::Write as _;

use ringwall_model::{Addresses, PacketMatch, Prefix};

use super::{
    Entry, Family, Intent, Knows, Manner, Writer, alone, as_it_is, asa, cisco, every_protocol,
    intent::TCP,
    names::{mark, safe},
};

pub(super) static WRITER: Writer = Writer {
    name: "ios",
    dialect: "ios",
    title: "Cisco IOS",
    knows: Knows::Packets,
    family: Family::Both,
    needs_interfaces: true,
    can_only_log: false,
    watch: None,
    remarks: &[
        "lists know no connections: over other protocols than TCP whoever may answer may send from its port at any time",
        "lists bound for what comes in stay as they are",
    ],
    holds: every_protocol,
    render,
    frame: alone,
    domain: |intent| {
        let (incoming, outgoing) = (Some(cisco::bound(intent)), Some(cisco::bound(intent)));
        vec![PacketMatch { incoming, outgoing, ..PacketMatch::any() }]
    },
    onto: as_it_is,
    rollback,
};

/// Longest remark (Cisco IOS Security Command Reference, remark: 100 characters).
const REMARK_MAX: usize = 90;

/// Writes groups, lists and bindings.
fn render(intent: &Intent, _manner: Manner) -> String {
    written(intent, &mark(&written(intent, "")))
}

fn written(intent: &Intent, mark: &str) -> String {
    let mut text = format!("! {}: {}\n", safe(&intent.device, REMARK_MAX), Manner::Enforce.said());
    text.push_str("! The lines below an interface put it in force.\n");
    let names = cisco::groups(intent, mark);
    for (object, name) in intent.objects.iter().zip(&names) {
        let prefixes = of_family(&object.addresses, false);
        if !prefixes.is_empty() {
            let _ = writeln!(text, "object-group network {name}");
            prefixes.iter().for_each(|prefix| member(&mut text, prefix));
        }
    }
    v4(&mut text, intent, &names, mark);
    v6(&mut text, intent, mark);
    for interface in &intent.interfaces {
        let _ = writeln!(text, "interface {}", interface_name(interface));
        let _ = writeln!(text, " ip access-group through.{mark} out\n ipv6 traffic-filter through6.{mark} out");
    }
    text.push_str("end\n");
    text
}

/// A name of an interface may hold strokes and colons.
fn interface_name(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | ':' | '_')).collect()
}

fn of_family(addresses: &Addresses, v6: bool) -> Vec<Prefix> {
    addresses.prefixes().into_iter().filter(|prefix| prefix.address.is_ipv6() == v6).collect()
}

fn member(text: &mut String, prefix: &Prefix) {
    let _ = match prefix.length {
        32 => writeln!(text, " host {}", prefix.address),
        length => writeln!(text, " {} {}", prefix.address, asa::mask(length)),
    };
}

fn v4(text: &mut String, intent: &Intent, names: &[String], mark: &str) {
    let _ = writeln!(text, "ip access-list extended through.{mark}");
    for entry in intent.entries() {
        let has_v4 = |at: usize| intent.object(at).iter().any(|object| !object.addresses.v4.is_empty());
        if !has_v4(entry.source) || !has_v4(entry.destination) {
            continue;
        }
        let group = |at: usize| names.get(at).map(|name| format!("object-group {name}")).unwrap_or_default();
        let _ = writeln!(text, " remark {}", safe(&entry.comment, REMARK_MAX));
        pair(text, entry, "ip", &group(entry.source), &group(entry.destination));
    }
    text.push_str(" deny ip any any log\n");
}

fn v6(text: &mut String, intent: &Intent, mark: &str) {
    let _ = writeln!(text, "ipv6 access-list through6.{mark}");
    for entry in intent.entries() {
        let list = |at: usize| -> Vec<Prefix> {
            intent.object(at).iter().flat_map(|object| of_family(&object.addresses, true)).collect()
        };
        let (sources, destinations) = (list(entry.source), list(entry.destination));
        if !sources.is_empty() && !destinations.is_empty() {
            let _ = writeln!(text, " remark {}", safe(&entry.comment, REMARK_MAX));
        }
        for from in &sources {
            destinations.iter().for_each(|to| pair(text, entry, "ipv6", &from.to_string(), &to.to_string()));
        }
    }
    text.push_str(" deny ipv6 any any log\n");
}

/// What opens a connection, and what answers it.
fn pair(text: &mut String, entry: &Entry, any: &str, from: &str, to: &str) {
    let (protocol, port) = (cisco::protocol(entry, any), cisco::port(entry));
    let established = if entry.protocol == Some(TCP) { " established" } else { "" };
    let _ = writeln!(text, " permit {protocol} {from} {to}{port} log");
    let _ = writeln!(text, " permit {protocol} {to}{port} {from}{established}");
}

/// What binds the lists that were bound, and takes ours away.
fn rollback(intent: &Intent, _manner: Manner, present: &str) -> String {
    let mark = mark(&written(intent, ""));
    let mut text = "! The bindings as they were.\n".to_owned();
    for interface in &intent.interfaces {
        let name = interface_name(interface);
        let _ = writeln!(text, "interface {name}");
        for (verb, list) in [("ip access-group", "through"), ("ipv6 traffic-filter", "through6")] {
            match bound(present, &name, verb) {
                Some(line) => {
                    let _ = writeln!(text, " {line}");
                }
                None => {
                    let _ = writeln!(text, " no {verb} {list}.{mark} out");
                }
            }
        }
    }
    let _ = writeln!(text, "no ip access-list extended through.{mark}\nno ipv6 access-list through6.{mark}");
    for (object, name) in intent.objects.iter().zip(cisco::groups(intent, &mark)) {
        if !object.addresses.v4.is_empty() {
            let _ = writeln!(text, "no object-group network {name}");
        }
    }
    text.push_str("end\n");
    text
}

/// The line that binds a list for what goes out at an interface.
fn bound<'a>(present: &'a str, interface: &str, verb: &str) -> Option<&'a str> {
    let mut inside = false;
    for line in present.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["interface", name @ ..] => inside = name.concat() == interface,
            _ if !line.starts_with([' ', '\t']) => inside = false,
            [.., "out"] if inside && line.trim().starts_with(verb) => return Some(line.trim()),
            _ => {}
        }
    }
    None
}
