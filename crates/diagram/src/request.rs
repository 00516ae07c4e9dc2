//! What a drawing is made from.

use std::collections::BTreeMap;

use ringwall_model::{ConduitId, Foreign, FoundationalRequirement, Instant, Plant, ScopeId, ZoneId};

use crate::geometry::{Detail, Layer, Standing};

/// One foundational requirement of a zone or conduit, as a report words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Which.
    pub fr: FoundationalRequirement,
    /// Target: `2`, or a dash.
    pub target: String,
    /// Demonstrated and ceiling: `0..1`.
    pub shown: String,
    /// A sign that says how it stands: `ok`, `?`, `x`, `-`.
    pub sign: &'static str,
    /// How it stands.
    pub standing: Standing,
}

/// Exchanges between two zones that nobody declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeclared {
    /// Zone of the initiators.
    pub from: ZoneId,
    /// Zone of the responders.
    pub to: ZoneId,
    /// Protocol words, sorted.
    pub protocols: Vec<String>,
    /// How many exchanges.
    pub exchanges: usize,
}

/// What the wires carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Captures were read: what was not seen means something.
    pub captured: bool,
    /// Messages that a conduit allows, by conduit.
    pub allowed: BTreeMap<ConduitId, u64>,
    /// Exchanges that a conduit does not allow, by conduit.
    pub against: BTreeMap<ConduitId, usize>,
    /// Exchanges between zones that no conduit joins.
    pub undeclared: Vec<Undeclared>,
}

/// What is drawn, and how.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The plant.
    pub plant: &'a Plant,
    /// How much of it.
    pub detail: Detail,
    /// What is laid over it.
    pub layer: Layer,
    /// Levels, for the layer of levels.
    pub badges: BTreeMap<ScopeId, Vec<Badge>>,
    /// What the wires carried, for the layers of traffic and disagreements.
    pub traffic: Traffic,
    /// The instant it holds for.
    pub at: Instant,
    /// How levels are computed.
    pub method: &'a str,
}

/// Foreign text as it is shown: characters that could act are written out.
pub(crate) fn shown(text: &Foreign) -> String {
    text.terminal().to_string()
}

/// The name where there is one, else the id.
pub(crate) fn name_of(id: &str, name: &Foreign) -> Foreign {
    if name.is_empty() { Foreign::from(id) } else { Foreign::from(shown(name)) }
}
