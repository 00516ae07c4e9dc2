//! What the headers of a frame say.

use std::ops::Range;

use ringwall_model::Transport;

use super::{Family, RawAddress, VlanPath};

/// Headers of one frame. Where a frame is an IP fragment, ports and TCP fields are not known.
#[derive(Clone, Copy, Debug)]
pub struct Headers {
    /// Who sent it: an IP address, a MAC address below IP.
    pub source: RawAddress,
    /// To whom.
    pub destination: RawAddress,
    /// Of what kind both addresses are.
    pub family: Family,
    /// What carries the payload.
    pub transport: Transport,
    /// Sender's port; the IP protocol number or EtherType (802.2: DSAP) where the transport has no ports.
    pub source_port: u16,
    /// Receiver's port, or the same number again.
    pub destination_port: u16,
    /// It goes to a group: by its address, or by its MAC address (directed broadcast).
    pub group: bool,
    /// Below IP, what the port numbers.
    pub numbers: Numbers,
    /// VLAN tags; inside an Ethernet tunnel those of the inner frame, behind the tunnel's own network number.
    pub vlans: VlanPath,
    /// MAC address of the sender, where the link has one.
    pub source_mac: Option<RawAddress>,
    /// Time to live or hop limit of a packet on this link; 0 below IP and in tunnels.
    pub hops: u8,
    /// TCP fields, where it is TCP.
    pub tcp: Tcp,
    /// Fragment fields, where it is a fragment.
    pub fragment: Option<Fragment>,
    /// It is one of two copies sent over two paths.
    pub copy: Option<Copy>,
    /// Where the payload starts in the frame.
    pub start: u32,
    /// Where it ends, as captured.
    pub end: u32,
    /// Payload bytes that were on the wire but not captured.
    pub missing: u32,
    /// Frame bytes that were on the wire but not captured.
    pub(crate) beyond: u32,
    /// Tunnels gone into.
    pub(super) tunnels: u8,
    /// Where the next frame of an aggregate begins; 0 where none follows.
    pub(super) next: u32,
}

/// What a number below IP is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// EtherTypes.
    #[default]
    EtherType,
    /// Service access points of 802.2 (DSAP).
    AccessPoint,
    /// None: a management frame of 802.11.
    Wlan,
}

/// One of two copies of a frame, by PRP or HSR (IEC 62439-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Counts the frames of its sender.
    pub sequence: u16,
    /// Which of the two networks or ring directions it came by.
    pub path: u8,
}

/// TCP fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tcp {
    /// Sequence number of the first payload byte (of SYN, where there is one).
    pub sequence: u32,
    /// Acknowledgement number.
    pub acknowledged: u32,
    /// Flags as on the wire.
    pub flags: u8,
}

impl Tcp {
    /// FIN.
    pub const FIN: u8 = 1;
    /// SYN.
    pub const SYN: u8 = 2;
    /// RST.
    pub const RST: u8 = 4;
    /// ACK.
    pub const ACK: u8 = 16;

    /// True where the flag is set.
    #[inline]
    pub fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// Fragment fields.
#[derive(Clone, Copy, Debug)]
pub struct Fragment {
    /// Identification.
    pub id: u32,
    /// Offset of its payload in the datagram's, in bytes.
    pub offset: u32,
    /// More fragments follow.
    pub more: bool,
    /// IP protocol of the datagram.
    pub protocol: u8,
}

impl Default for Headers {
    fn default() -> Self {
        Self {
            source: RawAddress::default(),
            destination: RawAddress::default(),
            family: Family::Mac,
            transport: Transport::Ethernet,
            source_port: 0,
            destination_port: 0,
            group: false,
            numbers: Numbers::EtherType,
            vlans: VlanPath::default(),
            source_mac: None,
            hops: 0,
            tcp: Tcp::default(),
            fragment: None,
            copy: None,
            start: 0,
            end: 0,
            missing: 0,
            beyond: 0,
            tunnels: 0,
            next: 0,
        }
    }
}

impl Headers {
    /// Where in the frame of the capture another begins, which [`super::further`] reads.
    #[inline]
    pub fn next(&self) -> Option<u32> {
        (self.next != 0).then_some(self.next)
    }

    /// Where the payload lies in the frame.
    #[inline]
    pub fn payload(&self) -> Range<usize> {
        let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        at(self.start)..at(self.end)
    }

    /// As they begin where a datagram was put together from fragments. A tunnel that is cut into fragments is not gone into:
    /// who is inside belongs to another shard than who is outside.
    pub(crate) fn reassembled() -> Self {
        Self { tunnels: u8::MAX, ..Self::default() }
    }

    #[inline]
    pub(super) fn beyond(&self) -> usize {
        usize::try_from(self.beyond).unwrap_or(usize::MAX)
    }

    /// Sets the payload to start at `start` and to have `length` bytes on the wire; what was captured may be less.
    #[inline(always)]
    pub(super) fn set_payload(&mut self, bytes: &[u8], start: usize, length: usize) {
        let captured = bytes.len().saturating_sub(start).min(length);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.start = number(start.min(bytes.len()));
        self.end = self.start.saturating_add(number(captured));
        self.missing = number(length.saturating_sub(captured));
    }
}
