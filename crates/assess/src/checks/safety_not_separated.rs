//! A safety asset stands in a zone that is not a safety zone.

use ringwall_model::{Plant, Severity, ZoneKind};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "safety-not-separated",
    title: "safety assets are not separated",
    explanation: "What performs or supports a safety function belongs in a zone of its own, apart from what it protects \
        against, so that one intrusion cannot both cause a demand and disarm the answer. Where separation is not \
        possible, the whole zone counts as safety-related and is declared `safety-combined`. The check looks for assets \
        marked `safety` in zones of any other kind.",
    severity: Severity::Error,
    authority: "IEC 62443-3-2:2020 ZCR 3.3, requirement",
    requirements: &["ZCR 3.3"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, asset) in plant.assets.iter().filter(|(_, asset)| asset.safety) {
        for zone_id in &asset.zones {
            let separate = |kind| matches!(kind, ZoneKind::Safety | ZoneKind::SafetyCombined);
            if plant.zones.get(zone_id).is_some_and(|zone| !separate(zone.kind)) {
                let message = format!("the safety asset `{id}` stands in zone `{zone_id}`, which is not a safety zone");
                findings.add(
                    &asset.place,
                    message,
                    "give it a zone of kind safety, or declare the zone safety-combined",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, plant_with};

    #[test]
    fn a_safety_asset_in_a_control_zone_is_found() {
        let plant = plant_with(ZoneKind::Control, |asset| asset.safety = true);
        assert_eq!(codes(&CHECK, &plant), ["safety-not-separated"]);
    }

    #[test]
    fn a_safety_zone_and_a_combined_one_raise_nothing() {
        for kind in [ZoneKind::Safety, ZoneKind::SafetyCombined] {
            assert!(codes(&CHECK, &plant_with(kind, |asset| asset.safety = true)).is_empty());
        }
        assert!(codes(&CHECK, &plant_with(ZoneKind::Control, |_| ())).is_empty());
    }
}
