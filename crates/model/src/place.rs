//! Where something is to be looked up: a place in a file, a frame of a capture.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Foreign;

/// A place in a text file. Lines and columns count from 1, columns in characters; `length` is in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Path relative to what was read (a plant folder, a catalogue), with `/`.
    pub file: Foreign,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Characters marked.
    pub length: u32,
}

/// A capture of this run, by its place in [`crate::Reading::captures`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaptureIndex(pub u32);

/// A frame of a capture. Frames count from 1, as tshark shows them. Orders as the timeline of the run does within a capture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FrameRef {
    /// Which capture.
    pub capture: CaptureIndex,
    /// Frame number, from 1.
    pub frame: u64,
}

/// Where evidence, a finding or a diagnostic points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "in", rename_all = "kebab-case")]
pub enum Place {
    /// A span of a text file.
    File(Span),
    /// A frame of a capture, by the capture's name.
    Frame {
        /// The capture's name.
        capture: Foreign,
        /// Frame number, from 1.
        frame: u64,
    },
    /// A capture as a whole, or from some byte on.
    Capture {
        /// The capture's name.
        capture: Foreign,
        /// Byte offset, where one is known.
        offset: Option<u64>,
    },
    /// Nothing narrower than the whole input.
    Whole,
}

impl Place {
    /// Safe for a terminal: `plant.toml:12:3`, `control frame 1207`.
    pub fn terminal(&self) -> String {
        self.to_text(|f| f.terminal().to_string())
    }

    /// Safe inside HTML text.
    pub fn markup(&self) -> String {
        self.to_text(|f| f.markup().to_string())
    }

    fn to_text(&self, write: impl Fn(&Foreign) -> String) -> String {
        match self {
            Self::File(span) => format!("{}:{}:{}", write(&span.file), span.line, span.column),
            Self::Frame { capture, frame } => format!("{} frame {frame}", write(capture)),
            Self::Capture { capture, offset: Some(at) } => format!("{} byte {at}", write(capture)),
            Self::Capture { capture, offset: None } => write(capture),
            Self::Whole => "the whole input".to_owned(),
        }
    }
}

impl fmt::Display for FrameRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.capture.0, self.frame)
    }
}
