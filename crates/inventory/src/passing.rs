//! Addresses that a device claims one after the other, and those it claims in passing.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ringwall_model::{Address, Binding, BindingBy, Event, EventKind, FrameRef, Instant, Mac, NetworkId, Reading};

use crate::devices::is_assigned;
use crate::home::is_link_local;

/// A device that claims more addresses than this answers for others, and none of them is a change of its own.
const ADDRESSES_MAX: usize = 16;

/// A claim, in passing or not.
pub(crate) type Claim<'a> = (&'a NetworkId, Mac, IpAddr);

/// An address of a device and the time between its first and its last claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    first_seen: Instant,
    at: FrameRef,
    last_seen: Instant,
    ip: IpAddr,
}

impl Span {
    /// All of it lies between two claims of the other.
    fn within(&self, other: &Self) -> bool {
        other.ip != self.ip && other.first_seen < self.first_seen && self.last_seen < other.last_seen
    }
}

/// What each device that claims several addresses says of itself, address by address, by time.
fn of_devices(reading: &Reading) -> Vec<(&NetworkId, Mac, Vec<Span>)> {
    let says_itself = |b: &&Binding| {
        b.by == BindingBy::Resolution && b.ip.is_ipv4() && !b.ip.is_unspecified() && !is_link_local(b.ip)
    };
    let mut claims: Vec<&Binding> = reading.bindings.iter().filter(says_itself).collect();
    claims.sort_unstable();
    let own = claims.chunk_by(|a, b| (a.mac, &a.network) == (b.mac, &b.network));
    own.filter_map(|own| Some((&own.first()?.network, own.first()?.mac, spans(own)?))).collect()
}

/// One span an address; none where there is only one address, or so many that they are of others.
fn spans(own: &[&Binding]) -> Option<Vec<Span>> {
    let mut spans: Vec<Span> = Vec::new();
    for claim in own {
        let Binding { first_seen, at, last_seen, ip, .. } = **claim;
        if let Some(span) = spans.iter_mut().find(|span| span.ip == ip) {
            (span.first_seen, span.at) = (span.first_seen, span.at).min((first_seen, at));
            span.last_seen = span.last_seen.max(last_seen);
        } else {
            spans.push(Span { first_seen, at, last_seen, ip });
        }
        if spans.len() > ADDRESSES_MAX {
            return None;
        }
    }
    spans.sort();
    (spans.len() > 1).then_some(spans)
}

/// Claims that begin and end between two claims of another address by the same device: where somebody else claims such an
/// address without that, it is theirs.
pub(crate) fn claims(reading: &Reading) -> BTreeSet<Claim<'_>> {
    let mut claims = BTreeSet::new();
    for (network, mac, spans) in of_devices(reading) {
        let inner = spans.iter().filter(|span| spans.iter().any(|other| span.within(other)));
        claims.extend(inner.map(|span| (network, mac, span.ip)));
    }
    claims
}

/// Every claim of an address by a device that had claimed another before. A device with several addresses announces them
/// one after the other as well: only when it began is said, not why.
pub(crate) fn events(reading: &Reading) -> Vec<Event> {
    let devices = of_devices(reading).into_iter().filter(|(_, mac, _)| is_assigned(*mac));
    devices.flat_map(|(network, mac, spans)| later(network, mac, &spans)).collect()
}

fn later(network: &NetworkId, mac: Mac, spans: &[Span]) -> Vec<Event> {
    let event = |(n, span): (usize, &Span)| {
        let earlier = spans.get(..n)?.iter();
        // The one that goes on meanwhile, else the last one before.
        let before = earlier.max_by_key(|other| (other.last_seen.min(span.first_seen), other.first_seen))?;
        Some(Event {
            first_seen: span.first_seen,
            last_seen: span.last_seen,
            network: network.clone(),
            by: Address::Mac(mac),
            at: span.at,
            kind: EventKind::AddressClaimed { ip: span.ip, before: before.ip },
        })
    };
    spans.iter().enumerate().filter_map(event).collect()
}
