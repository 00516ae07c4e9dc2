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
    side::End,
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
    /// The next frame of its flow, by frame.
    next: Vec<u16>,
    /// The order found.
    order: Vec<u16>,
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

impl Default for Order {
    fn default() -> Self {
        Self { table: vec![Entry::default(); PLACES], turn: 0, groups: Vec::new(), next: Vec::new(), order: Vec::new() }
    }
}

impl Order {
    /// The places of frames, in the order they are to be read in: those of a flow together.
    ///
    /// Fragments and frames sent twice mean something beside frames of other flows only: nothing passes them.
    pub fn of(&mut self, frames: &[Frame]) -> &[u16] {
        self.next.clear();
        self.order.clear();
        self.begin();
        for (at, frame) in (0_u16..).zip(frames) {
            self.next.push(END);
            if frame.keeps_its_place() {
                self.close();
                self.order.push(at);
            } else {
                self.add(at, frame.hash);
            }
        }
        self.close();
        &self.order
    }

    fn begin(&mut self) {
        self.groups.clear();
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 {
            self.table.fill(Entry::default());
            self.turn = 1;
        }
    }

    /// Adds a frame to its group. Two flows of one hash share a group, in which each keeps its order.
    #[inline]
    fn add(&mut self, at: u16, hash: u64) {
        let mut place = (hash >> 40) as usize;
        loop {
            place &= PLACES - 1;
            let Some(entry) = self.table.get_mut(place) else { return };
            if entry.turn != self.turn || self.groups.len() >= PLACES - 1 {
                *entry = Entry { turn: self.turn, group: self.groups.len() as u16 };
                self.groups.push(Group { hash, first: at, last: at });
                return;
            }
            if let Some(group) = self.groups.get_mut(usize::from(entry.group)).filter(|group| group.hash == hash) {
                if let Some(next) = self.next.get_mut(usize::from(group.last)) {
                    *next = at;
                }
                group.last = at;
                return;
            }
            place = place.wrapping_add(1);
        }
    }

    /// Puts the frames grouped so far into the order.
    fn close(&mut self) {
        for group in &self.groups {
            let mut at = group.first;
            while let Some(next) = self.next.get(usize::from(at)) {
                self.order.push(at);
                at = *next;
            }
        }
        self.begin();
    }
}

/// Frames whose flows are looked up together.
const AHEAD: usize = 32;

/// Reads frames, whose payload stands in `bytes`, in an order of their places.
///
/// A run of many flows waits for memory more than it computes. Reading the tables of some frames step by step (all index
/// entries, then all flows, then what reads them) lets their waits overlap instead of following one another.
pub fn read(shards: &mut [Shard], frames: &[Frame], order: &[u16], bytes: &[u8]) {
    for some in order.chunks(AHEAD) {
        look_ahead(shards, frames, some);
        for at in some {
            let Some(frame) = frames.get(usize::from(*at)) else { continue };
            if let Some(shard) = shards.get_mut(frame.shard()) {
                shard.frame(frame, bytes);
            }
        }
    }
}

/// Reads what frames will touch in their shards: of each flow, with its first frame. Changes nothing.
fn look_ahead(shards: &[Shard], frames: &[Frame], order: &[u16]) {
    let mut heads = [Head { shard: None, hash: 0, end: End::Low, word: 0, binding: NO_BINDING }; AHEAD];
    let (mut count, mut before) = (0_usize, 0_u64);
    for frame in order.iter().filter_map(|at| frames.get(usize::from(*at))) {
        if let (true, Some(head)) = (frame.hash != before, heads.get_mut(count)) {
            let shard = shards.get(frame.shard());
            let word = shard.map_or(0, |shard| shard.index.ahead(frame.hash));
            *head = Head { shard, hash: frame.hash, end: frame.end, word, binding: NO_BINDING };
            (count, before) = (count.saturating_add(1), frame.hash);
        }
    }
    let heads = heads.get_mut(..count).unwrap_or_default();
    let mut touched = 0_u64;
    for head in &mut *heads {
        let slot = Index::slot_ahead(head.word, head.hash);
        let flow = slot.and_then(|slot| head.shard?.flows.get(slot));
        // The key and the counters are on different lines.
        touched ^= flow.map_or(0, |flow| flow.key.low.halves().1);
        head.binding = flow.map_or(NO_BINDING, |flow| *flow.bindings.at(head.end));
        head.word = match flow.map(|flow| flow.reader.kind()) {
            Some(ReaderKind::Known(known)) => u64::from(known),
            _ => u64::MAX,
        };
    }
    for head in heads {
        let known = u32::try_from(head.word).ok().and_then(|slot| head.shard?.knowns.get(slot));
        touched ^= known.map_or(0, |known| known.first_words());
        touched ^= head.shard.map_or(0, |shard| shard.shared.bindings.ahead(head.binding));
    }
    std::hint::black_box(touched);
}

/// A flow ahead: its shard, and what was found of it in the step before.
#[derive(Clone, Copy)]
struct Head<'a> {
    shard: Option<&'a Shard>,
    hash: u64,
    /// Who sent the first frame.
    end: End,
    /// The index entry, then the number of what reads the flow.
    word: u64,
    /// The MAC binding of who sent it.
    binding: u32,
}

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

    fn ordered(flows: &[u8]) -> Vec<u16> {
        let networks = Networks::default();
        let gate = Gate::new(7, &networks);
        let frames: Vec<_> = (1..).zip(flows).map(|(number, flow)| frame(&gate, number, *flow)).collect();
        let mut order = Order::default();
        order.of(&frames);
        order.of(&frames).to_vec()
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
    fn each_frame_comes_once_however_many_flows_there_are() {
        let flows: Vec<u8> = (0..TOGETHER).map(|n| (n * 37 % 251) as u8 + 1).collect();
        let mut order = ordered(&flows);
        order.sort_unstable();
        assert!(order.iter().copied().eq(0..TOGETHER as u16));
    }
}
