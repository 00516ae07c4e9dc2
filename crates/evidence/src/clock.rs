//! True time from the time of captures: each observation point says how far its clock was off.

use ringwall_model::{Instant, Plant, Reading};

/// Offsets of the clocks behind a reading. A fact keeps its first frame, but its last time may come from another
/// capture; where clocks differ, the true time lies between [`Clock::earliest`] and [`Clock::latest`].
#[derive(Debug, Default)]
pub(crate) struct Clock {
    captures: Vec<(Option<Instant>, Option<Instant>, i64)>,
}

impl Clock {
    pub(crate) fn of(plant: &Plant, reading: &Reading) -> Self {
        let offset = |capture: &ringwall_model::Capture| {
            let point = capture.point.as_ref().and_then(|id| plant.observation_points.get(id));
            point.map_or(0, |point| point.clock_offset_us)
        };
        Self { captures: reading.captures.iter().map(|c| (c.first, c.last, offset(c))).collect() }
    }

    /// The earliest true time that `seen` can mean.
    pub(crate) fn earliest(&self, seen: Instant) -> Instant {
        let offset = self.offsets(seen).into_iter().max().unwrap_or(0);
        Instant(seen.0.saturating_sub(offset))
    }

    /// The latest true time that `seen` can mean.
    pub(crate) fn latest(&self, seen: Instant) -> Instant {
        let offset = self.offsets(seen).into_iter().min().unwrap_or(0);
        Instant(seen.0.saturating_sub(offset))
    }

    /// Offsets of the captures that ran at the time; of all, where none did.
    fn offsets(&self, seen: Instant) -> Vec<i64> {
        let ran = |(first, last, _): &&(Option<Instant>, Option<Instant>, i64)| {
            first.is_some_and(|first| first <= seen) && last.is_some_and(|last| seen <= last)
        };
        let running: Vec<i64> = self.captures.iter().filter(ran).map(|(_, _, offset)| *offset).collect();
        if running.is_empty() { self.captures.iter().map(|(_, _, offset)| *offset).collect() } else { running }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_two_clocks_ran_the_true_time_lies_between_them() {
        let span = (Some(Instant(0)), Some(Instant(100)));
        let clock =
            Clock { captures: vec![(span.0, span.1, 10), (span.0, span.1, -5), (Some(Instant(500)), None, 400)] };
        assert_eq!(clock.earliest(Instant(50)), Instant(40));
        assert_eq!(clock.latest(Instant(50)), Instant(55));
    }

    #[test]
    fn without_a_capture_time_stays_as_it_is() {
        assert_eq!(Clock::default().latest(Instant(7)), Instant(7));
    }
}
