//! `ringwall explain ID`.

use std::path::PathBuf;

use clap::Args;

use ringwall_report::{
    exchange::{ProcessDocument, RequirementDocument},
    reports,
};
use ringwall_work::explain;

use super::Answer;
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The requirement or enhancement, as in "SR 1.1 RE 2", "ZCR 3.3", "SM-1", "ORG 1.1" or "SP.01.01 BR"
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
    let id = arguments.id.join(" ");
    if let Some(row) = catalogue.process(&id) {
        match arguments.json {
            true => screen::json(&ProcessDocument::new(&catalogue, row))?,
            false => screen::document(&reports::process(&catalogue, row))?,
        }
        return Ok(Answer::Good);
    }
    let row = explain::requirement(&catalogue, &id)?;
    match arguments.json {
        true => screen::json(&RequirementDocument::new(&catalogue, row))?,
        false => screen::document(&reports::requirement(&catalogue, row))?,
    }
    Ok(Answer::Good)
}
