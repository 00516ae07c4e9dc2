//! `ringwall draw DIR`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};

use ringwall_catalogue::Catalogue;
use ringwall_diagram::{Detail, Diagram, Layer};
use ringwall_model::{Diagnostic, Foreign, Place, Severity};
use ringwall_report::reports;
use ringwall_work::{
    draw::{self, ReadBack, Request},
    explain, files,
};

use super::{Answer, Judging};
use crate::screen;

/// What is asked.
#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("what").required(true).multiple(true).args(["output", "from"]),
    after_help = "Exit codes: 0 drawn, or read back; 2 could not be done"
)]
pub struct Arguments {
    /// The plant folder
    dir: PathBuf,
    /// The file to write: .svg, .png, .drawio or .json (the geometry); with --from the drawing.toml to propose. Never over an existing file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Read back what people changed in a drawing: show it, and what drawing.toml would keep of it. The folder is not changed
    #[arg(long, value_name = "FILE.drawio")]
    from: Option<PathBuf>,
    /// With --from: answer as JSON
    #[arg(long, requires = "from")]
    json: bool,
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

/// Draws, or reads back.
pub fn run(arguments: &Arguments) -> anyhow::Result<Answer> {
    if let Some(output) = &arguments.output {
        files::must_be_new(output)?; // before the work, not after it
    }
    let catalogue = explain::catalogue(arguments.judging.catalogue.as_deref())?;
    match (&arguments.from, &arguments.output) {
        (Some(drawing), output) => read_back(arguments, &catalogue, drawing, output.as_deref())?,
        (None, Some(output)) => draw_to(arguments, &catalogue, output)?,
        (None, None) => {}
    }
    Ok(Answer::Good)
}

fn read_back(
    arguments: &Arguments,
    catalogue: &Catalogue,
    drawing: &Path,
    output: Option<&Path>,
) -> anyhow::Result<()> {
    let ReadBack { changes, proposed } = draw::read_back(&arguments.dir, drawing, catalogue, arguments.judging.at())?;
    match arguments.json {
        true => screen::json(&changes)?,
        false => screen::document(&reports::changes(&changes, proposed.as_deref()))?,
    }
    if let (Some(output), Some(text)) = (output, &proposed) {
        files::write_new(output, text.as_bytes())?;
        screen::line(&format!("wrote {}", output.display()))?;
    }
    Ok(())
}

fn draw_to(arguments: &Arguments, catalogue: &Catalogue, output: &Path) -> anyhow::Result<()> {
    let drawn = draw::draw(&Request {
        folder: &arguments.dir,
        captures: &arguments.judging.captures,
        at: arguments.judging.at(),
        catalogue,
        detail: detail(arguments.level),
        layer: layer(arguments.layer),
    })?;
    screen::diagnostics(&drawn.diagnostics);
    files::write_new(output, &bytes(&drawn.diagram, output, arguments.width)?)?;
    if is_picture(output) {
        screen::diagnostics(&unpainted(&drawn.diagram)?);
    }
    screen::line(&format!("wrote {}", output.display()))?;
    Ok(())
}

fn is_picture(output: &Path) -> bool {
    output.extension().is_some_and(|extension| extension == "png")
}

/// Words the picture's font has no signs for: an empty box must not stand there unsaid.
fn unpainted(diagram: &Diagram) -> anyhow::Result<Vec<Diagnostic>> {
    let words = ringwall_render::unpainted(diagram).map_err(|error| anyhow::anyhow!(error.0))?;
    let one = |words: &Foreign| {
        let message =
            format!("the font of pictures lacks signs of the words `{}`: boxes stand for them", words.terminal());
        Diagnostic::new("words-not-painted", Severity::Warning, Place::Whole, message)
            .help("draw it as .svg or .drawio, which take the fonts of where they are shown")
    };
    Ok(words.iter().map(one).collect())
}

fn bytes(diagram: &Diagram, output: &Path, width: u32) -> anyhow::Result<Vec<u8>> {
    match output.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(ringwall_render::svg(diagram, ringwall_render::Shown::Alone).into_bytes()),
        Some("png") => Ok(ringwall_render::png(diagram, width).map_err(|error| anyhow::anyhow!(error.0))?),
        Some("drawio") => Ok(ringwall_render::drawio(diagram).into_bytes()),
        Some("json") => Ok(ringwall_render::to_json(diagram)?.into_bytes()),
        _ => bail!("name a file that ends in .svg, .png, .drawio or .json"),
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
