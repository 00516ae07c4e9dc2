//! State of one flow: what every frame touches, in 128 bytes.

use ringwall_model::{Instant, RolesBy};

use super::{
    key::FlowKey,
    moment::{Moment, Stamp},
    side::{Both, End},
};

/// One flow, on two cache lines of its own: what is asked, then what is counted.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Flow {
    pub(crate) key: FlowKey,
    /// The MAC binding last seen of each end.
    pub(crate) bindings: Both<u32>,
    /// Sequence number expected next from each end, where its mark says it is known.
    pub(crate) next: Both<u32>,
    /// What reads its payload.
    pub(crate) reader: Reader,
    pub(crate) marks: Marks,
    /// Payloads shown to probes; of flows nobody recognised also those looked at for their rhythm.
    pub(crate) tried: Both<u8>,
    /// Frames, by sender.
    pub(crate) packets: Both<u32>,
    /// Bytes on the wire, by sender.
    pub(crate) bytes: Both<u64>,
    pub(crate) first: Instant,
    pub(crate) last: Instant,
    /// First frame of each sender; meaningful where it sent any.
    pub(crate) first_frames: Both<Stamp>,
    /// Frames of which it is not yet known whether they belong to a recognised flow.
    pub(crate) unsettled: u32,
    /// How far the other end has acknowledged beyond `next`, at most 65,535.
    pub(crate) ahead: Both<u16>,
}

/// No binding.
pub(crate) const NO_BINDING: u32 = u32::MAX;
/// None, and there will be none: there is no room for it.
pub(crate) const NO_ROOM: u32 = u32::MAX - 1;

/// What reads the payload of a flow. The number is a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reader(u32);

/// A [`Reader`] taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReaderKind {
    /// No payload yet.
    Fresh,
    /// Nothing will: no protocol claims it.
    Nothing,
    /// Being tried.
    Trial(u32),
    /// Recognised.
    Known(u32),
    /// Over or at rest: what was read of it was added to this conversation of its shard, and what read it let go.
    Added(u32),
}

const TRIAL: u32 = 1 << 30;
const KNOWN: u32 = 2 << 30;
const ADDED: u32 = TRIAL | KNOWN;
const SLOT: u32 = TRIAL - 1;

impl Reader {
    pub(crate) const FRESH: Self = Self(0);
    pub(crate) const NOTHING: Self = Self(1);

    pub(crate) fn trial(slot: u32) -> Self {
        Self(TRIAL | slot & SLOT)
    }

    pub(crate) fn known(slot: u32) -> Self {
        Self(KNOWN | slot & SLOT)
    }

    pub(crate) fn added(conversation: u32) -> Self {
        Self(ADDED | conversation & SLOT)
    }

    #[inline]
    pub(crate) fn kind(self) -> ReaderKind {
        match (self.0, self.0 & ADDED) {
            (0, _) => ReaderKind::Fresh,
            (1, _) => ReaderKind::Nothing,
            (n, KNOWN) => ReaderKind::Known(n & SLOT),
            (n, TRIAL) => ReaderKind::Trial(n & SLOT),
            (n, _) => ReaderKind::Added(n & SLOT),
        }
    }
}

/// Small facts of a flow, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks(u16);

impl Marks {
    /// The sequence number of the low end is known; the next bit is the high end's.
    const SEQUENCE: u16 = 1;
    /// The low end sent payload.
    const PAYLOAD: u16 = 1 << 2;
    /// The low end sent FIN.
    const FINISHED: u16 = 1 << 4;
    /// The connection is over.
    pub(crate) const CLOSED: u16 = 1 << 6;
    /// Touched since the eviction hand passed.
    pub(crate) const TOUCHED: u16 = 1 << 7;
    /// Its session was counted, with what was read of it until then.
    pub(crate) const COUNTED: u16 = 1 << 8;
    /// The high end initiates (or publishes).
    const HIGH_INITIATES: u16 = 1 << 9;
    /// Why that end initiates: none of these bits for its port, the first for a handshake, the second for what was said, both for a group.
    const ROLES_BY: u16 = 3 << 10;
    /// Something is held out of order from the low end.
    const HELD: u16 = 1 << 12;
    /// Something is held out of order.
    pub(crate) const HELD_ANY: u16 = 3 << 12;
    /// Messages went to another native address than the first.
    pub(crate) const NATIVES: u16 = 1 << 14;
    /// What a group is sent answers those in it, each at a port it took for itself: the port of the service is the publisher's.
    pub(crate) const ANSWERS: u16 = 1 << 15;

