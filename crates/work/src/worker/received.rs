//! A reading on its way through the pipe: a line for each of its parts, and the checks of who receives it.
//!
//! Types are checked by decoding, lengths by bounds. Text that goes to a terminal as it is (words, messages) must not have
//! become dangerous on the way: in a line with any character that is not safe to show, such characters become escapes, except
//! in values that are [`Foreign`](ringwall_model::Foreign), which each output escapes itself.

use std::io::{self, Write};

use ringwall_model::{Foreign, Reading, is_unsafe_to_show};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Longest line, in bytes: a conversation with all it may hold is far below.
const LINE_BYTES_MAX: usize = 64 << 20;

/// Keys of foreign text.
const FOREIGN: [&str; 7] = ["name", "native", "value", "subject", "issuer", "capture", "file"];
/// Below this key nothing is foreign, whatever it is called.
const OURS: &str = "functions";

/// Writes a reading.
pub(super) fn write(reading: &Reading, out: &mut impl Write) -> io::Result<()> {
    line(out, b'p', &reading.packets)?;
    reading.captures.iter().try_for_each(|part| line(out, b'f', part))?;
    reading.conversations.iter().try_for_each(|part| line(out, b'c', part))?;
    reading.identities.iter().try_for_each(|part| line(out, b'i', part))?;
    reading.bindings.iter().try_for_each(|part| line(out, b'b', part))?;
    reading.diagnostics.iter().try_for_each(|part| line(out, b'd', part))
}

fn line(out: &mut impl Write, letter: u8, part: &impl Serialize) -> io::Result<()> {
    out.write_all(&[letter])?;
    serde_json::to_writer(&mut *out, part)?;
    out.write_all(b"\n")
}

/// A reading being received.
#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) reading: Reading,
    /// The beginning of a line.
    begun: Vec<u8>,
}

impl Received {
    /// Takes the next bytes.
    pub(super) fn take(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (head, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            if self.begun.is_empty() {
                self.part(head)?;
            } else {
                let mut line = std::mem::take(&mut self.begun);
                line.extend_from_slice(head);
                self.part(&line)?;
                line.clear();
                self.begun = line;
            }
        }
        if self.begun.len().saturating_add(bytes.len()) > LINE_BYTES_MAX {
            return Err(wrong("a line without end"));
        }
        self.begun.extend_from_slice(bytes);
        Ok(())
    }

    fn part(&mut self, line: &[u8]) -> io::Result<()> {
        let Some((letter, json)) = line.split_first() else { return Err(wrong("an empty line")) };
        match letter {
            b'p' => self.reading.packets = decoded(json)?,
            b'f' => self.reading.captures.push(decoded(json)?),
            b'c' => self.reading.conversations.push(decoded(json)?),
            b'i' => self.reading.identities.push(decoded(json)?),
            b'b' => self.reading.bindings.push(decoded(json)?),
            b'd' => self.reading.diagnostics.push(decoded(json)?),
            _ => return Err(wrong("a line of no kind")),
        }
        Ok(())
    }
}

fn decoded<T: DeserializeOwned>(json: &[u8]) -> io::Result<T> {
    if is_plain(json) {
        return Ok(serde_json::from_slice(json)?);
    }
    let mut value: Value = serde_json::from_slice(json)?;
    escape(&mut value, true);
    Ok(serde_json::from_value(value)?)
}

/// Nothing but printable ASCII, nor an escape that stands for something else.
fn is_plain(json: &[u8]) -> bool {
    json.iter().all(|byte| (0x20..0x7f).contains(byte) && *byte != b'\\')
}

fn escape(value: &mut Value, foreign_below: bool) {
    match value {
        Value::String(text) => make_safe(text),
        Value::Array(items) => items.iter_mut().for_each(|item| escape(item, foreign_below)),
        Value::Object(map) => {
            *map = std::mem::take(map)
                .into_iter()
                .map(|(mut key, mut value)| {
                    let is_foreign = foreign_below && value.is_string() && FOREIGN.contains(&key.as_str());
                    if !is_foreign {
                        escape(&mut value, foreign_below && key != OURS);
                    }
                    make_safe(&mut key);
                    (key, value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn make_safe(text: &mut String) {
    if text.chars().any(is_unsafe_to_show) {
        *text = Foreign::from(text.as_str()).terminal().to_string();
    }
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("it answered {what}"))
}

#[cfg(test)]
mod tests {
    use ringwall_model::{Capture, Diagnostic, Place, Severity};

    use super::*;

    const HOSTILE: &str = "\u{1b}[2J\u{202e}\\ \"é\0";

    fn hostile() -> Reading {
        let name = Foreign::from(HOSTILE);
        let capture = Capture {
            name: name.clone(),
            point: None,
            sha256: Some("\u{1b}[31m".into()),
            frames: 1,
            first: None,
            last: None,
            dropped: None,
            lines: false,
        };
        let place = Place::Capture { capture: name, offset: None };
        let diagnostics = vec![Diagnostic::new("a-code", Severity::Note, place, HOSTILE)];
        Reading { captures: vec![capture], diagnostics, ..Reading::default() }
    }

    fn through(reading: &Reading, piece: usize) -> Reading {
        let mut bytes = Vec::new();
        write(reading, &mut bytes).unwrap();
        let mut received = Received::default();
        bytes.chunks(piece).for_each(|chunk| received.take(chunk).unwrap());
        received.reading
    }

    #[test]
    fn foreign_text_comes_as_it_is_and_any_other_text_cannot_act() {
        for piece in [1, 7, 1 << 16] {
            let got = through(&hostile(), piece);
            assert_eq!(got.captures[0].name.raw(), HOSTILE);
            assert_eq!(got.captures[0].sha256.as_deref(), Some("\\u{1b}[31m"));
            assert_eq!(got.diagnostics[0].message, "\\u{1b}[2J\\u{202e}\\ \"é\\u{0}");
            assert_eq!(got.diagnostics[0].place, hostile().diagnostics[0].place);
        }
    }

    #[test]
    fn what_is_no_part_of_a_reading_is_refused() {
        for bytes in ["\n", "x{}\n", "c{}\n", "p[\n", "f{\"name\":3}\n"] {
            assert!(Received::default().take(bytes.as_bytes()).is_err(), "{bytes}");
        }
    }
}
