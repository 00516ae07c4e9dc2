//! Why a frame was not understood.

/// A reason, by which unread frames are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Unread {
    /// The capture has a link type without a reader.
    LinkType,
    /// A header is longer than the frame.
    Short,
    /// The capture was taken with a snap length that cuts headers.
    Snap,
    /// A loopback frame of an address family other than IP.
    LoopbackFamily,
    /// Neither an EtherType nor a length.
    EtherType,
    /// IP version, header length or total length cannot be.
    IpHeader,
    /// Too many IPv6 extension headers.
    IpExtensions,
    /// A TCP header that cannot be.
    TcpHeader,
    /// A UDP header that cannot be.
    UdpHeader,
    /// A fragment that cannot be.
    Fragment,
    /// A fragment whose datagram was never whole.
    FragmentIncomplete,
}

impl Unread {
    /// All reasons.
    pub const ALL: [Self; 11] = [
        Self::LinkType,
        Self::Short,
        Self::Snap,
        Self::LoopbackFamily,
        Self::EtherType,
        Self::IpHeader,
        Self::IpExtensions,
        Self::TcpHeader,
        Self::UdpHeader,
        Self::Fragment,
        Self::FragmentIncomplete,
    ];

    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::LinkType => "link-type-unknown",
            Self::Short => "frame-too-short",
            Self::Snap => "cut-by-snap-length",
            Self::LoopbackFamily => "loopback-family-unknown",
            Self::EtherType => "ethertype-invalid",
            Self::IpHeader => "ip-header-invalid",
            Self::IpExtensions => "ip-extensions-too-many",
            Self::TcpHeader => "tcp-header-invalid",
            Self::UdpHeader => "udp-header-invalid",
            Self::Fragment => "fragment-invalid",
            Self::FragmentIncomplete => "fragment-incomplete",
        }
    }
}
