//! What conduits allow, found by protocol and parties: ten thousand allowances cost an exchange what ten do.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use ringwall_model::{Allowance, AssetId, Conduit, ConduitId, Party, Transport};

use crate::Exchange;

/// Pairs of parties up to which an allowance is found by each of them; one of more by its protocol alone.
const PAIRS_MAX: usize = 64;

/// One asset, or whoever an allowance is for beside single assets.
type End<'a> = Option<&'a AssetId>;
/// A protocol's word; none for bare transports.
type Word<'a> = Option<&'a str>;
/// What an allowance says of protocol, by its number, transport and port.
type Carrier = (u32, Option<Transport>, Option<u16>);

/// The allowances of conduits.
#[derive(Debug, Default)]
pub(crate) struct Allowances<'a> {
    of: BTreeMap<&'a ConduitId, OfConduit<'a>>,
    numbers: Numbers<'a>,
}

/// Protocols and assets that allowances name, numbered: a name is looked for once, and not compared with thousands.
#[derive(Debug, Default)]
struct Numbers<'a> {
    words: HashMap<Word<'a>, u32, FixedState>,
    ends: HashMap<End<'a>, u32, FixedState>,
}

/// Protocol, responder and initiator, by their numbers.
type Spot = (u32, u32, u32);

#[derive(Debug, Default)]
struct OfConduit<'a> {
    /// By their spots.
    list: Vec<(Spot, &'a Allowance)>,
    /// One allowance for each way to be carried.
    carriers: BTreeMap<Carrier, &'a Allowance>,
}

impl<'a> Allowances<'a> {
    pub(crate) fn new(conduits: impl Iterator<Item = (&'a ConduitId, &'a Conduit)>) -> Self {
        let mut this = Self::default();
        for (id, conduit) in conduits {
            let own = OfConduit::new(conduit, &mut this.numbers);
            this.of.insert(id, own);
        }
        this
    }

    /// The most of what is made of the allowances of a conduit that may be about an exchange; those that are, are among them.
    /// What is all that can be made of one ends the search; those of single assets are looked at first.
    pub(crate) fn most<T: Ord>(
        &self,
        conduit: &ConduitId,
        exchange: &Exchange<'_>,
        all: &T,
        of: impl Fn(&Allowance) -> T,
    ) -> Option<T> {
        let own = self.of.get(conduit)?;
        let word = |word: Option<Word<'_>>| self.numbers.words.get(&word?).copied();
        let words = [word(exchange.protocol.map(Some)), word(Some(None))];
        let (responders, initiators) = (self.numbers.of(exchange.responder), self.numbers.of(exchange.initiator));
        let mut most = None;
        for word in words.into_iter().flatten() {
            for to in responders.into_iter().flatten() {
                for from in initiators.into_iter().flatten() {
                    most = most.max(own.at((word, to, from)).map(&of).max());
                    if most.as_ref() == Some(all) {
                        return most;
                    }
                }
            }
        }
        most
    }

    /// One allowance of a conduit for each way to be carried.
    pub(crate) fn carriers(&self, conduit: &ConduitId) -> impl Iterator<Item = &'a Allowance> {
        self.of.get(conduit).into_iter().flat_map(|own| own.carriers.values().copied())
    }
}

impl<'a> Numbers<'a> {
    /// The asset itself, and whoever is not named alone, where allowances name them.
    fn of(&self, asset: Option<&AssetId>) -> [Option<u32>; 2] {
        let number = |end: End<'_>| self.ends.get(&end).copied();
        [asset.and_then(|asset| number(Some(asset))), number(None)]
    }

    fn add_word(&mut self, word: Word<'a>) -> u32 {
        let next = count(self.words.len());
        *self.words.entry(word).or_insert(next)
    }

    fn add_end(&mut self, end: End<'a>) -> u32 {
        let next = count(self.ends.len());
        *self.ends.entry(end).or_insert(next)
    }
}

/// More names than a plant can hold share a number, which finds too many allowances and never too few.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl<'a> OfConduit<'a> {
    fn new(conduit: &'a Conduit, numbers: &mut Numbers<'a>) -> Self {
        let mut this = Self { list: Vec::with_capacity(conduit.allow.len()), ..Self::default() };
        for allowance in &conduit.allow {
            let word = numbers.add_word(allowance.protocol.as_deref());
            this.carriers.entry((word, allowance.transport, allowance.port)).or_insert(allowance);
            let (mut from, mut to) = (allowance.initiator.as_slice(), allowance.responder.as_slice());
            if from.len().saturating_mul(to.len()) > PAIRS_MAX {
                (from, to) = (&[], &[]);
            }
            for to in ends(to) {
                let to = numbers.add_end(to);
                this.list.extend(ends(from).map(|from| ((word, to, numbers.add_end(from)), allowance)));
            }
        }
        this.list.sort_by_key(|(spot, _)| *spot);
        this
    }

    /// The allowances at a spot.
    fn at(&self, spot: Spot) -> impl Iterator<Item = &'a Allowance> {
        let first = self.list.partition_point(|(known, _)| *known < spot);
        let rest = self.list.get(first..).unwrap_or_default();
        rest.iter().take_while(move |(known, _)| *known == spot).map(|(_, allowance)| *allowance)
    }
}

/// Single assets; none for all of a zone, and for whoever is not said.
fn ends(list: &[Party]) -> impl Iterator<Item = End<'_>> {
    let each = list.iter().map(|party| match party {
        Party::Asset(id) => Some(id),
        Party::Zone(_) => None,
    });
    each.chain(list.is_empty().then_some(None))
}
