//! The parts on processes: how a plant is studied, run, integrated and supplied. Nothing is judged by them.

use std::{collections::BTreeMap, sync::LazyLock};

use ringwall_model::{Diagnostic, MaturityLevel, ProcessKind, ProcessRequirement};

use crate::{
    crosswalk::Crosswalk,
    nearest::{key, nearest},
    process_parts::PROCESS_PARTS,
    read::{ProcessRows, SourceText, read_process_rows},
};

/// One part on processes, as its file describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcessPart {
    /// Number, with the year where two editions are held: `62443-4-1`, `62443-2-1:2009`.
    pub part: String,
    /// Edition.
    pub edition: String,
    /// Title.
    pub title: String,
    /// What must be printed wherever its rows are.
    pub notice: String,
    /// The part that has replaced it; its rows then only explain what older papers cite.
    pub superseded_by: Option<String>,
    /// Its maturity scale, lowest level first; empty where the part has none.
    pub maturity: Vec<MaturityLevel>,
}

/// Process requirements in the order of their parts, and what other frameworks say about them.
#[derive(Clone, Debug, Default)]
pub struct Processes {
    parts: Vec<ProcessPart>,
    rows: Vec<ProcessRequirement>,
    by_key: BTreeMap<String, usize>,
    crosswalk: Crosswalk,
}

impl Processes {
    /// Those that come with Ringwall.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Processes> = LazyLock::new(read_parts);
        &EMBEDDED
    }

    /// Reads a file of process requirements; `name` is what diagnostics call it. A row with a mistake is left out as a
    /// whole, and so is what stands under it.
    pub fn parse(text: &str, name: &str) -> (Self, Vec<Diagnostic>) {
        let mut source = SourceText::new(text, name);
        let mut processes = Self::default();
        processes.join(read_process_rows(&mut source));
        (processes, source.into_diagnostics())
    }

    /// The parts.
    pub fn parts(&self) -> &[ProcessPart] {
        &self.parts
    }

    /// The part a row belongs to.
    pub fn part_of(&self, row: &ProcessRequirement) -> Option<&ProcessPart> {
        self.parts.iter().find(|part| part.part == row.part)
    }

    /// Every row, older parts included, in the order of the files.
    pub fn rows(&self) -> &[ProcessRequirement] {
        &self.rows
    }

    /// What is asked or advised today: no groups, and nothing of a part that another has replaced.
    pub fn in_force(&self) -> impl Iterator<Item = &ProcessRequirement> {
        let replaced = |row: &ProcessRequirement| self.part_of(row).is_some_and(|part| part.superseded_by.is_some());
        self.rows.iter().filter(move |row| row.kind != ProcessKind::Group && !replaced(row))
    }

    /// The row of an id; case, spacing and brackets do not matter (`sp.01.01 re 1`).
    pub fn row(&self, id: &str) -> Option<&ProcessRequirement> {
        self.by_key.get(&key(id)).and_then(|at| self.rows.get(*at))
    }

    /// The rows that stand directly under a row: the enhancements of a base, the members of a group.
    pub fn under(&self, row: &ProcessRequirement) -> impl Iterator<Item = &ProcessRequirement> {
        self.rows.iter().filter(move |other| match &other.parent {
            Some(parent) => *parent == row.id,
            None => other.part == row.part && other.headings.last().is_some_and(|heading| heading.id == row.id),
        })
    }

    /// The row an unknown id was probably meant to be.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.ids())
    }

    /// Links to other frameworks; some belong to a part as a whole and are found by its number.
    pub fn crosswalk(&self) -> &Crosswalk {
        &self.crosswalk
    }

    /// What must be printed beside a row: the notice of its part, and those of the frameworks it is linked to.
    pub fn notices(&self, row: &ProcessRequirement) -> Vec<&str> {
        let of_part = self.part_of(row).map(|part| part.notice.as_str());
        let links = [row.id.as_str(), &row.part].into_iter().flat_map(|id| self.crosswalk.of_requirement(id));
        let of_sources: BTreeMap<&str, &str> =
            links.map(|link| (link.source.id.as_str(), link.source.notice.as_str())).collect();
        of_part.into_iter().chain(of_sources.into_values()).collect()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.id.as_str())
    }

    fn join(&mut self, read: ProcessRows) {
        if !read.part.part.is_empty() {
            self.parts.push(read.part);
        }
        for row in read.rows {
            self.by_key.entry(key(row.id.as_str())).or_insert(self.rows.len());
            self.rows.push(row);
        }
    }
}

/// What the files say amiss is a matter for the tests over [`PROCESS_PARTS`], not for whoever runs the program.
fn read_parts() -> Processes {
    let mut processes = Processes::default();
    for part in &PROCESS_PARTS {
        processes.join(read_process_rows(&mut SourceText::new(part.text, part.file)));
        processes.crosswalk.join(Crosswalk::parse(part.crosswalk, part.crosswalk_file).0);
    }
    processes
}
