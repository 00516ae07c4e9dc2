//! What evidence is derived from.

use ringwall_catalogue::Catalogue;
use ringwall_model::{DeviceSettings, Inventory, PermittedView, Plant, Reading, Witness};

/// Everything evidence is derived from. Each may be empty.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// What is declared.
    pub plant: &'a Plant,
    /// What the wire carried.
    pub reading: &'a Reading,
    /// The assets behind its addresses.
    pub inventory: &'a Inventory,
    /// Exchanges that disagree with the declaration, as the comparison of conduits found them.
    pub witnesses: &'a [Witness],
    /// What the configurations of firewalls show.
    pub firewalls: &'a [PermittedView],
    /// What the configurations of devices say of the devices themselves.
    pub devices: &'a [DeviceSettings],
    /// The rows and their criteria.
    pub catalogue: &'a Catalogue,
}
