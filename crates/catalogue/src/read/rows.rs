//! What a catalogue file says: its part, its conditions, its requirements with their criteria.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Criterion, CriterionId, EvidenceKind, Requirement, RequirementId};

use super::{
    fields::{Table, is_slug},
    source::{SourceText, shown},
};
use crate::{Constraint, Placeholder, Subject, nearest::key};

/// Criteria a row may have.
const CRITERIA: std::ops::RangeInclusive<usize> = 1..=6;

/// Longest id of a row, in bytes.
pub(super) const ID_BYTES_MAX: usize = 64;

const FILE_KEYS: [&str; 11] = [
    "format",
    "version",
    "part",
    "edition",
    "title",
    "notice",
    "subject",
    "conditions",
    "requirement",
    "placeholder",
    "constraint",
];

const ROW_KEYS: [&str; 14] = [
    "id",
    "title",
    "fr",
    "sl_min",
    "text",
    "unit",
    "component_types",
    "condition",
    "authority",
    "confidence",
    "provenance",
    "capability_suffices",
    "capability_reason",
    "criterion",
];

const CRITERION_KEYS: [&str; 4] = ["id", "text", "verified_by", "evidence_kinds"];

/// What was read. Rows with a mistake are left out, and a diagnostic of severity error says so.
#[derive(Default)]
pub(crate) struct Rows {
    /// Number of the part, `62443-3-3`.
    pub(crate) part: String,
    /// Edition.
    pub(crate) edition: String,
    /// Title of the part.
    pub(crate) title: String,
    /// What a reader must be told.
    pub(crate) notice: String,
    /// What its rows are asked of; the system where the file does not say.
    pub(crate) subject: Subject,
    /// Condition words with their meanings.
    pub(crate) conditions: BTreeMap<String, String>,
    /// Rows in the order of the file.
    pub(crate) requirements: Vec<Requirement>,
    /// Clauses that ask nothing themselves.
    pub(crate) placeholders: Vec<Placeholder>,
    /// Constraints without a level.
    pub(crate) constraints: Vec<Constraint>,
}

/// Reads a catalogue file.
pub(crate) fn read_rows(source: &mut SourceText<'_>) -> Rows {
    source.read(|source, file| {
        if !source.declares(file, "ringwall-catalogue") {
            return Rows::default();
        }
        source.only(file, &FILE_KEYS);
        let conditions = source.dictionary(file, "conditions").into_iter().collect();
        let subject =
            if file.has("subject") { source.word(file, "subject").unwrap_or_default() } else { Subject::System };
        let mut seen = BTreeSet::new();
        Rows {
            part: source.text(file, "part").unwrap_or_default(),
            edition: source.text(file, "edition").unwrap_or_default(),
            title: source.text(file, "title").unwrap_or_default(),
            notice: source.text(file, "notice").unwrap_or_default(),
            subject,
            requirements: requirements(source, file, subject, &conditions, &mut seen),
            placeholders: placeholders(source, file, &mut seen),
            constraints: constraints(source, file, &mut seen),
            conditions,
        }
    })
}

fn requirements(
    source: &mut SourceText<'_>,
    file: &Table<'_>,
    subject: Subject,
    conditions: &BTreeMap<String, String>,
    seen: &mut BTreeSet<String>,
) -> Vec<Requirement> {
    let mut rows = Vec::new();
    for table in source.tables(file, "requirement") {
        let before = source.errors();
        let row = requirement(source, &table, subject, conditions, seen);
        // All or nothing: a row that lost a criterion to a typing error would be easier to meet.
        rows.extend(row.filter(|_| source.errors() == before));
    }
    rows
}

fn requirement(
    source: &mut SourceText<'_>,
    table: &Table<'_>,
    subject: Subject,
    conditions: &BTreeMap<String, String>,
    seen: &mut BTreeSet<String>,
) -> Option<Requirement> {
    source.only(table, &ROW_KEYS);
    // Everything is read before anything is given up, so that all mistakes of a row show at once.
    let id = row_id(source, table, seen);
    let title = source.text(table, "title");
    let fr = source.word(table, "fr");
    let sl_min = source.graded_level(table, "sl_min");
    let text = source.text(table, "text");
    let unit = source.word(table, "unit");
    let component_types = source.words(table, "component_types");
    let condition = condition(source, table, conditions);
    let authority = source.text(table, "authority");
    let confidence = source.word(table, "confidence");
    let provenance = source.text(table, "provenance");
    let capability_suffices = capability_reason(source, table);
    // Of a component nothing but its capability is asked; in a plant capability alone shows few rows.
    let capability = subject == Subject::Component || capability_suffices.is_some();
    let criteria = criteria(source, table, id.as_ref(), capability);
    Some(Requirement {
        id: id?,
        title: title?,
        fr: fr?,
        sl_min: sl_min?,
        text: text?,
        unit: unit?,
        component_types: component_types?,
        condition,
        criteria,
        authority: authority?,
        confidence: confidence?,
        provenance: provenance?,
        capability_suffices,
    })
}

/// Clauses that only point elsewhere; one with a mistake is left out.
fn placeholders(source: &mut SourceText<'_>, file: &Table<'_>, seen: &mut BTreeSet<String>) -> Vec<Placeholder> {
    let tables = source.tables(file, "placeholder");
    tables.iter().filter_map(|table| placeholder(source, table, seen)).collect()
}

fn placeholder(source: &mut SourceText<'_>, table: &Table<'_>, seen: &mut BTreeSet<String>) -> Option<Placeholder> {
    source.only(table, &["id", "title", "fr", "kind", "see"]);
    let id = row_id(source, table, seen);
    let title = source.text(table, "title");
    let fr = source.word(table, "fr");
    let kind = source.word(table, "kind");
    let see = if table.has("see") { source.texts(table, "see")? } else { Vec::new() };
    let see = see.iter().map(|id| RequirementId::new(id)).collect();
    Some(Placeholder { id: id?, title: title?, fr: fr?, kind: kind?, see })
}

