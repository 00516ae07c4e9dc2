//! What other frameworks say about the same matter, and who says that the two belong together.

use std::collections::BTreeMap;

use ringwall_model::{Diagnostic, RequirementId};

use crate::{
    nearest::key,
    read::{SourceText, read_links},
};

/// A framework and who states the pairing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Id used in the file (`nist-csf-1.1`).
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Who pairs: `official` (the framework's publisher in the framework itself), `owner` (the publisher, beside it),
    /// `third-party` (somebody else), `derived` (composed by us).
    pub authority: String,
    /// What must be printed wherever its entries are.
    pub notice: String,
    /// Where the pairing was taken from.
    pub provenance: String,
}

/// One entry of another framework that belongs to a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'c> {
    /// Who says so.
    pub source: &'c Source,
    /// Requirement, as the catalogue writes it.
    pub requirement: &'c RequirementId,
    /// Word for how close the two are, where the source says; [`Crosswalk::meaning`] explains it.
    pub relation: Option<&'c str>,
    /// Id of the entry in its framework.
    pub target: &'c str,
    /// Title of the entry, where known.
    pub title: Option<&'c str>,
}

/// Links from requirements to other frameworks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crosswalk {
    pub(crate) sources: BTreeMap<String, Source>,
    pub(crate) relations: BTreeMap<String, String>,
    pub(crate) titles: BTreeMap<(String, String), String>,
    pub(crate) rows: Vec<Row>,
}

/// One row of a file: the targets of one requirement in one source, equally related.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) requirement: RequirementId,
    pub(crate) source: String,
    pub(crate) relation: Option<String>,
    pub(crate) targets: Vec<String>,
}

impl Crosswalk {
    /// Reads a crosswalk file. What is wrong in it is left out and reported, all at once.
    pub fn parse(text: &str, name: &str) -> (Self, Vec<Diagnostic>) {
        let mut source = SourceText::new(text, name);
        let links = read_links(&mut source);
        (links, source.into_diagnostics())
    }

    /// The frameworks, sorted by id.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.values()
    }

    /// What a relation word means.
    pub fn meaning(&self, relation: &str) -> Option<&str> {
        self.relations.get(relation).map(String::as_str)
    }

    /// Every link, in the order of the files.
    pub fn links(&self) -> impl Iterator<Item = Link<'_>> {
        self.rows.iter().flat_map(|row| self.links_of_row(row))
    }

    /// What belongs to a requirement; case and spacing of the id do not matter.
    pub fn of_requirement(&self, id: &str) -> Vec<Link<'_>> {
        let wanted = key(id);
        self.rows
            .iter()
            .filter(|row| key(row.requirement.as_str()) == wanted)
            .flat_map(|row| self.links_of_row(row))
            .collect()
    }

    /// Which requirements an entry of a framework belongs to.
    pub fn of_target(&self, source: &str, target: &str) -> Vec<Link<'_>> {
        let wanted = key(target);
        self.links().filter(|link| link.source.id == source && key(link.target) == wanted).collect()
    }

    /// Takes in another crosswalk; of two sources with one id the first keeps its description.
    pub(crate) fn join(&mut self, other: Self) {
        for (id, source) in other.sources {
            self.sources.entry(id).or_insert(source);
        }
        self.relations.extend(other.relations);
        self.titles.extend(other.titles);
        self.rows.extend(other.rows);
    }

    fn links_of_row<'c>(&'c self, row: &'c Row) -> impl Iterator<Item = Link<'c>> {
        self.sources
            .get(&row.source)
            .into_iter()
            .flat_map(move |source| row.targets.iter().map(move |target| self.link(source, row, target)))
    }

    fn link<'c>(&'c self, source: &'c Source, row: &'c Row, target: &'c str) -> Link<'c> {
        let title = self.titles.get(&(row.source.clone(), target.to_owned())).map(String::as_str);
        Link { source, requirement: &row.requirement, relation: row.relation.as_deref(), target, title }
    }
}
