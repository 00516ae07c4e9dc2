//! Which scopes are judged, which assets belong to each, and which units a row has there.

use std::{collections::BTreeMap, sync::Arc};

use ringwall_model::{Asset, AssetId, ComponentType, Conduit, Plant, Requirement, ScopeId, Unit, UnitId, Units, Zone};

/// Where a row is judged.
pub(crate) enum Placement {
    /// In this scope, on these units.
    Here { units: Units, placeholder: bool },
    /// In another scope: a conduit answers for its channel, boundary and radio, and for its own assets.
    Elsewhere,
}

/// True when two scopes share a zone, or a declared conduit joins a zone of one with a zone of the other.
pub(crate) fn in_reach(plant: &Plant, one: &ScopeId, other: &ScopeId) -> bool {
    let (near, far) = (plant.zones_of(one), plant.zones_of(other));
    let joins = |c: &Conduit| c.zones.iter().any(|z| near.contains(z)) && c.zones.iter().any(|z| far.contains(z));
    !near.is_disjoint(&far) || plant.conduits.values().any(joins)
}

/// The assets of a scope, sorted.
pub(crate) type Members<'p> = BTreeMap<&'p AssetId, &'p Asset>;

/// The scopes that are judged, each with its assets.
pub(crate) fn judged_scopes(plant: &Plant) -> BTreeMap<ScopeId, Members<'_>> {
    let zones = plant.zones.iter().filter(|(_, zone)| zone.is_judged()).map(|(id, _)| ScopeId::Zone(id.clone()));
    let conduits = plant.conduits.iter().filter(|(_, conduit)| touches_judged(plant, conduit));
    let mut scopes: BTreeMap<_, Members<'_>> = zones
        .chain(conduits.map(|(id, _)| ScopeId::Conduit(id.clone())))
        .map(|scope| (scope, BTreeMap::new()))
        .collect();
    let mut add = |home: ScopeId, id, asset| {
        if let Some(members) = scopes.get_mut(&home) {
            members.insert(id, asset);
        }
    };
    for (id, asset) in &plant.assets {
        asset.zones.iter().for_each(|zone| add(ScopeId::Zone(zone.clone()), id, asset));
        asset.conduits.iter().for_each(|conduit| add(ScopeId::Conduit(conduit.clone()), id, asset));
    }
    for (conduit, declared) in &plant.conduits {
        let listed = declared.assets.iter().filter_map(|id| plant.assets.get_key_value(id));
        listed.for_each(|(id, asset)| add(ScopeId::Conduit(conduit.clone()), id, asset));
    }
    scopes
}

/// A conduit that joins external zones only is drawn, not judged.
pub(crate) fn touches_judged(plant: &Plant, conduit: &Conduit) -> bool {
    conduit.zones.is_empty() || conduit.zones.iter().any(|id| plant.zones.get(id).is_none_or(Zone::is_judged))
}

/// Finds the units of row after row in a scope. Rows that ask for the same kind of unit share one list.
pub(crate) struct Places<'a> {
    members: &'a Members<'a>,
    is_conduit: bool,
    /// The scope itself as the one unit.
    whole: Units,
    lists: Vec<(Unit, &'a [ComponentType], Units)>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(scope: &ScopeId, members: &'a Members<'a>) -> Self {
        let is_conduit = matches!(scope, ScopeId::Conduit(_));
        Self { members, is_conduit, whole: [UnitId::Scope(scope.clone())].into(), lists: Vec::new() }
    }

    /// Where a row is judged.
    pub(crate) fn of(&mut self, row: &'a Requirement) -> Placement {
        let whole = Arc::clone(&self.whole);
        if !row.unit.is_per_asset() {
            let elsewhere = self.is_conduit && !matches!(row.unit, Unit::Channel | Unit::Boundary | Unit::Wireless);
            return if elsewhere { Placement::Elsewhere } else { Placement::Here { units: whole, placeholder: false } };
        }
        match (self.members.is_empty(), self.is_conduit) {
            (true, true) => Placement::Elsewhere,
            (true, false) => Placement::Here { units: whole, placeholder: true },
            (false, _) => Placement::Here { units: self.units_among(row), placeholder: false },
        }
    }

    fn units_among(&mut self, row: &'a Requirement) -> Units {
        let kind = (row.unit, row.component_types.as_slice());
        let known = self.lists.iter().find(|(unit, types, _)| (*unit, *types) == kind);
        if let Some((_, _, units)) = known {
            return Arc::clone(units);
        }
        let members = self.members.iter().filter(|(_, asset)| has_unit(asset, row));
        let units: Units = members.map(|(id, _)| UnitId::Asset((*id).clone())).collect();
        self.lists.push((kind.0, kind.1, Arc::clone(&units)));
        units
    }
}

/// True when an asset is a unit of a row. One whose component types are not said counts as each.
pub(crate) fn has_unit(asset: &Asset, row: &Requirement) -> bool {
    let concerned = asset.component_types.is_empty()
        || row.component_types.is_empty()
        || asset.component_types.iter().any(|t| row.component_types.contains(t));
    concerned && !asset.lacks.contains(&row.unit)
}
