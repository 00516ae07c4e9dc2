//! One security rule.

use ringwall_model::{Action, Addresses, PacketMatch};

use super::{objects::Objects, zones::Zones};
use crate::{policy::Policy, tree::Tree};

/// Words of a rule that are read.
const READ: [&str; 13] = [
    "from",
    "to",
    "source",
    "destination",
    "service",
    "application",
    "action",
    "negate-source",
    "negate-destination",
    "disabled",
    "rule-type",
    "log-start",
    "log-end",
];

/// Words of a rule that do not change which packets it is about, nor whether those that open a session pass.
const ASIDE: [&str; 12] = [
    "description",
    "tag",
    "group-tag",
    "profile-setting",
    "log-setting",
    "option",
    "uuid",
    "qos",
    "icmp-unreachable",
    "loc",
    "disable-inspect",
    "disable-server-response-inspection",
];

/// Words that narrow a rule unless every value is `any`.
const NARROWING: [&str; 8] = [
    "source-user",
    "category",
    "hip-profiles",
    "source-hip",
    "destination-hip",
    "source-device",
    "destination-device",
    "source-imei",
];

/// Every word of a rule that is known.
pub(super) const WORDS: [&[&str]; 3] = [&READ, &ASIDE, &NARROWING];

/// True where a rule is switched off.
pub(super) fn is_off(tree: &Tree, at: usize) -> bool {
    tree.values(at, &["disabled"]) == ["yes"]
}

/// Reads a rule of a virtual system.
pub(super) fn policy(tree: &Tree, at: usize, zones: &Zones, objects: &Objects) -> Policy {
    let mut undecided = conditions(tree, at);
    let mut side = |key: &str, negate: &str| {
        let named = tree.values(at, &[key]);
        if named.is_empty() {
            undecided.push(format!("{key} is missing"));
        }
        let mut all = Addresses::none();
        for name in &named {
            match if *name == "any" { Some(Addresses::all()) } else { objects.addresses(name) } {
                Some(set) => all = all.union(&set),
                None => undecided.push(format!("{key} {name}")),
            }
        }
        let is_known =
            !named.is_empty() && named.iter().all(|name| *name == "any" || objects.addresses(name).is_some());
        let negated = tree.values(at, &[negate]) == ["yes"];
        is_known.then(|| if negated { all.complement() } else { all })
    };
    let (source, destination) = (side("source", "negate-source"), side("destination", "negate-destination"));
    let services = services(tree, at, objects, &mut undecided);
    let ends = ends(tree, at, zones, &mut undecided);
    let ends =
        ends.into_iter().map(|end| PacketMatch { source: source.clone(), destination: destination.clone(), ..end });
    let action = match tree.values(at, &["action"]).as_slice() {
        ["allow"] => Action::Permit,
        ["deny" | "drop" | "reset-client" | "reset-server" | "reset-both"] => Action::Deny,
        _ => Action::Unknown,
    };
    let logs = tree.values(at, &["log-end"]) != ["no"] || tree.values(at, &["log-start"]) == ["yes"];
    let name = tree.name(at).to_owned();
    Policy { line: tree.line(at), name, ends: ends.collect(), services, undecided, action, logs }
}

/// What narrows a rule and is not followed.
fn conditions(tree: &Tree, at: usize) -> Vec<String> {
    let mut undecided = Vec::new();
    for child in tree.children(at) {
        let (key, values) = (tree.name(child), tree.names(child));
        let is_any = NARROWING.contains(&key) && values.iter().all(|value| *value == "any");
        let is_single = matches!(key, "action" | "negate-source" | "negate-destination" | "disabled" | "rule-type");
        if is_single && values.len() != 1 {
            undecided.push(format!("{key} said more than once"));
        }
        if !READ.contains(&key) && !ASIDE.contains(&key) && !is_any {
            undecided.push(format!("{key} {}", values.join(" ")));
        }
    }
    let applications = tree.values(at, &["application"]);
    if applications.is_empty() {
        undecided.push("application is missing".to_owned());
    }
    if applications.iter().any(|name| *name != "any") {
        undecided.push(format!("application {}", applications.join(" ")));
    }
    undecided
}

fn services(tree: &Tree, at: usize, objects: &Objects, undecided: &mut Vec<String>) -> Vec<PacketMatch> {
    let named = tree.values(at, &["service"]);
    let mut all = Vec::new();
    for name in &named {
        match objects.services(name) {
            Some(packets) => all.extend(packets),
            None => {
                undecided.push(format!("service {name}"));
                return vec![PacketMatch::any()];
            }
        }
    }
    if named.is_empty() {
        undecided.push("service is missing".to_owned());
        return vec![PacketMatch::any()];
    }
    all
}

/// Where packets come from and go to: any pair of zones, pairs of two, or of one alone.
fn ends(tree: &Tree, at: usize, zones: &Zones, undecided: &mut Vec<String>) -> Vec<PacketMatch> {
    let kind = tree.value(at, &["rule-type"]);
    let mut listed = |key: &str| {
        let named = tree.values(at, &[key]);
        // What stays within a zone goes to where it comes from.
        if named.is_empty() && !(key == "to" && kind == Some("intrazone")) {
            undecided.push(format!("{key} is missing"));
        }
        (!named.is_empty() && !named.contains(&"any")).then_some(named)
    };
    let (from, to) = (listed("from"), listed("to"));
    let every: Vec<&str> = zones.all.iter().map(|zone| zone.name.as_str()).collect();
    let origins = from.as_deref().unwrap_or(&every);
    let end = |incoming, outgoing| PacketMatch { incoming, outgoing, ..PacketMatch::any() };
    match kind {
        Some("intrazone") => {
            origins.iter().map(|zone| end(Some(zones.names(&[*zone])), Some(zones.names(&[*zone])))).collect()
        }
        Some("interzone") => {
            let pair = |zone: &&str| end(Some(zones.names(&[*zone])), Some(zones.others(to.as_deref(), zone)));
            origins.iter().map(pair).collect()
        }
        None | Some("universal") => {
            let names = |zones_of: &Option<Vec<&str>>| zones_of.as_deref().map(|named| zones.names(named));
            vec![end(names(&from), names(&to))]
        }
        Some(other) => {
            undecided.push(format!("rule-type {other}"));
            vec![PacketMatch::any()]
        }
    }
}
