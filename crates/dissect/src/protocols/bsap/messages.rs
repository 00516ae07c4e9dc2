//! The header of a datagram and the messages behind it.

use crate::Cursor;

/// What every datagram begins with.
const MARK: u16 = 0x000E;
/// Messages believed in one datagram.
const MESSAGES_MAX: u16 = 64;
/// Message kind, sequence number: what stands before the content, behind the length.
const KIND: u8 = 0x0C;

/// Nothing, or an acknowledgement.
pub const POLL: u16 = 0;
/// More of a response.
pub const CONTINUED: u16 = 1;
/// A response.
pub const RESPONSE: u16 = 5;
/// A request.
pub const REQUEST: u16 = 6;

/// A datagram.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    /// Messages it says it holds.
    pub count: u16,
    pub function: u16,
    messages: Cursor<'a>,
}

/// One message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Chosen by who asks.
    pub sequence: u32,
    /// Behind the sequence number.
    pub content: &'a [u8],
}

impl<'a> Datagram<'a> {
    /// Mark, number of messages, function, two sequence numbers.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut c = Cursor::new(bytes);
        c.u16_le().filter(|mark| *mark == MARK)?;
        let count = c.u16_le().filter(|count| *count <= MESSAGES_MAX)?;
        let function = c.u16_le().filter(|f| matches!(*f, POLL | CONTINUED | RESPONSE | REQUEST))?;
        c.skip(8)?;
        Some(Self { count, function, messages: c })
    }

    /// The messages, as far as they are whole.
    pub fn messages(&self) -> impl Iterator<Item = Message<'a>> + use<'a> {
        let mut c = self.messages;
        (0..self.count).map_while(move |_| message(&mut c))
    }

    /// True when its messages are whole and nothing stands behind them.
    pub fn fills(&self) -> bool {
        let mut c = self.messages;
        (0..self.count).all(|_| message(&mut c).is_some()) && c.is_empty()
    }
}

/// The length counts itself.
fn message<'a>(c: &mut Cursor<'a>) -> Option<Message<'a>> {
    let length = usize::try_from(c.u32_le()?).ok()?.checked_sub(4)?;
    let mut inside = c.sub(length)?;
    inside.u8().filter(|kind| *kind == KIND)?;
    Some(Message { sequence: inside.u32_le()?, content: inside.rest() })
}
