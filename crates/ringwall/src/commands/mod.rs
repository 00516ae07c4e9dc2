//! Commands: one file each, thin over `work`.

mod assess;
mod catalogue;
mod check;
mod conduits;
mod diff;
mod discover;
mod draw;
mod explain;
mod generate;
mod init;
mod propose;
mod questions;
mod watch;
mod why;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use ringwall_model::Instant;
use ringwall_work::worker::MEMORY_BYTES;

/// Bytes of a MiB, and of them what a reading process may take unless told otherwise.
const MIB: u64 = 1 << 20;
const MEMORY_MIB: u64 = MEMORY_BYTES / MIB;

/// What a command answers, beside what it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Good,
    /// Done, and something was found that the caller asked to be told of.
    Found,
    /// Done as far as it was read until somebody asked to stop.
    Stopped,
}

/// The table of commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compute the security level every zone and conduit demonstrates, from a plant folder and captures
    Assess(assess::Arguments),
    /// Explain a level: which rows cap it, on what evidence, and what would raise it by one
    Why(why::Arguments),
    /// Ask what an answer could still change: open questions, those that matter most first
    Questions(questions::Arguments),
    /// Show what changed between two plant folders, two instants, or two saved assessments, and why
    Diff(diff::Arguments),
    /// Show assets, conversations and operations in captures
    Discover(discover::Arguments),
    /// Watch a network interface, transmitting nothing, and show what discover shows
    Watch(watch::Arguments),
    /// Say what firewall configurations permit, and where that, the declaration and the captures disagree
    Conduits(conduits::Arguments),
    /// Propose allowances from what was seen and is declared nowhere, or accept one of them
    Propose(propose::Arguments),
    /// Write the configuration of a firewall from the conduits it holds, and say what loading it would change
    Generate(generate::Arguments),
    /// Draw zones and conduits, or read back what people changed in the drawing
    Draw(draw::Arguments),
    /// Check a plant folder: mistakes with their place, and what it declares against IEC 62443-3-2
    Check(check::Arguments),
    /// Start a new plant folder with commented files
    Init(init::Arguments),
    /// Explain a requirement of IEC 62443 in plain words
    Explain(explain::Arguments),
    /// List the parts and rows of the catalogue, show one, or compare with a list of your own
    Catalogue(catalogue::Arguments),
}

/// What a plant folder is judged with.
#[derive(Debug, Args)]
pub struct Judging {
    /// A further capture, or folder of captures; may be given again
    #[arg(long = "capture", value_name = "F")]
    captures: Vec<PathBuf>,
    /// The instant judged for: a date or RFC 3339; now when not given
    #[arg(long, value_name = "T", value_parser = instant)]
    at: Option<Instant>,
    /// Use a catalogue file of your own instead of the embedded one
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
}

impl Judging {
    fn at(&self) -> Instant {
        self.at.unwrap_or_else(crate::clock::now)
    }
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).ok_or_else(|| "not a date (2026-12-01) or RFC 3339 instant (2026-12-01T00:00:00Z)".to_owned())
}

/// Runs a command.
pub fn run(command: Command) -> anyhow::Result<Answer> {
    match command {
        Command::Assess(arguments) => assess::run(&arguments),
        Command::Why(arguments) => why::run(&arguments),
        Command::Questions(arguments) => questions::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Discover(arguments) => discover::run(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
        Command::Conduits(arguments) => conduits::run(&arguments),
        Command::Propose(arguments) => propose::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Draw(arguments) => draw::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Catalogue(arguments) => catalogue::run(&arguments),
    }
}
