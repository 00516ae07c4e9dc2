//! Whatever an id may name: lookups for people go over everything, the judge goes over its rows alone.

use ringwall_model::{ProcessRequirement, Requirement, RequirementId};

use crate::{Constraint, Placeholder};

/// One entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'c> {
    /// A requirement or enhancement, of the system or of a component.
    Row(&'c Requirement),
    /// A clause that asks nothing itself.
    Placeholder(&'c Placeholder),
    /// A constraint without a level.
    Constraint(&'c Constraint),
    /// A row on how a plant is studied, run, integrated or supplied.
    Process(&'c ProcessRequirement),
}

impl<'c> Entry<'c> {
    /// Its id, as the part writes it.
    pub fn id(self) -> &'c RequirementId {
        match self {
            Self::Row(row) => &row.id,
            Self::Placeholder(placeholder) => &placeholder.id,
            Self::Constraint(constraint) => &constraint.id,
            Self::Process(row) => &row.id,
        }
    }
}

/// Two rows, one of the system and one of a component, that ask the same thing on their side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'c> {
    /// Row of the system.
    pub system: &'c Requirement,
    /// Row of a component.
    pub component: &'c Requirement,
    /// How close they are; [`crate::Crosswalk::meaning`] explains the word.
    pub relation: &'c str,
}

impl Pair<'_> {
    /// True when the component's row asks of a product what the system's asks of the plant; other relations only
    /// resemble, and nothing may be concluded from one to the other.
    pub fn asks_the_same(&self) -> bool {
        matches!(self.relation, "counterpart" | "same")
    }
}
