//! Who has which IP address: what MAC addresses say of themselves, what their frames carried, and who only forwards.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};

use ringwall_model::{Address, Binding, BindingBy, Diagnostic, FrameRef, Mac, Place, Reading, Severity};

use crate::devices::are_ports;
use crate::home::is_link_local;
use crate::nodes::Nodes;
use crate::passing::{self, Claim};

/// A MAC address that answers for more addresses than this answers for others (proxy ARP).
const OWN_ADDRESSES_MAX: usize = 16;
/// Most IPv6 addresses of one host that are believed from frames alone: link-local, stable and temporary ones.
const OWN_V6_ADDRESSES_MAX: usize = 6;

/// Claims to one address that each is compared with: whoever floods a network gets no more than that.
const RIVALS_MAX: usize = 64;

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
    /// It claimed an IPv4 address.
    has_own_v4: bool,
    /// Addresses in its frames that it did not claim, by family. Link-local ones are always the sender's own.
    foreign_v4: usize,
    foreign_v6: usize,
}

impl Carried {
    /// Counts what was claimed and what was not, once: a router carries the addresses of half the world.
    fn count(&mut self, nodes: &Nodes<'_>) {
        self.has_own_v4 = self.own.iter().any(|ip| is_v4(nodes, *ip));
        let unclaimed = self.frames.difference(&self.own).filter(|ip| !is_local(nodes, **ip));
        let (v4, v6): (Vec<&usize>, Vec<&usize>) = unclaimed.partition(|ip| is_v4(nodes, **ip));
        (self.foreign_v4, self.foreign_v6) = (v4.len(), v6.len());
    }
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
    /// Addresses that a device claims in passing.
    passing: BTreeSet<Claim<'a>>,
}

impl<'a> Claims<'a> {
    /// Sorts the bindings of a reading by the nodes they name.
    pub(crate) fn collect(reading: &'a Reading, nodes: &Nodes<'_>) -> Self {
        let mut claims = Self { passing: passing::claims(reading), ..Self::default() };
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
        claims.by_mac.values_mut().for_each(|carried| carried.count(nodes));
        claims.ports = claims.ports(nodes);
        claims
    }

    /// MAC addresses of one block that claim the same two or more addresses: some systems answer for any address on any
    /// port. One shared address may be a factory setting of two devices.
    fn ports(&self, nodes: &Nodes<'_>) -> BTreeSet<(usize, usize)> {
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for claims in self.by_ip.values() {
            let resolved = claims.iter().filter(|(_, b)| b.by == BindingBy::Resolution);
            let own: BTreeSet<(Mac, usize)> = resolved.filter_map(|(n, _)| Some((mac(nodes, *n)?, *n))).collect();
            for from @ (address, a) in &own {
                // Those that follow are farther and farther away.
                let near = own.range((Excluded(*from), Unbounded)).take_while(|(other, _)| are_ports(*address, *other));
                for (_, b) in near {
                    let count = shared.entry((*a.min(b), *a.max(b))).or_default();
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
    pub(crate) fn forwards(&self, mac: usize) -> Option<Forwards> {
        let carried = self.by_mac.get(&mac)?;
        let foreign = carried.foreign_v4;
        let sure = carried.away > 0 || foreign >= 2;
        let likely = foreign == 1 && carried.has_own_v4;
        let at = carried.first_foreign?;
        (sure || likely).then_some(Forwards { addresses: foreign.max(carried.away), at, sure })
    }

    /// The owner of each IP node that has one, with what it rests on.
    pub(crate) fn owners(&self) -> BTreeMap<usize, Owned> {
        self.by_ip.iter().filter_map(|(ip, claims)| Some((*ip, self.owner(*ip, claims)?))).collect()
    }

    fn owner(&self, ip: usize, claims: &[(usize, &Binding)]) -> Option<Owned> {
        let owned = |(mac, binding): &(usize, &Binding)| Owned { ip, mac: *mac, by: binding.by, at: binding.at };
        let strong = claims.iter().filter(|(mac, b)| b.by != BindingBy::Frame && !self.answers_for_others(*mac));
        let passing = |b: &Binding| self.passing.contains(&(&b.network, b.mac, b.ip));
        if let Some(first) = strong.min_by_key(|(mac, b)| (passing(b), b.at, *mac)) {
            return Some(owned(first));
        }
        let first = claims.iter().filter(|(_, b)| b.by == BindingBy::Frame).min_by_key(|(mac, b)| (b.at, *mac))?;
        let alone = claims.iter().all(|(mac, _)| *mac == first.0);
        let is_own = is_link_local(first.1.ip) || self.is_host(first.0, first.1.ip.is_ipv4());
        (alone && is_own).then(|| owned(first))
    }

    fn answers_for_others(&self, mac: usize) -> bool {
        self.by_mac.get(&mac).is_some_and(|c| c.own.len() > OWN_ADDRESSES_MAX)
    }

    /// Frames alone make an address a host's own only where they carried no other of its family, and nothing from elsewhere.
    fn is_host(&self, mac: usize, v4: bool) -> bool {
        let Some(carried) = self.by_mac.get(&mac) else { return false };
        let v4_fits = carried.foreign_v4 <= usize::from(!carried.has_own_v4);
        carried.away == 0 && v4_fits && (v4 || carried.foreign_v6 <= OWN_V6_ADDRESSES_MAX)
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
            later.iter().take(RIVALS_MAX).copied().find(|b| rival(b)).map(|b| (a.1, b.1))
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

fn mac(nodes: &Nodes<'_>, node: usize) -> Option<Mac> {
    match nodes.list.get(node)?.address {
        Address::Mac(mac) => Some(mac),
        Address::Ip(_) => None,
    }
}

fn overlap(a: &Binding, b: &Binding) -> bool {
    a.first_seen <= b.last_seen && b.first_seen <= a.last_seen
}

fn earlier(slot: &mut Option<FrameRef>, at: FrameRef) {
    *slot = Some(slot.map_or(at, |seen| seen.min(at)));
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
