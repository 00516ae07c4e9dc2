//! The catalogue for people: its parts and rows, and how a reader's own list differs from it.

use ringwall_catalogue::{
    Catalogue, Comparison, Constraint, Difference, Entry, Part, Placeholder, ProcessPart, Techniques,
};
use ringwall_model::{NOTICE, ProcessKind, SecurityLevel};

use super::{process, requirement};
use crate::{Block, Column, Document, Line, Row, Table, Tone, exchange::rows_up_to};

/// The parts with their counts, and the rows that were asked for.
pub fn catalogue(catalogue: &Catalogue, rows: &[(&str, Entry<'_>)]) -> Document {
    let mut blocks = vec![Block::Table(parts(catalogue))];
    if !rows.is_empty() {
        blocks.push(Block::Table(rows_table(rows)));
        blocks.push(Block::Paragraph(Line::text(format!("{} rows", rows.len()))));
    }
    let processes = catalogue.processes();
    let notices = catalogue.parts().iter().map(|part| notice(&part.part, &part.notice));
    let on_processes = processes.parts().iter().map(|part| notice(&part.part, &part.notice));
    blocks.push(Block::List(notices.chain(on_processes).collect()));
    let techniques = Techniques::embedded();
    let listed = format!("{} ({}): {}", techniques.title, techniques.authority, techniques.notice);
    blocks.push(Block::List(catalogue.crosswalk().sources().map(source).chain([Line::text(listed)]).collect()));
    Document {
        title: Line::text("Catalogue"),
        subtitle: Line::text(format!("sha256 {}", catalogue.sha256())),
        blocks,
        notice: NOTICE,
    }
}

fn parts(catalogue: &Catalogue) -> Table {
    let columns = ["part", "edition", "title"].map(Column::left).into_iter();
    let counts = ["rows", "SL 1", "SL 2", "SL 3", "SL 4", "other clauses"].map(Column::right);
    let row = |part: &Part| {
        let rows = catalogue.rows_of(part);
        let others = part.placeholders.len().saturating_add(part.constraints.len());
        let texts = [&part.part, &part.edition, &part.title].map(|text| Line::text(text.clone()));
        let counts = [rows.len()].into_iter().chain(rows_up_to(rows)).chain([others]);
        let cells = texts.into_iter().chain(counts.map(|n| Line::text(n.to_string()))).collect();
        Row { anchor: None, cells }
    };
    let graded = catalogue.parts().iter().map(row);
    let on_processes = catalogue.processes().parts().iter().map(|part| process_part(catalogue, part));
    Table { columns: columns.chain(counts).collect(), rows: graded.chain(on_processes).collect() }
}

/// A part without levels: rows, and the groups they stand in.
fn process_part(catalogue: &Catalogue, part: &ProcessPart) -> Row {
    let rows = || catalogue.processes().rows().iter().filter(|row| row.part == part.part);
    let groups = rows().filter(|row| row.kind == ProcessKind::Group).count();
    let texts = [&part.part, &part.edition, &part.title].map(|text| Line::text(text.clone()));
    let levels = std::iter::repeat_n("-".to_owned(), 4);
    let counts = [rows().count().saturating_sub(groups).to_string()].into_iter().chain(levels);
    let cells = texts.into_iter().chain(counts.chain([groups.to_string()]).map(Line::text)).collect();
    Row { anchor: None, cells }
}

fn rows_table(rows: &[(&str, Entry<'_>)]) -> Table {
    let columns = vec![
        Column::left("part"),
        Column::left("id"),
        Column::left("FR"),
        Column::right("from SL"),
        Column::left("title"),
    ];
    Table { columns, rows: rows.iter().map(|(part, entry)| row(part, *entry)).collect() }
}

fn row(part: &str, entry: Entry<'_>) -> Row {
    let (fr, level, title) = match entry {
        Entry::Row(row) => (row.fr.abbreviation(), row.sl_min.to_string(), &row.title),
        Entry::Placeholder(placeholder) => (placeholder.fr.abbreviation(), "-".to_owned(), &placeholder.title),
        Entry::Constraint(constraint) => ("-", "-".to_owned(), &constraint.title),
        Entry::Process(row) => ("-", "-".to_owned(), &row.title),
    };
    let id = Line::default().toned(entry.id().to_string(), Tone::Strong);
    let cells = vec![Line::text(part.to_owned()), id, Line::text(fr), Line::text(level), Line::text(title.clone())];
    Row { anchor: None, cells }
}

fn notice(part: &str, notice: &str) -> Line {
    Line::text(format!("{part}: {notice}"))
}

fn source(source: &ringwall_catalogue::Source) -> Line {
    Line::text(format!("{} ({}): {}", source.title, source.authority, source.notice))
}

/// What an id names, explained.
pub fn entry(catalogue: &Catalogue, entry: Entry<'_>) -> Document {
    match entry {
        Entry::Row(row) => requirement(catalogue, row),
        Entry::Placeholder(placeholder) => placeholder_document(catalogue, placeholder),
        Entry::Constraint(constraint) => constraint_document(constraint),
        Entry::Process(row) => process(catalogue, row),
    }
}

fn placeholder_document(catalogue: &Catalogue, placeholder: &Placeholder) -> Document {
    let see = placeholder.see.iter().filter_map(|id| catalogue.component(id.as_str()));
    let see: Vec<Line> = see
        .map(|row| {
            let types: Vec<_> = row.component_types.iter().map(|t| t.word()).collect();
            Line::default().toned(row.id.to_string(), Tone::Strong).then(format!(
                " {} ({}), from SL {}",
                row.title,
                types.join(", "),
                row.sl_min
            ))
        })
        .collect();
    let mut blocks = vec![Block::Paragraph(Line::text(format!("This clause holds no row: {}.", placeholder.advice())))];
    if !see.is_empty() {
        blocks.push(Block::List(see));
    }
    let subtitle = Line::text(format!("{} ({}), no level", placeholder.fr.name(), placeholder.fr));
    Document { title: titled(placeholder.id.as_str(), &placeholder.title), subtitle, blocks, notice: NOTICE }
}

fn constraint_document(constraint: &Constraint) -> Document {
    Document {
        title: titled(constraint.id.as_str(), &constraint.title),
        subtitle: Line::text(format!("common to all components and levels, clause {}", constraint.clause)),
        blocks: vec![Block::Paragraph(Line::text(constraint.text.clone()))],
        notice: NOTICE,
    }
}

fn titled(id: &str, title: &str) -> Line {
    Line::text(format!("{id} {title}"))
}

/// How a reader's own list differs from the catalogue.
pub fn comparison(catalogue: &Catalogue, list: &str, comparison: &Comparison) -> Document {
    let parts = if comparison.parts.is_empty() { "no part".to_owned() } else { comparison.parts.join(", ") };
    let verdict = match comparison.differences.len() {
        0 => Line::default().toned("agrees", Tone::Good).then(" in every id, title and level it gives"),
        n => Line::default().toned(format!("differs in {n} point{}", if n == 1 { "" } else { "s" }), Tone::Bad),
    };
    let mut blocks = vec![Block::Paragraph(verdict)];
    if !comparison.differences.is_empty() {
        blocks.push(Block::List(comparison.differences.iter().map(|d| difference(list, d)).collect()));
    }
    Document {
        title: Line::text("Catalogue compared with ").foreign(&list.into()),
        subtitle: Line::text(format!(
            "{} rows of {parts}; catalogue sha256 {}",
            comparison.compared,
            catalogue.sha256()
        )),
        blocks,
        notice: NOTICE,
    }
}

fn difference(list: &str, difference: &Difference) -> Line {
    let at = |word: &'static str, line: u32| {
        Line::default().toned(word, Tone::Bad).then(" ").foreign(&list.into()).then(format!(":{line} "))
    };
    match difference {
        Difference::Missing { id, title } => {
            Line::default().toned("missing", Tone::Bad).then(format!(" {id} {title} is not in the list"))
        }
        Difference::Extra { id, line, nearest } => {
            let help = nearest.as_ref().map(|n| format!("; did you mean {n}?")).unwrap_or_default();
            at("extra", *line).foreign(&id.as_str().into()).then(format!(" is not in the catalogue{help}"))
        }
        Difference::Title { id, line, catalogue, list } => at("title", *line)
            .then(format!("{id} is \"{catalogue}\" here and \""))
            .foreign(&list.as_str().into())
            .then("\" there"),
        Difference::Level { id, line, catalogue, list } => {
            at("level", *line).then(format!("{id} begins {} here and at SL {list} there", begins(*catalogue)))
        }
    }
}

fn begins(level: Option<SecurityLevel>) -> String {
    level.map_or_else(|| "at no level".to_owned(), |level| format!("at SL {level}"))
}
