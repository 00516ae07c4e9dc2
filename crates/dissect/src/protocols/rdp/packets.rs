//! Packets: TPKT with an X.224 header, fast-path, or a TLS record (MS-RDPBCGR, sections 2.2.1 and 2.2.9).

use std::ops::Range;

use crate::{Cursor, Framing, protocols::upgrade};

/// Bytes of the TPKT header.
const TPKT_BYTES: usize = 4;
/// Behind the TPKT header: length, code, two references, class.
const X224_FIXED_BYTES: usize = 7;
const COOKIE: &[u8] = b"Cookie: mstshash=";

/// A packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// Connection request.
    Request {
        /// Where the user name of the cookie stands.
        cookie: Option<Range<usize>>,
        /// It proposes protections.
        negotiates: bool,
        /// Nothing stands behind the ISO header.
        bare: bool,
    },
    /// Connection confirm; none: the server knows no negotiation.
    Confirm {
        /// What it says of protection.
        choice: Option<Choice>,
    },
    /// Data.
    Data(&'a [u8]),
    /// Another X.224 message.
    Other(u8),
    /// Fast-path input or output.
    Fast,
}

/// The server's answer on protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// One of the client's.
    Selected(u32),
    /// None of them will do.
    Failed,
}

/// Cuts packets by their length.
pub fn frame(bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    let total = match bytes {
        [3, 0, high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
        [3] | [3, 0, ..] => return Framing::Need(TPKT_BYTES),
        [first, ..] if first & 3 == 0 => match bytes.get(1..3) {
            Some([high, low]) if *high >= 0x80 => usize::from(u16::from_be_bytes([high & 0x7f, *low])),
            Some([short, _]) => usize::from(*short),
            _ => return Framing::Need(3),
        },
        // A record whose header is not whole yet.
        [20..=23, ..] if bytes.len() < 5 => return Framing::Need(5),
        [] => return Framing::Need(1),
        _ => return Framing::Lost,
    };
    match total {
        0..3 => Framing::Lost,
        n if n <= bytes.len() => Framing::Pdu(n),
        n => Framing::Need(n),
    }
}

impl<'a> Packet<'a> {
    /// Reads a packet, or as much of it as there is.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.first()? & 3 == 0 {
            return Some(Self::Fast);
        }
        let mut c = Cursor::new(bytes);
        let [3, 0] = c.array()? else { return None };
        let total = usize::from(c.u16()?);
        let header = usize::from(c.u8()?);
        match c.u8()? {
            0xf0 if header == 2 => {
                c.skip(1)?;
                Some(Self::Data(c.rest()))
            }
            code @ (0xe0 | 0xd0) if header >= X224_FIXED_BYTES - 1 => {
                // The whole packet is this header: ISO data never follows a request.
                let fits = total == header.checked_add(TPKT_BYTES + 1)?;
                c.skip(5)?;
                let at = c.position();
                let rest = c.rest().get(..total.saturating_sub(at)).unwrap_or(c.rest());
                match (fits, code) {
                    (false, _) => None,
                    (_, 0xe0) => Some(request(rest, at)),
                    _ => Some(Self::Confirm { choice: choice(rest) }),
                }
            }
            code => Some(Self::Other(code)),
        }
    }
}

fn request<'a>(rest: &[u8], at: usize) -> Packet<'a> {
    let line = rest.windows(2).position(|w| w == b"\r\n").and_then(|end| rest.split_at_checked(end.saturating_add(2)));
    let (line, behind) = line.filter(|(l, _)| l.starts_with(b"Cookie: ")).unwrap_or((&[], rest));
    let cookie = line.strip_prefix(COOKIE).map(|user| {
        let start = at.saturating_add(COOKIE.len());
        start..start.saturating_add(user.len().saturating_sub(2))
    });
    Packet::Request { cookie, negotiates: matches!(behind, [1, _, 8, 0, ..]), bare: rest.is_empty() }
}

fn choice(rest: &[u8]) -> Option<Choice> {
    match *rest.first_chunk::<8>()? {
        [2, _, 8, 0, selected @ ..] => Some(Choice::Selected(u32::from_le_bytes(selected))),
        [3, _, 8, 0, ..] => Some(Choice::Failed),
        _ => None,
    }
}

/// Encryption of standard security, as the server's connect response says: method and level (section 2.2.1.4.3).
pub fn encryption(data: &[u8]) -> Option<(u32, u32)> {
    // MCS connect response; the blocks of the server begin with the one about its version.
    let [0x7f, 0x66, ..] = data else { return None };
    let start = data.windows(4).position(|w| matches!(w, [0x01, 0x0c, 8 | 12 | 16, 0]))?;
    let mut c = Cursor::new(data.get(start..)?);
    loop {
        let (kind, length) = (c.u16_le()?, c.u16_le()?);
        let mut body = c.sub(usize::from(length).checked_sub(4)?)?;
        if kind == 0x0c02 {
            return Some((body.u32_le()?, body.u32_le()?));
        }
    }
}
