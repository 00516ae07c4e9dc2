//! Positions that people pinned: kept to the unit, and everything else put around them.

use std::collections::BTreeMap;

use ringwall_model::{Pin, Plant};

use crate::geometry::{GRID, Point, Rect, Unkept};
use crate::group::Group;

/// Nothing is put nearer to a pinned box than this.
const APART: i32 = 40;
/// Pins reach no further than this.
const FAR: i32 = 100_000;

/// Moves the parts of a group to where they are pinned, and others out of their way. `corner` is where the sheet's field begins, or
/// the room for zones in a zone: places of what stands in a zone are told from its corner.
pub(crate) fn place(plant: &Plant, group: &mut Group, corner: Point) -> Vec<Unkept> {
    let mut pins = pins(plant);
    pins.retain(|id, _| group.ids.contains(id));
    if pins.is_empty() {
        return Vec::new();
    }
    let mut unkept = Vec::new();
    let mut standing: Vec<Rect> = Vec::new();
    let mut free: Vec<usize> = Vec::new();
    for (index, id) in group.ids.clone().into_iter().enumerate() {
        let Some(pin) = pins.get(&id) else {
            free.push(index);
            continue;
        };
        let wanted = rect(group, index, *pin);
        let why = match () {
            () if pin.x < corner.x || pin.y < corner.y => "its place lies outside the field, or among words and assets",
            () if standing.iter().any(|other| other.overlaps(&wanted)) => "another pinned box stands there",
            () => {
                standing.push(wanted);
                set(group, index, *pin);
                continue;
            }
        };
        free.push(index);
        unkept.push(Unkept { id, why: why.into() });
    }
    free.sort_by_key(|index| (group.at.get(*index).map(|at| (at.y, at.x)), *index));
    for index in free {
        let wanted = group.at.get(index).copied().unwrap_or_default();
        let place = nearest(&standing, rect(group, index, wanted));
        standing.push(rect(group, index, place));
        set(group, index, place);
    }
    unkept
}

fn pins(plant: &Plant) -> BTreeMap<String, Point> {
    let point = |pin: &Pin| Point { x: snap(pin.x), y: snap(pin.y) };
    let zones = plant.drawing.zones.iter().map(|(id, pin)| (format!("zone:{id}"), point(pin)));
    let conduits = plant.drawing.conduits.iter().map(|(id, pin)| (format!("conduit:{id}"), point(pin)));
    zones.chain(conduits).collect()
}

/// To the nearest step of the grid.
pub(crate) fn snap(length: i32) -> i32 {
    length.clamp(0, FAR).saturating_add(GRID / 2) / GRID * GRID
}

fn rect(group: &Group, index: usize, at: Point) -> Rect {
    let (width, height) = group.parts.get(index).map_or((0, 0), |part| part.size);
    Rect::new(at.x, at.y, width, height)
}

fn set(group: &mut Group, index: usize, at: Point) {
    if let Some(slot) = group.at.get_mut(index) {
        *slot = at;
    }
}

/// Where it stands already when that is free, else as little to the right as will do.
fn nearest(standing: &[Rect], wanted: Rect) -> Point {
    let mut rect = wanted;
    // Each step goes past one box that stands, and never back: there are no more steps than boxes.
    while let Some(other) = standing.iter().find(|other| other.grown(APART / 2).overlaps(&rect)) {
        rect.x = other.right().saturating_add(APART);
    }
    Point { x: rect.x, y: rect.y }
}
