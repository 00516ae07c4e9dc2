//! Laws of the drawing over random plants: of up to 30 zones in each other, 500 assets and 60 conduits.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop where it stands")]

mod held;
mod random;

use std::collections::BTreeMap;

use ringwall_diagram::{Detail, Diagram, Layer, Look, Point, Rect, draw};
use ringwall_model::{AssetId, ConduitId, Pin, Plant, ZoneId, ZoneKind};

use random::{Dice, LARGE};

/// Random plants a law is tried on.
#[expect(clippy::disallowed_methods, reason = "a soak asks for more cases than a test run")]
fn cases() -> u64 {
    std::env::var("RINGWALL_SOAK_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

const DETAILS: [Detail; 3] = [Detail::Zones, Detail::Counts, Detail::Assets];
const LAYERS: [Layer; 4] = [Layer::Target, Layer::Levels, Layer::Traffic, Layer::Disagreements];

/// What a soak once found a law broken by: one to three zones with half a hundred conduits. Tried each time.
const FOUND: [u64; 3] = [2588, 2836, 3228];

fn over_plants(law: impl Fn(&mut Dice, &Plant, Detail, Layer)) {
    for seed in (0..cases()).chain(FOUND) {
        let mut dice = Dice::new(seed);
        let plant = random::plant(&mut dice, LARGE);
        let (detail, layer) = (*dice.pick(&DETAILS), *dice.pick(&LAYERS));
        law(&mut dice, &plant, detail, layer);
    }
}

#[test]
fn boxes_words_and_lines_keep_apart_and_every_line_finds_a_way() {
    over_plants(|_, plant, detail, layer| {
        let diagram = random::drawn(plant, detail, layer);
        assert_eq!(diagram.unkept, []);
        held::all(&diagram);
        let ends: usize = plant.conduits.values().map(|conduit| conduit.zones.len()).sum();
        assert!(diagram.routes.iter().filter(|route| !route.undeclared).count() == ends);
    });
}

#[test]
fn the_same_plant_gives_the_same_drawing() {
    over_plants(|_, plant, detail, layer| {
        assert_eq!(random::drawn(plant, detail, layer), random::drawn(plant, detail, layer));
    });
}

/// Where zones and plates stand.
fn places(diagram: &Diagram) -> BTreeMap<&str, Point> {
    let boxes = diagram.shapes.iter().filter(|shape| shape.id.starts_with("zone:") || shape.id.starts_with("conduit:"));
    boxes
        .filter(|shape| shape.look.is_box())
        .map(|shape| (shape.id.as_str(), Point { x: shape.rect.x, y: shape.rect.y }))
        .collect()
}

/// Of hundred zones and plates so many stand elsewhere after an asset was added, over all plants.
const MOVED_PER_CENT_MAX: usize = 35;

#[test]
fn an_asset_more_moves_nothing_where_its_zone_has_room_and_few_boxes_where_it_has_not() {
    let (moved, all) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    over_plants(|dice, plant, detail, _| {
        let before = random::drawn(plant, detail, Layer::Target);
        let mut grown = plant.clone();
        let zones: Vec<&ZoneId> = plant.zones.keys().collect();
        let zone = (*dice.pick(&zones)).clone();
        let mut asset = random::asset(dice, Some(zone.clone()));
        asset.level = None;
        grown.assets.insert(AssetId::from_foreign("newcomer"), asset);
        let after = random::drawn(&grown, detail, Layer::Target);
        let (old, new) = (places(&before), places(&after));
        let here = old.iter().filter(|(id, place)| new[*id] != **place).count();
        let size = |diagram: &Diagram| {
            let id = format!("zone:{zone}");
            diagram.shapes.iter().find(|shape| shape.id == id).map(|shape| (shape.rect.width, shape.rect.height))
        };
        if size(&before) == size(&after) {
            assert_eq!(here, 0, "the zone is as large as before");
        }
        moved.set(moved.get() + here);
        all.set(all.get() + old.len());
    });
    assert!(moved.get() * 100 <= all.get() * MOVED_PER_CENT_MAX, "{} of {} moved", moved.get(), all.get());
}

fn pin(point: Point) -> Pin {
    Pin { place: random::span(), x: point.x, y: point.y }
}

fn set(plant: &mut Plant, id: &str, point: Point) {
    let (kind, name) = id.split_once(':').unwrap();
    match kind {
        "zone" => drop(plant.drawing.zones.insert(ZoneId::from_foreign(name), pin(point))),
        _ => drop(plant.drawing.conduits.insert(ConduitId::from_foreign(name), pin(point))),
    }
}

/// Where zones and plates stand: from the corner of the sheet, or of the zone they stand in.
fn stands(diagram: &Diagram) -> Vec<(String, Point)> {
    let rects: BTreeMap<&str, Rect> = diagram.shapes.iter().map(|shape| (shape.id.as_str(), shape.rect)).collect();
    let boxes = diagram.shapes.iter().filter(|shape| {
        matches!(shape.look, Look::Zone { .. } | Look::Conduit { .. }) // what can be pinned
    });
    boxes
        .map(|shape| {
            let corner = shape.parent.as_deref().map_or(Rect::default(), |parent| rects[parent]);
            (shape.id.clone(), Point { x: shape.rect.x - corner.x, y: shape.rect.y - corner.y })
        })
        .collect()
}

#[test]
fn a_drawing_pinned_as_it_stands_is_the_same_drawing() {
    over_plants(|_, plant, detail, _| {
        // Few enough lines that none needs more room: widened distances belong to a drawing, not to its pins.
        let mut plant = plant.clone();
        plant.conduits = plant.conduits.into_iter().take(20).collect();
        let before = random::drawn(&plant, detail, Layer::Target);
        let mut pinned = plant.clone();
        for (id, point) in stands(&before) {
            set(&mut pinned, &id, point);
        }
        let after = random::drawn(&pinned, detail, Layer::Target);
        assert_eq!(places(&before), places(&after));
        assert_eq!(after.unkept, []);
    });
}

#[test]
fn pinned_boxes_stay_where_they_are_pinned_and_everything_else_keeps_clear_of_them() {
    over_plants(|dice, plant, detail, layer| {
        let before = random::drawn(plant, detail, layer);
        let mut pinned = plant.clone();
        let mut wanted = BTreeMap::new();
        for (id, point) in &stands(&before) {
            if !dice.one_in(4) {
                continue;
            }
            let shift = |dice: &mut Dice| i32::try_from(dice.below(80)).unwrap() * 10 - 200;
            let at = Point { x: (point.x + shift(dice)).max(60), y: (point.y + shift(dice).max(-20)).max(40) };
            set(&mut pinned, id, at);
            wanted.insert(id.clone(), at);
        }
        let after = draw(&random::request(&pinned, detail, layer, &mut Dice::new(7)));
        let places: BTreeMap<String, Point> = stands(&after).into_iter().collect();
        for (id, at) in wanted {
            let refused = after.unkept.iter().any(|unkept| unkept.id == id && !unkept.why.contains("no way"));
            assert!(refused || places[&id] == at, "{id}");
        }
        held::all(&after);
    });
}

#[test]
fn parallel_conduits_in_a_row_keep_their_order_and_cross_nothing() {
    for many in 2..=9 {
        let mut dice = Dice::new(many);
        let mut plant = random::plant_of(&mut dice, random::Size { zones: 2, assets: 12, conduits: many });
        let zones: Vec<ZoneId> = plant.zones.keys().cloned().collect();
        for (zone, kind) in plant.zones.values_mut().zip([ZoneKind::Dmz, ZoneKind::Safety]) {
            (zone.kind, zone.parent) = (kind, None);
        }
        plant.conduits.values_mut().for_each(|conduit| conduit.zones = zones.clone());
        let diagram = random::drawn(&plant, Detail::Assets, Layer::Target);
        let stand = places(&diagram);
        let plates: Vec<Point> = plant.conduits.keys().map(|id| stand[format!("conduit:{id}").as_str()]).collect();
        let middle = |point: &Point| {
            diagram.shapes.iter().find(|s| s.rect.x == point.x && s.rect.y == point.y).unwrap().rect.centre().y
        };
        let in_one_row = plates.iter().all(|plate| middle(plate).abs_diff(middle(&plates[0])) < 10);
        if in_one_row {
            assert!(plates.windows(2).all(|pair| pair[0].x < pair[1].x), "{plates:?}");
            let jumps: usize = diagram.routes.iter().map(|route| route.jumps.len()).sum();
            assert_eq!(jumps, 0, "{many} conduits");
        }
        assert!(in_one_row || many > 3, "{many} conduits have room in one row");
    }
}
