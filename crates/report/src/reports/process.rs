//! One row on processes, explained.

use ringwall_catalogue::{Catalogue, Crosswalk, Link, ProcessPart};
use ringwall_model::{LookAt, NOTICE, ProcessCheck, ProcessRequirement};

use crate::{Block, Document, Line, Tone};

/// What a row asks of how people work, what an assessor looks at, and where else it is spoken of.
pub fn process(catalogue: &Catalogue, row: &ProcessRequirement) -> Document {
    let part = catalogue.processes().part_of(row);
    let mut blocks = vec![Block::Paragraph(Line::text(row.text.clone())), Block::List(facts(catalogue, part, row))];
    section(&mut blocks, "What to look at", row.checks.iter().map(check).collect());
    section(&mut blocks, "Maturity", part.map(scale).unwrap_or_default());
    section(&mut blocks, "Elsewhere", elsewhere(catalogue, row));
    for notice in catalogue.processes().notices(row) {
        blocks.push(Block::Paragraph(Line::default().toned(notice.to_owned(), Tone::Muted)));
    }
    Document {
        title: Line::text(format!("{} {}", row.id, row.title)),
        subtitle: Line::text(format!("{} of {}{}", row.kind.name(), row.authority, place(row))),
        blocks,
        notice: NOTICE,
    }
}

fn section(blocks: &mut Vec<Block>, title: &'static str, lines: Vec<Line>) {
    if !lines.is_empty() {
        blocks.push(Block::heading(title));
        blocks.push(Block::List(lines));
    }
}

fn place(row: &ProcessRequirement) -> String {
    let headings: Vec<_> = row.headings.iter().map(|h| format!("{} {}", h.id, h.title)).collect();
    if headings.is_empty() { String::new() } else { format!(", under {}", headings.join(", ")) }
}

fn facts(catalogue: &Catalogue, part: Option<&ProcessPart>, row: &ProcessRequirement) -> Vec<Line> {
    let mut facts = Vec::new();
    if let Some(by) = part.and_then(|part| part.superseded_by.as_deref()) {
        facts.push(Line::text(format!("replaced by {by}: this row only explains what older papers cite")));
    }
    let roles: Vec<_> = row.answers.iter().map(|role| role.name()).collect();
    facts.push(Line::text(format!("answers for it: {}", roles.join(", "))));
    if let Some(parent) = &row.parent {
        facts.push(Line::text(format!("raises: {parent}")));
    }
    let below: Vec<_> = catalogue.processes().under(row).map(|below| below.id.as_str()).collect();
    if !below.is_empty() {
        facts.push(Line::text(format!("below it: {}", below.join(", "))));
    }
    facts.push(Line::text(format!("source: {} ({}): {}", row.authority, row.confidence.meaning(), row.provenance)));
    facts
}

fn check(check: &ProcessCheck) -> Line {
    let way = match check.look_at {
        LookAt::Artefact => "[to read]",
        LookAt::Action => "[to do]",
    };
    Line::text(format!("{} ", check.text)).toned(way, Tone::Muted)
}

fn scale(part: &ProcessPart) -> Vec<Line> {
    let mut lines: Vec<_> =
        part.maturity.iter().map(|step| Line::text(format!("{} {}: {}", step.level, step.name, step.text))).collect();
    if let Some(least_sure) = part.maturity.iter().map(|step| step.confidence).max() {
        lines.push(Line::default().toned(format!("names of the levels: {}", least_sure.meaning()), Tone::Muted));
    }
    lines
}

fn elsewhere(catalogue: &Catalogue, row: &ProcessRequirement) -> Vec<Line> {
    let crosswalk = catalogue.processes().crosswalk();
    let of_row = crosswalk.of_requirement(row.id.as_str());
    let of_part = crosswalk.of_requirement(&row.part);
    let lines = |links: &[Link<'_>], whose| alike(links).map(|l| entries(crosswalk, l, whose)).collect::<Vec<_>>();
    [lines(&of_row, ""), lines(&of_part, "the part as a whole: ")].concat()
}

/// Runs of links that one source states with one relation.
fn alike<'a, 'c>(links: &'a [Link<'c>]) -> impl Iterator<Item = &'a [Link<'c>]> {
    links.chunk_by(|a, b| a.source.id == b.source.id && a.relation == b.relation)
}

fn entries(crosswalk: &Crosswalk, links: &[Link<'_>], whose: &str) -> Line {
    let Some(first) = links.first() else { return Line::default() };
    let targets: Vec<_> = links.iter().map(|l| format!("{}{}", l.target, titled(l))).collect();
    let line =
        Line::text(format!("{whose}{} ({}): {}", first.source.title, first.source.authority, targets.join(", ")));
    match first.relation.and_then(|relation| crosswalk.meaning(relation)) {
        Some(meaning) => line.toned(format!(" [{meaning}]"), Tone::Muted),
        None => line,
    }
}

fn titled(link: &Link<'_>) -> String {
    link.title.map(|title| format!(" {title}")).unwrap_or_default()
}
