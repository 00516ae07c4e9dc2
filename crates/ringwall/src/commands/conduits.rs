//! `ringwall conduits`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;

use ringwall_model::Ruleset;
use ringwall_report::{
    exchange::{ConduitsDocument, Found},
    reports,
};
use ringwall_work::{assess::Request, conduits, discover::Options, explain};

use super::{Answer, Judging};
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "A packet to decide is one line on standard input, in=eth0 src=10.1.1.7 dst=10.2.1.4 proto=tcp \
    dport=502 state=new, and out, sport, icmp, flags, way; what is not said may be anything.
Exit codes: 0 done; 2 a file cannot be read or is in no dialect, or the plant folder has mistakes"
)]
pub struct Arguments {
    /// The plant folder; configurations in its folder firewalls/ are read, named for their assets
    #[arg(required_unless_present = "firewall")]
    dir: Option<PathBuf>,
    /// The configuration of one firewall, instead of those of the folder; may be given again
    #[arg(long, value_name = "F")]
    firewall: Vec<PathBuf>,
    /// A proposed configuration: say what it would open and close of the present one, which is that of the folder for the same
    /// asset, or that given with --firewall
    #[arg(long, value_name = "F", requires = "dir", conflicts_with = "decide")]
    proposed: Option<PathBuf>,
    /// Decide packets by the one configuration given: one a line of standard input, with one line of JSON each
    #[arg(long, requires = "firewall", conflicts_with_all = ["dir", "json"])]
    decide: bool,
    #[command(flatten)]
    judging: Judging,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Reads the configurations and answers.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    match (arguments.decide, arguments.firewall.as_slice()) {
        (true, [one]) => return decide(one),
        (true, _) => anyhow::bail!("--decide is about one configuration; name it with --firewall"),
        (false, _) => {}
    }
    let compared = match &arguments.dir {
        Some(dir) => {
            let catalogue = explain::catalogue(arguments.judging.catalogue.as_deref())?;
            let request = Request {
                folder: dir,
                captures: &arguments.judging.captures,
                at: arguments.judging.at(),
                catalogue: &catalogue,
                options: Options::default(),
            };
            match &arguments.proposed {
                Some(proposed) => conduits::proposed(&request, &arguments.firewall, proposed)?,
                None => conduits::compare(&request, &arguments.firewall)?,
            }
        }
        None => conduits::alone(&arguments.firewall)?,
    };
    let diagnostics = &compared.diagnostics;
    let found = Found {
        disagreements: &compared.disagreements,
        mended: &compared.mended,
        permitted: &compared.permitted,
        reach: &compared.reach,
    };
    match arguments.json {
        true => screen::json(&ConduitsDocument::new(compared.firewalls(), found, diagnostics))?,
        false => {
            screen::diagnostics(diagnostics);
            screen::document(&reports::conduits(&compared.firewalls(), found))?;
        }
    }
    // One that was named to be read must be read; what a folder holds beside is only said.
    match arguments.firewall.is_empty() && arguments.proposed.is_none() {
        true => Ok(Answer::Good),
        false => recognised(&compared.rulesets),
    }
}

/// Whatever was answered: of a text in no dialect nothing was read.
fn recognised(rulesets: &[Ruleset]) -> anyhow::Result<Answer> {
    match rulesets.iter().find(|ruleset| ruleset.dialect.is_empty()) {
        Some(ruleset) => {
            anyhow::bail!("{} is in no dialect that is read; every packet is unknown", ruleset.file.terminal())
        }
        None => Ok(Answer::Good),
    }
}

fn decide(path: &std::path::Path) -> anyhow::Result<Answer> {
    let read = conduits::read(path)?;
    screen::diagnostics(&read.diagnostics);
    let mut out = io::BufWriter::new(io::stdout().lock());
    conduits::decide(&read, io::stdin().lock(), |line| conduits::write_line(&mut out, line))?;
    out.flush()?;
    recognised(std::slice::from_ref(&read.ruleset))
}
