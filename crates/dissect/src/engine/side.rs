//! The two ends of a flow, numbered by their addresses: nothing here knows who initiates.

use crate::Direction;

/// Which end of a flow sent a frame: the one with the lower or the higher (address, port).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum End {
    #[default]
    Low,
    High,
}

impl End {
    #[inline]
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }

    /// The direction a session sees, where `forward` is the end it takes for the initiator.
    #[inline]
    pub(crate) fn direction(self, forward: Self) -> Direction {
        if self == forward { Direction::Forward } else { Direction::Backward }
    }

    /// The end that sends in `direction`, where `forward` is the end the session takes for the initiator.
    #[inline]
    pub(crate) fn sending(direction: Direction, forward: Self) -> Self {
        match direction {
            Direction::Forward => forward,
            Direction::Backward => forward.other(),
        }
    }
}

/// One value for each end: found by its number, without a branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Both<T>([T; 2]);

impl<T> Both<T> {
    pub(crate) const fn new(low: T, high: T) -> Self {
        Self([low, high])
    }

    #[inline]
    pub(crate) fn low(&self) -> &T {
        self.at(End::Low)
    }

    #[inline]
    pub(crate) fn high(&self) -> &T {
        self.at(End::High)
    }

    #[inline]
    #[expect(clippy::indexing_slicing, reason = "an end is 0 or 1, as the compiler knows")]
    pub(crate) fn at(&self, end: End) -> &T {
        &self.0[end as usize]
    }

    #[inline]
    #[expect(clippy::indexing_slicing, reason = "an end is 0 or 1, as the compiler knows")]
    pub(crate) fn at_mut(&mut self, end: End) -> &mut T {
        &mut self.0[end as usize]
    }
}
