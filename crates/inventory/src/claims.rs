//! Who has which IP address: what MAC addresses say of themselves, what their frames carried, and who only forwards.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Unbounded};

use ringwall_model::{Address, Binding, BindingBy, Diagnostic, FrameRef, Mac, Place, Reading, Severity};

pub(crate) use crate::carried::Forwards;
use crate::carried::{Carried, Joined};
use crate::devices::are_ports;
use crate::home::is_link_local;
use crate::nodes::Nodes;
use crate::passing;
use crate::refuted::{Refuted, overlap};

/// Claims to one address that each is compared with: whoever floods a network gets no more than that.
const RIVALS_MAX: usize = 64;

/// What one MAC address, by its place among what they carried, says of an IP node.
#[derive(Clone, Copy, Debug)]
struct Claim<'a> {
    ip: usize,
    by: usize,
    binding: &'a Binding,
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
    /// By IP node.
    list: Vec<Claim<'a>>,
    /// By MAC node.
    carried: Vec<Carried>,
    /// Pairs of MAC nodes that are ports of one device.
    ports: BTreeSet<(usize, usize)>,
    /// Addresses that a device claims in passing.
    passing: BTreeSet<passing::Claim<'a>>,
    /// Claims that frames speak against.
    refuted: Refuted,
}

impl<'a> Claims<'a> {
    /// Sorts the bindings of a reading by the nodes they name.
    pub(crate) fn collect(reading: &'a Reading, nodes: &Nodes<'_>) -> Self {
        let mut joined: Vec<Joined<'_>> = reading.bindings.iter().filter_map(|b| join(b, nodes)).collect();
        joined.sort_by_key(|j| (j.mac, j.ip));
        let mut claims =
            Self { list: Vec::with_capacity(joined.len()), passing: passing::claims(reading), ..Self::default() };
        claims.carried = carried(&joined, nodes, &claims.refuted);
        claims.refuted = Refuted::of(&joined, &claims.carried, nodes);
        if claims.refuted.are_any() {
            claims.carried = carried(&joined, nodes, &claims.refuted);
        }
        for (by, of_one) in joined.chunk_by(|a, b| a.mac == b.mac).enumerate() {
            // Who answers for a translated address is the translator, not the device behind it.
            let own = of_one.iter().filter(|j| !j.away);
            claims.list.extend(own.map(|Joined { ip, binding, .. }| Claim { ip: *ip, by, binding }));
        }
        drop(joined);
        claims.list.sort_by_key(|claim| claim.ip);
        claims.ports = claims.ports(nodes);
        claims
    }

    /// The claims to each IP node.
    fn by_ip(&self) -> impl Iterator<Item = &[Claim<'a>]> {
        self.list.chunk_by(|a, b| a.ip == b.ip)
    }

    fn carried(&self, claim: &Claim<'_>) -> Carried {
        self.carried.get(claim.by).copied().unwrap_or_default()
    }

