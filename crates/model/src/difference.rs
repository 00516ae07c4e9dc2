//! What changed between two assessments, and why.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    Compensated, Evidence, EvidenceId, Finding, Foreign, FoundationalRequirement, Instant, Place, RequirementId,
    ScopeId, SecurityLevel, Verdict, Witness,
};

/// Which level of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhichLevel {
    /// Demonstrated.
    Demonstrated,
    /// Demonstrated without compensation.
    WithoutCompensation,
    /// Ceiling.
    Ceiling,
    /// From statements alone.
    Claimed,
    /// Target.
    Target,
}

impl WhichLevel {
    /// The word used in pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Demonstrated => "demonstrated",
            Self::WithoutCompensation => "without compensation",
            Self::Ceiling => "ceiling",
            Self::Claimed => "claimed",
            Self::Target => "target",
        }
    }
}

/// Why something changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "kebab-case")]
pub enum Cause {
    /// Evidence is there that was not.
    EvidenceCame {
        /// Which.
        evidence: EvidenceId,
    },
    /// Evidence is gone: a statement deleted, a capture not given.
    EvidenceWent {
        /// Which.
        evidence: EvidenceId,
    },
    /// Evidence says something else than it did.
    EvidenceChanged {
        /// Which.
        evidence: EvidenceId,
    },
    /// Support has expired.
    EvidenceExpired {
        /// Which.
        evidence: EvidenceId,
        /// When.
        at: Instant,
    },
    /// Support was dated later than the first instant and counts at the second; or the other way round.
    EvidenceInTime {
        /// Which.
        evidence: EvidenceId,
        /// It counts now.
        counts: bool,
    },
    /// Nothing was open against the row any more, or something is again.
    ContradictionClosed {
        /// Which contradiction.
        evidence: EvidenceId,
        /// It is closed now.
        closed: bool,
    },
    /// A claim that the row does not apply stands now, or no longer does.
    Applicability {
        /// The judge's reason before.
        from: String,
        /// The judge's reason after.
        to: String,
    },
    /// A compensation counts now, or no longer does.
    Compensation {
        /// Before.
        from: Option<Compensated>,
        /// After.
        to: Option<Compensated>,
    },
    /// The row is judged in the scope, and was not; or the other way round.
    RowJudged {
        /// It is judged now.
        judged: bool,
    },
    /// Something declared is there, is gone, or is declared otherwise.
    Declared {
        /// What kind (`asset`, `statement`).
        noun: Cow<'static, str>,
        /// Its id.
        id: String,
        /// What happened to it.
        change: Presence,
    },
    /// The catalogue judged by is another.
    Catalogue,
    /// The table of evidence rules is another.
    Rules,
    /// What the plant folder declares is otherwise; which of it cannot be told from saved answers.
    Declaration,
}

/// What happened to a thing between two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It is there and was not.
    Came,
    /// It was there and is not.
    Went,
    /// It is otherwise.
    Changed,
}

/// One level that is another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LevelChange {
    /// Scope.
    pub scope: ScopeId,
    /// Foundational requirement.
    pub fr: FoundationalRequirement,
    /// Which level.
    pub level: WhichLevel,
    /// Before.
    pub from: Option<SecurityLevel>,
    /// After.
    pub to: Option<SecurityLevel>,
    /// Rows that account for it.
    pub rows: Vec<RequirementId>,
    /// Why; never empty.
    pub causes: Vec<Cause>,
}

impl LevelChange {
    /// True when it fell. Having none is below every level.
    pub fn fell(&self) -> bool {
        self.level != WhichLevel::Target && self.to < self.from
    }
}

/// One row whose answer is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowChange {
    /// Scope.
    pub scope: ScopeId,
    /// Row.
    pub requirement: RequirementId,
    /// Before; none where it was not judged here.
    pub from: Option<Verdict>,
    /// After.
    pub to: Option<Verdict>,
    /// The judge's reason before.
    pub basis_from: String,
    /// The judge's reason after.
    pub basis_to: String,
    /// Why; never empty.
    pub causes: Vec<Cause>,
}

/// Evidence that came, went or is otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EvidenceChange {
    /// What happened to it.
    pub change: Presence,
    /// As it is, or was.
    pub evidence: Evidence,
    /// Where it changed: what it said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// Support that holds at one instant and not at the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimeChange {
    /// Which.
    pub evidence: EvidenceId,
    /// It holds at the second instant.
    pub holds: bool,
    /// When that changed.
    pub since: Instant,
    /// Where to look.
    pub place: Place,
}

/// Something declared that came, went or is otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeclarationChange {
    /// What kind (`asset`, `statement`).
    pub noun: Cow<'static, str>,
    /// Its id.
    pub id: String,
    /// What happened to it.
    pub change: Presence,
    /// Where it is, or was, declared.
    pub place: Place,
    /// Scopes it can touch; empty: any.
    pub scopes: Vec<ScopeId>,
    /// Rows it can touch; empty: any.
    pub requirements: Vec<RequirementId>,
}

/// An input that is there, is gone, or has other contents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InputChange {
    /// Name.
    pub name: Foreign,
    /// What happened to it.
    pub change: Presence,
}

/// A finding that came or went.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FindingChange {
    /// What happened to it.
    pub change: Presence,
    /// As it is, or was.
    pub finding: Finding,
}

/// A witness that came, went, or was seen otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WitnessChange {
    /// What happened to it.
    pub change: Presence,
    /// As it is, or was.
    pub witness: Witness,
}

/// What changed from one assessment to another. Lists are sorted; equal assessments give an empty one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The instant the first holds for.
    pub at_from: Instant,
    /// The instant the second holds for.
    pub at_to: Instant,
    /// Levels.
    pub levels: Vec<LevelChange>,
    /// Verdicts.
    pub rows: Vec<RowChange>,
    /// Evidence.
    pub evidence: Vec<EvidenceChange>,
    /// Support that began or ceased to hold with time.
    pub time: Vec<TimeChange>,
    /// Findings.
    pub findings: Vec<FindingChange>,
    /// Exchanges that disagree with the declaration.
    pub witnesses: Vec<WitnessChange>,
    /// What is declared, where both folders are at hand.
    pub declarations: Vec<DeclarationChange>,
    /// Files and captures.
    pub inputs: Vec<InputChange>,
    /// The catalogue is another.
    pub catalogue: bool,
    /// The table of evidence rules is another.
    pub rules: bool,
}

impl Difference {
    /// True when nothing changed but, maybe, the instant.
    pub fn is_empty(&self) -> bool {
        let lists = [
            self.levels.len(),
            self.rows.len(),
            self.evidence.len(),
            self.time.len(),
            self.findings.len(),
            self.witnesses.len(),
            self.declarations.len(),
            self.inputs.len(),
        ];
        lists.iter().all(|length| *length == 0) && !self.catalogue && !self.rules
    }

    /// True when any level fell.
    pub fn any_fell(&self) -> bool {
        self.levels.iter().any(LevelChange::fell)
    }
}
