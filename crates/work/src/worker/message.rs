//! Messages on the pipe of a reading process: a word, a length, as many bytes.

use std::io::{self, Read, Write};

/// Longest message, in bytes.
const BYTES_MAX: usize = 1 << 20;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// How far reading is.
    Progress,
    /// A piece of the answer.
    Piece,
    /// Why there is no answer; the last message.
    Failed,
    /// That was all; the last message.
    End,
}

const WORDS: [(u8, Word); 4] = [(b'p', Word::Progress), (b'a', Word::Piece), (b'f', Word::Failed), (b'e', Word::End)];

/// Writes messages.
#[derive(Debug)]
pub(super) struct Messages<W>(pub(super) W);

impl<W: Write> Messages<W> {
    pub(super) fn send(&mut self, word: Word, bytes: &[u8]) -> io::Result<()> {
        let letter = WORDS.iter().find(|(_, w)| *w == word).map_or(0, |(letter, _)| *letter);
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.0.write_all(&[letter])?;
        self.0.write_all(&length.to_le_bytes())?;
        self.0.write_all(bytes)
    }
}

/// Each write is a piece of the answer: to be used behind a buffer.
impl<W: Write> Write for Messages<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let piece = buffer.get(..buffer.len().min(BYTES_MAX)).unwrap_or_default();
        self.send(Word::Piece, piece)?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The next message, its bytes in `buffer`; none where the pipe ends, within a message or not. Nothing longer is taken than
/// a message may be.
pub(super) fn receive(input: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Option<Word>> {
    let mut head = [0; 5];
    match input.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let [letter, length @ ..] = head;
    let word = WORDS.iter().find(|(l, _)| *l == letter).map(|(_, word)| *word);
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    let Some(word) = word.filter(|_| length <= BYTES_MAX) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it answered what is no message"));
    };
    buffer.resize(length, 0);
    match input.read_exact(buffer) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        other => other.map(|()| Some(word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_as_they_were_sent_and_a_cut_one_not_at_all() {
        let mut sent = Messages(Vec::new());
        sent.send(Word::Progress, b"{}").unwrap();
        sent.write_all(&vec![b'x'; BYTES_MAX + 3]).unwrap();
        sent.send(Word::End, b"").unwrap();
        let (mut input, mut buffer, mut got) = (sent.0.as_slice(), Vec::new(), Vec::new());
        while let Some(word) = receive(&mut input, &mut buffer).unwrap() {
            got.push((word, buffer.len()));
        }
        let expected = [(Word::Progress, 2), (Word::Piece, BYTES_MAX), (Word::Piece, 3), (Word::End, 0)];
        assert_eq!(got, expected);
        assert_eq!(receive(&mut &sent.0[..6], &mut buffer).unwrap(), None);
    }

    #[test]
    fn what_is_no_message_is_refused_before_its_bytes_are_taken() {
        let mut buffer = Vec::new();
        for bytes in [&b"z\0\0\0\0"[..], b"a\xff\xff\xff\xff"] {
            assert!(receive(&mut &*bytes, &mut buffer).is_err());
        }
        assert!(buffer.is_empty());
    }
}
