//! A catalogue: the rows a plant is judged by, found by id, level or foundational requirement.

use std::{collections::BTreeMap, fmt::Write as _, ops::Range, sync::LazyLock};

use ringwall_model::{Criterion, Diagnostic, FoundationalRequirement, ProcessRequirement, Requirement, SecurityLevel};
use sha2::{Digest, Sha256};

use crate::{
    Constraint, Entry, PARTS, Pair, Placeholder, Subject,
    crosswalk::{Crosswalk, Link},
    nearest::{key, nearest},
    processes::Processes,
    read::{Rows, SourceText, read_rows},
};

/// One part of the standard, as its file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Number, `62443-3-3`.
    pub part: String,
    /// Edition, with corrigenda.
    pub edition: String,
    /// Title.
    pub title: String,
    /// What must be printed wherever its rows are.
    pub notice: String,
    /// What its rows are asked of.
    pub subject: Subject,
    /// Clauses that ask nothing themselves.
    pub placeholders: Vec<Placeholder>,
    /// Constraints without a level.
    pub constraints: Vec<Constraint>,
    /// Where its rows stand among those of its subject.
    rows: Range<usize>,
}

impl Part {
    fn entries_without_level(&self) -> impl Iterator<Item = Entry<'_>> {
        self.placeholders.iter().map(Entry::Placeholder).chain(self.constraints.iter().map(Entry::Constraint))
    }
}

/// Id under which the crosswalk of the system's rows names those of a component.
const COMPONENT_PART: &str = "iec62443-4-2";

/// Requirements with their criteria, in catalogue order, and what other frameworks say about them.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    parts: Vec<Part>,
    requirements: Vec<Requirement>,
    by_key: BTreeMap<String, usize>,
    components: Vec<Requirement>,
    component_by_key: BTreeMap<String, usize>,
    conditions: BTreeMap<String, String>,
    crosswalk: Crosswalk,
    /// Places of a row of the system and one of a component that belong together, with the word for how close they are.
    pairs: Vec<(usize, usize, String)>,
    sha256: String,
    processes: Option<Processes>,
}

impl From<Processes> for Catalogue {
    /// A catalogue to explain from: it holds no row that a plant is judged by.
    fn from(processes: Processes) -> Self {
        Self { processes: Some(processes), ..Self::default() }
    }
}

