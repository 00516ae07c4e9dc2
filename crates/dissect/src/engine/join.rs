//! Sums of shards in the order of the conversations they become, those of one key joined. Only coarsened ones meet.

use std::cmp::Ordering;

use ringwall_model::Transport;

use super::{conversations::Sum, moment::Stamp, networks::Networks, output::native};
use crate::{
    Protocol,
    link::{Family, RawAddress},
};

/// The places of networks and protocols among each other by name.
#[derive(Debug)]
pub(super) struct Ranks {
    networks: Vec<u16>,
    protocols: Vec<u16>,
}

impl Ranks {
    pub(super) fn new(networks: &Networks, protocols: &[&Protocol]) -> Self {
        let names: Vec<_> = protocols.iter().map(|protocol| protocol.name).collect();
        Self { networks: ranks(networks.ids()), protocols: ranks(&names) }
    }
}

/// The rank of each; the same are of one rank.
fn ranks<T: Ord>(named: &[T]) -> Vec<u16> {
    let mut sorted: Vec<&T> = named.iter().collect();
    sorted.sort();
    sorted.dedup();
    let rank = |one: &T| sorted.binary_search(&one).unwrap_or(0);
    named.iter().map(|one| u16::try_from(rank(one)).unwrap_or(u16::MAX)).collect()
}

/// Where a sum belongs: as [`ringwall_model::ConversationKey`] orders, but for native addresses. Sums are large, so that these
/// are moved about in their stead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    network: u16,
    publication: bool,
    family: Family,
    first: RawAddress,
    second: RawAddress,
    transport: Transport,
    port: u16,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    spot: Spot,
    /// 0 is none.
    protocol: u16,
    at: Stamp,
    /// Its shard, and its number there.
    sum: (u32, u32),
}

/// Hands over sums in order.
///
/// They stay with their shards until it is their turn: in one list all would stand twice for a while.
pub(super) fn in_order(mut sums: Vec<Vec<Sum>>, ranks: &Ranks, mut give: impl FnMut(Sum)) {
    let mut entries = Vec::with_capacity(sums.iter().map(Vec::len).sum());
    for (shard, sums) in (0_u32..).zip(&sums) {
        entries.extend((0_u32..).zip(sums).map(|(number, sum)| entry((shard, number), sum, ranks)));
    }
    entries.sort_unstable_by(|a, b| compare(a, b, &sums));
    let mut before: Option<Sum> = None;
    for entry in entries {
        let (shard, number) = entry.sum;
        let Some(sum) = sums.get_mut(place(shard)).and_then(|sums| sums.get_mut(place(number))) else { continue };
        match &mut before {
            Some(before) if before.key == sum.key => before.add(sum),
            _ => {
                let sum = std::mem::replace(sum, Sum::nothing(sum.key));
                before.replace(sum).into_iter().for_each(&mut give);
            }
        }
    }
    before.into_iter().for_each(give);
}

fn entry(number: (u32, u32), sum: &Sum, ranks: &Ranks) -> Entry {
    let key = &sum.key;
    let rank = |of: &[u16], at: usize| of.get(at).copied().unwrap_or(0);
    let spot = Spot {
        network: rank(&ranks.networks, usize::from(key.network.0)),
        publication: key.publication,
        family: key.family,
        first: key.first,
        second: key.second,
        transport: key.carrier.transport(),
        port: key.port,
    };
    let protocol = key.protocol.map_or(0, |row| rank(&ranks.protocols, usize::from(row)).saturating_add(1));
    Entry { spot, protocol, at: sum.at, sum: number }
}

fn compare(a: &Entry, b: &Entry, sums: &[Vec<Sum>]) -> Ordering {
    let of = |(shard, number): (u32, u32)| sums.get(place(shard)).and_then(|sums| sums.get(place(number)));
    a.spot.cmp(&b.spot).then_with(|| match (of(a.sum), of(b.sum)) {
        (Some(one), Some(other)) => {
            let same_native = one.key.native == other.key.native;
            let natives =
                if same_native { Ordering::Equal } else { native(one.key.native).cmp(&native(other.key.native)) };
            natives.then(a.protocol.cmp(&b.protocol)).then_with(|| (one.key, a.at).cmp(&(other.key, b.at)))
        }
        _ => Ordering::Equal,
    })
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
