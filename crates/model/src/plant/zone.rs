//! Zones.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Foreign, FoundationalRequirement, PersonId, SlTarget, Span, ZoneId};

/// What a zone is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZoneKind {
    /// Basic process control.
    Control,
    /// Safety-related, on its own.
    Safety,
    /// Safety and control together, on purpose.
    SafetyCombined,
    /// Supervision and operation of several units.
    Supervisory,
    /// Between control and business.
    Dmz,
    /// Wireless devices.
    Wireless,
    /// Temporarily connected devices.
    Temporary,
    /// Business systems inside the system under consideration.
    Business,
    /// Outside the system under consideration: drawn, not assessed.
    External,
}

impl ZoneKind {
    /// True for zones that hold control or safety assets.
    pub fn is_control(self) -> bool {
        matches!(self, Self::Control | Self::Safety | Self::SafetyCombined | Self::Supervisory)
    }
}

/// A grouping of assets with the same security requirements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Where it is declared.
    pub place: Span,
    /// What it is called.
    pub name: Foreign,
    /// Kind.
    pub kind: ZoneKind,
    /// The zone it is part of; it keeps its own target.
    pub parent: Option<ZoneId>,
    /// Part of the system under consideration; otherwise drawn, not assessed.
    pub in_suc: bool,
    /// Accountable organisation or person.
    pub owner: Option<PersonId>,
    /// Logical boundary.
    pub logical_boundary: Foreign,
    /// Physical boundary.
    pub physical_boundary: Foreign,
    /// Policies that hold.
    pub policies: Vec<Foreign>,
    /// Assumptions.
    pub assumptions: Vec<Foreign>,
    /// What it depends on.
    pub dependencies: Vec<Foreign>,
    /// Target, where set.
    pub sl_target: Option<SlTarget>,
    /// Why the target is what it is, for each foundational requirement.
    pub rationale: BTreeMap<FoundationalRequirement, Foreign>,
}

impl Zone {
    /// True when the zone is judged: part of the system under consideration, and not drawn as external.
    pub fn is_judged(&self) -> bool {
        self.in_suc && self.kind != ZoneKind::External
    }
}
