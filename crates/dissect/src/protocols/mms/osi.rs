//! What lies between transport and MMS: session (X.225), presentation (X.226) and association control (X.227).

use std::ops::Range;

use crate::Cursor;
use crate::protocols::long_ber::{self, Element, Reader};

/// Session messages.
pub const CONNECT: u8 = 13;
pub const ACCEPT: u8 = 14;
pub const FINISH: u8 = 9;
pub const DISCONNECT: u8 = 10;
pub const REFUSE: u8 = 12;
pub const ABORT: u8 = 25;
/// Give tokens and data transfer, both without parameters: before every message of an open session.
const DATA: [u8; 4] = [1, 0, 1, 0];
/// Parameters that hold user data.
const USER_DATA: u8 = 193;
const EXTENDED_USER_DATA: u8 = 194;
/// Session parameters looked at.
const PARAMETERS_MAX: usize = 32;
/// The abstract syntax of MMS, 1.0.9506.2.1, and of MMS in an association, 1.0.9506.2.3.
const MMS_SYNTAX: [[u8; 5]; 2] = [[0x28, 0xCA, 0x22, 2, 1], [0x28, 0xCA, 0x22, 2, 3]];

/// A message without what was around it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Peeled<'a> {
    /// The session message; none for data, or where there is no session.
    pub session: Option<u8>,
    /// The association message.
    pub association: Option<Element<'a>>,
    /// The MMS message.
    pub message: Option<Element<'a>>,
    user_data: &'a [u8],
}

impl Peeled<'_> {
    /// It opens an association and names MMS.
    pub fn names_mms(&self) -> bool {
        matches!(self.session, Some(CONNECT | ACCEPT))
            && (self.message.is_some_and(|m| matches!(m.first, 0xA8 | 0xA9))
                || self.user_data.windows(5).any(|w| MMS_SYNTAX.iter().any(|syntax| w == syntax)))
    }

    /// Where an association's readable password stands.
    pub fn password(&self) -> Option<Range<usize>> {
        let value = self.association?.inside().find(0xAC)?.inside().next()?;
        (value.first == 0x80).then(|| value.range())
    }

    /// An association that proves who asks in any way.
    pub fn authenticates(&self) -> bool {
        self.association.is_some_and(|a| a.inside().find(0xAC).is_some())
    }

    /// Result of an association's answer: 0 where it was accepted.
    pub fn result(&self) -> Option<u32> {
        self.association?.inside().find(0xA2)?.inside().next()?.integer()
    }
}

/// Takes off the layers; none where these are not they.
pub fn peel(bytes: &[u8]) -> Option<Peeled<'_>> {
    if let Some(data) = bytes.strip_prefix(&DATA) {
        return Some(presentation(Peeled { user_data: data, ..Peeled::default() }, Reader::new(data, DATA.len())));
    }
    match *bytes.first()? {
        kind @ (CONNECT | ACCEPT | FINISH | DISCONNECT | REFUSE | ABORT) => {
            let (user_data, at) = user_data(bytes)?;
            let peeled = Peeled { session: Some(kind), user_data, ..Peeled::default() };
            Some(presentation(peeled, Reader::new(user_data, at)))
        }
        // No session: the message itself.
        0xA0..=0xAD | 0x85 | 0x86 | 0x8B | 0x8C if long_ber::total(bytes) == Some(bytes.len()) => {
            Some(Peeled { message: Reader::new(bytes, 0).next(), user_data: bytes, ..Peeled::default() })
        }
        _ => None,
    }
}

/// User data of a session message, and where they stand; empty where it has none.
fn user_data(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let mut c = Cursor::new(bytes);
    c.skip(1)?;
    let length = item_length(&mut c)?;
    let start = c.position();
    let mut parameters = c.sub(length.min(c.left()))?;
    for _ in 0..PARAMETERS_MAX {
        let Some(code) = parameters.u8() else { break };
        let length = item_length(&mut parameters)?;
        let at = start.saturating_add(parameters.position());
        let value = parameters.take(length.min(parameters.left()))?;
        if matches!(code, USER_DATA | EXTENDED_USER_DATA) {
            return Some((value, at));
        }
    }
    Some((&[], start))
}

/// One byte, or two behind a byte of ones.
fn item_length(c: &mut Cursor<'_>) -> Option<usize> {
    match c.u8()? {
        0xFF => c.u16().map(usize::from),
        short => Some(usize::from(short)),
    }
}

/// Opening or data of the presentation, then what the first value in it is.
fn presentation<'a>(mut peeled: Peeled<'a>, mut reader: Reader<'a>) -> Peeled<'a> {
    let value = reader.next().and_then(|outer| match outer.first {
        0x31 => outer.inside().find(0xA2)?.inside().find(0x61),
        0x61 => Some(outer),
        _ => None,
    });
    let inner = value.and_then(|v| v.inside().find(0x30)?.inside().find(0xA0)?.inside().next());
    match inner {
        Some(association) if matches!(association.first, 0x60..=0x64) => {
            peeled.association = Some(association);
            peeled.message = carried(association);
        }
        other => peeled.message = other,
    }
    peeled
}

/// The message in the user information of an association.
fn carried(association: Element<'_>) -> Option<Element<'_>> {
    association.inside().find(0xBE)?.inside().find(0x28)?.inside().find(0xA0)?.inside().next()
}
