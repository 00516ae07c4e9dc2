//! The header, the options and what they say (RFC 7252, section 3).

use crate::Cursor;

const OBSERVE: u32 = 6;
const URI_PATH: u32 = 11;
/// Highest option number registered that a message is believed with.
const NUMBER_MAX: u32 = 2100;
const PAYLOAD: u8 = 0xFF;
const ACKNOWLEDGEMENT: u8 = 2;
const RESET: u8 = 3;

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Class and detail.
    pub code: u8,
    pub id: u16,
    pub token: &'a [u8],
    /// Options it carries.
    pub options: usize,
    /// It asks for, or is part of, an observation.
    pub observes: bool,
    /// It asks for the list of resources.
    pub lists: bool,
}

impl<'a> Message<'a> {
    /// Reads a message to its end.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        let first = c.u8().filter(|b| b >> 6 == 1)?;
        let (code, id) = (c.u8()?, c.u16()?);
        let token = c.take(usize::from(first & 15)).filter(|t| t.len() <= 8)?;
        let known = match code >> 5 {
            0 => code <= 7,
            2 => code & 31 <= 5 || code & 31 == 31,
            4 => code & 31 <= 15 || matches!(code & 31, 22 | 29),
            5 => code & 31 <= 8,
            _ => false,
        };
        let bare = code != 0 || bytes.len() == 4;
        // An acknowledgement asks for nothing, and a reset is empty.
        let fits = match first >> 4 & 3 {
            ACKNOWLEDGEMENT => code == 0 || code > 31,
            RESET => code == 0,
            _ => true,
        };
        (known && bare && fits).then_some(())?;
        let mut message = Self { code, id, token, options: 0, observes: false, lists: false };
        message.read_options(c)?;
        Some(message)
    }

    fn read_options(&mut self, mut c: Cursor<'a>) -> Option<()> {
        let (mut number, mut path) = (0_u32, [&[][..]; 2]);
        let mut parts = 0;
        while let Some(first) = c.u8() {
            if first == PAYLOAD {
                return (!c.is_empty()).then_some(());
            }
            number = number.checked_add(extended(first >> 4, &mut c)?).filter(|n| *n <= NUMBER_MAX)?;
            let length = extended(first & 15, &mut c)?;
            let value = c.take(usize::try_from(length).ok()?)?;
            self.options = self.options.saturating_add(1);
            self.observes |= number == OBSERVE && value.iter().all(|b| *b == 0) | (self.code >> 5 == 2);
            if number == URI_PATH {
                if let Some(part) = path.get_mut(parts) {
                    *part = value;
                }
                parts = parts.saturating_add(1);
            }
        }
        self.lists = parts == 2 && path == [&b".well-known"[..], b"core"];
        Some(())
    }
}

/// Small numbers stand for themselves; larger ones follow in one or two bytes.
fn extended(nibble: u8, c: &mut Cursor<'_>) -> Option<u32> {
    match nibble {
        13 => Some(u32::from(c.u8()?).saturating_add(13)),
        14 => Some(u32::from(c.u16()?).saturating_add(269)),
        15 => None,
        small => Some(small.into()),
    }
}
