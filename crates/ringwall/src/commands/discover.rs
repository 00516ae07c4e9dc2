//! `ringwall discover CAPTURE...`.

use std::path::PathBuf;

use clap::{Args, builder::TypedValueParser as _};

use ringwall_report::{
    exchange::{Discovery, DiscoverySummary},
    reports,
};
use ringwall_work::{
    discover::{self, Options},
    placement::Placements,
    propose,
};

use super::Answer;
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Captures (pcap, pcapng, gzip of either), folders of captures, or - for standard input
    #[arg(required = true)]
    captures: Vec<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Counts only
    #[arg(long)]
    summary: bool,
    /// Threads to read with
    #[arg(long, value_name = "N", default_value_t = Options::default().threads, value_parser = clap::value_parser!(u16).range(1..=64).map(usize::from))]
    threads: usize,
    /// Write a proposal of a plant folder, with the reason for everything in it; never over existing files
    #[arg(long, value_name = "DIR")]
    propose: Option<PathBuf>,
}

/// Reads and shows them.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let options = Options { threads: arguments.threads, ..Options::default() };
    let found = discover::discover(&arguments.captures, &Placements::none(), None, &options)?;
    match (arguments.json, arguments.summary) {
        (true, true) => screen::json(&DiscoverySummary::new(&found.reading, &found.inventory))?,
        (true, false) => screen::json(&Discovery::new(&found.reading, &found.inventory))?,
        (false, summary) => screen::document(&reports::discovery(&found.reading, &found.inventory, summary))?,
    }
    if let Some(folder) = &arguments.propose {
        for path in propose::propose(folder, &found)? {
            screen::note(&format!("wrote {}", path.display()));
        }
    }
    Ok(Answer::Good)
}
