//! Where captures were taken.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{AssetId, ConduitId, Foreign, Instant, NetworkId, Span};

/// How traffic was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A tap in the line.
    Tap,
    /// A mirror port.
    Span,
    /// On a host.
    Host,
}

/// A time during which a point recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// From.
    pub from: Instant,
    /// Until.
    pub until: Instant,
}

/// A place at which traffic is watched, and what can be seen from there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationPoint {
    /// Where declared.
    pub place: Span,
    /// Description.
    pub name: Foreign,
    /// Method.
    pub method: Method,
    /// Network of its untagged frames.
    pub network: Option<NetworkId>,
    /// Network of each VLAN path it sees, written `12` or `100.12` (outermost first).
    pub vlans: BTreeMap<String, NetworkId>,
    /// Networks whose traffic it sees whole.
    pub sees_networks: Vec<NetworkId>,
    /// Conduits of which it sees every declared path.
    pub sees_conduits: Vec<ConduitId>,
    /// The enforcement points next to it, and on which network's side of each it stands.
    pub side_of: BTreeMap<AssetId, NetworkId>,
    /// Both directions are seen.
    pub both_directions: bool,
    /// Times it recorded; empty: the times of its captures.
    pub windows: Vec<Window>,
    /// Loss in frames per million, as measured there; none: not known.
    pub loss_per_million: Option<u32>,
    /// Its clock minus true time, in microseconds.
    pub clock_offset_us: i64,
    /// Capture files taken here, relative to the plant folder; `*` at the end matches any rest.
    pub captures: Vec<Foreign>,
}
