//! Risk scenarios and essential functions.

use serde::{Deserialize, Serialize};

use crate::{AssetId, ConduitId, Foreign, FoundationalRequirement, PersonId, SecurityLevel, Span, ZoneId};

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

/// A flow an essential function needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EssentialFlow {
    /// From.
    pub from: AssetId,
    /// To.
    pub to: AssetId,
    /// Conduit it crosses, where it crosses one.
    pub conduit: Option<ConduitId>,
}

/// A function needed for health, safety, environment or availability of the equipment under control.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EssentialFunction {
    /// Where declared.
    pub place: Span,
    /// Name.
    pub name: Foreign,
    /// Assets it needs.
    pub assets: Vec<AssetId>,
    /// Flows it needs.
    pub flows: Vec<EssentialFlow>,
    /// Longest outage it survives, in seconds.
    pub longest_outage_s: Option<u32>,
    /// Who in process or functional safety approved it.
    pub approved_by: Option<PersonId>,
}
