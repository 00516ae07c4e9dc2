//! One direction: lines of a header section, then a body passed over. Segments end anywhere.

use std::ops::Range;

use super::headers::{self, Fields};

/// Longest line that is kept whole; of a longer one only the beginning is looked at.
pub const LINE_BYTES_MAX: usize = 4_096;
/// Longest header section.
const SECTION_BYTES_MAX: usize = 16_384;

/// Where a direction stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Before a message. After a loss, whatever is no start line is passed over.
    #[default]
    Start,
    /// In the header section.
    Fields,
    /// In a body, so many bytes before its end.
    Body(u64),
    /// Before the size of a chunk.
    ChunkSize,
    /// In a chunk and the line end behind it.
    Chunk(u64),
    /// Behind the last chunk.
    Trailer,
    /// Nothing more is read.
    Blind,
}

/// A direction.
#[derive(Debug, Default)]
pub struct Half {
    /// Where it stands.
    pub phase: Phase,
    /// What the fields of the current message say.
    pub fields: Fields,
    /// Bytes were lost: what is no start line is no mistake.
    pub lost: bool,
    held: Vec<u8>,
    section_bytes: usize,
}

/// A piece of the stream.
#[derive(Debug)]
pub enum Piece<'a> {
    /// A line, whole or as far as it goes, and where its bytes of this segment stand.
    Line {
        /// From its beginning, in this segment or before.
        text: &'a [u8],
        /// Its bytes in this segment.
        at: Range<usize>,
        /// It goes on in the next segment.
        unfinished: bool,
    },
    /// Bytes of a body, and where they stand.
    Body(&'a [u8], Range<usize>),
}

impl Half {
    /// The next piece at `at` of a segment; `each` says where the direction stands behind it. Gives the next offset.
    pub fn step(&mut self, bytes: &[u8], at: usize, each: impl FnOnce(&mut Self, Piece<'_>)) -> Option<usize> {
        let rest = bytes.get(at..).filter(|r| !r.is_empty())?;
        match self.phase {
            Phase::Blind => None,
            Phase::Body(left) | Phase::Chunk(left) => {
                let taken = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
                let end = at.saturating_add(taken);
                self.phase = self.behind(left.saturating_sub(u64::try_from(taken).unwrap_or(u64::MAX)));
                each(self, Piece::Body(rest.get(..taken)?, at..end));
                Some(end)
            }
            _ => {
                let end = rest.iter().position(|b| *b == b'\n');
                let taken = end.map_or(rest.len(), |n| n.saturating_add(1));
                self.line(rest.get(..taken)?, at, end.is_none(), each);
                Some(at.saturating_add(taken))
            }
        }
    }

    fn behind(&self, left: u64) -> Phase {
        match (self.phase, left) {
            (Phase::Chunk(_), 0) => Phase::ChunkSize,
            (Phase::Chunk(_), n) => Phase::Chunk(n),
            (_, 0) => Phase::Start,
            (_, n) => Phase::Body(n),
        }
    }

    fn line(&mut self, piece: &[u8], at: usize, unfinished: bool, each: impl FnOnce(&mut Self, Piece<'_>)) {
        self.section_bytes = self.section_bytes.saturating_add(piece.len());
        let range = at..at.saturating_add(piece.len());
        if self.held.is_empty() && !unfinished {
            return self.whole(Piece::Line { text: piece, at: range, unfinished }, each);
        }
        let mut held = std::mem::take(&mut self.held);
        let room = LINE_BYTES_MAX.saturating_sub(held.len());
        held.extend_from_slice(piece.get(..room).unwrap_or(piece));
        self.whole(Piece::Line { text: &held, at: range, unfinished }, each);
        if unfinished && self.phase != Phase::Blind {
            self.held = held;
        }
    }

    fn whole(&mut self, piece: Piece<'_>, each: impl FnOnce(&mut Self, Piece<'_>)) {
        each(self, piece);
        if self.phase == Phase::Start {
            self.section_bytes = 0;
        } else if self.section_bytes > SECTION_BYTES_MAX {
            self.phase = Phase::Blind;
        }
    }

    /// The header section ended: what follows. `bodiless` where the message has no body whatever its fields say.
    pub fn section_ends(&mut self, bodiless: bool, until_close: bool) {
        self.section_bytes = 0;
        self.phase = match self.fields {
            _ if bodiless => Phase::Start,
            Fields { chunked: true, .. } => Phase::ChunkSize,
            Fields { length: Some(0), .. } => Phase::Start,
            Fields { length: Some(n), .. } => Phase::Body(n),
            _ if until_close => Phase::Blind,
            _ => Phase::Start,
        };
    }

    /// A line before or behind a chunk.
    pub fn chunk_line(&mut self, line: &[u8]) {
        self.section_bytes = 0;
        self.phase = match (self.phase, headers::chunk_size(line)) {
            (Phase::ChunkSize, Some(0)) => Phase::Trailer,
            (Phase::ChunkSize, Some(n)) => Phase::Chunk(n.saturating_add(2)),
            (Phase::Trailer, _) if line.trim_ascii().is_empty() => Phase::Start,
            (Phase::Trailer, _) => Phase::Trailer,
            _ => {
                self.lost = true;
                Phase::Start
            }
        };
    }

    /// Bytes are missing.
    pub fn lose(&mut self) {
        let blind = self.phase == Phase::Blind;
        *self = Self { phase: if blind { Phase::Blind } else { Phase::Start }, lost: true, ..Self::default() };
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.held.capacity()
    }
}
