//! Risk scenarios.

use serde::{Deserialize, Serialize};

use crate::{Foreign, FoundationalRequirement, SecurityLevel, Span, ZoneId};

/// A scenario of the 3-2 risk assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Where declared.
    pub place: Span,
    /// Zone it concerns.
    pub zone: ZoneId,
    /// Threat.
    pub threat: Foreign,
    /// Vulnerability it uses.
    pub vulnerability: Foreign,
    /// Consequence.
    pub consequence: Foreign,
    /// Likelihood, 1 to 5.
    pub likelihood: u8,
    /// Impact, 1 to 5.
    pub impact: u8,
    /// Foundational requirements it sets a target for.
    pub foundational_requirements: Vec<FoundationalRequirement>,
    /// The target it asks for.
    pub sl_target: Option<SecurityLevel>,
    /// Study it comes from (HAZOP, LOPA), where imported.
    pub source: Foreign,
}
