//! Points at which some packets are dropped, and the text does not tell which.

use ringwall_model::{Action, Chain, ChainEnd, Foreign, PacketMatch, Point, Rule, Span, Way};

/// A point that packets may be dropped at: what is let through elsewhere is unknown here, what is dropped elsewhere stays dropped.
pub(crate) fn drops_some(place: &Span, name: &str, ways: &[Way], applies: PacketMatch) -> (Chain, Point) {
    let rule = Rule {
        place: place.clone(),
        name: Foreign::from(name),
        matches: vec![PacketMatch::any()],
        certain: false,
        action: Action::Deny,
        logs: false,
        hits: None,
        by_default: None,
    };
    let chain = Chain { place: place.clone(), name: Foreign::from(name), rules: vec![rule], end: ChainEnd::Permit };
    let point = Point {
        name: Foreign::from(name),
        ways: ways.to_vec(),
        applies: vec![applies],
        chain: 0,
        before_translation: true,
    };
    (chain, point)
}

/// Puts such points before the others: they are what is named where packets are unknown.
pub(crate) fn put_first(doubts: Vec<(Chain, Point)>, points: &mut Vec<Point>, chains: &mut Vec<Chain>) {
    for (chain, point) in doubts.into_iter().rev() {
        points.insert(0, Point { chain: chains.len(), ..point });
        chains.push(chain);
    }
}
