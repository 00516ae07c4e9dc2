//! Who has which IP address: what MAC addresses say of themselves, what their frames carried, and who only forwards.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};

use ringwall_model::{Address, Binding, BindingBy, Diagnostic, FrameRef, Place, Reading, Severity};

use crate::devices::are_ports;
use crate::home::is_link_local;
use crate::nodes::Nodes;

/// A MAC address that answers for more addresses than this answers for others (proxy ARP).
const OWN_ADDRESSES_MAX: usize = 16;
/// Most IPv6 addresses of one host that are believed from frames alone: link-local, stable and temporary ones.
const OWN_V6_ADDRESSES_MAX: usize = 6;

/// What one MAC address was seen with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carried {
    /// IP nodes it claimed by resolution or lease.
    own: BTreeSet<usize>,
    /// IP nodes in its frames.
    frames: BTreeSet<usize>,
    /// Frames held an address that is at home on another network.
    away: usize,
    /// First frame with an address it did not claim.
    first_foreign: Option<FrameRef>,
}

/// Frames of one MAC address carried what is not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Forwards {
    /// Addresses of others.
    pub(crate) addresses: usize,
    /// First frame with one of them.
    pub(crate) at: FrameRef,
    /// Several, or one that is at home elsewhere. A single one may also be a second address of its own.
    pub(crate) sure: bool,
}

/// An IP node and the MAC node it was joined to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owned {
    pub(crate) ip: usize,
    pub(crate) mac: usize,
    pub(crate) by: BindingBy,
    pub(crate) at: FrameRef,
}

/// All claims of a reading.
#[derive(Debug, Default)]
pub(crate) struct Claims<'a> {
    by_ip: BTreeMap<usize, Vec<(usize, &'a Binding)>>,
    by_mac: BTreeMap<usize, Carried>,
    /// Pairs of MAC nodes that are ports of one device.
    ports: BTreeSet<(usize, usize)>,
}

impl<'a> Claims<'a> {
    /// Sorts the bindings of a reading by the nodes they name.
    pub(crate) fn collect(reading: &'a Reading, nodes: &Nodes<'_>) -> Self {
        let mut claims = Self::default();
        for binding in &reading.bindings {
            let ip = nodes.find(&binding.network, Address::Ip(binding.ip));
            let Some((ip, mac)) = ip.zip(nodes.find_mac(&binding.network, binding.mac)) else { continue };
            let carried = claims.by_mac.entry(mac).or_default();
            if binding.by == BindingBy::Frame {
                carried.frames.insert(ip);
            }
            // Who answers for a translated address is the translator, not the device behind it.
            if is_for_another(nodes, binding) {
                carried.away = carried.away.saturating_add(1);
                earlier(&mut carried.first_foreign, binding.at);
                continue;
            }
            if binding.by != BindingBy::Frame {
                carried.own.insert(ip);
            }
            claims.by_ip.entry(ip).or_default().push((mac, binding));
        }
        claims.note_foreign(reading, nodes);
        claims.ports = claims.ports(nodes);
        claims
    }

