//! From text to tree, past every syntax error: the statement that holds one is blanked and the rest is read again.

use std::{collections::BTreeSet, ops::Range};

use ringwall_model::{Diagnostic, Foreign};
use toml_edit::{Document, TomlError};

use crate::{
    codes,
    limits::{self, FILE_BYTES_MAX, NESTING_MAX, SYNTAX_BYTES_MAX, SYNTAX_ROUNDS_MAX},
    raw::{self, RawTable},
    shape,
    sink::Sink,
    source::At,
    syntax::statement::Statement,
};

mod statement;

/// What syntax errors and limits kept from being read, so that nobody is told of what only follows from them.
#[derive(Debug, Default)]
pub(crate) struct Lost {
    everything: bool,
    ids: BTreeSet<String>,
    statements: Vec<At>,
}

impl Lost {
    /// True when `id` may have been declared in what was not read.
    pub fn may_declare(&self, id: &str) -> bool {
        self.everything || self.ids.contains(id)
    }

    /// True when a statement of the table under the header at `table` was not read.
    pub fn may_belong_to(&self, table: At, text: &str) -> bool {
        let is_inline = text.get(table.start..table.end).is_some_and(|written| written.starts_with('{'));
        let after = self.statements.iter().filter(|s| s.file == table.file && s.start >= table.start);
        let Some(next) = after.map(|s| s.start).min().filter(|_| !is_inline) else { return false };
        let between = text.get(table.end..next).unwrap_or_default();
        !between.lines().skip(1).any(|line| line.trim_start().starts_with('['))
    }
}

/// Reads a file; what is not TOML is reported and skipped.
pub(crate) fn read(file: usize, sink: &mut Sink<'_>, lost: &mut Lost) -> RawTable {
    let sources = sink.sources;
    let text = sources.text(file);
    if let Some(refusal) = beyond_limits(file, text, sink) {
        sink.push(refusal);
        lost.everything = true;
        return RawTable::default();
    }
    let mut rest = text.to_owned();
    let rounds = SYNTAX_ROUNDS_MAX.min(1 + SYNTAX_BYTES_MAX / rest.len().max(1));
    for _ in 0..rounds {
        let error = match Document::parse(rest.as_str()) {
            Ok(document) => return raw::table(file, document.as_table(), At::top(file)),
            Err(error) => error,
        };
        let skipped = statement::around(&rest, error.span().map_or(0, |s| s.start));
        report(file, &error, &skipped, sink);
        lost.ids.extend(skipped.keys(&rest));
        lost.statements.push(At::new(file, skipped.range.clone()));
        if !blank(&mut rest, skipped.range) {
            break;
        }
    }
    give_up(file, sink);
    lost.everything = true;
    RawTable::default()
}

fn give_up(file: usize, sink: &mut Sink<'_>) {
    let message = "the file has more syntax errors than are looked for; nothing in it is used";
    let draft = sink.draft(&codes::TOO_MANY, At::top(file), message);
    sink.push(draft.help("repair what is listed and read again"));
}

fn beyond_limits(file: usize, text: &str, sink: &Sink<'_>) -> Option<Diagnostic> {
    if text.len() > FILE_BYTES_MAX {
        let message = format!("the file has {} bytes; at most {FILE_BYTES_MAX} are read", text.len());
        let refusal = sink.draft(&codes::FILE_TOO_LARGE, At::top(file), message);
        return Some(refusal.help("split the plant: one file a zone under zones/, one file a product under products/"));
    }
    let at = limits::too_deep_at(text)?;
    let message = format!("values or keys are nested more than {NESTING_MAX} deep");
    let refusal = sink.draft(&codes::NESTED_TOO_DEEP, At::new(file, at..at + 1), message);
    Some(refusal.help("no plant file needs more than five levels; look for a bracket that is never closed"))
}

fn report(file: usize, error: &TomlError, skipped: &Statement, sink: &mut Sink<'_>) {
    let text = sink.sources.text(file);
    let marked = error.span().filter(|s| skipped.range.contains(&s.start)).unwrap_or_else(|| skipped.last(text));
    let at = At::new(file, marked.clone());
    let message = Foreign::from(error.message()).terminal().to_string();
    if !message.starts_with("duplicate key") {
        sink.push(sink.draft(&codes::TOML_SYNTAX, at, message.clone()).help(help(&message)));
        return;
    }
    let word = Foreign::from(text.get(marked).unwrap_or_default());
    let noun = skipped.header_keys(text).and_then(|keys| match keys.as_slice() {
        [table, _] => shape::noun_of(table),
        _ => None,
    });
    let draft = match noun {
        Some(noun) => sink
            .draft(&codes::DUPLICATE_ID, at, format!("{} `{}` is declared twice", noun.word(), word.terminal()))
            .help(first_place(text, skipped)),
        None => sink
            .draft(&codes::DUPLICATE_KEY, at, format!("`{}` stands here a second time", word.terminal()))
            .help("keep one of the two; the first counts"),
    };
    sink.push(draft);
}

fn first_place(text: &str, skipped: &Statement) -> String {
    match skipped.same_header_before(text) {
        Some(line) => format!("first declared in line {line}; an id names one thing for ever"),
        None => "an id names one thing for ever: give the second another id, or merge the two".to_owned(),
    }
}

fn help(message: &str) -> &'static str {
    const HELP: &[(&str, &str)] = &[
        ("must be quoted", "text stands in double quotes; only numbers, true, false and dates stand without"),
        ("key with no value", "write `key = value`"),
        ("array", "a list is written [\"a\", \"b\"]; look for a missing comma or closing bracket"),
        ("table", "a header is written [zones.bpcs], a table in a line { a = 1, b = 2 }"),
        ("string", "look for a missing quote; inside quotes write \\\" for a quote and \\\\ for a backslash"),
    ];
    let found = HELP.iter().find(|(part, _)| message.contains(part));
    found.map_or("this statement is skipped; everything else was read", |(_, text)| text)
}

/// Overwrites a part with blanks, keeping lines and offsets. False when there was nothing left to overwrite.
fn blank(text: &mut String, range: Range<usize>) -> bool {
    let Some(part) = text.get(range.clone()) else { return false };
    let blanks: String = part.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    let changed = part != blanks;
    text.replace_range(range, &blanks);
    changed
}
