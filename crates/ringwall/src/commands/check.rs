//! `ringwall check DIR`.

use std::path::PathBuf;

use clap::Args;

use ringwall_catalogue::Catalogue;
use ringwall_model::{Diagnostic, Finding, Place, Severity};
use ringwall_plant::Sources;
use ringwall_work::{WorkError, plant_folder};

use super::Answer;
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no error found; 1 a check found an error; 2 the folder has mistakes or cannot be read"
)]
pub struct Arguments {
    /// The plant folder
    dir: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct CheckDocument<'a> {
    format: &'static str,
    version: u32,
    diagnostics: &'a [Diagnostic],
    findings: &'a [Finding],
}

/// Checks it.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    let checked = plant_folder::check(&arguments.dir, Catalogue::embedded(), crate::clock::now())?;
    let grave = checked.findings.iter().filter(|f| f.severity >= Severity::Error).count();
    if arguments.json {
        let (diagnostics, findings) = (&checked.diagnostics, &checked.findings);
        screen::json(&CheckDocument { format: "ringwall-check", version: 1, diagnostics, findings })?;
    }
    if checked.is_mistaken() {
        let errors = checked.diagnostics.iter().filter(|d| d.severity >= Severity::Error).count();
        let diagnostics = if arguments.json { Vec::new() } else { checked.diagnostics };
        return Err(WorkError::PlantMistaken { errors, diagnostics }.into());
    }
    if !arguments.json {
        screen::diagnostics(&checked.diagnostics);
        screen::diagnostics(&checked.findings.iter().map(|f| as_diagnostic(f, &checked.sources)).collect::<Vec<_>>());
        let plant = &checked.plant;
        screen::line(&format!(
            "{} zones, {} conduits, {} assets, {} statements: {} finding{}, {} of them grave",
            plant.zones.len(),
            plant.conduits.len(),
            plant.assets.len(),
            plant.statements.len(),
            checked.findings.len(),
            if checked.findings.len() == 1 { "" } else { "s" },
            grave
        ))?;
    }
    Ok(if grave > 0 { Answer::Found } else { Answer::Good })
}

/// A finding is shown as the compiler shows its own.
fn as_diagnostic(finding: &Finding, sources: &Sources) -> Diagnostic {
    let excerpt = match &finding.place {
        Place::File(span) => sources.excerpt(span),
        _ => None,
    };
    Diagnostic {
        code: finding.code.clone(),
        severity: finding.severity,
        place: finding.place.clone(),
        message: finding.message.clone(),
        excerpt,
        help: Some(format!("{} ({})", finding.help, finding.authority)),
        requirements: finding.requirements.clone(),
    }
}
