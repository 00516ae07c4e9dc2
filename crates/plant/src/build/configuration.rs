//! Sources of configurations.

use ringwall_model::{ConfigurationSource, Foreign, NetworkId, Prefix, Route};

use super::Build;
use crate::node::{Entry, Node};

impl Build<'_, '_> {
    /// None without a file: it would be about nothing.
    pub(super) fn configuration(&mut self, entry: &Entry, node: &Node) -> Option<ConfigurationSource> {
        let file = node.foreign("file");
        (!file.is_empty()).then(|| ConfigurationSource {
            place: self.span(entry.key_at),
            file,
            taken_at: node.instant("taken_at"),
            taken_by: node.id("taken_by"),
            configuration: node.word("configuration"),
            interfaces: node.nodes("interfaces").filter_map(port).collect(),
            routes: node.nodes("routes").filter_map(|node| self.route(node)).collect(),
        })
    }

    fn route(&self, node: &Node) -> Option<Route> {
        let to = node.text("to").and_then(Prefix::parse)?;
        Some(Route { place: self.span(node.at), to, via: Some(node.address("via")?), interface: None })
    }
}

fn port(node: &Node) -> Option<(Foreign, NetworkId)> {
    Some((node.maybe_foreign("name")?, node.id("network")?))
}
