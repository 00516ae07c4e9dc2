//! One of four shards: the flows of some address pairs, with their own clock, tables and budget.
//!
//! What a shard gives depends on its own frames alone, so that it does not matter which thread owns it.

use std::sync::Arc;

use hashbrown::HashMap;
use ringwall_model::{Instant, RolesBy};

use super::{
    account::{Account, Outcome},
    bindings::{Bindings, Bound, Pair},
    buffers::Buffers,
    conversations::{Conversations, Sum},
    copies::Copies,
    detector::{Class, Detector},
    flow::{Flow, Marks, NO_ROOM, Reader, ReaderKind},
    fold,
    fragments::{DatagramKey, Fragments},
    frame::Frame,
    hold::Hold,
    identities::{Identities, Told},
    index::Index,
    key::{FlowCarrier, FlowKey},
    known::{Context, Known},
    moment::Moment,
    priors::Priors,
    rest::{self, Resting},
    rhythm::{LOOKED_AT_MAX, Rhythms},
    shared::Shared,
    side::End,
    slab::Slab,
    trial::Trial,
};
use crate::link::{Fragment, RawAddress, Tcp, Unread, VlanPath, transport};

/// A frame at its flow, or a datagram put together from several.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) payload: &'a [u8],
    /// Frames it came in: more than one where it was put together from fragments.
    pub(crate) frames: u32,
    /// Bytes on the wire.
    pub(crate) wire: u64,
}

impl<'a> Packet<'a> {
    /// Its payload.
    #[inline]
    pub(crate) fn segment(&self) -> Segment<'a> {
        let Self { frame: Frame { end, moment, missing, .. }, payload, frames, .. } = *self;
        Segment { end: *end, moment: *moment, payload, missing: *missing, frames }
    }
}

/// Payload of one end of a flow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment<'a> {
    pub(crate) end: End,
    pub(crate) moment: Moment,
    pub(crate) payload: &'a [u8],
    /// Bytes of it that the capture cut off.
    pub(crate) missing: u32,
    /// Frames it stands for.
    pub(crate) frames: u32,
}

/// A shard.
#[derive(Debug)]
pub struct Shard {
    pub(super) flows: Slab<Flow>,
    pub(super) index: Index,
    pub(super) trials: Slab<Trial>,
    pub(super) knowns: Slab<Known>,
    /// What flows hold out of order, by flow.
    pub(super) holds: HashMap<u32, Hold, foldhash::fast::FixedState>,
    pub(super) resting: Resting,
    pub(super) priors: Priors,
    pub(super) shared: Shared,
    pub(super) conversations: Conversations,
    fragments: Fragments,
    pub(super) copies: Copies,
    pub(super) rhythms: Rhythms,
    pub(super) clock: Instant,
    /// Time of the frame before the one at hand, in its flow.
    pub(super) before: Instant,
    /// Memory of flows and all they hold.
    pub(super) memory: usize,
    pub(super) budget: usize,
    pub(super) live: u32,
    pub(super) hand: u32,
    /// Flows opened since the start.
    pub(super) opened: u32,
    /// The flow of the frame before.
    last: u32,
    pub(super) state: foldhash::fast::FixedState,
}

/// What a shard gives in the end.
#[derive(Debug, Default)]
pub struct Outcomes {
    pub(crate) account: Account,
    pub(crate) sums: Vec<Sum>,
    pub(crate) told: Vec<Told>,
    pub(crate) bound: Vec<Bound>,
    pub(crate) dropped_identities: u64,
    pub(crate) dropped_bindings: u64,
}

/// What a flow costs in its tables.
const FLOW_COST: usize = size_of::<Flow>() + 16;

impl Shard {
    pub(super) fn new(detector: Arc<Detector>, budget: usize, seed: u64) -> Self {
        let part = |of_sixteen: usize| (budget / 16).saturating_mul(of_sixteen);
        Self {
            flows: Slab::default(),
            index: Index::default(),
            trials: Slab::default(),
            knowns: Slab::default(),
            holds: HashMap::with_hasher(foldhash::fast::FixedState::with_seed(seed)),
            resting: Resting::default(),
            priors: Priors::new(seed),
            shared: Shared {
                detector,
                account: Account::default(),
                identities: Identities::new(part(1), seed),
                bindings: Bindings::new(part(2), seed),
                buffers: Buffers::default(),
                carried: Default::default(),
            },
            conversations: Conversations::new(part(6), seed),
            fragments: Fragments::new(part(1)),
            copies: Copies::new(seed),
            rhythms: Rhythms::new(seed),
            clock: Instant(i64::MIN),
            before: Instant(i64::MIN),
            memory: 0,
            budget: part(6),
            live: 0,
            hand: 0,
            opened: 0,
            last: u32::MAX,
            state: foldhash::fast::FixedState::with_seed(seed),
        }
    }

