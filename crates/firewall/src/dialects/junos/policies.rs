//! Policies between zones, and those of all zones.

use ringwall_model::{Action, Names, PacketMatch};

use super::{applications::Applications, books::Books, zones::Zones};
use crate::{policy::Policy, tree::Tree};

/// What policies refer to.
#[derive(Debug)]
pub(super) struct World<'t> {
    pub(super) tree: &'t Tree,
    pub(super) zones: &'t Zones,
    pub(super) books: &'t Books,
    pub(super) applications: &'t Applications,
}

/// The zone that is the device itself.
pub(super) const HOST: &str = "junos-host";

/// The policies that go from a zone to a zone, in their order, then those of all zones.
pub(super) fn read(world: &World<'_>) -> Vec<Policy> {
    let tree = world.tree;
    let listed = |at: Option<usize>| at.map_or_else(Vec::new, |at| tree.children(at));
    let mut found = Vec::new();
    for from in listed(tree.find(0, &["security", "policies", "from-zone"])) {
        for to in listed(tree.find(from, &["to-zone"])) {
            let (from, to_name) = (tree.name(from), tree.name(to));
            if from == HOST || to_name == HOST {
                continue;
            }
            for at in listed(tree.find(to, &["policy"])) {
                found.push(policy(world, at, [Some(&[from]), Some(&[to_name])], [Some(from), Some(to_name)]));
            }
        }
    }
    for at in listed(tree.find(0, &["security", "policies", "global", "policy"])) {
        let zones = |key: &str| {
            let named = tree.values(at, &["match", key]);
            (!named.is_empty() && !named.contains(&"any")).then_some(named)
        };
        let (from, to) = (zones("from-zone"), zones("to-zone"));
        found.push(policy(world, at, [from.as_deref(), to.as_deref()], [None, None]));
    }
    found
}

/// One policy between zones; its addresses stand in the books of these zones.
fn policy(world: &World<'_>, at: usize, [from, to]: [Option<&[&str]>; 2], books: [Option<&str>; 2]) -> Policy {
    let tree = world.tree;
    let mut undecided = conditions(tree, at);
    let names = |zones: Option<&[&str]>| zones.map(|zones| world.zones.names(zones));
    let (incoming, outgoing): (Option<Names>, Option<Names>) = (names(from), names(to));
    let mut side = |key: &str, zone: Option<&str>| {
        let named = tree.values(at, &["match", key]);
        if named.is_empty() {
            undecided.push(format!("{key} is missing"));
            return None;
        }
        let mut all = ringwall_model::Addresses::none();
        for name in named {
            match world.books.find(name, zone) {
                Some(set) => all = all.union(&set),
                None => {
                    undecided.push(format!("{key} {name}"));
                    return None;
                }
            }
        }
        let is_out = tree.has(at, &["match", &format!("{key}-excluded")]);
        Some(if is_out { all.complement() } else { all })
    };
    let (source, destination) = (side("source-address", books[0]), side("destination-address", books[1]));
    let services = services(world, at, &mut undecided);
    let action = action(tree, at, &mut undecided);
    Policy {
        line: tree.line(at),
        name: tree.name(at).to_owned(),
        ends: vec![PacketMatch { incoming, outgoing, source, destination, ..PacketMatch::any() }],
        services,
        undecided,
        action,
        logs: tree.has(at, &["then", "log"]),
    }
}

/// What narrows a policy and is not followed.
fn conditions(tree: &Tree, at: usize) -> Vec<String> {
    const READ: [&str; 7] = [
        "source-address",
        "destination-address",
        "source-address-excluded",
        "destination-address-excluded",
        "application",
        "from-zone",
        "to-zone",
    ];
    let mut undecided = Vec::new();
    for condition in tree.find(at, &["match"]).map_or_else(Vec::new, |at| tree.children(at)) {
        let (key, values) = (tree.name(condition), tree.names(condition));
        let is_any =
            matches!(key, "source-identity" | "dynamic-application" | "url-category" | "source-end-user-profile")
                && values.iter().all(|value| matches!(*value, "any" | "none"));
        if !READ.contains(&key) && !is_any {
            undecided.push(format!("{key} {}", values.join(" ")));
        }
    }
    let own = tree.names(at).into_iter().filter(|name| !matches!(*name, "match" | "then" | "description"));
    undecided.extend(own.map(str::to_owned));
    undecided
}

fn services(world: &World<'_>, at: usize, undecided: &mut Vec<String>) -> Vec<PacketMatch> {
    let named = world.tree.values(at, &["match", "application"]);
    let mut all = Vec::new();
    for name in &named {
        match world.applications.find(name) {
            Some(packets) => all.extend(packets),
            None => {
                undecided.push(format!("application {name}"));
                return vec![PacketMatch::any()];
            }
        }
    }
    if named.is_empty() {
        undecided.push("application is missing".to_owned());
        return vec![PacketMatch::any()];
    }
    all
}

/// What a policy does, and what it asks for beside.
fn action(tree: &Tree, at: usize, undecided: &mut Vec<String>) -> Action {
    let done = tree.values(at, &["then"]);
    let deciding: Vec<&str> = done.iter().copied().filter(|word| !matches!(*word, "log" | "count")).collect();
    match deciding.as_slice() {
        ["permit"] => {
            let asks = tree.values(at, &["then", "permit"]).into_iter().filter(|word| *word != "tcp-options");
            for ask in asks {
                let blades = tree.values(at, &["then", "permit", "application-services"]);
                // What looks into a connection lets it open; what tells applications apart may not.
                let is_aside = ask == "application-services"
                    && !blades.iter().any(|blade| matches!(*blade, "application-firewall" | "uac-policy"));
                if !is_aside {
                    undecided.push(format!("permit {ask}"));
                }
            }
            Action::Permit
        }
        ["deny" | "reject"] => Action::Deny,
        _ => Action::Unknown,
    }
}
