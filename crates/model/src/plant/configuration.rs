//! Where the configurations of firewalls and other devices come from.

use serde::{Deserialize, Serialize};

use crate::{ConfigurationKind, Foreign, Instant, NetworkId, PersonId, Route, Span};

/// Where a device's configuration comes from, by the device's asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationSource {
    /// Where it is declared.
    pub place: Span,
    /// The file in the folder `firewalls/` or `devices/`.
    pub file: Foreign,
    /// When it was taken from the device.
    pub taken_at: Option<Instant>,
    /// Who took it.
    pub taken_by: Option<PersonId>,
    /// Running or startup.
    pub configuration: Option<ConfigurationKind>,
    /// Which networks its interfaces lead to, by the names its rules use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interfaces: Vec<(Foreign, NetworkId)>,
    /// Routes it has beside those its configuration holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
}
