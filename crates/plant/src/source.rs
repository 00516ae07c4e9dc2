//! The texts a plant folder was read from, and places in them.

use std::ops::Range;

use ringwall_model::{Foreign, Span, is_unsafe_to_show};

/// One file of a plant folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the folder, with `/`.
    pub path: String,
    /// Contents.
    pub text: String,
}

impl SourceFile {
    /// A file from its parts.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// Longest excerpt in characters; a longer line is cut.
const EXCERPT_CHARACTERS_MAX: usize = 200;

/// A place in one of the sources, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct At {
    pub file: usize,
    pub start: usize,
    pub end: usize,
}

impl At {
    /// The start of a file.
    pub fn top(file: usize) -> Self {
        Self { file, start: 0, end: 0 }
    }

    pub fn new(file: usize, range: Range<usize>) -> Self {
        Self { file, start: range.start, end: range.end }
    }
}

/// The texts that were read: they give a place its line, column and excerpt.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    path: Foreign,
    text: String,
    line_starts: Vec<usize>,
}

impl Sources {
    pub(crate) fn new(files: &[SourceFile]) -> Self {
        Self { files: files.iter().map(Source::new).collect() }
    }

    /// The line a span stands in, made safe to show: every character takes one place, so that columns hold.
    pub fn excerpt(&self, span: &Span) -> Option<String> {
        let source = self.files.iter().find(|s| s.path == span.file)?;
        source.excerpt(usize::try_from(span.line).ok()?.checked_sub(1)?)
    }

    pub(crate) fn span(&self, at: At) -> Span {
        self.files.get(at.file).map(|s| s.span(at.start, at.end)).unwrap_or_default()
    }

    pub(crate) fn text(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |s| &s.text)
    }
}

impl Source {
    fn new(file: &SourceFile) -> Self {
        let breaks = file.text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        Self {
            path: Foreign::from(file.path.as_str()),
            text: file.text.clone(),
            line_starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn line(&self, index: usize) -> Option<&str> {
        let start = *self.line_starts.get(index)?;
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        self.text.get(start..end).map(|line| line.trim_end_matches('\r'))
    }

    fn excerpt(&self, index: usize) -> Option<String> {
        let line = self.line(index)?;
        let mut shown: String = line.chars().take(EXCERPT_CHARACTERS_MAX).map(one_place).collect();
        if line.chars().nth(EXCERPT_CHARACTERS_MAX).is_some() {
            shown.push_str(" ...");
        }
        Some(shown)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let index = self.line_starts.partition_point(|s| *s <= start).saturating_sub(1);
        let line_start = self.line_starts.get(index).copied().unwrap_or(0);
        let line_end = line_start + self.line(index).map_or(0, str::len);
        Span {
            file: self.path.clone(),
            line: to_u32(index + 1),
            column: to_u32(self.characters(line_start, start) + 1),
            length: to_u32(self.characters(start, end.min(line_end)).max(1)),
        }
    }

    fn characters(&self, from: usize, to: usize) -> usize {
        self.text.get(from..to).map_or(0, |part| part.chars().count())
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One visible character for each: control pictures for controls, the replacement character for other invisibles.
fn one_place(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{7f}' => '\u{2421}',
        c if c < ' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        c if is_unsafe_to_show(c) => '\u{fffd}',
        c => c,
    }
}
