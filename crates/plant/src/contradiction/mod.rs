//! What fits word by word but not together.

mod conduits;
mod disagreement;
mod essential;
mod measures;
mod networks;
mod statements;
mod structure;

use ringwall_model::Plant;

use crate::{
    check::CheckedFile,
    circles::Circles,
    node::{Entry, Node},
    sink::Sink,
};

/// Reports every contradiction.
pub(crate) fn find(plant: &Plant, circles: &Circles, files: &[CheckedFile], sink: &mut Sink<'_>) {
    let said = disagreement::Said::of(plant);
    for file in files {
        let root = &file.root;
        each(root, "conduits", |entry, node| conduits::find(plant, entry, node, sink));
        each(root, "assets", |_, node| networks::find(plant, node, sink));
        each(root, "statements", |entry, node| statements::find(plant, entry, node, sink));
        each(root, "statements", |entry, node| disagreement::find(&said, entry, node, sink));
        each(root, "countermeasures", |entry, node| measures::find(plant, circles, entry, node, sink));
        each(root, "essential_functions", |_, node| essential::find(plant, node, sink));
        measures::find_allocations(plant, circles, root, sink);
        structure::find(circles, file, sink);
    }
}

fn each(root: &Node, table: &str, mut one: impl FnMut(&Entry, &Node)) {
    for entry in root.under(table) {
        if let Some(node) = entry.item.node() {
            one(entry, node);
        }
    }
}
