//! Text that a reading process made ready, on its way out: it passes where it can only show.

use std::io::{self, Write};

use ringwall_model::is_unsafe_to_show;

/// Longest line, in bytes.
const LINE_BYTES_MAX: usize = 16 << 20;

/// A writer behind a check, line by line.
pub(super) struct Relayed<'a> {
    out: &'a mut dyn Write,
    /// Colours may be set.
    colour: bool,
    begun: Vec<u8>,
    /// Something has gone out.
    pub(super) wrote: bool,
}

impl<'a> Relayed<'a> {
    pub(super) fn new(out: &'a mut dyn Write, colour: bool) -> Self {
        Self { out, colour, begun: Vec::new(), wrote: false }
    }

    /// Takes the next bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
        let (whole, rest) = bytes.split_at(end);
        if !whole.is_empty() {
            self.begun.extend_from_slice(whole);
            let lines = std::mem::take(&mut self.begun);
            self.pass(&lines)?;
        }
        if self.begun.len().saturating_add(rest.len()) > LINE_BYTES_MAX {
            return Err(wrong("a line without end"));
        }
        self.begun.extend_from_slice(rest);
        Ok(())
    }

    /// Takes what is left.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.begun);
        self.pass(&rest)?;
        self.out.flush()
    }

    fn pass(&mut self, lines: &[u8]) -> io::Result<()> {
        let is_ascii = lines.iter().all(|byte| (0x20..0x7f).contains(byte) || *byte == b'\n');
        if !is_ascii {
            let text = std::str::from_utf8(lines).map_err(|_| wrong("what is no text"))?;
            self.only_shows(text)?;
        }
        self.wrote |= !lines.is_empty();
        self.out.write_all(lines)
    }

    /// Nothing that acts, except changes of colour where they were asked for.
    fn only_shows(&self, text: &str) -> io::Result<()> {
        let mut parts = text.split('\u{1b}');
        let mut shows = parts.next().is_none_or(is_safe);
        for part in parts {
            let rest = part.strip_prefix('[').map(|p| p.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';'));
            shows &= self.colour && rest.is_some_and(|rest| rest.starts_with('m') && is_safe(rest));
        }
        if shows { Ok(()) } else { Err(wrong("what would act on a terminal")) }
    }
}

fn is_safe(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && is_unsafe_to_show(c))
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("it answered {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(text: &[u8], colour: bool, piece: usize) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut relayed = Relayed::new(&mut out, colour);
        text.chunks(piece).try_for_each(|chunk| relayed.take(chunk))?;
        relayed.end()?;
        Ok(out)
    }

    #[test]
    fn text_and_colours_pass_as_they_are() {
        let text = "plain\n\u{1b}[1;31mré\u{1b}[0m\nlast".as_bytes();
        for piece in [1, 3, 100] {
            assert_eq!(relay(text, true, piece).unwrap(), text);
        }
        assert!(relay(text, false, 3).is_err(), "colours that nobody asked for");
    }

    #[test]
    fn what_would_act_does_not_pass() {
        for text in ["\u{1b}[2J", "\u{1b}]0;title\u{7}", "\u{1b}", "a\rb", "\u{9b}2J", "\u{202e}", "\u{1b}[31\u{1b}[0m"]
        {
            assert!(relay(text.as_bytes(), true, 2).is_err(), "{text:?}");
        }
        assert!(relay(b"\xff", true, 1).is_err());
    }
}
