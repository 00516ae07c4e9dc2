//! The only place a clock is read.

use ringwall_model::Instant;

/// Now.
pub fn now() -> Instant {
    Instant(jiff::Timestamp::now().as_microsecond())
}
