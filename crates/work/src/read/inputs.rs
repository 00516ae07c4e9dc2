//! What inputs stand for: captures in timeline order, with names and networks.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use ringwall_capture::{Bytes, Source, Stream};
use ringwall_dissect::{engine::Networks, logs::Taken};
use ringwall_model::{Diagnostic, NetworkId, PacketCounts, Place, Severity};

use serde::{Deserialize, Serialize};

use super::{
    ReadError,
    logs::LogFile,
    tape::{Open, Opened, Tape},
};
use crate::placement::{Placement, Placements};

/// What is to be read: found, and not yet opened.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) sources: Vec<Placed>,
    /// Inputs that are folders, as they were given: each must hold a capture.
    folders: Vec<PathBuf>,
    /// A folder whose files come one by one, in place of sources.
    followed: Option<PathBuf>,
    /// It comes by a wire: it is looked for what the port does not show.
    pub(crate) is_live: bool,
    /// What was to be said before anything was read.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What readers before this one had, and took with them.
    pub(crate) lost: Lost,
}

/// Frames that came, and went with the process that read them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lost {
    pub(crate) frames: u64,
    /// On the wire.
    pub(crate) bytes: u64,
}

impl Lost {
    /// They came, and nobody knows what they were.
    pub(crate) fn add_to(self, packets: &mut PacketCounts) {
        if self.frames > 0 {
            packets.total = packets.total.saturating_add(self.frames);
            packets.unread = packets.unread.saturating_add(self.frames);
            packets.bytes = packets.bytes.saturating_add(self.bytes);
            packets.unread_reasons.insert("lost-with-their-reader".into(), self.frames);
        }
    }
}

/// A source, and where it was taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Placed {
    /// Its place in the list it was first in.
    pub(crate) number: u32,
    #[serde(with = "Written")]
    pub(crate) source: Source,
    placement: Placement,
}

impl Placed {
    /// Its bytes come once: whoever has read them has them.
    pub(crate) fn is_read_once(&self) -> bool {
        !matches!(self.source.stream, Stream::File(_))
    }
}

/// A source on its way to another process, which needs no more of a path than can be shown.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Source")]
struct Written {
    #[serde(with = "WrittenStream")]
    stream: Stream,
    named: bool,
    within: Option<PathBuf>,
    size: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Stream")]
enum WrittenStream {
    Standard,
    File(PathBuf),
    Pipe(PathBuf),
}

/// Finds what inputs stand for.
pub(crate) fn list(inputs: &[PathBuf], placements: &Placements) -> Result<Listed, ReadError> {
    let place = |(number, source): (u32, Source)| Placed { number, placement: placements.of(source.path()), source };
    let sources = (0..).zip(ringwall_capture::find(inputs)?).map(place).collect();
    let folders = inputs.iter().filter(|input| input.is_dir()).cloned().collect();
    Ok(Listed { sources, folders, ..Listed::default() })
}

impl Listed {
    /// These, with what is to be said of others.
    pub(crate) fn of(sources: Vec<Placed>, diagnostics: Vec<Diagnostic>) -> Self {
        Self { sources, diagnostics, ..Self::default() }
    }

    /// What comes by an interface: a capture of its name.
    pub(crate) fn live(interface: &str) -> Self {
        let stream = Stream::Pipe(PathBuf::from(interface));
        let source = Source { stream, named: true, within: None, size: None };
        let sources = vec![Placed { number: 0, source, placement: Placement::default() }];
        Self { sources, is_live: true, ..Self::default() }
    }

    /// The files of a folder, as they come.
    pub(crate) fn followed(folder: &Path) -> Self {
        Self { followed: Some(folder.to_owned()), ..Self::default() }
    }

    /// True where files come one by one.
    pub(crate) fn is_followed(&self) -> bool {
        self.followed.is_some()
    }

