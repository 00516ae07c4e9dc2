//! Messages in frames of MS/TP.

use std::borrow::Cow;
use std::ops::Range;

use crate::mstp::{HEADER, Header, decoded};

/// What a frame carries.
pub struct Carried<'a> {
    /// The message, from its network layer on.
    pub message: Cow<'a, [u8]>,
    /// Where it stands in the frame, coded or as it is.
    pub place: Range<usize>,
    /// The place of none of its bytes is known: a code stands for them.
    pub is_coded: bool,
}

/// The message of a frame.
pub fn carried(frame: &[u8]) -> Option<Carried<'_>> {
    let header = Header::read(frame)?.ok().filter(|header| header.is_bacnet())?;
    let data = header.data(frame)?;
    let is_coded = header.is_coded();
    let message = if is_coded { Cow::Owned(decoded(data)?) } else { Cow::Borrowed(data) };
    Some(Carried { message, place: HEADER..HEADER.saturating_add(data.len()), is_coded })
}
