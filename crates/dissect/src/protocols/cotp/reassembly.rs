//! User data that was cut into several data TPDUs.

/// Longest user data that is put together; more is dropped up to its end.
const WHOLE_MAX: usize = 0x1_0000;

/// What has been seen of one user data unit, one way.
#[derive(Debug, Default)]
pub struct Reassembly {
    bytes: Vec<u8>,
    dropping: bool,
}

/// What a data TPDU completes.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// More is to come.
    Pending,
    /// This is the whole unit.
    Whole(&'a [u8]),
    /// A unit ended that could not be kept.
    Dropped,
}

impl Reassembly {
    /// Adds a piece; the last one completes. A unit in one piece is not copied.
    pub fn add<'a>(&'a mut self, piece: &'a [u8], last: bool) -> Progress<'a> {
        if self.dropping {
            self.dropping = !last;
            return if last { Progress::Dropped } else { Progress::Pending };
        }
        if last && self.bytes.is_empty() {
            return Progress::Whole(piece);
        }
        if self.bytes.len().saturating_add(piece.len()) > WHOLE_MAX {
            self.bytes = Vec::new();
            self.dropping = !last;
            return if last { Progress::Dropped } else { Progress::Pending };
        }
        self.bytes.extend_from_slice(piece);
        if last { Progress::Whole(&self.bytes) } else { Progress::Pending }
    }

    /// After a whole unit was used.
    pub fn done(&mut self, last: bool) {
        if last {
            self.bytes.clear();
        }
    }

    /// Bytes were lost: what follows up to the next end is no whole unit, unless nothing was pending.
    pub fn gap(&mut self) {
        self.dropping = !self.bytes.is_empty();
        self.bytes = Vec::new();
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
    fn pieces_are_joined_and_single_units_pass() {
        let mut r = Reassembly::default();
        assert_eq!(r.add(b"one", true), Progress::Whole(b"one"));
        assert_eq!(r.add(b"t", false), Progress::Pending);
        assert_eq!(r.add(b"wo", true), Progress::Whole(b"two"));
    }

    #[test]
    fn what_is_too_long_is_dropped_to_its_end_and_no_further() {
        let mut r = Reassembly::default();
        let piece = vec![0; 0x9000];
        assert_eq!(r.add(&piece, false), Progress::Pending);
        assert_eq!(r.add(&piece, false), Progress::Pending);
        assert_eq!(r.add(&piece, true), Progress::Dropped);
        assert_eq!(r.add(b"next", true), Progress::Whole(b"next"));
        assert!(r.heap_bytes() <= WHOLE_MAX);
    }

    #[test]
    fn a_hole_inside_a_unit_drops_that_unit() {
        let mut r = Reassembly::default();
        assert_eq!(r.add(b"a", false), Progress::Pending);
        r.gap();
        assert_eq!(r.add(b"c", true), Progress::Dropped);
    }
}
