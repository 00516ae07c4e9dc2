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
    /// An 802.11 header that cannot be.
    WlanHeader,
    /// An 802.11 data frame that is encrypted.
    WlanProtected,
    /// A frame of 802.11 that only steers the medium, or carries no data.
    WlanControl,
    /// A piece of an 802.11 frame.
    WlanPieces,
    /// No frame of MS/TP: the check of its header does not fit.
    MstpHeader,
    /// A frame of MS/TP whose data were disturbed: their check does not fit.
    MstpData,
}

impl Unread {
    /// All reasons.
    pub const ALL: [Self; 17] = [
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
        Self::WlanHeader,
        Self::WlanProtected,
        Self::WlanControl,
        Self::WlanPieces,
        Self::MstpHeader,
        Self::MstpData,
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
            Self::WlanHeader => "wlan-header-invalid",
            Self::WlanProtected => "wlan-frame-encrypted",
            Self::WlanControl => "wlan-frame-without-data",
            Self::WlanPieces => "wlan-frame-fragmented",
            Self::MstpHeader => "mstp-header-invalid",
            Self::MstpData => "mstp-data-invalid",
        }
    }
}
