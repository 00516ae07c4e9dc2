//! Application messages (clause 20.1).

use crate::Cursor;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Asks, and wants an answer; a service.
    Confirmed(u8),
    /// Says; a service.
    Unconfirmed(u8),
    /// Done; a service.
    Simple(u8),
    /// Done, with data; a service.
    Complex(u8),
    /// A later segment of a question or an answer, which is counted with its first.
    Further {
        asks: bool,
    },
    SegmentAck,
    /// Not done; a service.
    Error(u8),
    Reject,
    Abort {
        from_server: bool,
    },
    /// A type that does not exist.
    Unlisted(u8),
}

/// A message up to its parameters.
#[derive(Clone, Copy, Debug)]
pub struct Apdu {
    pub kind: Kind,
    /// Pairs a question with its answer; none where nothing is paired.
    pub invoke: Option<u8>,
    /// More segments follow, so that the parameters end early.
    pub cut: bool,
}

const SEGMENTED: u8 = 8;
const MORE: u8 = 4;

impl Apdu {
    /// Reads it; the cursor then stands at the parameters.
    pub fn read(c: &mut Cursor<'_>) -> Option<Self> {
        let first = c.u8()?;
        let flags = first & 0x0F;
        let mut apdu = Self { kind: Kind::Unlisted(first >> 4), invoke: None, cut: flags & MORE != 0 };
        match first >> 4 {
            0 => {
                c.skip(1)?;
                apdu.invoke = Some(c.u8()?);
                let further = further(c, flags)?;
                let service = c.u8()?;
                apdu.kind = if further { Kind::Further { asks: true } } else { Kind::Confirmed(service) };
            }
            1 => apdu.kind = Kind::Unconfirmed(c.u8()?),
            2 => {
                apdu.invoke = Some(c.u8()?);
                apdu.kind = Kind::Simple(c.u8()?);
            }
            3 => {
                apdu.invoke = Some(c.u8()?);
                let further = further(c, flags)?;
                let service = c.u8()?;
                apdu.kind = if further { Kind::Further { asks: false } } else { Kind::Complex(service) };
            }
            4 => apdu.kind = Kind::SegmentAck,
            5 => {
                apdu.invoke = Some(c.u8()?);
                apdu.kind = Kind::Error(c.u8()?);
            }
            6 => {
                apdu.invoke = Some(c.u8()?);
                apdu.kind = Kind::Reject;
            }
            7 => {
                apdu.invoke = Some(c.u8()?);
                apdu.kind = Kind::Abort { from_server: flags & 1 != 0 };
            }
            _ => {}
        }
        Some(apdu)
    }

    /// It is a question, as opposed to an answer.
    pub fn asks(self) -> bool {
        matches!(self.kind, Kind::Confirmed(_) | Kind::Unconfirmed(_) | Kind::Further { asks: true })
    }
}

/// Sequence number and window of a segment: true for every one but the first.
fn further(c: &mut Cursor<'_>, flags: u8) -> Option<bool> {
    if flags & SEGMENTED == 0 {
        return Some(false);
    }
    let sequence = c.u8()?;
    c.skip(1)?;
    Some(sequence != 0)
}
