//! A safety function shares a resource with something else.

use std::collections::BTreeMap;

use ringwall_model::{Allocation, Asset, AssetId, Plant, RequirementId, ScopeId, Severity};

use super::{Check, Findings, Look, Touched, is_safety, touched};

pub(super) static CHECK: Check = Check {
    code: "resource-shared-with-safety",
    title: "a safety function shares a resource with other functions",
    explanation: "What a safety function runs on, is reached through or spends its time for must not be at the mercy of something less \
        important. The check looks for hosts and gateways that serve both a safety asset and one that is none, and for rows of \
        other zones that are to be met by a safety asset. In a zone declared `safety-combined` everything counts as \
        safety-related on purpose, and a firewall at the edge of the safety zone may meet rows for the conduit it belongs to.",
    severity: Severity::Stop,
    authority: "IEC 62443-3-3:2013 clause 4, requirement",
    requirements: &["SR 5.4", "SR 7.2"],
    look: Look::Plant(run),
};

const APART: &str = "give the safety function a host or gateway of its own, or declare the whole zone safety-combined";
const ELSEWHERE: &str = "let a component that has no part in a safety function meet the row";

/// Where an asset runs, or what it is reached through.
type Carrier = fn(&Asset) -> Option<&AssetId>;

fn run(plant: &Plant, findings: &mut Findings) {
    carried(plant, ("runs on", "SR 5.4", |asset| asset.hosted_on.as_ref()), findings);
    carried(plant, ("is reached through", "SR 7.2", |asset| Some(&asset.behind.as_ref()?.gateway)), findings);
    for allocation in &plant.allocations {
        leans_on_safety(plant, allocation, findings);
    }
}

/// Assets that share a host or gateway with a safety asset, or with a safety asset that is one.
fn carried(plant: &Plant, (words, row, of): (&str, &str, Carrier), findings: &mut Findings) {
    let mut safe: BTreeMap<&AssetId, &AssetId> = BTreeMap::new();
    for (id, asset) in plant.assets.iter().filter(|(_, asset)| asset.safety) {
        safe.entry(id).or_insert(id);
        if let Some(carrier) = of(asset) {
            safe.entry(carrier).or_insert(id);
        }
    }
    for (id, asset) in plant.assets.iter().filter(|(_, asset)| !is_safe(plant, asset)) {
        let Some((carrier, safety)) = of(asset).and_then(|carrier| Some((carrier, *safe.get(carrier)?))) else {
            continue;
        };
        let message = match carrier == safety {
            true => format!("`{id}` {words} `{carrier}`, which has part in a safety function"),
            false => format!("`{id}` {words} `{carrier}`, and so does `{safety}`, which has part in a safety function"),
        };
        let rows = [id, carrier, safety].into_iter().flat_map(|asset| touched(plant, asset, row)).collect();
        findings.constrain(&asset.place, message, APART, true, rows);
    }
}

fn is_safe(plant: &Plant, asset: &Asset) -> bool {
    asset.safety || asset.zones.iter().any(|zone| is_safety(plant, zone))
}

fn leans_on_safety(plant: &Plant, allocation: &Allocation, findings: &mut Findings) {
    let Allocation { place, scope, requirement, provided_by, .. } = allocation;
    let safety = plant.assets.get(provided_by).is_some_and(|asset| asset.safety);
    if !safety || plant.zones_of(scope).iter().any(|zone| is_safety(plant, zone)) {
        return;
    }
    let message = format!("`{provided_by}` has part in a safety function and is to meet {requirement} for {scope}");
    let of = |asset: Option<AssetId>| Touched {
        scope: ScopeId::clone(scope),
        requirement: RequirementId::clone(requirement),
        asset,
    };
    let units = allocation.units.iter().cloned().map(Some);
    let whole = allocation.units.is_empty().then_some(None);
    findings.constrain(place, message, ELSEWHERE, true, units.chain(whole).map(of).collect());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{asset, codes, plant_with, rows, zone};
    use ringwall_model::{Behind, Span, ZoneId, ZoneKind};

    /// A safety asset `s` in zone `sis`, and an asset `a` in zone `z` of a kind.
    fn beside(kind: ZoneKind, change: impl Fn(&mut Asset)) -> Plant {
        let mut plant = plant_with(kind, &change);
        plant.zones.insert(ZoneId::from_foreign("sis"), zone(ZoneKind::Safety));
        let mut safety = Asset { safety: true, ..asset("sis") };
        change(&mut safety);
        safety.safety = true;
        plant.assets.insert(AssetId::from_foreign("s"), safety);
        plant
    }

    fn on_one_host(asset: &mut Asset) {
        asset.hosted_on = Some(AssetId::from_foreign("host"));
    }

    #[test]
    fn a_host_and_a_gateway_for_both_are_found() {
        let host = beside(ZoneKind::Control, on_one_host);
        assert_eq!(codes(&CHECK, &host), [CHECK.code]);
        assert_eq!(rows(&CHECK, &host), ["SR 5.4 of a in zone:z", "SR 5.4 of s in zone:sis"]);
        let gateway = |asset: &mut Asset| {
            asset.behind = Some(Behind { gateway: AssetId::from_foreign("gw"), native: "1".into() });
        };
        assert_eq!(codes(&CHECK, &beside(ZoneKind::Control, gateway)), [CHECK.code]);
        let mut guest = beside(ZoneKind::Control, |_| ());
        guest.assets.get_mut("a").unwrap().hosted_on = Some(AssetId::from_foreign("s"));
        assert_eq!(codes(&CHECK, &guest), [CHECK.code], "on the safety asset itself");
    }

    fn met_by_safety(zone: &str) -> Plant {
        let mut plant = beside(ZoneKind::Control, |_| ());
        plant.allocations.push(Allocation {
            place: Span::default(),
            scope: ScopeId::Zone(ZoneId::from_foreign(zone)),
            requirement: RequirementId::new("SR 2.8"),
            units: Vec::new(),
            provided_by: AssetId::from_foreign("s"),
        });
        plant
    }

    #[test]
    fn a_row_of_another_zone_met_by_a_safety_asset_is_found() {
        assert_eq!(codes(&CHECK, &met_by_safety("z")), [CHECK.code]);
        assert_eq!(rows(&CHECK, &met_by_safety("z")), ["SR 2.8 in zone:z"]);
    }

    #[test]
    fn hosts_apart_a_combined_zone_and_rows_within_safety_raise_nothing() {
        assert!(codes(&CHECK, &beside(ZoneKind::Control, |_| ())).is_empty());
        assert!(codes(&CHECK, &beside(ZoneKind::SafetyCombined, on_one_host)).is_empty());
        assert!(codes(&CHECK, &met_by_safety("sis")).is_empty());
    }
}
