//! A control zone holds business assets, or a business zone holds control assets.

use ringwall_model::{Asset, Plant, Severity, Zone, ZoneKind};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "zone-mixes-business-and-control",
    title: "business and control assets share a zone",
    explanation: "Business and control assets differ in purpose, owner, risk and in who may touch them, so they belong \
        in separate zones. The check looks for assets marked `business` in zones of control, safety or supervision, and \
        for assets of Purdue levels 0 to 2 or with a safety function in business zones. A zone between the two (DMZ) \
        may hold both.",
    severity: Severity::Error,
    authority: "IEC 62443-3-2:2020 ZCR 3.2, requirement",
    requirements: &["ZCR 3.2"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, asset) in &plant.assets {
        for zone_id in &asset.zones {
            let Some(zone) = plant.zones.get(zone_id) else { continue };
            if let Some(words) = out_of_place(asset, zone) {
                let message = format!("{words} `{id}` stands in zone `{zone_id}`");
                findings.add(&asset.place, message, "move the asset to a zone of its own kind, joined by a conduit");
            }
        }
    }
}

fn out_of_place(asset: &Asset, zone: &Zone) -> Option<&'static str> {
    if zone.kind.is_control() && asset.business {
        return Some("the business asset");
    }
    (zone.kind == ZoneKind::Business && is_control(asset)).then_some("the control asset")
}

fn is_control(asset: &Asset) -> bool {
    let near_process = asset.level.as_ref().is_some_and(|level| matches!(level.raw(), "0" | "1" | "2"));
    !asset.business && (asset.safety || near_process)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, plant_with};

    #[test]
    fn a_business_asset_in_a_control_zone_is_found() {
        let plant = plant_with(ZoneKind::Control, |asset| asset.business = true);
        assert_eq!(codes(&CHECK, &plant), ["zone-mixes-business-and-control"]);
    }

    #[test]
    fn a_controller_in_a_business_zone_is_found() {
        let plant = plant_with(ZoneKind::Business, |asset| asset.level = Some("1".into()));
        assert_eq!(codes(&CHECK, &plant).len(), 1);
    }

    #[test]
    fn each_in_its_own_zone_or_in_a_dmz_raises_nothing() {
        assert!(codes(&CHECK, &plant_with(ZoneKind::Control, |_| ())).is_empty());
        assert!(codes(&CHECK, &plant_with(ZoneKind::Business, |asset| asset.business = true)).is_empty());
        assert!(codes(&CHECK, &plant_with(ZoneKind::Dmz, |asset| asset.business = true)).is_empty());
    }
}
