//! What one MAC address was seen with: addresses it says are its own, and addresses its frames carried.

use std::net::Ipv4Addr;

use ringwall_model::{Address, Binding, BindingBy, FrameRef, HopCounts, Instant};

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
    /// Those of any family whose frames came with lowered hop counts only, and the first frame of one.
    lowered: usize,
    first_lowered: Option<FrameRef>,
    /// The IPv4 addresses it did not claim were all sent here, by one system.
    sent_here: bool,
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
        carried.sent_here = sent_here(joined, refuted);
        carried
    }

    /// Adds the bindings with one IP node.
    fn add(&mut self, joined: &[Joined<'_>], address: Option<Address>, refuted: &Refuted) {
        let is_own = is_own(joined, refuted);
        let lowered = hops(joined).are_lowered();
        for Joined { binding, away, .. } in joined {
            let foreign = !is_own && binding.by == BindingBy::Frame && !is_link_local(binding.ip);
            if *away || foreign {
                earlier(&mut self.first_foreign, binding.at);
                if lowered {
                    earlier(&mut self.first_lowered, binding.at);
                }
            }
            self.away = self.away.saturating_add(usize::from(*away));
        }
        self.lowered = self.lowered.saturating_add(usize::from(lowered && !is_own));
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

    /// Frames alone make an address a host's own only where they carried no other of its family, and nothing from elsewhere or with
    /// lowered hop counts: a router may pass on the frames of a single host. Behind
    /// a bridge that has but one MAC address, as wireless ones do, several hosts send with hop counts as fresh as one's.
    pub(crate) fn is_host(&self, v4: bool) -> bool {
        let v4_fits = self.foreign_v4 <= usize::from(!self.has_own_v4);
        self.away == 0 && self.lowered == 0 && v4_fits && (v4 || self.foreign_v6 <= OWN_V6_ADDRESSES_MAX)
    }

    /// What it forwards for others. None where its frames carried no address but its own, or only such as were sent here.
    pub(crate) fn forwards(&self) -> Option<Forwards> {
        let foreign = if self.sent_here { 0 } else { self.foreign_v4 };
        let sure = self.away > 0 || foreign >= 2;
        let likely = foreign == 1 && self.has_own_v4;
        let at = self.first_lowered.or(self.first_foreign)?;
        let addresses = foreign.max(self.away);
        (sure || likely).then_some(Forwards { addresses, lowered: self.lowered.min(addresses), at, sure })
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
    /// Those of them whose frames came with lowered hop counts only.
    pub(crate) lowered: usize,
    /// First frame with one of them; where hop counts were lowered, of those.
    pub(crate) at: FrameRef,
    /// Several, or one that is at home elsewhere. A single one may also be a second address of its own.
    pub(crate) sure: bool,
}

/// It claimed the address of these bindings, or sends from it where another's claim does not count.
fn is_own(joined: &[Joined<'_>], refuted: &Refuted) -> bool {
    let claimed = |j: &Joined<'_>| !j.away && j.binding.by != BindingBy::Frame && !refuted.holds(j.mac, j.ip);
    joined.iter().any(|j| claimed(j) || refuted.is_kept_by(j.mac, j.ip))
}

/// The hop counts of all frames of these bindings.
fn hops(joined: &[Joined<'_>]) -> HopCounts {
    joined.iter().fold(HopCounts::default(), |sum, j| sum.and(j.binding.hops))
}

/// True where the IPv4 addresses one MAC address carried, but did not claim, were sent by one system on this link: with hop counts that
/// systems begin with, one of which all have, and none lowered; and from one range, which is that of what it did claim, or one address
/// after the other, as of a system that got another. Some firewalls pass packets on between ranges and take nothing away, and two systems
/// behind one MAC address (a bridge that has but one) may begin alike.
fn sent_here(joined: &[Joined<'_>], refuted: &Refuted) -> bool {
    let (mut shared, mut any, mut senders) = (HopCounts::ANY_INITIAL, false, Senders::default());
    for of_one in joined.chunk_by(|a, b| a.ip == b.ip) {
        let Some(std::net::IpAddr::V4(ip)) = of_one.first().map(|j| j.binding.ip) else { continue };
        if ip.is_link_local() {
            continue;
        }
        let (is_own, hops) = (is_own(of_one, refuted), hops(of_one));
        senders.add(ip, of_one);
        if of_one.iter().any(|j| j.away) || !senders.may_be_one() {
            return false;
        }
        // A claim alone has no hop counts; its own word is enough.
        if is_own && hops.are_silent() {
            continue;
        }
        shared = shared.shared(hops);
        if !hops.are_initial() || shared.are_silent() {
            return false;
        }
        any |= !is_own;
    }
    any
}

/// Which addresses were sent from, and when.
#[derive(Debug, Default)]
struct Senders {
    range: Option<[u8; 3]>,
    several_ranges: bool,
    /// How many, and first and last time of the latest of one.
    count: usize,
    seen: Option<(Instant, Instant)>,
    at_once: bool,
}

impl Senders {
    fn add(&mut self, ip: Ipv4Addr, bindings: &[Joined<'_>]) {
        let [a, b, c, _] = ip.octets();
        self.several_ranges |= *self.range.get_or_insert([a, b, c]) != [a, b, c];
        self.count = self.count.saturating_add(1);
        let first = bindings.iter().map(|j| j.binding.first_seen).min();
        let last = bindings.iter().map(|j| j.binding.last_seen).max();
        let (Some(first), Some(last)) = (first, last) else { return };
        self.at_once |= self.seen.is_some_and(|(from, until)| first <= until && from <= last);
        self.seen = Some((first, last));
    }

    /// All from one range, or two of which one was over before the other began.
    fn may_be_one(&self) -> bool {
        !self.several_ranges || (self.count == 2 && !self.at_once)
    }
}

fn earlier(slot: &mut Option<FrameRef>, at: FrameRef) {
    *slot = Some(slot.map_or(at, |seen| seen.min(at)));
}
