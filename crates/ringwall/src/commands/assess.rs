//! `ringwall assess DIR`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum, builder::TypedValueParser as _};

use ringwall_model::Instant;
use ringwall_report::{drawing, reports};
use ringwall_work::{
    assess::{self, Assessed, Request},
    discover::Options,
    explain, files, reasons,
};

use super::{Answer, instant};
use crate::{clock::now, screen};

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 assessed; 1 assessed, and what --fail-on names was found; 2 could not be assessed"
)]
pub struct Arguments {
    /// The plant folder; captures in its folder captures/ are read
    dir: PathBuf,
    /// A further capture, or folder of captures; may be given again
    #[arg(long = "capture", value_name = "F")]
    captures: Vec<PathBuf>,
    /// The instant judged for: a date or RFC 3339; now when not given
    #[arg(long, value_name = "T", value_parser = instant)]
    at: Option<Instant>,
    /// Write the answer as one self-contained page; never over an existing file
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 1 when such a thing is found; may be given again
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    /// Use a catalogue file of your own instead of the embedded one
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Threads to read captures with
    #[arg(long, value_name = "N", default_value_t = Options::default().threads, value_parser = clap::value_parser!(u16).range(1..=64).map(usize::from))]
    threads: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// A target that is not demonstrated
    Gap,
    /// An exchange that breaks a declared conduit
    Violation,
    /// A target that is open for lack of evidence
    Unknown,
}

/// Assesses and shows the answer.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    if let Some(page) = &arguments.html {
        files::must_be_new(page)?; // before the work, not after it
    }
    let catalogue = explain::catalogue(arguments.catalogue.as_deref())?;
    let request = Request {
        folder: &arguments.dir,
        captures: &arguments.captures,
        at: arguments.at.unwrap_or_else(now),
        catalogue: &catalogue,
        options: Options { threads: arguments.threads, hash: true, ..Options::default() },
    };
    let assessed = match &arguments.html {
        Some(page) => with_page(&request, page)?,
        None => assess::assess(&request)?,
    };
    let answer = &assessed.assessment;
    match arguments.json {
        true => screen::json(answer)?,
        false => {
            let blockers = assess::blocker_lines(&assessed.blockers);
            screen::document(&reports::assessment(&catalogue, answer, &blockers, None))?;
        }
    }
    let found = arguments.fail_on.iter().any(|what| assess::has(answer, as_asked(*what)));
    Ok(if found { Answer::Found } else { Answer::Good })
}

/// A page shows the reasons of every level.
fn with_page(request: &Request<'_>, page: &Path) -> anyhow::Result<Assessed> {
    let opened = reasons::open(request)?;
    let (answer, explanations) = (&opened.assessed.assessment, opened.explanations(request));
    let blockers = assess::blocker_lines(&opened.assessed.blockers);
    let mut document = reports::assessment(request.catalogue, answer, &blockers, Some(&explanations));
    if let Some(diagram) = opened.drawing() {
        document = drawing::with(document, diagram);
    }
    files::write_new(page, ringwall_render::html(&document).as_bytes()).context("the page was not written")?;
    Ok(opened.assessed)
}

fn as_asked(what: FailOn) -> assess::FailOn {
    match what {
        FailOn::Gap => assess::FailOn::Gap,
        FailOn::Violation => assess::FailOn::Violation,
        FailOn::Unknown => assess::FailOn::Unknown,
    }
}
