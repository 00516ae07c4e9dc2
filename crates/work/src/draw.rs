//! Drawing a plant folder, and reading back what people changed in the drawing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ringwall_catalogue::Catalogue;
use ringwall_diagram::edited::{self, Changes};
use ringwall_diagram::{Detail, Diagram, Layer, Traffic};
use ringwall_model::{Assessment, ConduitId, Diagnostic, Instant, METHOD, Place, Plant, Severity};
use ringwall_plant::{Edit, SourceFile, apply};
use ringwall_report::drawing;

use crate::assess::{self, Prepared};
use crate::discover::Options;
use crate::{WorkError, files, plant_folder};

/// With more assets than this they are counted on the page; with more zones the page has no drawing.
const ASSETS_ON_PAGE_MAX: usize = 150;
const ZONES_ON_PAGE_MAX: usize = 200;

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The plant folder.
    pub folder: &'a Path,
    /// Captures beside those of the folder; only the layer of targets needs none.
    pub captures: &'a [PathBuf],
    /// The instant it holds for.
    pub at: Instant,
    /// The catalogue judged by.
    pub catalogue: &'a Catalogue,
    /// How much is drawn.
    pub detail: Detail,
    /// What is laid over it.
    pub layer: Layer,
}

/// A drawing, with remarks on the folder and on what could not be drawn as wanted.
#[derive(Debug)]
pub struct Drawn {
    /// The drawing.
    pub diagram: Diagram,
    /// Remarks.
    pub diagnostics: Vec<Diagnostic>,
}

/// Draws.
pub fn draw(request: &Request<'_>) -> Result<Drawn, WorkError> {
    let (diagram, mut diagnostics) = match request.layer {
        Layer::Target => declared(request)?,
        Layer::Levels | Layer::Traffic | Layer::Disagreements => judged(request)?,
    };
    diagnostics.extend(diagram.unkept.iter().map(|unkept| {
        let message = format!("{} is not drawn as wanted: {}", unkept.id, unkept.why);
        Diagnostic::new("not-drawn-as-wanted", Severity::Warning, Place::Whole, message)
            .help("change its place in drawing.toml, or draw fewer things: --level counts or zones")
    }));
    Ok(Drawn { diagram, diagnostics })
}

/// Targets stand in the folder: no capture is read.
fn declared(request: &Request<'_>) -> Result<(Diagram, Vec<Diagnostic>), WorkError> {
    let sound = plant_folder::sound_plant(request.folder, request.catalogue, request.at)?;
    let badges = BTreeMap::new();
    let asked = ringwall_diagram::Request {
        plant: &sound.plant,
        detail: request.detail,
        layer: request.layer,
        badges,
        traffic: Traffic::default(),
        at: request.at,
        method: METHOD,
    };
    Ok((ringwall_diagram::draw(&asked), sound.diagnostics))
}

fn judged(request: &Request<'_>) -> Result<(Diagram, Vec<Diagnostic>), WorkError> {
    let asked = assess::Request {
        folder: request.folder,
        captures: request.captures,
        at: request.at,
        catalogue: request.catalogue,
        options: Options::default(),
    };
    let Prepared { plant, evidence, context, allowed } = assess::prepare(&asked)?;
    let index = ringwall_assess::index(&plant, request.catalogue, &evidence);
    let assessed = assess::judge(&asked, &plant, &index, context);
    let diagram = over(&plant, &assessed.assessment, allowed, (request.detail, request.layer));
    Ok((diagram, assessed.diagnostics))
}

/// A plant with what an assessment says of it.
fn over(
    plant: &Plant,
    answer: &Assessment,
    allowed: BTreeMap<ConduitId, u64>,
    (detail, layer): (Detail, Layer),
) -> Diagram {
    ringwall_diagram::draw(&ringwall_diagram::Request {
        plant,
        detail,
        layer,
        badges: drawing::badges(answer),
        traffic: drawing::traffic(answer, allowed),
        at: answer.at,
        method: METHOD,
    })
}

/// The drawing of an assessment's page; none for a plant too large for one.
pub fn on_page(plant: &Plant, answer: &Assessment) -> Option<Diagram> {
    let detail = if plant.assets.len() > ASSETS_ON_PAGE_MAX { Detail::Counts } else { Detail::Assets };
    (plant.zones.len() <= ZONES_ON_PAGE_MAX).then(|| over(plant, answer, BTreeMap::new(), (detail, Layer::Levels)))
}

/// What people changed in a drawing, and the `drawing.toml` that would keep where they put boxes.
#[derive(Debug)]
pub struct ReadBack {
    /// What was changed.
    pub changes: Changes,
    /// The text of `drawing.toml` with the new pins; none where no box was moved.
    pub proposed: Option<String>,
}

/// Reads an edited drawing of a folder back. The folder itself is never changed.
pub fn read_back(folder: &Path, drawing: &Path, catalogue: &Catalogue, at: Instant) -> Result<ReadBack, WorkError> {
    let sound = plant_folder::sound_plant(folder, catalogue, at)?;
    let edited = ringwall_render::read_drawio(&files::text_of(drawing)?)
        .map_err(|error| WorkError::NotADrawing { path: drawing.to_path_buf(), why: error.0 })?;
    let changes = edited::difference(&sound.plant, &edited);
    let proposed = proposed(&sound.files, &changes)?;
    Ok(ReadBack { changes, proposed })
}

fn proposed(files: &[SourceFile], changes: &Changes) -> Result<Option<String>, WorkError> {
    let pin = |moved: &edited::Moved| Edit::Pin { scope: moved.scope.clone(), x: moved.to.x, y: moved.to.y };
    let edits: Vec<Edit> = changes.moved.iter().map(pin).collect();
    let changed = apply(files, &edits).map_err(WorkError::CannotPin)?;
    Ok(changed.into_iter().find(|change| change.path == "drawing.toml").and_then(|change| change.text))
}
