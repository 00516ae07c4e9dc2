//! What devices told of themselves, and which value of several counts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Address, Attribute, Confidence, Identity, Reading};

use crate::devices::Devices;

/// Identities of each device, best first.
pub(crate) type Told<'a> = BTreeMap<usize, Vec<&'a Identity>>;

/// Sorts the identities of a reading by device. Where the same thing was told several times, the first counts.
pub(crate) fn of_devices<'a>(reading: &'a Reading, devices: &Devices<'_>) -> Told<'a> {
    let mut told = Told::new();
    for identity in &reading.identities {
        if let Some(device) = devices.find(&identity.network, identity.subject) {
            told.entry(device).or_default().push(identity);
        }
    }
    for list in told.values_mut() {
        list.sort_by_key(|i| (Reverse(i.confidence), is_mac(i.subject), i.at, &i.value));
        let mut seen = BTreeSet::new();
        list.retain(|i| seen.insert((i.attribute, i.value.raw(), i.protocol.as_ref())));
    }
    told
}

/// The best value of an attribute: the surest, then the earliest.
pub(crate) fn best<'a>(told: &[&'a Identity], attribute: Attribute) -> Option<&'a Identity> {
    told.iter().find(|i| i.attribute == attribute).copied()
}

/// A capability word, and who says so.
pub(crate) fn capability<'a>(told: &[&'a Identity], word: &str, least: Confidence) -> Option<&'a Identity> {
    told.iter()
        .find(|i| i.attribute == Attribute::Capability && i.confidence >= least && i.value.raw() == word)
        .copied()
}

fn is_mac(address: Address) -> bool {
    matches!(address, Address::Mac(_))
}
