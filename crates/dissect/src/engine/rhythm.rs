//! Flows that nobody recognised: whether they keep time as controllers do, and what else shows of them.
//!
//! A few payloads of one end are looked at, of a bounded number of flows, once the probes gave up. Recognised flows never
//! come here.

use hashbrown::HashMap;
use ringwall_model::{Instant, Rhythm};

use super::{
    key::FlowCarrier,
    shard::{Segment, Shard},
    side::End,
    trial::TRIES_MAX,
};

/// Payloads of an end that are looked at in all: first by the probes, then here.
pub(crate) const LOOKED_AT_MAX: u8 = TRIES_MAX + (INTERVALS_MAX as u8) + 1;

/// Flows followed in one shard.
const FLOWS_MAX: usize = 2048;
/// Intervals kept of each; fewer than the least tell nothing.
const INTERVALS_MAX: usize = 32;
const INTERVALS_MIN: usize = 16;
/// Bytes of a payload that are counted.
const BYTES_MAX: usize = 64;

/// Periods that are control's, in microseconds.
const PERIOD_US: std::ops::RangeInclusive<u32> = 500..=60_000_000;
/// Of ten intervals so many lie within a quarter of the middle one.
const REGULAR_OF_TEN: usize = 8;
/// Sizes of messages differ by no more, in bytes.
const SIZES_DIFFER_MAX: u32 = 32;
/// Above, half bytes are as good as random: in hundredths of a bit, of 400.
const ENTROPY_MAX: u32 = 385;
/// Of ten bytes so many are letters, digits and blanks in text.
const TEXT_OF_TEN: u32 = 9;

/// ICMP, IGMP, ICMPv6.
const OWN_PROTOCOLS: [u16; 3] = [1, 2, 58];

/// Flows of a shard, by slot.
#[derive(Debug)]
pub(crate) struct Rhythms {
    flows: HashMap<u32, Beats, foldhash::fast::FixedState>,
}

/// What was seen of one.
#[derive(Clone, Debug)]
struct Beats {
    end: End,
    last: Instant,
    intervals: [u32; INTERVALS_MAX],
    count: usize,
    sizes: (u32, u32),
    halves: [u32; 16],
    printable: u32,
}

impl Rhythms {
    pub(crate) fn new(seed: u64) -> Self {
        Self { flows: HashMap::with_hasher(foldhash::fast::FixedState::with_seed(seed)) }
    }

    /// Looks at a payload of an end. Of each flow one end is followed: that which is looked at first.
    pub(crate) fn look(&mut self, flow: u32, end: End, now: Instant, payload: &[u8]) {
        if let Some(beats) = self.flows.get_mut(&flow) {
            beats.look(end, now, payload);
        } else if self.flows.len() < FLOWS_MAX {
            let (intervals, sizes) = ([0; INTERVALS_MAX], (u32::MAX, 0));
            let mut beats = Beats { end, last: now, intervals, count: 0, sizes, halves: [0; 16], printable: 0 };
            beats.count_bytes(payload);
            self.flows.insert(flow, beats);
        }
    }

    /// Forgets a flow that ended; gives what it showed, where that looks like control.
    pub(crate) fn end(&mut self, flow: u32) -> Option<Rhythm> {
        if self.flows.is_empty() {
            return None;
        }
        self.flows.remove(&flow)?.judge()
    }
}

impl Shard {
    /// Looks at a payload that no probe wanted, for the rhythm of its flow.
    #[cold]
    pub(super) fn look(&mut self, at: u32, segment: &Segment<'_>) {
        let Some(flow) = self.flows.get_mut(at) else { return };
        let tried = flow.tried.at_mut(segment.end);
        // What IP itself needs is known to everybody, and no protocol here claims it.
        let own = flow.key.carrier == FlowCarrier::Ip && OWN_PROTOCOLS.contains(&flow.key.low_port);
        if *tried < LOOKED_AT_MAX && !own {
            *tried = tried.saturating_add(1);
            self.rhythms.look(at, segment.end, segment.moment.time, segment.payload);
        }
    }
}

impl Beats {
    fn look(&mut self, end: End, now: Instant, payload: &[u8]) {
        if end != self.end {
            return;
        }
        if let Some(slot) = self.intervals.get_mut(self.count) {
            *slot =
                u32::try_from(now.0.saturating_sub(self.last.0)).unwrap_or(if now < self.last { 0 } else { u32::MAX });
            self.count = self.count.saturating_add(1);
            self.last = now;
            self.count_bytes(payload);
        }
    }

    fn count_bytes(&mut self, payload: &[u8]) {
        let size = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        self.sizes = (self.sizes.0.min(size), self.sizes.1.max(size));
        for byte in payload.iter().take(BYTES_MAX) {
            for half in [byte >> 4, byte & 0xf] {
                if let Some(count) = self.halves.get_mut(usize::from(half)) {
                    *count = count.saturating_add(1);
                }
            }
            let text = byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
            self.printable = self.printable.saturating_add(u32::from(text));
        }
    }

