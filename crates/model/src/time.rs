//! Instants and spans of time. Nothing here reads a clock.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in microseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// Microseconds in a day.
pub const DAY_US: i64 = 86_400_000_000;

impl Instant {
    /// From seconds and nanoseconds, as capture files have them; saturates.
    pub fn from_unix(seconds: i64, nanoseconds: u32) -> Self {
        Self(seconds.saturating_mul(1_000_000).saturating_add(i64::from(nanoseconds / 1000)))
    }

    /// Parses RFC 3339 (`2026-11-23T07:00:00Z`) or a date (`2026-11-23`, its first instant in UTC).
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
            return Some(Self(stamp.as_microsecond()));
        }
        // A time of day without its offset from UTC is nobody's instant; jiff would take its date.
        let date: jiff::civil::Date = text.parse().ok().filter(|_| text.len() == "2026-11-23".len())?;
        let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_microsecond()))
    }

    /// This instant some days later; saturates.
    pub fn plus_days(self, days: u32) -> Self {
        Self(self.0.saturating_add(i64::from(days).saturating_mul(DAY_US)))
    }

    /// The second it is in, in UTC, `2026-11-23T08:05:00Z`.
    pub fn second(self) -> String {
        Self(self.0.div_euclid(1_000_000).saturating_mul(1_000_000)).to_string()
    }

    /// The date in UTC, `2026-11-23`.
    pub fn date(self) -> String {
        self.to_string().chars().take(10).collect()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(stamp) => write!(f, "{stamp}"),
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 instant"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_writing_and_reading() {
        let t = Instant::from_unix(1_795_411_200, 123_456_789);
        assert_eq!(Instant::parse(&t.to_string()), Some(t));
    }

    #[test]
    fn a_second_has_no_fraction_before_and_after_1970() {
        assert_eq!(Instant(1_999_999).second(), "1970-01-01T00:00:01Z");
        assert_eq!(Instant(-1).second(), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn a_date_is_its_first_instant_in_utc() {
        assert_eq!(Instant::parse("1970-01-02"), Some(Instant(DAY_US)));
        assert_eq!(Instant::parse("yesterday"), None);
        assert_eq!(Instant::parse("1970-01-02T07:00:00"), None, "a time without its offset");
    }
}
