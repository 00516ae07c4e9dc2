//! pcapng: sections in either byte order, interfaces with their own link type and clock, three kinds of packet blocks.

use ringwall_model::Instant;

use super::{Damage, LinkType, Order, RECORD_BYTES_MAX, Record, Step, size, without_check};
use crate::Cursor;

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const OLD_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;
/// Interfaces a section may describe; what is beyond is not kept.
const INTERFACES_MAX: usize = 1 << 16;

/// State of a pcapng file.
#[derive(Debug)]
pub struct Pcapng {
    order: Order,
    interfaces: Vec<Interface>,
    last: Instant,
    /// Drops told by sections that ended.
    dropped_before: Option<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Interface {
    link: LinkType,
    snap: u32,
    clock: Clock,
    offset_s: i64,
    /// Bytes of a frame check sequence behind each frame.
    check: u32,
    dropped: Option<u64>,
}

/// How ticks become microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Multiply(u64),
    Divide(u64),
    Binary(u32),
}

impl Clock {
    fn from_resolution(byte: u8) -> Self {
        let power = u32::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            return Self::Binary(power.min(127));
        }
        match power {
            0..=6 => Self::Multiply(10_u64.saturating_pow(6_u32.saturating_sub(power))),
            _ => Self::Divide(10_u64.saturating_pow(power.saturating_sub(6))),
        }
    }

    #[inline]
    fn micros(self, ticks: u64) -> i64 {
        let micros = match self {
            Self::Multiply(by) => ticks.saturating_mul(by),
            Self::Divide(by) => ticks / by.max(1),
            Self::Binary(power) => {
                u64::try_from(u128::from(ticks).saturating_mul(1_000_000) >> power).unwrap_or(u64::MAX)
            }
        };
        i64::try_from(micros).unwrap_or(i64::MAX)
    }
}

impl Pcapng {
    pub(super) fn detect(head: &[u8]) -> Option<Self> {
        let magic = head.first_chunk::<4>()?;
        let order = head.get(8..12)?;
        (*magic == SECTION.to_be_bytes() && byte_order(order).is_some()).then(|| Self {
            order: Order::Little,
            interfaces: Vec::new(),
            last: Instant::default(),
            dropped_before: None,
        })
    }

    pub(super) fn dropped(&self) -> Option<u64> {
        self.interfaces
            .iter()
            .filter_map(|i| i.dropped)
            .fold(self.dropped_before, |sum, n| Some(sum.unwrap_or(0).saturating_add(n)))
    }

    #[inline]
    pub(super) fn step(&mut self, bytes: &[u8]) -> Step {
        let Some([t0, t1, t2, t3, l0, l1, l2, l3]) = bytes.first_chunk::<8>() else {
            return Step::More(12);
        };
        let kind = self.order.u32([*t0, *t1, *t2, *t3]);
        if kind == SECTION {
            return self.section(bytes);
        }
        let length = self.order.u32([*l0, *l1, *l2, *l3]);
        if length < 12 || !length.is_multiple_of(4) {
            return Step::Damaged(Damage::BlockLength(length));
        }
        let used = size(length);
        match kind {
            ENHANCED_PACKET | OLD_PACKET | SIMPLE_PACKET if used > RECORD_BYTES_MAX => {
                Step::Damaged(Damage::BlockLength(length))
            }
            ENHANCED_PACKET | OLD_PACKET | SIMPLE_PACKET | INTERFACE | STATISTICS if used <= RECORD_BYTES_MAX => {
                match bytes.get(..used) {
                    Some(block) => self.block(kind, block, length),
                    None => Step::More(used),
                }
            }
            _ => Step::Pass(used),
        }
    }

