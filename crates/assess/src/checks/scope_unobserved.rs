//! No observation point sees a zone or conduit.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{NetworkId, Plant, Severity, ZoneId};

use super::{Check, Findings, Look};
use crate::scopes::touches_judged;

pub(super) static CHECK: Check = Check {
    code: "scope-unobserved",
    title: "no observation point sees a zone or conduit",
    explanation: "What no point sees can be neither supported nor contradicted by the wire, and a conduit that is seen nowhere hides \
        whoever crosses it. The check looks for zones none of whose networks is named in any `sees_networks`, and conduits that \
        no `sees_conduits` names. Zones without interfaces are not looked at. A plant without any observation point is left \
        alone: it is judged by what people attest, and every answer says so.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-3:2013 SR 6.2, good practice",
    requirements: &["SR 6.2"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    let points = || plant.observation_points.values();
    if points().next().is_none() {
        return;
    }
    let seen: BTreeSet<&NetworkId> = points().flat_map(|point| &point.sees_networks).collect();
    let networks = networks(plant);
    for (id, zone) in plant.zones.iter().filter(|(_, zone)| zone.is_judged()) {
        if networks.get(id).is_some_and(|networks| networks.is_disjoint(&seen)) {
            let message = format!("no observation point sees a network of zone `{id}`");
            findings.add(
                &zone.place,
                message,
                "watch one of its networks, and name it in `sees_networks` of the point",
            );
        }
    }
    for (id, conduit) in plant.conduits.iter().filter(|(_, conduit)| touches_judged(plant, conduit)) {
        if !points().any(|point| point.sees_conduits.contains(id)) {
            let message = format!("no observation point sees conduit `{id}` whole");
            findings.add(&conduit.place, message, "watch every declared path of it, and name it in `sees_conduits`");
        }
    }
}

/// The networks that reach into each zone.
fn networks(plant: &Plant) -> BTreeMap<&ZoneId, BTreeSet<&NetworkId>> {
    let mut networks: BTreeMap<&ZoneId, BTreeSet<&NetworkId>> = BTreeMap::new();
    for asset in plant.assets.values().filter(|asset| !asset.interfaces.is_empty()) {
        for zone in &asset.zones {
            networks.entry(zone).or_default().extend(asset.interfaces.iter().map(|interface| &interface.network));
        }
    }
    networks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, conduit, interface, plant_with};
    use ringwall_model::{ConduitId, Method, ObservationPoint, ObservationPointId, Span, ZoneKind};

    fn point(networks: &[&str], conduits: &[&str]) -> ObservationPoint {
        ObservationPoint {
            place: Span::default(),
            name: "tap".into(),
            method: Method::Tap,
            network: None,
            vlans: [].into(),
            sees_networks: networks.iter().map(|id| NetworkId::from_foreign(id)).collect(),
            sees_conduits: conduits.iter().map(|id| ConduitId::from_foreign(id)).collect(),
            side_of: [].into(),
            both_directions: true,
            windows: Vec::new(),
            loss_per_million: None,
            clock_offset_us: 0,
            captures: Vec::new(),
        }
    }

    fn watched(point: Option<ObservationPoint>) -> Plant {
        let mut plant = plant_with(ZoneKind::Control, |asset| asset.interfaces.push(interface("n")));
        plant.conduits.insert(ConduitId::from_foreign("c"), conduit());
        plant.observation_points.extend(point.map(|point| (ObservationPointId::from_foreign("p"), point)));
        plant
    }

    #[test]
    fn a_zone_and_a_conduit_that_no_point_sees_are_found() {
        assert_eq!(codes(&CHECK, &watched(Some(point(&["other"], &[])))), [CHECK.code; 2]);
        assert_eq!(codes(&CHECK, &watched(Some(point(&["n"], &[])))), [CHECK.code]);
    }

    #[test]
    fn what_is_seen_and_a_plant_without_any_point_raise_nothing() {
        assert!(codes(&CHECK, &watched(Some(point(&["n"], &["c"])))).is_empty());
        assert!(codes(&CHECK, &watched(None)).is_empty());
    }
}
