//! A device that is connected by an external network stands in a zone with others.

use ringwall_model::{Asset, NetworkKind, Plant, Severity, ZoneKind};

use super::{Check, Findings, Look, mixed};

pub(super) static CHECK: Check = Check {
    code: "external-connection-not-separated",
    title: "a device on an external network shares a zone with assets that are not",
    explanation: "What hangs on a provider's line, the internet or a wide-area link meets strangers first. It belongs apart from assets \
        that do not, so that a boundary stands between the two. The check looks for assets with an interface in a network that \
        is `untrusted` or of kind `wan`, in a zone that also holds assets without one. A DMZ is such a separate zone; a router \
        that joins the two belongs to the conduit.",
    severity: Severity::Warning,
    authority: "IEC 62443-3-2:2020 ZCR 3.6, recommendation",
    requirements: &["ZCR 3.6"],
    look: Look::Plant(run),
};

fn run(plant: &Plant, findings: &mut Findings) {
    let outside = |asset: &Asset| is_outside(plant, asset);
    for (id, asset, zone) in mixed(plant, outside, |zone| zone.kind == ZoneKind::Dmz) {
        let message =
            format!("`{id}` is connected by an external network and shares zone `{zone}` with assets that are not");
        findings.add(
            &asset.place,
            message,
            "give it a zone of its own, or let a router of the conduit face that network",
        );
    }
}

fn is_outside(plant: &Plant, asset: &Asset) -> bool {
    let network = |id| plant.networks.get(id).is_some_and(|n| n.untrusted || n.kind == NetworkKind::Wan);
    asset.interfaces.iter().any(|interface| network(&interface.network))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{asset, codes, interface, network, plant_with};
    use ringwall_model::AssetId;

    fn with_an_inner_one(zone: ZoneKind, kind: NetworkKind, untrusted: bool) -> Plant {
        let mut plant = plant_with(zone, |asset| asset.interfaces.push(interface("line")));
        plant.assets.insert(AssetId::from_foreign("b"), asset("z"));
        network(&mut plant, "line", |network| (network.kind, network.untrusted) = (kind, untrusted));
        plant
    }

    #[test]
    fn an_outstation_on_a_providers_line_among_inner_assets_is_found() {
        assert_eq!(codes(&CHECK, &with_an_inner_one(ZoneKind::Control, NetworkKind::Ethernet, true)), [CHECK.code]);
        assert_eq!(codes(&CHECK, &with_an_inner_one(ZoneKind::Control, NetworkKind::Wan, false)), [CHECK.code]);
    }

    #[test]
    fn a_dmz_an_inner_network_and_a_zone_of_outstations_raise_nothing() {
        assert!(codes(&CHECK, &with_an_inner_one(ZoneKind::Dmz, NetworkKind::Wan, true)).is_empty());
        assert!(codes(&CHECK, &with_an_inner_one(ZoneKind::Control, NetworkKind::Ethernet, false)).is_empty());
        let mut alone = with_an_inner_one(ZoneKind::Control, NetworkKind::Wan, true);
        alone.assets.remove("b");
        assert!(codes(&CHECK, &alone).is_empty());
    }
}
