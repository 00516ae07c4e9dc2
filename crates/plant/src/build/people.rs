//! People.

use ringwall_model::Person;

use super::{Build, sorted};
use crate::node::{Entry, Node};

impl Build<'_, '_> {
    pub(super) fn person(&mut self, entry: &Entry, node: &Node) -> Person {
        Person {
            place: self.span(entry.key_at),
            name: node.foreign("name"),
            organisation: node.foreign("organisation"),
            roles: sorted(node.words("roles")),
        }
    }
}
