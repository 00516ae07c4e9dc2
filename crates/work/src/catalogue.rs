//! Listing the catalogue, and comparing it with a list of a reader's own.

use std::fs;
use std::path::Path;

use ringwall_catalogue::{Catalogue, Comparison, Entry, Listed};
use ringwall_model::{Diagnostic, FoundationalRequirement, SecurityLevel, Severity};

use crate::WorkError;

/// Largest list that is read, in bytes; the parser's own limit is below.
const LIST_BYTES_MAX: u64 = 64 << 20;

/// Which rows to list; what is not given does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Rows of one part.
    pub part: Option<String>,
    /// Rows asked at a level.
    pub level: Option<SecurityLevel>,
    /// Rows of one foundational requirement.
    pub fr: Option<FoundationalRequirement>,
}

/// The rows that pass a filter, in catalogue order, each with the number of its part. Rows on processes have neither a level
/// nor a foundational requirement.
pub fn rows<'c>(catalogue: &'c Catalogue, filter: &Filter) -> Result<Vec<(&'c str, Entry<'c>)>, WorkError> {
    let only = filter.part.as_deref().map(|part| part_named(catalogue, part)).transpose()?;
    let passes = |entry: &Entry<'_>| match entry {
        Entry::Row(row) => {
            filter.level.is_none_or(|level| row.sl_min <= level) && filter.fr.is_none_or(|fr| row.fr == fr)
        }
        Entry::Process(_) => filter.level.is_none() && filter.fr.is_none(),
        Entry::Placeholder(_) | Entry::Constraint(_) => false,
    };
    Ok(catalogue.all_entries().filter(|(of, entry)| only.is_none_or(|only| only == *of) && passes(entry)).collect())
}

/// The part of a number; `62443-4-2`, `IEC 62443-4-2` and `4-2` are the same.
fn part_named<'c>(catalogue: &'c Catalogue, name: &str) -> Result<&'c str, WorkError> {
    let said = name.trim();
    let is = |part: &&str| *part == said || said.ends_with(*part) || part.ends_with(&format!("62443-{said}"));
    catalogue.part_numbers().find(is).ok_or_else(|| WorkError::UnknownPart {
        part: name.to_owned(),
        known: catalogue.part_numbers().map(str::to_owned).collect(),
    })
}

/// Compares a reader's list with the catalogue. A list with a mistake is not compared: what its broken lines meant to
/// say would show as missing.
pub fn compare(
    catalogue: &Catalogue,
    path: &Path,
    part: Option<&str>,
) -> Result<(Comparison, Vec<Diagnostic>), WorkError> {
    let part = part.map(|part| part_named(catalogue, part)).transpose()?;
    let (listed, diagnostics) = read(path)?;
    match diagnostics.iter().any(|d| d.severity >= Severity::Error) {
        true => Err(WorkError::ListMistaken { path: path.to_path_buf(), diagnostics }),
        false => Ok((catalogue.compare(&listed, part), diagnostics)),
    }
}

fn read(path: &Path) -> Result<(Vec<Listed>, Vec<Diagnostic>), WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    if fs::metadata(path).map_err(cannot)?.len() > LIST_BYTES_MAX {
        return Err(cannot(std::io::Error::other("larger than 64 MiB")));
    }
    let text = fs::read_to_string(path).map_err(cannot)?;
    Ok(Listed::parse(&text, &file_name(path)))
}

/// What diagnostics and reports call a file.
pub fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
