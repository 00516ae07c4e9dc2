//! `ringwall propose DIR`.

use std::path::PathBuf;

use clap::Args;

use ringwall_report::reports;
use ringwall_work::{
    assess, discover, explain,
    proposal::{self, Acceptance, Request},
};

use super::{Answer, Judging};
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is declared by it: --accept takes over one entry. What goes from a less trusted zone to a more trusted one, has \
                  a safety part in it, or crosses a one-way conduit is shown, and never proposed.
Exit codes: 0 done; 2 it could not be done"
)]
pub struct Arguments {
    /// The plant folder
    dir: PathBuf,
    /// A log of a device our rules run on (lines of the Linux kernel, or Suricata's fast.log): count its hits; may be given again
    #[arg(long = "log", value_name = "F")]
    logs: Vec<PathBuf>,
    /// Write this entry into plant.toml, with who and when; comments and layout stay
    #[arg(long, value_name = "ENTRY", requires = "by")]
    accept: Option<String>,
    /// Who accepts it: a person that plant.toml declares
    #[arg(long, value_name = "PERSON", requires = "accept")]
    by: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "", requires = "accept", hide_default_value = true)]
    purpose: String,
    #[command(flatten)]
    judging: Judging,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Shows what may be accepted, or accepts one of it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let catalogue = explain::catalogue(arguments.judging.catalogue.as_deref())?;
    let plant = assess::Request {
        folder: &arguments.dir,
        captures: &arguments.judging.captures,
        at: arguments.judging.at(),
        catalogue: &catalogue,
        options: discover::Options::default(),
    };
    let request = Request { plant: &plant, logs: &arguments.logs };
    if let Some((entry, by)) = arguments.accept.as_deref().zip(arguments.by.as_deref()) {
        let acceptance = Acceptance { entry, by, purpose: &arguments.purpose, at: plant.at };
        for path in proposal::accept(&request, &acceptance)? {
            screen::line(&format!("wrote {}", path.display()))?;
        }
        return Ok(Answer::Good);
    }
    let answer = proposal::propose(&request)?;
    screen::diagnostics(&answer.diagnostics);
    match arguments.json {
        true => screen::json(&answer.document)?,
        false => screen::document(&reports::proposal(&answer.document))?,
    }
    Ok(Answer::Good)
}
