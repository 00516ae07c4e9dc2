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

/// One value for each end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Both<T> {
    pub(crate) low: T,
    pub(crate) high: T,
}

impl<T> Both<T> {
    #[inline]
    pub(crate) fn at(&self, end: End) -> &T {
        match end {
            End::Low => &self.low,
            End::High => &self.high,
        }
    }

    #[inline]
    pub(crate) fn at_mut(&mut self, end: End) -> &mut T {
        match end {
            End::Low => &mut self.low,
            End::High => &mut self.high,
        }
    }
}
