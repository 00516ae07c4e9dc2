//! What conduits allow, found by protocol and parties: ten thousand allowances cost an exchange what ten do.

use std::collections::BTreeMap;

use ringwall_model::{Allowance, AssetId, Conduit, ConduitId, Party, Transport};

use crate::Exchange;

/// Pairs of parties up to which an allowance is found by each of them; one of more by its protocol alone.
const PAIRS_MAX: usize = 64;

/// One asset, or whoever an allowance is for beside single assets.
type End<'a> = Option<&'a AssetId>;
/// A protocol's word; none for bare transports.
type Word<'a> = Option<&'a str>;
/// What an allowance says of protocol, transport and port.
type Carrier<'a> = (Word<'a>, Option<Transport>, Option<u16>);

/// The allowances of conduits.
#[derive(Debug, Default)]
pub(crate) struct Allowances<'a> {
    of: BTreeMap<&'a ConduitId, OfConduit<'a>>,
}

#[derive(Debug, Default)]
struct OfConduit<'a> {
    by_protocol: BTreeMap<Word<'a>, BTreeMap<End<'a>, BTreeMap<End<'a>, Vec<&'a Allowance>>>>,
    /// One allowance for each way to be carried.
    carriers: BTreeMap<Carrier<'a>, &'a Allowance>,
}

impl<'a> Allowances<'a> {
    pub(crate) fn new(conduits: impl Iterator<Item = (&'a ConduitId, &'a Conduit)>) -> Self {
        Self { of: conduits.map(|(id, conduit)| (id, OfConduit::new(conduit))).collect() }
    }

    /// The most of what is made of the allowances of a conduit that may be about an exchange; those that are, are among them.
    pub(crate) fn most<T: Ord>(
        &self,
        conduit: &ConduitId,
        exchange: &Exchange<'_>,
        of: impl Fn(&Allowance) -> T,
    ) -> Option<T> {
        let own = self.of.get(conduit)?;
        let words = [exchange.protocol.map(Some), Some(None)];
        let mut most = None;
        for by_responder in words.iter().flatten().filter_map(|word| own.by_protocol.get(word)) {
            for by_initiator in ends(exchange.responder).iter().flatten().filter_map(|end| by_responder.get(end)) {
                for near in ends(exchange.initiator).iter().flatten().filter_map(|end| by_initiator.get(end)) {
                    most = most.max(near.iter().map(|allowance| of(allowance)).max());
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

/// The asset itself, and whoever is not named alone.
fn ends(asset: Option<&AssetId>) -> [Option<End<'_>>; 2] {
    [asset.map(Some), Some(None)]
}

impl<'a> OfConduit<'a> {
    fn new(conduit: &'a Conduit) -> Self {
        let mut this = Self::default();
        for allowance in &conduit.allow {
            let word = allowance.protocol.as_deref();
            this.carriers.entry((word, allowance.transport, allowance.port)).or_insert(allowance);
            let (mut from, mut to) = (parties(&allowance.initiator), parties(&allowance.responder));
            if from.len().saturating_mul(to.len()) > PAIRS_MAX {
                (from, to) = (vec![None], vec![None]);
            }
            let by_responder = this.by_protocol.entry(word).or_default();
            for to in to {
                let by_initiator = by_responder.entry(to).or_default();
                from.iter().for_each(|from| by_initiator.entry(*from).or_default().push(allowance));
            }
        }
        this
    }
}

/// Single assets; none for all of a zone, and for whoever is not said.
fn parties(list: &[Party]) -> Vec<End<'_>> {
    let each = list.iter().map(|party| match party {
        Party::Asset(id) => Some(id),
        Party::Zone(_) => None,
    });
    let mut ends: Vec<End<'_>> = if list.is_empty() { vec![None] } else { each.collect() };
    ends.sort();
    ends.dedup();
    ends
}
