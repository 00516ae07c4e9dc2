//! Which frame of a redundant pair came before: one window of numbers for each sender (IEC 62439-3, section 4.1.10.3).

use hashbrown::HashMap;
use ringwall_model::Instant;

use super::{
    key::FlowCarrier,
    networks::NetworkNumber,
    shard::{Packet, Shard},
};
use crate::link::RawAddress;

/// Senders remembered in one shard.
const SENDERS_MAX: usize = 8192;
/// Numbers remembered of each: the one that led, and those just before it.
const WINDOW: u16 = 64;
/// After so long a silence a sender may have begun to count anew.
const FORGET_US: i64 = 400_000;

/// A sender: its network and MAC address.
pub(crate) type Sender = (NetworkNumber, RawAddress);

/// Numbers seen.
#[derive(Debug)]
pub(crate) struct Copies {
    senders: HashMap<Sender, Window, foldhash::fast::FixedState>,
}

/// Numbers of one sender: bit n stands for the one n before the leading.
#[derive(Clone, Copy, Debug)]
struct Window {
    leading: u16,
    seen: u64,
    last: Instant,
}

impl Copies {
    pub(crate) fn new(seed: u64) -> Self {
        Self { senders: HashMap::with_hasher(foldhash::fast::FixedState::with_seed(seed)) }
    }

    /// Notes a number; true where it was noted before.
    pub(crate) fn is_second(&mut self, sender: Sender, sequence: u16, now: Instant) -> bool {
        if let Some(window) = self.senders.get_mut(&sender) {
            return window.is_second(sequence, now);
        }
        if self.senders.len() < SENDERS_MAX {
            self.senders.insert(sender, Window { leading: sequence, seen: 1, last: now });
        }
        false
    }
}

impl Window {
    fn is_second(&mut self, sequence: u16, now: Instant) -> bool {
        let silence = now.0.saturating_sub(self.last.0);
        self.last = now;
        let ahead = sequence.wrapping_sub(self.leading);
        let behind = self.leading.wrapping_sub(sequence);
        if silence <= FORGET_US && behind < WINDOW {
            let bit = 1_u64 << behind;
            let before = self.seen & bit != 0;
            self.seen |= bit;
            return before;
        }
        // A leap back is a sender that counts anew.
        self.seen = if silence <= FORGET_US && ahead < WINDOW { self.seen << ahead | 1 } else { 1 };
        self.leading = sequence;
        false
    }
}

impl Shard {
    /// A frame sent twice over two paths. The second counts as a frame of its flow and is not read again; in a stream it
    /// brings nothing new anyway.
    #[cold]
    pub(super) fn copied(&mut self, packet: &Packet<'_>, number: u16) {
        let sender = (packet.frame.key.network, packet.frame.source_mac());
        if !self.copies.is_second(sender, number, self.clock) {
            return self.packet(packet);
        }
        match packet.frame.key.carrier {
            FlowCarrier::Tcp => self.packet(packet),
            _ => self.packet(&Packet { payload: &[], ..*packet }),
        }
        self.remark(packet, "redundant-copy", 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENDER: Sender = (NetworkNumber(0), RawAddress::NOBODY);

    #[test]
    fn the_second_of_a_pair_is_told_whichever_order_they_come_in_and_across_the_end_of_the_numbers() {
        let mut copies = Copies::new(1);
        let mut second = |n: u16, ms: i64| copies.is_second(SENDER, n, Instant(ms * 1000));
        let said: Vec<bool> =
            [65_534, 65_535, 65_534, 0, 0, 65_535, 1, 2, 1, 2].into_iter().map(|n| second(n, 1)).collect();
        assert_eq!(said, [false, false, true, false, true, true, false, false, true, true]);
        assert!(!second(2, 1000), "silence: it may have begun anew");
        assert!(second(2, 1001));
        assert!(!second(50_000, 1002), "a leap");
        assert!(second(50_000, 1003));
    }
}
