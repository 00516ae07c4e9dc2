//! TCP: handshakes, the order of segments, and when a hole is a gap.
//!
//! Capture systems reorder as networks do, so bytes that did not come are not at once lost: a hole becomes a gap when the
//! other end has acknowledged past it and the capture had time to deliver it, when too much is held, and when the flow ends.

use ringwall_model::RolesBy;

use super::{
    account::Outcome,
    flow::{Flow, Marks, ReaderKind},
    frame::Frame,
    hold::Held,
    key::FlowCarrier,
    known::Known,
    shard::{Packet, Segment, Shard, read, widen},
    shared::Shared,
    side::End,
};
use crate::link::Tcp;

/// Frames with which the other end acknowledges past a hole before it is a gap.
const AGE_MAX: u8 = 8;
/// Time after which an acknowledged hole is a gap.
const HOLE_US: i64 = 50_000;
/// A flow silent for so long has delivered what came before.
const SILENCE_US: i64 = 10_000;
/// A sequence number farther off than this belongs to something else.
const WINDOW: u32 = 1 << 24;

/// True where a SYN begins another connection between the same ports.
#[inline]
pub(super) fn is_new(flow: &Flow, frame: &Frame) -> bool {
    let (tcp, end) = (frame.tcp, frame.end);
    if !tcp.has(Tcp::SYN) || tcp.has(Tcp::RST) {
        return false;
    }
    let begins = tcp.sequence.wrapping_add(1);
    let behind = flow.next.at(end).wrapping_sub(begins);
    let known = flow.marks.has(Marks::sequence(end));
    // A copy of the SYN stands just behind what followed it.
    let within = known && behind < WINDOW;
    !within && (known || flow.marks.has(Marks::CLOSED))
}

impl Shard {
    /// Reads a TCP segment.
    #[inline]
    pub(super) fn segment(&mut self, at: u32, packet: &Packet<'_>) -> Outcome {
        let (tcp, end) = (packet.frame.tcp, packet.frame.end);
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        let blind = flow.reader.kind() == ReaderKind::Nothing;
        let mut sequence = tcp.sequence;
        if tcp.flags & (Tcp::SYN | Tcp::FIN | Tcp::RST) != 0 {
            let open = !flow.marks.has(Marks::CLOSED);
            sequence = mark(flow, end, tcp);
            // One that is out of order would not be taken by its receiver, or not yet (RFC 5961).
            if open && flow.marks.has(Marks::CLOSED) && sequence == *flow.next.at(end) {
                self.rest(at);
            }
        }
        if tcp.has(Tcp::ACK) && !blind {
            self.acknowledge(at, end.other(), tcp.acknowledged, packet);
        }
        let length = widen(packet.frame.missing).saturating_add(packet.payload.len());
        if length == 0 || tcp.has(Tcp::SYN) && is_padding(packet) {
            return self.empty(at, packet.frames);
        }
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        flow.marks.set(Marks::payload(end));
        if blind {
            return self.deliver(at, &packet.segment());
        }
        let next = *flow.next.at(end);
        if flow.marks.has(Marks::sequence(end)) && (sequence != next || flow.marks.has(Marks::held(end))) {
            return self.out_of_order(at, sequence, packet.segment());
        }
        flow.marks.set(Marks::sequence(end));
        self.in_order(at, sequence, &packet.segment())
    }

    #[inline]
    fn in_order(&mut self, at: u32, sequence: u32, segment: &Segment<'_>) -> Outcome {
        let length = length(segment);
        if let Some(flow) = self.flows.get_mut(at) {
            *flow.next.at_mut(segment.end) = sequence.wrapping_add(length);
            let ahead = flow.ahead.at_mut(segment.end);
            if *ahead > 0 {
                *ahead = ahead.saturating_sub(u16::try_from(length).unwrap_or(u16::MAX));
            }
        }
        self.deliver(at, segment)
    }

    #[cold]
    fn out_of_order(&mut self, at: u32, sequence: u32, mut segment: Segment<'_>) -> Outcome {
        let Some(flow) = self.flows.get(at) else { return Outcome::TransportOnly };
        let end = segment.end;
        let next = *flow.next.at(end);
        let (forward, behind) = (sequence.wrapping_sub(next), next.wrapping_sub(sequence));
        if forward.min(behind) >= WINDOW {
            self.release_end(at, end);
            self.gap(at, end, forward);
            return self.in_order(at, sequence, &segment);
        }
        let mut from = sequence;
        if behind != 0 && behind < WINDOW {
            if behind >= length(&segment) {
                return Outcome::TransportOnly;
            }
            let old = widen(behind).min(segment.payload.len());
            segment.payload = segment.payload.get(old..).unwrap_or_default();
            segment.missing = segment.missing.saturating_sub(behind.saturating_sub(u32::try_from(old).unwrap_or(0)));
            from = next;
        }
        if from == next && !flow.marks.has(Marks::held(end)) {
            return self.in_order(at, from, &segment);
        }
        self.hold(at, from, &segment)
    }

