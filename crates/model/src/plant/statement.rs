//! What people attest.

use serde::{Deserialize, Serialize};

use crate::{AssetId, CriterionId, EvidenceKind, Foreign, Instant, PersonId, RequirementId, ScopeId, Span};

/// How far something is fulfilled, in the words of 62443-2-2 ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// Fully: claims.
    Fully,
    /// Partially: contradicts for the units listed.
    Partially,
    /// Minimally: contradicts.
    Minimal,
    /// Not at all: contradicts.
    None,
}

/// What stands behind a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artefact {
    /// File, document number or place.
    pub reference: Foreign,
    /// Page, section or line in it.
    pub at: Foreign,
    /// SHA-256 of the file, lower-case hex.
    pub sha256: Option<Box<str>>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Where declared.
    pub place: Span,
    /// Zone or conduit it speaks of.
    pub scope: ScopeId,
    /// Requirement.
    pub requirement: RequirementId,
    /// Criteria; empty: all of the requirement.
    pub criteria: Vec<CriterionId>,
    /// Assets; empty: every unit of the scope.
    pub units: Vec<AssetId>,
    /// Rating; none for a statement that the row does not apply.
    pub rating: Option<Rating>,
    /// The row does not apply here: its condition is absent.
    pub not_applicable: bool,
    /// Examined, tested, configured or attested.
    pub kind: EvidenceKind,
    /// What stands behind it.
    pub artefact: Option<Artefact>,
    /// Recorded result of a test.
    pub result: Foreign,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Instant,
    /// Until when it holds; none: for a year.
    pub valid_until: Option<Instant>,
    /// Asset owner who approved it (needed for not applicable).
    pub approved_by: Option<PersonId>,
    /// Second person who accepted it as assessor.
    pub accepted_by: Option<PersonId>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// Remarks.
    pub remark: Foreign,
}

/// Days a statement or check holds when it does not say.
pub const STATEMENT_VALID_DAYS: u32 = 365;

impl Statement {
    /// Until when it holds.
    pub fn holds_until(&self) -> Instant {
        self.valid_until.unwrap_or_else(|| self.made_at.plus_days(STATEMENT_VALID_DAYS))
    }
}
