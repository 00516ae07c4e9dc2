//! In the reading process.

use std::{
    cell::RefCell,
    io::{self, BufWriter, Write},
};

use ringwall_capture::{
    Source,
    confine::{Answers, Fence, Inside},
    interrupt,
};
use ringwall_dissect::Protocol;
use ringwall_model::{Diagnostic, Place, Severity};

use super::{
    message::{Messages, Word},
    question::{Question, Wanted},
    received,
};
use crate::{
    discover,
    read::{self, Progress, ReadError},
    watch::health::health,
};

/// Bytes of an answer that go out together.
const PIECE_BYTES: usize = 1 << 16;

type Out = RefCell<Messages<Answers>>;

/// Reads for the process that started this one. To be called before anything else, and nothing after it; false where even
/// that it failed could not be told.
pub fn serve(protocols: &'static [&'static Protocol]) -> bool {
    let out = RefCell::new(Messages(Answers));
    match answer(protocols, &out) {
        Ok(()) => out.borrow_mut().send(Word::End, b"").is_ok(),
        // What ended a thread would have ended the process with one thread.
        Err(ReadError::Worker) => false,
        Err(error) => {
            let told = (error.to_string(), error.help());
            let bytes = serde_json::to_vec(&told).unwrap_or_default();
            out.borrow_mut().send(Word::Failed, &bytes).is_ok()
        }
    }
}

fn answer(protocols: &'static [&'static Protocol], out: &Out) -> Result<(), ReadError> {
    // The one who asks is the one to be interrupted, and passes it on.
    interrupt::listen_on();
    let failed = |error: io::Error| ReadError::NotStarted(error.to_string());
    let (inside, question) = Inside::begin().map_err(failed)?;
    let mut question: Question = serde_json::from_slice(&question).map_err(io::Error::other).map_err(failed)?;
    if question.live {
        interrupt::ignore();
    }
    let fence = inside.confine(&question.limits()).map_err(failed)?;
    if !fence.is_whole() {
        question.listed.diagnostics.push(not_fenced(fence));
    }
    let mut tell = |progress: Progress| {
        let bytes = serde_json::to_vec(&progress).unwrap_or_default();
        // Whoever no longer listens is found out at the answer.
        drop(out.borrow_mut().send(Word::Progress, &bytes));
    };
    let options = read::Options {
        threads: question.how.threads,
        budget: question.how.budget,
        hash: question.how.hash,
        progress: Some(&mut tell),
        protocols,
        place: read::Where::Here,
        detail: question.wanted.detail(),
    };
    let open = |number: u32, source: &Source| inside.open(number, &source.shown());
    let next = |number: u32| inside.next(number);
    let sources = read::Sources { open: &open, next: &next };
    let mut reading = read::read_here(&question.listed, sources, options)?;
    if question.live {
        reading.diagnostics.push(health(&reading));
    }
    let mut buffered = BufWriter::with_capacity(PIECE_BYTES, Piece(out));
    let written = match question.wanted {
        Wanted::Nothing => Ok(()),
        Wanted::Reading => received::write(&reading, &mut buffered),
        Wanted::Shown(show) => discover::tell(show, &reading, &mut buffered),
    };
    written.and_then(|()| buffered.flush()).map_err(|error| ReadError::Died(error.to_string()))
}

struct Piece<'a>(&'a Out);

impl Write for Piece<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A kernel may be too old: what can be had is used, and what is missing is said.
fn not_fenced(fence: Fence) -> Diagnostic {
    let missing = match (fence.landlock, fence.seccomp) {
        (false, false) => "landlock and seccomp",
        (false, true) => "landlock",
        (true, _) => "seccomp",
    };
    let message = format!(
        "this system has no {missing}: captures were read by a process that is fenced in less than it should be"
    );
    Diagnostic::new("reading-not-fenced", Severity::Warning, Place::Whole, message)
        .help("use a Linux kernel of 5.13 or later with landlock and seccomp, or read captures of strangers elsewhere")
}
