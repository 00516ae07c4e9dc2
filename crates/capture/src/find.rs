//! What inputs stand for: files, standard input, all files below a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{CaptureError, error::shown};

/// Folders deep a search goes.
const DEPTH_MAX: usize = 32;

/// Where bytes come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Standard input.
    Standard,
    /// A file that can be read again.
    File(PathBuf),
    /// A pipe or device: it can be read once.
    Pipe(PathBuf),
}

/// One input to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Where its bytes come from.
    pub stream: Stream,
    /// It was named itself; otherwise it was found in a folder, and may be something else than a capture.
    pub named: bool,
    /// The folder it was found in, as given; none where it was named.
    pub within: Option<PathBuf>,
    /// Its size, where it has one.
    pub size: Option<u64>,
}

impl Source {
    /// Its path; `-` for standard input.
    pub fn path(&self) -> &Path {
        match &self.stream {
            Stream::Standard => Path::new("-"),
            Stream::File(path) | Stream::Pipe(path) => path,
        }
    }

    /// Its path, safe to show.
    pub fn shown(&self) -> String {
        shown(self.path())
    }

    /// The last part of its path; `stdin` for standard input.
    pub fn file_name(&self) -> String {
        match &self.stream {
            Stream::Standard => "stdin".to_owned(),
            Stream::File(path) | Stream::Pipe(path) => {
                path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
            }
        }
    }
}

/// Expands inputs: `-` is standard input, a folder all files below it in the order of their paths. Links to folders are not
/// followed inside a folder.
pub fn find(inputs: &[PathBuf]) -> Result<Vec<Source>, CaptureError> {
    if inputs.is_empty() {
        return Err(CaptureError::Nothing);
    }
    let mut sources: Vec<Source> = Vec::new();
    for input in inputs {
        for source in expand(input)? {
            // The same file named twice, or named and found, is one capture.
            if !sources.iter().any(|known| known.stream == source.stream) {
                sources.push(source);
            }
        }
    }
    Ok(sources)
}

fn expand(input: &Path) -> Result<Vec<Source>, CaptureError> {
    if input.as_os_str() == "-" {
        return Ok(vec![Source { stream: Stream::Standard, named: true, within: None, size: None }]);
    }
    let about = fs::metadata(input).map_err(|e| CaptureError::of(input, &e))?;
    if !about.is_dir() {
        return Ok(vec![source(input.to_owned(), &about, None)]);
    }
    let mut files = Vec::new();
    walk(input, DEPTH_MAX, &mut files)?;
    files.sort();
    let mut sources = Vec::new();
    for file in files {
        let about = fs::metadata(&file).map_err(|e| CaptureError::of(&file, &e))?;
        // A pipe in a folder may never end, or never begin.
        if about.is_file() {
            sources.push(source(file, &about, Some(input)));
        }
    }
    Ok(sources)
}

fn source(path: PathBuf, about: &fs::Metadata, within: Option<&Path>) -> Source {
    let size = about.is_file().then_some(about.len());
    let stream = if about.is_file() { Stream::File(path) } else { Stream::Pipe(path) };
    Source { stream, named: within.is_none(), within: within.map(Path::to_owned), size }
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), CaptureError> {
    let entries = fs::read_dir(folder).map_err(|e| CaptureError::of(folder, &e))?;
    for entry in entries {
        let entry = entry.map_err(|e| CaptureError::of(folder, &e))?;
        let kind = entry.file_type().map_err(|e| CaptureError::of(&entry.path(), &e))?;
        if kind.is_dir() {
            if depth > 0 {
                walk(&entry.path(), depth.saturating_sub(1), files)?;
            }
        } else if fs::metadata(entry.path()).is_ok_and(|m| m.is_file()) {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_all_files_below_it_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["z", "b/y", "a"] {
            fs::write(folder.path().join(name), b"x").unwrap();
        }
        let found = find(&[folder.path().to_owned(), folder.path().join("a")]).unwrap();
        let names: Vec<_> = found.iter().map(|s| s.path().strip_prefix(folder.path()).unwrap().to_owned()).collect();
        assert_eq!(names, [Path::new("a"), Path::new("b/y"), Path::new("z")]);
        assert!(found.iter().all(|s| !s.named && s.size == Some(1)));
    }

    #[test]
    fn what_is_missing_is_told_with_its_name_and_a_remedy() {
        let error = find(&[PathBuf::from("no/such\u{1b}file")]).unwrap_err();
        assert_eq!(error.to_string(), "no/such\\u{1b}file: no such file or folder");
        assert!(!error.help().is_empty());
    }
}
