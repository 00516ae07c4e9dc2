//! The association envelope and the services in it.

use crate::Cursor;
use crate::protocols::ber;

/// Application tag of a message.
const MESSAGE: u8 = 0x60;
/// Elements of a message: called and calling title, invocation ids of both, authentication, user information.
const CALLED_ID: u8 = 0xA4;
const CALLING_ID: u8 = 0xA8;
const USER_INFORMATION: u8 = 0xBE;
const ELEMENTS: [u8; 9] = [0xA1, 0xA2, CALLED_ID, 0xA6, 0xA7, CALLING_ID, 0xAC, 0xAB, USER_INFORMATION];
const EXTERNAL: u8 = 0x28;
const CONTENT: u8 = 0x81;
/// Flags of the control byte.
const ALWAYS: u8 = 0x80;
const HAS_CLASS: u8 = 0x10;
const AUTHENTICATION_CODE: usize = 4;

/// How services are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    None,
    /// A code proves who sent them.
    Authenticated,
    /// Enciphered, with a code.
    Enciphered,
}

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The invocation a response belongs to, or the message's own.
    pub invocation: u32,
    /// It names the invocation it answers.
    pub answers: bool,
    pub protection: Protection,
    services: &'a [u8],
    /// Offset of the services in the message.
    at: usize,
}

impl<'a> Envelope<'a> {
    /// Reads a whole message.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut elements = ber::Reader::new(bytes).expect(MESSAGE)?.inside();
        let (mut called, mut calling) = (None, None);
        loop {
            let element = elements.next().filter(|e| ELEMENTS.contains(&e.tag))?;
            match element.tag {
                CALLED_ID => called = element.inside().next(),
                CALLING_ID => calling = element.inside().next(),
                USER_INFORMATION => {
                    let content = element.inside().expect(EXTERNAL)?.inside().expect(CONTENT)?;
                    let number = |id: ber::Element<'_>| id.body.iter().fold(0, |sum, b| sum << 8 | u32::from(*b));
                    let invocation = called.or(calling).map_or(0, number);
                    return Self::of(content, invocation, called.is_some());
                }
                _ => {}
            }
        }
    }

    /// Control byte, device class where it has one, services, and their code where they are protected.
    fn of(content: ber::Element<'a>, invocation: u32, answers: bool) -> Option<Self> {
        let mut c = Cursor::new(content.body);
        let control = c.u8().filter(|control| control & ALWAYS != 0)?;
        let protection = match control >> 2 & 3 {
            0 => Protection::None,
            1 => Protection::Authenticated,
            2 => Protection::Enciphered,
            _ => return None,
        };
        if control & HAS_CLASS != 0 {
            c.skip(4)?;
        }
        let at = content.at.saturating_add(c.position());
        let code = if protection == Protection::None { 0 } else { AUTHENTICATION_CODE };
        let services = c.take(c.left().checked_sub(code)?)?;
        Some(Self { invocation, answers, protection, services, at })
    }

    /// Each service with its offset in the message.
    pub fn services(&self) -> impl Iterator<Item = (usize, &'a [u8])> + use<'a> {
        let (mut c, base) = (Cursor::new(self.services), self.at);
        std::iter::from_fn(move || {
            let length = match c.u8()? {
                short @ 0..=0x7F => usize::from(short),
                0x81 => usize::from(c.u8()?),
                0x82 => usize::from(c.u16()?),
                _ => return None,
            };
            let at = base.saturating_add(c.position());
            Some((at, c.take(length)?))
        })
    }
}
