//! Files that come one by one while they are recorded.

use std::{cell::Cell, fs::File};

use ringwall_capture::{CaptureError, Source, Stream, stem};
use ringwall_dissect::logs::Taken;
use ringwall_model::{Diagnostic, Foreign, NetworkId, Place, Severity};

use super::{
    logs::LogFile,
    tape::{Opened, Tape},
    timeline::Finished,
};

/// What a file turned out to be.
pub(super) enum Next {
    Tape(Box<Tape>),
    Log(Box<LogFile>),
    Other,
}

/// A file as a capture, with a name none before it has.
pub(super) fn next(file: File, name: &str, before: &[Finished], network: &NetworkId) -> Next {
    let source = Source { stream: Stream::Pipe(name.into()), named: false, within: None, size: None };
    let file = Cell::new(Some(file));
    match Tape::open(0, &source, &|_, _| file.take().ok_or(CaptureError::Nothing), false) {
        Ok(Opened::Tape(mut tape)) => {
            tape.capture.name = unlike(stem(name), before);
            Next::Tape(tape)
        }
        Ok(Opened::Log(bytes, head)) => {
            let taken =
                Taken { name: Foreign::from(stem(name)), point: None, network: network.clone(), vlans: Vec::new() };
            Next::Log(Box::new(LogFile::new(0, &source, false, taken, bytes, head)))
        }
        Ok(Opened::Empty | Opened::Other(..)) | Err(_) => Next::Other,
    }
}

fn unlike(name: &str, before: &[Finished]) -> Foreign {
    let again = format!("{name} (");
    let same = before.iter().filter(|(_, c, _)| c.name.raw() == name || c.name.raw().starts_with(&again)).count();
    match same {
        0 => Foreign::from(name),
        n => Foreign::from(format!("{name} ({})", n.saturating_add(1))),
    }
}

/// What is to be said of files that were no captures.
pub(super) fn passed_over(count: usize) -> Option<Diagnostic> {
    let message = format!("{count} files of the folder were no captures and were passed over");
    (count > 0).then(|| Diagnostic::new("files-passed-over", Severity::Note, Place::Whole, message))
}
