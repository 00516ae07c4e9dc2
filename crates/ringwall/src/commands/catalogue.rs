//! `ringwall catalogue list|show|compare`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use ringwall_catalogue::Catalogue;
use ringwall_model::{FoundationalRequirement, SecurityLevel};
use ringwall_report::{
    exchange::{CatalogueDocument, ComparisonDocument, EntryDocument, OutsideDocument},
    reports,
};
use ringwall_work::{
    catalogue::{self, Filter},
    explain,
};

use super::Answer;
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    question: Question,
}

#[derive(Debug, Subcommand)]
enum Question {
    /// List the parts with their counts and notices, and the rows that an option asks for
    List(List),
    /// Show whatever an id names
    Show(Show),
    /// Compare ids, titles and levels with a list made from a licensed copy
    Compare(Compare),
}

#[derive(Debug, Args)]
struct List {
    /// Rows of one part, as in 62443-4-2 or 4-2
    #[arg(long, value_name = "PART")]
    part: Option<String>,
    /// Rows asked at a security level
    #[arg(long, value_name = "N", value_parser = level)]
    level: Option<SecurityLevel>,
    /// Rows of one foundational requirement, as in IAC
    #[arg(long, value_name = "FR", value_parser = foundational_requirement)]
    fr: Option<FoundationalRequirement>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Show {
    /// The id, as in "SR 1.1 RE 2", "EDR 3.12" or "CCSC 2"; of another framework, as in T0855, M0800 or PR.AC-4
    #[arg(required = true, num_args = 1..)]
    id: Vec<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
#[command(
    after_help = "A table (CSV) names its columns in the first line: id, and where given title and level. A TOML file has \
                        [[requirement]] with id, title, sl_min.\nExit codes: 0 the list agrees; 1 it differs; 2 it could \
                        not be compared"
)]
struct Compare {
    /// The list
    file: PathBuf,
    /// Compare with this part; otherwise with every part the list names a row of
    #[arg(long, value_name = "PART")]
    part: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Common {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Use a catalogue file of your own instead of the embedded one
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
}

fn level(text: &str) -> Result<SecurityLevel, String> {
    let level = text.parse().ok().filter(|n| *n > 0).and_then(SecurityLevel::new);
    level.ok_or_else(|| "a security level is 1, 2, 3 or 4".to_owned())
}

fn foundational_requirement(text: &str) -> Result<FoundationalRequirement, String> {
    let said =
        |fr: &FoundationalRequirement| fr.abbreviation().eq_ignore_ascii_case(text) || fr.number().to_string() == text;
    let known = || FoundationalRequirement::ALL.map(FoundationalRequirement::abbreviation).join(", ");
    FoundationalRequirement::ALL.into_iter().find(said).ok_or_else(|| format!("one of {} or 1 to 7", known()))
}

/// Answers it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    match &arguments.question {
        Question::List(asked) => list(asked),
        Question::Show(asked) => {
            let catalogue = explain::catalogue(asked.common.catalogue.as_deref())?;
            show(&catalogue, &asked.id.join(" "), asked.common.json)
        }
        Question::Compare(asked) => compare(asked),
    }
}

/// Shows what an id names, of the standard or of another framework; `ringwall explain` does the same.
pub(super) fn show(catalogue: &Catalogue, id: &str, json: bool) -> anyhow::Result<Answer> {
    let outside = if catalogue.entry(id).is_none() { catalogue.outside(id) } else { Vec::new() };
    if !outside.is_empty() {
        match json {
            true => screen::json(&OutsideDocument::new(&outside))?,
            false => screen::document(&reports::outside(catalogue, id, &outside))?,
        }
        return Ok(Answer::Good);
    }
    let entry = explain::entry(catalogue, id)?;
    match json {
        true => screen::json(&EntryDocument::new(catalogue, entry))?,
        false => screen::document(&reports::entry(catalogue, entry))?,
    }
    Ok(Answer::Good)
}

fn list(asked: &List) -> anyhow::Result<Answer> {
    let catalogue = explain::catalogue(asked.common.catalogue.as_deref())?;
    let filter = Filter { part: asked.part.clone(), level: asked.level, fr: asked.fr };
    let narrowed = filter.part.is_some() || filter.level.is_some() || filter.fr.is_some();
    let rows = catalogue::rows(&catalogue, &filter)?;
    match asked.common.json {
        true => screen::json(&CatalogueDocument::new(&catalogue, &rows))?,
        false => screen::document(&reports::catalogue(&catalogue, if narrowed { &rows } else { &[] }))?,
    }
    Ok(Answer::Good)
}

fn compare(asked: &Compare) -> anyhow::Result<Answer> {
    let catalogue = explain::catalogue(asked.common.catalogue.as_deref())?;
    let (comparison, diagnostics) = catalogue::compare(&catalogue, &asked.file, asked.part.as_deref())?;
    screen::diagnostics(&diagnostics);
    let name = catalogue::file_name(&asked.file);
    match asked.common.json {
        true => screen::json(&ComparisonDocument::new(&catalogue, &comparison))?,
        false => screen::document(&reports::comparison(&catalogue, &name, &comparison))?,
    }
    Ok(if comparison.differences.is_empty() { Answer::Good } else { Answer::Found })
}
