//! Stream bytes of a recognised flow, in order, cut into PDUs.
//!
//! `frame` runs on the packet's own slice; only a PDU that spans segments is put together in a buffer.

use super::{
    account::Outcome,
    buffers::Buffers,
    known::{Context, Known},
    shared::Shared,
    side::End,
};
use crate::{Direction, Framing, Native, Protocol};

/// Times one segment may lose its framing before the rest of it is given up.
const LOSSES_MAX: u32 = 64;

/// One end's stream: nothing where the next byte begins a PDU, as nearly every segment does.
#[derive(Debug, Default)]
pub(crate) struct StreamSide(Option<Box<Unfinished>>);

/// What one end's stream waits for.
#[derive(Debug, Default)]
struct Unfinished {
    /// A PDU's first bytes.
    pending: Vec<u8>,
    /// How many bytes `frame` asked for.
    need: u32,
    /// Bytes to pass over.
    skip: u32,
    /// Frames whose bytes are pending only.
    waiting: u32,
    /// The start of the next PDU is not known.
    lost: bool,
}

impl StreamSide {
    /// Memory held, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.0.as_ref().map_or(0, |side| size_of::<Unfinished>().saturating_add(side.pending.capacity()))
    }

    /// The next byte begins a PDU.
    #[inline]
    fn waits_for_nothing(&self) -> bool {
        self.0.as_ref().is_none_or(|side| side.pending.is_empty() && side.skip == 0 && !side.lost)
    }

    /// A PDU was begun.
    fn is_pending(&self) -> bool {
        self.0.as_ref().is_some_and(|side| !side.pending.is_empty())
    }

    fn unfinished(&mut self) -> &mut Unfinished {
        self.0.get_or_insert_default()
    }

    /// Forgets a PDU that was begun. Gives the frames that waited for it.
    fn forget(&mut self, buffers: &mut Buffers) -> u32 {
        self.0.as_mut().map_or(0, |side| side.forget(buffers))
    }
}

impl Unfinished {
    fn forget(&mut self, buffers: &mut Buffers) -> u32 {
        buffers.put(std::mem::take(&mut self.pending));
        self.need = 0;
        std::mem::take(&mut self.waiting)
    }
}

/// What `frame` says, with impossible answers taken for what they are.
enum Cut {
    Pdu(usize),
    Skip(usize),
    Need(usize),
    Lost,
}

#[inline]
fn cut(protocol: &Protocol, direction: Direction, bytes: &[u8]) -> Cut {
    match (protocol.frame)(direction, bytes) {
        Framing::Pdu(n) if n > 0 && n <= bytes.len() => Cut::Pdu(n),
        Framing::Skip(n) if n > 0 => Cut::Skip(n),
        Framing::Need(n) if n > bytes.len() => Cut::Need(n),
        _ => Cut::Lost,
    }
}

impl Known {
    /// Begins a direction in the middle of a stream: at whatever `resync` finds.
    pub(crate) fn begin_midstream(&mut self, end: End) {
        self.sides.at_mut(end).unfinished().lost = true;
    }

    /// Reads the next bytes of `context.end`. Settles frames whose bytes waited; `frames` are those of these bytes.
    pub(crate) fn stream(&mut self, shared: &mut Shared, context: &Context<'_>, bytes: &[u8], frames: u32) -> Outcome {
        let Some(protocol) = self.outer().and_then(|row| shared.detector.protocol(row)) else {
            return Outcome::TransportOnly;
        };
        let direction = context.end.direction(self.forward);
        let side = self.sides.at(context.end);
        // What nearly every segment is: one PDU.
        if side.waits_for_nothing()
            && let Cut::Pdu(n) = cut(protocol, direction, bytes)
            && n == bytes.len()
        {
            self.pdu(shared, context, 0, bytes, false, &Native::None);
            return Outcome::Dissected;
        }
        let mut rest = bytes;
        let mut consumed = self.pass_over(context.end, &mut rest);
        if self.sides.at(context.end).is_pending() {
            consumed |= self.complete(shared, context, protocol, &mut rest);
        }
        let mut losses = 0_u32;
        while !rest.is_empty() && losses < LOSSES_MAX {
            match self.step(shared, context, protocol, &mut rest) {
                Step::Consumed => consumed = true,
                Step::Lost => losses = losses.saturating_add(1),
                Step::Kept => break,
            }
        }
        let side = self.sides.at_mut(context.end);
        if consumed {
            Outcome::Dissected
        } else if !side.is_pending() {
            Outcome::TransportOnly
        } else {
            let waiting = &mut side.unfinished().waiting;
            *waiting = waiting.saturating_add(frames);
            Outcome::Waits
        }
    }

    fn pass_over(&mut self, end: End, rest: &mut &[u8]) -> bool {
        let Some(side) = self.sides.at_mut(end).0.as_mut().filter(|side| side.skip > 0) else { return false };
        let passed = rest.len().min(usize::try_from(side.skip).unwrap_or(usize::MAX));
        side.skip = side.skip.saturating_sub(number(passed));
        *rest = rest.get(passed..).unwrap_or_default();
        passed > 0
    }

