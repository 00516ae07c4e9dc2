//! `ringwall questions DIR`.

use std::path::PathBuf;

use clap::Args;

use ringwall_report::{exchange::QuestionsDocument, reports};
use ringwall_work::{assess::Request, discover::Options, explain, reasons};

use super::{Answer, Judging};
use crate::screen;

/// Questions shown on a terminal when no number is given.
const SHOWN: usize = 10;

/// What is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The plant folder; captures in its folder captures/ are read
    dir: PathBuf,
    /// Show so many questions; 10 on a terminal and all in JSON when not given
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Only questions that touch this zone or conduit
    #[arg(long, value_name = "S")]
    scope: Option<String>,
    #[command(flatten)]
    judging: Judging,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Assesses, and asks what an answer could still change.
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
    let questions = opened.questions(&request, arguments.scope.as_deref())?;
    let answer = &opened.assessed.assessment;
    match arguments.json {
        true => screen::json(&QuestionsDocument::new(answer, &questions, arguments.limit.unwrap_or(usize::MAX)))?,
        false => {
            screen::document(&reports::questions(&catalogue, answer, &questions, arguments.limit.unwrap_or(SHOWN)))?;
        }
    }
    Ok(Answer::Good)
}
