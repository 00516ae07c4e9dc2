//! What devices are called: what identifies each, strongest first, and the ids that come of it.

use std::fmt::Write as _;

use ringwall_model::{AssetId, FrameRef, ID_BYTES_MAX, Mac, NetworkId};

/// An address on its network, with whether it means something on one link only and when it was first seen.
pub(crate) type Addressed<'a> = (bool, FrameRef, &'a NetworkId, std::net::IpAddr);

/// A station on its network, with when it was first seen.
pub(crate) type Stationed<'a> = (FrameRef, &'a NetworkId, u8);

/// Identifiers of devices that are numbered from nought, in one text: there may be as many as addresses.
#[derive(Debug, Default)]
pub(crate) struct Identifiers {
    text: String,
    list: Vec<Identifier>,
}

#[derive(Clone, Copy, Debug)]
struct Identifier {
    start: usize,
    length: usize,
    device: usize,
    /// No other device goes by it.
    unique: bool,
}

/// The ids of devices, in their order.
#[derive(Debug)]
pub(crate) struct Names {
    identifiers: Identifiers,
    /// Of each device: its identifiers, and the one it is called by.
    devices: Vec<(std::ops::Range<usize>, usize)>,
    /// Devices by their ids.
    order: Vec<usize>,
}

impl Identifiers {
    /// The serial number of a device.
    pub(crate) fn add_serial(&mut self, device: usize, serial: &str) {
        let start = self.text.len();
        self.text.push_str(AssetId::from_foreign(&format!("serial:{serial}")).as_str());
        self.add(device, start);
    }

    /// Its MAC addresses: those a maker assigned first, then as they were first seen.
    pub(crate) fn add_macs(&mut self, device: usize, macs: &mut [(bool, FrameRef, Mac)]) {
        macs.sort();
        for (_, _, mac) in macs {
            let start = self.text.len();
            // Writing to a text cannot fail.
            let _ = write!(self.text, "mac:{mac}");
            self.add(device, start);
        }
    }

    /// Its IP addresses: those that mean the same on other links first, then as they were first seen.
    pub(crate) fn add_addresses(&mut self, device: usize, addresses: &mut [Addressed<'_>]) {
        let text = |(_, _, network, ip): &Addressed<'_>| format!("{network}:{ip}");
        addresses.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| text(a).cmp(&text(b))));
        for (_, _, network, ip) in addresses {
            let start = self.text.len();
            let _ = write!(self.text, "{network}:{ip}");
            self.add(device, start);
        }
    }

    /// Its places on buses, as they were first seen.
    pub(crate) fn add_stations(&mut self, device: usize, stations: &mut [Stationed<'_>]) {
        stations.sort();
        for (_, network, number) in stations {
            let start = self.text.len();
            let _ = write!(self.text, "{network}:station-{number}");
            self.add(device, start);
        }
    }

    /// What was written from `start` on is the next identifier of a device; all of it is ASCII.
    fn add(&mut self, device: usize, start: usize) {
        self.text.truncate(start.saturating_add(ID_BYTES_MAX));
        let length = self.text.len().saturating_sub(start);
        self.list.push(Identifier { start, length, device, unique: false });
    }

    fn text(&self, identifier: usize) -> &str {
        let known = self.list.get(identifier);
        known.and_then(|i| self.text.get(i.start..i.start.saturating_add(i.length))).unwrap_or_default()
    }

    fn device(&self, identifier: usize) -> Option<usize> {
        self.list.get(identifier).map(|i| i.device)
    }

    /// Calls each of `count` devices by its strongest identifier that no other has. Where it has none, `numbered` gives it
    /// a number.
    pub(crate) fn name(mut self, count: usize, numbered: impl Fn(usize) -> usize) -> Names {
        let by_text = self.by_text();
        let mut devices: Vec<(std::ops::Range<usize>, usize)> = Vec::with_capacity(count);
        let mut end = 0;
        for device in 0..count {
            let start = end;
            while self.device(end) == Some(device) {
                end = end.saturating_add(1);
            }
            let strongest = (start..end).find(|n| self.list.get(*n).is_some_and(|i| i.unique));
            devices.push((start..end, strongest.unwrap_or(usize::MAX)));
        }
        let called = |devices: &[(_, usize)], n: usize, device: usize| devices.get(device).is_some_and(|d| d.1 == n);
        let mut order: Vec<usize> = Vec::with_capacity(count);
        order.extend(by_text.into_iter().filter_map(|n| self.device(n).filter(|device| called(&devices, n, *device))));
        for (device, (_, name)) in devices.iter_mut().enumerate().filter(|(_, (_, name))| *name == usize::MAX) {
            let start = self.text.len();
            let _ = write!(self.text, "device:{}", numbered(device));
            *name = self.list.len();
            self.add(device, start);
            order.push(device);
        }
        let text = |device: &usize| devices.get(*device).map(|(_, name)| self.text(*name));
        order.sort_by(|a, b| text(a).cmp(&text(b)));
        Names { identifiers: self, devices, order }
    }

    /// Identifiers by their texts; marks those that are of one device, each once.
    fn by_text(&mut self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_unstable_by(|a, b| self.text(*a).cmp(self.text(*b)).then(a.cmp(b)));
        let alone: Vec<usize> = order
            .chunk_by(|a, b| self.text(*a) == self.text(*b))
            .filter_map(|same| {
                let first = same.first().copied()?;
                same.iter().all(|n| self.device(*n) == self.device(first)).then_some(first)
            })
            .collect();
        for n in alone {
            if let Some(identifier) = self.list.get_mut(n) {
                identifier.unique = true;
            }
        }
        order
    }
}