    /// Holds a segment, and delivers what is next.
    fn hold(&mut self, at: u32, sequence: u32, segment: &Segment<'_>) -> Outcome {
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        let end = segment.end;
        let next = *flow.next.at(end);
        let since = segment.moment.time;
        let hold = self.holds.entry(at).or_default();
        let before = hold.memory();
        if hold.is_empty(end) {
            hold.since = since;
            hold.age = 0;
        }
        let held = Held {
            sequence,
            bytes: segment.payload.to_vec(),
            missing: segment.missing,
            frames: segment.frames,
            moment: segment.moment,
        };
        let kept = hold.insert(end, next, held);
        let (full, hole) = (hold.is_full(), hold.hole(end, next).unwrap_or(0));
        self.memory = self.memory.saturating_add(hold.memory().saturating_sub(before));
        flow.marks.set(Marks::held(end));
        // All of the hole was acknowledged and the flow has been silent since: nothing of it is still on its way.
        let silent = segment.moment.time.0.saturating_sub(self.before.0) >= SILENCE_US;
        let over = silent && hole > 0 && u32::from(*flow.ahead.at(end)) >= hole;
        if kept.conflict {
            self.remark_at(at, "overlap-conflict", 1);
        }
        if full || over {
            self.skip_hole(at, end)
        } else {
            self.drain(at, end)
        }
        if kept.kept { Outcome::Waits } else { Outcome::TransportOnly }
    }

    /// The other end acknowledged bytes of `end`: a hole before them that lasts is a gap.
    #[inline]
    fn acknowledge(&mut self, at: u32, end: End, acknowledged: u32, packet: &Packet<'_>) {
        let Some(flow) = self.flows.get_mut(at) else { return };
        let ahead = acknowledged.wrapping_sub(*flow.next.at(end));
        if ahead == 0 || ahead >= WINDOW || !flow.marks.has(Marks::sequence(end)) {
            return;
        }
        *flow.ahead.at_mut(end) = u16::try_from(ahead).unwrap_or(u16::MAX);
        if flow.marks.has(Marks::held(end)) {
            self.age_hole(at, end, ahead, packet);
        }
    }

    #[cold]
    fn age_hole(&mut self, at: u32, end: End, ahead: u32, packet: &Packet<'_>) {
        let next = self.flows.get(at).map_or(0, |f| *f.next.at(end));
        let Some(hold) = self.holds.get_mut(&at) else { return };
        if hold.hole(end, next).is_none_or(|hole| ahead < hole) {
            return;
        }
        hold.age = hold.age.saturating_add(1);
        let late = packet.frame.moment.time.0.saturating_sub(hold.since.0) >= HOLE_US;
        if hold.age >= AGE_MAX || late {
            hold.age = 0;
            hold.since = packet.frame.moment.time;
            self.skip_hole(at, end);
        }
    }

    /// Takes the first hole of `end` for a gap, and delivers what is behind it.
    fn skip_hole(&mut self, at: u32, end: End) {
        let Some(flow) = self.flows.get_mut(at) else { return };
        let next = *flow.next.at(end);
        let Some(hole) = self.holds.get(&at).and_then(|h| h.hole(end, next)) else { return };
        if hole > 0 {
            *flow.next.at_mut(end) = next.wrapping_add(hole);
            let ahead = flow.ahead.at_mut(end);
            *ahead = ahead.saturating_sub(u16::try_from(hole).unwrap_or(u16::MAX));
            self.gap(at, end, hole);
        }
        self.drain(at, end);
    }

    /// Delivers what is held of `end` and next.
    fn drain(&mut self, at: u32, end: End) {
        loop {
            let Some(next) = self.flows.get(at).map(|f| *f.next.at(end)) else { return };
            let Some(hold) = self.holds.get_mut(&at) else { return };
            let before = hold.memory();
            let taken = hold.take_next(end, next);
            let empty = (hold.is_empty(end), hold.is_empty(end.other()));
            self.memory = self.memory.saturating_sub(before.saturating_sub(hold.memory()));
            if empty == (true, true) {
                self.holds.remove(&at);
            }
            if let (true, Some(flow)) = (empty.0, self.flows.get_mut(at)) {
                flow.marks.clear(Marks::held(end));
            }
            let Some(held) = taken else { return };
            let Held { ref bytes, missing, frames, moment, sequence } = held;
            let segment = Segment { end, moment, payload: bytes, missing, frames };
            let outcome = self.in_order(at, sequence, &segment);
            self.shared.account.settle(outcome, frames);
        }
    }

