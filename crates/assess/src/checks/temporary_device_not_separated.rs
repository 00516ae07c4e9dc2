//! A temporarily connected device stands in a zone with permanent ones.

use ringwall_model::{Plant, Severity, ZoneKind};

use super::{Check, Findings, Look, mixed};

pub(super) static CHECK: Check = Check {
    code: "temporary-device-not-separated",
    title: "a temporary device shares a zone with permanent assets",
    explanation: "Service laptops and test sets come and go, and have been elsewhere in between. In a zone of their own they meet a \
        boundary before they reach what stays. The check looks for assets marked `temporary` in a zone that also holds \
        permanent ones. A zone of kind `temporary` is what is asked for, and a zone of temporary devices only is one too.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-2:2020 ZCR 3.4, recommendation",
    requirements: &["ZCR 3.4"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, asset, zone) in mixed(plant, |asset| asset.temporary, |zone| zone.kind == ZoneKind::Temporary) {
        let message = format!("the temporary device `{id}` stands in zone `{zone}` with permanent assets");
        findings.add(&asset.place, message, "give temporary devices a zone of kind temporary, joined by a conduit");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{asset, codes, plant_with};
    use ringwall_model::AssetId;

    fn with_a_permanent_one(kind: ZoneKind, temporary: bool) -> Plant {
        let mut plant = plant_with(kind, |asset| asset.temporary = temporary);
        plant.assets.insert(AssetId::from_foreign("b"), asset("z"));
        plant
    }

    #[test]
    fn a_service_laptop_among_controllers_is_found() {
        assert_eq!(codes(&CHECK, &with_a_permanent_one(ZoneKind::Control, true)), [CHECK.code]);
    }

    #[test]
    fn a_zone_for_temporary_devices_and_one_of_nothing_else_raise_nothing() {
        assert!(codes(&CHECK, &with_a_permanent_one(ZoneKind::Temporary, true)).is_empty());
        assert!(codes(&CHECK, &with_a_permanent_one(ZoneKind::Control, false)).is_empty());
        assert!(codes(&CHECK, &plant_with(ZoneKind::Control, |asset| asset.temporary = true)).is_empty());
    }
}
