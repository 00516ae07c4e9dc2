//! A list of ids, titles and levels that somebody made from a copy of the standard: a CSV table, or a TOML file.

use std::{collections::BTreeSet, ops::Range};

use ringwall_model::{Diagnostic, SecurityLevel, is_unsafe_to_show};

use super::{
    source::{SourceText, shown},
    table::{Field, Record, records},
};
use crate::{Listed, nearest::key};

/// Words a heading may use for each column, in lower case.
const ID_WORDS: [&str; 4] = ["id", "requirement", "number", "ref"];
const TITLE_WORDS: [&str; 2] = ["title", "name"];
const LEVEL_WORDS: [&str; 5] = ["sl_min", "sl", "sl-c", "level", "security level"];

/// Reads a list; TOML where the name ends so, else a table with a heading. Every mistake is told with its line.
pub(crate) fn read_list(text: &str, name: &str) -> (Vec<Listed>, Vec<Diagnostic>) {
    let mut source = SourceText::new(text, name);
    let listed =
        if name.to_ascii_lowercase().ends_with(".toml") { of_toml(&mut source) } else { of_table(&mut source) };
    if listed.is_empty() && source.errors() == 0 {
        source.error("nothing-listed", &(0..0), "this file lists no requirement", "give at least one id");
    }
    (without_doubles(&mut source, listed), source.into_diagnostics())
}

fn of_toml(source: &mut SourceText<'_>) -> Vec<(Listed, Range<usize>)> {
    source.read(|source, file| {
        let tables = source.tables(file, "requirement");
        let mut listed = Vec::new();
        for table in &tables {
            let at = table.span_of("id");
            let id = source.text(table, "id");
            let title = source.optional_text(table, "title");
            let level = if table.has("sl_min") { source.graded_level(table, "sl_min") } else { None };
            listed.extend(id.map(|id| (Listed { id, title, level, line: source.line_of(&at) }, at)));
        }
        listed
    })
}

fn of_table(source: &mut SourceText<'_>) -> Vec<(Listed, Range<usize>)> {
    let records = records(source);
    let Some((heading, rows)) = records.split_first() else { return Vec::new() };
    let column = |words: &[&str]| heading.fields.iter().position(|f| words.contains(&f.text.to_lowercase().trim()));
    let Some(id) = column(&ID_WORDS) else {
        let help = "the first line names the columns: id, and where given title and level";
        source.error("no-id-column", &heading.at, "no column of this table is called id", help);
        return Vec::new();
    };
    let columns = Columns { id, title: column(&TITLE_WORDS), level: column(&LEVEL_WORDS) };
    rows.iter().filter_map(|record| columns.listed(source, record)).collect()
}

/// Where in a record each value stands.
struct Columns {
    id: usize,
    title: Option<usize>,
    level: Option<usize>,
}

impl Columns {
    fn listed(&self, source: &mut SourceText<'_>, record: &Record) -> Option<(Listed, Range<usize>)> {
        let field = |at: Option<usize>| at.and_then(|at| record.fields.get(at)).filter(|f| !f.text.trim().is_empty());
        let Some(id) = field(Some(self.id)) else {
            source.error("missing-id", &record.at, "this line has no id", "give one, or take the line out");
            return None;
        };
        let title = field(self.title);
        let unsafe_field = [Some(id), title].into_iter().flatten().find(|f| f.text.chars().any(is_unsafe_to_show));
        if let Some(field) = unsafe_field {
            let message = format!("control or invisible characters: {}", shown(&field.text));
            source.error("unsafe-text", &field.at, message, "write it in visible characters");
            return None;
        }
        let level = field(self.level).and_then(|field| level(source, field));
        let line = source.line_of(&record.at);
        let listed = Listed { id: trimmed(id), title: title.map(trimmed), level, line };
        Some((listed, id.at.clone()))
    }
}

fn trimmed(field: &Field) -> String {
    field.text.trim().to_owned()
}

/// `2`, `SL 2`, `SL-C 2`.
fn level(source: &mut SourceText<'_>, field: &Field) -> Option<SecurityLevel> {
    let said = field.text.trim().to_ascii_uppercase();
    let bare = said.strip_prefix("SL").map_or(said.as_str(), |rest| rest.trim_start_matches(['-', 'C', 'T', 'A', ' ']));
    let level = bare.trim().parse().ok().filter(|n| *n > 0).and_then(SecurityLevel::new);
    if level.is_none() {
        let message = format!("`{}` is not a security level", shown(&field.text));
        source.error("not-a-level", &field.at, message, "write 1, 2, 3 or 4, or leave it empty");
    }
    level
}

fn without_doubles(source: &mut SourceText<'_>, listed: Vec<(Listed, Range<usize>)>) -> Vec<Listed> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for (row, at) in listed {
        if seen.insert(key(&row.id)) {
            kept.push(row);
        } else {
            let message = format!("`{}` is listed twice", shown(&row.id));
            source.error("listed-twice", &at, message, "keep one");
        }
    }
    kept
}
