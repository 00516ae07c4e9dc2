//! The files of a folder while they are edited.

use std::collections::BTreeMap;

use ringwall_model::Foreign;
use toml_edit::DocumentMut;

use crate::{
    SourceFile,
    edit::Change,
    limits::{FILE_BYTES_MAX, too_deep_at},
};

/// Texts by path.
#[derive(Debug)]
pub(super) struct Folder {
    texts: BTreeMap<String, String>,
}

impl Folder {
    pub fn new(files: &[SourceFile]) -> Self {
        Self { texts: files.iter().map(|file| (file.path.clone(), file.text.clone())).collect() }
    }

    pub fn files(&self) -> Vec<SourceFile> {
        self.texts.iter().map(|(path, text)| SourceFile::new(path.as_str(), text.as_str())).collect()
    }

    pub fn paths(&self) -> Vec<String> {
        self.texts.keys().cloned().collect()
    }

    pub fn has(&self, path: &str) -> bool {
        self.texts.contains_key(path)
    }

    /// Gives a file another name.
    pub fn move_file(&mut self, from: &str, to: &str) {
        if let Some(text) = self.texts.remove(from) {
            self.texts.insert(to.to_owned(), text);
        }
    }

    /// Edits the document of a file, a new one where there is none. Line ends and byte order mark stay what they are.
    pub fn edit(
        &mut self,
        path: &str,
        change: impl FnOnce(&mut DocumentMut) -> Result<(), String>,
    ) -> Result<(), String> {
        let before = self.texts.get(path).map_or("", String::as_str);
        let mut document = document(path, before)?;
        change(&mut document)?;
        let mut after = document.to_string();
        if before.contains("\r\n") {
            after = after.replace('\n', "\r\n");
        }
        if before.starts_with('\u{feff}') {
            after.insert(0, '\u{feff}');
        }
        if document_text(before) != document_text(&after) {
            self.texts.insert(path.to_owned(), after);
        }
        Ok(())
    }

    /// What differs from the files as they were.
    pub fn changes(self, files: &[SourceFile]) -> Vec<Change> {
        let gone = files.iter().filter(|file| !self.texts.contains_key(&file.path));
        let gone: Vec<Change> = gone.map(|file| Change { path: file.path.clone(), text: None }).collect();
        let before: BTreeMap<&str, &str> = files.iter().map(|f| (f.path.as_str(), f.text.as_str())).collect();
        let changed = self.texts.iter().filter(|(path, text)| before.get(path.as_str()) != Some(&text.as_str()));
        changed.map(|(path, text)| Change { path: path.clone(), text: Some(text.clone()) }).chain(gone).collect()
    }
}

fn document_text(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

fn document(path: &str, text: &str) -> Result<DocumentMut, String> {
    let shown = Foreign::from(path);
    if text.len() > FILE_BYTES_MAX || too_deep_at(text).is_some() {
        return Err(format!("{} is too large or nested too deeply to be edited", shown.terminal()));
    }
    let broken = |_| format!("{} is not TOML throughout; repair it before it is edited", shown.terminal());
    document_text(text).parse().map_err(broken)
}
