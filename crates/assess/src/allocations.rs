//! Which allocations count: over a conduit that allows the two to talk, and never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Allocation, Allowance, AssetId, Party, Plant, Requirement, RequirementId, ScopeId, UnitId, ZoneId,
};

use crate::cell::Provider;

/// How an allocation stands for one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It counts.
    Counts,
    /// The unit is the provider, among others it provides for: it is judged as it is.
    Itself,
    /// A conduit joins the two, and none of its allowances lets them talk.
    NotAllowed,
    /// The provider leans back on the unit.
    Circular,
}

/// A unit or provider of one row: an asset in a scope, or the scope itself for a row judged on it as a whole.
type Node = (ScopeId, Option<AssetId>);

/// Who leans on whom, row by row.
#[derive(Debug, Default)]
pub(crate) struct Leanings(BTreeMap<RequirementId, BTreeMap<Node, BTreeSet<Node>>>);

impl Leanings {
    /// Joins the allocations of a plant. Only units that provide for others can stand in a circle; the rest is left out.
    pub(crate) fn of<'r>(plant: &Plant, row: impl Fn(&RequirementId) -> Option<&'r Requirement>) -> Self {
        let mut of_row: BTreeMap<&RequirementId, Vec<&Allocation>> = BTreeMap::new();
        for allocation in &plant.allocations {
            of_row.entry(&allocation.requirement).or_default().push(allocation);
        }
        let joined = of_row.into_iter().filter_map(|(id, allocations)| {
            let per_asset = row(id)?.unit.is_per_asset();
            Some((id.clone(), leanings(plant, &allocations, per_asset)))
        });
        Self(joined.collect())
    }

    /// True when what provides leans, over whatever steps, on the unit it provides for.
    fn lead_back(&self, requirement: &RequirementId, unit: &Node, providers: &BTreeSet<Node>) -> bool {
        let Some(leanings) = self.0.get(requirement) else { return false };
        let mut open: Vec<&Node> = providers.iter().collect();
        let mut seen: BTreeSet<&Node> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            for next in leanings.get(node).into_iter().flatten() {
                if next == unit {
                    return true;
                }
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    }
}

fn leanings(plant: &Plant, allocations: &[&Allocation], per_asset: bool) -> BTreeMap<Node, BTreeSet<Node>> {
    let heads: Vec<BTreeSet<Node>> =
        allocations.iter().map(|a| provider_nodes(plant, &a.provided_by, per_asset)).collect();
    let providers: BTreeSet<Node> = heads.iter().flatten().cloned().collect();
    let mut leanings: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
    for (allocation, heads) in allocations.iter().zip(&heads) {
        let first: Node = (allocation.scope.clone(), None);
        let here = providers.range(first..).take_while(|(scope, _)| *scope == allocation.scope);
        for tail in here.filter(|(_, asset)| names(allocation, asset.as_ref())) {
            let others = heads.iter().filter(|head| *head != tail).cloned();
            leanings.entry(tail.clone()).or_default().extend(others);
        }
    }
    leanings
}

fn provider_nodes(plant: &Plant, provider: &AssetId, per_asset: bool) -> BTreeSet<Node> {
    plant.scopes_of(provider).into_iter().map(|home| (home, per_asset.then(|| provider.clone()))).collect()
}

/// True when an allocation speaks of a unit; without units it speaks of all.
fn names(allocation: &Allocation, unit: Option<&AssetId>) -> bool {
    allocation.units.is_empty() || unit.is_some_and(|unit| allocation.units.contains(unit))
}

/// How an allocation stands for one unit of its row.
pub(crate) fn standing(
    plant: &Plant,
    leanings: &Leanings,
    allocation: &Allocation,
    unit: &UnitId,
    provider: &Provider,
) -> Standing {
    let asset = match unit {
        UnitId::Asset(asset) => Some(asset.clone()),
        UnitId::Scope(_) => None,
    };
    if asset.as_ref() == Some(&provider.asset) {
        return if allocation.units.is_empty() { Standing::Itself } else { Standing::Circular };
    }
    let node = (allocation.scope.clone(), asset.clone());
    let heads = provider.homes.iter().map(|home| (home.clone(), asset.is_some().then(|| provider.asset.clone())));
    // A scope may have one of its own provide what it is judged on as a whole: that is no circle.
    let heads: BTreeSet<Node> = heads.filter(|head| *head != node).collect();
    if leanings.lead_back(&allocation.requirement, &node, &heads) {
        return Standing::Circular;
    }
    if allowed(plant, allocation, asset.as_ref(), provider) { Standing::Counts } else { Standing::NotAllowed }
}

/// True when unit and provider share a zone, or a conduit between their zones allows them to talk, whoever begins. What
/// is allowed in a permit window only carries no service.
fn allowed(plant: &Plant, allocation: &Allocation, unit: Option<&AssetId>, provider: &Provider) -> bool {
    let near = plant.zones_of(&allocation.scope);
    let far: BTreeSet<ZoneId> = provider.homes.iter().flat_map(|home| plant.zones_of(home)).collect();
    if !near.is_disjoint(&far) {
        return true;
    }
    let is_unit = |party: &Party| match party {
        Party::Asset(id) => unit.map_or_else(|| plant.scopes_of(id).contains(&allocation.scope), |unit| unit == id),
        Party::Zone(zone) => near.contains(zone),
    };
    let is_provider = |party: &Party| match party {
        Party::Asset(id) => *id == provider.asset,
        Party::Zone(zone) => far.contains(zone),
    };
    let joining = plant
        .conduits
        .values()
        .filter(|c| c.zones.iter().any(|z| near.contains(z)) && c.zones.iter().any(|z| far.contains(z)));
    joining.flat_map(|conduit| &conduit.allow).any(|allowance| lets_talk(allowance, &is_unit, &is_provider))
}

fn lets_talk(allowance: &Allowance, one: &dyn Fn(&Party) -> bool, other: &dyn Fn(&Party) -> bool) -> bool {
    let includes = |parties: &[Party], who: &dyn Fn(&Party) -> bool| parties.is_empty() || parties.iter().any(who);
    let (initiator, responder) = (&allowance.initiator, &allowance.responder);
    let either_way = includes(initiator, one) && includes(responder, other)
        || includes(initiator, other) && includes(responder, one);
    allowance.when.is_none() && either_way
}
