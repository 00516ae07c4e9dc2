//! Essential functions (3-3 clause 4), and what could take them away.

use serde::{Deserialize, Serialize};

use crate::{AssetId, ConduitId, Foreign, PersonId, Span};

/// A flow an essential function needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EssentialFlow {
    /// Where declared.
    pub place: Span,
    /// From.
    pub from: AssetId,
    /// To.
    pub to: AssetId,
    /// Conduit it crosses, where it crosses one.
    pub conduit: Option<ConduitId>,
    /// What carries the function while the flow is cut; none: nothing does.
    pub fallback: Option<Foreign>,
}

/// What can shut a person out of a console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lock {
    /// Too many wrong logins close the account.
    Lockout,
    /// An idle session hides its screen until somebody logs in.
    SessionLock,
}

impl Lock {
    /// The word used in plant files and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lockout => "lockout",
            Self::SessionLock => "session-lock",
        }
    }
}

/// A console, or an account at it, from which people perform an essential function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EssentialConsole {
    /// Where declared.
    pub place: Span,
    /// Asset.
    pub asset: AssetId,
    /// Account; none: every account at it.
    pub account: Option<Foreign>,
    /// What is set to lock it.
    pub locks: Vec<Lock>,
}

/// What kind of service a function waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EssentialServiceKind {
    /// Checks who somebody is.
    Authentication,
    /// Turns names into addresses.
    NameResolution,
    /// Issues or checks certificates.
    Certificate,
}

impl EssentialServiceKind {
    /// The word used in plant files and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::NameResolution => "name-resolution",
            Self::Certificate => "certificate",
        }
    }
}

/// A service in the path of an essential function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EssentialService {
    /// Where declared.
    pub place: Span,
    /// Kind.
    pub kind: EssentialServiceKind,
    /// The component that provides it.
    pub provided_by: AssetId,
    /// What carries the function while the service is away; none: nothing does.
    pub fallback: Option<Foreign>,
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
    /// Consoles from which it is performed.
    pub consoles: Vec<EssentialConsole>,
    /// Services it waits for.
    pub services: Vec<EssentialService>,
    /// Longest outage it survives, in seconds.
    pub longest_outage_s: Option<u32>,
    /// Who in process or functional safety approved it.
    pub approved_by: Option<PersonId>,
}
