//! `ringwall draw DIR`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};

use ringwall_diagram::{Detail, Diagram, Layer};
use ringwall_work::{
    draw::{self, Request},
    explain, files,
};

use super::{Answer, Judging};
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 drawn, or compared; 2 could not be done")]
pub struct Arguments {
    /// The plant folder
    dir: PathBuf,
    /// The file to write: .svg, .png or .json; never over an existing file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// How much is drawn
    #[arg(long, value_name = "LEVEL", default_value = "assets")]
    level: Level,
    /// What is laid over it; all but target read captures
    #[arg(long, value_name = "LAYER", default_value = "target")]
    layer: LayerWord,
    /// Width of a picture in pixels; A3 at 200 dots an inch when not given
    #[arg(long, value_name = "N", default_value_t = 3307, value_parser = clap::value_parser!(u32).range(100..=12_000))]
    width: u32,
    #[command(flatten)]
    judging: Judging,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// Zones and conduits only
    Zones,
    /// Assets counted by role
    Counts,
    /// Every asset
    Assets,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LayerWord {
    /// Targets
    Target,
    /// Targets, and levels demonstrated and still possible
    Levels,
    /// What was seen, declared and undeclared
    Traffic,
    /// What disagrees with the declaration
    Disagreements,
}

/// Draws.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    files::must_be_new(&arguments.output)?; // before the work, not after it
    let catalogue = explain::catalogue(arguments.judging.catalogue.as_deref())?;
    let drawn = draw::draw(&Request {
        folder: &arguments.dir,
        captures: &arguments.judging.captures,
        at: arguments.judging.at(),
        catalogue: &catalogue,
        detail: detail(arguments.level),
        layer: layer(arguments.layer),
    })?;
    screen::diagnostics(&drawn.diagnostics);
    files::write_new(&arguments.output, &bytes(&drawn.diagram, &arguments.output, arguments.width)?)?;
    screen::line(&format!("wrote {}", arguments.output.display()))?;
    Ok(Answer::Good)
}

fn bytes(diagram: &Diagram, output: &Path, width: u32) -> anyhow::Result<Vec<u8>> {
    match output.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(ringwall_render::svg(diagram, ringwall_render::Shown::Alone).into_bytes()),
        Some("png") => Ok(ringwall_render::png(diagram, width).map_err(|error| anyhow::anyhow!(error.0))?),
        Some("json") => Ok(ringwall_render::to_json(diagram)?.into_bytes()),
        _ => bail!("name a file that ends in .svg, .png or .json"),
    }
}

fn detail(level: Level) -> Detail {
    match level {
        Level::Zones => Detail::Zones,
        Level::Counts => Detail::Counts,
        Level::Assets => Detail::Assets,
    }
}

fn layer(layer: LayerWord) -> Layer {
    match layer {
        LayerWord::Target => Layer::Target,
        LayerWord::Levels => Layer::Levels,
        LayerWord::Traffic => Layer::Traffic,
        LayerWord::Disagreements => Layer::Disagreements,
    }
}
