//! Translations of destinations.

use ringwall_model::Addresses;

use super::{objects::Objects, rules::is_off};
use crate::tree::Tree;

/// Rules that give packets another destination: line, and the destinations they catch; none where these are not known.
///
/// Rules look at the destination before the translation and at the zone behind it, so what such a rule catches goes another way than its
/// destination says.
pub(super) fn destinations(tree: &Tree, rulebase: usize, objects: &Objects) -> Vec<(u32, Option<Addresses>)> {
    let mut found = Vec::new();
    let listed = tree.find(rulebase, &["nat", "rules"]).map_or_else(Vec::new, |at| tree.children(at));
    for at in listed.into_iter().filter(|at| !is_off(tree, *at)) {
        let union = |names: Vec<&str>| {
            let sets: Option<Vec<Addresses>> = names.iter().map(|name| objects.addresses(name)).collect();
            sets.filter(|sets| !sets.is_empty())
                .map(|sets| sets.iter().fold(Addresses::none(), |all, one| all.union(one)))
        };
        if tree.has(at, &["destination-translation"]) || tree.has(at, &["dynamic-destination-translation"]) {
            found.push((tree.line(at), union(tree.values(at, &["destination"]))));
        }
        let both = ["source-translation", "static-ip"];
        if tree.find(at, &both).is_some_and(|place| tree.values(place, &["bi-directional"]) == ["yes"]) {
            let place = tree.find(at, &both).unwrap_or(at);
            found.push((tree.line(at), union(tree.values(place, &["translated-address"]))));
        }
    }
    found
}
