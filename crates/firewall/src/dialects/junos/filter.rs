//! Stateless filters: terms in their order.

use std::collections::BTreeMap;

use ringwall_model::{Action, Addresses, Chain, ChainEnd, Foreign, Rule};

use super::term;
use crate::{Account, policy::chain, tree::Tree, words};

/// Filters by family and name, with the places of their chains.
#[derive(Debug, Default)]
pub(super) struct Filters {
    places: BTreeMap<(String, String), usize>,
}

impl Filters {
    /// Reads every filter; its chain ends by discarding.
    pub(super) fn new(tree: &Tree, account: &mut Account<'_>, chains: &mut Vec<Chain>) -> Self {
        let mut filters = Self::default();
        let listed = |at: Option<usize>| at.map_or_else(Vec::new, |at| tree.children(at));
        let bare = listed(tree.find(0, &["firewall", "filter"])).into_iter().map(|at| ("inet", at));
        let mut all: Vec<(&str, usize)> = bare.collect();
        for family in listed(tree.find(0, &["firewall", "family"])) {
            all.extend(listed(tree.find(family, &["filter"])).into_iter().map(|at| (tree.name(family), at)));
        }
        for (family, at) in all {
            let addresses = match family {
                "inet" => Addresses::all_v4(),
                "inet6" => Addresses::all_v6(),
                // Filters of frames are bound where nothing of them is followed.
                _ => Addresses::all(),
            };
            let terms = listed(tree.find(at, &["term"]));
            let rules = terms.into_iter().flat_map(|term| rules(tree, term, &addresses, account)).collect();
            filters.places.insert((family.to_owned(), tree.name(at).to_owned()), chains.len());
            chains.push(chain(&account.place(tree.line(at)), tree.name(at), rules, ChainEnd::Deny));
        }
        filters
    }

    /// The chain of a filter.
    pub(super) fn find(&self, family: &str, name: &str) -> Option<usize> {
        let of = |family: &str| self.places.get(&(family.to_owned(), name.to_owned())).copied();
        of(family).or_else(|| of("any"))
    }
}

/// Actions beside those that decide.
const ASIDE: [&str; 18] = [
    "count",
    "log",
    "syslog",
    "sample",
    "policer",
    "three-color-policer",
    "hierarchical-policer",
    "prefix-action",
    "loss-priority",
    "forwarding-class",
    "dscp",
    "traffic-class",
    "port-mirror",
    "port-mirror-instance",
    "service-accounting",
    "routing-instance",
    "next-interface",
    "next-ip",
];

fn rules(tree: &Tree, at: usize, family: &Addresses, account: &mut Account<'_>) -> Vec<Rule> {
    let line = tree.line(at);
    let mut term = term::read(tree, at, family);
    let done = tree.values(at, &["then"]);
    let action = action(tree, at, &done);
    if let Some(other) = tree.names(at).into_iter().find(|name| !matches!(*name, "from" | "then")) {
        term.undecided.push(other.to_owned());
    }
    if action == Action::Unknown {
        term.undecided.push(format!("then {}", done.join(" ")));
    }
    if !term.undecided.is_empty() {
        let shown: Vec<String> = term.undecided.iter().map(|one| words::shown(one)).collect();
        let message = format!("not decided: {}; packets this term may be about are unknown", shown.join(", "));
        let help = "what is no part of our packets stays undecided; a statement can say what the condition does";
        account.diagnose(line, "condition-not-decided", message, help);
    }
    let logs = done.iter().any(|word| matches!(*word, "log" | "syslog"));
    let rule = |matches, certain| Rule {
        place: account.place(line),
        name: Foreign::from(tree.name(at)),
        matches,
        certain,
        action: action.clone(),
        logs,
        hits: None,
        by_default: None,
    };
    let sure = rule(term.matches, term.undecided.is_empty());
    let loose = (!term.loose.is_empty()).then(|| rule(term.loose, false));
    std::iter::once(sure).chain(loose).collect()
}

/// What a term does. One that only counts or logs accepts.
fn action(tree: &Tree, term: usize, done: &[&str]) -> Action {
    let deciding: Vec<&str> = done.iter().copied().filter(|word| !ASIDE.contains(word)).collect();
    match deciding.as_slice() {
        [] | ["accept"] => Action::Permit,
        ["discard" | "reject"] => Action::Deny,
        ["next"] if tree.has(term, &["then", "next", "term"]) => Action::Pass,
        _ => Action::Unknown,
    }
}
