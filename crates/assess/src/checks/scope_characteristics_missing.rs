//! A zone or conduit is not described as ZCR 6.4 asks.

use std::collections::BTreeSet;

use ringwall_model::{Conduit, Plant, Severity, Span, Zone, ZoneId};

use super::{Check, Findings, Look};
use crate::scopes::touches_judged;

pub(super) static CHECK: Check = Check {
    code: "scope-characteristics-missing",
    title: "characteristics of a zone or conduit are not written down",
    explanation: "Who reviews, operates or takes over a zone or conduit needs its characteristics in one place: what it is called, where \
        it ends on the network and in the building, the ways in, what is in it, the policies and assumptions that hold and what \
        it depends on; for a conduit its name, its target and what may cross it. The check lists, once for each scope, which of \
        these the declaration lacks. Owner and target of a zone, and monitoring and enforcement of a conduit, have checks of \
        their own. Nothing is less secure for what this finds, but nobody can tell.",
    severity: Severity::Note,
    authority: "IEC 62443-3-2:2020 ZCR 6.4, requirement",
    requirements: &["ZCR 6.4"],
    look: Look::Plant(run),
};

const HELP: &str = "write down what is there; where there is nothing, say so";

fn run(plant: &Plant, findings: &mut Findings) {
    let entered: BTreeSet<&ZoneId> = plant.access_points.values().map(|point| &point.zone).collect();
    let occupied: BTreeSet<&ZoneId> = plant.assets.values().flat_map(|asset| &asset.zones).collect();
    for (id, zone) in plant.zones.iter().filter(|(_, zone)| zone.is_judged()) {
        let fields = of_zone(zone, entered.contains(id), occupied.contains(id));
        tell(findings, &zone.place, format!("zone `{id}`"), &fields);
    }
    for (id, conduit) in plant.conduits.iter().filter(|(_, conduit)| touches_judged(plant, conduit)) {
        tell(findings, &conduit.place, format!("conduit `{id}`"), &of_conduit(conduit));
    }
}

fn tell(findings: &mut Findings, place: &Span, scope: String, fields: &[(&str, bool)]) {
    let missing: Vec<&str> = fields.iter().filter(|(_, given)| !given).map(|(field, _)| *field).collect();
    if !missing.is_empty() {
        findings.add(place, format!("{scope} does not say: {}", missing.join(", ")), HELP);
    }
}

/// What is asked of a zone, and whether it is given.
fn of_zone(zone: &Zone, entered: bool, occupied: bool) -> [(&'static str, bool); 8] {
    [
        ("name", !zone.name.is_empty()),
        ("logical boundary", !zone.logical_boundary.is_empty()),
        ("physical boundary", !zone.physical_boundary.is_empty()),
        ("access points", entered),
        ("assets", occupied),
        ("policies", !zone.policies.is_empty()),
        ("assumptions", !zone.assumptions.is_empty()),
        ("dependencies", !zone.dependencies.is_empty()),
    ]
}

fn of_conduit(conduit: &Conduit) -> [(&'static str, bool); 3] {
    [
        ("name", !conduit.name.is_empty()),
        ("target", conduit.sl_target.is_some()),
        ("what may cross it", !conduit.allow.is_empty()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{allowance, conduit, plant_with, plant_with_conduit, told};
    use ringwall_model::{AccessPoint, AccessPointId, AccessPointKind, SlTarget, ZoneKind};

    #[test]
    fn what_is_missing_is_listed_once_for_each_scope() {
        let bare = told(&CHECK, &plant_with(ZoneKind::Control, |_| ()));
        assert_eq!(
            bare,
            [
                "zone `z` does not say: name, logical boundary, physical boundary, access points, policies, assumptions, dependencies"
            ]
        );
        let bare = told(&CHECK, &plant_with_conduit(conduit()));
        assert_eq!(bare, ["conduit `c` does not say: name, target, what may cross it"]);
    }

    #[test]
    fn a_scope_that_is_described_and_one_outside_raise_nothing() {
        let mut plant = plant_with(ZoneKind::Control, |_| ());
        for zone in plant.zones.values_mut() {
            (zone.name, zone.logical_boundary, zone.physical_boundary) = ("Z".into(), "fw".into(), "room 2".into());
            (zone.policies, zone.assumptions) = (vec!["none".into()], vec!["none".into()]);
            zone.dependencies = vec!["UPS A".into()];
        }
        let (kind, place) = (AccessPointKind::Physical, Span::default());
        let door = AccessPoint { place, zone: ZoneId::from_foreign("z"), kind, description: "door".into() };
        plant.access_points.insert(AccessPointId::from_foreign("door"), door);
        let described =
            Conduit { name: "C".into(), sl_target: Some(SlTarget::default()), allow: vec![allowance()], ..conduit() };
        plant.conduits = plant_with_conduit(described).conduits;
        assert_eq!(told(&CHECK, &plant), Vec::<String>::new());
        assert_eq!(told(&CHECK, &plant_with(ZoneKind::External, |_| ())), Vec::<String>::new());
    }
}
