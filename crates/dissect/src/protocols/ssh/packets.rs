//! One direction of a connection until its keys change: a line, then packets with readable lengths (RFC 4253, section 6).

use crate::Cursor;

/// Algorithm lists.
pub const KEXINIT: u8 = 20;
/// From here on encrypted.
pub const NEWKEYS: u8 = 21;
/// Longest identification line, its end included (section 4.2).
const LINE_BYTES_MAX: usize = 255;
/// Longest packet every implementation must take (section 6.1).
const PACKET_BYTES_MAX: usize = 35_000;
const KEXINIT_LISTS: usize = 10;
const COOKIE_BYTES: usize = 16;

/// Where a direction stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Before the end of the identification line.
    #[default]
    Line,
    /// Packets in the clear.
    Packets,
    /// Encrypted.
    Encrypted,
    /// Lost, or SSH 1: nothing more is read.
    Blind,
}

/// Bytes of one direction that do not yet make a line or a packet.
#[derive(Debug, Default)]
pub struct Half {
    /// Where it stands.
    pub phase: Phase,
    held: Vec<u8>,
}

/// What was read.
#[derive(Debug)]
pub enum Item<'a> {
    /// The identification line, without its end.
    Line(&'a [u8]),
    /// A message: its number and what follows.
    Message(u8, &'a [u8]),
    /// Something that is neither.
    Wrong(&'static str),
}

impl Half {
    /// Adds bytes and gives each item that is whole to `each`. True where bytes were left that cannot be read.
    pub fn read(&mut self, bytes: &[u8], mut each: impl FnMut(Item<'_>) -> Phase) -> bool {
        if matches!(self.phase, Phase::Encrypted | Phase::Blind) {
            return !bytes.is_empty();
        }
        let mut held = std::mem::take(&mut self.held);
        held.extend_from_slice(bytes);
        let mut used = 0;
        while let Some(rest) = held.get(used..).filter(|r| !r.is_empty()) {
            let step = match self.phase {
                Phase::Line => line(rest),
                Phase::Packets => packet(rest),
                Phase::Encrypted | Phase::Blind => return true,
            };
            let Some((length, item)) = step else { break };
            used = used.saturating_add(length);
            self.phase = match item {
                Item::Wrong(_) => {
                    each(item);
                    Phase::Blind
                }
                item => each(item),
            };
        }
        held.drain(..used.min(held.len()));
        self.held = held;
        false
    }

    /// What is held is void.
    pub fn lose(&mut self) {
        *self = Self { phase: Phase::Blind, held: Vec::new() };
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.held.capacity()
    }
}

/// A server may send other lines before its identification.
fn line(bytes: &[u8]) -> Option<(usize, Item<'_>)> {
    let Some(end) = bytes.iter().take(LINE_BYTES_MAX).position(|b| *b == b'\n') else {
        return (bytes.len() >= LINE_BYTES_MAX).then_some((bytes.len(), Item::Wrong("ssh-line-too-long")));
    };
    Some((end.saturating_add(1), Item::Line(bytes.get(..end)?.trim_ascii_end())))
}

fn packet(bytes: &[u8]) -> Option<(usize, Item<'_>)> {
    let mut c = Cursor::new(bytes);
    let length = usize::try_from(c.u32()?).ok()?;
    if !(5..=PACKET_BYTES_MAX).contains(&length) {
        return Some((bytes.len(), Item::Wrong("ssh-packet-length")));
    }
    let mut body = c.sub(length)?;
    let total = length.saturating_add(4);
    let Some((padding, code)) = body.u8().zip(body.u8()) else { return Some((total, Item::Wrong("ssh-packet"))) };
    let payload = body.left().checked_sub(usize::from(padding)).and_then(|n| body.take(n));
    Some((total, payload.map_or(Item::Wrong("ssh-padding"), |payload| Item::Message(code, payload))))
}

/// The ten lists of a KEXINIT: key exchange, host key, ciphers, codes and compressions both ways, languages.
pub fn lists(payload: &[u8]) -> Option<[&[u8]; KEXINIT_LISTS]> {
    let mut c = Cursor::new(payload);
    c.skip(COOKIE_BYTES)?;
    let mut lists: [&[u8]; KEXINIT_LISTS] = [&[]; KEXINIT_LISTS];
    for list in &mut lists {
        let length = usize::try_from(c.u32()?).ok()?;
        *list = c.take(length)?;
    }
    Some(lists)
}
