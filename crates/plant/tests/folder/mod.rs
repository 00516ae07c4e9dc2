//! Reads folders for tests, as the binary does.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, dead_code)]

use std::{fs, path::Path};

use ringwall_plant::{SourceFile, is_plant_file};

/// The plant files of a folder, by path.
pub fn read(folder: impl AsRef<Path>) -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(folder.as_ref(), "", &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            if prefix.is_empty() && matches!(path.as_str(), "zones" | "products") {
                collect(&entry.path(), &format!("{path}/"), files);
            }
        } else if is_plant_file(&path) {
            files.push(SourceFile { path, text: fs::read_to_string(entry.path()).unwrap() });
        }
    }
}

/// Compares with an expected file beside a case; `UPDATE=1` writes it.
pub fn expect(file: impl AsRef<Path>, found: &str) {
    let file = file.as_ref();
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, found).unwrap();
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    assert!(expected == found, "{} differs; UPDATE=1 rewrites it. Found:\n{found}", file.display());
}
