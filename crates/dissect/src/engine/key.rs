//! What makes a flow one and not another.

use std::hash::{BuildHasher, Hash, Hasher};

use ringwall_model::Transport;

use super::{networks::NetworkNumber, side::End};
use crate::link::{Family, Headers, Numbers, RawAddress};

/// Both ends in order, the transport and the network. VLANs and MAC addresses do not count, so that copies of a frame
/// meet. 40 bytes, of which what is beside the addresses fills one word and is read as one.
#[derive(Clone, Copy, Debug, Eq)]
#[repr(C)]
pub(crate) struct FlowKey {
    pub(crate) low: RawAddress,
    pub(crate) high: RawAddress,
    pub(crate) low_port: u16,
    pub(crate) high_port: u16,
    pub(crate) network: NetworkNumber,
    pub(crate) family: Family,
    pub(crate) carrier: FlowCarrier,
}

/// What a flow runs on; as [`Transport`], with 802.2 and the management of 802.11 told apart, whose numbers are no EtherTypes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum FlowCarrier {
    Tcp,
    Udp,
    Ip,
    Ethernet,
    Llc,
    Wlan,
    Serial,
}

impl FlowCarrier {
    pub(crate) fn transport(self) -> Transport {
        match self {
            Self::Tcp => Transport::Tcp,
            Self::Udp => Transport::Udp,
            Self::Ip => Transport::Ip,
            Self::Ethernet | Self::Llc | Self::Wlan => Transport::Ethernet,
            Self::Serial => Transport::Serial,
        }
    }
}

/// True where the first end is the low one: by address, then by port.
#[inline]
fn in_order(a: (RawAddress, u16), b: (RawAddress, u16)) -> bool {
    let ((a_high, a_low), (b_high, b_low)) = (a.0.halves(), b.0.halves());
    let rest = |low: u64, port: u16| u128::from(low) << 16 | u128::from(port);
    if a_high == b_high { rest(a_low, a.1) <= rest(b_low, b.1) } else { a_high < b_high }
}

/// What tells keys of equal addresses apart, in one word: the network, the family, and one thing more.
#[inline]
pub(super) fn space(network: NetworkNumber, family: Family, more: u8) -> u64 {
    u64::from(network.0) | (family as u64) << 16 | u64::from(more) << 24
}

/// Two addresses in two words, which are enough below IPv6, else in four.
#[inline(always)]
pub(super) fn hash_pair(one: RawAddress, other: RawAddress, state: &mut impl Hasher) {
    let ((a, b), (c, d)) = (one.halves(), other.halves());
    if a | c != 0 {
        state.write_u64(a);
        state.write_u64(c);
    }
    state.write_u64(b);
    state.write_u64(d);
}

impl PartialEq for FlowKey {
    /// All at once: keys that are compared are nearly always the same.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let ((a, b), (c, d)) = (self.low.halves(), self.high.halves());
        let ((e, f), (g, h)) = (other.low.halves(), other.high.halves());
        (a ^ e) | (b ^ f) | (c ^ g) | (d ^ h) | (self.rest() ^ other.rest()) == 0
    }
}

impl Hash for FlowKey {
    /// As few words: hashing field by field costs more than the lookup.
    #[inline(always)]
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_pair(self.low, self.high, state);
        state.write_u64(self.rest());
    }
}

impl FlowKey {
    /// What is beside the addresses.
    #[inline(always)]
    fn rest(&self) -> u64 {
        u64::from(self.low_port)
            | u64::from(self.high_port) << 16
            | u64::from(self.network.0) << 32
            | (self.family as u64) << 48
            | (self.carrier as u64) << 56
    }

    /// Its hash.
    #[inline(always)]
    #[expect(clippy::manual_hash_one, reason = "`hash_one` is a call, which costs as much as the hash")]
    pub(crate) fn hashed(&self, state: &impl BuildHasher) -> u64 {
        let mut hasher = state.build_hasher();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// The key of a frame's flow, and which end sent the frame.
    #[inline(always)]
    pub(crate) fn of(network: NetworkNumber, headers: &Headers) -> (Self, End) {
        let carrier = match headers.transport {
            Transport::Tcp => FlowCarrier::Tcp,
            Transport::Udp => FlowCarrier::Udp,
            Transport::Ip => FlowCarrier::Ip,
            Transport::Ethernet => match headers.numbers {
                Numbers::EtherType => FlowCarrier::Ethernet,
                Numbers::AccessPoint => FlowCarrier::Llc,
                Numbers::Wlan => FlowCarrier::Wlan,
            },
            Transport::Serial => FlowCarrier::Serial,
        };
        let from = (headers.source, headers.source_port);
        let to = (headers.destination, headers.destination_port);
        let (end, (low, low_port), (high, high_port)) =
            if in_order(from, to) { (End::Low, from, to) } else { (End::High, to, from) };
        (Self { low, high, low_port, high_port, network, family: headers.family, carrier }, end)
    }

    #[inline]
    pub(crate) fn address(&self, end: End) -> RawAddress {
        match end {
            End::Low => self.low,
            End::High => self.high,
        }
    }

    #[inline]
    pub(crate) fn port(&self, end: End) -> u16 {
        match end {
            End::Low => self.low_port,
            End::High => self.high_port,
        }
    }
}
