//! People and roles.

use serde::{Deserialize, Serialize};

use crate::{Foreign, Span};

/// What a person may do in the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonRole {
    /// Accountable for the asset.
    AssetOwner,
    /// Judges statements; never the one who made them.
    Assessor,
    /// Operates and maintains.
    Engineer,
    /// Answers for process or functional safety.
    Safety,
    /// Integrates or services for the owner.
    Provider,
}

/// A person or role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Where declared.
    pub place: Span,
    /// Name.
    pub name: Foreign,
    /// Organisation.
    pub organisation: Foreign,
    /// Roles.
    pub roles: Vec<PersonRole>,
}
