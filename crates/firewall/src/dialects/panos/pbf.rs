//! Rules that send packets other ways: some of them send them nowhere.

use ringwall_model::{Addresses, PacketMatch};

use super::{objects::Objects, rules::is_off};
use crate::tree::Tree;

/// Rules that discard what they fit, before any security rule is asked: line, and packets no more than which they fit.
pub(super) fn discards(tree: &Tree, rulebase: usize, objects: &Objects) -> Vec<(u32, PacketMatch)> {
    let listed = tree.find(rulebase, &["pbf", "rules"]).map_or_else(Vec::new, |at| tree.children(at));
    let discarding = listed.into_iter().filter(|at| !is_off(tree, *at) && tree.has(*at, &["action", "discard"]));
    let side = |at: usize, key: &str| {
        let named = tree.values(at, &[key]);
        let is_negated = tree.values(at, &[&format!("negate-{key}")]) == ["yes"];
        let sets: Option<Vec<Addresses>> = named.iter().map(|name| objects.addresses(name)).collect();
        let sets = sets.filter(|sets| !sets.is_empty() && !is_negated)?;
        Some(sets.iter().fold(Addresses::none(), |all, one| all.union(one)))
    };
    let packets =
        |at| PacketMatch { source: side(at, "source"), destination: side(at, "destination"), ..PacketMatch::any() };
    discarding.map(|at| (tree.line(at), packets(at))).collect()
}
