//! Starting and checking a plant folder.

use std::path::{Path, PathBuf};

use ringwall_assess::checks::{self, Declared};
use ringwall_catalogue::Catalogue;
use ringwall_model::{Diagnostic, Finding, Instant, Plant, Severity};
use ringwall_plant::{Parsed, SourceFile, Sources};

use crate::{WorkError, devices, files, placement, references};

/// Writes a commented starter folder; over nothing that exists.
pub fn init(folder: &Path) -> Result<Vec<PathBuf>, WorkError> {
    let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_else(|| "plant".to_owned());
    files::write_all_new(folder, &ringwall_plant::init(&name))
}

/// What checking a folder found.
#[derive(Debug)]
pub struct Checked {
    /// The plant as far as it could be understood.
    pub plant: Plant,
    /// Remarks on the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings on what it declares.
    pub findings: Vec<Finding>,
    /// Its texts, for excerpts.
    pub sources: Sources,
}

impl Checked {
    /// The text itself is mistaken.
    pub fn is_mistaken(&self) -> bool {
        errors(&self.diagnostics) > 0
    }
}

/// Reads a folder and runs every check on it. `now` tells which instants lie in the future.
pub fn check(folder: &Path, catalogue: &Catalogue, now: Instant) -> Result<Checked, WorkError> {
    let (plant, mut diagnostics, sources) = read(&files::plant_files(folder)?, catalogue, now);
    diagnostics.extend(placement::unplaced(&plant, folder));
    diagnostics.extend(devices::of_folder(folder, &plant)?.diagnostics);
    let findings = checks::run(&Declared { plant: &plant, catalogue, at: now });
    Ok(Checked { plant, diagnostics, findings, sources })
}

fn read(files: &[SourceFile], catalogue: &Catalogue, now: Instant) -> (Plant, Vec<Diagnostic>, Sources) {
    let Parsed { plant, mut diagnostics, sources } = ringwall_plant::parse(files);
    diagnostics.extend(references::unknown(&plant, catalogue, &sources));
    diagnostics.extend(references::sheets_amiss(&plant, &sources));
    diagnostics.extend(ringwall_plant::future_instants(&plant, &sources, now));
    (plant, diagnostics, sources)
}

/// Reads a folder that must be free of mistakes.
pub fn sound_plant(folder: &Path, catalogue: &Catalogue, at: Instant) -> Result<Sound, WorkError> {
    let files = files::plant_files(folder)?;
    let (plant, diagnostics, _) = read(&files, catalogue, at);
    match errors(&diagnostics) {
        0 => Ok(Sound { plant, diagnostics, files }),
        errors => Err(WorkError::PlantMistaken { errors, diagnostics }),
    }
}

/// A plant folder without mistakes.
#[derive(Debug)]
pub struct Sound {
    /// The plant.
    pub plant: Plant,
    /// Warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
    /// Its texts.
    pub files: Vec<SourceFile>,
}

fn errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|d| d.severity >= Severity::Error).count()
}
