//! An input as a talk: a protocol, how its messages travel, and the messages.
//!
//! Parts are told apart by bytes that stand between them, not by lengths: a mutation that makes a message longer leaves the
//! others what they are.

use ringwall_dissect::{Direction, PROTOCOLS, Protocol};

/// Stands before each message; its direction comes behind it.
pub const BETWEEN: [u8; 3] = [0xf5, 0xa7, 0xf5];
/// Messages taken of an input.
const MESSAGES_MAX: usize = 64;

/// A protocol, how its messages travel, and the messages.
#[derive(Debug)]
pub struct Talk<'a> {
    /// Whose messages these seem to be.
    pub protocol: &'static Protocol,
    /// Bits for a target to make of what it likes.
    pub flags: u8,
    /// What becomes of the messages on their way.
    pub plan: &'a [u8],
    /// Who sends what, in order.
    pub messages: Vec<(Direction, &'a [u8])>,
}

impl<'a> Talk<'a> {
    /// Any bytes are a talk; none only where there are none.
    pub fn of(data: &'a [u8]) -> Option<Self> {
        let mut parts = split(data).into_iter();
        let (first, rest) = parts.next()?.split_first()?;
        let protocol = PROTOCOLS.get(usize::from(*first) % PROTOCOLS.len())?;
        let (flags, plan) = rest.split_first().map_or((0, rest), |(flags, plan)| (*flags, plan));
        let messages = parts.filter_map(|part| part.split_first()).take(MESSAGES_MAX);
        let directed = messages.map(|(first, bytes)| {
            let direction = if first & 1 == 0 { Direction::Forward } else { Direction::Backward };
            (direction, bytes)
        });
        Some(Self { protocol, flags, plan, messages: directed.collect() })
    }

    /// A flag by its number.
    pub fn flag(&self, number: u8) -> bool {
        self.flags >> number & 1 == 1
    }
}

/// The input that is this talk.
pub fn written(protocol: &str, flags: u8, plan: &[u8], messages: &[(Direction, Vec<u8>)]) -> Option<Vec<u8>> {
    let row = PROTOCOLS.iter().position(|p| p.name == protocol)?;
    let mut bytes = vec![u8::try_from(row).ok()?, flags];
    bytes.extend(plan);
    for (direction, message) in messages {
        bytes.extend(BETWEEN);
        bytes.push(u8::from(*direction == Direction::Backward));
        bytes.extend(message);
    }
    Some(bytes)
}

fn split(data: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(here) = data.get(at..at + BETWEEN.len()) {
        if here == BETWEEN {
            parts.push(&data[start..at]);
            at += BETWEEN.len();
            start = at;
        } else {
            at += 1;
        }
    }
    parts.push(&data[start..]);
    parts
}
