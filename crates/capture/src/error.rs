//! Why bytes could not be had.

use std::{io, path::Path};

use ringwall_model::Foreign;

/// An input that cannot be used. Paths are already safe to show.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// There is nothing of this name.
    #[error("{path}: no such file or folder")]
    Missing {
        /// As it was given.
        path: String,
    },
    /// The system refuses.
    #[error("{path}: {reason}")]
    Unreadable {
        /// As it was given.
        path: String,
        /// In the system's words.
        reason: String,
    },
    /// Nothing was given.
    #[error("no capture was given")]
    Nothing,
}

impl CaptureError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "check the spelling, or list the folder it should be in",
            Self::Unreadable { .. } => "check that the file may be read by this account and that its disk is well",
            Self::Nothing => "name capture files or folders that hold some; `-` reads a capture from standard input",
        }
    }

    pub(crate) fn of(path: &Path, error: &io::Error) -> Self {
        let path = shown(path);
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            io::ErrorKind::PermissionDenied => Self::Unreadable { path, reason: "permission denied".to_owned() },
            _ => Self::Unreadable { path, reason: Foreign::from(error.to_string()).terminal().to_string() },
        }
    }
}

/// A path, safe to show.
pub(crate) fn shown(path: &Path) -> String {
    Foreign::from(path.to_string_lossy().into_owned()).terminal().to_string()
}