    /// Reads one frame, which belongs here and lies in `bytes`.
    #[inline]
    pub(super) fn frame(&mut self, frame: &Frame, bytes: &[u8]) {
        self.clock = self.clock.max(frame.moment.time);
        let packet = Packet { frame, payload: frame.payload(bytes), frames: 1, wire: frame.wire.into() };
        match (frame.fragment, frame.copy) {
            (Some(fragment), _) => self.fragment(&packet, &fragment),
            (_, None) => self.packet(&packet),
            (_, Some(number)) => self.copied(&packet, number),
        }
    }

    #[cold]
    fn fragment(&mut self, packet: &Packet<'_>, fragment: &Fragment) {
        let frame = packet.frame;
        if frame.missing > 0 {
            self.fragments.refuse();
        } else {
            let key = DatagramKey {
                network: frame.key.network,
                family: frame.key.family,
                source: frame.key.address(frame.end),
                destination: frame.key.address(frame.end.other()),
                protocol: fragment.protocol,
                id: fragment.id,
            };
            let whole = self.fragments.add(key, fragment, packet.payload, packet.wire, self.clock);
            if let Some(datagram) = whole {
                let mut headers = frame.datagram();
                match transport(&mut headers, &datagram.bytes, fragment.protocol, 0, datagram.bytes.len()) {
                    Ok(()) => {
                        let (frames, wire) = (datagram.frames, datagram.wire);
                        let frame = Frame::new(&self.state, frame.key.network, frame.moment, &headers);
                        let payload = frame.payload(&datagram.bytes);
                        let packet = Packet { frame: &frame, payload, frames, wire };
                        self.packet(&Packet { frame: &frame, payload, frames, wire });
                        if datagram.conflicts > 0 {
                            self.remark(&packet, "fragment-overlap-conflict", u64::from(datagram.conflicts));
                        }
                    }
                    Err(reason) => self.shared.account.unread(reason, u64::from(datagram.frames)),
                }
            }
        }
        let given_up = self.fragments.take_given_up();
        self.shared.account.unread(Unread::FragmentIncomplete, given_up);
    }

    /// Counts a remark on the flow of a packet, where that is recognised.
    pub(super) fn remark(&mut self, packet: &Packet<'_>, code: &'static str, count: u64) {
        if let Some(at) = self.find(packet.frame) {
            self.remark_at(at, code, count);
        }
    }

    /// Counts a remark on a flow, where that is recognised.
    pub(super) fn remark_at(&mut self, at: u32, code: &'static str, count: u64) {
        if let Some(known) = self.known_mut(at) {
            let native = known.ledger.current;
            known.ledger.remark(native, code, count);
        } else if let Some(ReaderKind::Added(conversation)) = self.flows.get(at).map(|flow| flow.reader.kind()) {
            self.conversations.remark(conversation, code, count);
        }
    }

    pub(super) fn known_mut(&mut self, at: u32) -> Option<&mut Known> {
        match self.flows.get(at)?.reader.kind() {
            ReaderKind::Known(slot) => self.knowns.get_mut(slot),
            _ => None,
        }
    }

    #[inline(always)]
    fn find(&self, frame: &Frame) -> Option<u32> {
        // Frames of a flow come one after another.
        match self.flows.get(self.last) {
            Some(flow) if flow.key == frame.key => Some(self.last),
            _ => self.find_other(frame),
        }
    }

    #[inline(never)]
    fn find_other(&self, frame: &Frame) -> Option<u32> {
        self.index.find(frame.hash, |at| self.flows.get(at).is_some_and(|flow| flow.key == frame.key))
    }

    #[inline(always)]
    pub(super) fn packet(&mut self, packet: &Packet<'_>) {
        let Packet { frame, payload, frames, wire } = *packet;
        self.receive(frame, payload, frames, wire);
    }

