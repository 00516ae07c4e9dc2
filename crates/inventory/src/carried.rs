//! What one MAC address was seen with: addresses it says are its own, and addresses its frames carried.

use ringwall_model::{Address, Binding, BindingBy, FrameRef};

use crate::home::is_link_local;
use crate::nodes::Nodes;
use crate::refuted::Refuted;

/// A MAC address that answers for more addresses than this answers for others (proxy ARP).
const OWN_ADDRESSES_MAX: usize = 16;
/// Most IPv6 addresses of one host that are believed from frames alone: link-local, stable and temporary ones.
const OWN_V6_ADDRESSES_MAX: usize = 6;

/// What one MAC address was seen with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carried {
    pub(crate) mac: usize,
    /// IP nodes it claimed by resolution or lease.
    pub(crate) own: usize,
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
    /// Counts what was claimed and what was not of a MAC address, whose bindings come by their IP nodes: a router carries
    /// the addresses of half the world.
    pub(crate) fn count(joined: &[Joined<'_>], nodes: &Nodes<'_>, refuted: &Refuted) -> Self {
        let mut carried = Self { mac: joined.first().map_or(0, |j| j.mac), ..Self::default() };
        for of_one in joined.chunk_by(|a, b| a.ip == b.ip) {
            let address = of_one.first().and_then(|j| nodes.list.get(j.ip)).map(|node| node.address);
            carried.add(of_one, address, refuted);
        }
        carried
    }

    /// Adds the bindings with one IP node.
    fn add(&mut self, joined: &[Joined<'_>], address: Option<Address>, refuted: &Refuted) {
        let claimed = |j: &Joined<'_>| !j.away && j.binding.by != BindingBy::Frame && !refuted.holds(j.mac, j.ip);
        let is_own = joined.iter().any(|j| claimed(j) || refuted.is_kept_by(j.mac, j.ip));
        for Joined { binding, away, .. } in joined {
            let foreign = !is_own && binding.by == BindingBy::Frame && !is_link_local(binding.ip);
            if *away || foreign {
                earlier(&mut self.first_foreign, binding.at);
            }
            self.away = self.away.saturating_add(usize::from(*away));
        }
        let Some(Address::Ip(ip)) = address else { return };
        self.own = self.own.saturating_add(usize::from(is_own));
        self.has_own_v4 |= is_own && ip.is_ipv4();
        let carried = joined.iter().any(|j| j.binding.by == BindingBy::Frame);
        if carried && !is_own && !is_link_local(ip) {
            let count = if ip.is_ipv4() { &mut self.foreign_v4 } else { &mut self.foreign_v6 };
            *count = count.saturating_add(1);
        }
    }

    pub(crate) fn answers_for_others(&self) -> bool {
        self.own > OWN_ADDRESSES_MAX
    }

    /// Frames alone make an address a host's own only where they carried no other of its family, and nothing from elsewhere.
    pub(crate) fn is_host(&self, v4: bool) -> bool {
        let v4_fits = self.foreign_v4 <= usize::from(!self.has_own_v4);
        self.away == 0 && v4_fits && (v4 || self.foreign_v6 <= OWN_V6_ADDRESSES_MAX)
    }

    /// What it forwards for others. None where its frames carried no address but its own.
    pub(crate) fn forwards(&self) -> Option<Forwards> {
        let foreign = self.foreign_v4;
        let sure = self.away > 0 || foreign >= 2;
        let likely = foreign == 1 && self.has_own_v4;
        let at = self.first_foreign?;
        (sure || likely).then_some(Forwards { addresses: foreign.max(self.away), at, sure })
    }
}

/// A binding with the nodes it names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Joined<'a> {
    pub(crate) mac: usize,
    pub(crate) ip: usize,
    pub(crate) binding: &'a Binding,
    /// It is about an address of another network, or one that stands for another device.
    pub(crate) away: bool,
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

fn earlier(slot: &mut Option<FrameRef>, at: FrameRef) {
    *slot = Some(slot.map_or(at, |seen| seen.min(at)));
}
