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

/// Frames of a run: one that has so many is full.
pub const TOGETHER: usize = 512;

/// Places of the table: a power of two, and mostly more than frames.
const PLACES: usize = 2 * TOGETHER;

/// Frames read together, in the order they are read in. Keeps its memory.
///
/// Frames are added as they come; they are at hand then, where one look at all of them afterwards would have to fetch them again.
#[derive(Debug)]
pub struct Run {
    frames: Vec<Frame>,
    groups: Vec<Group>,
    /// The next frame of its group, by frame.
    next: Vec<u32>,
    /// Groups by hash; an entry of an earlier turn is free.
    table: Vec<Entry>,
    turn: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    turn: u32,
    group: u32,
}

/// Frames of one flow.
#[derive(Clone, Copy, Debug)]
struct Group {
    hash: u64,
    first: u32,
    last: u32,
}

const END: u32 = u32::MAX;

impl Default for Run {
    fn default() -> Self {
        let (frames, groups, next) = (Vec::new(), Vec::new(), Vec::new());
        Self { frames, groups, next, table: vec![Entry::default(); PLACES], turn: 1 }
    }
}

impl Run {
    /// Frames it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// True where it has no frame.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Forgets all frames.
    pub fn clear(&mut self) {
        self.frames.clear();
        self.groups.clear();
        self.next.clear();
        self.close();
    }

    /// Adds a frame behind those of its flow.
    ///
    /// Fragments and frames sent twice mean something beside frames of other flows only: nothing passes them.
    #[inline]
    pub fn add(&mut self, frame: Frame) {
        let (hash, keeps_its_place) = (frame.hash, frame.keeps_its_place());
        let at = self.push(frame);
        if keeps_its_place {
            self.groups.push(Group { hash, first: at, last: at });
            self.close();
        } else {
            self.group(at, hash);
        }
    }

    /// Adds a frame behind all others; gives it, for it may have moved.
    #[inline]
    pub fn append(&mut self, frame: &Frame) -> Option<&mut Frame> {
        let at = self.push(*frame);
        match self.groups.last_mut().filter(|group| group.hash == frame.hash) {
            Some(group) => group.append(at, &mut self.next),
            None => self.groups.push(Group { hash: frame.hash, first: at, last: at }),
        }
        self.frames.last_mut()
    }

    /// Calls for each frame, in order.
    #[inline]
    pub fn each<'a>(&'a self, mut give: impl FnMut(&'a Frame)) {
        self.groups.iter().for_each(|group| self.each_of(group, &mut give));
    }

    /// Calls for each frame of a group.
    #[inline]
    fn each_of<'a>(&'a self, group: &Group, mut give: impl FnMut(&'a Frame)) {
        let mut at = group.first;
        // What follows the last is beyond all frames.
        while let Some(frame) = self.frames.get(place(at)) {
            give(frame);
            at = self.next.get(place(at)).copied().unwrap_or(END);
        }
    }

    /// Keeps a frame, which nothing follows yet; gives its place.
    #[inline]
    fn push(&mut self, frame: Frame) -> u32 {
        let at = number(self.frames.len());
        self.frames.push(frame);
        self.next.push(END);
        at
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
    fn group(&mut self, at: u32, hash: u64) {
        let own = (hash >> 40) as usize;
        for step in 0..PLACES {
            let Some(entry) = self.table.get_mut(own.wrapping_add(step) & (PLACES - 1)) else { return };
            if entry.turn != self.turn {
                *entry = Entry { turn: self.turn, group: number(self.groups.len()) };
                break;
            }
            if let Some(group) = self.groups.get_mut(place(entry.group)).filter(|group| group.hash == hash) {
                return group.append(at, &mut self.next);
            }
        }
        // The first of its flow; or there are more flows than places, which costs no more than the order.
        self.groups.push(Group { hash, first: at, last: at });
    }
}

impl Group {
    #[inline]
    fn append(&mut self, at: u32, next: &mut [u32]) {
        if let Some(next) = next.get_mut(place(self.last)) {
            *next = at;
        }
        self.last = at;
    }
}

#[inline]
fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[inline]
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(END)
}

/// Groups whose flows are looked up together.
const AHEAD: usize = 16;

/// Reads a run of frames, whose payload stands in `bytes`.
///
/// A run of many flows waits for memory more than it computes. Reading the tables of some flows step by step (all index
/// entries, then all flows, then what reads them) lets their waits overlap instead of following one another.
pub fn read(shards: &mut [Shard], run: &Run, bytes: &[u8]) {
    for some in run.groups.chunks(AHEAD) {
        look_ahead(shards, &run.frames, some, bytes);
        for group in some {
            run.each_of(group, |frame| {
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
        let Some(frame) = frames.get(place(group.first)) else { continue };
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
        let mut run = Run::default();
        for _ in 0..2 {
            run.clear();
            (1..).zip(flows).for_each(|(number, flow)| run.add(frame(&gate, number, *flow)));
        }
        places(&run)
    }

    /// The places of all frames, in order: their numbers tell, from 1.
    fn places(run: &Run) -> Vec<usize> {
        let mut places = Vec::new();
        run.each(|frame| places.push(frame.moment.stamp.frame_ref().frame as usize - 1));
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
        let mut run = Run::default();
        (1..).zip([1, 1, 2, 1, 0, 0, 3]).for_each(|(number, flow)| {
            run.append(&frame(&gate, number, flow));
        });
        assert!(places(&run).into_iter().eq(0..run.len()));
        assert_eq!(run.groups.len(), 5, "frames of one flow that follow one another are one group");
    }

    #[test]
    fn more_flows_than_places_still_come_once_each() {
        let networks = Networks::default();
        let gate = Gate::new(7, &networks);
        let mut headers = Headers::default();
        let mut run = Run::default();
        for n in 0..2_000_u32 {
            headers.source = RawAddress::v4(n.to_be_bytes());
            let moment = Moment { stamp: Stamp::new(0, u64::from(n) + 1), time: Instant(0) };
            run.add(gate.frame(moment, 0, &headers, 0, 60));
        }
        let mut places = places(&run);
        places.sort_unstable();
        assert!(places.into_iter().eq(0..run.len()));
    }

    #[test]
    fn each_frame_comes_once_however_many_flows_there_are() {
        let flows: Vec<u8> = (0..TOGETHER).map(|n| (n * 37 % 251) as u8 + 1).collect();
        let mut order = ordered(&flows);
        order.sort_unstable();
        assert!(order.into_iter().eq(0..TOGETHER));
    }
}