    /// MAC addresses of one block that claim the same two or more addresses: some systems answer for any address on any
    /// port. One shared address may be a factory setting of two devices.
    fn ports(&self, nodes: &Nodes<'_>) -> BTreeSet<(usize, usize)> {
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for claims in self.by_ip.values() {
            let own: BTreeSet<usize> =
                claims.iter().filter(|(_, b)| b.by == BindingBy::Resolution).map(|(m, _)| *m).collect();
            for (a, b) in own.iter().flat_map(|a| own.range((Excluded(*a), Unbounded)).map(move |b| (*a, *b))) {
                if are_near(nodes, a, b) {
                    let count = shared.entry((a, b)).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
        shared.into_iter().filter(|(_, count)| *count >= 2).map(|(pair, _)| pair).collect()
    }

    /// Pairs of MAC nodes that are ports of one device.
    pub(crate) fn same_device(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.ports.iter().copied()
    }

    fn note_foreign(&mut self, reading: &Reading, nodes: &Nodes<'_>) {
        for binding in reading.bindings.iter().filter(|b| b.by == BindingBy::Frame && !is_link_local(b.ip)) {
            let ip = nodes.find(&binding.network, Address::Ip(binding.ip));
            let Some((ip, mac)) = ip.zip(nodes.find_mac(&binding.network, binding.mac)) else { continue };
            if let Some(carried) = self.by_mac.get_mut(&mac).filter(|c| !c.own.contains(&ip)) {
                earlier(&mut carried.first_foreign, binding.at);
            }
        }
    }

    /// What a MAC address forwards for others. None where its frames carried no address but its own.
    pub(crate) fn forwards(&self, nodes: &Nodes<'_>, mac: usize) -> Option<Forwards> {
        let carried = self.by_mac.get(&mac)?;
        let foreign = foreign(carried, nodes).0;
        let sure = carried.away > 0 || foreign >= 2;
        let likely = foreign == 1 && carried.own.iter().any(|ip| is_v4(nodes, *ip));
        let at = carried.first_foreign?;
        (sure || likely).then_some(Forwards { addresses: foreign.max(carried.away), at, sure })
    }

    /// The owner of each IP node that has one, with what it rests on.
    pub(crate) fn owners(&self, nodes: &Nodes<'_>) -> BTreeMap<usize, Owned> {
        self.by_ip.iter().filter_map(|(ip, claims)| Some((*ip, self.owner(nodes, *ip, claims)?))).collect()
    }

    fn owner(&self, nodes: &Nodes<'_>, ip: usize, claims: &[(usize, &Binding)]) -> Option<Owned> {
        let owned = |(mac, binding): &(usize, &Binding)| Owned { ip, mac: *mac, by: binding.by, at: binding.at };
        let strong = claims.iter().filter(|(mac, b)| b.by != BindingBy::Frame && !self.answers_for_others(*mac));
        if let Some(first) = strong.min_by_key(|(mac, b)| (b.at, *mac)) {
            return Some(owned(first));
        }
        let first = claims.iter().filter(|(_, b)| b.by == BindingBy::Frame).min_by_key(|(mac, b)| (b.at, *mac))?;
        let alone = claims.iter().all(|(mac, _)| *mac == first.0);
        let is_own = is_link_local(first.1.ip) || self.is_host(nodes, first.0, first.1.ip.is_ipv4());
        (alone && is_own).then(|| owned(first))
    }

    fn answers_for_others(&self, mac: usize) -> bool {
        self.by_mac.get(&mac).is_some_and(|c| c.own.len() > OWN_ADDRESSES_MAX)
    }

    /// Frames alone make an address a host's own only where they carried no other of its family, and nothing from elsewhere.
    fn is_host(&self, nodes: &Nodes<'_>, mac: usize, v4: bool) -> bool {
        let Some(carried) = self.by_mac.get(&mac) else { return false };
        let has_own_v4 = carried.own.iter().any(|ip| is_v4(nodes, *ip));
        let (v4_foreign, v6_foreign) = foreign(carried, nodes);
        let v4_fits = if has_own_v4 { v4_foreign == 0 } else { v4_foreign <= 1 };
        carried.away == 0 && v4_fits && (v4 || v6_foreign <= OWN_V6_ADDRESSES_MAX)
    }

    /// Remarks on addresses that several MAC addresses claim, and on MAC addresses that answer for others.
    pub(crate) fn remarks(&self, reading: &Reading, nodes: &Nodes<'_>) -> Vec<Diagnostic> {
        let mut remarks: Vec<Diagnostic> =
            self.by_ip.iter().filter_map(|(ip, claims)| self.duplicate(reading, nodes, *ip, claims)).collect();
        for (mac, carried) in self.by_mac.iter().filter(|(mac, _)| self.answers_for_others(**mac)) {
            let Some(node) = nodes.list.get(*mac) else { continue };
            let text =
                format!("{} answers for {} addresses; they are not taken for its own", node.address, carried.own.len());
            remarks.push(Diagnostic::new("address-by-proxy", Severity::Note, place(reading, node.first), text));
        }
        remarks
    }

    /// Claims at the same time mean two devices; one after the other, a replaced device or a lease given again.
    fn duplicate(
        &self,
        reading: &Reading,
        nodes: &Nodes<'_>,
        ip: usize,
        claims: &[(usize, &Binding)],
    ) -> Option<Diagnostic> {
        let node = nodes.list.get(ip)?;
        let Address::Ip(address) = node.address else { return None };
        let own = |(mac, b): &&(usize, &Binding)| b.by == BindingBy::Resolution && !self.answers_for_others(*mac);
        let own: Vec<_> = claims.iter().filter(own).collect();
        let (first, second) = own.iter().enumerate().find_map(|(i, a)| {
            let later = own.get(i.saturating_add(1)..)?;
            let rival = |b: &(usize, &Binding)| {
                b.0 != a.0 && !self.ports.contains(&(a.0.min(b.0), a.0.max(b.0))) && overlap(a.1, b.1)
            };
            later.iter().copied().find(|b| rival(b)).map(|b| (a.1, b.1))
        })?;
        if is_link_local(address) {
            return None;
        }
        let (first, second) = if first.at <= second.at { (first, second) } else { (second, first) };
        let text = format!("{address} on {} is claimed by {} and by {}", node.network, first.mac, second.mac);
        let help = "give one of them another address; until then what is said of this address may be of either";
        Some(Diagnostic::new("duplicate-address", Severity::Warning, place(reading, second.at), text).help(help))
    }
}

fn is_for_another(nodes: &Nodes<'_>, binding: &Binding) -> bool {
    match binding.by {
        BindingBy::Frame => nodes.is_away(&binding.network, binding.ip),
        _ => nodes.is_translated(&binding.network, binding.ip),
    }
}

fn are_near(nodes: &Nodes<'_>, a: usize, b: usize) -> bool {
    let mac = |n: usize| match nodes.list.get(n)?.address {
        Address::Mac(mac) => Some(mac),
        Address::Ip(_) => None,
    };
    mac(a).zip(mac(b)).is_some_and(|(a, b)| are_ports(a, b))
}

fn overlap(a: &Binding, b: &Binding) -> bool {
    a.first_seen <= b.last_seen && b.first_seen <= a.last_seen
}

fn earlier(slot: &mut Option<FrameRef>, at: FrameRef) {
    *slot = Some(slot.map_or(at, |seen| seen.min(at)));
}

/// Addresses in frames that were not claimed, by family. Link-local ones are always the sender's own.
fn foreign(carried: &Carried, nodes: &Nodes<'_>) -> (usize, usize) {
    let unclaimed = carried.frames.difference(&carried.own).filter(|ip| !is_local(nodes, **ip));
    let (v4, v6): (Vec<&usize>, Vec<&usize>) = unclaimed.partition(|ip| is_v4(nodes, **ip));
    (v4.len(), v6.len())
}

fn is_v4(nodes: &Nodes<'_>, ip: usize) -> bool {
    matches!(nodes.list.get(ip).map(|n| n.address), Some(Address::Ip(ip)) if ip.is_ipv4())
}

fn is_local(nodes: &Nodes<'_>, ip: usize) -> bool {
    matches!(nodes.list.get(ip).map(|n| n.address), Some(Address::Ip(ip)) if is_link_local(ip))
}

/// A frame by its capture's name.
pub(crate) fn place(reading: &Reading, at: FrameRef) -> Place {
    reading.place(at)
}
