//! Nobody answers for a zone, or nobody said what it has to reach.

use ringwall_model::{Plant, Severity};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "zone-without-owner-or-target",
    title: "a zone has no owner or no target",
    explanation: "A target without somebody accountable is nobody's aim, and a zone without a target passes for finished whatever it \
        demonstrates. The check looks for zones of the system under consideration without `owner` or without `sl_target`. \
        Zones outside it are drawn only. A target of 0 in some foundational requirement is a decision and raises nothing.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-2:2020 ZCR 5.6 and ZCR 6.4, requirement",
    requirements: &["ZCR 5.6", "ZCR 6.4"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, zone) in plant.zones.iter().filter(|(_, zone)| zone.is_judged()) {
        let (lacks, help) = match (zone.owner.is_some(), zone.sl_target.is_some()) {
            (true, true) => continue,
            (false, true) => ("an owner", "name who is accountable: `owner`"),
            (true, false) => ("a target", "set `sl_target` from the risk assessment"),
            (false, false) => {
                ("an owner and a target", "name who is accountable, and set `sl_target` from the risk assessment")
            }
        };
        findings.add(&zone.place, format!("zone `{id}` lacks {lacks}"), help);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, plant_with};
    use ringwall_model::{PersonId, SlTarget, Zone, ZoneKind};

    fn with(kind: ZoneKind, change: impl Fn(&mut Zone)) -> Plant {
        let mut plant = plant_with(kind, |_| ());
        plant.zones.values_mut().for_each(change);
        plant
    }

    #[test]
    fn a_zone_without_an_owner_or_without_a_target_is_found() {
        assert_eq!(codes(&CHECK, &with(ZoneKind::Control, |_| ())), [CHECK.code]);
        let target = |zone: &mut Zone| zone.sl_target = Some(SlTarget::default());
        assert_eq!(codes(&CHECK, &with(ZoneKind::Control, target)), [CHECK.code]);
    }

    #[test]
    fn an_owned_zone_with_a_target_and_one_outside_raise_nothing() {
        let owned = |zone: &mut Zone| {
            (zone.owner, zone.sl_target) = (Some(PersonId::from_foreign("p")), Some(SlTarget::default()));
        };
        assert!(codes(&CHECK, &with(ZoneKind::Control, owned)).is_empty());
        assert!(codes(&CHECK, &with(ZoneKind::External, |_| ())).is_empty());
    }
}
