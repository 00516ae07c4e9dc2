//! Ways from plates to zones on the lines of the grid: around every box and word, never on another way, straight where it can be.

mod goal;
mod ground;
mod line;
mod net;
mod outlook;
mod search;

use crate::geometry::{GRID, Point, Rect};
use ground::{Ground, Place};
use net::Net;
use search::{Path, Search};

/// A way that is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub plate: Rect,
    pub zone: Rect,
    /// The plate stands inside the zone.
    pub inward: bool,
    /// Numbers of the open zones whose edge it may cross.
    pub through: Vec<u16>,
}

/// A way that was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Corners, from the edge of the plate to the edge of the zone.
    pub points: Vec<Point>,
    /// Where it jumps over another.
    pub jumps: Vec<Point>,
}

/// How often what found no way is let go first.
const TURNS_MAX: usize = 3;

/// A way for each that is wanted; none where there is none.
pub(crate) fn route(bounds: Rect, solid: &[Rect], open: &[Rect], wanted: &[Wanted]) -> Vec<Option<Found>> {
    let Some(mut empty) = Ground::new(bounds, solid, open) else { return vec![None; wanted.len()] };
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|index| (wanted.get(*index).map_or(0, distance), *index));
    let mut best = Vec::new();
    let mut missing = usize::MAX;
    for turn in 0..TURNS_MAX {
        let mut ground = empty.clone();
        let (paths, failed) = in_order(&mut ground, &order, wanted);
        if failed.len() < missing {
            missing = failed.len();
            best = finish(&ground, &paths, wanted);
        }
        if missing == 0 {
            break;
        }
        if turn == 0 {
            empty.open_all(); // where tracks were too few
        }
        order.sort_by_key(|index| !failed.contains(index));
    }
    best
}

fn distance(wanted: &Wanted) -> i32 {
    let (a, b) = (wanted.plate, wanted.zone);
    let across = (a.x.max(b.x) - a.right().min(b.right())).max(0);
    let down = (a.y.max(b.y) - a.bottom().min(b.bottom())).max(0);
    across + down + (a.centre().x - b.centre().x).abs() / 8
}

/// Each way by its corners, from the plate.
type Paths = Vec<Option<Vec<Place>>>;

fn in_order(ground: &mut Ground, order: &[usize], wanted: &[Wanted]) -> (Paths, Vec<usize>) {
    let mut paths: Paths = vec![None; wanted.len()];
    let failed = add(ground, &mut paths, order, wanted);
    if failed.is_empty() {
        return (paths, failed);
    }
    ground.open_all(); // where tracks are too few
    let failed = add(ground, &mut paths, &failed, wanted);
    (paths, failed)
}

/// Finds ways one by one, beside those that are there; gives back which find none.
fn add(ground: &mut Ground, paths: &mut Paths, order: &[usize], wanted: &[Wanted]) -> Vec<usize> {
    let mut net = Net::new(ground);
    let mut search = Search::new(ground);
    let mut failed = Vec::new();
    for index in order {
        let Some(one) = wanted.get(*index) else { continue };
        ground.shut_all_but(&one.through);
        let Some(Path { corners, beyond }) = search.find(ground, &mut net, one) else {
            failed.push(*index);
            continue;
        };
        ground.take(&mut net, &corners, beyond);
        search.taken(ground, &corners);
        if let Some(slot) = paths.get_mut(*index) {
            *slot = Some(corners);
        }
    }
    failed
}

fn finish(ground: &Ground, paths: &Paths, wanted: &[Wanted]) -> Vec<Option<Found>> {
    let one = |(path, wanted): (&Option<Vec<Place>>, &Wanted)| Some(found(ground, path.as_ref()?, wanted));
    paths.iter().zip(wanted).map(one).collect()
}

/// From cells to points, with the last steps to the edges.
fn found(ground: &Ground, path: &[Place], wanted: &Wanted) -> Found {
    let level = path.windows(2).filter_map(|pair| match pair {
        [a, b] if a.1 == b.1 => Some((*a, *b)),
        _ => None,
    });
    let between = |(a, b): (Place, Place)| {
        let columns: Vec<i32> = if a.0 < b.0 { (a.0 + 1..b.0).collect() } else { (b.0 + 1..a.0).rev().collect() };
        columns.into_iter().map(move |column| (column, a.1))
    };
    let jumps = level.flat_map(between).filter(|place| ground.is_crossed(*place)).map(|place| ground.point(place));
    let jumps = jumps.collect();
    let turns: Vec<Point> = path.iter().map(|place| ground.point(*place)).collect();
    let first = turns.first().map(|point| onto(&wanted.plate, *point, false));
    let last = turns.last().map(|point| onto(&wanted.zone, *point, wanted.inward));
    let all: Vec<Point> = first.into_iter().chain(turns).chain(last).collect();
    Found { points: corners(&all), jumps }
}

/// The point of an edge beside a cell outside it, or inside it.
fn onto(rect: &Rect, point: Point, inside: bool) -> Point {
    if !inside {
        return Point { x: point.x.clamp(rect.x, rect.right()), y: point.y.clamp(rect.y, rect.bottom()) };
    }
    match () {
        () if point.y - rect.y < GRID => Point { y: rect.y, ..point },
        () if rect.bottom() - point.y < GRID => Point { y: rect.bottom(), ..point },
        () if point.x - rect.x < GRID => Point { x: rect.x, ..point },
        () => Point { x: rect.right(), ..point },
    }
}

/// Without the points between which nothing turns.
fn corners(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        if let [.., a, b] = kept.as_slice()
            && ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y))
        {
            kept.pop();
        }
        kept.push(*point);
    }
    kept
}
