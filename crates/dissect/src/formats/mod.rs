//! Capture files as bytes: what format they have, and where their frames lie.
//!
//! A [`Reader`] is given the bytes from a record's start and says what stands there; it copies nothing and keeps only the
//! state of the file (byte order, interfaces). Whoever reads keeps a buffer, drops what was used and asks again.

mod damage;
mod pcap;
mod pcapng;

pub use damage::{Damage, diagnose_unknown};

use ringwall_model::Instant;

/// Longest record that is held in one piece, in bytes. Formats allow no packet beyond 256 KiB; a longer record is damage.
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// Bytes from which a format can be told.
pub const HEAD_BYTES: usize = 32;

/// A link type as the capture formats number it (LINKTYPE_*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u16);

/// A frame within the bytes a reader was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// When it was captured.
    pub time: Instant,
    /// Length on the wire, without a frame check sequence that the file tells of.
    pub length: u32,
    /// What it begins with.
    pub link: LinkType,
    /// Offset of its first byte.
    pub at: usize,
    /// Bytes captured.
    pub captured: usize,
    /// Bytes of the whole record, with its header and padding.
    pub used: usize,
}

/// How much is to be found: a number of frames, and of bytes captured of them.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Frames.
    pub frames: usize,
    /// Bytes.
    pub bytes: usize,
}

impl Room {
    /// Takes a frame's part.
    #[inline]
    pub fn take(&mut self, record: &Record) {
        self.frames = self.frames.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(record.captured);
    }

    /// True where there is none left.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.frames == 0 || self.bytes == 0
    }
}

/// What stands at the start of the bytes given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A frame.
    Frame(Record),
    /// Nothing for us: this many bytes may be passed over, perhaps more than were given.
    Pass(usize),
    /// At least this many bytes in all are needed to tell.
    More(usize),
    /// What stands here cannot be read, nor can what follows.
    Damaged(Damage),
}

/// Reads one capture. Made from its first bytes.
#[derive(Debug)]
pub enum Reader {
    /// Classic pcap.
    Pcap(pcap::Pcap),
    /// pcapng.
    Pcapng(pcapng::Pcapng),
}

impl Reader {
    /// A reader for the format that `head`, the first [`HEAD_BYTES`] bytes (fewer where the file is shorter), belongs to.
    pub fn detect(head: &[u8]) -> Option<Self> {
        pcap::Pcap::detect(head).map(Self::Pcap).or_else(|| pcapng::Pcapng::detect(head).map(Self::Pcapng))
    }

    /// What stands at the start of `bytes`.
    #[inline]
    pub fn step(&mut self, bytes: &[u8]) -> Step {
        match self {
            Self::Pcap(pcap) => pcap.step(bytes),
            Self::Pcapng(pcapng) => pcapng.step(bytes),
        }
    }

    /// Adds frames that lie whole in `bytes`, which stand at `base`, while there is room; gives the bytes they take.
    /// What it stops at, [`Reader::step`] tells.
    pub fn frames(&mut self, bytes: &[u8], base: usize, found: &mut Vec<Record>, room: &mut Room) -> usize {
        match self {
            Self::Pcap(pcap) => pcap.frames(bytes, base, found, room),
            Self::Pcapng(_) => 0,
        }
    }

    /// Frames the capturing system says it dropped, where the file has said so.
    pub fn dropped(&self) -> Option<u64> {
        match self {
            Self::Pcap(_) => None,
            Self::Pcapng(pcapng) => pcapng.dropped(),
        }
    }
}

/// Reads integers in the byte order of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    #[default]
    Little,
    Big,
}

impl Order {
    #[inline]
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    #[inline]
    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    pub(crate) fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        }
    }
}

/// Length and captured bytes of a frame behind which stand `check` bytes of a frame check sequence.
#[inline]
pub(crate) fn without_check(length: u32, captured: usize, check: u32) -> (u32, usize) {
    let length = length.saturating_sub(check);
    (length, captured.min(size(length)))
}

/// A length from a file as a size in memory.
#[inline]
pub(crate) fn size(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
