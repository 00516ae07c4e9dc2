//! Reading a plant folder, and writing files whole or not at all.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use ringwall_plant::{FILE_BYTES_MAX, SourceFile, is_plant_file};

use crate::WorkError;

/// Folders of a plant folder that hold plant files beside its top.
const SUBFOLDERS: [&str; 2] = ["zones", "products"];
/// Most plant files of one folder.
const PLANT_FILES_MAX: usize = 10_000;
/// Most bytes of all plant files of one folder: a hundred times what a large plant has.
const PLANT_BYTES_MAX: usize = 256 << 20;

/// The texts of a plant folder, sorted by path. Bytes that are not UTF-8 become replacement characters, for the parser to point at.
pub fn plant_files(folder: &Path) -> Result<Vec<SourceFile>, WorkError> {
    if !folder.is_dir() {
        return Err(WorkError::NotAFolder(folder.to_path_buf()));
    }
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    for sub in SUBFOLDERS {
        let path = folder.join(sub);
        if path.is_dir() {
            collect(&path, &format!("{sub}/"), &mut files)?;
        }
    }
    if !files.iter().any(|f| f.path == "plant.toml") {
        return Err(WorkError::NoPlant(folder.to_path_buf()));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) -> Result<(), WorkError> {
    let cannot = |source| WorkError::CannotRead { path: folder.to_path_buf(), source };
    let mut bytes: usize = files.iter().map(|file| file.text.len()).sum();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let wanted = is_plant_file(&name) || (prefix.is_empty() && name.ends_with(".toml"));
        if wanted && entry.path().is_file() && files.len() < PLANT_FILES_MAX {
            let file = SourceFile::new(name, text(&entry.path())?);
            bytes = bytes.saturating_add(file.text.len());
            if bytes > PLANT_BYTES_MAX {
                return Err(cannot(std::io::Error::other("its plant files have more than 256 MiB")));
            }
            files.push(file);
        }
    }
    Ok(())
}

/// Largest drawing that is read back, in bytes.
const DRAWING_BYTES_MAX: u64 = 64 << 20;

/// The text of a drawing that somebody edited.
pub fn text_of(path: &Path) -> Result<String, WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(cannot)?.take(DRAWING_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// One byte more than the parser accepts is enough for it to refuse the file.
fn text(path: &Path) -> Result<String, WorkError> {
    let cannot = |source| WorkError::CannotRead { path: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    let limit = u64::try_from(FILE_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    fs::File::open(path).map_err(cannot)?.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Refuses a path at which something is.
pub fn must_be_new(path: &Path) -> Result<(), WorkError> {
    match path.symlink_metadata() {
        Ok(_) => Err(WorkError::OutputExists(path.to_path_buf())),
        Err(_) => Ok(()),
    }
}

/// Writes a file that must not exist yet: whole, or not at all.
pub fn write_new(path: &Path, contents: &[u8]) -> Result<(), WorkError> {
    must_be_new(path)?;
    let cannot = |source| WorkError::CannotWrite { path: path.to_path_buf(), source };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
    file.write_all(contents).map_err(cannot)?;
    file.as_file().sync_all().map_err(cannot)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(WorkError::OutputExists(path.to_path_buf()))
        }
        Err(error) => Err(cannot(error.error)),
    }
}

/// Writes a file that exists, where it still says what it said when it was read: whole, or not at all.
pub fn write_over(path: &Path, before: &str, after: &str) -> Result<(), WorkError> {
    if text(path)? != before {
        return Err(WorkError::ChangedMeanwhile(path.to_path_buf()));
    }
    let cannot = |source| WorkError::CannotWrite { path: path.to_path_buf(), source };
    let metadata = fs::metadata(path).map_err(cannot)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
    file.write_all(after.as_bytes()).map_err(cannot)?;
    file.as_file().set_permissions(metadata.permissions()).map_err(cannot)?;
    file.as_file().sync_all().map_err(cannot)?;
    file.persist(path).map(drop).map_err(|error| cannot(error.error))
}

/// Writes several new files below a folder: every one, or none. The folder may exist; the files must not.
pub fn write_all_new(folder: &Path, files: &[(String, String)]) -> Result<Vec<PathBuf>, WorkError> {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    if let Some(taken) = paths.iter().find(|p| p.symlink_metadata().is_ok()) {
        return Err(WorkError::OutputExists(taken.clone()));
    }
    for path in &paths {
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|source| WorkError::CannotWrite { path: parent.to_path_buf(), source })?;
    }
    for (i, (path, (_, text))) in paths.iter().zip(files).enumerate() {
        if let Err(error) = write_new(path, text.as_bytes()) {
            // What was written before is ours, and new: take it away again.
            paths.iter().take(i).for_each(|written| drop(fs::remove_file(written)));
            return Err(error);
        }
    }
    Ok(paths)
}
