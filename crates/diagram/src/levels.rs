//! Targets and levels of a zone or conduit, as they stand in its box.

use ringwall_model::{Foreign, ScopeId, SlTarget, SlVector};

use crate::built::{centred, line};
use crate::geometry::{Look, Point, Rect, Shape, Text, Weight};
use crate::request::{Badge, Request};

/// Width of one foundational requirement, and of seven.
const CELL: i32 = 40;
pub(crate) const STRIP: i32 = CELL * 7;
/// Height of the seven.
pub(crate) const STRIP_HEIGHT: i32 = 40;

/// `SL-T 2`, or `SL-T {2 2 2 1 2 2 2}`; nothing where none is set.
pub(crate) fn target_words(target: Option<&SlTarget>) -> Option<String> {
    let SlTarget(vector) = target?;
    let first = ringwall_model::FoundationalRequirement::ALL.first().and_then(|fr| vector.level(*fr));
    match first {
        Some(level) if *vector == SlVector::uniform(level) => Some(format!("SL-T {level}")),
        _ => Some(format!("SL-T {vector}")),
    }
}

/// The badges of a scope, when the layer shows levels and there are any.
pub(crate) fn badges<'a>(request: &'a Request<'_>, scope: &ScopeId) -> Option<&'a [Badge]> {
    let shows = request.layer == crate::geometry::Layer::Levels;
    request.badges.get(scope).filter(|_| shows).map(Vec::as_slice).filter(|badges| !badges.is_empty())
}

/// Target, demonstrated and ceiling of each foundational requirement, in a row.
pub(crate) fn strip(owner: &str, scope: &ScopeId, badges: &[Badge], at: Point) -> Vec<Shape> {
    let mut x = at.x;
    let mut shapes = Vec::with_capacity(badges.len());
    for badge in badges {
        let rect = Rect::new(x, at.y, CELL, STRIP_HEIGHT);
        shapes.push(cell(owner, scope, badge, rect));
        x = x.saturating_add(CELL);
    }
    shapes
}

fn cell(owner: &str, scope: &ScopeId, badge: &Badge, rect: Rect) -> Shape {
    let middle = rect.x + CELL / 2;
    let words = |y: i32, text: &str, size: i32, weight: Weight| -> Text {
        centred((middle, rect.y + y), text, size, weight, CELL - 4)
    };
    let told = format!(
        "{} {}: target {}, demonstrated..ceiling {} ({})",
        badge.fr,
        badge.fr.name(),
        badge.target,
        badge.shown,
        badge.sign
    );
    Shape {
        id: format!("{owner}#{}", badge.fr),
        look: Look::Level { standing: badge.standing },
        parent: Some(owner.to_owned()),
        rect,
        name: Foreign::default(),
        texts: vec![
            words(11, badge.fr.abbreviation(), 8, Weight::Muted),
            words(23, &badge.target, 10, Weight::Bold),
            words(35, &format!("{} {}", badge.shown, badge.sign), 8, Weight::Plain),
        ],
        told: Foreign::from(told),
        anchor: Some(format!("{scope}/{}", badge.fr)),
    }
}

/// The target in words, at a place.
pub(crate) fn target(target: Option<&SlTarget>, at: (i32, i32), width_max: i32) -> Option<Text> {
    target_words(target).map(|words| line(at, &words, 10, Weight::Bold, width_max))
}
