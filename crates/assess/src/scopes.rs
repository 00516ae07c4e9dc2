//! Which scopes are judged, which assets belong to each, and which units a row has there.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ringwall_model::{Asset, AssetId, Conduit, Plant, Requirement, ScopeId, Unit, UnitId, Zone};

/// Where a row is judged.
pub(crate) enum Placement {
    /// In this scope, on these units.
    Here { units: Arc<[UnitId]>, placeholder: bool },
    /// In another scope: a conduit answers for its channel, boundary and radio, and for its own assets.
    Elsewhere,
}

/// True when two scopes share a zone, or a declared conduit joins a zone of one with a zone of the other.
pub(crate) fn in_reach(plant: &Plant, one: &ScopeId, other: &ScopeId) -> bool {
    let (near, far) = (plant.zones_of(one), plant.zones_of(other));
    let joins = |c: &Conduit| c.zones.iter().any(|z| near.contains(z)) && c.zones.iter().any(|z| far.contains(z));
    !near.is_disjoint(&far) || plant.conduits.values().any(joins)
}

/// The scopes that are judged, each with its assets.
pub(crate) fn judged_scopes(plant: &Plant) -> BTreeMap<ScopeId, BTreeSet<AssetId>> {
    let zones = plant.zones.iter().filter(|(_, zone)| zone.is_judged()).map(|(id, _)| ScopeId::Zone(id.clone()));
    let conduits = plant.conduits.iter().filter(|(_, conduit)| touches_judged(plant, conduit));
    let mut scopes: BTreeMap<_, BTreeSet<AssetId>> = zones
        .chain(conduits.map(|(id, _)| ScopeId::Conduit(id.clone())))
        .map(|scope| (scope, BTreeSet::new()))
        .collect();
    for id in plant.assets.keys() {
        for home in plant.scopes_of(id) {
            if let Some(members) = scopes.get_mut(&home) {
                members.insert(id.clone());
            }
        }
    }
    scopes
}

/// A conduit that joins external zones only is drawn, not judged.
pub(crate) fn touches_judged(plant: &Plant, conduit: &Conduit) -> bool {
    conduit.zones.is_empty() || conduit.zones.iter().any(|id| plant.zones.get(id).is_none_or(Zone::is_judged))
}

/// Where a row is judged for a scope with these assets.
pub(crate) fn place(plant: &Plant, scope: &ScopeId, members: &BTreeSet<AssetId>, row: &Requirement) -> Placement {
    let whole: Arc<[UnitId]> = Arc::from([UnitId::Scope(scope.clone())]);
    let is_conduit = matches!(scope, ScopeId::Conduit(_));
    if !row.unit.is_per_asset() {
        let elsewhere = is_conduit && !matches!(row.unit, Unit::Channel | Unit::Boundary | Unit::Wireless);
        return if elsewhere { Placement::Elsewhere } else { Placement::Here { units: whole, placeholder: false } };
    }
    match (members.is_empty(), is_conduit) {
        (true, true) => Placement::Elsewhere,
        (true, false) => Placement::Here { units: whole, placeholder: true },
        (false, _) => Placement::Here { units: units_among(plant, members, row), placeholder: false },
    }
}

fn units_among(plant: &Plant, members: &BTreeSet<AssetId>, row: &Requirement) -> Arc<[UnitId]> {
    let has = |id: &&AssetId| plant.assets.get(*id).is_some_and(|asset| has_unit(asset, row));
    members.iter().filter(has).map(|id| UnitId::Asset(id.clone())).collect()
}

/// An asset whose component types are not said counts as each.
fn has_unit(asset: &Asset, row: &Requirement) -> bool {
    let concerned = asset.component_types.is_empty()
        || row.component_types.is_empty()
        || asset.component_types.iter().any(|t| row.component_types.contains(t));
    concerned && !asset.lacks.contains(&row.unit)
}
