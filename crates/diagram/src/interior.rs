//! The inside of a zone: what it is, its target, its assets, where it is watched, and the zones in it.

mod contents;
mod head;

use ringwall_model::{ScopeId, Zone, ZoneId};

use crate::arrange::round_up;
use crate::built::Built;
use crate::geometry::{Look, Point, Rect, Shape};
use crate::group::group;
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
    let held = held(scene, id, &owner, spread);
    let around = around(scene, id, &held);
    let inner = head.width().max(own.size.0).max(signs.size.0).max(held.size.0 + 2 * around);
    let width = round_up(inner + 2 * PAD);
    let (texts, cells, mut y) = head.lines(&owner, width);
    let mut whole = Built::default();
    whole.solid.push(Rect::new(0, 0, head.reach(&texts) + 2 * PAD, y));
    for part in [own, signs] {
        y = below(&mut whole, part, y);
    }
    let is_leaf = held.shapes.is_empty();
    if !is_leaf {
        let (left, height) = (round_up((width - held.size.0) / 2), held.size.1);
        whole.take(held, Point { x: left, y: y + around });
        y += height + 2 * around + PAD;
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

/// Room for lines around what a zone holds: more where more of them run there.
fn around(scene: &Scene<'_>, id: &ZoneId, held: &Built) -> i32 {
    if held.shapes.is_empty() {
        return 0;
    }
    let lines = i32::try_from(scene.ends_inside(id) / 3).unwrap_or(0).min(LINES_MAX);
    AROUND - PAD + lines * PAD
}

/// Zones in a zone, with the plates of what joins them there.
fn held(scene: &Scene<'_>, id: &ZoneId, owner: &str, spread: i32) -> Built {
    group(scene, Some(id), scene.children(id), Some(owner.to_owned()), spread).whole()
}
