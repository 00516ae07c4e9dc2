//! Between the thread that empties the ring and the processes that read, one after the other.

use std::{
    fs::File,
    io,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ringwall_capture::live;
use ringwall_model::{Diagnostic, Place, Severity};

use crate::{read::Lost, worker::Again};

/// Longest that is waited for the thread to notice that its reader is gone.
const NOTICES: Duration = Duration::from_secs(5);

/// Where the next frames go.
#[derive(Debug, Default)]
pub(super) struct Feed {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The pipe to a new reader, until it is taken up.
    to: Option<File>,
    /// The reader died, and what it was given is gone.
    gone: bool,
    /// All that was passed on, once nobody is there to pass anything to.
    parked: Option<Lost>,
    /// What had gone with readers before.
    lost: Lost,
    ended: bool,
}

impl Feed {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new reader's end of a pipe.
    pub(super) fn reader(&self) -> io::Result<File> {
        let (from, to) = live::pipe()?;
        self.state().to = Some(to);
        self.changed.notify_all();
        Ok(from)
    }

    /// True once after the reader died.
    pub(super) fn is_gone(&self) -> bool {
        std::mem::take(&mut self.state().gone)
    }

    /// Waits a while for a new reader; `passed` is all that was passed on so far.
    pub(super) fn wait(&self, passed: Lost, most: Duration) -> Option<File> {
        let mut state = self.state();
        state.parked = Some(passed);
        self.changed.notify_all();
        let waiting = |state: &mut State| state.to.is_none();
        let waited = self.changed.wait_timeout_while(state, most, waiting);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let to = state.to.take();
        if to.is_some() {
            state.parked = None;
        }
        to
    }

    /// Nothing is passed on any more.
    pub(super) fn end(&self) {
        self.state().ended = true;
        self.changed.notify_all();
    }

    /// What a new reader is told. None where the one that died had been given nothing, or all there will be.
    pub(super) fn again(&self, how: &str) -> Option<Again> {
        let mut state = self.state();
        state.gone = true;
        // A pipe that nobody took up leads to the one that died.
        state.to = None;
        let busy = |state: &mut State| state.parked.is_none() && !state.ended;
        let waited = self.changed.wait_timeout_while(state, NOTICES, busy);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let passed = state.parked.filter(|passed| !state.ended && passed.frames > state.lost.frames)?;
        let frames = passed.frames.saturating_sub(state.lost.frames);
        state.lost = passed;
        Some(Again { lost: passed, diagnostic: Some(died(frames, how)) })
    }

    /// Frames that went with readers.
    pub(super) fn lost(&self) -> u64 {
        self.state().lost.frames
    }
}

fn died(frames: u64, how: &str) -> Diagnostic {
    let message = format!("a process that read died, and what it knew of {frames} frames went with it: {how}");
    Diagnostic::new("reader-died", Severity::Error, Place::Whole, message)
        .help("what follows is of the frames after them; record what comes and see SECURITY.md")
}

#[cfg(test)]
mod tests {
    use std::{io::Read as _, io::Write as _, thread};

    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[test]
    fn a_new_reader_is_told_what_went_with_the_old_one() {
        let feed = Feed::default();
        let mut first = feed.reader().unwrap();
        let mut to = feed.wait(Lost::default(), SHORT).unwrap();
        to.write_all(b"x").unwrap();
        first.read_exact(&mut [0]).unwrap();
        let told = thread::scope(|scope| {
            let told = scope.spawn(|| feed.again("by a signal"));
            while !feed.is_gone() {
                thread::sleep(SHORT);
            }
            while !told.is_finished() {
                assert!(feed.wait(Lost { frames: 7, bytes: 700 }, SHORT).is_none());
            }
            told.join().unwrap()
        });
        let told = told.unwrap();
        assert_eq!((told.lost, feed.lost()), (Lost { frames: 7, bytes: 700 }, 7));
        assert!(told.diagnostic.unwrap().message.contains("7 frames went with it: by a signal"));
        let _second = feed.reader().unwrap();
        assert!(feed.wait(Lost { frames: 7, bytes: 700 }, SHORT).is_some(), "it goes on with the new one");
    }

    #[test]
    fn nobody_begins_again_where_nothing_was_passed_on_or_nothing_will_be() {
        let feed = Feed::default();
        assert!(feed.wait(Lost::default(), SHORT).is_none());
        assert!(feed.again("at once").is_none());
        feed.end();
        assert!(feed.again("while it answered").is_none());
    }
}
