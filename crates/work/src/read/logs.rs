//! Logs of other programs beside captures, or in place of them.

use std::io;

use ringwall_capture::{Bytes, Source, Stream, interrupt};
use ringwall_dissect::logs::{Log, Logs, Taken};
use ringwall_model::{Diagnostic, Foreign, Place, Severity};

use super::tape::Open;

/// Bytes read at once.
const CHUNK_BYTES: usize = 256 << 10;

/// A log that was found.
#[derive(Debug)]
pub(super) struct LogFile {
    pub(super) number: u32,
    pub(super) source: Source,
    pub(super) taken: Taken,
    hash: bool,
    /// Where its bytes come once: how far it was read, and what was read. Others are opened again.
    begun: Option<(Bytes, Vec<u8>)>,
}

impl LogFile {
    pub(super) fn new(number: u32, source: &Source, hash: bool, taken: Taken, bytes: Bytes, head: Vec<u8>) -> Self {
        let begun = (!matches!(source.stream, Stream::File(_))).then_some((bytes, head));
        Self { number, source: source.clone(), taken, hash, begun }
    }

    /// Reads it whole; gives how many bytes it had, and what is to be said.
    pub(super) fn read(self, open: Open<'_>, logs: &mut Logs) -> (u64, Option<Diagnostic>) {
        let Self { number, source, taken, hash, begun } = self;
        let name = taken.name.clone();
        let mut log = logs.begin(taken);
        let opened = begun.map_or_else(
            || open(number, &source).and_then(|file| Bytes::of(&source, file, hash)).map(|bytes| (bytes, Vec::new())),
            Ok,
        );
        let (mut bytes, head) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                logs.finish(log, None);
                return (0, Some(unreadable(&name, &error.to_string())));
            }
        };
        logs.take(&mut log, &head);
        let ended = copy(&mut bytes, &mut log, logs);
        let position = bytes.position();
        let sha256 = if interrupt::asked() { None } else { bytes.finish().ok().flatten() };
        logs.finish(log, sha256);
        (position, ended.err().map(|error| unreadable(&name, &error.to_string())))
    }
}

fn copy(bytes: &mut Bytes, log: &mut Log, logs: &mut Logs) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK_BYTES];
    while !interrupt::asked() {
        match io::Read::read(bytes, &mut buffer) {
            Ok(0) => break,
            Ok(n) => logs.take(log, buffer.get(..n).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn unreadable(name: &Foreign, reason: &str) -> Diagnostic {
    let place = Place::Capture { capture: name.clone(), offset: None };
    let message = format!("{}; the lines before are used", Foreign::from(reason).terminal());
    Diagnostic::new("log-damaged", Severity::Warning, place, message)
        .help("copy the file again from where it was written")
}