    /// MAC addresses of one block that claim the same two or more addresses: some systems answer for any address on any
    /// port. One shared address may be a factory setting of two devices.
    fn ports(&self, nodes: &Nodes<'_>) -> BTreeSet<(usize, usize)> {
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for claims in self.by_ip().filter(|claims| claims.len() >= 2) {
            let resolved = claims.iter().filter(|c| c.binding.by == BindingBy::Resolution).map(|c| self.carried(c).mac);
            let own: BTreeSet<(Mac, usize)> = resolved.filter_map(|n| Some((mac(nodes, n)?, n))).collect();
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

    /// The MAC nodes that forward for others, with what.
    pub(crate) fn forwarders(&self) -> impl Iterator<Item = (usize, Forwards)> + '_ {
        self.carried.iter().filter_map(|carried| Some((carried.mac, carried.forwards()?)))
    }

    /// The owner of each IP node that has one, with what it rests on; by IP node.
    pub(crate) fn owners(&self) -> Vec<Owned> {
        self.by_ip().filter_map(|claims| self.owner(claims)).collect()
    }

    /// The claims that frames speak against.
    pub(crate) fn into_refuted(self) -> Refuted {
        self.refuted
    }

    fn is_in_passing(&self, binding: &Binding) -> bool {
        self.passing.contains(&(&binding.network, binding.mac, binding.ip))
    }

    fn owner(&self, claims: &[Claim<'_>]) -> Option<Owned> {
        let first = |claim: &&Claim<'_>| (claim.binding.at, claim.by);
        let owned = |claim: &Claim<'_>| {
            let Binding { by, at, .. } = *claim.binding;
            Owned { ip: claim.ip, mac: self.carried(claim).mac, by, at }
        };
        // Who says so, but sends from elsewhere, while another sends from there, is not who has it.
        let kept = || claims.iter().filter(|c| !self.refuted.holds(self.carried(c).mac, c.ip));
        let strong = kept().filter(|c| c.binding.by != BindingBy::Frame && !self.carried(c).answers_for_others());
        if let Some(strong) = strong.min_by_key(|claim| (self.is_in_passing(claim.binding), first(claim))) {
            return Some(owned(strong));
        }
        let frame = kept().filter(|c| c.binding.by == BindingBy::Frame).min_by_key(first)?;
        let ip = frame.binding.ip;
        let alone = kept().all(|c| c.by == frame.by);
        let is_own = is_link_local(ip) || self.carried(frame).is_host(ip.is_ipv4());
        (alone && is_own).then(|| owned(frame))
    }

    /// Remarks on addresses that several MAC addresses claim, and on MAC addresses that answer for others.
    pub(crate) fn remarks(&self, reading: &Reading, nodes: &Nodes<'_>) -> Vec<Diagnostic> {
        let mut remarks: Vec<Diagnostic> =
            self.by_ip().filter_map(|claims| self.duplicate(reading, nodes, claims)).collect();
        for carried in self.carried.iter().filter(|carried| carried.answers_for_others()) {
            let Some(node) = nodes.list.get(carried.mac) else { continue };
            let text =
                format!("{} answers for {} addresses; they are not taken for its own", node.address, carried.own);
            remarks.push(Diagnostic::new("address-by-proxy", Severity::Note, place(reading, node.first), text));
        }
        remarks
    }

    /// Claims at the same time mean two devices; one after the other, a replaced device or a lease given again.
    fn duplicate(&self, reading: &Reading, nodes: &Nodes<'_>, claims: &[Claim<'_>]) -> Option<Diagnostic> {
        let (first, second) = self.rivals(claims)?;
        let node = nodes.list.get(claims.first()?.ip)?;
        let Address::Ip(address) = node.address else { return None };
        if is_link_local(address) {
            return None;
        }
        let (first, second) = if first.at <= second.at { (first, second) } else { (second, first) };
        let text = format!("{address} on {} is claimed by {} and by {}", node.network, first.mac, second.mac);
        let help = "give one of them another address; until then what is said of this address may be of either";
        Some(Diagnostic::new("duplicate-address", Severity::Warning, place(reading, second.at), text).help(help))
    }

    /// Two that claim one address at the same time and are not of one device.
    fn rivals<'c>(&self, claims: &'c [Claim<'_>]) -> Option<(&'c Binding, &'c Binding)> {
        if claims.len() < 2 {
            return None;
        }
        let own = |c: &&Claim<'_>| c.binding.by == BindingBy::Resolution && !self.carried(c).answers_for_others();
        let own: Vec<(usize, &Binding)> = claims.iter().filter(own).map(|c| (self.carried(c).mac, c.binding)).collect();
        own.iter().enumerate().find_map(|(i, a)| {
            let later = own.get(i.saturating_add(1)..)?;
            let rival = |b: &(usize, &Binding)| {
                b.0 != a.0 && !self.ports.contains(&(a.0.min(b.0), a.0.max(b.0))) && overlap(a.1, b.1)
            };
            later.iter().take(RIVALS_MAX).copied().find(|b| rival(b)).map(|b| (a.1, b.1))
        })
    }
}

/// What each MAC address was seen with.
fn carried(joined: &[Joined<'_>], nodes: &Nodes<'_>, refuted: &Refuted) -> Vec<Carried> {
    joined.chunk_by(|a, b| a.mac == b.mac).map(|of_one| Carried::count(of_one, nodes, refuted)).collect()
}

fn join<'a>(binding: &'a Binding, nodes: &Nodes<'_>) -> Option<Joined<'a>> {
    let ip = nodes.find(&binding.network, Address::Ip(binding.ip))?;
    let mac = nodes.find_mac(&binding.network, binding.mac)?;
    Some(Joined { mac, ip, binding, away: is_for_another(nodes, binding) })
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
        Address::Ip(_) | Address::Station(_) => None,
    }
}

/// A frame by its capture's name.
pub(crate) fn place(reading: &Reading, at: FrameRef) -> Place {
    reading.place(at)
}
