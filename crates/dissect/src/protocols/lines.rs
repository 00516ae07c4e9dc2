//! Protocols of lines: one is cut at its newline; where TLS took over, at the end of a record.

use super::upgrade;
use crate::Framing;

/// Longest line that is read.
pub const LINE_BYTES_MAX: usize = 2_048;

/// A line or a TLS record.
pub fn frame(bytes: &[u8]) -> Framing {
    if let Some(framing) = upgrade::frame(bytes) {
        return framing;
    }
    match bytes.iter().take(LINE_BYTES_MAX).position(|b| *b == b'\n') {
        Some(end) => Framing::Pdu(end.saturating_add(1)),
        None if bytes.len() >= LINE_BYTES_MAX => Framing::Lost,
        None => Framing::Need(bytes.len().saturating_add(1)),
    }
}

/// Behind the next newline.
pub fn resync(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| *b == b'\n').map(|at| at.saturating_add(1))
}

/// True when `text` holds `word`, in any case.
pub fn contains(text: &[u8], word: &[u8]) -> bool {
    !word.is_empty() && text.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word))
}

/// The first word of a line, what stands behind the blank after it, and where.
pub fn word(line: &[u8]) -> (&[u8], &[u8], usize) {
    let end = line.iter().position(|b| *b == b' ').unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end).unwrap_or((line, &[]));
    (word, rest.get(1..).unwrap_or_default(), end.saturating_add(1).min(line.len()))
}
