//! A conduit lets temporary devices in at any time.

use ringwall_model::{Allowance, Conduit, Party, Plant, Severity, ZoneId, ZoneKind};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "temporary-device-without-permit",
    title: "a temporary device may communicate outside any permit",
    explanation: "A service laptop is admitted for a task and a time. An allowance that names such a device, or a zone of kind \
        `temporary`, without a permit window lets it in for ever. The check looks for allowances without `when` in which a \
        temporary device can take part; one that names nobody lets everybody in whom the conduit joins. Allowances between \
        other assets of the same conduit are left alone.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-3:2013 SR 2.3, requirement",
    requirements: &["SR 2.3", "ZCR 3.4"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    for (id, conduit) in &plant.conduits {
        for allowance in conduit.allow.iter().filter(|allowance| allowance.when.is_none()) {
            if let Some(who) = temporary_party(plant, conduit, allowance) {
                let message = format!("conduit `{id}` lets the temporary `{who}` communicate at any time");
                findings.add(&allowance.place, message, "give the allowance its permit window: `when`");
            }
        }
    }
}

/// The first temporary device, or zone of such, that can take part.
fn temporary_party(plant: &Plant, conduit: &Conduit, allowance: &Allowance) -> Option<String> {
    let joined: Vec<Party> = conduit.zones.iter().cloned().map(Party::Zone).collect();
    let sides = [&allowance.initiator, &allowance.responder].map(|side| if side.is_empty() { &joined } else { side });
    let is_temporary = |party: &&Party| match party {
        Party::Asset(id) => plant
            .assets
            .get(id)
            .is_some_and(|asset| asset.temporary || asset.zones.iter().any(|zone| is_for_temporary(plant, zone))),
        Party::Zone(id) => is_for_temporary(plant, id),
    };
    sides.into_iter().flatten().find(is_temporary).map(|party| match party {
        Party::Asset(id) => id.to_string(),
        Party::Zone(id) => id.to_string(),
    })
}

fn is_for_temporary(plant: &Plant, zone: &ZoneId) -> bool {
    plant.zones.get(zone).is_some_and(|zone| zone.kind == ZoneKind::Temporary)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{allowance, codes, conduit, plant_with};
    use ringwall_model::{AssetId, ConduitId};

    /// Zone `z` holds asset `a`; conduit `c` joins it with `y`.
    fn admitted(kind: ZoneKind, temporary: bool, allowance: Allowance) -> Plant {
        let mut plant = plant_with(kind, |asset| asset.temporary = temporary);
        let conduit = Conduit { allow: vec![allowance], ..conduit() };
        plant.conduits.insert(ConduitId::from_foreign("c"), conduit);
        plant
    }

    fn for_asset() -> Allowance {
        Allowance { initiator: vec![Party::Asset(AssetId::from_foreign("a"))], ..allowance() }
    }

    #[test]
    fn a_laptop_or_a_zone_of_laptops_without_a_window_is_found() {
        assert_eq!(codes(&CHECK, &admitted(ZoneKind::Control, true, for_asset())), [CHECK.code]);
        assert_eq!(codes(&CHECK, &admitted(ZoneKind::Temporary, false, for_asset())), [CHECK.code]);
        assert_eq!(codes(&CHECK, &admitted(ZoneKind::Temporary, false, allowance())), [CHECK.code], "nobody is named");
    }

    #[test]
    fn a_permit_window_and_permanent_assets_raise_nothing() {
        let permitted = Allowance { when: Some("2026-05-02 to 2026-05-03".into()), ..for_asset() };
        assert!(codes(&CHECK, &admitted(ZoneKind::Control, true, permitted)).is_empty());
        assert!(codes(&CHECK, &admitted(ZoneKind::Control, false, for_asset())).is_empty());
        let between_others = Allowance { initiator: vec![Party::Asset(AssetId::from_foreign("fw"))], ..allowance() };
        let between_others = Allowance { responder: between_others.initiator.clone(), ..between_others };
        assert!(codes(&CHECK, &admitted(ZoneKind::Temporary, true, between_others)).is_empty());
    }
}