    /// Delivers all that is held of an end, holes and all.
    fn release_end(&mut self, at: u32, end: End) {
        while self.flows.get(at).is_some_and(|f| f.marks.has(Marks::held(end))) {
            self.skip_hole(at, end);
        }
    }

    /// Delivers all that is held: the flow is over.
    pub(super) fn release_holds(&mut self, at: u32) {
        self.release_end(at, End::Low);
        self.release_end(at, End::High);
    }

    /// Tells what reads the flow that bytes are lost.
    fn gap(&mut self, at: u32, end: End, length: u32) {
        match self.flows.get(at).map(|f| f.reader.kind()) {
            Some(ReaderKind::Known(slot)) => {
                if let Some(known) = self.knowns.get_mut(slot) {
                    known.gap(&mut self.shared, end, length);
                }
            }
            Some(ReaderKind::Trial(slot)) => {
                if let Some(trial) = self.trials.get_mut(slot) {
                    let frames = trial.forget(end);
                    self.shared.account.settle(Outcome::TransportOnly, frames);
                }
            }
            Some(ReaderKind::Added(_)) => self.remark_at(at, "gap", 1),
            _ => {}
        }
    }
}

/// True for a segment of an open connection that is next, where nothing is held and no hole acknowledged: nearly all.
#[inline]
pub(super) fn is_plain(flow: &Flow, packet: &Packet<'_>) -> bool {
    let (tcp, end) = (packet.frame.tcp, packet.frame.end);
    let flags = tcp.flags & (Tcp::SYN | Tcp::FIN | Tcp::RST) == 0;
    let ahead = tcp.acknowledged.wrapping_sub(*flow.next.at(end.other()));
    let next = packet.payload.is_empty() && packet.frame.missing == 0 || tcp.sequence == *flow.next.at(end);
    packet.frame.key.carrier == FlowCarrier::Tcp
        && flags
        && next
        && (ahead == 0 || ahead >= WINDOW)
        && *flow.ahead.at(end) == 0
        && flow.marks.has(Marks::sequence(end))
        && !flow.marks.has(Marks::HELD_ANY)
}

#[inline]
pub(super) fn plain(
    shared: &mut Shared,
    memory: &mut usize,
    flow: &mut Flow,
    known: &mut Known,
    segment: &Segment<'_>,
) -> Outcome {
    let length = length(segment);
    if length == 0 {
        return Outcome::Dissected;
    }
    flow.marks.set(Marks::payload(segment.end));
    let next = flow.next.at_mut(segment.end);
    *next = next.wrapping_add(length);
    read(shared, memory, flow, known, segment)
}

/// Reads the flags that open and close; gives the sequence number of the first payload byte.
fn mark(flow: &mut Flow, end: End, tcp: Tcp) -> u32 {
    if tcp.has(Tcp::RST) {
        flow.marks.set(Marks::CLOSED);
    } else if tcp.has(Tcp::SYN) {
        let initiator = if tcp.has(Tcp::ACK) { end.other() } else { end };
        flow.decide_roles(initiator, RolesBy::Handshake);
        let begins = tcp.sequence.wrapping_add(1);
        if !flow.marks.has(Marks::sequence(end)) {
            flow.marks.set(Marks::sequence(end));
            *flow.next.at_mut(end) = begins;
        }
        // Only a SYN tells for sure where the other end begins.
        if tcp.has(Tcp::ACK) && !flow.marks.has(Marks::sequence(end.other())) {
            flow.marks.set(Marks::sequence(end.other()));
            *flow.next.at_mut(end.other()) = tcp.acknowledged;
        }
        return begins;
    } else {
        flow.marks.set(Marks::finished(end));
        if flow.marks.has(Marks::finished(end.other())) {
            flow.marks.set(Marks::CLOSED);
        }
    }
    tcp.sequence
}

/// True for what a SYN carries that is zeros alone: no protocol begins so, but scanners fill their packets so. A receiver that knows
/// no cookie of the sender (RFC 7413) does not even pass it on.
#[cold]
fn is_padding(packet: &Packet<'_>) -> bool {
    packet.frame.missing == 0 && packet.payload.iter().all(|byte| *byte == 0)
}

fn length(segment: &Segment<'_>) -> u32 {
    u32::try_from(segment.payload.len()).unwrap_or(u32::MAX).saturating_add(segment.missing)
}