    /// Regular, of steady size, and neither text nor as good as random.
    fn judge(self) -> Option<Rhythm> {
        let mut intervals = self.intervals.get(..self.count).unwrap_or_default().to_vec();
        if intervals.len() < INTERVALS_MIN {
            return None;
        }
        intervals.sort_unstable();
        let period = *intervals.get(intervals.len() / 2)?;
        let near = intervals.iter().filter(|i| i.abs_diff(period) <= period / 4).count();
        let regular = near.saturating_mul(10) >= intervals.len().saturating_mul(REGULAR_OF_TEN);
        let (least, most) = self.sizes;
        let bytes = self.halves.iter().fold(0_u32, |sum, n| sum.saturating_add(*n)) / 2;
        let text = self.printable.saturating_mul(10) >= bytes.saturating_mul(TEXT_OF_TEN);
        let entropy = entropy(&self.halves);
        let fits = PERIOD_US.contains(&period) && most.saturating_sub(least) <= SIZES_DIFFER_MAX;
        (regular && fits && !text && entropy <= ENTROPY_MAX).then(|| Rhythm {
            period_us: u64::from(period),
            payload_least: least,
            payload_most: most,
            entropy_centibits: entropy,
        })
    }
}

/// Entropy of half bytes in hundredths of a bit, of 400: by whole numbers, so that every machine gives the same.
fn entropy(halves: &[u32; 16]) -> u32 {
    let total = halves.iter().fold(0_u64, |sum, n| sum.saturating_add(u64::from(*n)));
    let bits = halves.iter().fold(0_u64, |sum, n| {
        let weight = log2(total).saturating_sub(log2(u64::from(*n)));
        sum.saturating_add(u64::from(*n).saturating_mul(weight))
    });
    u32::try_from(bits.saturating_mul(100).checked_div(total.saturating_mul(UNIT)).unwrap_or(0)).unwrap_or(u32::MAX)
}

/// One bit, in the fractions logarithms are counted in.
const UNIT: u64 = 1 << 16;

/// Binary logarithm; 0 for 0. Squaring a number between one and two tells the next bit of its logarithm.
fn log2(n: u64) -> u64 {
    let Some(whole) = n.checked_ilog2() else { return 0 };
    let mut fraction = u64::from(whole).saturating_mul(UNIT);
    // Between one and two, with 30 bits behind the point.
    let mut rest = if whole > 30 { n >> (whole - 30) } else { n << (30 - whole) };
    let mut bit = UNIT;
    while bit > 1 {
        bit /= 2;
        rest = rest.saturating_mul(rest) >> 30;
        if rest >= 2 << 30 {
            rest /= 2;
            fraction = fraction.saturating_add(bit);
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(messages: impl Iterator<Item = (i64, Vec<u8>)>) -> Option<Rhythm> {
        let mut rhythms = Rhythms::new(1);
        for (ms, payload) in messages {
            rhythms.look(7, End::Low, Instant(ms * 1000), &payload);
            rhythms.look(7, End::High, Instant(ms * 1000 + 300), b"an answer of another size and time");
        }
        rhythms.end(7)
    }

    fn value(n: u8) -> Vec<u8> {
        vec![0x10, 0, 0, n, 0, 0, 1, 0]
    }

    #[test]
    fn regular_messages_of_one_size_look_like_control() {
        let jittered = (0..20_u8).map(|n| (i64::from(n) * 100 + i64::from(n % 3), value(n)));
        let rhythm = judged(jittered).unwrap();
        assert!((98_000..=102_000).contains(&rhythm.period_us), "{rhythm:?}");
        assert_eq!((rhythm.payload_least, rhythm.payload_most), (8, 8));
        assert!(rhythm.entropy_centibits < 250);
    }

    #[test]
    fn what_is_irregular_of_many_sizes_text_random_or_soon_over_does_not() {
        assert_eq!(judged((0..20_u8).map(|n| (i64::from(n) * i64::from(n) * 10, value(n)))), None);
        assert_eq!(judged((0..20_u8).map(|n| (i64::from(n) * 100, vec![1; 20 * usize::from(n + 1)]))), None);
        assert_eq!(judged((0..20_u8).map(|n| (i64::from(n) * 100, b"{\"alive\": true}".to_vec()))), None);
        assert_eq!(judged((0..9_u8).map(|n| (i64::from(n) * 100, value(n)))), None);
        let noise =
            |n: u8| (0..64_u8).map(|i| i.wrapping_mul(73).wrapping_add(n.wrapping_mul(151)) ^ (i / 3)).collect();
        assert_eq!(judged((0..20_u8).map(|n| (i64::from(n) * 100, noise(n)))), None);
    }

    #[test]
    fn entropy_is_what_it_should_be() {
        assert_eq!(entropy(&[7; 16]), 400);
        assert_eq!(entropy(&[0; 16]), 0);
        let mut two = [0; 16];
        two[3] = 50;
        assert_eq!(entropy(&two), 0);
        two[9] = 50;
        assert_eq!(entropy(&two), 100);
        two[10] = 100;
        assert_eq!(entropy(&two), 150);
        two[11] = 1;
        assert!((150..=156).contains(&entropy(&two)));
    }
}
