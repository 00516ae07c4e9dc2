//! Networks and access points.

use ringwall_model::{AccessPoint, AddressMapping, Network, Prefix, ZoneId};

use super::Build;
use crate::{
    codes,
    node::{Entry, Node},
};

impl Build<'_, '_> {
    pub(super) fn network(&mut self, entry: &Entry, node: &Node) -> Network {
        Network {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            kind: node.word("kind").unwrap_or_default(),
            prefixes: node.texts("prefixes").filter_map(Prefix::parse).collect(),
            vlan: node.numbers("vlan"),
            vrf: node.maybe_foreign("vrf"),
            untrusted: node.boolean("untrusted").unwrap_or(false),
            nat: node.nodes("nat").filter_map(mapping).collect(),
        }
    }

    pub(super) fn access_point(&mut self, entry: &Entry, node: &Node, file: Option<&ZoneId>) -> Option<AccessPoint> {
        let zone = node.id("zone").or_else(|| file.cloned());
        if zone.is_none() && !node.flawed {
            let draft = self.sink.draft(&codes::MISSING_KEY, entry.key_at, "`zone` is missing");
            self.sink.push(draft.help("add `zone = \"id\"`: the zone it leads into").requirement("ZCR 6.4"));
        }
        Some(AccessPoint {
            place: self.span(entry.key_at),
            zone: zone?,
            kind: node.word("kind")?,
            description: node.foreign("description"),
        })
    }
}

fn mapping(node: &Node) -> Option<AddressMapping> {
    Some(AddressMapping {
        inside: node.address("inside")?,
        network: node.id("network")?,
        outside: node.address("outside")?,
    })
}
