//! `ringwall catalogue list --json` and `compare --json`; `explain --json` for what is no row.

use serde::Serialize;

use ringwall_catalogue::{
    Catalogue, Comparison, Constraint, Difference, Entry, Part, Placeholder, PlaceholderKind, ProcessPart, Subject,
};
use ringwall_model::{FoundationalRequirement, ProcessKind, Requirement, RequirementId, RowConfidence, SecurityLevel};

use super::{ProcessDocument, RequirementDocument};

/// Parts and rows of a catalogue.
#[derive(Serialize)]
pub struct CatalogueDocument<'a> {
    format: &'static str,
    version: u32,
    sha256: &'a str,
    parts: Vec<PartView<'a>>,
    process_parts: Vec<ProcessPartView<'a>>,
    rows: Vec<RowView<'a>>,
}

#[derive(Serialize)]
struct ProcessPartView<'a> {
    part: &'a str,
    edition: &'a str,
    title: &'a str,
    superseded_by: Option<&'a str>,
    rows: usize,
    groups: usize,
    notice: &'a str,
}

#[derive(Serialize)]
struct PartView<'a> {
    part: &'a str,
    edition: &'a str,
    title: &'a str,
    subject: Subject,
    rows: usize,
    /// At SL 1, 2, 3 and 4.
    rows_up_to: [usize; 4],
    placeholders: usize,
    constraints: usize,
    notice: &'a str,
}

#[derive(Serialize)]
struct RowView<'a> {
    part: &'a str,
    id: &'a RequirementId,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fr: Option<FoundationalRequirement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sl_min: Option<SecurityLevel>,
    criteria: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<RowConfidence>,
}

/// How many rows are asked at SL 1, 2, 3 and 4.
pub(crate) fn rows_up_to(rows: &[Requirement]) -> [usize; 4] {
    let mut graded = SecurityLevel::graded();
    std::array::from_fn(|_| graded.next().map_or(0, |level| rows.iter().filter(|row| row.sl_min <= level).count()))
}

impl<'a> CatalogueDocument<'a> {
    /// The document over the rows that were asked for.
    pub fn new(catalogue: &'a Catalogue, rows: &[(&'a str, Entry<'a>)]) -> Self {
        Self {
            format: "ringwall-catalogue-list",
            version: 1,
            sha256: catalogue.sha256(),
            parts: catalogue.parts().iter().map(|part| part_view(catalogue, part)).collect(),
            process_parts: catalogue.processes().parts().iter().map(|part| process_view(catalogue, part)).collect(),
            rows: rows.iter().map(|(part, entry)| row_view(part, *entry)).collect(),
        }
    }
}

fn part_view<'a>(catalogue: &'a Catalogue, part: &'a Part) -> PartView<'a> {
    let rows = catalogue.rows_of(part);
    PartView {
        part: &part.part,
        edition: &part.edition,
        title: &part.title,
        subject: part.subject,
        rows: rows.len(),
        rows_up_to: rows_up_to(rows),
        placeholders: part.placeholders.len(),
        constraints: part.constraints.len(),
        notice: &part.notice,
    }
}

fn process_view<'a>(catalogue: &Catalogue, part: &'a ProcessPart) -> ProcessPartView<'a> {
    let rows = || catalogue.processes().rows().iter().filter(|row| row.part == part.part);
    let groups = rows().filter(|row| row.kind == ProcessKind::Group).count();
    ProcessPartView {
        part: &part.part,
        edition: &part.edition,
        title: &part.title,
        superseded_by: part.superseded_by.as_deref(),
        rows: rows().count().saturating_sub(groups),
        groups,
        notice: &part.notice,
    }
}

fn row_view<'a>(part: &'a str, entry: Entry<'a>) -> RowView<'a> {
    let id = entry.id();
    let plain =
        |title: &'a str, criteria| RowView { part, id, title, fr: None, sl_min: None, criteria, confidence: None };
    match entry {
        Entry::Row(row) => RowView {
            fr: Some(row.fr),
            sl_min: Some(row.sl_min),
            confidence: Some(row.confidence),
            ..plain(&row.title, row.criteria.len())
        },
        Entry::Placeholder(placeholder) => RowView { fr: Some(placeholder.fr), ..plain(&placeholder.title, 0) },
        Entry::Constraint(constraint) => plain(&constraint.title, 0),
        Entry::Process(row) => plain(&row.title, row.checks.len()),
    }
}

/// What a comparison with a reader's list came to.
#[derive(Serialize)]
pub struct ComparisonDocument<'a> {
    format: &'static str,
    version: u32,
    catalogue_sha256: &'a str,
    parts: &'a [String],
    compared: usize,
    differences: &'a [Difference],
}

impl<'a> ComparisonDocument<'a> {
    /// The document of one comparison.
    pub fn new(catalogue: &'a Catalogue, comparison: &'a Comparison) -> Self {
        Self {
            format: "ringwall-catalogue-comparison",
            version: 1,
            catalogue_sha256: catalogue.sha256(),
            parts: &comparison.parts,
            compared: comparison.compared,
            differences: &comparison.differences,
        }
    }
}

/// Whatever an id names, as the document of its kind.
#[derive(Serialize)]
#[serde(untagged)]
pub enum EntryDocument<'a> {
    /// A row.
    Row(Box<RequirementDocument<'a>>),
    /// A clause that asks nothing itself.
    Placeholder(PlaceholderDocument<'a>),
    /// A constraint without a level.
    Constraint(ConstraintDocument<'a>),
    /// A row on processes.
    Process(Box<ProcessDocument<'a>>),
}

/// A clause that asks nothing itself.
#[derive(Serialize)]
pub struct PlaceholderDocument<'a> {
    format: &'static str,
    version: u32,
    id: &'a RequirementId,
    title: &'a str,
    fr: FoundationalRequirement,
    kind: PlaceholderKind,
    see: &'a [RequirementId],
}

/// A constraint without a level.
#[derive(Serialize)]
pub struct ConstraintDocument<'a> {
    format: &'static str,
    version: u32,
    id: &'a RequirementId,
    title: &'a str,
    clause: &'a str,
    text: &'a str,
}

impl<'a> EntryDocument<'a> {
    /// The document of one entry.
    pub fn new(catalogue: &'a Catalogue, entry: Entry<'a>) -> Self {
        match entry {
            Entry::Row(row) => Self::Row(Box::new(RequirementDocument::new(catalogue, row))),
            Entry::Placeholder(placeholder) => Self::Placeholder(placeholder_document(placeholder)),
            Entry::Constraint(constraint) => Self::Constraint(constraint_document(constraint)),
            Entry::Process(row) => Self::Process(Box::new(ProcessDocument::new(catalogue, row))),
        }
    }
}

fn placeholder_document(placeholder: &Placeholder) -> PlaceholderDocument<'_> {
    PlaceholderDocument {
        format: "ringwall-placeholder",
        version: 1,
        id: &placeholder.id,
        title: &placeholder.title,
        fr: placeholder.fr,
        kind: placeholder.kind,
        see: &placeholder.see,
    }
}

fn constraint_document(constraint: &Constraint) -> ConstraintDocument<'_> {
    ConstraintDocument {
        format: "ringwall-constraint",
        version: 1,
        id: &constraint.id,
        title: &constraint.title,
        clause: &constraint.clause,
        text: &constraint.text,
    }
}