    fn section(&mut self, bytes: &[u8]) -> Step {
        let Some(head) = bytes.first_chunk::<12>() else {
            return Step::More(12);
        };
        let [.., l0, l1, l2, l3, o0, o1, o2, o3] = *head;
        let Some(order) = byte_order(&[o0, o1, o2, o3]) else {
            return Step::Damaged(Damage::ByteOrder);
        };
        let length = order.u32([l0, l1, l2, l3]);
        if length < 28 || length % 4 != 0 {
            return Step::Damaged(Damage::BlockLength(length));
        }
        self.dropped_before = self.dropped();
        self.order = order;
        self.interfaces.clear();
        Step::Pass(size(length))
    }

    #[inline]
    fn block(&mut self, kind: u32, block: &[u8], length: u32) -> Step {
        let step = match kind {
            ENHANCED_PACKET => self.enhanced(block),
            OLD_PACKET => self.old(block),
            SIMPLE_PACKET => self.simple(block),
            INTERFACE => {
                self.interface(block);
                Some(Step::Pass(block.len()))
            }
            _ => {
                self.statistics(block);
                Some(Step::Pass(block.len()))
            }
        };
        step.unwrap_or(Step::Damaged(Damage::BlockLength(length)))
    }

    #[inline]
    fn enhanced(&mut self, block: &[u8]) -> Option<Step> {
        let [_, _, _, _, _, _, _, _, i0, i1, i2, i3, h0, h1, h2, h3, l0, l1, l2, l3, c0, c1, c2, c3, w0, w1, w2, w3] =
            *block.first_chunk::<28>()?;
        let order = self.order;
        let interface = order.u32([i0, i1, i2, i3]);
        let ticks = u64::from(order.u32([h0, h1, h2, h3])) << 32 | u64::from(order.u32([l0, l1, l2, l3]));
        let captured = order.u32([c0, c1, c2, c3]);
        self.packet(block, interface, ticks, captured, order.u32([w0, w1, w2, w3]))
    }

    /// As an enhanced packet, but the interface has 16 bits and a drop count follows it.
    fn old(&mut self, block: &[u8]) -> Option<Step> {
        let order = self.order;
        let mut cursor = Cursor::new(block);
        cursor.skip(8)?;
        let interface = u32::from(order.u16(cursor.array()?));
        cursor.skip(2)?;
        let high = order.u32(cursor.array()?);
        let low = order.u32(cursor.array()?);
        let captured = order.u32(cursor.array()?);
        let length = order.u32(cursor.array()?);
        self.packet(block, interface, u64::from(high) << 32 | u64::from(low), captured, length)
    }

    #[inline]
    fn packet(&mut self, block: &[u8], interface: u32, ticks: u64, captured: u32, length: u32) -> Option<Step> {
        let Some(known) = self.interfaces.get(size(interface)) else {
            return Some(Step::Damaged(Damage::Interface(interface)));
        };
        let offset_us = known.offset_s.saturating_mul(1_000_000);
        let time = Instant(known.clock.micros(ticks).saturating_add(offset_us));
        let link = known.link;
        // The block's own length closes it: 4 bytes at its end.
        let room = block.len().checked_sub(28 + 4)?;
        if size(captured) > room {
            return None;
        }
        self.last = time;
        let (length, captured) = without_check(length.max(captured), size(captured), known.check);
        Some(Step::Frame(Record { time, length, link, at: 28, captured, used: block.len() }))
    }

    /// A simple packet has no time (the last one's is taken) and belongs to the first interface.
    fn simple(&mut self, block: &[u8]) -> Option<Step> {
        let Some(known) = self.interfaces.first() else {
            return Some(Step::Damaged(Damage::Interface(0)));
        };
        let mut cursor = Cursor::new(block);
        cursor.skip(8)?;
        let length = self.order.u32(cursor.array()?);
        let room = block.len().checked_sub(12 + 4)?;
        let snap = if known.snap == 0 { usize::MAX } else { size(known.snap) };
        let (length, captured) = without_check(length, size(length).min(snap).min(room), known.check);
        let record = Record { time: self.last, length, link: known.link, at: 12, captured, used: block.len() };
        Some(Step::Frame(record))
    }

