//! Whether bytes of another protocol carry openSAFETY, which nothing says but the checks of its frames.
//!
//! One check agrees by chance, the more so over data that stays as it is. A node is believed when its frames agreed at one
//! place with several consecutive times: chance is then far below one in a thousand million.

use super::frames;

/// Bytes looked at in one payload.
const PLACES_MAX: usize = 64;
/// Different times at which the check of one node must have agreed at one place.
const TIMES_MIN: u8 = 5;
/// Nodes and places followed at once.
const SEEN_MAX: usize = 32;
/// Payloads looked at: what is carried is so in every cycle.
const LOOKS_MAX: u16 = 1_024;

/// What agreed so far.
#[derive(Debug, Default)]
pub struct Watch {
    seen: Vec<Seen>,
    looks: u16,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    place: usize,
    node: u16,
    time: u8,
    times: u8,
}

impl Watch {
    /// Looks at a payload; gives the first node that is believed, once.
    pub fn see(&mut self, bytes: &[u8]) -> Option<u16> {
        if self.looks >= LOOKS_MAX {
            return None;
        }
        self.looks = self.looks.saturating_add(1);
        let mut believed = None;
        for place in 0..bytes.len().min(PLACES_MAX) {
            let half = bytes.get(place..).and_then(frames::half);
            if let Some(half) = half {
                believed = believed.or(self.agree(place, half.node, half.time));
            }
        }
        if believed.is_some() {
            (self.looks, self.seen) = (LOOKS_MAX, Vec::new());
        }
        believed
    }

    fn agree(&mut self, place: usize, node: u16, time: u8) -> Option<u16> {
        if let Some(seen) = self.seen.iter_mut().find(|seen| (seen.place, seen.node) == (place, node)) {
            if seen.time == time {
                return None;
            }
            (seen.time, seen.times) = (time, seen.times.saturating_add(1));
            return (seen.times == TIMES_MIN).then_some(node);
        }
        // What agreed by chance makes room for what may be.
        if self.seen.len() >= SEEN_MAX {
            let weakest = self.seen.iter().enumerate().min_by_key(|(_, seen)| seen.times).map(|(at, _)| at)?;
            self.seen.swap_remove(weakest);
        }
        self.seen.push(Seen { place, node, time, times: 1 });
        None
    }

    /// Memory held on the heap, in bytes.
    pub fn heap_bytes(&self) -> usize {
        self.seen.capacity().saturating_mul(size_of::<Seen>())
    }
}