    #[inline]
    pub(crate) fn has(self, mark: u16) -> bool {
        self.0 & mark != 0
    }

    #[inline]
    pub(crate) fn set(&mut self, mark: u16) {
        self.0 |= mark;
    }

    #[inline]
    pub(crate) fn clear(&mut self, mark: u16) {
        self.0 &= !mark;
    }

    #[inline]
    fn by(end: End, low: u16) -> u16 {
        match end {
            End::Low => low,
            End::High => low << 1,
        }
    }

    #[inline]
    pub(crate) fn sequence(end: End) -> u16 {
        Self::by(end, Self::SEQUENCE)
    }

    #[inline]
    pub(crate) fn payload(end: End) -> u16 {
        Self::by(end, Self::PAYLOAD)
    }

    #[inline]
    pub(crate) fn finished(end: End) -> u16 {
        Self::by(end, Self::FINISHED)
    }

    #[inline]
    pub(crate) fn held(end: End) -> u16 {
        Self::by(end, Self::HELD)
    }
}

impl Flow {
    pub(crate) fn new(key: FlowKey, moment: Moment) -> Self {
        Self {
            key,
            packets: Both::default(),
            bytes: Both::default(),
            first: moment.time,
            last: moment.time,
            first_frames: Both::default(),
            next: Both::default(),
            bindings: Both::new(NO_BINDING, NO_BINDING),
            reader: Reader::FRESH,
            unsettled: 0,
            ahead: Both::default(),
            tried: Both::default(),
            marks: Marks::default(),
        }
    }

    /// Counts frames of `end`.
    #[inline]
    pub(crate) fn count(&mut self, end: End, moment: Moment, frames: u32, bytes: u64) {
        let packets = self.packets.at_mut(end);
        if *packets == 0 {
            *self.first_frames.at_mut(end) = moment.stamp;
        }
        *packets = packets.saturating_add(frames);
        let sum = self.bytes.at_mut(end);
        *sum = sum.saturating_add(bytes);
        self.last = self.last.max(moment.time);
        self.marks.set(Marks::TOUCHED);
    }

    /// True when another frame could make a counter overflow.
    #[inline]
    pub(crate) fn is_full(&self) -> bool {
        const FULL: u32 = 1 << 31;
        (self.packets.low() | self.packets.high()) >= FULL
    }

    pub(crate) fn initiator(&self) -> End {
        if self.marks.has(Marks::HIGH_INITIATES) { End::High } else { End::Low }
    }

    fn set_initiator(&mut self, end: End) {
        match end {
            End::Low => self.marks.clear(Marks::HIGH_INITIATES),
            End::High => self.marks.set(Marks::HIGH_INITIATES),
        }
    }

    pub(crate) fn roles_by(&self) -> RolesBy {
        match (self.marks.0 & Marks::ROLES_BY) >> Marks::ROLES_BY.trailing_zeros() {
            0 => RolesBy::Port,
            1 => RolesBy::Handshake,
            2 => RolesBy::Content,
            _ => RolesBy::Group,
        }
    }

    /// Says who initiates, for a reason; a weaker reason than the one known changes nothing, nor does a second of the same.
    pub(crate) fn decide_roles(&mut self, initiator: End, by: RolesBy) {
        let known = self.roles_by();
        let mark: u16 = match by {
            RolesBy::Port => 0,
            RolesBy::Handshake => 1,
            RolesBy::Content => 2,
            RolesBy::Group => 3,
        };
        let stronger = match (known, by) {
            (RolesBy::Group, _) => false,
            (_, RolesBy::Group) | (RolesBy::Port, RolesBy::Port) => true,
            (known, by) => by < known,
        };
        if stronger {
            self.marks.clear(Marks::ROLES_BY);
            self.marks.set(mark << Marks::ROLES_BY.trailing_zeros());
            self.set_initiator(initiator);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_fits_two_cache_lines() {
        assert!(size_of::<Flow>() <= 128, "{}", size_of::<Flow>());
        assert_eq!(size_of::<Option<Flow>>(), size_of::<Flow>(), "a free slot costs nothing");
    }

    #[test]
    fn a_reader_survives_being_packed() {
        assert_eq!(Reader::FRESH.kind(), ReaderKind::Fresh);
        assert_eq!(Reader::NOTHING.kind(), ReaderKind::Nothing);
        assert_eq!(Reader::trial(0).kind(), ReaderKind::Trial(0));
        assert_eq!(Reader::known(7).kind(), ReaderKind::Known(7));
        assert_eq!(Reader::added(0).kind(), ReaderKind::Added(0));
    }
}
