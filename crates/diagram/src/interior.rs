//! The inside of a zone: what it is, its target, its assets, where it is watched, and the zones in it.

use std::collections::BTreeMap;

use ringwall_model::{Asset, AssetId, Foreign, ScopeId, Zone, ZoneId, ZoneKind};

use crate::arrange::round_up;
use crate::built::{Built, MARK, line, mark};
use crate::geometry::{Detail, Look, Mark, Point, Rect, Shape, Text, Weight};
use crate::group::group;
use crate::request::shown;
use crate::scene::Scene;
use crate::{levels, measure};

/// Distance from the edge of a zone, and between its assets.
const PAD: i32 = 10;
/// Size of an asset's box.
const ASSET: (i32, i32) = (120, 30);
/// Height of a line that counts assets.
const COUNT: (i32, i32) = (140, 20);
/// Least and greatest width that words alone give a zone.
const WIDTH: (i32, i32) = (170, 330);
/// Height of the lines that name a zone.
const HEAD: i32 = 40;
/// Room around zones in a zone, for routes.
const AROUND: i32 = 40;
/// Most lines of the grid this room is widened by.
const LINES_MAX: i32 = 12;
/// Most assets drawn one by one in a zone; the rest are counted in its last box.
const ASSETS_MAX: usize = 400;

/// A zone with everything in it. `spread` widens distances, in per cent.
pub(crate) fn build(scene: &Scene<'_>, id: &ZoneId, zone: &Zone, parent: Option<String>, spread: i32) -> Built {
    let owner = format!("zone:{id}");
    let scope = ScopeId::Zone(id.clone());
    let badges = levels::badges(scene.request, &scope);
    let held = held(scene, id, &owner, spread);
    let own = own(scene, id, &owner);
    let signs = signs(scene, id, &owner);
    let title = title(id, zone);
    let words = title.iter().map(|(text, size, weight)| measure::width(text, *size, *weight == Weight::Bold));
    let words = words.max().unwrap_or(0).clamp(WIDTH.0 - 2 * PAD, WIDTH.1);
    let strip = if badges.is_some() { levels::STRIP } else { 0 };
    let around = around(scene, id, &held);
    let inner = words.max(strip).max(own.size.0).max(signs.size.0).max(held.size.0 + 2 * around);
    let width = round_up(inner + 2 * PAD);
    let mut whole = Built::default();
    let mut texts = heading(&title, width);
    let mut y = HEAD;
    let mut cells = Vec::new();
    if let Some(badges) = badges {
        cells = levels::strip(&owner, &scope, badges, Point { x: PAD, y });
        y += levels::STRIP_HEIGHT + PAD;
    } else if let Some(text) = levels::target(zone.sl_target.as_ref(), (PAD, y + 8), width - 2 * PAD) {
        texts.push(text);
        y += 20;
    }
    whole.solid.push(Rect::new(0, 0, words_width(&texts) + 2 * PAD, y));
    for (part, gap) in [(own, PAD), (signs, PAD)] {
        if !part.shapes.is_empty() {
            let height = part.size.1 + gap;
            whole.solid.push(Rect::new(0, y, part.size.0 + 2 * PAD, part.size.1));
            whole.take(part, Point { x: PAD, y });
            y += height;
        }
    }
    let is_leaf = held.shapes.is_empty();
    if !is_leaf {
        let left = round_up((width - held.size.0) / 2);
        let height = held.size.1;
        y += around;
        whole.take(held, Point { x: left, y });
        y += height + around + PAD;
    }
    let rect = Rect::new(0, 0, width, round_up(y));
    if is_leaf {
        whole.solid = vec![rect];
    } else {
        whole.open.push((id.clone(), rect));
    }
    whole.size = (rect.width, rect.height);
    let shape = Shape {
        id: owner,
        look: Look::Zone { kind: zone.kind, judged: zone.is_judged() },
        parent,
        rect,
        name: name_of(id.as_str(), &zone.name),
        texts,
        told: told(scene, id, zone),
        anchor: scene.request.badges.contains_key(&scope).then(|| scope.to_string()),
    };
    whole.shapes.splice(0..0, std::iter::once(shape).chain(cells));
    whole
}