    fn interface(&mut self, block: &[u8]) {
        let mut cursor = Cursor::new(block);
        let order = self.order;
        let mut fixed = || {
            cursor.skip(8)?;
            let link = order.u16(cursor.array()?);
            cursor.skip(2)?;
            Some((link, order.u32(cursor.array()?)))
        };
        let (link, snap) = fixed().unwrap_or_default();
        let link = LinkType(link);
        let mut known = Interface { link, snap, clock: Clock::Multiply(1), offset_s: 0, check: 0, dropped: None };
        let options = Options { order, cursor };
        for (code, value) in options {
            match (code, value) {
                (13, [check, ..]) => known.check = check_bytes(*check),
                (9, [resolution, ..]) => known.clock = Clock::from_resolution(*resolution),
                (14, value) => known.offset_s = word64(order, value).map_or(0, u64::cast_signed),
                _ => {}
            }
        }
        if self.interfaces.len() < INTERFACES_MAX {
            self.interfaces.push(known);
        }
    }

    /// Counters in statistics run from the start of the capture: the last one an interface gives is its sum.
    fn statistics(&mut self, block: &[u8]) {
        let order = self.order;
        let mut cursor = Cursor::new(block);
        let mut fixed = || {
            cursor.skip(8)?;
            let interface = order.u32(cursor.array()?);
            cursor.skip(8)?;
            Some(interface)
        };
        let Some(interface) = fixed().and_then(|i| self.interfaces.get_mut(size(i))) else {
            return;
        };
        let drops = Options { order, cursor }
            .filter(|(code, _)| matches!(code, 5 | 7))
            .filter_map(|(_, value)| word64(order, value))
            .reduce(u64::saturating_add);
        interface.dropped = drops.or(interface.dropped);
    }
}

/// The specification counts bits and gives an example in bytes; writers do either.
fn check_bytes(told: u8) -> u32 {
    match told {
        16 | 32 => u32::from(told / 8),
        n if n <= 8 => u32::from(n),
        _ => 0,
    }
}

fn byte_order(mark: &[u8]) -> Option<Order> {
    match mark {
        [0x1a, 0x2b, 0x3c, 0x4d] => Some(Order::Big),
        [0x4d, 0x3c, 0x2b, 0x1a] => Some(Order::Little),
        _ => None,
    }
}

fn word64(order: Order, value: &[u8]) -> Option<u64> {
    value.first_chunk::<8>().map(|b| order.u64(*b))
}

/// Options of a block: code and value, until the end mark.
struct Options<'a> {
    order: Order,
    cursor: Cursor<'a>,
}

