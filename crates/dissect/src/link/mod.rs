//! From a frame to its headers: link, tags, tunnels, IP, transport. No state, no copy; a frame either has headers or a reason.

mod address;
mod cooked;
mod ethernet;
mod gre;
mod headers;
mod ip;
mod mpls;
mod overlay;
mod plain;
mod pppoe;
mod redundancy;
mod serial;
#[cfg(test)]
mod tests;
mod transport;
mod tunnel;
mod unread;
mod vlan;
mod wlan;

pub use address::{Family, RawAddress};
pub use headers::{Copy, Fragment, Headers, Numbers, Tcp};
pub use transport::transport;
pub use unread::Unread;
pub use vlan::VlanPath;

use crate::{Cursor, formats::LinkType};

/// Link types with a reader, by their LINKTYPE_ number.
pub fn is_known(link: LinkType) -> bool {
    matches!(link.0, 0 | 1 | 12 | 14 | 101 | 105 | 108 | 113 | 127 | 165 | 228 | 229 | 276)
}

/// Headers of a frame of which `bytes` were captured and `length` were on the wire.
pub fn decode(link: LinkType, bytes: &[u8], length: u32) -> Result<Headers, Unread> {
    let mut headers = Headers::default();
    decode_into(&mut headers, link, bytes, length).map(|()| headers)
}

/// Headers of a frame of the most common kind, in registers; none where it is of another, which [`decode`] reads as it reads this.
#[inline(always)]
pub fn plain(link: LinkType, bytes: &[u8], length: u32) -> Option<Headers> {
    if link.0 == 1 && beyond(bytes, length) == 0 { plain::ethernet(bytes) } else { None }
}

/// As [`plain`], of a frame with a protocol right behind the EtherType.
#[inline(always)]
pub fn plain_below_ip(link: LinkType, bytes: &[u8], length: u32) -> Option<Headers> {
    if link.0 == 1 && beyond(bytes, length) == 0 { plain::below_ip(bytes) } else { None }
}

/// As [`decode`], into headers used before: readers of many frames save the copy. Where it fails, they mean nothing.
#[inline]
pub fn decode_into(headers: &mut Headers, link: LinkType, bytes: &[u8], length: u32) -> Result<(), Unread> {
    *headers = Headers { beyond: beyond(bytes, length), ..Headers::default() };
    let outcome = match link.0 {
        1 => ethernet::ethernet(headers, bytes),
        12 | 14 | 101 | 228 | 229 => ip::either(headers, bytes, 0),
        0 | 108 => loopback(headers, bytes),
        105 => wlan::frame(headers, bytes, 0),
        113 => cooked::version1(headers, bytes),
        127 => wlan::radiotap(headers, bytes),
        165 => serial::mstp(headers, bytes),
        276 => cooked::version2(headers, bytes),
        _ => return Err(Unread::LinkType),
    };
    match outcome {
        // What is too short because the capture cut it is not the sender's fault.
        Err(Unread::Short | Unread::TcpHeader | Unread::UdpHeader) if headers.beyond > 0 => Err(Unread::Snap),
        outcome => outcome,
    }
}

/// Headers of the next frame of the aggregate that `headers` are of ([`Headers::next`]), into them. Where it fails, they mean nothing.
pub fn further(headers: &mut Headers, bytes: &[u8], length: u32) -> Result<(), Unread> {
    let at = usize::try_from(headers.next).unwrap_or(usize::MAX);
    *headers = Headers { beyond: beyond(bytes, length), ..Headers::default() };
    match wlan::aggregated(headers, bytes, at) {
        Err(Unread::Short) if headers.beyond > 0 => Err(Unread::Snap),
        outcome => outcome,
    }
}

/// Bytes that were on the wire but not captured.
fn beyond(bytes: &[u8], length: u32) -> u32 {
    length.saturating_sub(u32::try_from(bytes.len()).unwrap_or(u32::MAX))
}

/// BSD loopback: an address family in the byte order of whoever captured, then IP.
fn loopback(headers: &mut Headers, bytes: &[u8]) -> Result<(), Unread> {
    let word = Cursor::new(bytes).u32().ok_or(Unread::Short)?;
    match word.min(word.swap_bytes()) {
        2 | 24 | 28 | 30 => ip::either(headers, bytes, 4),
        _ => Err(Unread::LoopbackFamily),
    }
}