/// Room for lines around what a zone holds: more where more of them run there.
fn around(scene: &Scene<'_>, id: &ZoneId, held: &Built) -> i32 {
    if held.shapes.is_empty() {
        return 0;
    }
    let lines = i32::try_from(scene.ends_inside(id) / 3).unwrap_or(0).min(LINES_MAX);
    AROUND - PAD + lines * PAD
}

fn words_width(texts: &[Text]) -> i32 {
    texts.iter().map(|text| text.width).max().unwrap_or(0)
}

/// The name where there is one, else the id.
fn name_of(id: &str, name: &Foreign) -> Foreign {
    if name.is_empty() { Foreign::from(id) } else { Foreign::from(shown(name)) }
}

fn title(id: &ZoneId, zone: &Zone) -> [(String, i32, Weight); 2] {
    let name = name_of(id.as_str(), &zone.name);
    let outside = if zone.is_judged() { "" } else { ", not judged" };
    [
        (name.raw().to_owned(), 13, Weight::Bold),
        (format!("{id} - {}{outside}", kind_words(zone.kind)), 9, Weight::Muted),
    ]
}

fn heading(title: &[(String, i32, Weight)], width: i32) -> Vec<Text> {
    let mut y = 18;
    let mut texts = Vec::with_capacity(title.len());
    for (text, size, weight) in title {
        texts.push(line((PAD, y), text, *size, *weight, width - 2 * PAD));
        y += 13;
    }
    texts
}

/// What a kind of zone is called on the sheet.
pub(crate) fn kind_words(kind: ZoneKind) -> &'static str {
    match kind {
        ZoneKind::Control => "control",
        ZoneKind::Safety => "safety",
        ZoneKind::SafetyCombined => "safety and control",
        ZoneKind::Supervisory => "supervisory",
        ZoneKind::Dmz => "DMZ",
        ZoneKind::Wireless => "wireless",
        ZoneKind::Temporary => "temporary",
        ZoneKind::Business => "business",
        ZoneKind::External => "external",
    }
}

fn told(scene: &Scene<'_>, id: &ZoneId, zone: &Zone) -> Foreign {
    let name = if zone.name.is_empty() { String::new() } else { format!(", {}", shown(&zone.name)) };
    let target = levels::target_words(zone.sl_target.as_ref()).unwrap_or_else(|| "no target".to_owned());
    let inside = zone.parent.as_ref().map(|parent| format!(", inside {parent}")).unwrap_or_default();
    let count = scene.assets(id).len();
    let assets = if count == 1 { "1 asset".to_owned() } else { format!("{count} assets") };
    let judged = if zone.is_judged() { "" } else { ", drawn and not judged" };
    Foreign::from(format!("zone {id}{name}: {}{inside}, {target}, {assets}{judged}", kind_words(zone.kind)))
}

/// The assets of a zone as boxes, or counted by role.
fn own(scene: &Scene<'_>, id: &ZoneId, owner: &str) -> Built {
    let assets = scene.assets(id);
    match scene.detail() {
        Detail::Zones => Built::default(),
        Detail::Counts => grid(counts(scene, assets, owner), COUNT),
        Detail::Assets => grid(boxes(scene, assets, owner), ASSET),
    }
}

/// Boxes of one size, in about as many columns as rows of twice their number.
fn grid(shapes: Vec<Shape>, (width, height): (i32, i32)) -> Built {
    let count = i32::try_from(shapes.len()).unwrap_or(i32::MAX);
    if count == 0 {
        return Built::default();
    }
    // Three boxes side by side are about as wide as eight above each other are high.
    let columns =
        (1..count).find(|columns| columns * columns * 8 >= count * 6).unwrap_or(count.min(2)).max(count.min(2));
    let mut built = Built::default();
    for (at, shape) in (0..count).zip(shapes) {
        let (column, row) = (at % columns, at / columns);
        let at = Point { x: column * (width + PAD), y: row * (height + PAD) };
        built.take(Built { shapes: vec![shape], ..Built::default() }, at);
    }
    let rows = (count + columns - 1) / columns;
    built.size = (columns * (width + PAD) - PAD, rows * (height + PAD) - PAD);
    built
}

fn boxes(scene: &Scene<'_>, assets: &[&AssetId], owner: &str) -> Vec<Shape> {
    let one = |id: &&AssetId| Some(asset_box(scene, id, scene.asset(id)?, owner));
    let mut shapes: Vec<Shape> = assets.iter().take(ASSETS_MAX).filter_map(one).collect();
    let more = assets.len().saturating_sub(ASSETS_MAX);
    if more > 0 {
        shapes.push(count_box(format!("{owner}#more"), owner, &format!("{more} more"), ASSET.0));
    }
    shapes
}

