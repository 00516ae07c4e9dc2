//! What essential functions do not bear, as decision 0003 has it.

use std::collections::BTreeSet;

use ringwall_model::{Asset, AssetId, EssentialServiceKind, Lock, ScopeId, UnitId, ZoneId, ZoneKind};

use super::Case;

impl Case<'_> {
    pub fn is_constrained(&self, units: &BTreeSet<UnitId>) -> bool {
        let here = |id: &AssetId| {
            let is_unit = !self.row.unit.is_per_asset() || units.contains(&UnitId::Asset(id.clone()));
            self.plant.scopes_of(id).contains(self.scope) && is_unit
        };
        self.locks(here) || self.waits(here) || self.is_cut() || self.shares(here)
    }

    fn is(&self, rows: &[&str]) -> bool {
        rows.contains(&self.row.id.as_str())
    }

    fn locks(&self, here: impl Fn(&AssetId) -> bool) -> bool {
        let row = |lock: &Lock| if *lock == Lock::Lockout { "SR 1.11" } else { "SR 2.5" };
        let consoles = self.plant.essential_functions.values().flat_map(|function| &function.consoles);
        consoles
            .into_iter()
            .any(|console| here(&console.asset) && console.locks.iter().any(|lock| self.is(&[row(lock)])))
    }

    fn waits(&self, here: impl Fn(&AssetId) -> bool) -> bool {
        self.plant.essential_functions.values().any(|function| {
            let assets = function.assets.iter().chain(function.consoles.iter().map(|console| &console.asset));
            let waits = function.services.iter().any(|service| {
                let rows: &[&str] = match service.kind {
                    EssentialServiceKind::Authentication => &["SR 1.1", "SR 1.3 RE 1"],
                    EssentialServiceKind::NameResolution => &[],
                    EssentialServiceKind::Certificate => &["SR 1.8", "SR 1.9"],
                };
                service.fallback.is_none() && self.is(rows)
            });
            waits && assets.into_iter().any(&here)
        })
    }

    /// A flow that nothing stands in for crosses this conduit, or a conduit of this zone.
    fn is_cut(&self) -> bool {
        let open = self.plant.essential_functions.values().flat_map(|function| &function.flows);
        let conduits = open.filter(|flow| flow.fallback.is_none()).filter_map(|flow| flow.conduit.as_ref());
        let of_this = |conduit: &ringwall_model::ConduitId| match self.scope {
            ScopeId::Conduit(id) => id == conduit && self.plant.conduits.contains_key(id),
            ScopeId::Zone(zone) => self.plant.conduits.get(conduit).is_some_and(|c| c.zones.contains(zone)),
        };
        self.is(&["SR 5.2 RE 2", "SR 5.2 RE 3"]) && conduits.into_iter().any(of_this)
    }

    fn shares(&self, here: impl Fn(&AssetId) -> bool) -> bool {
        let safety_zone = |zone: &ZoneId| {
            let kind = self.plant.zones.get(zone).map(|zone| zone.kind);
            matches!(kind, Some(ZoneKind::Safety | ZoneKind::SafetyCombined))
        };
        let safety = |id: &AssetId| self.plant.assets.get(id).is_some_and(|asset| asset.safety);
        let together = |carrier_of: fn(&Asset) -> Option<&AssetId>| {
            let all = || self.plant.assets.iter();
            let guests = all().filter(|(_, a)| !a.safety && !a.zones.iter().any(safety_zone));
            guests.into_iter().any(|(id, guest)| {
                let Some(carrier) = carrier_of(guest) else { return false };
                let on_it = |(other, a): &(&AssetId, &Asset)| *other == carrier || carrier_of(a) == Some(carrier);
                let first = all().find(|(other, a)| safety(other) && on_it(&(*other, *a)));
                first.is_some_and(|(first, _)| here(id) || here(carrier) || here(first))
            })
        };
        let leans = self.plant.allocations.iter().any(|a| {
            let units = a.units.is_empty() || !self.row.unit.is_per_asset() || a.units.iter().any(&here);
            let outside = !self.plant.zones_of(&a.scope).iter().any(safety_zone);
            a.scope == *self.scope && a.requirement == self.row.id && safety(&a.provided_by) && outside && units
        });
        let hosted = self.is(&["SR 5.4"]) && together(|asset| asset.hosted_on.as_ref());
        let reached = self.is(&["SR 7.2"]) && together(|asset| asset.behind.as_ref().map(|behind| &behind.gateway));
        hosted || reached || leans
    }
}
