//! The envelope of a message, and the request or answer inside.

use std::ops::Range;

use crate::protocols::ber::{INTEGER, OBJECT_ID, OCTETS, Reader, SEQUENCE};

/// A message.
#[derive(Clone, Debug)]
pub enum Message<'a> {
    /// Version 1 or 2c.
    Community {
        /// The community, for comparing with what makers ship; never for keeping.
        community: &'a [u8],
        /// Where it stands.
        at: Range<usize>,
        /// What is asked or answered; none where it is cut off or malformed.
        body: Option<Body<'a>>,
    },
    /// Version 3.
    Secured {
        /// Pairs request and answer.
        id: u32,
        /// Security level.
        level: Level,
        /// An answer or report is asked for.
        reportable: bool,
        /// Bytes of the digest.
        digest_bytes: usize,
        /// The part that may be encrypted.
        scoped: Scoped<'a>,
    },
}

/// The scoped part of a version 3 message.
#[derive(Clone, Debug)]
pub enum Scoped<'a> {
    /// Readable; none where it is cut off or malformed.
    Plain(Option<Body<'a>>),
    /// So many bytes that cannot be read.
    Encrypted(usize),
}

/// Security level of version 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Authenticated.
    pub authenticated: bool,
    /// Encrypted.
    pub private: bool,
}

/// What is asked or answered.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    /// Number of the tag: 0 get, 2 response, 3 set, …
    pub number: u8,
    /// Pairs request and answer; 0 for a trap of version 1, which has none.
    pub id: u32,
    /// Error status of an answer.
    pub error: u32,
    /// Names and values.
    pub variables: Reader<'a>,
}

impl Message<'_> {
    /// Everything in it was there and read.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Community { body, .. } => body.is_some(),
            Self::Secured { scoped, .. } => matches!(scoped, Scoped::Encrypted(_) | Scoped::Plain(Some(_))),
        }
    }
}

/// Reads a message, or as much of it as the capture holds.
pub fn read(bytes: &[u8]) -> Option<Message<'_>> {
    let (outer, _) = Reader::new(bytes).next_cut().filter(|(e, _)| e.tag == SEQUENCE)?;
    let mut inside = outer.inside();
    match inside.expect(INTEGER)?.number()? {
        0 | 1 => {
            let community = inside.expect(OCTETS).filter(|e| e.body.len() <= 255)?;
            let body = Body::read(&mut inside);
            Some(Message::Community { community: community.body, at: community.range(), body })
        }
        3 => secured(&mut inside),
        _ => None,
    }
}

fn secured<'a>(inside: &mut Reader<'a>) -> Option<Message<'a>> {
    let mut header = inside.expect(SEQUENCE)?.inside();
    let id = header.expect(INTEGER)?.number()?;
    header.expect(INTEGER)?;
    let [flags] = *header.expect(OCTETS)?.body else { return None };
    let model = header.expect(INTEGER)?.number()?;
    let parameters = inside.expect(OCTETS)?;
    let level = Level { authenticated: flags & 1 != 0, private: flags & 2 != 0 };
    let digest_bytes = if model == 3 { digest(&mut parameters.inside())? } else { 0 };
    let scoped = if level.private {
        Scoped::Encrypted(inside.expect(OCTETS)?.body.len())
    } else {
        Scoped::Plain(inside.expect(SEQUENCE).and_then(|scoped| {
            let mut scoped = scoped.inside();
            scoped.expect(OCTETS)?;
            scoped.expect(OCTETS)?;
            Body::read(&mut scoped)
        }))
    };
    Some(Message::Secured { id, level, reportable: flags & 4 != 0, digest_bytes, scoped })
}

/// Length of the digest in the security parameters (RFC 3414, section 2.4).
fn digest(parameters: &mut Reader<'_>) -> Option<usize> {
    let mut fields = parameters.expect(SEQUENCE)?.inside();
    fields.expect(OCTETS)?;
    fields.expect(INTEGER)?;
    fields.expect(INTEGER)?;
    fields.expect(OCTETS)?;
    Some(fields.expect(OCTETS)?.body.len())
}

impl<'a> Body<'a> {
    fn read(outer: &mut Reader<'a>) -> Option<Self> {
        let element = outer.next().filter(|e| (0xa0..=0xa8).contains(&e.tag))?;
        let number = element.tag & 0x1f;
        let mut fields = element.inside();
        let (id, error) = if number == 4 {
            fields.expect(OBJECT_ID)?;
            for _ in 0..4 {
                fields.next()?;
            }
            (0, 0)
        } else {
            let id = fields.expect(INTEGER)?.number()?;
            let error = fields.expect(INTEGER)?.number()?;
            fields.expect(INTEGER)?;
            (id, error)
        };
        Some(Self { number, id, error, variables: fields.expect(SEQUENCE)?.inside() })
    }
}
