//! Diagnostics as text for a terminal, in the manner of a compiler. Fit for every diagnostic, whatever it points at.

use std::fmt::Write as _;

use ringwall_model::{Diagnostic, Foreign, Place, Severity, Span};

/// Whether escape sequences for colour may be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    #[default]
    Plain,
    /// ANSI escape sequences.
    Ansi,
}

/// One diagnostic with its place, excerpt, help and requirements; ends with a line break.
pub fn render(diagnostic: &Diagnostic, colour: Colour) -> String {
    let mut out = String::new();
    let width = line_number(&diagnostic.place).len();
    let (word, paint) = severity(diagnostic.severity);
    let head = colour.paint(paint, &format!("{word}[{}]", safe(&diagnostic.code)));
    push(&mut out, &format!("{head}: {}", safe(&diagnostic.message)));
    push(&mut out, &format!("{:width$}--> {}", "", diagnostic.place.terminal()));
    if let Some(excerpt) = &diagnostic.excerpt {
        excerpt_lines(&mut out, &diagnostic.place, &safe(excerpt), colour.paint_marker(paint));
    }
    for help in diagnostic.help.iter() {
        push(&mut out, &format!("{:width$} = help: {}", "", safe(help)));
    }
    if !diagnostic.requirements.is_empty() {
        let ids: Vec<String> = diagnostic.requirements.iter().map(|id| safe(id.as_str())).collect();
        push(&mut out, &format!("{:width$} = touches: {}", "", ids.join(", ")));
    }
    out
}

/// All of them with a blank line between, and a line that counts them; nothing when there are none.
pub fn render_all(diagnostics: &[Diagnostic], colour: Colour) -> String {
    let mut out: String = diagnostics.iter().map(|d| render(d, colour) + "\n").collect();
    if !diagnostics.is_empty() {
        push(&mut out, &counted(diagnostics));
    }
    out
}

fn counted(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let kinds = [Severity::Stop, Severity::Error, Severity::Warning, Severity::Note];
    let parts = kinds.into_iter().filter_map(|kind| match (count(kind), severity(kind).0) {
        (0, _) => None,
        (1, word) => Some(format!("1 {word}")),
        (n, word) => Some(format!("{n} {word}s")),
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn excerpt_lines(out: &mut String, place: &Place, excerpt: &str, paint: impl Fn(&str) -> String) {
    let number = line_number(place);
    let width = number.len();
    push(out, &format!("{:width$} |", ""));
    push(out, &format!("{number} | {excerpt}"));
    if let Place::File(span) = place
        && let Some(marker) = marker(span, excerpt)
    {
        push(out, &format!("{:width$} | {}", "", paint(&marker)));
    }
}

/// Carets under the span; none where the excerpt was cut before it.
fn marker(span: &Span, excerpt: &str) -> Option<String> {
    let characters = excerpt.chars().count();
    let indent = usize::try_from(span.column).ok()?.checked_sub(1).filter(|indent| *indent <= characters)?;
    let length = usize::try_from(span.length).ok()?.min(characters - indent).max(1);
    Some(format!("{}{}", " ".repeat(indent), "^".repeat(length)))
}

fn line_number(place: &Place) -> String {
    match place {
        Place::File(span) => span.line.to_string(),
        _ => " ".to_owned(),
    }
}

fn severity(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Note => ("note", "36"),
        Severity::Warning => ("warning", "33"),
        Severity::Error => ("error", "31"),
        Severity::Stop => ("stop", "35"),
    }
}

impl Colour {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\u{1b}[1;{code}m{text}\u{1b}[0m"),
        }
    }

    fn paint_marker(self, code: &str) -> impl Fn(&str) -> String {
        let code = code.to_owned();
        move |text| {
            let trimmed = text.trim_start();
            format!("{:indent$}{}", "", self.paint(&code, trimmed), indent = text.len() - trimmed.len())
        }
    }
}

/// Diagnostics are written safely by whoever makes them; one that was loaded from elsewhere may not be.
fn safe(text: &str) -> String {
    Foreign::from(text).terminal().to_string()
}

fn push(out: &mut String, line: &str) {
    let _ = writeln!(out, "{}", line.trim_end());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dangling() -> Diagnostic {
        let span = Span { file: Foreign::from("plant.toml"), line: 12, column: 8, length: 6 };
        let mut d =
            Diagnostic::new("dangling-reference", Severity::Error, Place::File(span), "zone `x` is not declared");
        d.excerpt = Some("zone = \"bpsc\"".to_owned());
        d.help("did you mean `bpcs`?").requirement("ZCR 3.1")
    }

    #[test]
    fn a_place_in_a_file_shows_its_line_with_carets() {
        let expected = "error[dangling-reference]: zone `x` is not declared\n  --> plant.toml:12:8\n   |\n\
                        12 | zone = \"bpsc\"\n   |        ^^^^^^\n   = help: did you mean `bpcs`?\n   = touches: ZCR 3.1\n";
        assert_eq!(render(&dangling(), Colour::Plain), expected);
    }

    #[test]
    fn a_frame_of_a_capture_is_a_place_too() {
        let place = Place::Frame { capture: Foreign::from("control"), frame: 1207 };
        let d = Diagnostic::new("cut-short", Severity::Warning, place, "the record ends early");
        assert_eq!(render(&d, Colour::Plain), "warning[cut-short]: the record ends early\n --> control frame 1207\n");
    }

    #[test]
    fn colour_adds_escapes_and_foreign_text_never_does() {
        let mut hostile = dangling();
        hostile.message = "\u{1b}[2J".to_owned();
        hostile.excerpt = Some("\u{202e}\n".to_owned());
        assert!(!render(&hostile, Colour::Plain).chars().any(|c| c != '\n' && ringwall_model::is_unsafe_to_show(c)));
        assert!(render(&hostile, Colour::Ansi).contains("\u{1b}[1;31merror"));
    }
}
