//! The VLAN tags of a frame.

/// Up to four VLAN ids, outermost first, in one word: 16 bits each, the top bit set where there is a tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VlanPath(u64);

const PRESENT: u64 = 0x8000;

impl VlanPath {
    /// The path with one more tag inside; a fifth tag is not kept.
    #[inline]
    #[must_use]
    pub fn with(self, tag: u16) -> Self {
        let lane = 4_u32.saturating_sub(self.0.leading_zeros() / 16);
        if lane == 4 {
            return self;
        }
        Self(self.0 << 16 | PRESENT | u64::from(tag & 0x0fff))
    }

    /// The path of whatever is in an overlay network: its number of 24 bits as two ids, so that the same addresses in two
    /// overlays are not taken for one.
    #[must_use]
    pub(super) fn overlay(number: [u8; 3]) -> Self {
        let [high, middle, low] = number.map(u16::from);
        Self::default().with(high << 4 | middle >> 4).with((middle & 0xf) << 8 | low)
    }

    /// From ids, outermost first.
    pub fn of(ids: &[u16]) -> Self {
        ids.iter().fold(Self::default(), |path, id| path.with(*id))
    }

    /// The ids, outermost first.
    pub fn ids(self) -> Vec<u16> {
        if self == Self::default() {
            return Vec::new();
        }
        [48, 32, 16, 0]
            .into_iter()
            .map(|shift| self.0 >> shift & 0xffff)
            .filter(|lane| lane & PRESENT != 0)
            .map(|lane| (lane & 0x0fff) as u16)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_out_as_they_went_in() {
        for ids in [vec![], vec![0], vec![100, 12], vec![1, 0, 4095, 7]] {
            assert_eq!(VlanPath::of(&ids).ids(), ids);
        }
        assert_eq!(VlanPath::of(&[1, 2, 3, 4, 5]).ids(), [1, 2, 3, 4]);
    }
}
