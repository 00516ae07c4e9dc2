//! Allocations by which components meet a row for each other, so that nobody does.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Allocation, AssetId, Plant, RequirementId, ScopeId, Span};

/// Who has a row met by another: one unit, or every unit of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Holder<'p> {
    Asset(&'p AssetId),
    Every(&'p ScopeId),
}

/// For each holder, those that meet its row.
type Graph<N> = BTreeMap<N, Vec<N>>;

/// Where the allocations stand that are part of a circle.
pub(super) fn in_circles(plant: &Plant) -> BTreeSet<Span> {
    let mut rows: BTreeMap<&RequirementId, Vec<&Allocation>> = BTreeMap::new();
    for allocation in &plant.allocations {
        rows.entry(&allocation.requirement).or_default().push(allocation);
    }
    rows.values().flat_map(|allocations| of_row(plant, allocations)).collect()
}

fn of_row(plant: &Plant, allocations: &[&Allocation]) -> BTreeSet<Span> {
    let homes: BTreeMap<&AssetId, BTreeSet<ScopeId>> =
        allocations.iter().map(|a| (&a.provided_by, plant.scopes_of(&a.provided_by))).collect();
    let mut graph: Graph<Holder<'_>> = BTreeMap::new();
    for allocation in allocations {
        for holder in holders(allocation) {
            graph.entry(holder).or_default().push(Holder::Asset(&allocation.provided_by));
        }
    }
    // A component of a scope whose every unit has the row met is such a unit itself, unless it is the one that meets it.
    for every in allocations.iter().filter(|a| a.units.is_empty()) {
        let inside =
            homes.iter().filter(|(asset, homes)| homes.contains(&every.scope) && !meets(allocations, every, asset));
        for (asset, _) in inside {
            graph.entry(Holder::Asset(asset)).or_default().push(Holder::Every(&every.scope));
        }
    }
    let circles = components(&graph);
    let provider = |a: &Allocation| circles.get(&Holder::Asset(&a.provided_by)).copied();
    let circular = |a: &&&Allocation| holders(a).any(|holder| circles.get(&holder).copied() == provider(a));
    allocations.iter().filter(circular).map(|a| a.place.clone()).collect()
}

fn holders(allocation: &Allocation) -> impl Iterator<Item = Holder<'_>> {
    let every = allocation.units.is_empty().then_some(Holder::Every(&allocation.scope));
    allocation.units.iter().map(Holder::Asset).chain(every)
}

/// True when an asset meets the row for every unit of a scope.
fn meets(allocations: &[&Allocation], every: &Allocation, asset: &AssetId) -> bool {
    allocations.iter().any(|a| a.units.is_empty() && a.scope == every.scope && a.provided_by == *asset)
}

/// Numbers the strongly connected components: two nodes share one where each leads to the other. By two walks, the
/// second against the arrows in the order in which the first ended (Kosaraju).
fn components<N: Copy + Ord>(graph: &Graph<N>) -> BTreeMap<N, usize> {
    let mut against: Graph<N> = BTreeMap::new();
    for (from, to) in graph.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to))) {
        against.entry(*to).or_default().push(*from);
    }
    let mut numbers = BTreeMap::new();
    for (number, start) in finished(graph).into_iter().rev().enumerate() {
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if let std::collections::btree_map::Entry::Vacant(slot) = numbers.entry(node) {
                slot.insert(number);
                open.extend(next(&against, node));
            }
        }
    }
    numbers
}

/// Every node, in the order in which a depth-first walk is done with it.
fn finished<N: Copy + Ord>(graph: &Graph<N>) -> Vec<N> {
    let (mut seen, mut order) = (BTreeSet::new(), Vec::new());
    for start in graph.keys().chain(graph.values().flatten()) {
        let mut walk = if seen.insert(*start) { vec![(*start, next(graph, *start))] } else { Vec::new() };
        while let Some((node, rest)) = walk.last_mut() {
            match rest.find(|node| seen.insert(**node)) {
                Some(further) => {
                    let further = *further;
                    walk.push((further, next(graph, further)));
                }
                None => {
                    order.push(*node);
                    walk.pop();
                }
            }
        }
    }
    order
}

fn next<N: Copy + Ord>(graph: &Graph<N>, node: N) -> std::slice::Iter<'_, N> {
    graph.get(&node).map_or([].iter(), |all| all.iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circular(edges: &[(u8, u8)]) -> Vec<(u8, u8)> {
        let mut graph: Graph<u8> = BTreeMap::new();
        edges.iter().for_each(|(from, to)| graph.entry(*from).or_default().push(*to));
        let numbers = components(&graph);
        edges.iter().filter(|(from, to)| numbers.get(from) == numbers.get(to)).copied().collect()
    }

    #[test]
    fn only_the_arrows_of_a_circle_are_circular() {
        assert_eq!(circular(&[(1, 2), (2, 3), (3, 2), (3, 4), (5, 5), (4, 6)]), [(2, 3), (3, 2), (5, 5)]);
        assert_eq!(circular(&[(1, 2), (1, 3), (2, 4), (3, 4)]), []);
        assert_eq!(circular(&[(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 4)]).len(), 5);
    }

    #[test]
    fn a_long_chain_is_walked_without_recursion() {
        let numbers = components(&(0..100_000_u32).map(|n| (n, vec![n.saturating_add(1)])).collect());
        assert_eq!(numbers.values().collect::<BTreeSet<_>>().len(), 100_001);
    }
}
