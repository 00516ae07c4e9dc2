//! Conditions put together.

use ringwall_model::{Addresses, Names, PacketMatch, Ranges};

/// Most alternatives one rule is written out to.
pub(crate) const ALTERNATIVES_MAX: usize = 20_000;

/// Packets for which both hold. `Ok(None)` where there are none; an error where the two cannot be put into one.
pub(crate) fn both(a: &PacketMatch, b: &PacketMatch) -> Result<Option<PacketMatch>, ()> {
    let ranges = |x: &Option<Ranges>, y: &Option<Ranges>| meet(x, y, Ranges::intersection);
    let addresses = |x: &Option<Addresses>, y: &Option<Addresses>| meet(x, y, Addresses::intersection);
    let joined = PacketMatch {
        incoming: names(&a.incoming, &b.incoming)?,
        outgoing: names(&a.outgoing, &b.outgoing)?,
        source: addresses(&a.source, &b.source),
        destination: addresses(&a.destination, &b.destination),
        protocol: ranges(&a.protocol, &b.protocol),
        source_port: ranges(&a.source_port, &b.source_port),
        destination_port: ranges(&a.destination_port, &b.destination_port),
        icmp: ranges(&a.icmp, &b.icmp),
        state: meet(&a.state, &b.state, |x, y| x.intersection(*y)),
        flags: a.flags.iter().chain(&b.flags).copied().collect(),
    };
    let none = [&joined.protocol, &joined.source_port, &joined.destination_port, &joined.icmp]
        .into_iter()
        .flatten()
        .any(Ranges::is_empty)
        || [&joined.source, &joined.destination].into_iter().flatten().any(Addresses::is_empty);
    Ok((!none).then_some(joined))
}

/// Packets for which one of each holds; an error where they cannot be put together, or are too many.
pub(crate) fn all(a: &[PacketMatch], b: &[PacketMatch]) -> Result<Vec<PacketMatch>, ()> {
    if a.len().saturating_mul(b.len()) > ALTERNATIVES_MAX {
        return Err(());
    }
    let mut joined = Vec::new();
    for x in a {
        for y in b {
            joined.extend(both(x, y)?);
        }
    }
    Ok(joined)
}

fn meet<T: Clone>(x: &Option<T>, y: &Option<T>, and: impl Fn(&T, &T) -> T) -> Option<T> {
    match (x, y) {
        (Some(x), Some(y)) => Some(and(x, y)),
        (known, None) | (None, known) => known.clone(),
    }
}

fn names(x: &Option<Names>, y: &Option<Names>) -> Result<Option<Names>, ()> {
    match (x, y) {
        (known, None) | (None, known) => Ok(known.clone()),
        (Some(x), Some(y)) if x == y => Ok(Some(x.clone())),
        // All but these, and all but those: all but either.
        (Some(x), Some(y)) if x.negated && y.negated => {
            let patterns = x.patterns.iter().chain(&y.patterns).cloned().collect();
            Ok(Some(Names { patterns, negated: true }))
        }
        (Some(x), Some(y)) => {
            let (exact, other) = if !x.negated && x.patterns.iter().all(|p| !p.is_start) { (x, y) } else { (y, x) };
            if exact.negated || exact.patterns.iter().any(|p| p.is_start) {
                return Err(());
            }
            let patterns = exact.patterns.iter().filter(|p| other.covers(p.text.raw())).cloned().collect();
            Ok(Some(Names { patterns, negated: false }))
        }
    }
}
