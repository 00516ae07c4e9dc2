//! Fortinet FortiOS: policies from any interface to any, behind those that are there, which are then switched off.
//!
//! Objects carry a mark of what they hold and policies have numbers that change with the text, so that nothing of the present
//! configuration is overwritten.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ringwall_model::{Addresses, PacketMatch, Prefix};

use super::{
    Entry, Family, Intent, Knows, Manner, Object, Present, Watch, Writer, alone,
    asa::mask,
    every_protocol,
    intent::{TCP, UDP},
    names::{by_content, mark, safe, safe_names},
    proof::known_connections,
};
use crate::dialects::fortios::{entries, settings};

pub(super) static WRITER: Writer = Writer {
    name: "fortios",
    dialect: "fortios",
    title: "Fortinet FortiOS",
    knows: Knows::Connections,
    family: Family::Both,
    needs_interfaces: false,
    can_only_log: false,
    watch: Some(watch),
    remarks: &[
        "policies for both families in one list need FortiOS 6.4 or later",
        "with several virtual domains it is for the one that holds these conduits, whose policies have to be switched off by hand",
        "policies for groups of multicast, virtual addresses, and sessions that a helper announces stay as they are",
        "the policies that were there stay, switched off",
    ],
    holds: every_protocol,
    render,
    frame: alone,
    domain: |_| vec![PacketMatch { destination: Some(unicast()), ..known_connections() }],
    onto: behind,
    rollback,
};

/// Longest name of an address, less the mark (FortiOS CLI Reference, config firewall address: 79 characters).
const ADDRESS_MAX: usize = 60;
/// Longest name of a policy, less the mark (FortiOS CLI Reference, config firewall policy, name: 35 characters).
const POLICY_MAX: usize = 28;
/// Longest comment that is written.
const COMMENT_MAX: usize = 200;
/// Lists of policies, the older one for IPv6 with them.
const LISTS: [&str; 2] = ["firewall policy", "firewall policy6"];

/// Every address that is no group of multicast (RFC 5771, RFC 4291 section 2.7): other lists decide about those.
fn unicast() -> Addresses {
    let groups = ["224.0.0.0/4", "ff00::/8"].into_iter().filter_map(crate::words::address);
    groups.fold(Addresses::all(), |all, group| all.without(&group))
}

fn render(intent: &Intent, manner: Manner) -> String {
    written(intent, manner, &mark(&written(intent, manner, "")))
}

fn written(intent: &Intent, manner: Manner, mark: &str) -> String {
    let mut text = format!("# {}: {}\n", safe(&intent.device, COMMENT_MAX), manner.said());
    let names = by_content(intent, ADDRESS_MAX);
    for v6 in [false, true] {
        addresses(&mut text, intent, &names, v6);
    }
    services(&mut text, intent);
    text.push_str("config firewall policy\n");
    let policies = intent.entries().map(|entry| entry.comment.as_str());
    let titles = safe_names(policies.chain(["ringwall-denied"]), POLICY_MAX);
    let mut numbered = (first_number(mark)..).zip(titles.iter().map(|title| format!("{title}.{mark}")));
    for entry in intent.entries() {
        let Some((number, title)) = numbered.next() else { break };
        let sides = sides(intent, &names, entry);
        if !sides.is_empty() {
            policy(&mut text, (number, &title), "accept", &sides, &service_name(entry.protocol, entry.port));
            let _ = writeln!(text, "        set comments \"{}\"\n    next", safe(&entry.comment, COMMENT_MAX));
        }
    }
    if let Some((number, title)) = numbered.next().filter(|_| manner == Manner::Enforce) {
        let every = ["srcaddr", "dstaddr", "srcaddr6", "dstaddr6"].map(|key| (key, "all".to_owned()));
        policy(&mut text, (number, &title), "deny", &every, &service_name(None, None));
        text.push_str("    next\n");
    }
    text.push_str("end\n");
    text
}

