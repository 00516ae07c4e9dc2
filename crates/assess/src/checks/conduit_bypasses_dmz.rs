//! A conduit joins business or outside straight to control or safety.

use ringwall_model::{Conduit, Enforcement, Plant, Severity, ZoneKind};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "conduit-bypasses-dmz",
    title: "a conduit bypasses the DMZ",
    explanation: "A conduit that joins a business or external zone straight to a zone of control, safety or supervision leaves one \
        boundary between a stranger and a controller; with a zone between them, one that is broken is not yet a way through. \
        The check looks for such conduits. A diode that carries data out of the control side lets nobody in and is left alone.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-2:2020 ZCR 3.2, good practice",
    requirements: &["ZCR 3.2", "SR 5.1", "SR 5.2"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, conduit) in &plant.conduits {
        let of = |test: fn(ZoneKind) -> bool| {
            conduit.zones.iter().find(|zone| plant.zones.get(*zone).is_some_and(|zone| test(zone.kind)))
        };
        let (Some(inner), Some(outer)) = (of(ZoneKind::is_control), of(is_outer)) else { continue };
        if !leads_out_only(plant, conduit) {
            let message = format!("conduit `{id}` joins `{outer}` straight to `{inner}`, past any DMZ");
            findings.add(&conduit.place, message, "let both ends meet in a zone between them, of kind dmz");
        }
    }
}

fn is_outer(kind: ZoneKind) -> bool {
    matches!(kind, ZoneKind::Business | ZoneKind::External)
}

fn leads_out_only(plant: &Plant, conduit: &Conduit) -> bool {
    let from = conduit.data_direction.as_ref().and_then(|way| plant.zones.get(&way.from));
    conduit.enforced == Enforcement::Physical && from.is_some_and(|zone| zone.kind.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, conduit, plant_with_conduit, zone};
    use ringwall_model::{DataDirection, ZoneId};

    fn between(one: ZoneKind, other: ZoneKind, change: impl Fn(&mut Conduit)) -> Plant {
        let mut conduit = conduit();
        change(&mut conduit);
        let mut plant = plant_with_conduit(conduit);
        plant.zones = [("y", one), ("z", other)].map(|(id, kind)| (ZoneId::from_foreign(id), zone(kind))).into();
        plant
    }

    #[test]
    fn business_straight_to_control_and_outside_straight_to_safety_are_found() {
        assert_eq!(codes(&CHECK, &between(ZoneKind::Business, ZoneKind::Control, |_| ())), [CHECK.code]);
        assert_eq!(codes(&CHECK, &between(ZoneKind::Safety, ZoneKind::External, |_| ())), [CHECK.code]);
    }

    #[test]
    fn a_dmz_on_either_side_and_a_diode_that_leads_out_raise_nothing() {
        assert!(codes(&CHECK, &between(ZoneKind::Dmz, ZoneKind::Control, |_| ())).is_empty());
        assert!(codes(&CHECK, &between(ZoneKind::Business, ZoneKind::Dmz, |_| ())).is_empty());
        let diode = |conduit: &mut Conduit| {
            conduit.enforced = Enforcement::Physical;
            conduit.data_direction =
                Some(DataDirection { from: ZoneId::from_foreign("y"), to: ZoneId::from_foreign("z") });
        };
        assert!(codes(&CHECK, &between(ZoneKind::Control, ZoneKind::Business, diode)).is_empty());
        assert_eq!(codes(&CHECK, &between(ZoneKind::Business, ZoneKind::Control, diode)).len(), 1, "a diode inwards");
    }
}
