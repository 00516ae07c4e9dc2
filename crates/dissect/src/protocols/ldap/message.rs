//! The envelope, and the parts that matter: binds, results and extended requests (RFC 4511, section 4).

use std::ops::Range;

use crate::protocols::ber::{INTEGER, OCTETS, Reader, SEQUENCE};

/// Enumerated.
const ENUMERATED: u8 = 0x0a;
/// Tags of the choices in a bind.
const SIMPLE: u8 = 0x80;
const SASL: u8 = 0xa3;
/// Name of an extended request.
const EXTENDED_NAME: u8 = 0x80;
/// Asks for TLS (RFC 4511, section 4.14).
const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";

/// A message.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// Pairs request and answer.
    pub id: u32,
    /// Number of the operation.
    pub number: u8,
    inside: Reader<'a>,
}

/// How a bind says who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bind<'a> {
    /// Name and password, with where the password stands.
    Simple(&'a [u8], &'a [u8], Range<usize>),
    /// Mechanism and what it says first.
    Sasl(&'a [u8], &'a [u8]),
}

impl<'a> Message<'a> {
    /// Reads the envelope, or as much of it as there is.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (outer, _) = Reader::new(bytes).next_cut().filter(|(e, _)| e.tag == SEQUENCE)?;
        let mut inside = outer.inside();
        let id = inside.expect(INTEGER)?.number()?;
        let (operation, _) = inside.next_cut()?;
        let number = operation.tag & 0x1f;
        let known = matches!(operation.tag, 0x42 | 0x4a | 0x50 | 0x60..=0x69 | 0x6b..=0x6f | 0x73 | 0x77..=0x79);
        known.then(|| Self { id, number, inside: operation.inside() })
    }

    /// A bind of a version there is.
    pub fn is_bind(&self) -> bool {
        let mut fields = self.inside;
        self.number == 0
            && matches!(fields.expect(INTEGER).and_then(|v| v.number()), Some(2 | 3))
            && fields.expect(OCTETS).is_some()
            && fields.next_cut().is_some_and(|(e, _)| matches!(e.tag, SIMPLE | SASL))
    }

    /// What a bind says.
    pub fn bind(&self) -> Option<Bind<'a>> {
        let mut fields = self.inside;
        fields.expect(INTEGER)?;
        let name = fields.expect(OCTETS)?.body;
        let choice = fields.next()?;
        match choice.tag {
            SIMPLE => Some(Bind::Simple(name, choice.body, choice.range())),
            SASL => {
                let mut sasl = choice.inside();
                let mechanism = sasl.expect(OCTETS)?.body;
                Some(Bind::Sasl(mechanism, sasl.expect(OCTETS).map_or(&[], |e| e.body)))
            }
            _ => None,
        }
    }

    /// The result code an answer begins with.
    pub fn result(&self) -> Option<u32> {
        let mut fields = self.inside;
        fields.expect(ENUMERATED)?.number()
    }

    /// The request for TLS.
    pub fn asks_for_tls(&self) -> bool {
        let mut fields = self.inside;
        self.number == 23 && fields.expect(EXTENDED_NAME).is_some_and(|name| name.body == START_TLS)
    }
}
