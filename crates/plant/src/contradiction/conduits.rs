//! Conduits: directions, enforcement, and who takes part.

use ringwall_model::{AssetId, Conduit, Enforcement, Party, Plant, ZoneId};

use crate::{
    build::{direction, party},
    codes,
    node::{Entry, Item, Node},
    sink::Sink,
};

pub(super) fn find(plant: &Plant, entry: &Entry, node: &Node, sink: &mut Sink<'_>) {
    let Some(conduit) = plant.conduits.get(entry.key.as_str()) else { return };
    if node.has("zones") && node.list("zones").len() < 2 && !node.flawed {
        let draft = sink.draft(&codes::JOINS_ONE_ZONE, node.at("zones"), "the conduit joins one zone only");
        sink.push(draft.help("name two or more zones; traffic inside a zone needs no conduit").requirement("ZCR 3.1"));
    }
    directions(conduit, node, sink);
    enforcement_points(conduit, node, sink);
    for allowance in node.nodes("allow") {
        for key in ["initiator", "responder"] {
            allowance.list(key).iter().for_each(|item| participant(plant, conduit, item, sink));
        }
    }
}

fn directions(conduit: &Conduit, node: &Node, sink: &mut Sink<'_>) {
    let Some(way) = node.text("data_direction").and_then(direction) else {
        if conduit.enforced == Enforcement::Physical && !node.flawed {
            let message = "a diode is declared but `data_direction` is not given";
            let draft = sink.draft(&codes::ENFORCED_NOTHING, node.at("enforced"), message);
            sink.push(draft.help("add `data_direction = \"from -> to\"`").requirement("ZCR 6.4"));
        }
        return;
    };
    let at = node.at("data_direction");
    if way.from == way.to {
        let draft = sink.draft(&codes::DIRECTION_TO_ITSELF, at, format!("data goes from `{}` to itself", way.from));
        sink.push(draft.help("name the zone it comes from and the zone it goes to").requirement("ZCR 6.4"));
    }
    for zone in [&way.from, &way.to].into_iter().filter(|zone| !conduit.zones.contains(zone)) {
        let message = format!("the direction names zone `{zone}`, which the conduit does not join");
        let help = format!("it joins {}", list(&conduit.zones));
        sink.push(sink.draft(&codes::DIRECTION_NOT_JOINED, at, message).help(help).requirement("ZCR 6.4"));
    }
}

fn enforcement_points(conduit: &Conduit, node: &Node, sink: &mut Sink<'_>) {
    for item in node.list("enforcement_points") {
        if let Some(id) = item.text().and_then(AssetId::parse)
            && !conduit.assets.contains(&id)
        {
            let message = format!("`{id}` enforces but is not among the conduit's `assets`");
            let help = format!("add it: assets = [{}]", with(&conduit.assets, &id));
            sink.push(sink.draft(&codes::ENFORCER_ELSEWHERE, item.at, message).help(help).requirement("ZCR 6.4"));
        }
    }
}

fn participant(plant: &Plant, conduit: &Conduit, item: &Item, sink: &mut Sink<'_>) {
    let joined = match item.text().and_then(party) {
        None => return,
        Some(Party::Zone(zone)) => is_joined(plant, conduit, &zone),
        Some(Party::Asset(id)) => {
            let zones = plant.assets.get(&id).map_or(&[][..], |asset| &asset.zones);
            conduit.assets.contains(&id) || zones.iter().any(|zone| is_joined(plant, conduit, zone))
        }
    };
    if !joined {
        let text = item.text().unwrap_or_default().replace("asset:", "");
        let message = format!("`{text}` is neither in a zone the conduit joins nor one of its assets");
        let help = format!("the conduit joins {}", list(&conduit.zones));
        sink.push(sink.draft(&codes::PARTY_NOT_JOINED, item.at, message).help(help).requirement("ZCR 6.4"));
    }
}

/// A zone takes part where it or a zone it is part of is joined.
fn is_joined(plant: &Plant, conduit: &Conduit, zone: &ZoneId) -> bool {
    let mut zone = Some(zone);
    for _ in 0..plant.zones.len().min(64) {
        match zone {
            Some(id) if conduit.zones.contains(id) => return true,
            Some(id) => zone = plant.zones.get(id).and_then(|z| z.parent.as_ref()),
            None => return false,
        }
    }
    false
}

fn list(zones: &[ZoneId]) -> String {
    zones.iter().map(|zone| format!("`{zone}`")).collect::<Vec<_>>().join(", ")
}

fn with(assets: &[AssetId], one: &AssetId) -> String {
    assets.iter().chain([one]).map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ")
}