/// Numbers of policies reach to 2^32 - 2 (FortiOS CLI Reference, policyid): one block of 2^13 for each mark of 18 bits, and none with
/// the low numbers that a device counts from by itself.
fn first_number(mark: &str) -> u32 {
    let mark = u32::from_str_radix(mark, 16).unwrap_or_default();
    ((mark & 0x3_ffff).max(1) << 13).saturating_add(1)
}

fn of_family(object: &Object, v6: bool) -> Vec<Prefix> {
    object.addresses.prefixes().into_iter().filter(|prefix| prefix.address.is_ipv6() == v6).collect()
}

/// Addresses of one family, and groups of those that are several.
fn addresses(text: &mut String, intent: &Intent, names: &[String], v6: bool) {
    let (mut single, mut groups) = (String::new(), String::new());
    for (object, name) in intent.objects.iter().zip(names) {
        match of_family(object, v6).as_slice() {
            [] => {}
            [one] => address(&mut single, name, one),
            several => {
                let mut members = String::new();
                for (number, prefix) in (1_u32..).zip(several) {
                    address(&mut single, &format!("{name}.{number}"), prefix);
                    let _ = write!(members, " \"{name}.{number}\"");
                }
                let _ = writeln!(groups, "    edit \"{name}\"\n        set member{members}\n    next");
            }
        }
    }
    let family = if v6 { "6" } else { "" };
    section(text, &format!("firewall address{family}"), &single);
    section(text, &format!("firewall addrgrp{family}"), &groups);
}

fn section(text: &mut String, path: &str, entries: &str) {
    if !entries.is_empty() {
        let _ = write!(text, "config {path}\n{entries}end\n");
    }
}

fn address(text: &mut String, name: &str, prefix: &Prefix) {
    let setting = match prefix.address {
        std::net::IpAddr::V4(address) => format!("subnet {address} {}", mask(prefix.length)),
        std::net::IpAddr::V6(address) => format!("ip6 {address}/{}", prefix.length),
    };
    let _ = writeln!(text, "    edit \"{name}\"\n        set {setting}\n    next");
}

/// A name that says all of what a service is about: those of the factory may have been changed.
fn service_name(protocol: Option<u8>, port: Option<u16>) -> String {
    match (protocol, port) {
        (Some(TCP), Some(port)) => format!("rw-tcp-{port}"),
        (Some(UDP), Some(port)) => format!("rw-udp-{port}"),
        (Some(protocol), _) => format!("rw-ip-{protocol}"),
        (None, _) => "rw-any".to_owned(),
    }
}

fn services(text: &mut String, intent: &Intent) {
    let used = intent.entries().map(|entry| (entry.protocol, entry.port));
    let mut used: Vec<_> = used.chain([(None, None)]).collect();
    used.sort_unstable();
    used.dedup_by_key(|(protocol, port)| service_name(*protocol, *port));
    let mut entries = String::new();
    for (protocol, port) in used {
        let settings = match (protocol, port) {
            (Some(TCP), Some(port)) => format!("protocol TCP/UDP/SCTP\n        set tcp-portrange {port}"),
            (Some(UDP), Some(port)) => format!("protocol TCP/UDP/SCTP\n        set udp-portrange {port}"),
            (Some(1), _) => "protocol ICMP".to_owned(),
            (Some(58), _) => "protocol ICMP6".to_owned(),
            (protocol, _) => format!("protocol IP\n        set protocol-number {}", protocol.unwrap_or_default()),
        };
        let name = service_name(protocol, port);
        let _ = writeln!(entries, "    edit \"{name}\"\n        set {settings}\n    next");
    }
    section(text, "firewall service custom", &entries);
}

/// Both ends in every family that both have.
fn sides(intent: &Intent, names: &[String], entry: &Entry) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for (v6, source, destination) in [(false, "srcaddr", "dstaddr"), (true, "srcaddr6", "dstaddr6")] {
        let has = |at: usize| intent.object(at).iter().any(|object| !of_family(object, v6).is_empty());
        let ends = names.get(entry.source).zip(names.get(entry.destination));
        if let Some((from, to)) = ends.filter(|_| has(entry.source) && has(entry.destination)) {
            found.extend([(source, from.clone()), (destination, to.clone())]);
        }
    }
    found
}

