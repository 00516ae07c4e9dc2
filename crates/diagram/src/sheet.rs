//! The sheet: how large it is, its bands, its legend, its notes and its title block.

mod legend;
mod title;

use crate::built::{Built, centred};
use crate::geometry::{A3, Frame, GRID, Lane, Point, Rect, Text, Weight};
use crate::scene::{Scene, band_words};

/// Where the field for the drawing begins: left of it stand the names of bands.
pub(crate) const CORNER: Point = Point { x: 60, y: 40 };
/// Room for routes around the drawing, and for the edge of the sheet.
const AROUND: i32 = 40;
/// A small drawing is enlarged up to a sheet of this width.
const WIDTH_MIN: i32 = 1200;
/// Distance of the edge line from the edge of the sheet.
const EDGE: i32 = 14;
/// Height of legend and title block in per cent of the sheet's width over hundred.
const FOOT: i32 = 150;

/// The measures of a sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet {
    pub rect: Rect,
    /// Top of legend and title block.
    pub foot: i32,
    /// Per cent by which what stands around the drawing is enlarged with the sheet.
    pub scale: i32,
}

/// The smallest sheet of the proportions of A3 that holds a field of such a size below and right of its corner.
pub(crate) fn sheet(right: i32, bottom: i32) -> Sheet {
    let mut width = WIDTH_MIN.max(right.saturating_add(AROUND));
    loop {
        let height = width.saturating_mul(A3.1) / A3.0;
        let scale = (width.saturating_mul(100) / A3.0).max(75);
        let foot = height - EDGE - FOOT * scale / 100;
        if foot >= bottom.saturating_add(AROUND) || width > i32::MAX / 2 {
            return Sheet { rect: Rect::new(0, 0, width, height), foot: foot / GRID * GRID, scale };
        }
        width = width.saturating_add(GRID.max((bottom + AROUND - foot) / 2));
    }
}

impl Sheet {
    /// Enlarged with the sheet.
    pub fn scaled(&self, length: i32) -> i32 {
        length.saturating_mul(self.scale) / 100
    }

    /// Where the drawing begins so that it stands in the middle of its field.
    pub fn middle(&self, (width, height): (i32, i32)) -> Point {
        let spare = |from: i32, until: i32, size: i32| ((until - from - size) / 2 / GRID * GRID).max(0);
        Point {
            x: CORNER.x + spare(CORNER.x, self.rect.width - AROUND, width),
            y: CORNER.y + spare(CORNER.y, self.foot - AROUND, height),
        }
    }
}

/// Bands from edge to edge with their names.
pub(crate) fn lanes(sheet: &Sheet, bands: &[(u8, i32, i32)], top: i32) -> Vec<Lane> {
    let lane = |(band, from, until): &(u8, i32, i32)| {
        let rect = Rect::new(EDGE + 4, top + from - 12, sheet.rect.width - 2 * EDGE - 8, until - from + 24);
        let size = 12.min(8 + rect.height / 60);
        let at = (EDGE + 22, rect.centre().y);
        let text = centred(at, band_words(*band), size, Weight::Muted, rect.height - 8);
        Lane { rect, text: Text { turned: true, ..text } }
    };
    bands.iter().map(lane).collect()
}

/// Legend, notes and title block.
pub(crate) fn frame(scene: &Scene<'_>, sheet: &Sheet, drawn: &Built) -> Frame {
    let rect = sheet.rect.grown(-EDGE);
    let block = sheet.scaled(560);
    let title = Rect::new(rect.right() - block, sheet.foot, block, rect.bottom() - sheet.foot);
    let legend = Rect::new(rect.x, sheet.foot, rect.width - block, title.height);
    let (entries, notes) = legend::of(scene, sheet, legend, drawn);
    Frame { rect, legend, entries, notes, fields: title::fields(scene, sheet, title) }
}
