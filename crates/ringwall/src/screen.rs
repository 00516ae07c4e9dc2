//! The terminal: what it can show, and what goes to its error side.

use std::io::{self, IsTerminal, Write};

use ringwall_model::{Diagnostic, Foreign};
use ringwall_plant::Colour;
use ringwall_render::Terminal;
use ringwall_report::Document;
use ringwall_work::discover::Show;

use crate::commands::Answer;

/// What standard output can show.
pub fn terminal() -> Terminal {
    let is_terminal = io::stdout().is_terminal();
    let width = terminal_size::terminal_size().map_or(100, |(width, _)| width.0);
    Terminal { colour: is_terminal && std::env::var_os("NO_COLOR").is_none(), width: width.clamp(60, 160) }
}

fn colour_of_errors() -> Colour {
    let on = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if on { Colour::Ansi } else { Colour::Plain }
}

/// What captures show, as standard output takes it.
pub fn shown(json: bool, summary: bool) -> Show {
    let Terminal { colour, width } = terminal();
    if json { Show::Json { summary } } else { Show::Text { summary, colour, width } }
}

/// From here on the first Ctrl-C asks to stop, and the second ends the program.
pub fn stop_when_asked() {
    ringwall_work::read::stop_when_asked();
}

/// How an answer ends that may have been stopped; says so where it was.
pub fn stopped() -> Answer {
    if !ringwall_work::read::was_stopped() {
        return Answer::Good;
    }
    note("stopped by Ctrl-C: the answer is of what was read until then");
    Answer::Stopped
}

/// Prints a document on standard output.
pub fn document(document: &Document) -> io::Result<()> {
    io::stdout().lock().write_all(ringwall_render::terminal(document, terminal()).as_bytes())
}

/// Prints a value as JSON on standard output.
pub fn json<T: serde::Serialize>(value: &T) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    ringwall_render::write_json(&mut out, value)?;
    out.flush()
}

/// Prints a line on standard output.
pub fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{}", Foreign::from(text).terminal())
}

/// Prints every diagnostic, in compiler style, on standard error.
pub fn diagnostics(diagnostics: &[Diagnostic]) {
    let text = ringwall_plant::render_all(diagnostics, colour_of_errors());
    // Nothing is left to tell when standard error is gone.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Prints why nothing could be done, and what to do.
pub fn error(message: &str, help: Option<&str>) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "error: {message}");
    if let Some(help) = help {
        let _ = writeln!(err, "  help: {help}");
    }
}

/// Prints a line on standard error, beside an answer on standard output.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", Foreign::from(text).terminal());
}
