//! The header that GOOSE and sampled values have in common (IEC 61850-8-1 and 9-2): application id, length, two reserved words.

use crate::{Cursor, Direction, Framing};

/// Length of the header.
pub(super) const HEADER: usize = 8;

/// Application id, and the length of the message with its header.
pub(super) fn header(bytes: &[u8]) -> Option<(u16, usize)> {
    let mut c = Cursor::new(bytes);
    let application = c.u16()?;
    let length = usize::from(c.u16()?);
    (length > HEADER).then_some((application, length))
}

/// Cuts bytes by the length in their header.
pub(super) fn frame(_: Direction, bytes: &[u8]) -> Framing {
    match header(bytes) {
        None if bytes.len() < HEADER => Framing::Need(HEADER),
        None => Framing::Lost,
        Some((_, total)) if total > bytes.len() => Framing::Need(total),
        Some((_, total)) => Framing::Pdu(total),
    }
}
