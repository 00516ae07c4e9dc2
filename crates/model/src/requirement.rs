//! Requirements, enhancements and their criteria, as a catalogue holds them.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{FoundationalRequirement, SecurityLevel};

/// Id of a requirement or enhancement as its part writes it: `SR 1.1 RE 2`, `ZCR 3.3`, `CR 2.4 RE(1)`. A copy shares the
/// text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequirementId(Arc<str>);

impl RequirementId {
    /// Takes an id as it is written; whether it exists is the catalogue's to say. Unsafe characters become `?`.
    pub fn new(text: &str) -> Self {
        Self(text.chars().map(|c| if crate::is_unsafe_to_show(c) { '?' } else { c }).collect::<String>().into())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Id of a criterion: its requirement's id, a slash and a slug (`SR 2.11 RE 1/synchronised`). A copy shares the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CriterionId(Arc<str>);

impl CriterionId {
    /// Takes an id as it is written. Unsafe characters become `?`.
    pub fn new(text: &str) -> Self {
        Self(RequirementId::new(text).0)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The requirement it belongs to.
    pub fn requirement(&self) -> RequirementId {
        RequirementId(self.requirement_str().into())
    }

    /// The id of the requirement it belongs to, as text.
    pub fn requirement_str(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What a row is judged on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A place where a person works with an asset.
    HumanInterface,
    /// A place where software or a device talks to an asset.
    MachineInterface,
    /// A store of accounts.
    AccountStore,
    /// A component as a whole.
    Component,
    /// The boundary of a zone, or a conduit as boundary.
    Boundary,
    /// The communication of a conduit, or inside a zone.
    Channel,
    /// Wireless use.
    Wireless,
    /// Information held or moved.
    Data,
    /// A zone as a whole.
    Zone,
}

impl Unit {
    /// The word used in files and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::HumanInterface => "human-interface",
            Self::MachineInterface => "machine-interface",
            Self::AccountStore => "account-store",
            Self::Component => "component",
            Self::Boundary => "boundary",
            Self::Channel => "channel",
            Self::Wireless => "wireless",
            Self::Data => "data",
            Self::Zone => "zone",
        }
    }

    /// True when each asset of a scope is a unit of its own; otherwise the scope itself is the one unit.
    pub fn is_per_asset(self) -> bool {
        matches!(
            self,
            Self::HumanInterface | Self::MachineInterface | Self::AccountStore | Self::Component | Self::Data
        )
    }
}

/// The component types of IEC 62443-4-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComponentType {
    /// Software application.
    SoftwareApplication,
    /// Embedded device.
    EmbeddedDevice,
    /// Host device.
    HostDevice,
    /// Network device.
    NetworkDevice,
}

impl ComponentType {
    /// All four.
    pub const ALL: [Self; 4] = [Self::SoftwareApplication, Self::EmbeddedDevice, Self::HostDevice, Self::NetworkDevice];

    /// The word used in files and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::SoftwareApplication => "software-application",
            Self::EmbeddedDevice => "embedded-device",
            Self::HostDevice => "host-device",
            Self::NetworkDevice => "network-device",
        }
    }

    /// From its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.word() == word)
    }
}

/// How a criterion can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifiedBy {
    /// Watching the wire.
    Observe,
    /// Reading a configuration.
    Configure,
    /// Looking at the system or its documents.
    Examine,
    /// Trying it.
    Test,
    /// Asking who is responsible.
    Attest,
}

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// Seen on the wire.
    Observed,
    /// Read from a configuration.
    Configured,
    /// Seen by a person.
    Examined,
    /// Tried at the site, with a recorded result.
    Tested,
    /// Said by who is responsible.
    Attested,
    /// What a product can do.
    Capability,
}

/// How sure the catalogue is of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowConfidence {
    /// All sources agree.
    Agreed,
    /// Sources disagreed; decided for a stated reason.
    Adopted,
    /// Still open; a level that hangs on this row says so.
    Disputed,
}

/// One checkable part of a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Id.
    pub id: CriterionId,
    /// In our own words.
    pub text: String,
    /// How it can be verified.
    pub verified_by: Vec<VerifiedBy>,
    /// Which kinds of evidence can decide it.
    pub evidence_kinds: Vec<EvidenceKind>,
}

/// A requirement or enhancement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Id.
    pub id: RequirementId,
    /// Title, a fact of the standard.
    pub title: String,
    /// Foundational requirement.
    pub fr: FoundationalRequirement,
    /// Lowest level that asks for it.
    pub sl_min: SecurityLevel,
    /// In our own words.
    pub text: String,
    /// What it is judged on.
    pub unit: Unit,
    /// Component types it concerns.
    pub component_types: Vec<ComponentType>,
    /// The condition under which it applies, if any.
    pub condition: Option<String>,
    /// Criteria, one to six.
    pub criteria: Vec<Criterion>,
    /// Who says so (`IEC 62443-3-3:2013`).
    pub authority: String,
    /// How sure the row is.
    pub confidence: RowConfidence,
    /// Where id, title and level were checked.
    pub provenance: String,
    /// Capability alone shows it, for the stated reason.
    pub capability_suffices: Option<String>,
}