    /// Reads a packet, handed over in registers.
    fn receive(&mut self, frame: &Frame, payload: &[u8], frames: u32, wire: u64) {
        if self.memory > self.budget {
            self.relieve();
        }
        let packet = &Packet { frame, payload, frames, wire };
        let at = match self.find(frame) {
            Some(at) => at,
            None => self.open(frame),
        };
        self.last = at;
        let Some(mut flow) = self.flows.get_mut(at) else { return };
        if is_over(flow, frame) {
            self.begin_again(at, frame);
            let Some(begun) = self.flows.get_mut(at) else { return };
            flow = begun;
        } else if rest::has_rested(flow, frame.moment.time) {
            // Whether it was let go by now hangs on when others began.
            self.let_go(at);
            let Some(rested) = self.flows.get_mut(at) else { return };
            flow = rested;
        }
        self.before = flow.last;
        flow.count(frame.end, frame.moment, packet.frames, packet.wire);
        let binding = *flow.bindings.at(frame.end);
        let bound = frame.source_mac() == RawAddress::NOBODY
            || binding == NO_ROOM
            || self.shared.bindings.touch(binding, frame);
        // What nearly every frame is: the next of a recognised flow. It needs its flow looked up once.
        if let (true, ReaderKind::Known(slot)) = (bound && super::tcp::is_plain(flow, packet), flow.reader.kind())
            && let Some(known) = self.knowns.get_mut(slot)
        {
            let outcome = super::tcp::plain(&mut self.shared, &mut self.memory, flow, known, &packet.segment());
            self.shared.account.settle(outcome, packet.frames);
            if flow.marks.has(Marks::NATIVES) {
                known.ledger.count(frame.end, frame.moment, packet.frames, packet.wire);
            }
            return;
        }
        self.uncommon(at, packet, bound);
    }

    fn uncommon(&mut self, at: u32, packet: &Packet<'_>, bound: bool) {
        if !bound {
            self.bind(at, packet.frame);
        }
        let outcome = match packet.frame.key.carrier {
            FlowCarrier::Tcp => self.segment(at, packet),
            _ => self.datagram(at, packet),
        };
        self.shared.account.settle(outcome, packet.frames);
        if self.flows.get(at).is_some_and(|flow| flow.marks.has(Marks::NATIVES)) {
            self.count_native(at, packet);
        }
    }

    /// A frame belongs to the native address of the last message read, its own where it has one.
    fn count_native(&mut self, at: u32, packet: &Packet<'_>) {
        if let Some(known) = self.known_mut(at) {
            known.ledger.count(packet.frame.end, packet.frame.moment, packet.frames, packet.wire);
        }
    }

    /// Begins a flow again: the frame belongs to a new connection between the same ports, or a counter is full.
    #[cold]
    fn begin_again(&mut self, at: u32, frame: &Frame) {
        self.end_flow(at);
        if let Some(key) = self.flows.get(at).map(|f| f.key) {
            self.flows.put(at, Flow::new(key, frame.moment));
            self.begin(at, frame);
        }
    }

    fn open(&mut self, frame: &Frame) -> u32 {
        self.let_go_rested();
        self.sweep();
        let at = self.flows.insert(Flow::new(frame.key, frame.moment));
        self.live = self.live.saturating_add(1);
        self.memory = self.memory.saturating_add(FLOW_COST);
        self.index.insert(frame.hash, at);
        self.begin(at, frame);
        at
    }

    /// First beliefs about a new flow: who initiates by its ports, and whether any protocol could claim it.
    fn begin(&mut self, at: u32, frame: &Frame) {
        let Some(flow) = self.flows.get_mut(at) else { return };
        let (key, end) = (flow.key, frame.end);
        if frame.group {
            flow.decide_roles(end, RolesBy::Group);
        } else if !frame.has(Tcp::SYN) || frame.has(Tcp::RST) {
            // Nothing as sure as a handshake tells who initiates.
            let responder = self.priors.responder(&key).or_else(|| by_port(&self.shared.detector, &key));
            flow.decide_roles(responder.map_or(end, End::other), RolesBy::Port);
        }
        let hopeless = match key.carrier {
            FlowCarrier::Tcp | FlowCarrier::Udp => false,
            FlowCarrier::Ip => self.shared.detector.hinted(Class::Ip, key.low_port).is_empty(),
            FlowCarrier::Ethernet => self.shared.detector.hinted(Class::EtherType, key.low_port).is_empty(),
            FlowCarrier::Llc => self.shared.detector.hinted(Class::Llc, key.low_port).is_empty(),
            FlowCarrier::Wlan => self.shared.detector.hinted(Class::Wlan, key.low_port).is_empty(),
            FlowCarrier::Serial => self.shared.detector.hinted(Class::Serial, key.low_port).is_empty(),
        };
        if hopeless {
            flow.reader = Reader::NOTHING;
            // Their payload is not looked at; that there is some still tells who spoke.
        }
    }

