//! An asset belongs to no zone or conduit, or to more than one.

use ringwall_model::{Plant, Severity};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "asset-in-no-zone-or-two",
    title: "an asset is in no zone, or in two",
    explanation: "Every asset belongs to exactly one zone or, where it carries communication between zones, to exactly \
        one conduit; else nobody knows which target it has to reach. It may have interfaces in any number of networks. \
        Until it is mended, an asset of two zones is judged in both.",
    severity: Severity::Error,
    authority: "IEC 62443-3-2:2020 ZCR 3.1, requirement",
    requirements: &["ZCR 3.1"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    let homes = plant.homes();
    for (id, asset) in &plant.assets {
        let Some(homes) = homes.get(id) else { continue };
        let listed: Vec<String> = homes.iter().map(|home| format!("`{home}`")).collect();
        match homes.len() {
            1 => {}
            0 => findings.add(&asset.place, format!("asset `{id}` is in no zone or conduit"), "name its zone"),
            _ => findings.add(&asset.place, format!("asset `{id}` is in {}", listed.join(" and ")), "keep one of them"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{codes, plant_with};
    use ringwall_model::{ZoneId, ZoneKind};

    #[test]
    fn an_asset_of_no_zone_and_one_of_two_are_found() {
        assert_eq!(codes(&CHECK, &plant_with(ZoneKind::Control, |asset| asset.zones.clear())), [CHECK.code]);
        let second = ZoneId::from_foreign("other");
        assert_eq!(
            codes(&CHECK, &plant_with(ZoneKind::Control, |asset| asset.zones.push(second.clone()))),
            [CHECK.code]
        );
    }

    #[test]
    fn an_asset_of_one_zone_or_of_one_conduit_raises_nothing() {
        assert!(codes(&CHECK, &plant_with(ZoneKind::Control, |_| ())).is_empty());
        let moved = |asset: &mut ringwall_model::Asset| {
            asset.zones.clear();
            asset.conduits.push(ringwall_model::ConduitId::from_foreign("c"));
        };
        assert!(codes(&CHECK, &plant_with(ZoneKind::Control, moved)).is_empty());
    }
}
