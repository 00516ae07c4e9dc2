//! Files of configurations in a plant folder: which there are, and what the plant says of each.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use ringwall_model::{AssetId, ConfigurationSource, Plant, Taken};

use crate::{WorkError, assess};

/// Most configurations of one folder.
const FILES_MAX: usize = 1_000;

/// A file as it lies there.
#[derive(Debug)]
pub(crate) struct Bytes {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: Box<str>,
}

/// The configurations in a folder of a plant folder, sorted by name.
pub(crate) fn paths(folder: &Path, own: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join(own)) else { return Vec::new() };
    let is_wanted = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        path.is_file() && !name.starts_with('.') && !name.ends_with(".md")
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(is_wanted).collect();
    paths.sort();
    paths.truncate(FILES_MAX);
    paths
}

/// A path's name inside a plant folder.
pub(crate) fn name(own: &str, path: &Path) -> String {
    format!("{own}/{}", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Reads a file, one byte further than is looked at.
pub(crate) fn read(path: &Path) -> Result<Bytes, WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    let limit = u64::try_from(ringwall_firewall::BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(cannot)?.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    let sha256 = assess::hex(&Sha256::digest(&bytes));
    Ok(Bytes { bytes, sha256 })
}

/// What the plant says of a file: its asset, by the file it is declared with or is named for, and where it was taken.
pub(crate) fn placed<'p>(
    plant: &'p Plant,
    sources: &'p BTreeMap<AssetId, ConfigurationSource>,
    own: &str,
    file: &str,
) -> Option<(&'p AssetId, Taken)> {
    let bare = |file: &str| file.strip_prefix(own).and_then(|rest| rest.strip_prefix('/')).unwrap_or(file).to_owned();
    let name = bare(file);
    if let Some((asset, source)) = sources.iter().find(|(_, source)| bare(source.file.raw()) == name) {
        let taken = Taken {
            at: source.taken_at,
            by: source.taken_by.as_ref().map(|person| person.as_str().into()),
            device: Some(asset.as_str().into()),
            kind: source.configuration,
        };
        return Some((asset, taken));
    }
    let stem = Path::new(&name).file_stem()?.to_string_lossy().into_owned();
    plant.assets.keys().find(|id| id.as_str() == stem).map(|asset| (asset, Taken::default()))
}
