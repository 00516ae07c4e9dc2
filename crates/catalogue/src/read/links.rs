//! What a crosswalk file says: its sources, the titles of targets, and which targets belong to which row.

use std::collections::BTreeMap;

use ringwall_model::RequirementId;

use super::{
    fields::Table,
    source::{SourceText, shown},
};
use crate::crosswalk::{Crosswalk, Row, Source};

const FILE_KEYS: [&str; 7] = ["format", "version", "part", "relations", "source", "target", "row"];

/// Reads a crosswalk file.
pub(crate) fn read_links(source: &mut SourceText<'_>) -> Crosswalk {
    source.read(|source, file| {
        if !source.declares(file, "ringwall-crosswalk") {
            return Crosswalk::default();
        }
        source.only(file, &FILE_KEYS);
        let mut links = Crosswalk {
            sources: BTreeMap::new(),
            relations: source.dictionary(file, "relations").into_iter().collect(),
            titles: BTreeMap::new(),
            rows: Vec::new(),
        };
        for table in source.tables(file, "source") {
            let read = read_source(source, &table, &links.sources);
            links.sources.extend(read.map(|read| (read.id.clone(), read)));
        }
        for table in source.tables(file, "target") {
            links.titles.extend(read_title(source, &table, &links.sources));
        }
        for table in source.tables(file, "row") {
            links.rows.extend(read_row(source, &table, &links));
        }
        links
    })
}

fn read_source(source: &mut SourceText<'_>, table: &Table<'_>, before: &BTreeMap<String, Source>) -> Option<Source> {
    source.only(table, &["id", "title", "authority", "notice", "provenance"]);
    let id = source.text(table, "id");
    let title = source.text(table, "title");
    let authority = source.text(table, "authority");
    let notice = source.text(table, "notice");
    let provenance = source.text(table, "provenance");
    let read = Source { id: id?, title: title?, authority: authority?, notice: notice?, provenance: provenance? };
    if before.contains_key(&read.id) {
        let message = format!("source `{}` is in this file twice", shown(&read.id));
        source.error("duplicate-source", &table.span_of("id"), message, "keep one");
        return None;
    }
    Some(read)
}

fn read_title(
    source: &mut SourceText<'_>,
    table: &Table<'_>,
    sources: &BTreeMap<String, Source>,
) -> Option<((String, String), String)> {
    source.only(table, &["source", "id", "title"]);
    let of = known_source(source, table, sources);
    let id = source.text(table, "id");
    let title = source.text(table, "title");
    Some(((of?, id?), title?))
}

fn read_row(source: &mut SourceText<'_>, table: &Table<'_>, links: &Crosswalk) -> Option<Row> {
    source.only(table, &["requirement", "source", "relation", "targets"]);
    let requirement = source.text(table, "requirement");
    let of = known_source(source, table, &links.sources);
    let relation = source.optional_text(table, "relation");
    let targets = source.texts(table, "targets");
    if let Some(relation) = relation.as_ref().filter(|relation| !links.relations.contains_key(*relation)) {
        let message = format!("`{}` is not among the relations of this file", shown(relation));
        source.error("undeclared-relation", &table.span_of("relation"), message, "declare it under [relations]");
        return None;
    }
    Some(Row { requirement: RequirementId::new(&requirement?), source: of?, relation, targets: targets? })
}

fn known_source(source: &mut SourceText<'_>, table: &Table<'_>, sources: &BTreeMap<String, Source>) -> Option<String> {
    let said = source.text(table, "source")?;
    if !sources.contains_key(&said) {
        let message = format!("`{}` is not a source of this file", shown(&said));
        source.error("undeclared-source", &table.span_of("source"), message, "declare it as [[source]]");
        return None;
    }
    Some(said)
}
