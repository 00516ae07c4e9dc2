//! The order in which frames at hand are read: flow by flow.
//!
//! Traffic of many flows comes interleaved, and a flow that is met again has left the caches, with the code that reads its
//! protocol. Of the frames of a few milliseconds, those of one flow are read one after another: what a flow needs comes
//! near once, not with each frame. Frames of a flow stay in order; flows come in the order of their first frames.

use super::{
    flow::{NO_BINDING, ReaderKind},
    frame::Frame,
    index::Index,
    objects::Ranges,
    shard::Shard,
    side::Both,
    tallies::Likely,
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
        self.groups.clear();
        // Each frame is followed by the next, but where a group ends.
        self.next.clear();
        self.next.extend((1_u16..).take(frames.len()));
        for (at, frame) in (0_u16..).zip(frames) {
            match self.groups.last_mut() {
                Some(group) if group.hash == frame.hash => group.last = at,
                last => {
                    if let Some(end) = last.and_then(|group| self.next.get_mut(usize::from(group.last))) {
                        *end = END;
                    }
                    self.groups.push(Group { hash: frame.hash, first: at, last: at });
                }
            }
        }
        self
    }

    /// Calls for each frame, in order.
    #[inline]
    pub fn each<'a>(&self, frames: &'a [Frame], mut give: impl FnMut(&'a Frame)) {
        self.groups.iter().for_each(|group| self.each_of(group, frames, &mut give));
    }

    /// Calls for each frame of a group.
    #[inline]
    fn each_of<'a>(&self, group: &Group, frames: &'a [Frame], mut give: impl FnMut(&'a Frame)) {
        let mut at = group.first;
        // What follows the last is beyond all frames.
        while let Some(frame) = frames.get(usize::from(at)) {
            give(frame);
            at = self.next.get(usize::from(at)).copied().unwrap_or(END);
        }
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
            order.each_of(group, frames, |frame| {
                if let Some(shard) = shards.get_mut(frame.shard()) {
                    shard.frame(frame, bytes);
                }
            });
        }
    }
}

/// Reads what groups of frames will touch in their shards, one step further with each pass. Changes nothing.
fn look_ahead(shards: &[Shard], frames: &[Frame], groups: &[Group], bytes: &[u8]) {
    let mut heads = [Head::default(); AHEAD];
    for (head, group) in heads.iter_mut().zip(groups) {
        let Some(frame) = frames.get(usize::from(group.first)) else { continue };
        let shard = shards.get(frame.shard());
        let word = shard.map_or(0, |shard| shard.index.ahead(group.hash));
        *head = Head { shard, frame: Some(frame), word, ..Head::default() };
    }
    let heads = heads.get_mut(..groups.len()).unwrap_or_default();
    let mut touched = 0_u64;
    for head in &mut *heads {
        let slot = head.frame.and_then(|frame| Index::slot_ahead(head.word, frame.hash));
        let Some(flow) = slot.and_then(|slot| head.shard?.flows.get(slot)) else {
            head.shard = None;
            continue;
        };
        // The key and the counters are on different lines.
        touched ^= *flow.bytes.low();
        head.bindings = flow.bindings;
        head.known = match flow.reader.kind() {
            ReaderKind::Known(slot) => slot,
            _ => u32::MAX,
        };
    }
    for head in &mut *heads {
        let (Some(shard), Some(frame)) = (head.shard, head.frame) else { continue };
        if let Some(known) = shard.knowns.get(head.known) {
            touched ^= known.first_words();
            head.likely = known.likely(frame.payload(bytes));
        }
        let bindings = &shard.shared.bindings;
        touched ^= bindings.ahead(*head.bindings.low()) ^ bindings.ahead(*head.bindings.high());
    }
    for head in &mut *heads {
        touched ^= head.likely.first_words();
        head.ranges = head.likely.ranges();
    }
    for head in heads {
        touched ^= head.ranges.map_or(0, Ranges::first_words);
    }
    std::hint::black_box(touched);
}

/// A flow ahead: its shard, its first frame, and what was found of it in the passes before.
#[derive(Clone, Copy)]
struct Head<'a> {
    shard: Option<&'a Shard>,
    frame: Option<&'a Frame>,
    /// The index entry.
    word: u64,
    /// The slot of what reads the flow.
    known: u32,
    /// The MAC bindings of its ends.
    bindings: Both<u32>,
    likely: Likely<'a>,
    ranges: Option<&'a Ranges>,
}

impl Default for Head<'_> {
    fn default() -> Self {
        let (likely, ranges) = (Likely::default(), None);
        Self { shard: None, frame: None, word: 0, known: u32::MAX, bindings: NOT_BOUND, likely, ranges }
    }
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
        places(order.of(&frames), &frames)
    }

    /// The places of all frames, in order: their numbers tell, from 1.
    fn places(order: &Order, frames: &[Frame]) -> Vec<usize> {
        let mut places = Vec::new();
        order.each(frames, |frame| places.push(frame.moment.stamp.frame_ref().frame as usize - 1));
        places
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
        assert!(places(order.as_they_come(&frames), &frames).into_iter().eq(0..frames.len()));
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
                gate.frame(Moment { stamp: Stamp::new(0, u64::from(n) + 1), time: Instant(0) }, 0, &headers, 0, 60)
            })
            .collect();
        let mut order = Order::default();
        let mut places = places(order.of(&frames), &frames);
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