impl Catalogue {
    /// The catalogue that comes with Ringwall.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Catalogue> = LazyLock::new(read_parts);
        &EMBEDDED
    }

    /// Reads a catalogue file; `name` is what diagnostics call it. A row with a mistake is left out as a whole.
    ///
    /// Who judges must stop at a diagnostic of severity error: a missing row makes a level easier to reach.
    pub fn parse(text: &str, name: &str) -> (Self, Vec<Diagnostic>) {
        let mut source = SourceText::new(text, name);
        let mut catalogue = Self::default();
        catalogue.join(read_rows(&mut source));
        catalogue.sha256 = sha256_hex([text]);
        (catalogue, source.into_diagnostics())
    }

    /// The parts it holds.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The rows of a part, in its order.
    pub fn rows_of(&self, part: &Part) -> &[Requirement] {
        let rows = match part.subject {
            Subject::System => &self.requirements,
            Subject::Component => &self.components,
        };
        rows.get(part.rows.clone()).unwrap_or_default()
    }

    /// Every row a zone or conduit is judged by, in catalogue order.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The rows asked at a level: those that begin at it or below.
    pub fn asked_at(&self, level: SecurityLevel) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(move |row| row.sl_min <= level)
    }

    /// The rows of one foundational requirement asked at a level: R(f, L) of the method.
    pub fn rows(&self, fr: FoundationalRequirement, level: SecurityLevel) -> impl Iterator<Item = &Requirement> {
        self.asked_at(level).filter(move |row| row.fr == fr)
    }

    /// The row of an id; case, spacing and brackets do not matter (`sr 1.1 re(2)`).
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.position(id).and_then(|at| self.requirements.get(at))
    }

    /// Place of a row in [`Self::requirements`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_key.get(&key(id)).copied()
    }

    /// Every row asked of components, in catalogue order. No zone or conduit is judged by them.
    pub fn components(&self) -> &[Requirement] {
        &self.components
    }

    /// The component row of an id; case, spacing and brackets do not matter (`cr 1.1 re 2`).
    pub fn component(&self, id: &str) -> Option<&Requirement> {
        self.component_by_key.get(&key(id)).and_then(|at| self.components.get(*at))
    }

    /// Whatever an id names. For people: the judge asks for rows of its own kind only.
    pub fn entry(&self, id: &str) -> Option<Entry<'_>> {
        let wanted = key(id);
        let row = || self.requirement(id).or_else(|| self.component(id)).map(Entry::Row);
        row()
            .or_else(|| self.entries_without_level().find(|entry| key(entry.id().as_str()) == wanted))
            .or_else(|| self.process(id).map(Entry::Process))
    }

    /// The entry an unknown id was probably meant to be.
    pub fn nearest_entry(&self, id: &str) -> Option<&str> {
        let rows = self.requirements.iter().chain(&self.components).map(|row| row.id.as_str());
        let others = self.entries_without_level().map(|entry| entry.id().as_str());
        nearest(id, rows.chain(others).chain(self.processes().ids()))
    }

    /// Everything a part holds: rows, clauses that ask nothing themselves, constraints.
    pub fn entries_of<'c>(&'c self, part: &'c Part) -> impl Iterator<Item = Entry<'c>> {
        self.rows_of(part).iter().map(Entry::Row).chain(part.entries_without_level())
    }

    fn entries_without_level(&self) -> impl Iterator<Item = Entry<'_>> {
        self.parts.iter().flat_map(Part::entries_without_level)
    }

    /// The rows of the system that belong to a component row.
    pub fn pairs_of_component(&self, id: &str) -> Vec<Pair<'_>> {
        let wanted = self.component_by_key.get(&key(id));
        self.pairs.iter().filter(|(_, of, _)| wanted == Some(of)).filter_map(|pair| self.pair(pair)).collect()
    }

    /// The component rows that belong to a row of the system.
    pub fn pairs_of_system(&self, id: &str) -> Vec<Pair<'_>> {
        let wanted = self.by_key.get(&key(id));
        self.pairs.iter().filter(|(of, ..)| wanted == Some(of)).filter_map(|pair| self.pair(pair)).collect()
    }

    fn pair<'c>(&'c self, (system, component, relation): &'c (usize, usize, String)) -> Option<Pair<'c>> {
        Some(Pair { system: self.requirements.get(*system)?, component: self.components.get(*component)?, relation })
    }

    /// The criterion of an id (`SR 2.11 RE 1/synchronised`) with its row; case and spacing do not matter.
    pub fn criterion(&self, id: &str) -> Option<(&Requirement, &Criterion)> {
        let row = self.requirement(id.split('/').next()?)?;
        let wanted = id.split_once('/').map(|(_, slug)| slug.trim().to_ascii_lowercase())?;
        row.criteria
            .iter()
            .find(|c| c.id.as_str().split_once('/').is_some_and(|(_, slug)| slug == wanted))
            .map(|c| (row, c))
    }

    /// The row or criterion an unknown id was probably meant to be.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        if id.contains('/') {
            return nearest(id, self.requirements.iter().flat_map(|row| &row.criteria).map(|c| c.id.as_str()));
        }
        nearest(id, self.requirements.iter().map(|row| row.id.as_str()))
    }

    /// The rows on processes: those it was made from, or the embedded ones.
    pub fn processes(&self) -> &Processes {
        self.processes.as_ref().unwrap_or_else(|| Processes::embedded())
    }

    /// The row on processes of an id (`ZCR 3.3`, `SM-1`, `ORG 1.1`, `SP.01.01 BR`); case and spacing do not matter.
    pub fn process(&self, id: &str) -> Option<&ProcessRequirement> {
        self.processes().row(id)
    }

    /// Condition words with their meanings, sorted by word.
    pub fn conditions(&self) -> &BTreeMap<String, String> {
        &self.conditions
    }

    /// Links to other frameworks.
    pub fn crosswalk(&self) -> &Crosswalk {
        &self.crosswalk
    }

    /// SHA-256 of the texts it was read from, one after the other, in lower-case hex: of each part its rows, then its
    /// crosswalk. Rows decide; so does the pairing of system and component rows, by which a sheet speaks of a row; what
    /// other frameworks say stands in the same files and decides nothing.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    fn join(&mut self, rows: Rows) {
        let (held, by_key) = match rows.subject {
            Subject::System => (&mut self.requirements, &mut self.by_key),
            Subject::Component => (&mut self.components, &mut self.component_by_key),
        };
        let first = held.len();
        for row in rows.requirements {
            by_key.entry(key(row.id.as_str())).or_insert(held.len());
            held.push(row);
        }
        self.conditions.extend(rows.conditions);
        if !rows.part.is_empty() {
            self.parts.push(Part {
                part: rows.part,
                edition: rows.edition,
                title: rows.title,
                notice: rows.notice,
                subject: rows.subject,
                placeholders: rows.placeholders,
                constraints: rows.constraints,
                rows: first..held.len(),
            });
        }
    }
}

/// What the files say amiss is a matter for the tests over [`PARTS`], not for whoever runs the program.
fn read_parts() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for part in &PARTS {
        catalogue.join(read_rows(&mut SourceText::new(part.text, part.file)));
        catalogue.crosswalk.join(Crosswalk::parse(part.crosswalk, part.crosswalk_file).0);
    }
    catalogue.pairs = catalogue.crosswalk.links().filter_map(|link| pair_places(&catalogue, &link)).collect();
    catalogue.sha256 = sha256_hex(PARTS.iter().flat_map(|part| [part.text, part.crosswalk]));
    catalogue
}

fn pair_places(catalogue: &Catalogue, link: &Link<'_>) -> Option<(usize, usize, String)> {
    let pairing = link.source.id == COMPONENT_PART;
    let component = pairing.then(|| catalogue.component_by_key.get(&key(link.target)).copied()).flatten()?;
    let system = catalogue.position(link.requirement.as_str())?;
    Some((system, component, link.relation.unwrap_or_default().to_owned()))
}

fn sha256_hex<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
