//! Palo Alto Networks PAN-OS, as `set` commands: rules from any zone to any, behind those that are there, which are then disabled.
//!
//! A service of this dialect is of TCP or UDP. Rules for other protocols go by application, which the device learns from what
//! follows the first packet: there is no rule for them here.

use std::fmt::Write as _;

use ringwall_model::{PacketMatch, Rule};

use super::{
    Family, Intent, Knows, Manner, Present, Watch, Writer,
    intent::{TCP, UDP},
    names::{by_content, mark, safe, safe_names},
    proof::known_connections,
};
use crate::{policy::named, read};

pub(super) static WRITER: Writer = Writer {
    name: "panos",
    dialect: "panos",
    title: "Palo Alto Networks PAN-OS",
    knows: Knows::Connections,
    family: Family::Both,
    needs_interfaces: false,
    can_only_log: false,
    watch: Some(watch),
    remarks: &[
        "names of rules are longer than PAN-OS before 8.1 takes",
        "with several virtual systems it is for the one that holds these conduits, whose rules have to be disabled by hand",
        "rules that a management system pushes before those of the device, and sessions that a gateway announces, stay as they are",
        "what stays in one zone is denied too where no conduit declares it",
        "the rules that were there stay, disabled; it is in force after commit",
    ],
    holds: |protocol| matches!(protocol, None | Some(TCP | UDP)),
    render,
    frame: |_, text| {
        format!("{}{text}", ZONES.map(|(zone, port)| format!("set zone {zone} network layer3 {port}\n")).concat())
    },
    domain: |_| {
        let incoming = Some(named(ZONES.map(|(zone, _)| zone)));
        vec![PacketMatch { incoming, ..known_connections() }]
    },
    onto: behind,
    rollback,
};

/// Zones of a device to read the text by. It names none, so that it says the same of any.
pub(super) const ZONES: [(&str, &str); 2] = [("one", "ethernet1/1"), ("other", "ethernet1/2")];
/// Longest name of an address, less the mark (PAN-OS, Objects > Addresses: 63 characters).
pub(super) const ADDRESS_MAX: usize = 44;
/// Longest name of a rule, less the mark (PAN-OS 8.1 and later: 63 characters).
const RULE_MAX: usize = 50;
/// Longest description that is written.
const DESCRIPTION_MAX: usize = 200;

fn render(intent: &Intent, manner: Manner) -> String {
    written(intent, manner, &mark(&written(intent, manner, "")))
}

fn written(intent: &Intent, manner: Manner, mark: &str) -> String {
    let mut text = String::new();
    let names = by_content(intent, ADDRESS_MAX);
    for (object, name) in intent.objects.iter().zip(&names) {
        addresses(&mut text, name, object.addresses.prefixes());
    }
    services(&mut text, intent);
    for rule in rules(intent, manner, &names, mark) {
        let title = &rule.title;
        for (key, value) in rule.lists() {
            let _ = writeln!(text, "set {RULES} {title} {key} {value}");
        }
        for (key, value) in [("action", rule.action), ("log-end", "yes"), ("disabled", "no")] {
            let _ = writeln!(text, "set {RULES} {title} {key} {value}");
        }
        let quote = if rule.said.contains(' ') { "\"" } else { "" };
        let _ = writeln!(text, "set {RULES} {title} description {quote}{}{quote}", rule.said);
    }
    text
}

/// A rule as it is to be written.
pub(super) struct Line<'a> {
    pub(super) title: String,
    from: &'a str,
    to: &'a str,
    service: String,
    pub(super) action: &'static str,
    pub(super) said: String,
}

impl Line<'_> {
    /// Settings that are lists of members.
    pub(super) fn lists(&self) -> [(&'static str, &str); 6] {
        [
            ("from", "any"),
            ("to", "any"),
            ("source", self.from),
            ("destination", self.to),
            ("application", "any"),
            ("service", &self.service),
        ]
    }
}

/// What is allowed, and at the end what is denied.
pub(super) fn rules<'a>(intent: &Intent, manner: Manner, names: &'a [String], mark: &str) -> Vec<Line<'a>> {
    let titles = titles(intent, mark);
    let allowed = intent.entries().zip(&titles).filter_map(|(entry, title)| {
        let (from, to) = names.get(entry.source).zip(names.get(entry.destination))?;
        let (service, said) = (service_name(entry.protocol, entry.port), safe(&entry.comment, DESCRIPTION_MAX));
        Some(Line { title: title.clone(), from, to, service, action: "allow", said })
    });
    let denied = titles.last().filter(|_| manner == Manner::Enforce).map(|title| {
        let said = format!("{}: {}", safe(&intent.device, RULE_MAX), Manner::Enforce.said());
        Line { title: title.clone(), from: "any", to: "any", service: "any".to_owned(), action: "deny", said }
    });
    allowed.chain(denied).collect()
}

/// Where rules stand.
const RULES: &str = "rulebase security rules";

/// Names of the rules, the last of them for what is denied.
fn titles(intent: &Intent, mark: &str) -> Vec<String> {
    let comments = intent.entries().map(|entry| entry.comment.as_str());
    let names = safe_names(comments.chain(["ringwall-denied"]), RULE_MAX);
    names.into_iter().map(|name| format!("{name}.{mark}")).collect()
}

/// An address, or several of a group, by their names.
pub(super) fn named_addresses(
    name: &str,
    prefixes: Vec<ringwall_model::Prefix>,
) -> Vec<(String, ringwall_model::Prefix)> {
    if let [one] = prefixes.as_slice() {
        return vec![(name.to_owned(), *one)];
    }
    (1_u32..).zip(prefixes).map(|(number, prefix)| (format!("{name}.{number}"), prefix)).collect()
}

