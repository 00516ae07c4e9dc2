//! Sources of configurations.

use ringwall_model::ConfigurationSource;

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
        })
    }
}
