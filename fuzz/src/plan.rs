//! What becomes of messages on their way: each byte of a plan says how much goes together, and what happens to it.

/// What happens to a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// It is lost.
    Lost,
    /// It comes twice.
    Twice,
    /// It comes after the one behind it.
    Late,
    /// Other bytes come first in its place.
    Forged,
    /// The other side says that it has it before it comes.
    Acknowledged,
    /// It comes in fragments.
    Fragmented,
    /// The connection ends behind it.
    Last,
    /// The connection is asked for again behind it.
    Again,
}

/// Lengths of pieces; the first is all that is left.
const LENGTHS: [usize; 16] = [usize::MAX, 1, 2, 3, 4, 5, 7, 8, 12, 16, 24, 40, 64, 120, 400, 1400];

/// A plan being followed; behind its end everything arrives whole.
#[derive(Clone, Debug)]
pub struct Plan<'a>(pub &'a [u8]);

impl Plan<'_> {
    /// How long the next piece is at most, and what happens to it.
    pub fn step(&mut self) -> (usize, Fate) {
        let Some((byte, rest)) = self.0.split_first() else { return (usize::MAX, Fate::Arrives) };
        self.0 = rest;
        let fate = match byte >> 4 {
            0..=7 => Fate::Arrives,
            8 => Fate::Lost,
            9 => Fate::Twice,
            10 => Fate::Late,
            11 => Fate::Forged,
            12 => Fate::Acknowledged,
            13 => Fate::Fragmented,
            14 => Fate::Last,
            _ => Fate::Again,
        };
        (LENGTHS[usize::from(byte & 15)], fate)
    }
}
