//! What inputs stand for: captures in timeline order, with names and networks.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use ringwall_capture::Source;
use ringwall_dissect::engine::Networks;
use ringwall_model::{Diagnostic, NetworkId, Place, Severity};

use super::{
    ReadError,
    tape::{Opened, Tape},
};
use crate::placement::{Placement, Placements};

/// Captures ready to be read.
#[derive(Debug)]
pub(super) struct Prepared {
    /// In timeline order: by first frame, those without frames last.
    pub(super) tapes: Vec<Tape>,
    pub(super) networks: Networks,
    /// Bytes of all sources, where all have a size.
    pub(super) total: Option<u64>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Finds and opens all captures up to their first frames.
pub(super) fn prepare(inputs: &[PathBuf], placements: &Placements, hash: bool) -> Result<Prepared, ReadError> {
    let mut diagnostics = Vec::new();
    let mut found = open_all(&ringwall_capture::find(inputs)?, hash, &mut diagnostics)?;
    for input in inputs {
        let held = found.iter().any(|(source, _)| source.path().starts_with(input));
        if input.is_dir() && !held {
            return Err(ReadError::NoCapture { path: shown(input) });
        }
    }
    found.sort_by(|(a, x), (b, y)| order(x).cmp(&order(y)).then_with(|| a.stream.cmp(&b.stream)));
    let names = ringwall_capture::alike(&found.iter().map(|(s, _)| s).collect::<Vec<_>>());
    let mut networks = Networks::default();
    let mut folders = Folders::default();
    let total = found.iter().map(|(s, _)| s.size).try_fold(0_u64, |sum, size| Some(sum.saturating_add(size?)));
    let mut tapes = Vec::new();
    for ((source, mut tape), name) in found.into_iter().zip(names) {
        let Placement { point, network, vlans } = placements.of(source.path());
        let default = network.unwrap_or_else(|| folders.network(&source));
        networks.add_capture(&default, &vlans);
        tape.capture.name = name;
        tape.capture.point = point;
        tapes.push(tape);
    }
    Ok(Prepared { tapes, networks, total, diagnostics })
}

fn order(tape: &Tape) -> (bool, Option<ringwall_model::Instant>) {
    (tape.time().is_none(), tape.time())
}

fn open_all(
    sources: &[Source],
    hash: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<(Source, Tape)>, ReadError> {
    let mut tapes = Vec::new();
    let mut passed_over = Vec::new();
    for source in sources {
        match Tape::open(source, hash)? {
            Opened::Tape(mut tape) => {
                tape.rest();
                tapes.push((source.clone(), *tape));
            }
            Opened::Empty if source.named => return Err(ReadError::Empty { path: source.shown() }),
            Opened::Other(what, help) if source.named => {
                return Err(ReadError::NotACapture { path: source.shown(), what, help });
            }
            Opened::Empty | Opened::Other(..) => passed_over.push(source),
        }
    }
    if let Some(first) = passed_over.first() {
        let name = ringwall_model::Foreign::from(first.file_name());
        let message = match passed_over.len() {
            1 => format!("{} is no capture and was passed over", name.terminal()),
            n => format!("{n} files are no captures and were passed over, {} the first", name.terminal()),
        };
        let diagnostic = Diagnostic::new("files-passed-over", Severity::Note, Place::Whole, message);
        diagnostics.push(diagnostic.help("name a file itself to learn why it cannot be read"));
    }
    Ok(tapes)
}

/// Networks of captures nobody placed: each folder is one, named for the folder.
#[derive(Debug, Default)]
struct Folders {
    known: BTreeMap<PathBuf, NetworkId>,
}

impl Folders {
    fn network(&mut self, source: &Source) -> NetworkId {
        let folder = source.path().parent().map(Path::to_owned).unwrap_or_default();
        if let Some(known) = self.known.get(&folder) {
            return known.clone();
        }
        let name = folder.file_name().map(|n| n.to_string_lossy().into_owned());
        let base = name.filter(|n| !n.is_empty()).unwrap_or_else(|| "capture".to_owned());
        // Two folders of one name are two networks.
        let named = |n: usize| match n {
            1 => NetworkId::from_foreign(&base),
            n => NetworkId::from_foreign(&format!("{base}-{n}")),
        };
        let free = (1..).map(named).find(|id| !self.known.values().any(|known| known == id));
        let network = free.unwrap_or_else(|| NetworkId::from_foreign("capture"));
        self.known.insert(folder, network.clone());
        network
    }
}

fn shown(path: &Path) -> String {
    ringwall_model::Foreign::from(path.to_string_lossy().into_owned()).terminal().to_string()
}
