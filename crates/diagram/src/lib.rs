//! The zone-and-conduit drawing (62443-3-2, ZCR 3.1), computed from the model.
//!
//! ```text
//! plant ──scene──▶ nouns ──interior, plate──▶ parts ──arrange, pins──▶ places ──route──▶ lines ──sheet──▶ Diagram
//! ```
//!
//! Zones stand in the band of their Purdue level; what joins them has a plate of its own, so that words never need a place on a
//! line, a conduit may join any number of zones, and its assets stand where it is held. The same plant gives the same drawing.
//! [`Diagram`] is the one geometry that every format shows; [`edited::difference`] reads what people changed in it back.

mod arrange;
mod built;
mod describe;
pub mod edited;
mod geometry;
mod group;
mod interior;
mod levels;
mod measure;
mod pins;
mod plate;
mod request;
mod route;
mod scene;
mod sheet;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use geometry::{
    A3, Anchor, Detail, Diagram, Entry, FORMAT, Field, Frame, GRID, Lane, Layer, Look, Mark, Point, Rect, Route,
    Sample, Shape, Standing, Text, Tip, UNIT, Unkept, Weight,
};
pub use request::{Badge, Request, Traffic, Undeclared};

use built::Built;
use route::{Found, Wanted};
use scene::{Joined, Link, Scene};
use sheet::Sheet;

/// Per cent by which distances are widened, until every line finds a way.
const SPREADS: [i32; 6] = [100, 140, 200, 300, 450, 700];

/// Draws a plant.
pub fn draw(request: &Request<'_>) -> Diagram {
    let scene = Scene::new(request);
    let mut best: Option<Attempt> = None;
    for spread in SPREADS {
        let attempt = attempt(&scene, spread);
        let complete = attempt.missing() == 0;
        if best.as_ref().is_none_or(|best| attempt.missing() < best.missing()) {
            best = Some(attempt);
        }
        if complete {
            break;
        }
    }
    finish(&scene, best.unwrap_or_else(|| attempt(&scene, 100)))
}

/// One way of placing everything.
struct Attempt {
    drawn: Built,
    sheet: Sheet,
    bands: Vec<(u8, i32, i32)>,
    top: i32,
    /// For each end: its link, its zone, and the way that was found.
    ends: Vec<(usize, String, Option<Found>)>,
    unkept: Vec<Unkept>,
}

impl Attempt {
    fn missing(&self) -> usize {
        self.ends.iter().filter(|(_, _, found)| found.is_none()).count()
    }
}

fn attempt(scene: &Scene<'_>, spread: i32) -> Attempt {
    let mut group = group::group(scene, None, &scene.roots, None, spread);
    let (width, height) = group.size;
    let corner = sheet::CORNER;
    let sheet = sheet::sheet(corner.x + width, corner.y + height);
    let start = sheet.middle(group.size);
    group.shift(start);
    let bands = std::mem::take(&mut group.bands);
    let mut unkept = pins::place(scene.plant(), &mut group, corner);
    let mut drawn = group.whole();
    unkept.append(&mut drawn.unkept);
    drawn
        .open
        .sort_by_key(|(zone, rect)| (std::cmp::Reverse(i64::from(rect.width) * i64::from(rect.height)), zone.clone()));
    let all = drawn.shapes.iter().map(|shape| shape.rect).reduce(|all, rect| all.with(&rect)).unwrap_or_default();
    let sheet = if sheet_holds(&sheet, &all) { sheet } else { sheet::sheet(all.right(), all.bottom()) };
    let ends = ends(scene, &drawn, &sheet);
    Attempt { drawn, sheet, bands, top: start.y, ends, unkept }
}

fn sheet_holds(sheet: &Sheet, all: &Rect) -> bool {
    all.right() < sheet.rect.width - 2 * GRID && all.bottom() < sheet.foot - GRID
}

/// The lines from every plate to its zones.
fn ends(scene: &Scene<'_>, drawn: &Built, sheet: &Sheet) -> Vec<(usize, String, Option<Found>)> {
    let rects: BTreeMap<&str, Rect> = drawn.shapes.iter().map(|shape| (shape.id.as_str(), shape.rect)).collect();
    let numbers: BTreeMap<&str, u16> =
        (1..).zip(&drawn.open).map(|(number, (zone, _))| (zone.as_str(), number)).collect();
    let mut ends = Vec::new();
    let mut wanted = Vec::new();
    for (index, link) in scene.links.iter().enumerate() {
        for zone in &link.zones {
            let id = format!("zone:{zone}");
            let (Some(plate), Some(rect)) = (rects.get(link.id.as_str()), rects.get(id.as_str())) else { continue };
            let inward = link.inside.as_ref() == Some(zone);
            let up = scene.upwards(zone);
            let through = up.iter().skip(usize::from(!inward)).filter_map(|zone| numbers.get(zone.as_str()).copied());
            wanted.push(Wanted { plate: *plate, zone: *rect, inward, through: through.collect() });
            ends.push((index, id));
        }
    }
    let open: Vec<Rect> = drawn.open.iter().map(|(_, rect)| *rect).collect();
    let found = route::route(field(sheet), &drawn.solid, &open, &wanted);
    ends.into_iter().zip(found).map(|((index, id), found)| (index, id, found)).collect()
}

/// Where lines may run: right of the names of bands, above the legend.
fn field(sheet: &Sheet) -> Rect {
    let (x, y) = (sheet::CORNER.x - GRID, sheet::CORNER.y - 2 * GRID);
    let down = |length: i32| length / GRID * GRID;
    Rect::new(x, y, down(sheet.rect.width - 2 * GRID - x), down(sheet.foot - GRID - y))
}

fn finish(scene: &Scene<'_>, attempt: Attempt) -> Diagram {
    let request = scene.request;
    let lanes = sheet::lanes(&attempt.sheet, &attempt.bands, attempt.top);
    let frame = sheet::frame(scene, &attempt.sheet, &attempt.drawn);
    let mut unkept = attempt.unkept;
    let mut routes = Vec::new();
    for (index, zone, found) in attempt.ends {
        let Some(link) = scene.links.get(index) else { continue };
        match found {
            Some(found) => routes.push(line(scene, link, zone, found)),
            None => unkept.push(Unkept { id: link.id.clone(), why: format!("no way to {zone} is free").into() }),
        }
    }
    Diagram {
        format: Cow::Borrowed(FORMAT),
        version: 1,
        unit: Cow::Borrowed(UNIT),
        detail: request.detail,
        layer: request.layer,
        title: describe::title(scene),
        description: describe::whole(scene),
        sheet: attempt.sheet.rect,
        lanes,
        shapes: attempt.drawn.shapes,
        routes,
        frame,
        unkept,
    }
}

fn line(scene: &Scene<'_>, link: &Link<'_>, to: String, found: Found) -> Route {
    let zone = link.zones.iter().find(|zone| to.strip_prefix("zone:") == Some(zone.as_str()));
    let (untrusted, undeclared) = match link.what {
        Joined::Conduit(_, conduit) => (!conduit.trusted, false),
        Joined::Undeclared(_) => (false, true),
    };
    Route {
        from: link.id.clone(),
        to,
        points: found.points,
        jumps: found.jumps,
        tip: zone.and_then(|zone| scene::tip(scene, link.what, zone)),
        untrusted,
        essential: link.essential,
        undeclared,
    }
}
