//! Products and what they can do.

use serde::{Deserialize, Serialize};

use crate::{ComponentType, CriterionId, Foreign, Instant, RequirementId, Span};

/// Whether a product can do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Able {
    /// It can; whether it is switched on here is another question.
    Yes,
    /// It cannot.
    No,
    /// The condition of the requirement does not hold for it: it has no radio, keeps no passwords.
    NotApplicable,
}

/// One line of a capability sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// Where declared.
    pub place: Span,
    /// Requirement of 3-3 or 4-2.
    pub requirement: RequirementId,
    /// Criteria of that requirement; empty: all.
    pub criteria: Vec<CriterionId>,
    /// Able, not able, or not asked.
    pub able: Able,
    /// Manual, certificate, data sheet and page.
    pub source: Foreign,
}

/// A component type with its capability sheet for a firmware range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Where declared.
    pub place: Span,
    /// Vendor.
    pub vendor: Foreign,
    /// Model.
    pub model: Foreign,
    /// Component types.
    pub component_types: Vec<ComponentType>,
    /// First firmware the sheet holds for; none: from the first.
    pub firmware_from: Option<Foreign>,
    /// Firmware from which it no longer holds; none: no end.
    pub firmware_below: Option<Foreign>,
    /// When the sheet was made.
    pub as_of: Option<Instant>,
    /// Its lines.
    pub capabilities: Vec<Capability>,
}