    #[cold]
    fn bind(&mut self, at: u32, frame: &Frame) {
        let Some(flow) = self.flows.get_mut(at) else { return };
        let pair = Pair::of(frame);
        if !pair.is_somebody() {
            return;
        }
        let binding = self.shared.bindings.bind(pair, frame.moment);
        // The frames that follow would be refused as well, and counted again.
        *flow.bindings.at_mut(frame.end) = binding.unwrap_or(NO_ROOM);
        if let Some(binding) = binding {
            self.shared.bindings.counted(binding, frame.hops);
        }
    }

    #[inline]
    fn datagram(&mut self, at: u32, packet: &Packet<'_>) -> Outcome {
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        if packet.payload.is_empty() {
            return self.empty(at, packet.frames);
        }
        flow.marks.set(Marks::payload(packet.frame.end));
        let answered = flow.key.carrier == FlowCarrier::Udp && rest::is_answered_once(flow);
        let outcome = self.deliver(at, &packet.segment());
        if answered {
            self.rest(at);
        }
        outcome
    }

    /// A frame without payload: dissected where its flow is recognised, else kept for when that is known.
    #[inline]
    pub(super) fn empty(&mut self, at: u32, frames: u32) -> Outcome {
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        match flow.reader.kind() {
            ReaderKind::Known(_) | ReaderKind::Added(_) => Outcome::Dissected,
            ReaderKind::Nothing => Outcome::TransportOnly,
            ReaderKind::Fresh | ReaderKind::Trial(_) => {
                flow.unsettled = flow.unsettled.saturating_add(frames);
                Outcome::Waits
            }
        }
    }

    /// Hands payload, in order where it is a stream, to what reads it.
    #[inline]
    pub(super) fn deliver(&mut self, at: u32, segment: &Segment<'_>) -> Outcome {
        let Some(flow) = self.flows.get_mut(at) else { return Outcome::TransportOnly };
        match flow.reader.kind() {
            ReaderKind::Nothing => {
                if *flow.tried.at(segment.end) < LOOKED_AT_MAX {
                    self.look(at, segment);
                }
                Outcome::TransportOnly
            }
            ReaderKind::Known(slot) => match self.knowns.get_mut(slot) {
                Some(known) => read(&mut self.shared, &mut self.memory, flow, known, segment),
                None => Outcome::TransportOnly,
            },
            ReaderKind::Fresh | ReaderKind::Trial(_) => self.attempt(at, segment),
            ReaderKind::Added(_) => self.read_again(at, segment),
        }
    }

    /// Ends a flow: settles its frames and adds what it counted to conversations, of which it gives the last. Its slot stays.
    pub(super) fn end_flow(&mut self, at: u32) -> Option<u32> {
        self.release_holds(at);
        let flow = self.flows.get_mut(at)?;
        let reader = std::mem::replace(&mut flow.reader, Reader::NOTHING).kind();
        let unsettled = std::mem::take(&mut flow.unsettled);
        let mut known = None;
        match reader {
            ReaderKind::Known(slot) => {
                known = self.knowns.remove(slot);
                self.shared.account.settle(Outcome::Dissected, unsettled);
            }
            ReaderKind::Trial(slot) => {
                let trial = self.trials.remove(slot).unwrap_or_default();
                self.memory = self.memory.saturating_sub(widen(trial.charged));
                self.shared.account.settle(Outcome::TransportOnly, trial.frames());
                self.shared.account.settle(Outcome::TransportOnly, unsettled);
            }
            ReaderKind::Fresh | ReaderKind::Nothing => {
                self.shared.account.settle(Outcome::TransportOnly, unsettled);
            }
            ReaderKind::Added(conversation) => {
                if *flow.packets.low() > 0 || *flow.packets.high() > 0 {
                    self.conversations.add_to(conversation, &mut fold::unread(flow, VlanPath::default()));
                }
                return Some(conversation);
            }
        }
        if let Some(known) = &mut known {
            known.abandon(&mut self.shared);
            self.memory = self.memory.saturating_sub(widen(known.charged));
        }
        let flow = self.flows.get(at)?;
        let low_first = flow.first_frames.low() <= flow.first_frames.high() && *flow.packets.low() > 0;
        let first = if low_first || *flow.packets.high() == 0 { End::Low } else { End::High };
        let vlans = vlans(&self.shared, flow, first);
        let rhythm = self.rhythms.end(at);
        let mut conversation = None;
        match &mut known {
            Some(known) => fold::sums(flow, vlans, known, |sum| conversation = Some(self.conversations.add(sum))),
            None => {
                let mut sum = fold::unread(flow, vlans);
                if rhythm.is_some() {
                    sum.rare().rhythm = rhythm;
                }
                conversation = Some(self.conversations.add(&mut sum));
            }
        }
        conversation
    }

