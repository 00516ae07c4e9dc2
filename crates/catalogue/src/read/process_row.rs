//! What one row of a file of process requirements says.

use ringwall_model::{LookAt, ProcessCheck, ProcessKind, ProcessRequirement, RequirementId};

use super::{
    fields::Table,
    processes::{Shared, Stand, Stands, basis},
    rows::{ID_BYTES_MAX, is_row_id},
    source::{SourceText, shown},
};
use crate::nearest::key;

/// Checks a row may have.
const CHECKS_MAX: usize = 4;

const ROW_KEYS: [&str; 8] = ["id", "kind", "under", "title", "text", "basis", "checks", "answers"];

/// Reads a row; `stands` is what it may stand under.
pub(super) fn process_row(
    source: &mut SourceText<'_>,
    table: &Table<'_>,
    shared: &Shared,
    stands: &Stands,
) -> Option<ProcessRequirement> {
    source.only(table, &ROW_KEYS);
    // Everything is read before anything is given up, so that all mistakes of a row show at once.
    let id = new_id(source, table, stands);
    let kind = if table.has("kind") { source.word(table, "kind") } else { Some(ProcessKind::Requirement) };
    let above = above(source, table, stands);
    let title = source.text(table, "title");
    let text = source.text(table, "text");
    let basis = basis(source, table, &shared.bases);
    let answers = if table.has("answers") { source.words(table, "answers") } else { Some(shared.answers.clone()) };
    let may_lack_checks = shared.superseded || kind == Some(ProcessKind::Group);
    let checks = checks(source, table, may_lack_checks);
    let (kind, above) = (kind?, above?);
    agree_on_parent(source, table, kind, above.parent.as_ref());
    let (confidence, provenance) = basis?;
    Some(ProcessRequirement {
        id: id?,
        part: shared.part.clone(),
        kind,
        headings: above.headings,
        parent: above.parent,
        title: title?,
        text: text?,
        checks,
        answers: answers?,
        authority: shared.authority.clone(),
        confidence,
        provenance,
    })
}

/// The id of a row or heading that no other of the file has.
pub(super) fn new_id(source: &mut SourceText<'_>, table: &Table<'_>, stands: &Stands) -> Option<RequirementId> {
    let said = source.text(table, "id")?;
    if !is_row_id(&said) && !is_clause(&said) {
        let help = "write it as the part does, as in SP.01.01 RE(1) or 4.2.3.1";
        source.error("malformed-id", &table.span_of("id"), format!("`{}` is not an id", shown(&said)), help);
        return None;
    }
    if stands.contains_key(&key(&said)) {
        let help = "an id names one row for ever; give this one another";
        source.error("duplicate-requirement", &table.span_of("id"), format!("`{said}` is in this file twice"), help);
        return None;
    }
    Some(RequirementId::new(&said))
}

/// What comes of standing where `under` says; nothing where it is absent.
pub(super) fn above(source: &mut SourceText<'_>, table: &Table<'_>, stands: &Stands) -> Option<Stand> {
    if !table.has("under") {
        return Some(Stand::default());
    }
    let said = source.text(table, "under")?;
    let found = stands.get(&key(&said)).cloned();
    if found.is_none() {
        let message = format!("nothing before this is called `{}`", shown(&said));
        source.error("unknown-parent", &table.span_of("under"), message, "name a heading or row that stands earlier");
    }
    found
}

/// Numbers with points between, as parts without ids of their own count their clauses.
fn is_clause(id: &str) -> bool {
    id.len() <= ID_BYTES_MAX
        && id.split('.').all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn agree_on_parent(source: &mut SourceText<'_>, table: &Table<'_>, kind: ProcessKind, parent: Option<&RequirementId>) {
    let at = table.span_of("under");
    match (kind == ProcessKind::Enhancement, parent) {
        (true, None) => {
            let help = "let `under` name its base requirement";
            source.error("enhancement-without-base", &at, "an enhancement raises a requirement", help);
        }
        (false, Some(parent)) => {
            let message = format!("`{parent}` is a requirement, no heading");
            source.error("not-a-heading", &at, message, "write kind = \"enhancement\", or name a heading");
        }
        _ => {}
    }
}

fn checks(source: &mut SourceText<'_>, row: &Table<'_>, may_lack: bool) -> Vec<ProcessCheck> {
    let tables = source.tables(row, "checks");
    let least = usize::from(!may_lack);
    if !(least..=CHECKS_MAX).contains(&tables.len()) {
        let message = format!("this row has {} checks", tables.len());
        source.error("checks-count", &row.span_of("checks"), message, "give it one to four checks");
    }
    tables.iter().filter_map(|table| check(source, table)).collect()
}

fn check(source: &mut SourceText<'_>, table: &Table<'_>) -> Option<ProcessCheck> {
    source.only(table, &["artefact", "action"]);
    let (look_at, key) = match (table.has("artefact"), table.has("action")) {
        (true, false) => (LookAt::Artefact, "artefact"),
        (false, true) => (LookAt::Action, "action"),
        _ => {
            let help = "write { artefact = \"…\" } or { action = \"…\" }";
            source.error("malformed-check", &table.span(), "a check is either an artefact or an action", help);
            return None;
        }
    };
    source.text(table, key).map(|text| ProcessCheck { look_at, text })
}