fn asset_box(scene: &Scene<'_>, id: &AssetId, asset: &Asset, owner: &str) -> Shape {
    let name = name_of(id.as_str(), &asset.name);
    let essential = scene.is_essential(id);
    let role = asset.role.as_ref().map(shown).unwrap_or_default();
    let room = ASSET.0 - 2 * PAD + 4;
    let role_words = match &asset.redundancy_group {
        Some(group) => format!("{role}, redundant {}", shown(group)),
        None => role.clone(),
    };
    let mut texts = vec![line((PAD - 2, 13), name.raw(), 10, Weight::Plain, room)];
    if !role_words.is_empty() {
        texts.push(line((PAD - 2, 24), &role_words, 8, Weight::Muted, room));
    }
    let level = asset.level.as_ref().map(|level| format!(", level {}", shown(level))).unwrap_or_default();
    let needed = if essential { ", an essential function needs it" } else { "" };
    Shape {
        id: format!("asset:{id}"),
        look: Look::Asset { essential },
        parent: Some(owner.to_owned()),
        rect: Rect::new(0, 0, ASSET.0, ASSET.1),
        name,
        texts,
        told: Foreign::from(format!("asset {id}, {role_words}{level}{needed}")),
        anchor: None,
    }
}

/// How many there are of each role, most first.
fn counts(scene: &Scene<'_>, assets: &[&AssetId], owner: &str) -> Vec<Shape> {
    let mut roles: BTreeMap<String, usize> = BTreeMap::new();
    for asset in assets.iter().filter_map(|id| scene.asset(id)) {
        let role = asset.role.as_ref().map(shown).unwrap_or_else(|| "role not said".to_owned());
        *roles.entry(role).or_default() += 1;
    }
    let mut roles: Vec<(String, usize)> = roles.into_iter().collect();
    roles.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let shape = |(at, (role, count)): (usize, (String, usize))| {
        count_box(format!("{owner}#role{at}"), owner, &format!("{count} × {role}"), COUNT.0)
    };
    roles.into_iter().enumerate().map(shape).collect()
}

fn count_box(id: String, owner: &str, words: &str, width: i32) -> Shape {
    let rect = Rect::new(0, 0, width, COUNT.1);
    let texts = vec![line((PAD - 2, 14), words, 10, Weight::Plain, width - 2 * PAD + 4)];
    let (parent, told) = (Some(owner.to_owned()), Foreign::from(words));
    Shape { id, look: Look::Count, parent, rect, name: told.clone(), texts, told, anchor: None }
}

/// Observation points and ways in, each a sign with its words, one below the other.
fn signs(scene: &Scene<'_>, id: &ZoneId, owner: &str) -> Built {
    if scene.detail() == Detail::Zones {
        return Built::default();
    }
    let points = scene.points(id).iter().map(|point| (Mark::Observation, point.to_string(), "watched here"));
    let ways = scene.plant().access_points.iter().filter(|(_, way)| way.zone == *id);
    let ways = ways.map(|(way, _)| (Mark::AccessPoint, way.to_string(), "a way in"));
    let mut built = Built::default();
    let all: Vec<(Mark, String, &str)> = points.chain(ways).collect();
    let columns = if all.len() > 2 { 2 } else { 1 };
    let each = 150;
    for (at, (sign, words, told)) in (0_i32..).zip(all) {
        let (x, y) = (at % columns * (each + PAD), at / columns * 20);
        let number = usize::try_from(at).unwrap_or(0);
        let mut shape = mark(owner, number, sign, (x, y + 3), &format!("{words}: {told}"));
        shape.texts = vec![line((x + MARK + 4, y + 14), &words, 9, Weight::Plain, each - MARK - 4)];
        built.size = (built.size.0.max(x + each), y + 20);
        built.shapes.push(shape);
    }
    built
}

/// Zones in a zone, with the plates of what joins them there.
fn held(scene: &Scene<'_>, id: &ZoneId, owner: &str, spread: i32) -> Built {
    group(scene, Some(id), scene.children(id), Some(owner.to_owned()), spread).whole()
}