fn addresses(text: &mut String, name: &str, prefixes: Vec<ringwall_model::Prefix>) {
    let list = named_addresses(name, prefixes);
    for (member, prefix) in &list {
        let _ = writeln!(text, "set address {member} ip-netmask {prefix}");
    }
    if list.len() != 1 {
        let members: String = list.iter().map(|(member, _)| format!(" {member}")).collect();
        let _ = writeln!(text, "set address-group {name} static [{members} ]");
    }
}

/// A name that says all of what a service is about.
fn service_name(protocol: Option<u8>, port: Option<u16>) -> String {
    let word = match protocol {
        Some(TCP) => "tcp",
        Some(UDP) => "udp",
        _ => return "any".to_owned(),
    };
    port.map_or_else(|| format!("rw-{word}"), |port| format!("rw-{word}-{port}"))
}

/// Services that rules name: name, protocol and ports.
pub(super) fn used_services(intent: &Intent) -> Vec<(String, &'static str, String)> {
    let used = intent.entries().map(|entry| (entry.protocol, entry.port));
    let mut used: Vec<_> = used.filter(|(protocol, _)| protocol.is_some()).collect();
    used.sort_unstable();
    used.dedup();
    let one = |(protocol, port): (Option<u8>, Option<u16>)| {
        let word = if protocol == Some(TCP) { "tcp" } else { "udp" };
        let ports = port.map_or_else(|| "0-65535".to_owned(), |port| port.to_string());
        (service_name(protocol, port), word, ports)
    };
    used.into_iter().map(one).collect()
}

fn services(text: &mut String, intent: &Intent) {
    for (name, word, ports) in used_services(intent) {
        let _ = writeln!(text, "set service {name} protocol {word} port {ports}");
    }
}

/// Rules that are there and decide, where all are of one virtual system, and whether they log.
fn deciding(ruleset: &ringwall_model::Ruleset) -> Vec<(&str, bool)> {
    let own: Vec<_> = ruleset.chains.iter().filter(|chain| chain.name.raw().starts_with("rules")).collect();
    let [chain] = own.as_slice() else { return Vec::new() };
    let is_rule = |rule: &&Rule| rule.by_default.is_none() && !rule.name.raw().ends_with("zone-default");
    let names = chain.rules.iter().filter(is_rule).map(|rule| (rule.name.raw(), rule.logs));
    names.filter(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || " ._-".contains(c))).collect()
}

/// Rules that are there and are none of these.
fn others<'a>(ruleset: &'a ringwall_model::Ruleset, titles: &[String]) -> Vec<(&'a str, bool)> {
    let is_other = |(name, _): &(&str, bool)| !titles.iter().any(|title| title == name);
    deciding(ruleset).into_iter().filter(is_other).collect()
}

/// The same setting of several rules.
fn each<'a>(names: impl Iterator<Item = &'a str>, key: &str, word: &str) -> String {
    names.map(|name| format!("set {RULES} \"{name}\" {key} {word}\n")).collect()
}

/// Names of our rules as they are written.
fn own(intent: &Intent, manner: Manner) -> Vec<String> {
    titles(intent, &mark(&written(intent, manner, "")))
}

/// Rules that are there and write no log.
fn silent<'a>(others: &[(&'a str, bool)]) -> Vec<&'a str> {
    others.iter().filter(|(_, logs)| !logs).map(|(name, _)| *name).collect()
}

fn behind(present: &Present<'_>, text: String) -> String {
    let is_other = |name: &&str| !text.contains(&format!("set {RULES} {name} "));
    let others = deciding(present.ruleset).into_iter().map(|(name, _)| name).filter(is_other);
    let off = each(others, "disabled", "yes");
    text + &off
}

/// Ours before those that are there, which go on deciding and log.
fn watch(intent: &Intent, present: &Present<'_>) -> Option<Watch> {
    let (titles, mut text) = (own(intent, Manner::OnlyLog), render(intent, Manner::OnlyLog));
    let allowing = titles.get(..titles.len().saturating_sub(1)).unwrap_or_default();
    let others = others(present.ruleset, &titles);
    let is_set = present.text.lines().any(|line| line.starts_with(&format!("set {RULES} ")));
    if others.is_empty() || !is_set {
        return None;
    }
    let moves: String = allowing.iter().rev().map(|title| format!("move {RULES} {title} top\n")).collect();
    text.push_str(&moves);
    text.push_str(&each(silent(&others).into_iter(), "log-end", "yes"));
    let after = format!("{}\n{text}", present.text);
    Some(Watch { text, after })
}

/// What enables the rules again that were, with the logs they had, and takes ours away.
fn rollback(intent: &Intent, manner: Manner, present: &str) -> String {
    let before = read("present", present.as_bytes()).ruleset;
    let titles = own(intent, manner);
    let others = others(&before, &titles);
    let mut text = each(others.iter().map(|(name, _)| *name), "disabled", "no");
    text.push_str(&each(silent(&others).into_iter(), "log-end", "no"));
    let mut delete = |what: &str, name: &str| {
        if !present.contains(name) {
            let _ = writeln!(text, "delete {what} {name}");
        }
    };
    titles.iter().for_each(|title| delete(RULES, title));
    for (object, name) in intent.objects.iter().zip(by_content(intent, ADDRESS_MAX)) {
        match object.addresses.prefixes().len() {
            1 => delete("address", &name),
            several => {
                delete("address-group", &name);
                (1..=several).for_each(|number| delete("address", &format!("{name}.{number}")));
            }
        }
    }
    let mut services: Vec<String> = intent.entries().map(|entry| service_name(entry.protocol, entry.port)).collect();
    services.sort();
    services.dedup();
    services.iter().filter(|name| *name != "any").for_each(|name| delete("service", name));
    text
}
