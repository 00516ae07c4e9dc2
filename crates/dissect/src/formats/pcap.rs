//! Classic pcap: micro- and nanoseconds, both byte orders, and the "modified" header of old Linux captures.

use ringwall_model::Instant;

use super::{Damage, LinkType, Order, RECORD_BYTES_MAX, Record, Room, Step, size, without_check};

const FILE_HEADER: usize = 24;
const RECORD_HEADER: usize = 16;

/// State of a classic pcap file.
#[derive(Debug)]
pub struct Pcap {
    order: Order,
    nanoseconds: bool,
    link: LinkType,
    /// Bytes of a frame check sequence behind each frame.
    check: u32,
    header: usize,
    begun: bool,
}

impl Pcap {
    pub(super) fn detect(head: &[u8]) -> Option<Self> {
        let magic = *head.first_chunk::<4>()?;
        let (order, kind) = match magic {
            [0xa1, 0xb2, ..] => (Order::Big, u32::from_be_bytes(magic)),
            [_, _, 0xb2, 0xa1] => (Order::Little, u32::from_le_bytes(magic)),
            _ => return None,
        };
        // The modified header adds interface, protocol and packet type to each record.
        let (nanoseconds, header) = match kind {
            0xa1b2_c3d4 => (false, RECORD_HEADER),
            0xa1b2_3c4d => (true, RECORD_HEADER),
            0xa1b2_cd34 => (false, RECORD_HEADER + 8),
            _ => return None,
        };
        // Link types are 16 bits; of the rest, one says that the upper four count the words of a frame check sequence.
        let word = head.get(20..24).and_then(|b| b.try_into().ok()).map_or(0, |b| order.u32(b));
        let link = LinkType(u16::try_from(word & 0xffff).unwrap_or(0));
        let check = if word & 0x0400_0000 != 0 { (word >> 28).saturating_mul(2) } else { 0 };
        Some(Self { order, nanoseconds, link, check, header, begun: false })
    }

    #[inline(always)]
    pub(super) fn step(&mut self, bytes: &[u8]) -> Step {
        if !self.begun {
            return self.begin(bytes);
        }
        let Some([s0, s1, s2, s3, f0, f1, f2, f3, c0, c1, c2, c3, l0, l1, l2, l3]) =
            bytes.first_chunk::<RECORD_HEADER>()
        else {
            return Step::More(RECORD_HEADER);
        };
        let captured = self.order.u32([*c0, *c1, *c2, *c3]);
        let used = size(captured).saturating_add(self.header);
        if used > RECORD_BYTES_MAX {
            return Step::Damaged(Damage::RecordLength(captured));
        }
        if bytes.len() < used {
            return Step::More(used);
        }
        let seconds = self.order.u32([*s0, *s1, *s2, *s3]);
        let fraction = self.order.u32([*f0, *f1, *f2, *f3]);
        let micros = if self.nanoseconds { fraction / 1000 } else { fraction };
        let time = Instant(i64::from(seconds).wrapping_mul(1_000_000).wrapping_add(i64::from(micros)));
        let length = self.order.u32([*l0, *l1, *l2, *l3]).max(captured);
        let (length, captured) = without_check(length, size(captured), self.check);
        Step::Frame(Record { time, length, link: self.link, at: self.header, captured, used })
    }

    /// Adds the frames that lie whole in `bytes`, which stand at `base`, while there is room; gives the bytes they take.
    pub(super) fn frames(&mut self, bytes: &[u8], base: usize, found: &mut Vec<Record>, room: &mut Room) -> usize {
        let mut used = 0_usize;
        while self.begun && !room.is_full() {
            let Step::Frame(record) = self.step(bytes.get(used..).unwrap_or_default()) else { break };
            found.push(Record { at: record.at.saturating_add(base).saturating_add(used), ..record });
            used = used.saturating_add(record.used);
            room.take(&record);
        }
        used
    }

    fn begin(&mut self, bytes: &[u8]) -> Step {
        if bytes.len() < FILE_HEADER {
            return Step::More(FILE_HEADER);
        }
        self.begun = true;
        Step::Pass(FILE_HEADER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Reader;

    fn file(order: Order, magic: u32, extra: usize) -> Vec<u8> {
        let word = |n: u32| if order == Order::Big { n.to_be_bytes() } else { n.to_le_bytes() };
        let mut bytes = Vec::new();
        for n in [magic, 0x0004_0002, 0, 0, 65_535, 1, 7, 500_000, 3, 60] {
            bytes.extend_from_slice(&word(n));
        }
        bytes.extend(std::iter::repeat_n(0, extra));
        bytes.extend_from_slice(b"abc");
        bytes
    }

    fn first(bytes: &[u8]) -> Record {
        let mut reader = Reader::detect(bytes).unwrap();
        assert_eq!(reader.step(bytes), Step::Pass(24));
        match reader.step(&bytes[24..]) {
            Step::Frame(record) => record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_byte_orders_both_resolutions_and_the_modified_header_are_read() {
        for order in [Order::Big, Order::Little] {
            for (magic, extra, micros) in [(0xa1b2_c3d4, 0, 500_000), (0xa1b2_3c4d, 0, 500), (0xa1b2_cd34, 8, 500_000)]
            {
                let bytes = file(order, magic, extra);
                let record = first(&bytes);
                assert_eq!((record.time.0, record.length, record.link.0), (7_000_000 + micros, 60, 1));
                assert_eq!(&bytes[24 + record.at..24 + record.at + record.captured], b"abc");
            }
        }
    }

    #[test]
    fn a_cut_record_asks_for_what_is_missing() {
        let bytes = file(Order::Little, 0xa1b2_c3d4, 0);
        let mut reader = Reader::detect(&bytes).unwrap();
        reader.step(&bytes);
        assert_eq!(reader.step(&bytes[24..42]), Step::More(19));
    }

    #[test]
    fn a_frame_check_sequence_that_the_file_tells_of_belongs_to_no_frame() {
        for (told, length, captured) in [(1, 60, 3), (0x2400_0001, 56, 3), (0xf400_0001, 30, 3), (0x2000_0001, 60, 3)] {
            let mut bytes = file(Order::Little, 0xa1b2_c3d4, 0);
            bytes[20..24].copy_from_slice(&u32::to_le_bytes(told));
            let record = first(&bytes);
            assert_eq!((record.length, record.captured, record.link.0), (length, captured, 1));
        }
        // A frame captured whole has its last bytes taken off.
        assert_eq!(without_check(64, 64, 4), (60, 60));
        assert_eq!(without_check(64, 62, 4), (60, 60));
        assert_eq!(without_check(2, 2, 4), (0, 0));
    }

    #[test]
    fn an_impossible_length_is_damage() {
        let mut bytes = file(Order::Little, 0xa1b2_c3d4, 0);
        bytes[32..36].copy_from_slice(&u32::MAX.to_le_bytes());
        let mut reader = Reader::detect(&bytes).unwrap();
        reader.step(&bytes);
        assert!(matches!(reader.step(&bytes[24..]), Step::Damaged(Damage::RecordLength(u32::MAX))));
    }
}
