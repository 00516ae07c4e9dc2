//! `ringwall diff A B`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use ringwall_catalogue::Catalogue;
use ringwall_model::Instant;
use ringwall_report::{exchange::DifferenceDocument, reports};
use ringwall_work::{assess::Request, discover::Options, explain, reasons};

use super::{Answer, instant};
use crate::{clock::now, screen};

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 compared; 1 compared, and what --fail-on names was found; 2 could not be compared"
)]
pub struct Arguments {
    /// A plant folder, or the JSON of an assessment
    #[arg(value_name = "A")]
    from: PathBuf,
    /// Another, or the same at another instant
    #[arg(value_name = "B")]
    to: PathBuf,
    /// The instant the first is judged for: a date or RFC 3339; now when not given
    #[arg(long, value_name = "T", value_parser = instant)]
    at_a: Option<Instant>,
    /// The instant the second is judged for; that of the first when not given
    #[arg(long, value_name = "T", value_parser = instant)]
    at_b: Option<Instant>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Exit with 1 when such a thing is found
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    /// Use a catalogue file of your own instead of the embedded one
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A level that fell: demonstrated, with or without compensation, ceiling or claimed
    Lower,
}

/// Compares and shows the difference.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let catalogue = explain::catalogue(arguments.catalogue.as_deref())?;
    let at_a = arguments.at_a.unwrap_or_else(now);
    let (from, to) = (
        request(&arguments.from, at_a, &catalogue),
        request(&arguments.to, arguments.at_b.unwrap_or(at_a), &catalogue),
    );
    let (one, other) = (reasons::side(&from)?, reasons::side(&to)?);
    let difference = reasons::difference(&one, &other, &to);
    match arguments.json {
        true => screen::json(&DifferenceDocument::new(&difference))?,
        false => {
            let pieces = one.assessment.evidence.iter().chain(&other.assessment.evidence);
            let evidence = pieces.map(|piece| (&piece.id, &**piece)).collect();
            screen::document(&reports::difference(&difference, &evidence))?;
        }
    }
    let found = arguments.fail_on.contains(&FailOn::Lower) && difference.any_fell();
    Ok(if found { Answer::Found } else { Answer::Good })
}

fn request<'a>(folder: &'a Path, at: Instant, catalogue: &'a Catalogue) -> Request<'a> {
    Request { folder, captures: &[], at, catalogue, options: Options::default() }
}
