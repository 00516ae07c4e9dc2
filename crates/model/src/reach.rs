//! What may be reached from where, over several devices in a row.

use serde::{Deserialize, Serialize};

use crate::{AssetId, ConduitId, Foreign, Span, ZoneId};

/// What is asked of two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachQuestion {
    /// May a connection be opened from one zone to another?
    ZoneToZone,
    /// May a device be managed from a zone?
    Management,
    /// May something go against a one-way conduit?
    ReturnPath,
}

impl ReachQuestion {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::ZoneToZone => "zone-to-zone",
            Self::Management => "management",
            Self::ReturnPath => "return-path",
        }
    }
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachAnswer {
    /// There are packets, and a way on which every device surely lets them pass.
    Permitted,
    /// It cannot be told.
    Unknown,
    /// On every way that the devices have, one of them surely drops every packet.
    Blocked,
}

impl ReachAnswer {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
        }
    }
}

/// One device on a packet's way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Crossing {
    /// The file of its configuration; the name of the asset where none is given.
    pub firewall: Foreign,
    /// The declared asset.
    pub asset: Option<AssetId>,
    /// The packet as it looks at it, as `ringwall conduits --decide` reads it; none without a configuration.
    pub packet: Option<String>,
    /// The rules that decide about it there, in order.
    pub rules: Vec<Span>,
}

/// An answer, with one packet for it and the devices that packet comes by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reach {
    /// What was asked.
    pub question: ReachQuestion,
    /// Zone the packets come from.
    pub from: ZoneId,
    /// Zone they go to; none where a device itself is asked about.
    pub to: Option<ZoneId>,
    /// The device that is asked about, by its asset or file.
    pub device: Option<Foreign>,
    /// The one-way conduit they go against.
    pub conduit: Option<ConduitId>,
    /// The answer.
    pub answer: ReachAnswer,
    /// Devices in the order in which the packet comes by them; of what is blocked, up to the one that drops it.
    pub crossings: Vec<Crossing>,
    /// How many exchanges are permitted, or may be: pairs of addresses with protocol and port; saturating.
    pub size: u64,
    /// What is permitted, or may be, as few blocks.
    pub extent: Vec<String>,
    /// What would have to be known to tell more.
    pub missing: Vec<String>,
}

/// What may be reached over several devices, and what is not known of their places.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reachability {
    /// Answers, sorted: for each pair between which a way leads over more than one device.
    pub answers: Vec<Reach>,
    /// Why nothing is said of some devices or zones.
    pub missing: Vec<String>,
}
