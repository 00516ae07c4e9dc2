//! What attackers do to control systems, and which mitigations are named against it. Nothing is judged by them.

use std::sync::LazyLock;

use ringwall_model::Diagnostic;

use crate::{
    nearest::key,
    read::{SourceText, read_techniques},
};

/// Name of the embedded file, as it stands in `data/`.
pub const TECHNIQUES_FILE: &str = "attack-ics-techniques.toml";
const TEXT: &str = include_str!("../data/attack-ics-techniques.toml");

/// One technique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technique {
    /// Its id (`T0855`).
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is done for, as words.
    pub tactics: Vec<String>,
    /// Ids of the mitigations named against it.
    pub mitigations: Vec<String>,
}

/// A list of techniques, and who made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Techniques {
    /// Its name for people.
    pub title: String,
    /// Who says which mitigation goes with which technique: as [`crate::Source::authority`].
    pub authority: String,
    /// What must be printed wherever its entries are.
    pub notice: String,
    /// Where it was taken from.
    pub provenance: String,
    /// Id of the source in crosswalks whose targets its mitigations are.
    pub mitigations_of: String,
    pub(crate) list: Vec<Technique>,
}

impl Techniques {
    /// Those that come with Ringwall.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Techniques> = LazyLock::new(|| Techniques::parse(TEXT, TECHNIQUES_FILE).0);
        &EMBEDDED
    }

    /// Reads a file of techniques; `name` is what diagnostics call it.
    pub fn parse(text: &str, name: &str) -> (Self, Vec<Diagnostic>) {
        let mut source = SourceText::new(text, name);
        let techniques = read_techniques(&mut source);
        (techniques, source.into_diagnostics())
    }

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[Technique] {
        &self.list
    }

    /// The technique of an id; case and spacing do not matter.
    pub fn technique(&self, id: &str) -> Option<&Technique> {
        let wanted = key(id);
        self.list.iter().find(|technique| key(&technique.id) == wanted)
    }

    /// Those a mitigation is named against.
    pub fn against<'t>(&'t self, mitigation: &'t str) -> impl Iterator<Item = &'t Technique> {
        let named = move |technique: &&Technique| technique.mitigations.iter().any(|m| m == mitigation);
        self.list.iter().filter(named)
    }
}
