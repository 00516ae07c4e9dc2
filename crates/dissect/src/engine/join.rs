//! Sums of shards in the order of the conversations they become, those of one key joined. Only coarsened ones meet.

use std::cmp::Ordering;

use ringwall_model::Transport;

use super::{
    conversations::{Sum, SumKey},
    native::native,
    networks::Networks,
};
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

/// Where a sum belongs: as [`ringwall_model::ConversationKey`] orders, but for native addresses and protocols.
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

impl Spot {
    fn of(key: &SumKey, ranks: &Ranks) -> Self {
        Self {
            network: rank(&ranks.networks, usize::from(key.network.0)),
            publication: key.publication,
            family: key.family,
            first: key.first,
            second: key.second,
            transport: key.carrier.transport(),
            port: key.port,
        }
    }

    /// Its leading bits as one number, which orders as the spots do where two differ in them: all of a spot but that of IPv6, of
    /// which it is most of the first address, and below IP, of which transport and port are missing.
    fn lead(&self) -> u128 {
        let network = u128::from(self.network) << 112;
        let kind = u128::from(self.publication) << 111 | (self.family as u128) << 109;
        let (first, second) = (number(self.first), number(self.second));
        let rest = match self.family {
            Family::V4 => first << 77 | second << 45 | (self.transport as u128) << 37 | u128::from(self.port) << 21,
            Family::V6 => first >> 19,
            Family::Mac | Family::Station => first << 61 | second << 13,
        };
        network | kind | rest
    }
}

fn number(address: RawAddress) -> u128 {
    let (high, low) = address.halves();
    u128::from(high) << 64 | u128::from(low)
}

fn rank(of: &[u16], at: usize) -> u16 {
    of.get(at).copied().unwrap_or(0)
}

/// A sum, which is large, and what most comparisons need of it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    lead: u128,
    /// Its shard, and its number there.
    sum: (u32, u32),
}

/// Hands over sums in order, each where it lies. What they hold beside themselves is let go once they were handed over: in one list all
/// would stand twice for a while.
pub(super) fn in_order(mut sums: Vec<Vec<Sum>>, ranks: &Ranks, mut give: impl FnMut(&Sum)) {
    let mut entries = Vec::with_capacity(sums.iter().map(Vec::len).sum());
    for (shard, sums) in (0_u32..).zip(&sums) {
        let entry = |(number, sum): (u32, &Sum)| Entry { lead: Spot::of(&sum.key, ranks).lead(), sum: (shard, number) };
        entries.extend((0_u32..).zip(sums).map(entry));
    }
    // Few agree in their leading bits, and numbers are sorted fast where nothing else may be asked for.
    entries.sort_unstable_by_key(|entry| entry.lead);
    for alike in entries.chunk_by_mut(|a, b| a.lead == b.lead) {
        if alike.len() > 1 {
            alike.sort_unstable_by(|a, b| compare(a, b, &sums, ranks));
        }
        let mut rest = &*alike;
        while let Some((first, others)) = rest.split_first() {
            let is_same = |other: &&Entry| key(&sums, other) == key(&sums, first);
            let (same, after) = others.split_at(others.iter().take_while(is_same).count());
            for other in same {
                let other = of_mut(&mut sums, other).map(Sum::take);
                if let (Some(sum), Some(mut other)) = (of_mut(&mut sums, first), other) {
                    sum.add(&mut other);
                }
            }
            if let Some(sum) = of_mut(&mut sums, first) {
                give(sum);
                sum.take();
            }
            rest = after;
        }
    }
}

fn of<'a>(sums: &'a [Vec<Sum>], entry: &Entry) -> Option<&'a Sum> {
    sums.get(place(entry.sum.0)).and_then(|sums| sums.get(place(entry.sum.1)))
}

fn of_mut<'a>(sums: &'a mut [Vec<Sum>], entry: &Entry) -> Option<&'a mut Sum> {
    sums.get_mut(place(entry.sum.0)).and_then(|sums| sums.get_mut(place(entry.sum.1)))
}

fn key<'a>(sums: &'a [Vec<Sum>], entry: &Entry) -> Option<&'a SumKey> {
    of(sums, entry).map(|sum| &sum.key)
}

/// Compares what is behind the leading bits.
fn compare(a: &Entry, b: &Entry, sums: &[Vec<Sum>], ranks: &Ranks) -> Ordering {
    let (Some(one), Some(other)) = (of(sums, a), of(sums, b)) else { return Ordering::Equal };
    let by_spot = Spot::of(&one.key, ranks).cmp(&Spot::of(&other.key, ranks));
    let natives = || match one.key.native == other.key.native {
        true => Ordering::Equal,
        false => native(one.key.native).cmp(&native(other.key.native)),
    };
    // 0 is none.
    let protocol =
        |key: &SumKey| key.protocol.map_or(0, |row| rank(&ranks.protocols, usize::from(row)).saturating_add(1));
    let protocols = || protocol(&one.key).cmp(&protocol(&other.key));
    let degrees = || one.key.degree.cmp(&other.key.degree);
    let by_name = by_spot.then_with(natives).then_with(protocols);
    by_name.then_with(degrees).then_with(|| (one.key, one.at).cmp(&(other.key, other.at)))
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots() -> Vec<Spot> {
        let v4 = |n: u8| RawAddress::v4([10, n, 255, n]);
        let v6 = |n: u8| RawAddress::v6([0xfe, 0x80, 0, 0, n, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, n]);
        let mac = |n: u8| RawAddress::mac([2, n, 0, 0, 255, n]);
        let addresses: [(Family, &dyn Fn(u8) -> RawAddress); 3] =
            [(Family::V4, &v4), (Family::V6, &v6), (Family::Mac, &mac)];
        let mut spots = Vec::new();
        for (family, address) in addresses {
            for bits in 0..128_u8 {
                let of = |bit: u8| bits >> bit & 1;
                spots.push(Spot {
                    network: u16::from(of(0)) * 300,
                    publication: of(1) == 1,
                    family,
                    first: address(of(2)),
                    second: address(of(3)),
                    transport: [Transport::Tcp, Transport::Ethernet][usize::from(of(4))],
                    port: u16::from(of(5)) * 65_535 + u16::from(of(6)) * 7 * u16::from(1 - of(5)),
                });
            }
        }
        spots
    }

    #[test]
    fn leading_bits_order_as_their_spots_where_they_differ() {
        let spots = spots();
        for (a, b) in spots.iter().flat_map(|a| spots.iter().map(move |b| (a, b))) {
            assert!(
                matches!(a.lead().cmp(&b.lead()), Ordering::Equal) || a.lead().cmp(&b.lead()) == a.cmp(b),
                "{a:?} {b:?}"
            );
            assert!(
                a.family != Family::V4 || b.family != Family::V4 || a.lead().cmp(&b.lead()) == a.cmp(b),
                "{a:?} {b:?}"
            );
        }
    }
}
