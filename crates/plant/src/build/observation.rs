//! Observation points.

use std::collections::BTreeMap;

use ringwall_model::{Id, Method, NetworkId, ObservationPoint, Window};

use super::{Build, sorted};
use crate::{
    codes,
    node::{Entry, Node},
};

impl Build<'_, '_> {
    /// A point with a flaw sees no conduit whole: nobody may conclude anything from what it did not see.
    pub(super) fn point(&mut self, entry: &Entry, node: &Node) -> ObservationPoint {
        let windows: Vec<Option<Window>> = node.nodes("windows").map(|n| self.window(n)).collect();
        let sound = !node.flawed && windows.iter().all(Option::is_some);
        ObservationPoint {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            method: node.word("method").unwrap_or(Method::Span),
            network: node.id("network"),
            vlans: node.under("vlans").iter().filter_map(vlan).collect(),
            sees_networks: if sound { sorted(node.ids("sees_networks")) } else { Vec::new() },
            sees_conduits: if sound { sorted(node.ids("sees_conduits")) } else { Vec::new() },
            side_of: sides(node.under("side_of")),
            both_directions: sound && node.boolean("both_directions").unwrap_or(false),
            windows: sorted(windows.into_iter().flatten().collect()),
            loss_per_million: node.number("loss_per_million"),
            clock_offset_us: node.number("clock_offset_us").unwrap_or(0),
            captures: node.foreigns("captures"),
        }
    }

    fn window(&mut self, node: &Node) -> Option<Window> {
        let window = Window { from: node.instant("from")?, until: node.instant("until")? };
        if window.until <= window.from {
            let message = format!("the window ends at {}, not after its start {}", window.until, window.from);
            let draft = self.sink.draft(&codes::ENDS_BEFORE_START, node.at("until"), message);
            self.sink.push(draft.help("give the start as `from` and the end as `until`"));
            return None;
        }
        Some(window)
    }
}

fn vlan(entry: &Entry) -> Option<(String, NetworkId)> {
    Some((entry.key.clone(), NetworkId::parse(entry.item.text()?)?))
}

fn sides<K>(entries: &[Entry]) -> BTreeMap<Id<K>, NetworkId> {
    entries.iter().filter_map(|e| Some((Id::parse(&e.key)?, NetworkId::parse(e.item.text()?)?))).collect()
}