impl Names {
    /// Devices in the order of their ids.
    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The id of a device, and the other identifiers it goes by, sorted.
    pub(crate) fn of(&self, device: usize) -> (AssetId, Vec<AssetId>) {
        let (range, name) = self.devices.get(device).cloned().unwrap_or_default();
        let id = |n: usize| AssetId::from_foreign(self.identifiers.text(n));
        let unique = |n: &usize| *n != name && self.identifiers.list.get(*n).is_some_and(|i| i.unique);
        let mut aliases: Vec<AssetId> = range.filter(unique).map(id).collect();
        aliases.sort();
        (id(name), aliases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: FrameRef = FrameRef { capture: ringwall_model::CaptureIndex(0), frame: 1 };

    fn named(serials: &[&[&str]]) -> Vec<(String, Vec<String>)> {
        let mut identifiers = Identifiers::default();
        for (device, serials) in serials.iter().enumerate() {
            serials.iter().for_each(|serial| identifiers.add_serial(device, serial));
        }
        let names = identifiers.name(serials.len(), |device| device + 10);
        let text = |id: AssetId| id.as_str().to_owned();
        let of = |device: &usize| names.of(*device);
        names.order().iter().map(of).map(|(id, more)| (text(id), more.into_iter().map(text).collect())).collect()
    }

    #[test]
    fn a_device_is_called_by_what_no_other_has_and_numbered_where_that_is_nothing() {
        let got = named(&[&["b", "a", "c"], &["b"], &["d", "d", "a b"], &[]]);
        let expected = [
            ("device:11", vec![]),
            ("device:13", vec![]),
            ("serial:a", vec!["serial:c"]),
            ("serial:d", vec!["serial:a_b"]),
        ];
        let expected = expected.map(|(id, more)| (id.to_owned(), more.into_iter().map(str::to_owned).collect()));
        assert_eq!(got, expected);
    }

    #[test]
    fn an_identifier_is_cut_where_an_id_ends() {
        let network = NetworkId::from_foreign(&"n".repeat(ID_BYTES_MAX));
        let mut identifiers = Identifiers::default();
        identifiers.add_addresses(0, &mut [(false, FIRST, &network, [10, 0, 0, 1].into())]);
        assert_eq!(identifiers.name(1, |n| n).of(0).0.as_str(), network.as_str());
    }
}
