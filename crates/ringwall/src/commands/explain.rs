//! `ringwall explain ID`.

use std::path::PathBuf;

use clap::Args;

use ringwall_work::explain;

use super::{Answer, catalogue::show};

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The requirement or enhancement, as in "SR 1.1 RE 2", "CR 1.1 RE(1)", "ZCR 3.3", "SM-1", "ORG 1.1" or "SP.01.01 BR"
    #[arg(required = true, num_args = 1..)]
    id: Vec<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Use a catalogue file of your own instead of the embedded one
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
}

/// Explains it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let catalogue = explain::explainable(arguments.catalogue.as_deref())?;
    show(&catalogue, &arguments.id.join(" "), arguments.json)
}
