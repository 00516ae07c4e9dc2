//! Explaining a requirement.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use ringwall_catalogue::{Catalogue, Entry, Processes};
use ringwall_model::{Diagnostic, Severity};

use crate::WorkError;

/// Largest catalogue file a user may bring, in bytes; the parser's own limit is below.
const CATALOGUE_BYTES_MAX: u64 = 64 << 20;

/// The embedded catalogue, or a user's file, whole: a file with a mistake is not used.
pub fn catalogue(path: Option<&Path>) -> Result<Cow<'static, Catalogue>, WorkError> {
    let Some(path) = path else { return Ok(Cow::Borrowed(Catalogue::embedded())) };
    let (text, name) = read(path)?;
    whole(path, Catalogue::parse(&text, &name))
}

/// What to explain from: like [`catalogue`], but the file may also hold rows on processes, by which nothing is judged.
pub fn explainable(path: Option<&Path>) -> Result<Cow<'static, Catalogue>, WorkError> {
    let Some(path) = path else { return catalogue(None) };
    let (text, name) = read(path)?;
    let (processes, diagnostics) = Processes::parse(&text, &name);
    match diagnostics.iter().any(|d| d.code == "wrong-format") {
        true => whole(path, Catalogue::parse(&text, &name)),
        false => whole(path, (Catalogue::from(processes), diagnostics)),
    }
}

fn read(path: &Path) -> Result<(String, String), WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    let length = fs::metadata(path).map_err(cannot)?.len();
    if length > CATALOGUE_BYTES_MAX {
        return Err(cannot(std::io::Error::other("larger than 64 MiB")));
    }
    let text = fs::read_to_string(path).map_err(cannot)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((text, name))
}

fn whole(
    path: &Path,
    (catalogue, diagnostics): (Catalogue, Vec<Diagnostic>),
) -> Result<Cow<'static, Catalogue>, WorkError> {
    match diagnostics.iter().any(|d| d.severity >= Severity::Error) {
        true => Err(WorkError::CatalogueMistaken { path: path.to_path_buf(), diagnostics }),
        false => Ok(Cow::Owned(catalogue)),
    }
}

/// Whatever an id names, written in any spacing and case.
pub fn entry<'c>(catalogue: &'c Catalogue, id: &str) -> Result<Entry<'c>, WorkError> {
    let nearest = || catalogue.nearest_entry(id).map(str::to_owned);
    catalogue.entry(id).ok_or_else(|| WorkError::UnknownRequirement { id: id.to_owned(), nearest: nearest() })
}
