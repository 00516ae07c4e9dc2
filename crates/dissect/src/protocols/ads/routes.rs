//! Datagrams of the AMS router: who is there, and routes to let in, with user and password.

use ringwall_model::{Attribute, Confidence, SecretKind, Security, Stage};

use crate::protocols::credentials::Typed;
use crate::protocols::told::Told;
use crate::recent::Recent;
use crate::{Answered, Cursor, Object, Pdu, Sink, Subject};

use super::frames::Station;
use super::{functions, identity};

const MAGIC: u32 = 0x7114_6603;
const RESPONSE: u32 = 0x8000_0000;
const ADD_ROUTE: u32 = 6;
/// Tags read from one datagram.
const TAGS_MAX: usize = 32;

const TAG_STATUS: u16 = 1;
const TAG_PASSWORD: u16 = 2;
const TAG_RUNTIME: u16 = 3;
const TAG_SYSTEM: u16 = 4;
const TAG_HOST: u16 = 5;
const TAG_USER: u16 = 13;

/// A datagram.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    invoke: u32,
    service: u32,
    source: Station,
    count: u32,
    tags: Cursor<'a>,
}

impl<'a> Datagram<'a> {
    /// Magic number, invoke id, service, who sends, number of tags.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        c.u32_le().filter(|magic| *magic == MAGIC)?;
        let (invoke, service) = (c.u32_le()?, c.u32_le()?);
        Some(Self { invoke, service, source: Station::read(&mut c)?, count: c.u32_le()?, tags: c })
    }

    /// Number, place and content of each tag.
    fn tags(&self) -> impl Iterator<Item = (u16, usize, &'a [u8])> + use<'a> {
        let mut c = self.tags;
        let count = usize::try_from(self.count).unwrap_or(TAGS_MAX).min(TAGS_MAX);
        (0..count).map_while(move |_| {
            let (tag, length) = (c.u16_le()?, c.u16_le()?);
            Some((tag, c.position(), c.take(usize::from(length))?))
        })
    }
}

/// Routes asked for, by invoke id: whether the log-in is one a maker ships.
#[derive(Debug)]
pub struct Routes {
    asked: Recent<u32, bool>,
    told: Told,
    sides: bool,
}

impl Default for Routes {
    fn default() -> Self {
        Self { asked: Recent::new(8), told: Told::default(), sides: false }
    }
}

impl Routes {
    /// Reads a datagram.
    pub fn datagram(&mut self, datagram: &Datagram<'_>, pdu: &Pdu<'_>, out: &mut Sink<'_>) {
        let service = datagram.service & !RESPONSE;
        let is_response = datagram.service & RESPONSE != 0;
        let call = functions::router_call(service);
        // An invoke id is often 0, which as a tag means the oldest.
        let tag = service << 16 | datagram.invoke & 0xFFFF;
        if !std::mem::replace(&mut self.sides, true) {
            out.initiator_sends(if is_response { pdu.direction.reverse() } else { pdu.direction });
        }
        if !is_response {
            self.request(datagram, service, out);
            return out.request(call, tag, Object::NONE);
        }
        out.native(datagram.source.native());
        let refused = datagram.tags().any(|(tag, _, value)| tag == TAG_STATUS && value.iter().any(|b| *b != 0));
        out.answer(tag, Some(call), if refused { Answered::Refused } else { Answered::Accepted });
        if service == ADD_ROUTE {
            self.let_in(datagram, refused, out);
        }
        for (tag, _, value) in datagram.tags() {
            match tag {
                TAG_HOST => {
                    let name = identity::until_zero(value);
                    out.identity(Subject::Sender, Attribute::Hostname, name, Confidence::High);
                }
                TAG_SYSTEM => identity::operating_system(Cursor::new(value), out),
                TAG_RUNTIME => identity::runtime(Cursor::new(value), out),
                _ => {}
            }
        }
    }

    /// A password is compared and forgotten.
    fn request(&mut self, datagram: &Datagram<'_>, service: u32, out: &mut Sink<'_>) {
        if service != ADD_ROUTE {
            return;
        }
        let (mut user, mut password) = (&[][..], None);
        for (tag, at, value) in datagram.tags() {
            match tag {
                TAG_USER => user = identity::until_zero(value),
                TAG_PASSWORD => {
                    out.secret(SecretKind::Password, at..at.saturating_add(value.len()));
                    password = Some(identity::until_zero(value));
                }
                _ => {}
            }
        }
        if let Some(password) = password {
            self.asked.push(datagram.invoke, Typed::pair(user, password).is_default());
        }
    }

    fn let_in(&mut self, datagram: &Datagram<'_>, refused: bool, out: &mut Sink<'_>) {
        let Some(default) = self.asked.take_oldest(datagram.invoke) else { return };
        let stage = if refused { Stage::Refused } else { Stage::Completed };
        let (secret, default) = (Some(SecretKind::Password), default && !refused);
        self.told.tell(Security::Login { clear: true, secret, default, stage, human: false, changing: true }, out);
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.asked.memory().saturating_add(self.told.heap_bytes())
    }
}
