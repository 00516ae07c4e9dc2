//! Facts to assets: roles, levels, matching with the declared; everything that joins shards.
//!
//! [`build`] makes one asset of each device of a reading. Addresses are joined on what their owners say of themselves
//! (ARP, DHCP, LLDP, a serial number), on the frames that carried them only where nothing speaks for a router in between.
//! What was inferred (a maker from a MAC prefix, a role from behaviour, a Purdue level from the role) says so, with its
//! reason. [`propose`] makes a first drawing of zones and conduits out of what was seen; seen is not intended.

mod asset;
mod attributes;
mod behaviour;
mod carried;
mod claims;
mod contested;
mod devices;
mod events;
mod groups;
#[cfg(test)]
mod happened_tests;
mod home;
mod identifiers;
mod makers;
mod matching;
mod neighbours;
mod nodes;
mod order_numbers;
mod owners;
mod passing;
mod proposal;
mod refuted;
mod roles;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unseen;

use std::collections::BTreeMap;

use ringwall_model::{AssetId, Diagnostic, Event, Inventory, Neighbour, ObservedAsset, Plant, Reading};

pub use proposal::{Proposal, ProposedConduit, ProposedExchange, ProposedZone, propose};

/// The devices of a reading, before they are written out as assets. Who only counts them needs no more.
#[derive(Debug)]
pub struct Survey<'a> {
    reading: &'a Reading,
    devices: devices::Devices<'a>,
    declared: BTreeMap<usize, (AssetId, &'static str)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Survey<'a> {
    /// Joins what a reading tells of devices.
    pub fn new(reading: &'a Reading) -> Self {
        let mut survey = Self::matched(reading, None);
        sort(&mut survey.diagnostics);
        survey
    }

    fn matched(reading: &'a Reading, plant: Option<&'a Plant>) -> Self {
        let mut devices = devices::Devices::join(reading, plant);
        let mut diagnostics = std::mem::take(&mut devices.diagnostics);
        let matches = plant.map(|plant| matching::match_declared(&mut devices, reading, plant)).unwrap_or_default();
        diagnostics.extend(matches.diagnostics);
        Self { reading, devices, declared: matches.declared, diagnostics }
    }

    /// How many assets there are.
    pub fn count(&self) -> usize {
        self.devices.count()
    }

    /// Remarks on them, sorted.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Gives every asset to `take`, in the order of their ids.
    pub fn each(&self, take: &mut dyn FnMut(ObservedAsset)) {
        asset::each(self.reading, &self.devices, &self.declared, &mut |_, asset| take(asset));
    }

    /// Who announced itself to the other end of a cable.
    pub fn neighbours(&self) -> Vec<Neighbour> {
        if !neighbours::are_any(self.reading) {
            return Vec::new();
        }
        let ids = asset::ids(self.reading, &self.devices, &self.declared);
        neighbours::of(self.reading, &self.devices, &ids)
    }

    /// What happened, by time.
    pub fn events(&self) -> Vec<Event> {
        events::of(self.reading, &self.devices)
    }
}

/// The assets of a reading, matched with what the plant declares. Sorted; the same for the same input.
pub fn build(reading: &Reading, plant: Option<&Plant>) -> Inventory {
    let mut survey = Survey::matched(reading, plant);
    let mut diagnostics = std::mem::take(&mut survey.diagnostics);
    let (mut assets, mut ids) = (Vec::with_capacity(survey.count()), BTreeMap::new());
    asset::each(reading, &survey.devices, &survey.declared, &mut |device, asset| {
        ids.insert(device, asset.effective_id().clone());
        assets.push(asset);
    });
    if let Some(plant) = plant {
        diagnostics.extend(matching::disagreements(&assets, reading, plant));
        diagnostics.extend(unseen::remarks(&assets, reading, plant));
    }
    let neighbours = neighbours::of(reading, &survey.devices, &ids);
    let events = events::of(reading, &survey.devices);
    sort(&mut diagnostics);
    Inventory { assets, neighbours, events, diagnostics }
}

fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort();
    diagnostics.dedup();
}
