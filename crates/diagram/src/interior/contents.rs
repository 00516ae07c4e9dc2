//! What a zone holds beside other zones: assets one by one or counted, observation points, ways in.

use std::collections::BTreeMap;

use ringwall_model::{Asset, AssetId, Foreign, ZoneId};

use super::PAD;
use crate::built::{Built, MARK, line, mark};
use crate::geometry::{Detail, Look, Mark, Point, Rect, Shape, Weight};
use crate::request::{name_of, shown};
use crate::scene::Scene;

/// Size of an asset's box.
const ASSET: (i32, i32) = (120, 30);
/// Size of a line that counts assets.
const COUNT: (i32, i32) = (140, 20);
/// Most assets drawn one by one in a zone; the rest are counted in its last box.
const ASSETS_MAX: usize = 400;

/// The assets of a zone as boxes, or counted by role.
pub(super) fn assets(scene: &Scene<'_>, id: &ZoneId, owner: &str) -> Built {
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
    let group = asset.redundancy_group.as_ref().map(|group| format!("redundant {}", shown(group)));
    let words: Vec<String> = Some(role).filter(|role| !role.is_empty()).into_iter().chain(group).collect();
    let role_words = words.join(", ");
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
pub(super) fn signs(scene: &Scene<'_>, id: &ZoneId, owner: &str) -> Built {
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
