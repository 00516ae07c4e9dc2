//! What becomes of every line: none is ever lost from the account.

use ringwall_model::{Diagnostic, Foreign, LineAccount, Place, Severity, Span};

/// Most diagnostics of one configuration; further ones are counted in one that says so.
pub const DIAGNOSTICS_MAX: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Unseen,
    Understood,
    Diagnosed,
}

/// The lines of a configuration, what is known of each, and what is to be said.
#[derive(Debug)]
pub struct Account<'a> {
    file: Foreign,
    lines: Vec<&'a str>,
    /// Characters of each line: counted once, for a line may be long and many rules may stand on it.
    lengths: Vec<u32>,
    fates: Vec<Fate>,
    diagnostics: Vec<Diagnostic>,
    unsaid: usize,
}

impl<'a> Account<'a> {
    /// The lines of a text.
    pub fn new(file: &str, text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let lengths = lines.iter().map(|line| number(line.chars().count())).collect();
        let fates = vec![Fate::Unseen; lines.len()];
        Self { file: Foreign::from(file), lines, lengths, fates, diagnostics: Vec::new(), unsaid: 0 }
    }

    /// The lines with their numbers, from 1.
    pub fn lines(&self) -> Vec<(u32, &'a str)> {
        (1..).zip(self.lines.iter().copied()).collect()
    }

    /// The file's name.
    pub fn file(&self) -> &Foreign {
        &self.file
    }

    /// A whole line.
    pub fn place(&self, line: u32) -> Span {
        let length = at(line).and_then(|at| self.lengths.get(at)).copied().unwrap_or_default();
        Span { file: self.file.clone(), line, column: 1, length }
    }

    /// The whole meaning of a line is known. A line with a diagnostic stays one.
    pub fn understood(&mut self, line: u32) {
        if let Some(fate) = at(line).and_then(|at| self.fates.get_mut(at)).filter(|fate| **fate == Fate::Unseen) {
            *fate = Fate::Understood;
        }
    }

    /// Something in a line is not understood, or wrong. The message holds no unescaped foreign text.
    pub fn diagnose(&mut self, line: u32, code: &'static str, message: impl Into<String>, help: &str) {
        if let Some(fate) = at(line).and_then(|at| self.fates.get_mut(at)) {
            *fate = Fate::Diagnosed;
        }
        self.say(line, code, Severity::Warning, message.into(), help);
    }

    /// A line belongs to something that is not understood; a diagnostic of another line speaks for it.
    pub(crate) fn spoken_for(&mut self, line: u32) {
        if let Some(fate) = at(line).and_then(|at| self.fates.get_mut(at)) {
            *fate = Fate::Diagnosed;
        }
    }

    /// Something worth knowing about a line that is understood.
    pub fn note(&mut self, line: u32, code: &'static str, message: impl Into<String>, help: &str) {
        self.say(line, code, Severity::Note, message.into(), help);
    }

    fn say(&mut self, line: u32, code: &'static str, severity: Severity, message: String, help: &str) {
        if self.diagnostics.len() >= DIAGNOSTICS_MAX {
            self.unsaid = self.unsaid.saturating_add(1);
            return;
        }
        let mut diagnostic = Diagnostic::new(code, severity, Place::File(self.place(line)), message).help(help);
        diagnostic.excerpt = Some(excerpt(self.line(line)));
        self.diagnostics.push(diagnostic);
    }

    fn line(&self, line: u32) -> &'a str {
        at(line).and_then(|at| self.lines.get(at)).copied().unwrap_or_default()
    }

    /// Lines nobody said anything about, as numbers from 1.
    pub fn unseen(&self) -> Vec<u32> {
        let unseen = (1..).zip(&self.fates).filter(|(_, fate)| **fate == Fate::Unseen);
        unseen.map(|(line, _)| line).collect()
    }

    /// The account and all diagnostics, by line.
    pub fn finish(mut self) -> (LineAccount, Vec<Diagnostic>) {
        let count = |fate| self.fates.iter().filter(|f| **f == fate).count();
        let total = number(self.fates.len());
        let understood = number(count(Fate::Understood));
        let account = LineAccount { total, understood, diagnosed: total.saturating_sub(understood) };
        if self.unsaid > 0 {
            let message = format!("{} further diagnostics are not shown", self.unsaid);
            self.diagnostics.push(
                Diagnostic::new("diagnostics-cut", Severity::Warning, Place::Whole, message)
                    .help("mend those shown, and read the file again"),
            );
        }
        self.diagnostics.sort();
        (account, self.diagnostics)
    }
}

/// Longest excerpt of a line that is kept.
const EXCERPT_CHARS_MAX: usize = 160;

fn excerpt(line: &str) -> String {
    let cut: String = line.trim().chars().take(EXCERPT_CHARS_MAX).collect();
    Foreign::from(cut).terminal().to_string()
}

fn at(line: u32) -> Option<usize> {
    usize::try_from(line.checked_sub(1)?).ok()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_counted_once_and_a_diagnosed_one_stays_so() {
        let mut account = Account::new("f", "a\nb\nc\n");
        account.understood(1);
        account.diagnose(2, "x", "message", "help");
        account.understood(2);
        account.understood(9);
        account.spoken_for(9);
        assert_eq!(account.unseen(), [3]);
        let (lines, diagnostics) = account.finish();
        assert_eq!((lines.total, lines.understood, lines.diagnosed), (3, 1, 2));
        assert_eq!(diagnostics.len(), 1);
    }

    #[test]
    fn diagnostics_are_bounded_and_the_rest_is_counted() {
        let text = "x\n".repeat(DIAGNOSTICS_MAX + 5);
        let mut account = Account::new("f", &text);
        (1..).take(DIAGNOSTICS_MAX + 5).for_each(|line| account.diagnose(line, "x", "m", "h"));
        let (_, diagnostics) = account.finish();
        assert_eq!(diagnostics.len(), DIAGNOSTICS_MAX + 1);
        assert!(diagnostics.iter().any(|d| d.message.starts_with("5 further")));
    }
}
