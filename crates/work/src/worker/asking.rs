//! Starting a reading process, and taking what it answers.

use std::{
    fs::File,
    io::{self, Read},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use ringwall_capture::{CaptureError, confine, interrupt};
use ringwall_model::Foreign;

use super::{
    MARK,
    message::{Word, receive},
    question::Question,
};
use crate::read::{Progress, ReadError};

/// Bytes kept of what a dying process says.
const SAID_BYTES_MAX: u64 = 4096;
/// How often it is looked whether somebody asked to stop.
const LOOK: Duration = Duration::from_millis(100);

/// How files of the question are opened, by their numbers; with a name where the other end does not know it.
pub(super) type Opens<'a> = &'a (dyn Fn(u32) -> Result<(File, String), CaptureError> + Sync);

/// Who is told how far reading is.
pub(super) type Told<'a> = Option<&'a mut (dyn FnMut(Progress) + 'a)>;

/// How asking ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// It answered.
    Whole,
    /// It died, and how. It may have answered in part.
    Died(String),
}

/// Asks, and gives every piece of the answer to `take`.
pub(super) fn ask(
    question: &Question,
    open: Opens<'_>,
    progress: &mut Told<'_>,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> Result<Ended, ReadError> {
    let not_started = |error: io::Error| ReadError::NotStarted(error.to_string());
    let bytes = serde_json::to_vec(question).map_err(|error| ReadError::NotStarted(error.to_string()))?;
    let (mut socket, stdin) = confine::outside().map_err(not_started)?;
    let mut child = Running(start(stdin).map_err(not_started)?);
    let (answers, said) = (child.0.stdout.take(), child.0.stderr.take());
    let (Some(mut answers), Some(said)) = (answers, said) else { return Err(ReadError::Worker) };
    let process = child.0.id();
    thread::scope(|scope| {
        // Where the process is gone, these end by themselves.
        scope.spawn(move || socket.ask(&bytes).and_then(|()| socket.serve(open)));
        let said = scope.spawn(move || last_words(said));
        let (done, until) = channel();
        if !question.live {
            scope.spawn(move || pass_on_interrupt(process, &until));
        }
        let answer = answer(&mut answers, progress, take);
        if answer.is_err() {
            drop(child.0.kill());
        }
        let status = child.0.wait();
        drop(done);
        let said = said.join().unwrap_or_default();
        match (answer, status) {
            (Ok(Some(Last::End)), Ok(status)) if status.success() => Ok(Ended::Whole),
            (Ok(Some(Last::Failed(error))), Ok(status)) if status.success() => Err(error),
            (Err(error), _) if error.kind() != io::ErrorKind::InvalidData => Err(ReadError::Output(error)),
            (Err(error), _) => Ok(Ended::Died(error.to_string())),
            (_, status) => Ok(Ended::Died(death(status, &said))),
        }
    })
}

fn start(stdin: Stdio) -> io::Result<Child> {
    let program = confine::program()?;
    Command::new(program).arg(MARK).env_clear().stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
}

/// Ends with whoever holds it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

enum Last {
    End,
    Failed(ReadError),
}

/// Takes messages to the last one; none where the pipe ends before it.
fn answer(
    answers: &mut impl Read,
    progress: &mut Told<'_>,
    take: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Option<Last>> {
    let mut buffer = Vec::new();
    while let Some(word) = receive(answers, &mut buffer)? {
        match word {
            Word::Piece => take(&buffer)?,
            Word::End => return Ok(Some(Last::End)),
            Word::Failed => return Ok(Some(Last::Failed(failed(&buffer)?))),
            Word::Progress => {
                let word = serde_json::from_slice(&buffer)?;
                if let Some(progress) = progress {
                    progress(word);
                }
            }
        }
    }
    Ok(None)
}

fn failed(bytes: &[u8]) -> io::Result<ReadError> {
    let safe = |text: String| Foreign::from(text).terminal().to_string();
    let (message, help): (String, Option<String>) = serde_json::from_slice(bytes)?;
    Ok(ReadError::Told { message: safe(message), help: help.map(safe) })
}

fn last_words(mut said: impl Read) -> String {
    let mut bytes = Vec::new();
    drop((&mut said).take(SAID_BYTES_MAX).read_to_end(&mut bytes));
    // It must not wait for a pipe that nobody empties.
    drop(io::copy(&mut said, &mut io::sink()));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn death(status: io::Result<std::process::ExitStatus>, said: &str) -> String {
    let Ok(status) = status else { return "its process is gone".to_owned() };
    let cause = confine::cause(status).map(|cause| format!(": {cause}")).unwrap_or_default();
    let line = said.lines().find(|line| !line.is_empty()).unwrap_or_default();
    let said = if line.is_empty() { String::new() } else { format!(" ({})", Foreign::from(line).terminal()) };
    format!("its process ended with {status}{cause}{said}")
}

/// Somebody who asks this process to stop means that one.
fn pass_on_interrupt(process: u32, until: &Receiver<()>) {
    while until.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        if interrupt::asked() {
            interrupt::ask(process);
            // Once is enough; the process may be waited for as long as it answers.
            let _ = until.recv();
            return;
        }
    }
}
