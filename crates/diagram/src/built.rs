//! A part of the drawing before it is put in its place.

use ringwall_model::{Foreign, ZoneId};

use crate::geometry::{Anchor, Look, Mark, Point, Rect, Shape, Text, Unkept, Weight};
use crate::measure;

/// Shapes around an origin of their own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Built {
    /// Width and height, on the grid.
    pub size: (i32, i32),
    pub shapes: Vec<Shape>,
    /// What no route may touch.
    pub solid: Vec<Rect>,
    /// Zones that hold zones: routes to what stands in them may cross their edge.
    pub open: Vec<(ZoneId, Rect)>,
    /// Places in it that somebody wanted and did not get.
    pub unkept: Vec<Unkept>,
}

impl Built {
    /// Takes another part in, at a place.
    pub fn take(&mut self, other: Built, at: Point) {
        self.shapes.extend(other.shapes.into_iter().map(|shape| shape.moved(at)));
        self.solid.extend(other.solid.iter().map(|rect| rect.moved(at)));
        self.open.extend(other.open.into_iter().map(|(zone, rect)| (zone, rect.moved(at))));
        self.unkept.extend(other.unkept);
    }
}

impl Shape {
    fn moved(mut self, by: Point) -> Self {
        self.rect = self.rect.moved(by);
        for text in &mut self.texts {
            text.at = Point { x: text.at.x.saturating_add(by.x), y: text.at.y.saturating_add(by.y) };
        }
        self
    }
}

/// A line of text that is cut to a width.
pub(crate) fn line(at: (i32, i32), text: &str, size: i32, weight: Weight, width_max: i32) -> Text {
    let bold = weight == Weight::Bold;
    let text = measure::fit(text, size, bold, width_max);
    let width = measure::width(&text, size, bold).min(width_max.max(0));
    let at = Point { x: at.0, y: at.1 };
    Text { at, anchor: Anchor::Start, size, weight, turned: false, width, text: Foreign::from(text) }
}

/// A line of text around its middle.
pub(crate) fn centred(at: (i32, i32), text: &str, size: i32, weight: Weight, width_max: i32) -> Text {
    Text { anchor: Anchor::Middle, ..line(at, text, size, weight, width_max) }
}

/// A sign that belongs to a shape.
pub(crate) fn mark(owner: &str, number: usize, mark: Mark, at: (i32, i32), told: &str) -> Shape {
    Shape {
        id: format!("{owner}#{number}"),
        look: Look::Mark { mark },
        parent: Some(owner.to_owned()),
        rect: Rect::new(at.0, at.1, MARK, MARK),
        name: Foreign::default(),
        texts: Vec::new(),
        told: Foreign::from(told),
        anchor: None,
    }
}

/// Signs are as large as this.
pub(crate) const MARK: i32 = 14;
