//! Ways from plates to zones on the lines of the grid: around every box and word, never on another way, straight where it can be.

mod ground;
mod search;

use crate::geometry::{GRID, Point, Rect};
use ground::Ground;
use search::Search;

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
    let Some(empty) = Ground::new(bounds, solid, open) else { return vec![None; wanted.len()] };
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|index| (wanted.get(*index).map_or(0, distance), *index));
    let mut best = Vec::new();
    let mut missing = usize::MAX;
    for _ in 0..TURNS_MAX {
        let mut ground = empty.clone();
        let (paths, failed) = in_order(&mut ground, &order, wanted);
        if failed.len() < missing {
            missing = failed.len();
            best = finish(&ground, &paths, wanted);
        }
        if missing == 0 {
            break;
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

/// Cells of each way, from the plate.
type Paths = Vec<Option<Vec<usize>>>;

fn in_order(ground: &mut Ground, order: &[usize], wanted: &[Wanted]) -> (Paths, Vec<usize>) {
    let mut search = Search::new(ground.cells());
    let mut paths: Paths = vec![None; wanted.len()];
    let mut failed = Vec::new();
    for index in order {
        let Some(one) = wanted.get(*index) else { continue };
        match search.find(ground, one) {
            Some((path, beyond)) => {
                ground.take(&path, beyond);
                if let Some(slot) = paths.get_mut(*index) {
                    *slot = Some(path);
                }
            }
            None => failed.push(*index),
        }
    }
    (paths, failed)
}

fn finish(ground: &Ground, paths: &Paths, wanted: &[Wanted]) -> Vec<Option<Found>> {
    let one = |(path, wanted): (&Option<Vec<usize>>, &Wanted)| Some(found(ground, path.as_ref()?, wanted));
    paths.iter().zip(wanted).map(one).collect()
}

/// From cells to corners, with the last steps to the edges.
fn found(ground: &Ground, path: &[usize], wanted: &Wanted) -> Found {
    let middles: Vec<Point> = path.iter().map(|cell| ground.point(*cell)).collect();
    let jumps = middles.windows(3).zip(path.iter().skip(1)).filter_map(|(three, cell)| match three {
        [before, at, after] if before.y == at.y && at.y == after.y && ground.is_crossed(*cell) => Some(*at),
        _ => None,
    });
    let jumps = jumps.collect();
    let first = middles.first().map(|point| onto(&wanted.plate, *point, false));
    let last = middles.last().map(|point| onto(&wanted.zone, *point, wanted.inward));
    let all: Vec<Point> = first.into_iter().chain(middles).chain(last).collect();
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
