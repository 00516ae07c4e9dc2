//! An answer, whatever becomes of processes that read.

use std::io::{self, Write};

use ringwall_model::{Diagnostic, Foreign, Place, Reading, Severity};

use super::{
    asking::{Ended, Opens, Told, ask},
    question::{How, Question, Wanted},
    received::Received,
    relayed::Relayed,
};
use crate::{
    discover::Show,
    read::{Listed, Lost, Options, Placed, ReadError},
};

/// What is still being made while it is read.
#[derive(Clone, Copy)]
pub(crate) struct Live<'a> {
    /// How what comes next is opened, with its name.
    pub(crate) open: Opens<'a>,
    /// What a new reader is told where one died, and how; none where a new one would fare no better.
    pub(crate) again: &'a dyn Fn(&str) -> Option<Again>,
}

/// What a new reader is told.
#[derive(Debug, Default)]
pub(crate) struct Again {
    /// All that went with readers so far.
    pub(crate) lost: Lost,
    /// What is to be said of the one that died.
    pub(crate) diagnostic: Option<Diagnostic>,
}

/// Reads what was listed.
pub(crate) fn reading(listed: &Listed, memory: u64, options: Options<'_>) -> Result<Reading, ReadError> {
    let asking = Asking { listed, how: how(memory, &options), live: None };
    asking.surviving(options.progress, &mut |asking, listed, progress| {
        let mut received = Received::default();
        let mut bytes = 0_u64;
        let ended = asking.once(listed, Wanted::Reading, progress, &mut |piece| {
            bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            // What lies in that process's memory is not longer than it when written.
            if bytes > memory {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "it answered without end"));
            }
            received.take(piece)
        })?;
        Ok((received.reading, ended))
    })
}

/// Reads what was listed, and writes what it shows.
pub(crate) fn shown(
    listed: &Listed,
    memory: u64,
    options: Options<'_>,
    live: Option<Live<'_>>,
    show: Show,
    out: &mut dyn Write,
) -> Result<(), ReadError> {
    let asking = Asking { listed, how: how(memory, &options), live };
    asking.surviving(options.progress, &mut |asking, listed, progress| {
        let mut relayed = Relayed::new(out, show.colour());
        let ended = asking.once(listed, Wanted::Shown(show), progress, &mut |piece| relayed.take(piece))?;
        match ended {
            Ended::Whole => relayed.end().map_err(ReadError::Output)?,
            // Half an answer cannot be taken back.
            Ended::Died(how) if relayed.wrote => return Err(ReadError::Died(how)),
            Ended::Died(_) => {}
        }
        Ok(((), ended))
    })
}

fn how(memory: u64, options: &Options<'_>) -> How {
    How { threads: options.threads, budget: options.budget, hash: options.hash, memory }
}

/// Asks once for what is listed.
type Attempt<'a, T> = &'a mut dyn FnMut(&Asking<'_>, &Listed, &mut Told<'_>) -> Result<(T, Ended), ReadError>;

struct Asking<'a> {
    listed: &'a Listed,
    how: How,
    live: Option<Live<'a>>,
}

impl Asking<'_> {
    fn once(
        &self,
        listed: &Listed,
        wanted: Wanted,
        progress: &mut Told<'_>,
        take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<Ended, ReadError> {
        // Whoever opens captures itself has them from a wire, or from who records one.
        let question = Question { live: self.live.is_some(), ..Question::new(listed, self.how, wanted) };
        let all = &self.listed.sources;
        let here = |number: u32| match all.iter().find(|placed| placed.number == number) {
            Some(placed) => ringwall_capture::open(&placed.source).map(|file| (file, String::new())),
            None => Err(ringwall_capture::CaptureError::Nothing),
        };
        ask(&question, self.live.map_or(&here as Opens<'_>, |live| live.open), progress, take)
    }

    /// Asks for all, and where that process dies for those that can be read.
    fn surviving<T>(&self, mut progress: Told<'_>, attempt: Attempt<'_, T>) -> Result<T, ReadError> {
        let mut listed = self.listed.clone();
        loop {
            let how = match attempt(self, &listed, &mut progress)? {
                (answer, Ended::Whole) => return Ok(answer),
                (_, Ended::Died(how)) => how,
            };
            if let Some(live) = self.live {
                let Some(again) = (live.again)(&how) else { return Err(ReadError::Died(how)) };
                listed.lost = again.lost;
                listed.diagnostics.extend(again.diagnostic);
                continue;
            }
            listed = self.without_deadly(listed, &how)?;
            if listed.sources.is_empty() {
                return Err(ReadError::Died(format!("no capture could be read: {how}")));
            }
        }
    }

    /// Leaves out the captures that alone end a process too; where there is none, the later half of them all.
    fn without_deadly(&self, listed: Listed, how: &str) -> Result<Listed, ReadError> {
        let Listed { sources, mut diagnostics, .. } = listed;
        let count = sources.len();
        let (mut kept, mut deadly) = (Vec::new(), Vec::new());
        for placed in sources {
            let death = if count == 1 || placed.is_read_once() { Some(how.to_owned()) } else { self.alone(&placed)? };
            match death {
                Some(how) => deadly.push((placed, how)),
                None => kept.push(placed),
            }
        }
        if deadly.is_empty() {
            let later = kept.split_off(kept.len() / 2);
            let how = format!("together with the others: {how}");
            deadly.extend(later.into_iter().map(|placed| (placed, how.clone())));
        }
        diagnostics.extend(deadly.iter().map(|(placed, how)| not_read(placed, how)));
        Ok(Listed::of(kept, diagnostics))
    }

    /// How a process that reads this one alone dies; none where it does not, or says what is wrong.
    fn alone(&self, placed: &Placed) -> Result<Option<String>, ReadError> {
        let listed = Listed::of(vec![placed.clone()], Vec::new());
        match self.once(&listed, Wanted::Nothing, &mut None, &mut |_| Ok(())) {
            Ok(Ended::Died(how)) => Ok(Some(how)),
            Ok(Ended::Whole) | Err(ReadError::Told { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

fn not_read(placed: &Placed, how: &str) -> Diagnostic {
    not_used(&placed.source.file_name(), how)
}

/// What is said of a file that ended its reader.
pub(crate) fn not_used(file_name: &str, how: &str) -> Diagnostic {
    let capture = Foreign::from(ringwall_capture::stem(file_name));
    let message = format!("nothing of it was used: {how}");
    Diagnostic::new("capture-not-read", Severity::Error, Place::Capture { capture, offset: None }, message)
        .help("whoever made it may want this: see SECURITY.md; give more memory (--memory) where it is only large")
}