    /// For another process, which only shows paths: those that are no text become it.
    pub(crate) fn in_text(&self) -> Self {
        let text = |path: &PathBuf| PathBuf::from(path.to_string_lossy().into_owned());
        let sources = self.sources.iter().map(|placed| {
            let mut placed = placed.clone();
            placed.source.within = placed.source.within.as_ref().map(text);
            placed.source.stream = match &placed.source.stream {
                Stream::Standard => Stream::Standard,
                Stream::File(path) => Stream::File(text(path)),
                Stream::Pipe(path) => Stream::Pipe(text(path)),
            };
            placed
        });
        let folders = self.folders.iter().map(text).collect();
        let followed = self.followed.as_ref().map(text);
        let diagnostics = self.diagnostics.clone();
        Self { sources: sources.collect(), folders, followed, is_live: self.is_live, diagnostics, lost: self.lost }
    }
}

/// Captures ready to be read.
#[derive(Debug)]
pub(super) struct Prepared {
    /// In timeline order: by first frame, those without frames last.
    pub(super) tapes: Vec<Tape>,
    /// In the order of their names.
    pub(super) logs: Vec<LogFile>,
    pub(super) networks: Networks,
    /// Bytes of all sources, where all have a size.
    pub(super) total: Option<u64>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Opens all captures up to their first frames.
pub(super) fn prepare(listed: &Listed, open: Open<'_>, hash: bool) -> Result<Prepared, ReadError> {
    let mut diagnostics = listed.diagnostics.clone();
    let Found { tapes: mut found, logs } = open_all(&listed.sources, open, hash, &mut diagnostics)?;
    for folder in &listed.folders {
        let mut sources = found.iter().map(|(placed, _)| placed).chain(logs.iter().map(|(placed, ..)| placed));
        if !sources.any(|placed| placed.source.path().starts_with(folder)) {
            return Err(ReadError::NoCapture { path: shown(folder) });
        }
    }
    found.sort_by(|(a, x), (b, y)| order(x).cmp(&order(y)).then_with(|| a.source.stream.cmp(&b.source.stream)));
    let sources = || found.iter().map(|(p, _)| &p.source).chain(logs.iter().map(|(p, ..)| &p.source));
    let mut names = ringwall_capture::alike(&sources().collect::<Vec<_>>()).into_iter();
    let mut networks = Networks::default();
    let mut folders = Folders::default();
    let sizes: Vec<_> = sources().map(|source| source.size).collect();
    let total = sizes.into_iter().try_fold(0_u64, |sum, size| Some(sum.saturating_add(size?)));
    if let Some(folder) = &listed.followed {
        networks.add_capture(&folders.network(&folder.join("*")), &[]);
    }
    let mut tapes = Vec::new();
    for ((placed, mut tape), name) in found.into_iter().zip(&mut names) {
        let Placement { point, network, vlans } = placed.placement;
        let default = network.unwrap_or_else(|| folders.network(placed.source.path()));
        networks.add_capture(&default, &vlans);
        tape.capture.name = name;
        tape.capture.point = point;
        tapes.push(tape);
    }
    let mut files = Vec::new();
    for ((placed, bytes, head), name) in logs.into_iter().zip(names) {
        let Placed { number, source, placement: Placement { point, network, vlans } } = placed;
        let network = network.unwrap_or_else(|| folders.network(source.path()));
        files.push(LogFile::new(number, &source, hash, Taken { name, point, network, vlans }, bytes, head));
    }
    Ok(Prepared { tapes, logs: files, networks, total, diagnostics })
}

fn order(tape: &Tape) -> (bool, Option<ringwall_model::Instant>) {
    (tape.time().is_none(), tape.time())
}

/// What sources turned out to be.
struct Found {
    tapes: Vec<(Placed, Tape)>,
    /// Logs, and what was read of each.
    logs: Vec<(Placed, Bytes, Vec<u8>)>,
}

fn open_all(
    sources: &[Placed],
    open: Open<'_>,
    hash: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Found, ReadError> {
    let (mut tapes, mut logs) = (Vec::new(), Vec::new());
    let mut passed_over = Vec::new();
    for placed in sources {
        let source = &placed.source;
        match Tape::open(placed.number, source, open, hash)? {
            Opened::Tape(mut tape) => {
                tape.rest();
                tapes.push((placed.clone(), *tape));
            }
            Opened::Log(bytes, head) => logs.push((placed.clone(), bytes, head)),
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
    Ok(Found { tapes, logs })
}

/// Networks of captures nobody placed: each folder is one, named for the folder.
#[derive(Debug, Default)]
struct Folders {
    known: BTreeMap<PathBuf, NetworkId>,
}

impl Folders {
    fn network(&mut self, file: &Path) -> NetworkId {
        let folder = file.parent().map(Path::to_owned).unwrap_or_default();
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