    /// Ends a flow and frees its slot.
    pub(super) fn remove_flow(&mut self, at: u32) {
        self.end_flow(at);
        let Some(flow) = self.flows.remove(at) else { return };
        self.live = self.live.saturating_sub(1);
        self.memory = self.memory.saturating_sub(FLOW_COST);
        self.index.remove(flow.key.hashed(&self.state), at);
    }

    /// Ends everything and gives what was found.
    pub fn finish(mut self) -> Outcomes {
        for at in 0..self.flows.slots() {
            if self.flows.get(at).is_some() {
                self.end_flow(at);
                self.flows.remove(at);
            }
        }
        self.fragments.finish();
        self.shared.account.unread(Unread::FragmentIncomplete, self.fragments.take_given_up());
        let Shared { account, identities, bindings, .. } = self.shared;
        Outcomes {
            account,
            sums: self.conversations.into_sums(),
            dropped_identities: identities.dropped,
            dropped_bindings: bindings.dropped,
            told: identities.into_told(),
            bound: bindings.into_bound(),
        }
    }
}

/// True where a frame belongs to a flow after this one.
#[inline]
fn is_over(flow: &Flow, frame: &Frame) -> bool {
    flow.is_full() || flow.has_idled(frame.moment.time) || frame.has(Tcp::SYN) && super::tcp::is_new(flow, frame)
}

/// Reads payload of a recognised flow; keeps `memory`, what flows cost their shard, up to date.
#[inline]
pub(super) fn read(
    shared: &mut Shared,
    memory: &mut usize,
    flow: &mut Flow,
    known: &mut Known,
    segment: &Segment<'_>,
) -> Outcome {
    let Segment { end, moment, payload, missing, frames } = *segment;
    let context = Context { key: &flow.key, end, moment, binding: *flow.bindings.at(end) };
    let outcome = if flow.key.carrier == FlowCarrier::Tcp {
        let outcome = known.stream(shared, &context, payload, frames);
        if missing > 0 {
            known.cut_short(shared, &context, missing);
        }
        outcome
    } else if known.datagram(shared, &context, payload, missing > 0) {
        Outcome::Dissected
    } else {
        Outcome::TransportOnly
    };
    if let Some(initiator) = known.proved.take() {
        flow.decide_roles(initiator, RolesBy::Content);
        let asks_from_anywhere = || !is_usual(&shared.detector, &flow.key, initiator);
        if flow.roles_by() == RolesBy::Group && initiator != flow.initiator() && asks_from_anywhere() {
            flow.marks.set(Marks::ANSWERS);
        }
    }
    if !known.ledger.subs.is_empty() {
        flow.marks.set(Marks::NATIVES);
    }
    known.charge(memory);
    outcome
}

/// The VLAN path an end was last seen on.
fn vlans(shared: &Shared, flow: &Flow, end: End) -> VlanPath {
    shared.bindings.vlans(*flow.bindings.at(end))
}

/// True where a protocol is usual on the port of an end.
fn is_usual(detector: &Detector, key: &FlowKey, end: End) -> bool {
    let class = match key.carrier {
        FlowCarrier::Tcp => Class::Tcp,
        FlowCarrier::Udp => Class::Udp,
        _ => return false,
    };
    !detector.hinted(class, key.port(end)).is_empty()
}

/// The end that responds, by a port a protocol is usual on, else by the lower port.
fn by_port(detector: &Detector, key: &FlowKey) -> Option<End> {
    if !matches!(key.carrier, FlowCarrier::Tcp | FlowCarrier::Udp) {
        return None;
    }
    match (is_usual(detector, key, End::Low), is_usual(detector, key, End::High)) {
        (true, false) => return Some(End::Low),
        (false, true) => return Some(End::High),
        _ => {}
    }
    match key.low_port.cmp(&key.high_port) {
        std::cmp::Ordering::Less => Some(End::Low),
        std::cmp::Ordering::Greater => Some(End::High),
        std::cmp::Ordering::Equal => None,
    }
}

pub(super) fn widen(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
