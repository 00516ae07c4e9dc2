//! Assets.

use std::borrow::Cow;

use ringwall_model::{ApprovedService, Asset, AssetInterface, Behind, Foreign, Mac, Unit, ZoneId};

use super::{Build, sorted};
use crate::{
    codes,
    node::{Entry, Node},
    shape::parse_wire,
};

impl Build<'_, '_> {
    /// `file` is the zone whose own file the asset stands in.
    pub(super) fn asset(&mut self, entry: &Entry, node: &Node, file: Option<&ZoneId>) -> Asset {
        Asset {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            zones: self.zones_of(node, file),
            conduits: Vec::new(),
            interfaces: node.nodes("interfaces").filter_map(|n| self.interface(n)).collect(),
            behind: node.node("behind").and_then(behind),
            hosted_on: node.id("hosted_on"),
            redundancy_group: node.maybe_foreign("redundancy_group"),
            component_types: sorted(node.words("component_types")),
            role: node.maybe_foreign("role"),
            level: node.maybe_foreign("level"),
            lacks: self.lacks(node),
            criticality: node.word("criticality").unwrap_or_default(),
            business: node.boolean("business").unwrap_or(false),
            safety: node.boolean("safety").unwrap_or(false),
            temporary: node.boolean("temporary").unwrap_or(false),
            owner: node.id("owner"),
            lifecycle: node.foreign("lifecycle"),
            product: node.id("product"),
            serial: node.maybe_foreign("serial"),
            firmware: node.maybe_foreign("firmware"),
            pinned_certificates: node.texts("pinned_certificates").map(|t| t.to_ascii_lowercase().into()).collect(),
            services: node.has("services").then(|| node.texts("services").filter_map(service).collect()),
        }
    }

    fn zones_of(&mut self, node: &Node, file: Option<&ZoneId>) -> Vec<ZoneId> {
        let mut zones: Vec<ZoneId> = node.ids("zone");
        if let Some(file) = file {
            if let Some(other) = zones.iter().find(|zone| *zone != file) {
                let message = format!("the asset stands in the file of zone `{file}` but names zone `{other}`");
                let draft = self.sink.draft(&codes::ZONE_CONTRADICTS_FILE, node.at("zone"), message);
                self.sink.push(draft.help("leave `zone` out here, or move the asset").requirement("ZCR 3.1"));
            }
            zones.push(file.clone());
        }
        sorted(zones)
    }

    fn interface(&mut self, node: &Node) -> Option<AssetInterface> {
        Some(AssetInterface {
            place: self.span(node.at),
            network: node.id("network")?,
            mac: node.text("mac").and_then(Mac::parse),
            ips: node.texts("ip").filter_map(|text| text.parse().ok()).collect(),
            station: node.number("station"),
        })
    }

    fn lacks(&mut self, node: &Node) -> Vec<Unit> {
        let units: Vec<Unit> = node.words("lacks");
        for unit in units.iter().filter(|unit| !unit.is_per_asset()) {
            let message = format!("`{}` is no unit that an asset has or lacks", unit.word());
            let draft = self.sink.draft(&codes::UNIT_NOT_PER_ASSET, node.at("lacks"), message);
            self.sink.push(
                draft.help("an asset may lack human-interface, machine-interface, account-store, component or data"),
            );
        }
        sorted(units.into_iter().filter(|unit| unit.is_per_asset()).collect())
    }
}

fn service(text: &str) -> Option<ApprovedService> {
    let wire = parse_wire(text)?;
    Some(ApprovedService { protocol: wire.protocol.map(Cow::Owned), transport: wire.transport, port: wire.port })
}

fn behind(node: &Node) -> Option<Behind> {
    Some(Behind { gateway: node.id("gateway")?, native: Foreign::from(node.text("native")?) })
}
