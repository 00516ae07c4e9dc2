//! What a part about components holds beside rows: clauses that only point elsewhere, and constraints without a level.

use ringwall_model::{FoundationalRequirement, RequirementId};
use serde::{Deserialize, Serialize};

/// What the rows of a file are asked of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The system in a zone or conduit: these rows are judged there.
    #[default]
    System,
    /// A component, whatever plant it stands in: these rows answer what a product can do.
    Component,
}

/// Why a clause asks nothing itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceholderKind {
    /// Each component type has a clause of its own.
    TypeSpecific,
    /// Nothing is asked of a component; the matter is the system's.
    NoComponentRequirement,
}

/// An id others cite although its clause asks nothing itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Id.
    pub id: RequirementId,
    /// Title, a fact of the standard.
    pub title: String,
    /// Foundational requirement.
    pub fr: FoundationalRequirement,
    /// Why it asks nothing.
    pub kind: PlaceholderKind,
    /// The rows to look at instead.
    pub see: Vec<RequirementId>,
}

impl Placeholder {
    /// In plain words, what to do with the id.
    pub fn advice(&self) -> String {
        let see: Vec<&str> = self.see.iter().map(RequirementId::as_str).collect();
        match self.kind {
            PlaceholderKind::TypeSpecific => {
                format!("each component type has a row of its own: {}", see.join(", "))
            }
            PlaceholderKind::NoComponentRequirement => "nothing is asked of a component here".to_owned(),
        }
    }
}

/// A constraint every component is under, at every level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Id.
    pub id: RequirementId,
    /// Title, a fact of the standard.
    pub title: String,
    /// Clause it stands in.
    pub clause: String,
    /// In our own words.
    pub text: String,
}
