//! The inside of a zone: what it is, its target, its assets, where it is watched, and the zones in it.

mod contents;
mod head;

use ringwall_model::{ScopeId, Zone, ZoneId};

use crate::arrange::round_up;
use crate::built::Built;
use crate::geometry::{GRID, Look, Point, Rect, Shape};
use crate::group::{Group, group};
use crate::pins;
use crate::request::name_of;
use crate::scene::Scene;
use head::Head;
pub(crate) use head::kind_words;

/// Distance from the edge of a zone, and between its assets.
const PAD: i32 = 10;
/// Room around zones in a zone, for routes.
const AROUND: i32 = 40;
/// Most lines of the grid this room is widened by.
const LINES_MAX: i32 = 12;

/// A zone with everything in it. `spread` widens distances, in per cent.
pub(crate) fn build(scene: &Scene<'_>, id: &ZoneId, zone: &Zone, parent: Option<String>, spread: i32) -> Built {
    let owner = format!("zone:{id}");
    let head = Head::new(scene, id, zone);
    let own = contents::assets(scene, id, &owner);
    let signs = contents::signs(scene, id, &owner);
    let held = group(scene, Some(id), scene.children(id), Some(owner.clone()), spread);
    let is_leaf = held.parts.is_empty();
    let around = if is_leaf { 0 } else { around(scene, id) };
    let inner =
        head.width().max(own.size.0).max(signs.size.0).max(held.size.0 + 2 * around).max(edge(scene, id, spread));
    let mut width = round_up(inner + 2 * PAD);
    let (texts, cells, mut y) = head.lines(&owner, width);
    let mut whole = Built::default();
    whole.solid.push(Rect::new(0, 0, head.reach(&texts) + 2 * PAD, y));
    for part in [own, signs] {
        y = below(&mut whole, part, y);
    }
    if !is_leaf {
        let (held, right, bottom) = held_at(scene, held, Point { x: PAD, y }, (width, around));
        whole.take(held, Point::default());
        (width, y) = (width.max(round_up(right + around + PAD)), bottom + around + PAD);
    }
    let rect = Rect::new(0, 0, width, round_up(y));
    if is_leaf {
        whole.solid = vec![rect];
    } else {
        whole.open.push((id.clone(), rect));
    }
    whole.size = (rect.width, rect.height);
    let scope = ScopeId::Zone(id.clone());
    let shape = Shape {
        id: owner,
        look: Look::Zone { kind: zone.kind, judged: zone.is_judged() },
        parent,
        rect,
        name: name_of(id.as_str(), &zone.name),
        texts,
        told: head::told(scene, id, zone),
        anchor: scene.request.badges.contains_key(&scope).then(|| scope.to_string()),
    };
    whole.shapes.splice(0..0, std::iter::once(shape).chain(cells));
    whole
}

/// Puts a part below what is there, where it has anything.
fn below(whole: &mut Built, part: Built, y: i32) -> i32 {
    if part.shapes.is_empty() {
        return y;
    }
    let (width, height) = part.size;
    whole.solid.push(Rect::new(0, y, width + 2 * PAD, height));
    whole.take(part, Point { x: PAD, y });
    y + height + PAD
}

/// Width of a zone at whose edge all its lines find a place, a quarter of them on each side.
fn edge(scene: &Scene<'_>, id: &ZoneId, spread: i32) -> i32 {
    i32::try_from(scene.ends_at(id)).unwrap_or(0).saturating_mul(GRID).saturating_mul(spread) / 400
}

/// Room for lines around what a zone holds: more where more of them run there.
fn around(scene: &Scene<'_>, id: &ZoneId) -> i32 {
    let lines = i32::try_from(scene.ends_inside(id) / 3).unwrap_or(0).min(LINES_MAX);
    AROUND - PAD + lines * PAD
}

/// Zones in a zone, with the plates of what joins them there, below what else it holds: in the middle, or where they are pinned. With
/// how far they reach to the right and down.
fn held_at(scene: &Scene<'_>, mut held: Group, corner: Point, (width, around): (i32, i32)) -> (Built, i32, i32) {
    let start = Point { x: round_up((width - held.size.0) / 2), y: corner.y + around };
    let size = held.size;
    held.shift(start);
    let unkept = pins::place(scene.plant(), &mut held, corner);
    let (right, bottom) = held.reach();
    let mut whole = held.whole();
    whole.unkept.extend(unkept);
    (whole, right, bottom.max(start.y + size.1))
}