impl<'a> Iterator for Options<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let code = self.order.u16(self.cursor.array()?);
        let length = self.order.u16(self.cursor.array()?);
        let value = self.cursor.take(usize::from(length))?;
        self.cursor.skip(usize::from(length).wrapping_neg() & 3);
        (code != 0).then_some((code, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Reader;

    fn block(order: Order, kind: u32, body: &[u8]) -> Vec<u8> {
        let word = |n: u32| if order == Order::Big { n.to_be_bytes() } else { n.to_le_bytes() };
        let length = u32::try_from(body.len() + 12).unwrap();
        [&word(kind), &word(length), body, &word(length)].concat()
    }

    fn words(order: Order, words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|n| if order == Order::Big { n.to_be_bytes() } else { n.to_le_bytes() }).collect()
    }

    fn section(order: Order) -> Vec<u8> {
        block(order, SECTION, &words(order, &[0x1a2b_3c4d, 1, u32::MAX, u32::MAX]))
    }

    /// An interface with nanosecond ticks and an offset of 100 seconds.
    fn interface(order: Order) -> Vec<u8> {
        let mut body = words(order, &[1, 0]);
        if order == Order::Big {
            body[..2].copy_from_slice(&[0, 1]);
            body.extend_from_slice(&[0, 9, 0, 1, 9, 0, 0, 0, 0, 14, 0, 8, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0]);
        } else {
            body.extend_from_slice(&[9, 0, 1, 0, 9, 0, 0, 0, 14, 0, 8, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        }
        block(order, INTERFACE, &body)
    }

    fn frames(bytes: &[u8]) -> (Vec<(i64, Vec<u8>)>, Option<Step>) {
        let mut reader = Reader::detect(bytes).unwrap();
        let (mut at, mut seen) = (0, Vec::new());
        while at < bytes.len() {
            match reader.step(&bytes[at..]) {
                Step::Frame(r) => {
                    seen.push((r.time.0, bytes[at + r.at..at + r.at + r.captured].to_vec()));
                    at += r.used;
                }
                Step::Pass(n) => at += n,
                other => return (seen, Some(other)),
            }
        }
        (seen, None)
    }

    #[test]
    fn sections_of_both_byte_orders_in_one_file_are_read_with_their_clocks() {
        let mut bytes = Vec::new();
        for order in [Order::Little, Order::Big] {
            bytes.extend(section(order));
            bytes.extend(interface(order));
            let mut body = words(order, &[0, 0, 5_000, 3, 3]);
            body.extend_from_slice(b"abc\0");
            bytes.extend(block(order, ENHANCED_PACKET, &body));
            bytes.extend(block(order, 0xbad, b"custom!!"));
            let mut body = words(order, &[3]);
            body.extend_from_slice(b"xyz\0");
            bytes.extend(block(order, SIMPLE_PACKET, &body));
        }
        let (seen, rest) = frames(&bytes);
        assert_eq!(rest, None);
        let one = [(100_000_005, b"abc".to_vec()), (100_000_005, b"xyz".to_vec())];
        assert_eq!(seen, [one.clone(), one].concat());
    }

    #[test]
    fn an_interface_not_described_is_damage() {
        let order = Order::Little;
        let bytes = [section(order), block(order, ENHANCED_PACKET, &words(order, &[4, 0, 0, 0, 0]))].concat();
        assert_eq!(frames(&bytes).1, Some(Step::Damaged(Damage::Interface(4))));
    }

    #[test]
    fn drops_are_the_last_counters_of_each_interface() {
        let order = Order::Little;
        let mut body = words(order, &[0, 0, 0]);
        body.extend_from_slice(&[5, 0, 8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let bytes = [section(order), interface(order), block(order, STATISTICS, &body)].concat();
        let mut reader = Reader::detect(&bytes).unwrap();
        let mut at = 0;
        while let Step::Pass(n) = reader.step(&bytes[at..]) {
            at += n;
        }
        assert_eq!(reader.dropped(), Some(7));
    }

    #[test]
    fn a_frame_check_sequence_is_told_in_bits_or_bytes() {
        let order = Order::Little;
        for (told, left) in [(4, 6), (32, 6), (0, 10), (200, 10)] {
            let mut body = words(order, &[1, 0]);
            body.extend_from_slice(&[13, 0, 1, 0, told, 0, 0, 0]);
            let packet = block(order, ENHANCED_PACKET, &[words(order, &[0, 0, 1, 10, 10]), vec![7; 12]].concat());
            let (seen, _) = frames(&[section(order), block(order, INTERFACE, &body), packet].concat());
            assert_eq!(seen, [(1, vec![7; left])], "{told}");
        }
    }

    #[test]
    fn resolutions_become_microseconds() {
        assert_eq!(Clock::from_resolution(6).micros(5), 5);
        assert_eq!(Clock::from_resolution(3).micros(5), 5_000);
        assert_eq!(Clock::from_resolution(9).micros(5_999), 5);
        assert_eq!(Clock::from_resolution(0x80 | 10).micros(512), 500_000);
        assert!(Clock::from_resolution(0x7f).micros(u64::MAX) <= 1, "10^-127 of a second");
    }
}
