//! A file as text: where a byte stands, and what was said about it.

use std::ops::Range;

use ringwall_model::{Diagnostic, Foreign, Place, Severity, Span};
use toml::de::DeTable;

use super::fields::Table;

/// Largest file that is read; the embedded ones are a fiftieth of it.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// Diagnostics kept of one file; whoever has more has another problem.
const DIAGNOSTICS_MAX: usize = 1000;

/// Characters of a line, or of a quoted value, that a diagnostic shows.
const SHOWN_MAX: usize = 160;

/// The text of a file with its name, its lines and the diagnostics so far.
pub(crate) struct SourceText<'i> {
    name: Foreign,
    text: &'i str,
    line_starts: Vec<usize>,
    diagnostics: Vec<Diagnostic>,
    errors: usize,
    unkept: usize,
}

impl<'i> SourceText<'i> {
    /// Takes a file's text; the name is what diagnostics call it.
    pub(crate) fn new(text: &'i str, name: &str) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name: Foreign::from(name), text, line_starts, diagnostics: Vec::new(), errors: 0, unkept: 0 }
    }

    /// The whole text, unless it is too long to be read.
    pub(crate) fn bounded_text(&mut self) -> Option<&'i str> {
        if self.text.len() > BYTES_MAX {
            self.error("file-too-large", &(0..0), format!("the file has more than {BYTES_MAX} bytes"), "split it");
            return None;
        }
        Some(self.text)
    }

    /// Line of a place, from 1.
    pub(crate) fn line_of(&self, at: &Range<usize>) -> u32 {
        count(self.line_index(at.start).saturating_add(1))
    }

    /// Runs `read` over the file's top table. Broken lines are reported, the others are read all the same.
    pub(crate) fn read<T: Default>(&mut self, read: impl FnOnce(&mut Self, &Table<'_>) -> T) -> T {
        if self.bounded_text().is_none() {
            return T::default();
        }
        let (document, broken) = DeTable::parse_recoverable(self.text);
        for mistake in broken {
            let said = shown(mistake.message());
            self.error(
                "toml-syntax",
                &mistake.span().unwrap_or(0..0),
                said,
                "see https://toml.io for how TOML is written",
            );
        }
        read(self, &Table::new(document.get_ref(), document.span()))
    }

    /// Reports an error at a place: what it says there is not used.
    pub(crate) fn error(
        &mut self,
        code: &'static str,
        at: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.errors += 1;
        self.report(Severity::Error, code, at, message.into(), help.into());
    }

    /// Reports something that is read and ignored.
    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        at: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(Severity::Warning, code, at, message.into(), help.into());
    }

    /// Errors so far; who compares before and after knows whether something went wrong in between.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    /// All that was said, in the order of the file.
    pub(crate) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.cmp(b)));
        if self.unkept > 0 {
            let message = format!("{} more diagnostics are not shown", self.unkept);
            self.diagnostics.push(Diagnostic::new("too-many-diagnostics", Severity::Error, Place::Whole, message));
        }
        self.diagnostics
    }

    fn report(&mut self, severity: Severity, code: &'static str, at: &Range<usize>, message: String, help: String) {
        if self.diagnostics.len() >= DIAGNOSTICS_MAX {
            self.unkept += 1;
            return;
        }
        let line_index = self.line_index(at.start);
        let mut diagnostic =
            Diagnostic::new(code, severity, Place::File(self.span(at, line_index)), message).help(help);
        diagnostic.excerpt = Some(shown(self.line(line_index)));
        self.diagnostics.push(diagnostic);
    }

    fn span(&self, at: &Range<usize>, line_index: usize) -> Span {
        let line_start = self.line_starts.get(line_index).copied().unwrap_or(0);
        let column = self.characters(line_start..at.start).saturating_add(1);
        let line_left = self.line(line_index).chars().count().saturating_sub(column as usize - 1);
        let length = (self.characters(at.clone()) as usize).min(line_left);
        Span { file: self.name.clone(), line: count(line_index + 1), column, length: count(length) }
    }

    fn line_index(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn line(&self, index: usize) -> &'i str {
        let start = self.line_starts.get(index).copied().unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split(['\n', '\r']).next().unwrap_or_default()
    }

    fn characters(&self, range: Range<usize>) -> u32 {
        count(self.text.get(range).unwrap_or_default().chars().count())
    }
}

/// A value of the file as a message may show it: escaped, and cut where it is long.
pub(crate) fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let kept: String = characters.by_ref().take(SHOWN_MAX).collect();
    let cut = if characters.next().is_some() { "…" } else { "" };
    format!("{}{cut}", Foreign::from(kept).terminal())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
