//! What the hop counts of packets say of where they were sent from.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Kinds of hop counts (IPv4's time to live, IPv6's hop limit) that frames came with. Serialised as `64+lowered`.
///
/// Who sends a packet begins with a usual count; whoever passes it on as a router takes one away. So a usual count says that the sender is on
/// this link, or that who passed it on takes nothing away; one that is a little below a usual one, that it was passed on, or that its
/// sender begins oddly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HopCounts(u8);

/// Counts systems begin with; each is a bit, by its place.
const INITIAL: [u8; 4] = [32, 64, 128, 255];
/// The bit of counts that seem lowered, and its word.
const LOWERED: u8 = 1 << 4;
const LOWERED_WORD: &str = "lowered";

impl HopCounts {
    /// Every count systems begin with.
    pub const ANY_INITIAL: Self = Self(LOWERED - 1);

    /// What one count says. Nothing where few systems begin (30, 60), nor what groups and probes of routes are sent with; seldom are there
    /// more routers on a way than are allowed for here.
    pub fn of(count: u8) -> Self {
        match count {
            32 => Self(1),
            64 => Self(1 << 1),
            128 => Self(1 << 2),
            255 => Self(1 << 3),
            30 | 60 => Self(0),
            34..=63 | 98..=127 | 225..=254 => Self(LOWERED),
            _ => Self(0),
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The counts systems begin with that are in both.
    #[must_use]
    pub fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0 & Self::ANY_INITIAL.0)
    }

    /// They say nothing.
    pub fn are_silent(&self) -> bool {
        self.0 == 0
    }

    /// Some are such as systems begin with, and none seems lowered.
    pub fn are_initial(self) -> bool {
        self.0 & Self::ANY_INITIAL.0 != 0 && self.0 & LOWERED == 0
    }

    /// Some seem lowered, and none is such as systems begin with.
    pub fn are_lowered(self) -> bool {
        self.0 == LOWERED
    }

    fn parse(text: &str) -> Option<Self> {
        text.split('+').try_fold(Self::default(), |sum, word| {
            let initial = || word.parse().ok().filter(|count| INITIAL.contains(count)).map(Self::of);
            let kind = if word == LOWERED_WORD { Some(Self(LOWERED)) } else { initial() };
            kind.map(|kind| sum.and(kind))
        })
    }
}

impl fmt::Display for HopCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let initial = INITIAL.iter().filter(|count| self.0 & Self::of(**count).0 != 0).map(ToString::to_string);
        let lowered = (self.0 & LOWERED != 0).then(|| LOWERED_WORD.to_owned());
        f.write_str(&initial.chain(lowered).collect::<Vec<_>>().join("+"))
    }
}

impl Serialize for HopCounts {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HopCounts {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no kinds of hop counts"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[u8]) -> HopCounts {
        counts.iter().fold(HopCounts::default(), |sum, count| sum.and(HopCounts::of(*count)))
    }

    #[test]
    fn a_count_says_where_a_frame_was_sent_or_nothing() {
        assert!(of(&[32, 64, 128, 255]).are_initial());
        assert!(of(&[63, 127, 243]).are_lowered());
        let both = of(&[64, 63]);
        assert!(!both.are_initial() && !both.are_lowered() && !both.are_silent());
        assert!(of(&[0, 1, 2, 4, 15, 30, 60, 80, 200]).are_silent());
        assert!(of(&[64, 128]).shared(of(&[128, 255])).are_initial());
        assert!(of(&[64, 63]).shared(of(&[128, 127])).are_silent(), "what was lowered is shared with nobody");
    }

    #[test]
    fn kinds_read_back_as_they_are_written_and_nothing_else_does() {
        for counts in [&[64_u8][..], &[32, 255], &[50], &[128, 100]] {
            assert_eq!(HopCounts::parse(&of(counts).to_string()), Some(of(counts)));
        }
        assert_eq!(of(&[128, 100]).to_string(), "128+lowered");
        for bad in ["", "65", "64+", "Lowered", "64,128", "063"] {
            assert_eq!(HopCounts::parse(bad), None, "{bad}");
        }
    }
}
