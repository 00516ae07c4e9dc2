//! Messages: `fox KIND NUMBER REPLY CHANNEL COMMAND`, then properties in braces, then `;;`.

use crate::Framing;

/// Longest message read.
pub const LENGTH_MAX: usize = 0x4000;
const END: &[u8] = b"};;\n";
const START: &[u8] = b"fox ";

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    pub command: &'a [u8],
    body: &'a [u8],
}

impl<'a> Message<'a> {
    /// Reads a message, as far as it is there.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.iter().take(256).position(|b| *b == b'\n')?;
        let (line, body) = bytes.split_at_checked(end)?;
        let mut words = line.split(|b| *b == b' ');
        (words.next()? == b"fox").then_some(())?;
        words.next().filter(|kind| kind.len() == 1)?;
        // What keeps a session alive has no number; what answers nothing has none of what it answers.
        for number in [words.next()?, words.next()?] {
            (number == b"-1" || is_number(number)).then_some(())?;
        }
        words.next().filter(|channel| !channel.is_empty())?;
        Some(Self { command: words.next().filter(|command| !command.is_empty())?, body })
    }

    /// The value of a property, without its type.
    pub fn property(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.body.split(|b| *b == b'\n').find_map(|line| {
            let value = line.strip_prefix(name)?.strip_prefix(b"=")?;
            value.get(1..).and_then(|v| v.strip_prefix(b":"))
        })
    }
}

fn is_number(word: &[u8]) -> bool {
    std::str::from_utf8(word).is_ok_and(|word| word.parse::<u32>().is_ok())
}

/// A message ends with its closing brace.
pub fn frame(bytes: &[u8]) -> Framing {
    if !START.starts_with(bytes.get(..START.len()).unwrap_or(bytes)) {
        return Framing::Lost;
    }
    let looked_at = bytes.get(..LENGTH_MAX).unwrap_or(bytes);
    match looked_at.windows(END.len()).position(|w| w == END) {
        Some(at) => Framing::Pdu(at.saturating_add(END.len())),
        None if bytes.len() >= LENGTH_MAX => Framing::Lost,
        None => Framing::Need(bytes.len().saturating_add(1)),
    }
}

/// The next message that begins.
pub fn resync(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| bytes.get(*at..).is_some_and(|rest| Message::read(rest).is_some()))
}
