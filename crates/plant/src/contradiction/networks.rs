//! Addresses and the networks they are in.

use std::net::IpAddr;

use ringwall_model::{NetworkId, Plant};

use crate::{codes, node::Node, sink::Sink};

pub(super) fn find(plant: &Plant, node: &Node, sink: &mut Sink<'_>) {
    for interface in node.nodes("interfaces") {
        addresses(plant, interface, sink);
    }
}

fn addresses(plant: &Plant, interface: &Node, sink: &mut Sink<'_>) {
    let Some(id) = interface.text("network").and_then(NetworkId::parse) else { return };
    let Some(network) = plant.networks.get(&id).filter(|network| !network.prefixes.is_empty()) else { return };
    for item in interface.list("ip") {
        let Some(ip) = item.text().and_then(|text| text.parse::<IpAddr>().ok()) else { continue };
        if !network.prefixes.iter().any(|prefix| prefix.contains(ip)) {
            let prefixes: Vec<String> = network.prefixes.iter().take(8).map(ToString::to_string).collect();
            let message = format!("`{ip}` is in no prefix of network `{id}`");
            let help = format!("its prefixes are {}; correct the address or add a prefix", prefixes.join(", "));
            sink.push(sink.draft(&codes::OUTSIDE_PREFIXES, item.at, message).help(help).requirement("ZCR 6.2"));
        }
    }
}
