//! What a reader could not follow: kept once, and never dropped for a likeness.

use ringwall_model::{PacketMatch, Span, Unread, Way};

/// Notes packets of which nothing can be said. Left out is only what says the same of the same packets: a reason that was
/// given before may be about fewer.
pub(crate) fn note(unread: &mut Vec<Unread>, place: Span, why: &str, ways: &[Way], packets: PacketMatch) {
    let matches = vec![packets];
    if !unread.iter().any(|known| known.why == why && known.ways == ways && known.matches == matches) {
        unread.push(Unread { place, why: why.to_owned(), ways: ways.to_vec(), matches });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringwall_model::Ranges;

    #[test]
    fn the_same_is_kept_once_and_more_packets_for_the_same_reason_are_kept_too() {
        let tcp = PacketMatch { protocol: Some(Ranges::between(6_u8, 6_u8)), ..PacketMatch::any() };
        let mut unread = Vec::new();
        for packets in [tcp.clone(), tcp, PacketMatch::any(), PacketMatch::any()] {
            note(&mut unread, Span::default(), "a translation is not followed", &Way::ALL, packets);
        }
        note(&mut unread, Span::default(), "a translation is not followed", &[Way::Through], PacketMatch::any());
        let matches: Vec<_> = unread.iter().map(|one| (one.matches[0].protocol.is_some(), one.ways.len())).collect();
        assert_eq!(matches, [(true, Way::ALL.len()), (false, Way::ALL.len()), (false, 1)]);
    }
}
