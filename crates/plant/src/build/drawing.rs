//! The drawing.

use ringwall_model::{Drawing, Pin};

use super::{Build, fill};
use crate::node::{Entry, Node};

impl Build<'_, '_> {
    pub(super) fn drawing(&mut self, root: &Node) -> Drawing {
        let mut drawing = Drawing {
            revision: root.foreign("revision"),
            date: root.instant("date"),
            drawn_by: root.id("drawn_by"),
            approved_by: root.id("approved_by"),
            approved_at: root.instant("approved_at"),
            ..Drawing::default()
        };
        fill(&mut drawing.zones, root.under("pinned_zones"), |e, n| self.pin(e, n));
        fill(&mut drawing.conduits, root.under("pinned_conduits"), |e, n| self.pin(e, n));
        drawing
    }

    fn pin(&mut self, entry: &Entry, node: &Node) -> Option<Pin> {
        Some(Pin { place: self.span(entry.key_at), x: node.number("x")?, y: node.number("y")? })
    }
}
