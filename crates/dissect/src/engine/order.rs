//! The order in which frames at hand are read: flow by flow.
//!
//! Traffic of many flows comes interleaved, and a flow that is met again has left the caches, with the code that reads its
//! protocol. Of the frames of a few milliseconds, those of one flow are read one after another: what a flow needs comes
//! near once, not with each frame. Frames of a flow stay in order; flows come in the order of their first frames.

use super::{
    flow::{NO_BINDING, ReaderKind},
    frame::Frame,
    index::Index,
    shard::Shard,
    side::Both,
};

/// Frames put in order together, at most.
pub const TOGETHER: usize = 512;

/// Places of the table: a power of two, and more than frames.
const PLACES: usize = 2 * TOGETHER;

/// Puts frames in order. Keeps its memory.
#[derive(Debug)]
pub struct Order {
    /// Groups by hash; an entry of an earlier turn is free.
    table: Vec<Entry>,
    turn: u32,
    groups: Vec<Group>,
    /// The next frame of its group, by frame.
    next: Vec<u16>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    turn: u32,
    group: u16,
}

/// Frames of one flow.
#[derive(Clone, Copy, Debug)]
struct Group {
    hash: u64,
    first: u16,
    last: u16,
}

const END: u16 = u16::MAX;

impl Group {
    #[inline]
    fn append(&mut self, at: u16, next: &mut [u16]) {
        if let Some(next) = next.get_mut(usize::from(self.last)) {
            *next = at;
        }
        self.last = at;
    }
}

impl Default for Order {
    fn default() -> Self {
        Self { table: vec![Entry::default(); PLACES], turn: 0, groups: Vec::new(), next: Vec::new() }
    }
}

impl Order {
    /// Puts frames, at most [`TOGETHER`], in the order they are to be read in: those of a flow together.
    ///
    /// Fragments and frames sent twice mean something beside frames of other flows only: nothing passes them.
    pub fn of(&mut self, frames: &[Frame]) -> &Self {
        self.next.clear();
        self.groups.clear();
        self.close();
        for (at, frame) in (0_u16..).zip(frames) {
            self.next.push(END);
            if frame.keeps_its_place() {
                self.groups.push(Group { hash: frame.hash, first: at, last: at });
                self.close();
            } else {
                self.add(at, frame.hash);
            }
        }
        self
    }

    /// Takes frames in the order they have.
    pub fn as_they_come(&mut self, frames: &[Frame]) -> &Self {
        self.next.clear();
        self.groups.clear();
        for (at, frame) in (0_u16..).zip(frames) {
            self.next.push(END);
            match self.groups.last_mut().filter(|group| group.hash == frame.hash) {
                Some(group) => group.append(at, &mut self.next),
                None => self.groups.push(Group { hash: frame.hash, first: at, last: at }),
            }
        }
        self
    }

    /// The places of all frames, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.groups.iter().flat_map(|group| self.of_group(group))
    }

    /// Nothing is added any more to the groups found until now.
    fn close(&mut self) {
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 {
            self.table.fill(Entry::default());
            self.turn = 1;
        }
    }

    /// Adds a frame to its group. Two flows of one hash share a group, in which each keeps its order.
    #[inline]
    fn add(&mut self, at: u16, hash: u64) {
        let own = (hash >> 40) as usize;
        for step in 0..PLACES {
            let Some(entry) = self.table.get_mut(own.wrapping_add(step) & (PLACES - 1)) else { return };
            if entry.turn != self.turn {
                *entry = Entry { turn: self.turn, group: self.groups.len() as u16 };
                break;
            }
            if let Some(group) = self.groups.get_mut(usize::from(entry.group)).filter(|group| group.hash == hash) {
                return group.append(at, &mut self.next);
            }
        }
        // The first of its flow; or there are more flows than places, which costs no more than the order.
        self.groups.push(Group { hash, first: at, last: at });
    }

    /// The places of a group's frames.
    #[inline]
    fn of_group(&self, group: &Group) -> impl Iterator<Item = usize> {
        let next = |at: &u16| self.next.get(usize::from(*at)).copied().filter(|next| *next != END);
        std::iter::successors(Some(group.first), next).map(usize::from)
    }
}

/// Groups whose flows are looked up together.
const AHEAD: usize = 16;

/// Reads frames, whose payload stands in `bytes`, in an order made of them.
///
/// A run of many flows waits for memory more than it computes. Reading the tables of some flows step by step (all index
/// entries, then all flows, then what reads them) lets their waits overlap instead of following one another.
pub fn read(shards: &mut [Shard], frames: &[Frame], order: &Order, bytes: &[u8]) {
    for some in order.groups.chunks(AHEAD) {
        look_ahead(shards, frames, some, bytes);
        for group in some {
            let mut at = group.first;
            // What follows the last is beyond all frames.
            while let Some(frame) = frames.get(usize::from(at)) {
                if let Some(shard) = shards.get_mut(frame.shard()) {
                    shard.frame(frame, bytes);
                }
                at = order.next.get(usize::from(at)).copied().unwrap_or(END);
            }
        }
    }
}

