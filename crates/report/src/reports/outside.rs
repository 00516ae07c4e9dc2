//! An entry of another framework, from its side: the rows that belong to it.

use ringwall_catalogue::{Catalogue, Link, Outside};
use ringwall_model::NOTICE;

use crate::{Block, Document, Line, Tone};

/// What belongs to an id of other frameworks. None of it decides anything.
pub fn outside(catalogue: &Catalogue, id: &str, entries: &[Outside<'_>]) -> Document {
    let title = entries.iter().find_map(|entry| entry.title).map(|title| format!(" {title}")).unwrap_or_default();
    let id = entries.first().map_or(id, |entry| entry.id);
    Document {
        title: Line::text(format!("{id}{title}")),
        subtitle: Line::text("an entry of another framework; no level hangs on it"),
        blocks: entries.iter().flat_map(|entry| blocks(catalogue, entry)).collect(),
        notice: NOTICE,
    }
}

fn blocks(catalogue: &Catalogue, entry: &Outside<'_>) -> Vec<Block> {
    let mut lines: Vec<Line> = Vec::new();
    if !entry.tactics.is_empty() {
        lines.push(Line::text(format!("done for: {}", entry.tactics.join(", "))));
    }
    lines.extend(entry.links.iter().map(|link| row(catalogue, link)));
    lines.extend(entry.mitigations.iter().map(|(id, title, links)| mitigation(id, *title, links)));
    lines.extend(
        entry.against.iter().map(|technique| Line::text(format!("against {} {}", technique.id, technique.name))),
    );
    vec![
        Block::heading(entry.framework.to_owned()),
        Block::List(lines),
        Block::Paragraph(Line::default().toned(entry.notice.to_owned(), Tone::Muted)),
    ]
}

fn row(catalogue: &Catalogue, link: &Link<'_>) -> Line {
    let id = link.requirement.as_str();
    let title = catalogue.requirement(id).or_else(|| catalogue.component(id)).map(|row| row.title.as_str());
    let title = title.or_else(|| catalogue.process(id).map(|row| row.title.as_str())).unwrap_or("the part as a whole");
    Line::default().toned(id.to_owned(), Tone::Strong).then(format!(" {title} ({})", link.source.authority))
}

fn mitigation(id: &str, title: Option<&str>, links: &[Link<'_>]) -> Line {
    let rows: Vec<&str> = links.iter().map(|link| link.requirement.as_str()).collect();
    let title = title.map(|title| format!(" {title}")).unwrap_or_default();
    let rows = if rows.is_empty() { "no row belongs to it".to_owned() } else { rows.join(", ") };
    Line::text("mitigated by ").toned(format!("{id}{title}"), Tone::Strong).then(format!(": {rows}"))
}