    /// One PDU, or less, from the packet's own bytes.
    #[inline]
    fn step(&mut self, shared: &mut Shared, context: &Context<'_>, protocol: &Protocol, rest: &mut &[u8]) -> Step {
        let direction = context.end.direction(self.forward);
        let side = self.sides.at_mut(context.end);
        if let Some(side) = side.0.as_mut().filter(|side| side.lost) {
            let Some(start) = (protocol.resync)(direction, rest).filter(|n| *n < rest.len()) else {
                *rest = &[];
                return Step::Lost;
            };
            side.lost = false;
            *rest = rest.get(start..).unwrap_or_default();
        }
        match cut(protocol, direction, rest) {
            Cut::Pdu(n) => {
                let pdu = rest.get(..n).unwrap_or_default();
                *rest = rest.get(n..).unwrap_or_default();
                self.pdu(shared, context, 0, pdu, false, &Native::None);
                Step::Consumed
            }
            Cut::Skip(n) => {
                side.unfinished().skip = number(n.saturating_sub(rest.len()));
                *rest = rest.get(n..).unwrap_or_default();
                Step::Consumed
            }
            Cut::Need(n) if n > protocol.pdu_max => {
                side.unfinished().skip = number(n.saturating_sub(rest.len()));
                let pdu = std::mem::take(rest);
                self.pdu(shared, context, 0, pdu, true, &Native::None);
                Step::Consumed
            }
            Cut::Need(n) => {
                let side = side.unfinished();
                side.pending = shared.buffers.take();
                side.pending.extend_from_slice(rest);
                side.need = number(n);
                *rest = &[];
                Step::Kept
            }
            Cut::Lost => {
                side.unfinished().lost = true;
                *rest = rest.get(1..).unwrap_or_default();
                let native = self.ledger.current;
                self.ledger.remark(native, "framing-lost", 1);
                Step::Lost
            }
        }
    }

    /// Adds to the pending PDU until it is whole or the bytes end. True where something was consumed.
    fn complete(&mut self, shared: &mut Shared, context: &Context<'_>, protocol: &Protocol, rest: &mut &[u8]) -> bool {
        let direction = context.end.direction(self.forward);
        let side = self.sides.at_mut(context.end).unfinished();
        let mut need = side.need;
        let mut pending = std::mem::take(&mut side.pending);
        let mut consumed = false;
        loop {
            let wanted = usize::try_from(need).unwrap_or(usize::MAX);
            let taken = wanted.saturating_sub(pending.len()).min(rest.len());
            let (head, tail) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
            pending.extend_from_slice(head);
            *rest = tail;
            if pending.len() < wanted {
                break;
            }
            match cut(protocol, direction, &pending) {
                Cut::Pdu(n) => {
                    self.pdu(shared, context, 0, pending.get(..n).unwrap_or_default(), false, &Native::None);
                    pending.drain(..n);
                    need = 0;
                    consumed = true;
                }
                Cut::Skip(n) => {
                    self.sides.at_mut(context.end).unfinished().skip = number(n.saturating_sub(pending.len()));
                    need = 0;
                    pending.drain(..n.min(pending.len()));
                    consumed = true;
                }
                Cut::Need(n) if n > protocol.pdu_max => {
                    self.sides.at_mut(context.end).unfinished().skip = number(n.saturating_sub(pending.len()));
                    self.pdu(shared, context, 0, &pending, true, &Native::None);
                    pending.clear();
                    consumed = true;
                }
                Cut::Need(n) => need = number(n),
                Cut::Lost => {
                    self.sides.at_mut(context.end).unfinished().lost = true;
                    pending.clear();
                    let native = self.ledger.current;
                    self.ledger.remark(native, "framing-lost", 1);
                }
            }
            if pending.is_empty() {
                break;
            }
        }
        self.put_back(shared, context.end, pending, need, consumed);
        // What was to be passed over may begin in these very bytes.
        self.pass_over(context.end, rest) | consumed
    }

    fn put_back(&mut self, shared: &mut Shared, end: End, pending: Vec<u8>, need: u32, consumed: bool) {
        let side = self.sides.at_mut(end).unfinished();
        (side.pending, side.need) = (pending, need);
        if consumed {
            shared.account.settle(Outcome::Dissected, std::mem::take(&mut side.waiting));
        }
        if side.pending.is_empty() {
            let frames = side.forget(&mut shared.buffers);
            shared.account.settle(Outcome::TransportOnly, frames);
        }
    }

    /// The capture cut `missing` bytes off the segment just read: a PDU begun is read as far as it goes.
    pub(crate) fn cut_short(&mut self, shared: &mut Shared, context: &Context<'_>, missing: u32) {
        let side = self.sides.at_mut(context.end).unfinished();
        if side.pending.is_empty() {
            side.lost |= side.skip < missing;
            side.skip = side.skip.saturating_sub(missing);
            return;
        }
        let pending = std::mem::take(&mut side.pending);
        let unread = side.need.saturating_sub(number(pending.len()));
        side.lost = unread < missing;
        side.skip = unread.saturating_sub(missing);
        let consumed = self.pdu(shared, context, 0, &pending, true, &Native::None);
        let frames = std::mem::take(&mut self.sides.at_mut(context.end).unfinished().waiting);
        let outcome = if consumed { Outcome::Dissected } else { Outcome::TransportOnly };
        shared.account.settle(outcome, frames);
        shared.buffers.put(pending);
    }

    /// `length` bytes of `end` are lost.
    pub(crate) fn gap(&mut self, shared: &mut Shared, end: End, length: u32) {
        let side = self.sides.at_mut(end).unfinished();
        if side.pending.is_empty() && side.skip >= length && side.skip > 0 {
            side.skip = side.skip.saturating_sub(length);
        } else {
            side.skip = 0;
            side.lost = true;
        }
        let frames = side.forget(&mut shared.buffers);
        shared.account.settle(Outcome::TransportOnly, frames);
        self.tell_gap(end);
    }

    /// Settles what waits: the flow is over.
    pub(crate) fn abandon(&mut self, shared: &mut Shared) {
        for end in [End::Low, End::High] {
            let frames = self.sides.at_mut(end).forget(&mut shared.buffers);
            shared.account.settle(Outcome::TransportOnly, frames);
        }
        self.give_up_all();
    }
}

enum Step {
    Consumed,
    Kept,
    Lost,
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