/// Constraints without a level; one with a mistake is left out.
fn constraints(source: &mut SourceText<'_>, file: &Table<'_>, seen: &mut BTreeSet<String>) -> Vec<Constraint> {
    let tables = source.tables(file, "constraint");
    tables.iter().filter_map(|table| constraint(source, table, seen)).collect()
}

fn constraint(source: &mut SourceText<'_>, table: &Table<'_>, seen: &mut BTreeSet<String>) -> Option<Constraint> {
    source.only(table, &["id", "title", "clause", "text"]);
    let id = row_id(source, table, seen);
    let title = source.text(table, "title");
    let clause = source.text(table, "clause");
    let text = source.text(table, "text");
    Some(Constraint { id: id?, title: title?, clause: clause?, text: text? })
}

fn row_id(source: &mut SourceText<'_>, table: &Table<'_>, seen: &mut BTreeSet<String>) -> Option<RequirementId> {
    let said = source.text(table, "id")?;
    if !is_row_id(&said) {
        let help = "write it as the part does: letters, then a number, as in SR 1.1 RE 2";
        source.error("malformed-id", &table.span_of("id"), format!("`{}` is not an id", shown(&said)), help);
        return None;
    }
    if !seen.insert(key(&said)) {
        let help = "an id names one row for ever; give this one another";
        source.error("duplicate-requirement", &table.span_of("id"), format!("`{said}` is in this file twice"), help);
    }
    Some(RequirementId::new(&said))
}

/// Letters, digits, points, hyphens, brackets and single blanks, beginning with a letter.
pub(super) fn is_row_id(id: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'(' | b')' | b' ');
    id.len() <= ID_BYTES_MAX
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.bytes().all(allowed)
        && !id.ends_with(' ')
        && !id.contains("  ")
}

fn condition(source: &mut SourceText<'_>, table: &Table<'_>, known: &BTreeMap<String, String>) -> Option<String> {
    let said = source.optional_text(table, "condition")?;
    if known.contains_key(&said) {
        return Some(said);
    }
    let words: Vec<&str> = known.keys().map(String::as_str).collect();
    let message = format!("`{}` is not among the conditions of this file", shown(&said));
    source.error(
        "undeclared-condition",
        &table.span_of("condition"),
        message,
        format!("declared are: {}", shown(&words.join(", "))),
    );
    None
}

/// The reason why capability alone shows the row, where it is said to.
fn capability_reason(source: &mut SourceText<'_>, table: &Table<'_>) -> Option<String> {
    let suffices = source.flag(table, "capability_suffices");
    let reason = source.optional_text(table, "capability_reason");
    if suffices != table.has("capability_reason") {
        let help = "give capability_suffices = true and capability_reason together, or neither";
        let at = table.span_of(if suffices { "capability_suffices" } else { "capability_reason" });
        source.error("capability-without-reason", &at, "a row that capability suffices for says why", help);
    }
    reason.filter(|_| suffices)
}

fn criteria(
    source: &mut SourceText<'_>,
    row: &Table<'_>,
    row_id: Option<&RequirementId>,
    capability: bool,
) -> Vec<Criterion> {
    let tables = source.tables(row, "criterion");
    if !CRITERIA.contains(&tables.len()) {
        let message = format!("this row has {} criteria", tables.len());
        source.error("criteria-count", &row.span(), message, "give it one to six [[requirement.criterion]]");
    }
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    for table in &tables {
        let Some(criterion) = criterion(source, table, row_id, capability) else { continue };
        if !seen.insert(criterion.id.clone()) {
            let message = format!("`{}` is in this row twice", criterion.id);
            source.error("duplicate-criterion", &table.span_of("id"), message, "give this one another slug");
        }
        read.push(criterion);
    }
    read
}

fn criterion(
    source: &mut SourceText<'_>,
    table: &Table<'_>,
    row_id: Option<&RequirementId>,
    capability: bool,
) -> Option<Criterion> {
    source.only(table, &CRITERION_KEYS);
    let id = criterion_id(source, table, row_id);
    let text = source.text(table, "text");
    let verified_by = source.words(table, "verified_by");
    let evidence_kinds = source.words::<EvidenceKind>(table, "evidence_kinds");
    if !capability && evidence_kinds.as_ref().is_some_and(|kinds| kinds.contains(&EvidenceKind::Capability)) {
        let help = "capability is not achievement: give the row capability_suffices and a reason, or take the word out";
        source.error(
            "capability-cannot-decide",
            &table.span_of("evidence_kinds"),
            "capability does not suffice for this row",
            help,
        );
    }
    Some(Criterion { id: id?, text: text?, verified_by: verified_by?, evidence_kinds: evidence_kinds? })
}

fn criterion_id(source: &mut SourceText<'_>, table: &Table<'_>, row_id: Option<&RequirementId>) -> Option<CriterionId> {
    let said = source.text(table, "id")?;
    // A row without a good id has been reported already; its criteria cannot be held against it.
    let row_id = row_id?;
    let slug = said.strip_prefix(row_id.as_str()).and_then(|rest| rest.strip_prefix('/'));
    if !slug.is_some_and(is_slug) {
        let message = format!("`{}` is not a criterion of `{row_id}`", shown(&said));
        source.error("malformed-criterion-id", &table.span_of("id"), message, format!("write {row_id}/a-short-word"));
        return None;
    }
    Some(CriterionId::new(&said))
}
