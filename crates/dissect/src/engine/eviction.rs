//! Flows that ended without saying so, and flows there is no memory for.
//!
//! What has idled too long is over: a frame that comes after begins a flow anew, whether or not the one before is still there.
//! A hand goes round the slots. New flows move it on and what is over ends. Under pressure it goes on until
//! memory is within the budget, sparing flows touched since it last passed.

use ringwall_model::Instant;
use smallvec::SmallVec;

use super::{
    flow::{Flow, Marks, ReaderKind},
    key::FlowCarrier,
    shard::Shard,
};

const CLOSED_IDLE_US: i64 = 30_000_000;
/// Of a connection that nobody answered and that carried nothing: what a scan leaves behind, which may be most of all flows.
const UNANSWERED_IDLE_US: i64 = 120_000_000;
const STREAM_IDLE_US: i64 = 3_600_000_000;
/// Of datagrams nobody recognised, for their rhythm needs time, and of frames below UDP, whose roles nothing tells but who spoke first.
const DATAGRAM_IDLE_US: i64 = 300_000_000;
/// Of recognised datagrams of UDP: who answers there is remembered ([`super::priors`]), so that what comes later adds to the same conversation.
const READ_IDLE_US: i64 = 60_000_000;
/// The least of them.
const LEAST_IDLE_US: i64 = CLOSED_IDLE_US;
/// How far a shard's clock may be ahead of a frame that still comes: frames of several flows are not in order.
const AHEAD_US: i64 = 2_000_000;
/// Slots looked at together, so that the waits for them overlap; two for each new flow.
const STEPS: u32 = 32;
/// New flows after which that many are looked at.
const OPENED: u32 = STEPS / 2;

impl Shard {
    /// A flow was opened: now and then looks at some slots and ends what has idled too long.
    pub(super) fn sweep(&mut self) {
        self.opened = self.opened.wrapping_add(1);
        if self.opened.is_multiple_of(OPENED) {
            self.sweep_some();
        }
    }

    fn sweep_some(&mut self) {
        let before = Instant(self.clock.0.saturating_sub(AHEAD_US));
        let mut over: SmallVec<[u32; STEPS as usize]> = SmallVec::new();
        let mut touched = 0;
        for _ in 0..STEPS.min(self.flows.slots()) {
            let at = self.next_slot();
            if let Some(flow) = self.flows.get(at).filter(|flow| flow.has_idled(before)) {
                over.push(at);
                touched ^= self.index.ahead(flow.key.hashed(&self.state));
            }
        }
        std::hint::black_box(touched);
        over.into_iter().for_each(|at| self.remove_flow(at));
    }

    /// Ends flows until memory is within the budget.
    #[cold]
    pub(super) fn relieve(&mut self) {
        while self.memory > self.budget && self.live > 0 {
            let at = self.next_slot();
            let Some(flow) = self.flows.get_mut(at) else { continue };
            if flow.marks.has(Marks::TOUCHED) {
                flow.marks.clear(Marks::TOUCHED);
                continue;
            }
            self.note_eviction(at);
            self.remove_flow(at);
        }
    }

    fn next_slot(&mut self) -> u32 {
        let at = self.hand;
        self.hand = at.wrapping_add(1);
        if self.hand >= self.flows.slots() {
            self.hand = 0;
        }
        at
    }

    fn note_eviction(&mut self, at: u32) {
        if let Some(known) = self.known_mut(at) {
            known.ledger.remark(0, "evicted", 1);
        }
    }
}

impl Flow {
    /// True where it has been silent for so long that what comes at `now` is not of it any more.
    #[inline]
    pub(super) fn has_idled(&self, now: Instant) -> bool {
        let silence = now.0.saturating_sub(self.last.0);
        silence > LEAST_IDLE_US && silence > idle_us(self)
    }
}

fn idle_us(flow: &Flow) -> i64 {
    match flow.key.carrier {
        FlowCarrier::Tcp if flow.marks.has(Marks::CLOSED) => CLOSED_IDLE_US,
        FlowCarrier::Tcp if is_unanswered(flow) => UNANSWERED_IDLE_US,
        FlowCarrier::Tcp => STREAM_IDLE_US,
        FlowCarrier::Udp if matches!(flow.reader.kind(), ReaderKind::Known(_) | ReaderKind::Added(_)) => READ_IDLE_US,
        _ => DATAGRAM_IDLE_US,
    }
}

/// One end has said nothing at all, the other nothing but that it is there.
fn is_unanswered(flow: &Flow) -> bool {
    (*flow.packets.low() == 0 || *flow.packets.high() == 0) && flow.reader.kind() == ReaderKind::Fresh
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Gate, Moment, Networks, Stamp, flow::Reader},
        *,
    };
    use crate::link::Headers;

    #[test]
    fn what_a_scan_leaves_behind_is_let_go_long_before_a_connection_that_spoke() {
        let networks = Networks::default();
        let moment = Moment { stamp: Stamp::new(0, 1), time: Instant(0) };
        let frame = Gate::new(7, &networks).frame(moment, 0, &Headers::default(), 0, 60);
        let mut key = frame.key;
        key.carrier = FlowCarrier::Tcp;
        let mut flow = Flow::new(key, moment);
        flow.count(frame.end, moment, 1, 60);
        assert_eq!(idle_us(&flow), UNANSWERED_IDLE_US);
        let mut spoke = Flow::new(key, moment);
        spoke.count(frame.end, moment, 1, 60);
        spoke.reader = Reader::trial(0);
        assert_eq!(idle_us(&spoke), STREAM_IDLE_US);
        flow.count(frame.end.other(), moment, 1, 60);
        assert_eq!(idle_us(&flow), STREAM_IDLE_US);
    }
}
