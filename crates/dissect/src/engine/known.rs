//! A recognised flow: its sessions, and what they say.

use super::{
    counting::Counting,
    detector::Row,
    key::FlowKey,
    ledger::Ledger,
    moment::Moment,
    pairing::Ring,
    shard::widen,
    shared::{DEPTH_MAX, Shared},
    side::{Both, End},
    stream::StreamSide,
    tallies::{Likely, Spot},
};
use crate::{Carrier, Native, Pdu, Session, Sink};

/// In the place of where bytes stand that tell a function: beyond any that do.
const NOWHERE: u8 = u8::MAX;

/// Where bytes come from while a session reads them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) key: &'a FlowKey,
    /// Who sent them.
    pub(crate) end: End,
    pub(crate) moment: Moment,
    /// The MAC binding last seen of them.
    pub(crate) binding: u32,
}

/// A recognised flow. On two cache lines, in the order in which most messages ask; the ledger and sessions are on the heap.
#[repr(C, align(64))]
pub(crate) struct Known {
    pub(crate) ledger: Box<Ledger>,
    pub(super) sides: Both<StreamSide>,
    /// Memory charged to the shard.
    pub(crate) charged: u32,
    /// Times read, for charging now and then.
    pub(crate) touched: u8,
    /// The end the sessions take for the initiator.
    pub(crate) forward: End,
    /// Where the bytes stand that tell the function of what it runs on ([`crate::Protocol::tells`]).
    tells: u8,
    /// The end that initiates, as a session proved.
    pub(crate) proved: Option<End>,
    /// Rows of the sessions.
    rows: [Row; DEPTH_MAX],
    /// The session of the protocol the flow runs on, then of what it carries.
    sessions: [Option<Box<dyn Session>>; DEPTH_MAX],
    ring: Ring,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").field("rows", &self.rows).field("ledger", &self.ledger).finish_non_exhaustive()
    }
}

impl Known {
    /// A flow that speaks `row`, whose initiator is believed to be `forward`.
    pub(crate) fn open(shared: &Shared, row: Row, forward: End) -> Option<Self> {
        let mut known = Self {
            ledger: Box::default(),
            sides: Both::default(),
            charged: 0,
            touched: 0,
            forward,
            tells: NOWHERE,
            proved: None,
            rows: [0; DEPTH_MAX],
            sessions: [const { None }; DEPTH_MAX],
            ring: Ring::default(),
        };
        known.open_session(shared, 0, row)?;
        Some(known)
    }

    fn open_session(&mut self, shared: &Shared, depth: usize, row: Row) -> Option<()> {
        let protocol = shared.detector.protocol(row)?;
        let session = (protocol.open)();
        if depth == 0 {
            self.tells = protocol.tells.unwrap_or(NOWHERE);
        }
        *self.rows.get_mut(depth)? = row;
        *self.sessions.get_mut(depth)? = Some(session);
        Some(())
    }

    /// The rows of the protocols it speaks, from the one it runs on inwards.
    #[inline]
    fn rows(&self) -> impl Iterator<Item = Row> {
        self.rows.iter().copied().zip(&self.sessions).take_while(|(_, session)| session.is_some()).map(|(row, _)| row)
    }

    fn sessions(&self) -> impl Iterator<Item = &dyn Session> {
        self.sessions.iter().flatten().map(Box::as_ref)
    }

    /// Something of it and of its ledger: reading it brings them near.
    #[inline]
    pub(super) fn first_words(&self) -> u64 {
        u64::from(self.touched) ^ u64::from(self.ring.is_empty()) ^ self.ledger.first_words()
    }

