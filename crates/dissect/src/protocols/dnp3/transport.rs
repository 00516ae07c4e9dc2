//! The transport function (section 8): fragments of the application layer out of segments.

use crate::Cursor;

/// As much of a fragment is kept; outstations send 2048 bytes unless told otherwise. What is asked stands at its beginning, so
/// that nobody hides it by sending more.
const FRAGMENT_MAX: usize = 4096;
const FINAL: u8 = 0x80;
const FIRST: u8 = 0x40;
const SEQUENCE: u8 = 0x3F;

/// Segments of one fragment, one way.
#[derive(Debug, Default)]
pub struct Reassembly {
    bytes: Vec<u8>,
    /// Whose segments, and the number of the last; none where no fragment is open.
    open: Option<(u32, u8)>,
}

/// What a segment completes.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// More is to come.
    Pending,
    /// This is a whole fragment, or as much of it as is kept.
    Whole(&'a [u8]),
    /// A segment of a fragment whose beginning is missing, or that is out of order.
    Stray,
}

impl Reassembly {
    /// Adds a segment sent by `pair`. A fragment in one segment is not copied.
    pub fn add<'a>(&'a mut self, pair: u32, segment: &'a [u8]) -> Progress<'a> {
        let mut c = Cursor::new(segment);
        let Some(header) = c.u8() else { return Progress::Stray };
        let (first, last, sequence) = (header & FIRST != 0, header & FINAL != 0, header & SEQUENCE);
        let data = c.rest();
        if first {
            self.forget();
            if last {
                return Progress::Whole(data);
            }
        } else {
            match self.open {
                Some((whose, number)) if whose == pair && number.wrapping_add(1) & SEQUENCE == sequence => {}
                // The frame before it once more.
                Some((whose, number)) if whose == pair && number == sequence => return Progress::Pending,
                _ => {
                    self.forget();
                    return Progress::Stray;
                }
            }
        }
        let room = FRAGMENT_MAX.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(data.get(..room).unwrap_or(data));
        self.open = (!last).then_some((pair, sequence));
        if last { Progress::Whole(&self.bytes) } else { Progress::Pending }
    }

    /// Bytes were lost.
    pub fn forget(&mut self) {
        self.bytes.clear();
        self.open = None;
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.bytes.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_in_order_make_a_fragment_and_others_do_not() {
        let mut r = Reassembly::default();
        assert_eq!(r.add(1, &[0xC0, 7]), Progress::Whole(&[7]));
        assert_eq!(r.add(1, &[0x7F, 1]), Progress::Pending);
        assert_eq!(r.add(1, &[0x00, 2]), Progress::Pending, "numbers wrap");
        assert_eq!(r.add(1, &[0x00, 2]), Progress::Pending, "a repeated one is not taken twice");
        assert_eq!(r.add(1, &[0x81, 3]), Progress::Whole(&[1, 2, 3]));
        assert_eq!(r.add(1, &[0x82, 3]), Progress::Stray);
        assert_eq!(r.add(1, &[0x40, 1]), Progress::Pending);
        assert_eq!(r.add(2, &[0x81, 1]), Progress::Stray, "another's");
    }

    #[test]
    fn the_beginning_of_an_overlong_fragment_is_kept() {
        let mut r = Reassembly::default();
        assert_eq!(r.add(1, &[0x40, 7]), Progress::Pending);
        for number in 1..40 {
            assert_eq!(r.add(1, &[&[number][..], &[8; 249]].concat()), Progress::Pending);
        }
        let Progress::Whole(fragment) = r.add(1, &[0x80 | 40, 9]) else { panic!("not whole") };
        assert_eq!((fragment.len(), fragment.first()), (FRAGMENT_MAX, Some(&7)));
    }
}
