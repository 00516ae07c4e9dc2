//! Addresses that a device claims one after the other, and those it claims in passing.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ringwall_model::{Address, Binding, BindingBy, Event, EventKind, FrameRef, Instant, Mac, NetworkId, Reading};

use crate::devices::{Devices, is_assigned};
use crate::home::is_link_local;

/// A device that claims more addresses than this answers for others, and none of them is a change of its own.
pub(crate) const ADDRESSES_MAX: usize = 16;

/// A claim, in passing or not.
pub(crate) type Claim<'a> = (&'a NetworkId, Mac, IpAddr);

/// An address of a device and the time between its first and its last claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    first_seen: Instant,
    at: FrameRef,
    last_seen: Instant,
    ip: IpAddr,
    /// Who claimed it first.
    by: Mac,
}

impl Span {
    /// All of it lies between two claims of the other.
    fn within(&self, other: &Self) -> bool {
        other.ip != self.ip && other.first_seen < self.first_seen && self.last_seen < other.last_seen
    }
}

/// What devices say of themselves: IPv4 addresses that are theirs for longer than a cable is plugged in.
fn said(reading: &Reading) -> impl Iterator<Item = &Binding> {
    let says_itself = |b: &&Binding| {
        b.by == BindingBy::Resolution && b.ip.is_ipv4() && !b.ip.is_unspecified() && !is_link_local(b.ip)
    };
    reading.bindings.iter().filter(says_itself)
}

/// One span an address; none where there is only one address, or so many that they are of others.
fn spans(own: &[&Binding]) -> Option<Vec<Span>> {
    let mut spans: Vec<Span> = Vec::new();
    for claim in own {
        let Binding { first_seen, at, last_seen, ip, mac: by, .. } = **claim;
        if let Some(span) = spans.iter_mut().find(|span| span.ip == ip) {
            (span.first_seen, span.at, span.by) = (span.first_seen, span.at, span.by).min((first_seen, at, by));
            span.last_seen = span.last_seen.max(last_seen);
        } else {
            spans.push(Span { first_seen, at, last_seen, ip, by });
        }
        if spans.len() > ADDRESSES_MAX {
            return None;
        }
    }
    spans.sort();
    (spans.len() > 1).then_some(spans)
}

/// Claims that begin and end between two claims of another address by the same MAC address: where somebody else claims such
/// an address without that, it is theirs.
pub(crate) fn claims(reading: &Reading) -> BTreeSet<Claim<'_>> {
    let mut said: Vec<&Binding> = said(reading).collect();
    said.sort_unstable();
    let mut claims = BTreeSet::new();
    for own in said.chunk_by(|a, b| (a.mac, &a.network) == (b.mac, &b.network)) {
        let (Some(first), Some(spans)) = (own.first(), spans(own)) else { continue };
        let inner = spans.iter().filter(|span| spans.iter().any(|other| span.within(other)));
        claims.extend(inner.map(|span| (&first.network, first.mac, span.ip)));
    }
    claims
}

/// Every claim of an address by a device that had claimed another before. A device with several addresses announces them
/// one after the other as well: only when it began is said, not why.
pub(crate) fn events(reading: &Reading, devices: &Devices<'_>) -> Vec<Event> {
    let mut own: BTreeMap<(&NetworkId, usize), Vec<&Binding>> = BTreeMap::new();
    for claim in said(reading).filter(|claim| is_assigned(claim.mac)) {
        if let Some(device) = devices.find(&claim.network, Address::Mac(claim.mac)) {
            own.entry((&claim.network, device)).or_default().push(claim);
        }
    }
    let devices = own.into_iter().filter_map(|((network, _), own)| Some((network, spans(&own)?)));
    devices.flat_map(|(network, spans)| later(network, &spans)).collect()
}

fn later(network: &NetworkId, spans: &[Span]) -> Vec<Event> {
    let event = |(n, span): (usize, &Span)| {
        let earlier = spans.get(..n)?.iter();
        // The one that goes on meanwhile, else the last one before.
        let before = earlier.max_by_key(|other| (other.last_seen.min(span.first_seen), other.first_seen))?;
        Some(Event {
            first_seen: span.first_seen,
            last_seen: span.last_seen,
            network: network.clone(),
            by: Address::Mac(span.by),
            at: span.at,
            kind: EventKind::AddressClaimed { ip: span.ip, before: before.ip },
        })
    };
    spans.iter().enumerate().filter_map(event).collect()
}
