//! What a file of process requirements says: its part, its scale, its headings, its rows.

use std::collections::BTreeMap;

use ringwall_model::{
    Heading, MaturityLevel, PrincipalRole, ProcessConfidence, ProcessKind, ProcessRequirement, RequirementId,
};

use super::{
    fields::Table,
    process_row::{above, new_id, process_row},
    source::{SourceText, shown},
};
use crate::{nearest::key, processes::ProcessPart};

const FILE_KEYS: [&str; 13] = [
    "format",
    "version",
    "part",
    "edition",
    "title",
    "notice",
    "authority",
    "answers",
    "superseded_by",
    "basis",
    "maturity",
    "heading",
    "process",
];

/// What was read. Rows with a mistake are left out, and a diagnostic of severity error says so.
#[derive(Default)]
pub(crate) struct ProcessRows {
    /// The part.
    pub(crate) part: ProcessPart,
    /// Rows in the order of the file.
    pub(crate) rows: Vec<ProcessRequirement>,
}

/// What the rows of a file share.
pub(super) struct Shared {
    pub(super) part: String,
    pub(super) authority: String,
    pub(super) answers: Vec<PrincipalRole>,
    pub(super) superseded: bool,
    pub(super) bases: Bases,
}

/// Confidence and provenance by the name rows give them.
pub(super) type Bases = BTreeMap<String, (ProcessConfidence, String)>;

/// What comes of standing under a heading or row.
#[derive(Clone, Default)]
pub(super) struct Stand {
    pub(super) headings: Vec<Heading>,
    pub(super) parent: Option<RequirementId>,
}

/// Headings and rows read so far, by the key of their id.
pub(super) type Stands = BTreeMap<String, Stand>;

/// Reads a file of process requirements.
pub(crate) fn read_process_rows(source: &mut SourceText<'_>) -> ProcessRows {
    source.read(|source, file| {
        if !source.declares(file, "ringwall-processes") {
            return ProcessRows::default();
        }
        source.only(file, &FILE_KEYS);
        let bases = bases(source, file);
        let part = ProcessPart {
            part: source.text(file, "part").unwrap_or_default(),
            edition: source.text(file, "edition").unwrap_or_default(),
            title: source.text(file, "title").unwrap_or_default(),
            notice: source.text(file, "notice").unwrap_or_default(),
            superseded_by: source.optional_text(file, "superseded_by"),
            maturity: maturity(source, file, &bases),
        };
        let shared = Shared {
            part: part.part.clone(),
            authority: source.text(file, "authority").unwrap_or_default(),
            answers: source.words(file, "answers").unwrap_or_default(),
            superseded: part.superseded_by.is_some(),
            bases,
        };
        let mut stands = headings(source, file);
        ProcessRows { part, rows: rows(source, file, &shared, &mut stands) }
    })
}

fn bases(source: &mut SourceText<'_>, file: &Table<'_>) -> Bases {
    let mut bases = BTreeMap::new();
    for table in source.tables(file, "basis") {
        source.only(&table, &["id", "confidence", "provenance"]);
        let id = source.text(&table, "id");
        let confidence = source.word(&table, "confidence");
        let provenance = source.text(&table, "provenance");
        let (Some(id), Some(confidence), Some(provenance)) = (id, confidence, provenance) else { continue };
        if bases.contains_key(&id) {
            let message = format!("basis `{}` is in this file twice", shown(&id));
            source.error("duplicate-basis", &table.span_of("id"), message, "keep one");
        }
        bases.entry(id).or_insert((confidence, provenance));
    }
    bases
}

fn maturity(source: &mut SourceText<'_>, file: &Table<'_>, bases: &Bases) -> Vec<MaturityLevel> {
    let mut scale: Vec<MaturityLevel> = Vec::new();
    for table in source.tables(file, "maturity") {
        source.only(&table, &["level", "name", "text", "basis"]);
        let level = source.graded_level(&table, "level").map(|level| level.get());
        let name = source.text(&table, "name");
        let text = source.text(&table, "text");
        let basis = basis(source, &table, bases);
        if level.is_some_and(|level| scale.last().is_some_and(|below| below.level >= level)) {
            let help = "write the scale from its lowest level up, each once";
            source.error(
                "maturity-order",
                &table.span_of("level"),
                "this level does not follow the one above it",
                help,
            );
        }
        let (Some(level), Some(name), Some(text), Some((confidence, provenance))) = (level, name, text, basis) else {
            continue;
        };
        scale.push(MaturityLevel { level, name, text, confidence, provenance });
    }
    scale
}

pub(super) fn basis(
    source: &mut SourceText<'_>,
    table: &Table<'_>,
    known: &Bases,
) -> Option<(ProcessConfidence, String)> {
    let said = source.text(table, "basis")?;
    let found = known.get(&said).cloned();
    if found.is_none() {
        let message = format!("`{}` is not a basis of this file", shown(&said));
        source.error("undeclared-basis", &table.span_of("basis"), message, "declare it as [[basis]]");
    }
    found
}

fn headings(source: &mut SourceText<'_>, file: &Table<'_>) -> Stands {
    let mut stands = Stands::new();
    for table in source.tables(file, "heading") {
        source.only(&table, &["id", "title", "under"]);
        let id = new_id(source, &table, &stands);
        let title = source.text(&table, "title");
        let above = above(source, &table, &stands);
        let (Some(id), Some(title), Some(mut stand)) = (id, title, above) else { continue };
        stand.headings.push(Heading { id: id.clone(), title });
        stands.insert(key(id.as_str()), stand);
    }
    stands
}

fn rows(
    source: &mut SourceText<'_>,
    file: &Table<'_>,
    shared: &Shared,
    stands: &mut Stands,
) -> Vec<ProcessRequirement> {
    let mut rows = Vec::new();
    for table in source.tables(file, "process") {
        let before = source.errors();
        let row = process_row(source, &table, shared, stands);
        // All or nothing, as for the rows a plant is judged by.
        let Some(row) = row.filter(|_| source.errors() == before) else { continue };
        stands.insert(key(row.id.as_str()), stand_of(&row));
        rows.push(row);
    }
    rows
}

/// What stands under a group has it as heading; what stands under a base requirement has it as parent.
fn stand_of(row: &ProcessRequirement) -> Stand {
    let mut headings = row.headings.clone();
    if row.kind == ProcessKind::Group {
        headings.push(Heading { id: row.id.clone(), title: row.title.clone() });
    }
    Stand { headings, parent: (row.kind != ProcessKind::Group).then(|| row.id.clone()) }
}
