//! Flows that are over, or at rest: what was read of them is added to their conversation soon, while it is near.
//!
//! Most flows of a busy network are short: a connection that is opened, used and closed, a question and its answer. Their slot
//! must stay for a while, for frames that come late and for datagrams of the same ports; what reads them need not, and is a
//! dozen times as large. Left until the slot is given up, it would have left the caches by then, and so would the memory that
//! the next flow is given. So it is let go after a moment of rest. Frames that still come are counted, and a payload that
//! does is read as what the server was seen to speak.

use std::collections::VecDeque;

use ringwall_model::Instant;
use smallvec::SmallVec;

use super::{
    flow::{Flow, Marks, Reader, ReaderKind},
    fold,
    key::FlowCarrier,
    shard::Shard,
    side::{Both, End},
};

/// How long a flow rests before it is let go: capture systems do not put frames out of order by so much (see [`super::tcp`]).
const REST_US: i64 = 500_000;
/// Flows let go together, so that the waits for what they need overlap.
const AT_ONCE: usize = 16;
/// Flows waited for in a shard: where more come within the time of rest, the first are let go sooner.
const RESTING_MAX: usize = 32_768;

/// Flows that came to rest, in the order they did, and when they may be let go.
pub(super) type Resting = VecDeque<(Instant, u32)>;

impl Shard {
    /// A flow came to rest.
    pub(super) fn rest(&mut self, at: u32) {
        if self.resting.len() >= RESTING_MAX
            && let Some((_, first)) = self.resting.pop_front()
        {
            self.let_go(first);
        }
        self.resting.push_back((Instant(self.clock.0.saturating_add(REST_US)), at));
    }

    /// Lets go what has rested long enough, where there are some.
    #[inline]
    pub(super) fn let_go_rested(&mut self) {
        while self.resting.get(AT_ONCE - 1).is_some_and(|(due, _)| *due <= self.clock) {
            self.let_go_some();
        }
    }

    fn let_go_some(&mut self) {
        let some: SmallVec<[u32; AT_ONCE]> = self.resting.drain(..AT_ONCE).map(|(_, at)| at).collect();
        self.look_ahead(&some);
        for at in some {
            let rested = |flow: &Flow| self.clock.0.saturating_sub(flow.last.0) >= REST_US;
            if self.flows.get(at).is_some_and(rested) {
                self.let_go(at);
            }
        }
    }

    /// Reads what letting flows go will touch, one step further with each pass. Changes nothing.
    fn look_ahead(&self, flows: &[u32]) {
        let mut touched = 0;
        let known = |at: &u32| {
            let flow = self.flows.get(*at)?;
            let ReaderKind::Known(slot) = flow.reader.kind() else { return None };
            Some((flow, self.knowns.get(slot)?))
        };
        let some: SmallVec<[_; AT_ONCE]> = flows.iter().filter_map(known).collect();
        for (flow, known) in &some {
            touched ^= *flow.bytes.low() ^ known.first_words();
        }
        for (flow, known) in &some {
            touched ^= self.conversations.ahead(&fold::usual_key(flow, known));
        }
        std::hint::black_box(touched);
    }

    /// Adds what was read of a flow to its conversation, unless it speaks again or another has its slot.
    pub(super) fn let_go(&mut self, at: u32) {
        let Some(flow) = self.flows.get(at) else { return };
        let ReaderKind::Known(slot) = flow.reader.kind() else { return };
        let over = match flow.key.carrier {
            FlowCarrier::Tcp => flow.marks.has(Marks::CLOSED),
            _ => is_answered_once(flow) && self.knowns.get(slot).is_some_and(|known| known.is_blank()),
        };
        // What was not answered may still be, and then its session is another.
        let answered = flow.marks.has(Marks::payload(End::Low)) && flow.marks.has(Marks::payload(End::High));
        if !over || !answered || flow.marks.has(Marks::NATIVES | Marks::HELD_ANY) {
            return;
        }
        let Some(conversation) = self.end_flow(at) else { return };
        if let Some(flow) = self.flows.get_mut(at) {
            flow.reader = Reader::added(conversation);
            flow.marks.set(Marks::COUNTED);
            flow.packets = Default::default();
            flow.bytes = Default::default();
        }
    }
}

/// True where a question of UDP that had its answer rested before `now`.
#[inline]
pub(super) fn has_rested(flow: &Flow, now: Instant) -> bool {
    now.0.saturating_sub(flow.last.0) >= REST_US && flow.key.carrier == FlowCarrier::Udp && is_answered_once(flow)
}

/// A datagram, and one the other way: one that speaks again keeps what reads it.
pub(super) fn is_answered_once(flow: &Flow) -> bool {
    flow.packets == Both::new(1, 1) && !flow.marks.has(Marks::COUNTED)
}
