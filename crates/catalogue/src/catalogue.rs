//! A catalogue: the rows a plant is judged by, found by id, level or foundational requirement.

use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

use ringwall_model::{Criterion, Diagnostic, FoundationalRequirement, ProcessRequirement, Requirement, SecurityLevel};
use sha2::{Digest, Sha256};

use crate::{
    PARTS,
    crosswalk::Crosswalk,
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
}

/// Requirements with their criteria, in catalogue order, and what other frameworks say about them.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    parts: Vec<Part>,
    requirements: Vec<Requirement>,
    by_key: BTreeMap<String, usize>,
    conditions: BTreeMap<String, String>,
    crosswalk: Crosswalk,
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

    /// Every row, in catalogue order.
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

    /// Like [`Self::nearest`], with the rows on processes among the candidates.
    pub fn nearest_of_all(&self, id: &str) -> Option<&str> {
        match id.contains('/') {
            true => self.nearest(id),
            false => nearest(id, self.requirements.iter().map(|row| row.id.as_str()).chain(self.processes().ids())),
        }
    }

    /// Condition words with their meanings, sorted by word.
    pub fn conditions(&self) -> &BTreeMap<String, String> {
        &self.conditions
    }

    /// Links to other frameworks.
    pub fn crosswalk(&self) -> &Crosswalk {
        &self.crosswalk
    }

    /// SHA-256 of the texts it was read from, one after the other, in lower-case hex. Crosswalks decide nothing and are
    /// not in it.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    fn join(&mut self, rows: Rows) {
        if !rows.part.is_empty() {
            self.parts.push(Part { part: rows.part, edition: rows.edition, title: rows.title, notice: rows.notice });
        }
        self.conditions.extend(rows.conditions);
        for row in rows.requirements {
            self.by_key.entry(key(row.id.as_str())).or_insert(self.requirements.len());
            self.requirements.push(row);
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
    catalogue.sha256 = sha256_hex(PARTS.iter().map(|part| part.text));
    catalogue
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
