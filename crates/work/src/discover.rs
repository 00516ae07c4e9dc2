//! Reading captures and making assets of what they show.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use ringwall_dissect::engine::Detail;
use ringwall_inventory::Survey;
use ringwall_model::{Inventory, ObservedAsset, Plant, Reading};
use ringwall_render::Terminal;
use ringwall_report::{
    Assets,
    exchange::{Discovery, DiscoverySummary},
    reports,
};
use serde::{Deserialize, Serialize};

use crate::{
    WorkError,
    placement::Placements,
    read::{self, Progress, Where},
    worker,
};

/// How captures are read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads.
    pub threads: usize,
    /// Hash what is read, for an answer that lists its inputs.
    pub hash: bool,
    /// Where they are read: unless told otherwise, in a process of their own.
    pub place: Where,
}

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        Self { threads, hash: false, place: Where::confined(worker::MEMORY_BYTES) }
    }
}

impl Options {
    pub(crate) fn read<'a>(&self, progress: Option<&'a mut dyn FnMut(Progress)>) -> read::Options<'a> {
        let Self { threads, hash, place } = *self;
        let (threads, budget) = (place.threads(threads), place.budget());
        read::Options { threads, hash, place, budget, progress, ..read::Options::default() }
    }
}

/// What captures show.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Conversations, identities and the account of every frame.
    pub reading: Reading,
    /// Assets.
    pub inventory: Inventory,
}

/// Reads captures; with a plant, matches what they show with what it declares.
pub fn discover(
    inputs: &[PathBuf],
    placements: &Placements,
    plant: Option<&Plant>,
    options: &Options,
    progress: Option<&mut dyn FnMut(Progress)>,
) -> Result<Found, WorkError> {
    let reading = read::read(inputs, placements, options.read(progress))?;
    let inventory = ringwall_inventory::build(&reading, plant);
    Ok(Found { reading, inventory })
}

/// How what was found is shown.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum Show {
    /// As JSON.
    Json {
        /// Counts only.
        summary: bool,
    },
    /// As text.
    Text {
        /// Counts only.
        summary: bool,
        /// Colours may be used.
        colour: bool,
        /// Columns of the terminal.
        width: u16,
    },
}

impl Show {
    /// What is needed of conversations. The text counts messages.
    pub(crate) fn detail(self) -> Detail {
        if matches!(self, Self::Json { summary: true }) { Detail::Counts } else { Detail::Whole }
    }

    fn is_summary(self) -> bool {
        matches!(self, Self::Json { summary: true } | Self::Text { summary: true, .. })
    }

    pub(crate) fn colour(self) -> bool {
        matches!(self, Self::Text { colour: true, .. })
    }
}

/// Reads captures and writes what they show. Where that is done in a process of its own, the answer is made there too, and
/// no more than it comes back.
pub fn show(
    inputs: &[PathBuf],
    options: &Options,
    progress: Option<&mut dyn FnMut(Progress)>,
    show: Show,
    out: &mut dyn Write,
) -> Result<(), WorkError> {
    let placements = Placements::none();
    match options.place {
        Where::Here => {
            let options = read::Options { detail: show.detail(), ..options.read(progress) };
            Ok(tell(show, &read::read(inputs, &placements, options)?, out)?)
        }
        Where::Confined { memory } => {
            let listed = read::list(inputs, &placements)?;
            Ok(worker::shown(&listed, memory, options.read(progress), None, show, out)?)
        }
    }
}

/// Writes what was found.
pub fn write(show: Show, found: &Found, out: &mut dyn Write) -> io::Result<()> {
    let Found { reading, inventory: Inventory { assets, neighbours, events, diagnostics } } = found;
    let each = |take: &mut dyn FnMut(&ObservedAsset)| assets.iter().for_each(take);
    written(show, reading, Assets { count: assets.len(), each: &each, neighbours, events, diagnostics }, out)
}

/// Writes what a reading shows. Its assets are made one by one, and not at all where they are only counted.
pub(crate) fn tell(show: Show, reading: &Reading, out: &mut dyn Write) -> io::Result<()> {
    let survey = Survey::new(reading);
    let each = |take: &mut dyn FnMut(&ObservedAsset)| survey.each(&mut |asset| take(&asset));
    let (mut neighbours, mut events) = (Vec::new(), Vec::new());
    if !show.is_summary() {
        (neighbours, events) = (survey.neighbours(), survey.events());
    }
    let (count, diagnostics) = (survey.count(), survey.diagnostics());
    written(show, reading, Assets { count, each: &each, neighbours: &neighbours, events: &events, diagnostics }, out)
}

fn written(show: Show, reading: &Reading, assets: Assets<'_>, mut out: &mut dyn Write) -> io::Result<()> {
    match show {
        Show::Json { summary: true } => ringwall_render::write_json(&mut out, &DiscoverySummary::new(reading, assets)),
        Show::Json { summary: false } => ringwall_render::write_json(&mut out, &Discovery::new(reading, assets)),
        Show::Text { summary, colour, width } => {
            let document = reports::discovery(reading, assets, summary);
            out.write_all(ringwall_render::terminal(&document, Terminal { colour, width }).as_bytes())
        }
    }
}
