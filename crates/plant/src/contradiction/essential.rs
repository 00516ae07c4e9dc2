//! Essential functions: who approved them.

use ringwall_model::{PersonRole, Plant};

use super::statements::role;
use crate::{codes, node::Node, sink::Sink};

pub(super) fn find(plant: &Plant, node: &Node, sink: &mut Sink<'_>) {
    role(plant, node, "approved_by", (PersonRole::Safety, "safety", &codes::NOT_SAFETY), sink);
}
