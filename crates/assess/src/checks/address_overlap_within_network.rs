//! Two assets declare one address in one network.

use std::collections::BTreeMap;

use ringwall_model::{Address, Asset, AssetId, NetworkId, Plant, Severity, Span};

use super::{Check, Findings, Look};

pub(super) static CHECK: Check = Check {
    code: "address-overlap-within-network",
    title: "two assets share an address in one network",
    explanation: "An address names one asset within its network; two assets with one address there cannot be told apart \
        on the wire, so what is seen of one is put down to the other. The same address in different networks is normal \
        (identical skids behind translation), and so is one shared inside a redundancy group.",
    severity: Severity::Error,
    authority: "IEC 62443-3-2:2020 ZCR 6.2, requirement",
    requirements: &["ZCR 6.2"],
    look: Look::Plant(run),
};

type Taken<'p> = BTreeMap<(&'p NetworkId, Address), (&'p AssetId, &'p Asset)>;

fn run(plant: &Plant, findings: &mut Findings) {
    let mut taken: Taken<'_> = BTreeMap::new();
    for (id, asset) in &plant.assets {
        for (place, network, address) in addresses(asset) {
            let (first, other) = *taken.entry((network, address)).or_insert((id, asset));
            if first != id && !share_group(asset, other) {
                let message = format!("`{id}` and `{first}` both have {address} in network `{network}`");
                findings.add(place, message, "correct one of them, or name the redundancy group they share");
            }
        }
    }
}

fn addresses(asset: &Asset) -> impl Iterator<Item = (&Span, &NetworkId, Address)> {
    asset
        .interfaces
        .iter()
        .flat_map(|interface| interface.addresses().map(|address| (&interface.place, &interface.network, address)))
}

fn share_group(one: &Asset, other: &Asset) -> bool {
    one.redundancy_group.is_some() && one.redundancy_group == other.redundancy_group
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{asset, codes, plant_with};
    use ringwall_model::{AssetInterface, ZoneKind};

    fn two(network: &str, group: Option<&str>) -> Plant {
        let mut plant = plant_with(ZoneKind::Control, |_| ());
        for (id, network) in [("one", "n"), ("two", network)] {
            let mut asset = asset("z");
            asset.redundancy_group = group.map(Into::into);
            asset.interfaces.push(AssetInterface {
                place: Span::default(),
                network: NetworkId::from_foreign(network),
                mac: None,
                station: None,
                ips: vec!["10.0.0.1".parse().unwrap()],
            });
            plant.assets.insert(AssetId::from_foreign(id), asset);
        }
        plant
    }

    #[test]
    fn one_address_twice_in_a_network_is_found() {
        assert_eq!(codes(&CHECK, &two("n", None)), [CHECK.code]);
    }

    #[test]
    fn one_address_in_two_networks_or_in_a_redundancy_group_raises_nothing() {
        assert!(codes(&CHECK, &two("m", None)).is_empty());
        assert!(codes(&CHECK, &two("n", Some("pair"))).is_empty());
    }
}
