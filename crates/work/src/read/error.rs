//! Why reading could not go on, with what to do about it.

use ringwall_capture::CaptureError;

/// What stops reading. Paths are already safe to show.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// An input could not be had.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// A folder holds nothing that could be read.
    #[error("{path}: no capture in this folder")]
    NoCapture {
        /// As it was given.
        path: String,
    },
    /// A file has no bytes.
    #[error("{path}: the file is empty")]
    Empty {
        /// As it was given.
        path: String,
    },
    /// A file that was named is no capture.
    #[error("{path}: {what}")]
    NotACapture {
        /// As it was given.
        path: String,
        /// What it is instead.
        what: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// A thread ended before its work did.
    #[error("a reading thread ended before its work did")]
    Worker,
    /// The answer could not be written.
    #[error("cannot write the answer: {0}")]
    Output(#[source] std::io::Error),
    /// The confined process that reads could not be started.
    #[error("the process that reads captures cannot be started: {0}")]
    NotStarted(String),
    /// Every capture's process died, or the one of them all while it answered.
    #[error("{0}")]
    Died(String),
    /// What the confined process says of an input; safe to show.
    #[error("{message}")]
    Told {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
}

impl ReadError {
    /// What to do.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Told { help, .. } => return help.clone(),
            Self::Output(_) => return None,
            Self::NotStarted(_) => "captures are not read outside it; check the limits of this account (ulimit -a)",
            Self::Died(_) => {
                "give it more memory (--memory), or read fewer captures; otherwise this is a fault of \
                ringwall: see SECURITY.md"
            }
            Self::Capture(error) => error.help(),
            Self::NoCapture { .. } => {
                "name a folder with pcap or pcapng files, compressed with gzip or not, or with logs of Zeek or Suricata"
            }
            Self::Empty { .. } => "record it again: nothing was written to it",
            Self::NotACapture { help, .. } => help,
            Self::Worker => "this is a fault of ringwall: run it again with --threads 1 and report the capture",
        };
        Some(help.to_owned())
    }
}