/// Reads what groups of frames will touch in their shards. Changes nothing.
fn look_ahead(shards: &[Shard], frames: &[Frame], groups: &[Group], bytes: &[u8]) {
    let mut heads = [Head { shard: None, hash: 0, word: 0, bindings: NOT_BOUND }; AHEAD];
    for (head, group) in heads.iter_mut().zip(groups) {
        let Some(first) = frames.get(usize::from(group.first)) else { continue };
        let shard = shards.get(first.shard());
        let word = shard.map_or(0, |shard| shard.index.ahead(group.hash));
        *head = Head { shard, hash: group.hash, word, bindings: NOT_BOUND };
    }
    let heads = heads.get_mut(..groups.len()).unwrap_or_default();
    let mut touched = 0_u64;
    for head in &mut *heads {
        let slot = Index::slot_ahead(head.word, head.hash);
        let flow = slot.and_then(|slot| head.shard?.flows.get(slot));
        // The key and the counters are on different lines.
        touched ^= flow.map_or(0, |flow| *flow.bytes.low());
        head.bindings = flow.map_or(NOT_BOUND, |flow| flow.bindings);
        head.word = match flow.map(|flow| flow.reader.kind()) {
            Some(ReaderKind::Known(known)) => u64::from(known),
            _ => u64::MAX,
        };
    }
    for (head, group) in heads.iter().zip(groups) {
        let known = u32::try_from(head.word).ok().and_then(|slot| head.shard?.knowns.get(slot));
        if let (Some(known), Some(frame)) = (known, frames.get(usize::from(group.first))) {
            touched ^= known.first_words(frame.payload(bytes));
        }
        let Some(shard) = head.shard else { continue };
        let bindings = &shard.shared.bindings;
        touched ^= bindings.ahead(*head.bindings.low()) ^ bindings.ahead(*head.bindings.high());
    }
    std::hint::black_box(touched);
}

/// A flow ahead: its shard, and what was found of it in the step before.
#[derive(Clone, Copy)]
struct Head<'a> {
    shard: Option<&'a Shard>,
    hash: u64,
    /// The index entry, then the number of what reads the flow.
    word: u64,
    /// The MAC bindings of its ends.
    bindings: Both<u32>,
}

const NOT_BOUND: Both<u32> = Both::new(NO_BINDING, NO_BINDING);

#[cfg(test)]
mod tests {
    use ringwall_model::Instant;

    use super::{
        super::{Gate, Moment, Networks, Stamp},
        *,
    };
    use crate::link::{Family, Fragment, Headers, RawAddress};

    /// A frame of one of some flows; 0 is a fragment.
    fn frame(gate: &Gate<'_>, number: u64, flow: u8) -> Frame {
        let mut headers = Headers::default();
        headers.family = Family::V4;
        headers.source = RawAddress::v4([10, 0, 0, flow]);
        headers.destination = RawAddress::v4([10, 0, 1, 1]);
        headers.fragment = (flow == 0).then_some(Fragment { id: 1, offset: 0, more: true, protocol: 17 });
        gate.frame(Moment { stamp: Stamp::new(0, number), time: Instant(0) }, 0, &headers, 0, 60)
    }

    fn ordered(flows: &[u8]) -> Vec<usize> {
        let networks = Networks::default();
        let gate = Gate::new(7, &networks);
        let frames: Vec<_> = (1..).zip(flows).map(|(number, flow)| frame(&gate, number, *flow)).collect();
        let mut order = Order::default();
        order.of(&frames);
        order.of(&frames).places().collect()
    }

    #[test]
    fn frames_of_a_flow_come_together_in_the_order_of_first_frames() {
        assert_eq!(ordered(&[1, 2, 1, 3, 2, 1]), [0, 2, 5, 1, 4, 3]);
        assert!(ordered(&[]).is_empty());
    }

    #[test]
    fn nothing_passes_a_fragment() {
        assert_eq!(ordered(&[1, 2, 1, 0, 2, 1, 2]), [0, 2, 1, 3, 4, 6, 5]);
    }

    #[test]
    fn frames_in_order_stay_so() {
        let networks = Networks::default();
        let gate = Gate::new(7, &networks);
        let frames: Vec<_> =
            (1..).zip([1, 1, 2, 1, 0, 0, 3]).map(|(number, flow)| frame(&gate, number, flow)).collect();
        let mut order = Order::default();
        assert!(order.as_they_come(&frames).places().eq(0..frames.len()));
        assert_eq!(order.groups.len(), 5, "a run of frames of one flow is one group");
    }

    #[test]
    fn more_flows_than_places_still_come_once_each() {
        let networks = Networks::default();
        let gate = Gate::new(7, &networks);
        let mut headers = Headers::default();
        let frames: Vec<_> = (0..2_000_u32)
            .map(|n| {
                headers.source = RawAddress::v4(n.to_be_bytes());
                gate.frame(Moment { stamp: Stamp::new(0, n.into()), time: Instant(0) }, 0, &headers, 0, 60)
            })
            .collect();
        let mut order = Order::default();
        let mut places: Vec<_> = order.of(&frames).places().collect();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..frames.len()));
    }

    #[test]
    fn each_frame_comes_once_however_many_flows_there_are() {
        let flows: Vec<u8> = (0..TOGETHER).map(|n| (n * 37 % 251) as u8 + 1).collect();
        let mut order = ordered(&flows);
        order.sort_unstable();
        assert!(order.into_iter().eq(0..TOGETHER));
    }
}
