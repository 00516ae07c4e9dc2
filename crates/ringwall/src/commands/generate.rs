//! `ringwall generate DIR`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, builder::PossibleValuesParser};

use ringwall_report::reports;
use ringwall_work::{
    assess, discover, explain, files,
    generate::{self, Manner, Request, WRITERS, Writer, Written},
    inspect::{INSPECTORS, Inspector, inspect},
};

use super::{Answer, Judging};
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "What is written is read back, and thrown away where it does not let through exactly what is declared. It is never loaded.
Exit codes: 0 written; 2 it would cut a flow that must go on, or could not be done"
)]
pub struct Arguments {
    /// The plant folder
    dir: PathBuf,
    /// The enforcement point: a firewall or router that conduits list among their assets or enforcement points
    #[arg(long, value_name = "ASSET")]
    point: String,
    /// What to write: a dialect, or rules that alert on what a packet filter cannot see
    #[arg(long, value_name = "DIALECT", value_parser = PossibleValuesParser::new(dialects()))]
    dialect: String,
    /// The file to write; with --present also FILE.rollback, which brings the present configuration back. Never over an existing file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The present configuration of the point: say what would open and close by loading what is written
    #[arg(long, value_name = "F")]
    present: Option<PathBuf>,
    /// Write the variant that refuses nothing and logs what would be: load it first
    #[arg(long)]
    log_only: bool,
    /// An interface to bind rules to, for dialects that do; may be given again
    #[arg(long = "interface", value_name = "NAME")]
    interfaces: Vec<String>,
    #[command(flatten)]
    judging: Judging,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Writes, and says what it would change.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let rollback = beside(&arguments.output);
    for path in [Some(arguments.output.as_path()), arguments.present.as_ref().map(|_| rollback.as_path())] {
        path.map(files::must_be_new).transpose()?; // before the work, not after it
    }
    let catalogue = explain::catalogue(arguments.judging.catalogue.as_deref())?;
    let plant = assess::Request {
        folder: &arguments.dir,
        captures: &arguments.judging.captures,
        at: arguments.judging.at(),
        catalogue: &catalogue,
        options: discover::Options::default(),
    };
    let written = written(arguments, &plant)?;
    if let Some(text) = &written.rollback {
        files::write_new(&rollback, text.as_bytes())?;
    }
    files::write_new(&arguments.output, written.text.as_bytes())?;
    screen::diagnostics(&written.diagnostics);
    match arguments.json {
        true => screen::json(&written.document)?,
        false => {
            screen::document(&reports::generated(&written.document))?;
            screen::line(&format!("wrote {}", arguments.output.display()))?;
            if written.rollback.is_some() {
                screen::line(&format!("wrote {}", rollback.display()))?;
            }
        }
    }
    Ok(Answer::Good)
}

fn dialects() -> impl Iterator<Item = &'static str> {
    WRITERS.iter().map(|writer| writer.name).chain(INSPECTORS.iter().map(|inspector| inspector.name))
}

fn written(arguments: &Arguments, plant: &assess::Request<'_>) -> anyhow::Result<Written> {
    if let Some(inspector) = Inspector::find(&arguments.dialect) {
        let is_alone = arguments.present.is_none() && arguments.interfaces.is_empty();
        anyhow::ensure!(
            is_alone,
            "rules of {} stand beside a firewall and change none: leave --present and --interface out",
            inspector.title
        );
        return Ok(inspect(plant, inspector, &arguments.point)?);
    }
    Ok(generate::generate(&Request {
        plant,
        point: &arguments.point,
        writer: Writer::find(&arguments.dialect).context("there is no such dialect")?,
        manner: if arguments.log_only { Manner::OnlyLog } else { Manner::Enforce },
        interfaces: &arguments.interfaces,
        present: arguments.present.as_deref(),
    })?)
}

/// `FILE.rollback`.
fn beside(output: &Path) -> PathBuf {
    let mut name = OsString::from(output);
    name.push(".rollback");
    name.into()
}
