//! What a file of techniques says: what attackers do, and which mitigations are named against each.

use std::collections::BTreeSet;

use super::{
    fields::Table,
    source::{SourceText, shown},
};
use crate::techniques::{Technique, Techniques};

const FILE_KEYS: [&str; 8] =
    ["format", "version", "title", "authority", "notice", "provenance", "mitigations_of", "technique"];

/// Reads a file of techniques. One with a mistake is left out as a whole.
pub(crate) fn read_techniques(source: &mut SourceText<'_>) -> Techniques {
    source.read(|source, file| {
        if !source.declares(file, "ringwall-techniques") {
            return Techniques::default();
        }
        source.only(file, &FILE_KEYS);
        let mut text = |key| source.text(file, key).unwrap_or_default();
        let (title, authority, notice) = (text("title"), text("authority"), text("notice"));
        let (provenance, mitigations_of) = (text("provenance"), text("mitigations_of"));
        let mut ids = BTreeSet::new();
        let tables = source.tables(file, "technique");
        let list = tables.iter().filter_map(|table| read_technique(source, table, &mut ids)).collect();
        Techniques { title, authority, notice, provenance, mitigations_of, list }
    })
}

fn read_technique(source: &mut SourceText<'_>, table: &Table<'_>, before: &mut BTreeSet<String>) -> Option<Technique> {
    source.only(table, &["id", "name", "tactics", "mitigations"]);
    let (id, name, tactics) = (source.text(table, "id"), source.text(table, "name"), source.texts(table, "tactics"));
    let mitigations = match table.has("mitigations") {
        true => source.texts(table, "mitigations")?,
        false => Vec::new(),
    };
    let read = Technique { id: id?, name: name?, tactics: tactics?, mitigations };
    if !before.insert(read.id.clone()) {
        let message = format!("technique `{}` is in this file twice", shown(&read.id));
        source.error("duplicate-technique", &table.span_of("id"), message, "keep one");
        return None;
    }
    Some(read)
}
