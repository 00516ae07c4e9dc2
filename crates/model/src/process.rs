//! What the parts on processes ask: of how people work, not of what a system can do. Such a row has no security level and
//! no foundational requirement; no wire decides it.

use serde::{Deserialize, Serialize};

use crate::RequirementId;

/// Who answers for a row: the principal roles of IEC 62443-1-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrincipalRole {
    /// Who owns and runs the plant.
    AssetOwner,
    /// Who integrates or maintains it for the owner.
    ServiceProvider,
    /// Who makes the products.
    ProductSupplier,
}

impl PrincipalRole {
    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::AssetOwner => "asset owner",
            Self::ServiceProvider => "service provider",
            Self::ProductSupplier => "product supplier",
        }
    }
}

/// What kind of row it is in its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessKind {
    /// A heading the part numbers like a row; it asks nothing by itself.
    Group,
    /// Asked.
    Requirement,
    /// Advised.
    Recommendation,
    /// Asked of a service provider, and possibly raised by enhancements.
    Base,
    /// Raises a base requirement.
    Enhancement,
}

impl ProcessKind {
    /// The word for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Requirement => "requirement",
            Self::Recommendation => "recommendation",
            Self::Base => "base requirement",
            Self::Enhancement => "requirement enhancement",
        }
    }
}

/// What an assessor turns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookAt {
    /// Something that is there to be read: a document, a record, a setting.
    Artefact,
    /// Something done before the assessor's eyes: a walk, a sample, a trial, a question.
    Action,
}

/// One thing an assessor looks at to see whether a row is lived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessCheck {
    /// An artefact or an action.
    pub look_at: LookAt,
    /// In our own words.
    pub text: String,
}

/// How sure the catalogue is of a process row's id and title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessConfidence {
    /// Independent sources agree.
    Agreed,
    /// Sources differ; decided for a stated reason.
    Adopted,
    /// One source; nothing contradicts it.
    Single,
    /// From memory of the part, not held against a print.
    Recalled,
}

impl ProcessConfidence {
    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Agreed => "sources agree",
            Self::Adopted => "sources differ; decided",
            Self::Single => "one source",
            Self::Recalled => "recalled, not held against a print",
        }
    }
}

/// A step of the scale by which a part grades how a process is lived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaturityLevel {
    /// 1 to 4.
    pub level: u8,
    /// Name, a fact of the part.
    pub name: String,
    /// In our own words.
    pub text: String,
    /// How sure the name is.
    pub confidence: ProcessConfidence,
    /// Where it was checked.
    pub provenance: String,
}

/// A heading of a part: a group, practice, functional area or programme element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Id as the part writes it.
    pub id: RequirementId,
    /// Title.
    pub title: String,
}

/// A row of a part on processes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessRequirement {
    /// Id.
    pub id: RequirementId,
    /// Number of its part, `62443-2-4`.
    pub part: String,
    /// What kind of row.
    pub kind: ProcessKind,
    /// The headings it stands under, outermost first.
    pub headings: Vec<Heading>,
    /// The base requirement an enhancement raises.
    pub parent: Option<RequirementId>,
    /// Title, a fact of the standard.
    pub title: String,
    /// In our own words.
    pub text: String,
    /// What an assessor looks at: one to four; none for a group, nor in a part that another has replaced.
    pub checks: Vec<ProcessCheck>,
    /// Who answers for it.
    pub answers: Vec<PrincipalRole>,
    /// Who says so (`IEC 62443-3-2:2020`).
    pub authority: String,
    /// How sure id and title are.
    pub confidence: ProcessConfidence,
    /// Where they were checked.
    pub provenance: String,
}
