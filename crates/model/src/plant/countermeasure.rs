//! Countermeasures, compensation and allocation.

use serde::{Deserialize, Serialize};

use crate::{AssetId, Foreign, Instant, PersonId, RequirementId, ScopeId, SecurityLevel, Span};

/// What kind of countermeasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountermeasureKind {
    /// In place.
    Existing,
    /// Planned; changes no verdict.
    Planned,
    /// In place and leaned on by several zones.
    Shared,
    /// Stands in for requirements that cannot be met directly (3-3 clause 4).
    Compensating,
}

/// A check that shows, again and again, that a compensation works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositiveCheck {
    /// What is checked.
    pub description: Foreign,
    /// How often, in days.
    pub every_days: u32,
    /// When it was last passed.
    pub last_passed: Option<Instant>,
}

/// What a compensating countermeasure compensates, and under which conditions it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compensation {
    /// Scope.
    pub scope: ScopeId,
    /// Rows.
    pub requirements: Vec<RequirementId>,
    /// Assets; empty: every unit of the scope.
    pub units: Vec<AssetId>,
    /// Highest level it stands in for.
    pub up_to: SecurityLevel,
    /// Rows of the scope by which it works; none of them may itself be compensated.
    pub rests_on: Vec<RequirementId>,
    /// Threat it addresses.
    pub threat: Foreign,
    /// Vector it closes.
    pub vector: Foreign,
    /// Residual risk.
    pub residual_risk: Foreign,
    /// Accountable owner who accepted the residual risk.
    pub accepted_by: Option<PersonId>,
    /// When.
    pub accepted_at: Option<Instant>,
    /// When it ends.
    pub expires: Option<Instant>,
    /// Its recurring check.
    pub check: Option<PositiveCheck>,
    /// Evidence rule whose contradiction in this scope shows that it does not work.
    pub falsified_by: Option<Foreign>,
}

/// A countermeasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countermeasure {
    /// Where declared.
    pub place: Span,
    /// Name.
    pub name: Foreign,
    /// Kind.
    pub kind: CountermeasureKind,
    /// Owner.
    pub owner: Option<PersonId>,
    /// Cost in the plant's own currency units.
    pub cost: Option<u64>,
    /// Maintenance window it needs.
    pub window: Foreign,
    /// For compensating ones.
    pub compensation: Option<Compensation>,
}

/// A row of named units is met by another component, reached over declared conduits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Where declared.
    pub place: Span,
    /// Scope.
    pub scope: ScopeId,
    /// Row.
    pub requirement: RequirementId,
    /// Units it is met for; empty: every unit of the scope.
    pub units: Vec<AssetId>,
    /// The component that meets it.
    pub provided_by: AssetId,
}
