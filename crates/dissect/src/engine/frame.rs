//! Frames on their way to their flows: of their headers what the engine needs, and where each belongs, computed once.

use std::hash::BuildHasher;

use super::{
    SHARDS,
    key::FlowKey,
    moment::Moment,
    networks::{NetworkNumber, Networks},
    side::End,
};
use crate::link::{Fragment, Headers, RawAddress, Tcp, VlanPath};

/// A decoded frame, on two cache lines: many wait together ([`super::Run`]).
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Frame {
    pub(crate) key: FlowKey,
    pub(crate) hash: u64,
    pub(crate) moment: Moment,
    pub(crate) vlans: VlanPath,
    /// The low half, which is all of a MAC address; 0 where the link has none.
    source_mac: u64,
    /// Fields of a TCP segment; none elsewhere.
    pub(crate) tcp: Tcp,
    /// Fields of a part of a datagram.
    pub(crate) fragment: Option<Fragment>,
    /// Where the payload stands in the bytes the frame lies in.
    start: u32,
    length: u32,
    /// Bytes of the payload that the capture cut off.
    pub(crate) missing: u32,
    /// Bytes on the wire.
    pub(crate) wire: u32,
    /// Its number where it is one of two copies (IEC 62439-3).
    pub(crate) copy: Option<u16>,
    /// Who sent it.
    pub(crate) end: End,
    /// It went to a group.
    pub(crate) group: bool,
    /// Its hop count; 0 where none says anything.
    pub(crate) hops: u8,
    shard: u8,
}

impl Frame {
    #[inline(always)]
    pub(super) fn new(state: &impl BuildHasher, network: NetworkNumber, moment: Moment, headers: &Headers) -> Self {
        let (key, end) = FlowKey::of(network, headers);
        Self {
            key,
            hash: key.hashed(state),
            moment,
            vlans: headers.vlans,
            source_mac: headers.source_mac.unwrap_or_default().halves().1,
            tcp: headers.tcp,
            fragment: headers.fragment,
            start: headers.start,
            length: headers.end.saturating_sub(headers.start),
            missing: headers.missing,
            wire: 0,
            copy: headers.copy.map(|copy| copy.sequence),
            end,
            group: headers.group,
            hops: headers.hops,
            shard: shard_of(network, headers),
        }
    }

    /// Which of the shards at hand it belongs to.
    #[inline]
    pub fn shard(&self) -> usize {
        usize::from(self.shard)
    }

    /// Its payload, in the bytes it lies in.
    #[inline]
    pub fn payload<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        bytes.get(at(self.start)..).and_then(|rest| rest.get(..at(self.length))).unwrap_or_default()
    }

    /// Says which of other shards at hand it belongs to, and where its payload was moved.
    #[inline]
    pub fn place(&mut self, shard: u8, start: usize) {
        self.shard = shard;
        self.start = u32::try_from(start).unwrap_or(u32::MAX);
    }

    /// True where it is a TCP segment with that flag.
    #[inline]
    pub(crate) fn has(&self, flag: u8) -> bool {
        self.tcp.has(flag)
    }

    /// The MAC address of its sender; nobody where the link has none.
    #[inline]
    pub(crate) fn source_mac(&self) -> RawAddress {
        RawAddress::low(self.source_mac)
    }

    /// True where what it means hangs on frames of other flows: then it stays between those before and after it.
    #[inline]
    pub(super) fn keeps_its_place(&self) -> bool {
        self.copy.is_some() || self.fragment.is_some()
    }

    /// The datagram of which it is a part, put together: what is known of it before its own headers are read.
    pub(super) fn datagram(&self) -> Headers {
        let mut headers = Headers::reassembled();
        headers.source = self.key.address(self.end);
        headers.destination = self.key.address(self.end.other());
        headers.family = self.key.family;
        headers.group = self.group;
        headers.vlans = self.vlans;
        headers.hops = self.hops;
        headers.source_mac = Some(self.source_mac()).filter(|mac| *mac != RawAddress::NOBODY);
        headers
    }
}

/// Tells frames where they belong.
#[derive(Clone, Debug)]
pub struct Gate<'a> {
    state: foldhash::fast::FixedState,
    networks: &'a Networks,
}

impl<'a> Gate<'a> {
    /// With the seed the shards were made with ([`super::Config`]).
    pub fn new(seed: u64, networks: &'a Networks) -> Self {
        Self { state: foldhash::fast::FixedState::with_seed(seed), networks }
    }

    /// A frame of a capture, which stands at `at` in the bytes it is read from and had `wire` bytes.
    #[inline(always)]
    pub fn frame(&self, moment: Moment, capture: u32, headers: &Headers, at: usize, wire: u32) -> Frame {
        self.frame_in(self.networks.of(capture, headers.vlans), moment, headers, at, wire)
    }

    /// The network of the frames of a capture that have no VLAN tag.
    #[inline]
    pub fn untagged(&self, capture: u32) -> NetworkNumber {
        self.networks.of(capture, VlanPath::default())
    }

    /// A frame of a network: where that is known already, as of many frames of a capture.
    #[inline(always)]
    pub fn frame_in(&self, network: NetworkNumber, moment: Moment, headers: &Headers, at: usize, wire: u32) -> Frame {
        let mut frame = Frame::new(&self.state, network, moment, headers);
        frame.start = frame.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        frame.wire = wire;
        frame
    }
}

/// The shard of a frame: fixed, the same for both directions, without ports and VLANs, so that fragments, connections
/// that belong together and copies of a frame meet.
#[inline]
fn shard_of(network: NetworkNumber, headers: &Headers) -> u8 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let one_word = |address: RawAddress| {
        let (high, low) = address.halves();
        low ^ high.rotate_left(29)
    };
    let both = one_word(headers.source).wrapping_add(one_word(headers.destination));
    let mixed = both.wrapping_add(u64::from(network.0)).wrapping_mul(ODD);
    // The top bits, as many as it takes to number them.
    (mixed >> (u64::BITS - SHARDS.trailing_zeros())) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_fits_two_cache_lines() {
        assert!(size_of::<Frame>() <= 128, "{}", size_of::<Frame>());
    }
}
