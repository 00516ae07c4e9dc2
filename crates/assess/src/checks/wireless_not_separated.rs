//! A wireless device stands in a zone with wired ones.

use ringwall_model::{Asset, NetworkKind, Plant, Severity, ZoneKind};

use super::{Check, Findings, Look, mixed};

pub(super) static CHECK: Check = Check {
    code: "wireless-not-separated",
    title: "a wireless device shares a zone with wired assets",
    explanation: "Radio does not end at the fence, so what can be reached by radio is more exposed than what cannot. The check looks for \
        assets with an interface in a network of kind `wireless`, in a zone that also holds assets without one. A zone of kind \
        `wireless` is what is asked for. An access point that bridges radio and wire belongs to the conduit, and a zone in \
        which everything is wireless is separate already.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-2:2020 ZCR 3.5, recommendation",
    requirements: &["ZCR 3.5"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    let wireless = |asset: &Asset| is_wireless(plant, asset);
    for (id, asset, zone) in mixed(plant, wireless, |zone| zone.kind == ZoneKind::Wireless) {
        let message = format!("the wireless device `{id}` stands in zone `{zone}` with wired assets");
        findings.add(&asset.place, message, "give wireless devices a zone of kind wireless, joined by a conduit");
    }
}

fn is_wireless(plant: &Plant, asset: &Asset) -> bool {
    let network = |id| plant.networks.get(id).is_some_and(|network| network.kind == NetworkKind::Wireless);
    asset.interfaces.iter().any(|interface| network(&interface.network))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{asset, codes, interface, network, plant_with};
    use ringwall_model::AssetId;

    fn with_a_wired_one(kind: ZoneKind, radio: NetworkKind) -> Plant {
        let mut plant = plant_with(kind, |asset| asset.interfaces.push(interface("radio")));
        plant.assets.insert(AssetId::from_foreign("b"), asset("z"));
        network(&mut plant, "radio", |network| network.kind = radio);
        plant
    }

    #[test]
    fn a_radio_transmitter_among_wired_controllers_is_found() {
        assert_eq!(codes(&CHECK, &with_a_wired_one(ZoneKind::Control, NetworkKind::Wireless)), [CHECK.code]);
    }

    #[test]
    fn a_wireless_zone_a_wire_and_a_zone_of_radios_only_raise_nothing() {
        assert!(codes(&CHECK, &with_a_wired_one(ZoneKind::Wireless, NetworkKind::Wireless)).is_empty());
        assert!(codes(&CHECK, &with_a_wired_one(ZoneKind::Control, NetworkKind::Ethernet)).is_empty());
        let mut alone = with_a_wired_one(ZoneKind::Control, NetworkKind::Wireless);
        alone.assets.remove("b");
        assert!(codes(&CHECK, &alone).is_empty());
    }
}
