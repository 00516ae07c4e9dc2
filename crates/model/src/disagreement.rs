//! Where two views of a conduit disagree.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{AssetId, ConduitId, Foreign, Place, Span, Taken, Way, ZoneId};

/// A view of a conduit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// What the plant folder says.
    Declared,
    /// What the wires carried.
    Observed,
    /// What a firewall's configuration lets pass.
    Permitted,
}

/// A disagreement about a conduit, or a weakness of a configuration, at one enforcement point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Disagreement {
    /// Stable kebab-case code.
    pub code: Cow<'static, str>,
    /// The conduit, where one joins the two zones.
    pub conduit: Option<ConduitId>,
    /// The views that disagree; one alone for what is weak by itself.
    pub views: Vec<View>,
    /// The file of the configuration.
    pub firewall: Foreign,
    /// Zone the packet comes from.
    pub from_zone: Option<ZoneId>,
    /// Zone it goes to.
    pub to_zone: Option<ZoneId>,
    /// A concrete packet that shows it, as `ringwall conduits --decide` reads it.
    pub packet: Option<String>,
    /// The rules that decide about it, in order.
    pub rules: Vec<Span>,
    /// The frame in which it was observed.
    pub frame: Option<Place>,
    /// How many exchanges it is about: pairs of addresses with protocol and port; saturating.
    pub size: u64,
    /// All of it, as few blocks.
    pub extent: Vec<String>,
    /// In plain words; foreign text already escaped for a terminal.
    pub text: String,
    /// The smallest change of rules that would mend it.
    pub mend: Option<String>,
}

/// What lets a connection be opened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PermittedBy {
    /// A rule.
    Rule(Span),
    /// That no rule refuses it.
    NoRule,
    /// Whether anything does cannot be told.
    Unknown,
}

/// Connections that a configuration by itself lets be opened, by one of its rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Permitted {
    /// The file of the configuration.
    pub firewall: Foreign,
    /// Through the device, or to it.
    pub way: Way,
    /// What lets them.
    pub by: PermittedBy,
    /// One packet of them, as `ringwall conduits --decide` reads it.
    pub packet: String,
    /// They, as few blocks.
    pub extent: Vec<String>,
    /// The blocks are all of them.
    pub is_whole: bool,
    /// How many exchanges they are: pairs of addresses with protocol and port; saturating.
    pub size: u64,
}

/// What one firewall's configuration shows at its enforcement point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermittedView {
    /// The file of the configuration.
    pub file: Foreign,
    /// Its hash, where it was taken.
    pub sha256: Option<Box<str>>,
    /// The declared asset it is of.
    pub asset: Option<AssetId>,
    /// Where it comes from; while anything is missing, what it shows is a claim.
    pub taken: Taken,
    /// Every line and every default is understood.
    pub is_understood: bool,
    /// Nothing that is not declared may open a connection through it.
    pub is_closed: bool,
    /// Where it disagrees with the other views, sorted.
    pub disagreements: Vec<Disagreement>,
}