    /// The tally that the payload ahead will likely count to.
    #[inline]
    pub(super) fn likely(&self, payload: &[u8]) -> Likely<'_> {
        self.ledger.tallies.likely(self.spot(payload))
    }

    /// Where the tally of a PDU is remembered, where its bytes tell.
    #[inline]
    fn spot(&self, pdu: &[u8]) -> Spot {
        if self.tells == NOWHERE {
            return Spot::UNTOLD;
        }
        let tells = pdu.get(usize::from(self.tells)..).and_then(|rest| rest.first_chunk());
        tells.map_or(Spot::UNTOLD, |tells| Spot::told_by(*tells))
    }

    /// The row of the protocol the flow runs on.
    #[inline]
    pub(crate) fn outer(&self) -> Option<Row> {
        self.rows().next()
    }

    /// The row of the innermost protocol recognised.
    pub(crate) fn innermost(&self) -> Option<Row> {
        self.rows().last()
    }

    /// Memory held, in bytes.
    pub(crate) fn memory(&self) -> usize {
        let sessions: usize =
            self.sessions().map(|session| size_of_val(session).saturating_add(session.heap_bytes())).sum();
        let pending = self.sides.low().memory().saturating_add(self.sides.high().memory());
        [size_of::<Self>(), sessions, pending, self.ring.memory(), self.ledger.memory()]
            .into_iter()
            .fold(0, usize::saturating_add)
    }

    /// Brings what it costs its shard up to date: at once, then every sixteenth time, for the sum is not worth a packet's time.
    #[inline]
    pub(super) fn charge(&mut self, memory: &mut usize) {
        self.touched = self.touched.wrapping_add(1);
        if self.touched & 15 == 1 {
            let now = u32::try_from(self.memory()).unwrap_or(u32::MAX);
            let before = std::mem::replace(&mut self.charged, now);
            *memory = memory.saturating_sub(widen(before)).saturating_add(widen(now));
        }
    }

    /// Reads a datagram. True where a protocol consumed a byte of it.
    pub(crate) fn datagram(&mut self, shared: &mut Shared, context: &Context<'_>, bytes: &[u8], cut: bool) -> bool {
        self.pdu(shared, context, 0, bytes, cut, &Native::None)
    }

    /// Reads one PDU at a depth. `native` is what the carrier said of it. False where its first byte was already wrong.
    pub(super) fn pdu(
        &mut self,
        shared: &mut Shared,
        context: &Context<'_>,
        depth: usize,
        bytes: &[u8],
        cut: bool,
        native: &Native,
    ) -> bool {
        let direction = context.end.direction(self.forward);
        let spot = if depth == 0 { self.spot(bytes) } else { Spot::UNTOLD };
        let (Some(Some(session)), Some(row)) = (self.sessions.get_mut(depth), self.rows.get(depth)) else {
            return false;
        };
        let mut counting = Counting {
            shared,
            context,
            ledger: &mut self.ledger,
            ring: &mut self.ring,
            proved: &mut self.proved,
            forward: self.forward,
            row: *row,
            depth,
            native: *native,
            spot,
            place: None,
            told: 0,
            refused: false,
        };
        session.pdu(&Pdu { bytes, direction, cut }, &mut Sink::new(&mut counting));
        let understood = !counting.refused();
        if shared.carried.get(depth).is_some_and(|carried| !carried.is_empty()) {
            self.carry_all(shared, context, depth);
        }
        understood
    }

    /// Hands over what the PDU just read carried.
    fn carry_all(&mut self, shared: &mut Shared, context: &Context<'_>, depth: usize) {
        let Some(slot) = shared.carried.get_mut(depth) else { return };
        let mut carried = std::mem::take(slot);
        for (carrier, native, bytes) in carried.iter() {
            self.carry(shared, context, depth.saturating_add(1), carrier, bytes, native);
        }
        carried.clear();
        if let Some(slot) = shared.carried.get_mut(depth) {
            *slot = carried;
        }
    }

    /// True where nothing would be lost if it were opened again for what follows.
    pub(super) fn is_blank(&self) -> bool {
        self.ring.is_empty() && self.sessions().all(Session::is_blank)
    }

    /// Requests still waiting are unanswered: the flow is over.
    pub(crate) fn give_up_all(&mut self) {
        while let Some(request) = self.ring.pop() {
            self.ledger.tallies.give_up(request);
        }
    }

    /// Hands user data to what recognises it. A carrier's data are whole PDUs of whoever it was opened for: `Weak` is enough.
    fn carry(
        &mut self,
        shared: &mut Shared,
        context: &Context<'_>,
        depth: usize,
        carrier: Carrier,
        bytes: &[u8],
        native: &Native,
    ) {
        if depth >= DEPTH_MAX {
            let native = self.ledger.select(native);
            return self.ledger.remark(native, "nested-too-deep", 1);
        }
        let open = self.rows().nth(depth);
        match open {
            // One flow may speak to several interfaces; the first that is known is read.
            Some(row) => {
                let known = shared.detector.protocol(row).is_some_and(|p| p.carriers.contains(&carrier));
                if !known {
                    return;
                }
            }
            None => {
                let Some(row) = shared.detector.carried(carrier, context.end != self.forward, bytes) else { return };
                self.open_session(shared, depth, row);
            }
        }
        self.pdu(shared, context, depth, bytes, false, native);
    }

    /// Tells all sessions that bytes of `end` were lost.
    pub(super) fn tell_gap(&mut self, end: End) {
        let direction = end.direction(self.forward);
        self.sessions.iter_mut().flatten().for_each(|session| session.gap(direction));
        let native = self.ledger.current;
        self.ledger.remark(native, "gap", 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_of_a_recognised_flow_fit_two_cache_lines() {
        assert_eq!(size_of::<Option<Known>>(), 128, "a free slot costs nothing");
    }
}
