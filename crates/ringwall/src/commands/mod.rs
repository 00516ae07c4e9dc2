//! Commands: one file each, thin over `work`.

mod assess;
mod catalogue;
mod check;
mod discover;
mod explain;
mod init;

use clap::Subcommand;

/// What a command answers, beside what it prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Good,
    /// Done, and something was found that the caller asked to be told of.
    Found,
}

/// The table of commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compute the security level every zone and conduit demonstrates, from a plant folder and captures
    Assess(assess::Arguments),
    /// Show assets, conversations and operations in captures
    Discover(discover::Arguments),
    /// Check a plant folder: mistakes with their place, and what it declares against IEC 62443-3-2
    Check(check::Arguments),
    /// Start a new plant folder with commented files
    Init(init::Arguments),
    /// Explain a requirement of IEC 62443 in plain words
    Explain(explain::Arguments),
    /// List the parts and rows of the catalogue, show one, or compare with a list of your own
    Catalogue(catalogue::Arguments),
}

/// Runs a command.
pub fn run(command: Command) -> anyhow::Result<Answer> {
    match command {
        Command::Assess(arguments) => assess::run(&arguments),
        Command::Discover(arguments) => discover::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Catalogue(arguments) => catalogue::run(&arguments),
    }
}
