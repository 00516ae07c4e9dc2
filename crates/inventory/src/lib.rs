//! Facts to assets: roles, levels, matching with the declared; everything that joins shards.
//!
//! [`build`] makes one asset of each device of a reading. Addresses are joined on what their owners say of themselves
//! (ARP, DHCP, LLDP, a serial number), on the frames that carried them only where nothing speaks for a router in between.
//! What was inferred (a maker from a MAC prefix, a role from behaviour, a Purdue level from the role) says so, with its
//! reason. [`propose`] makes a first drawing of zones and conduits out of what was seen; seen is not intended.

mod asset;
mod attributes;
mod behaviour;
mod claims;
mod devices;
mod events;
mod groups;
#[cfg(test)]
mod happened_tests;
mod home;
mod makers;
mod matching;
mod neighbours;
mod nodes;
mod owners;
mod passing;
mod proposal;
mod roles;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unseen;

use ringwall_model::{Inventory, Plant, Reading};

pub use proposal::{Proposal, ProposedConduit, ProposedExchange, ProposedZone, propose};

/// The assets of a reading, matched with what the plant declares. Sorted; the same for the same input.
pub fn build(reading: &Reading, plant: Option<&Plant>) -> Inventory {
    let mut devices = devices::Devices::join(reading, plant);
    let mut diagnostics = std::mem::take(&mut devices.diagnostics);
    let matches = plant.map(|plant| matching::match_declared(&mut devices, reading, plant)).unwrap_or_default();
    diagnostics.extend(matches.diagnostics);
    let behaviours = behaviour::of_devices(reading, &devices);
    let told = attributes::of_devices(reading, &devices);
    let mut assets = asset::assemble(reading, &devices, &behaviours, &told, &matches.declared);
    if let Some(plant) = plant {
        diagnostics.extend(matching::disagreements(&assets, reading, plant));
        diagnostics.extend(unseen::remarks(&assets, reading, plant));
    }
    let ids = devices.members().into_keys().zip(assets.iter().map(|asset| asset.effective_id().clone())).collect();
    let neighbours = neighbours::of(reading, &devices, &ids);
    assets.sort_by(|a, b| a.id.cmp(&b.id));
    diagnostics.sort();
    diagnostics.dedup();
    Inventory { assets, neighbours, events: events::of(reading, &devices), diagnostics }
}