fn policy(text: &mut String, (number, name): (u32, &str), action: &str, sides: &[(&str, String)], service: &str) {
    let _ = writeln!(text, "    edit {number}\n        set status enable\n        set name \"{name}\"");
    let _ = writeln!(text, "        set srcintf \"any\"\n        set dstintf \"any\"\n        set action {action}");
    for (key, name) in sides {
        let _ = writeln!(text, "        set {key} \"{name}\"");
    }
    let _ = writeln!(
        text,
        "        set schedule \"always\"\n        set service \"{service}\"\n        set logtraffic all"
    );
}

/// Names and numbers in a list that are in one text and not in another.
fn only_in(text: &str, other: &str, path: &str) -> Vec<(String, bool)> {
    let known: BTreeSet<String> = entries(other, path).into_iter().map(|(name, _)| name).collect();
    entries(text, path).into_iter().filter(|(name, _)| !known.contains(name)).collect()
}

/// Numbers of policies that are switched on in one text and are none of another.
fn on(text: &str, other: &str, path: &str) -> Vec<String> {
    let is_number = |name: &String| name.parse::<u32>().is_ok();
    only_in(text, other, path).into_iter().filter(|(_, on)| *on).map(|(name, _)| name).filter(is_number).collect()
}

/// These policies, each with a line.
fn changed(numbers: &[String], path: &str, line: impl Fn(&String) -> String) -> String {
    let one = |number: &String| format!("    edit {number}\n        {}\n    next\n", line(number));
    let mut text = String::new();
    section(&mut text, path, &numbers.iter().map(one).collect::<String>());
    text
}

/// Ours before those that are there, which go on deciding and log all that they decide about.
fn watch(intent: &Intent, present: &Present<'_>) -> Option<Watch> {
    let mut text = render(intent, Manner::OnlyLog);
    let [list, _] = LISTS;
    let first = only_in(present.text, &text, list).into_iter().next()?.0;
    let ours = only_in(&text, "", list);
    let moves: String = ours.iter().map(|(number, _)| format!("    move {number} before {first}\n")).collect();
    section(&mut text, list, &moves);
    let logging = LISTS.map(|path| changed(&on(present.text, &text, path), path, |_| "set logtraffic all".to_owned()));
    text.push_str(&logging.concat());
    let after = format!("{}\n{text}", present.text);
    Some(Watch { text, after })
}

/// Ours first, so that at no time nothing is let through; then those that were there are switched off.
fn behind(present: &Present<'_>, text: String) -> String {
    let off = LISTS.map(|path| changed(&on(present.text, &text, path), path, |_| "set status disable".to_owned()));
    text + &off.concat()
}

/// What switches the policies on again that were, with the logs they had, and takes ours away.
fn rollback(intent: &Intent, manner: Manner, present: &str) -> String {
    let ours = render(intent, manner);
    let mut text = "# The policies as they were.\n".to_owned();
    for path in LISTS {
        let logs = settings(present, path, "logtraffic");
        text.push_str(&changed(&on(present, &ours, path), path, |number| match logs.get(number) {
            Some(logs) => format!("set status enable\n        set logtraffic {}", safe(logs, POLICY_MAX)),
            None => "set status enable\n        unset logtraffic".to_owned(),
        }));
    }
    let paths = ["policy", "addrgrp", "addrgrp6", "address", "address6", "service custom"];
    for path in paths.map(|list| format!("firewall {list}")) {
        let new = only_in(&ours, present, &path);
        let deleted: String = new.iter().map(|(name, _)| format!("    delete \"{name}\"\n")).collect();
        section(&mut text, &path, &deleted);
    }
    text
}
