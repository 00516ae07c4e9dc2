//! The process: arguments, environment, clock, exit code.

mod clock;
mod commands;
mod progress;
mod screen;

use std::process::ExitCode;

use clap::Parser;

use commands::{Answer, Command};
use ringwall_work::{WorkError, read, worker};

#[global_allocator]
static ALLOCATOR: ringwall_work::Allocator = ringwall_work::ALLOCATOR;

/// IEC 62443 as running code: which security level a plant demonstrates, on what evidence, and what is missing.
#[derive(Debug, Parser)]
#[command(name = "ringwall", version, propagate_version = true, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str =
    "Exit codes: 0 done; 1 done, and what --fail-on names (or a check) was found; 2 could not be done;
130 stopped by Ctrl-C: the answer is of what was read until then.
Ringwall transmits nothing. Try: ringwall assess examples/refinery";

fn main() -> ExitCode {
    // Before anything else: a process that reads for another one gives up what it does not need.
    if std::env::args_os().nth(1).is_some_and(|word| word == worker::MARK) {
        let told = worker::serve(read::Options::default().protocols);
        return if told { ExitCode::SUCCESS } else { ExitCode::from(2) };
    }
    match commands::run(Arguments::parse().command) {
        Ok(Answer::Good) => ExitCode::SUCCESS,
        Ok(Answer::Found) => ExitCode::from(1),
        Ok(Answer::Stopped) => ExitCode::from(130),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

/// Who reads us through a pipe may stop reading.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|e| e.downcast_ref::<std::io::Error>()).any(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

fn complain(error: &anyhow::Error) {
    let work = error.downcast_ref::<WorkError>();
    if let Some(work) = work {
        screen::diagnostics(work.diagnostics());
    }
    let help = work.and_then(WorkError::help);
    screen::error(&format!("{error:#}"), help.as_deref());
}
