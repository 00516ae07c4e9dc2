//! `ringwall why DIR SCOPE FR`.

use std::path::PathBuf;

use clap::Args;

use ringwall_report::{exchange::WhyDocument, reports};
use ringwall_work::{assess::Request, discover::Options, explain, reasons};

use super::{Answer, Judging};
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The plant folder; captures in its folder captures/ are read
    dir: PathBuf,
    /// A zone or conduit, as plant.toml names it (bpcs, or zone:bpcs where a conduit has the same id)
    scope: String,
    /// A foundational requirement: IAC, UC, SI, DC, RDF, TRE or RA
    fr: String,
    #[command(flatten)]
    judging: Judging,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Assesses, and explains one level.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let catalogue = explain::catalogue(arguments.judging.catalogue.as_deref())?;
    let request = Request {
        folder: &arguments.dir,
        captures: &arguments.judging.captures,
        at: arguments.judging.at(),
        catalogue: &catalogue,
        options: Options::default(),
    };
    let opened = reasons::open(&request)?;
    let explanation = opened.why(&request, &arguments.scope, &arguments.fr)?;
    let answer = &opened.assessed.assessment;
    match arguments.json {
        true => screen::json(&WhyDocument::new(answer, &explanation))?,
        false => screen::document(&reports::why(&catalogue, answer, &explanation))?,
    }
    Ok(Answer::Good)
}
