//! One requirement, explained.

use std::collections::BTreeSet;

use ringwall_catalogue::Catalogue;
use ringwall_model::{NOTICE, Requirement, RowConfidence, VerifiedBy};

use crate::{Block, Document, Line, Tone};

/// What a requirement asks, how each criterion is verified, and where else it is spoken of.
pub fn requirement(catalogue: &Catalogue, row: &Requirement) -> Document {
    let mut blocks = vec![Block::Paragraph(Line::text(row.text.clone())), Block::List(facts(catalogue, row))];
    blocks.push(Block::heading("Criteria"));
    blocks.push(Block::List(row.criteria.iter().map(criterion).collect()));
    let links: Vec<Line> = paired(catalogue, row).into_iter().chain(crosswalks(catalogue, row)).collect();
    if !links.is_empty() {
        blocks.push(Block::heading("Elsewhere"));
        blocks.push(Block::List(links));
        blocks.extend(notices(catalogue, row));
    }
    Document {
        title: Line::text(format!("{} {}", row.id, row.title)),
        subtitle: Line::text(format!("{} ({}), asked from SL {}", row.fr.name(), row.fr, row.sl_min)),
        blocks,
        notice: NOTICE,
    }
}

fn facts(catalogue: &Catalogue, row: &Requirement) -> Vec<Line> {
    let types: Vec<_> = row.component_types.iter().map(|t| t.word()).collect();
    let mut facts = vec![
        Line::text(format!("judged on: each {}", row.unit.word())),
        Line::text(format!("concerns: {}", types.join(", "))),
    ];
    if let Some(condition) = &row.condition {
        let meaning = catalogue.conditions().get(condition).map(|m| format!(" ({m})")).unwrap_or_default();
        facts.push(Line::text(format!("applies when: {condition}{meaning}")));
    }
    if let Some(reason) = &row.capability_suffices {
        facts.push(Line::text(format!("what a product can do is enough: {reason}")));
    }
    let confidence = match row.confidence {
        RowConfidence::Agreed => "sources agree",
        RowConfidence::Adopted => "sources differ; decided",
        RowConfidence::Disputed => "disputed: a level that hangs on this row says so",
    };
    facts.push(Line::text(format!("source: {} ({confidence}): {}", row.authority, row.provenance)));
    facts
}

fn criterion(criterion: &ringwall_model::Criterion) -> Line {
    let ways: Vec<_> = criterion.verified_by.iter().map(|w| way(*w)).collect();
    Line::default()
        .toned(criterion.id.to_string(), Tone::Code)
        .then(format!(": {} ", criterion.text))
        .toned(format!("[{}]", ways.join(", ")), Tone::Muted)
}

fn way(way: VerifiedBy) -> &'static str {
    match way {
        VerifiedBy::Observe => "seen on the wire",
        VerifiedBy::Configure => "read from a configuration",
        VerifiedBy::Examine => "examined",
        VerifiedBy::Test => "tested",
        VerifiedBy::Attest => "attested",
    }
}

/// The rows of the system that a component's row belongs to; from the other side the crosswalk says so.
fn paired(catalogue: &Catalogue, row: &Requirement) -> Vec<Line> {
    let pairs = catalogue.pairs_of_component(row.id.as_str());
    pairs
        .into_iter()
        .map(|pair| {
            let level = match pair.system.sl_min == row.sl_min {
                true => String::new(),
                false => format!(", from SL {} there", pair.system.sl_min),
            };
            Line::text(format!(
                "{}: {} {} ({}{level})",
                pair.system.authority, pair.system.id, pair.system.title, pair.relation
            ))
        })
        .collect()
}

/// What the owners of other frameworks ask to be printed, once each.
fn notices(catalogue: &Catalogue, row: &Requirement) -> Vec<Block> {
    let links = catalogue.crosswalk().of_requirement(row.id.as_str());
    let notices: BTreeSet<&str> = links.iter().map(|link| link.source.notice.as_str()).collect();
    let paragraph = |notice: &str| Block::Paragraph(Line::default().toned(notice.to_owned(), Tone::Muted));
    notices.into_iter().map(paragraph).collect()
}

fn crosswalks(catalogue: &Catalogue, row: &Requirement) -> Vec<Line> {
    let links = catalogue.crosswalk().of_requirement(row.id.as_str());
    links
        .into_iter()
        .map(|link| {
            let title = link.title.map(|t| format!(" {t}")).unwrap_or_default();
            Line::text(format!("{}: {}{title} ({})", link.source.title, link.target, link.source.authority))
        })
        .collect()
}
