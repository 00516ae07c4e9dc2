//! Boxes in rows, and the plates of what joins them in rows between: who stands beside whom, and where.
//!
//! Used for the sheet and again inside every zone that has zones. Deterministic, and blind to how large a box is wherever
//! only its order is asked, so that an asset more does not change who stands beside whom.

mod columns;
mod order;

use crate::geometry::{GRID, Point};

/// Least distance between two boxes of a row.
const APART: i32 = 40;
/// Least distance between two plates.
const PLATES_APART: i32 = 30;
/// Room for a line and its tip on either side of a plate that stands between two boxes.
const BESIDE: i32 = 50;
/// Least height of the channel between two rows.
const CHANNEL: i32 = 30;
/// Most lines of grid a gap or channel is widened by for the routes it may take.
const LINES_MAX: i32 = 12;

/// A box to be placed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    /// Width and height, on the grid.
    pub size: (i32, i32),
    /// Its band; lower numbers stand higher.
    pub band: u8,
}

/// A plate to be placed, and the items it joins.
#[derive(Clone, Debug)]
pub(crate) struct Joint {
    /// Width and height, on the grid.
    pub size: (i32, i32),
    /// Indexes of items, each once.
    pub members: Vec<usize>,
}

/// Items of each row, from the left.
type Rows = Vec<Vec<usize>>;

/// Where everything stands, from a corner at the origin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arranged {
    pub items: Vec<Point>,
    pub joints: Vec<Point>,
    pub size: (i32, i32),
    /// Bands with their top and bottom.
    pub bands: Vec<(u8, i32, i32)>,
}

/// Where a plate is at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Home {
    /// Between the items at two neighbouring places of a row: the place of the left one.
    Beside { row: usize, place: usize },
    /// Below a row.
    Below(usize),
}

/// Rows, and homes of the plates.
pub(crate) struct Plan<'a> {
    pub items: &'a [Item],
    pub joints: &'a [Joint],
    pub rows: Rows,
    pub homes: Vec<Home>,
    /// Widest row there should be.
    pub width_max: i32,
    /// Per cent of the usual distances.
    pub spread: i32,
}

/// Places items and joints. `spread` widens every distance, in per cent.
pub(crate) fn arrange(items: &[Item], joints: &[Joint], spread: i32) -> Arranged {
    let (width, bands) = (width_max(items, joints), order::bands(items, joints));
    let mut cuts: Vec<(Rows, Rows)> = Vec::new();
    let arranged = WIDTHS.map(|per_cent| {
        let width = width.saturating_mul(per_cent) / 100;
        let cut = order::rows(&bands, items, width);
        // Many widths cut the same rows.
        let rows = match cuts.iter().find(|(known, _)| *known == cut) {
            Some((_, rows)) => rows.clone(),
            None => order::improved(items, joints, cut.clone()),
        };
        cuts.push((cut, rows.clone()));
        within(items, joints, rows, (width, spread))
    });
    arranged.into_iter().min_by_key(|arranged| enlarged(arranged.size)).unwrap_or_default()
}

/// Widths of rows that are tried, in per cent of what the sum of all areas suggests.
const WIDTHS: [i32; 6] = [50, 70, 100, 130, 160, 260];
/// Proportions of the field of the sheet.
const FIELD: (i64, i64) = (1550, 930);

/// How many times the field is needed, in thousandths.
fn enlarged((width, height): (i32, i32)) -> i64 {
    (i64::from(width) * 1000 / FIELD.0).max(i64::from(height) * 1000 / FIELD.1)
}

fn within(items: &[Item], joints: &[Joint], rows: Vec<Vec<usize>>, (width_max, spread): (i32, i32)) -> Arranged {
    let homes = homes(items, joints, &rows);
    let plan = Plan { items, joints, rows, homes, width_max, spread };
    let columns = columns::of(&plan);
    stack(&plan, &columns)
}

/// A row about as wide as makes the whole fit a sheet in the proportions of A3 with its title block.
fn width_max(items: &[Item], joints: &[Joint]) -> i32 {
    let sizes = || items.iter().map(|item| item.size).chain(joints.iter().map(|joint| joint.size));
    let area: i64 = sizes().map(|(w, h)| i64::from(w + APART) * i64::from(h + APART)).sum();
    let ideal = i32::try_from((area * 5 / 2).max(0).isqrt()).unwrap_or(i32::MAX);
    sizes().map(|(w, _)| w).max().unwrap_or(0).max(ideal)
}

/// Row and place of every item.
fn places(items: usize, rows: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut places = vec![(0, 0); items];
    for (row, members) in rows.iter().enumerate() {
        for (place, item) in members.iter().enumerate() {
            if let Some(slot) = places.get_mut(*item) {
                *slot = (row, place);
            }
        }
    }
    places
}

/// Two neighbours have their plate between them while there is room; all others have it above the lowest they join.
fn homes(items: &[Item], joints: &[Joint], rows: &[Vec<usize>]) -> Vec<Home> {
    let places = places(items.len(), rows);
    let height = |item: usize| items.get(item).map_or(0, |item| item.size.1);
    let mut taken: std::collections::BTreeMap<(usize, usize), i32> = std::collections::BTreeMap::new();
    let mut homes = Vec::with_capacity(joints.len());
    for joint in joints {
        let mut at: Vec<(usize, usize)> = joint.members.iter().filter_map(|m| places.get(*m).copied()).collect();
        at.sort_unstable();
        let below = |row: usize| Home::Below(row);
        let home = match at.as_slice() {
            [(row, place), (other, next)] if row == other && *next == place + 1 => {
                let room = joint.members.iter().map(|m| height(*m)).min().unwrap_or(0) - 2 * GRID;
                let used = taken.entry((*row, *place)).or_default();
                if *used + joint.size.1 <= room {
                    *used += joint.size.1 + GRID;
                    Home::Beside { row: *row, place: *place }
                } else {
                    lone_row(*row, rows.len())
                }
            }
            [] => below(rows.len().saturating_sub(1)),
            [(first, _), .., (last, _)] if first < last => below(last - 1),
            [(row, _), ..] => lone_row(*row, rows.len()),
        };
        homes.push(home);
    }
    homes
}

/// Above the last row when there is one above it, else below: the foot of the sheet stays free.
fn lone_row(row: usize, rows: usize) -> Home {
    Home::Below(if row + 1 == rows && row > 0 { row - 1 } else { row })
}

impl Plan<'_> {
    pub fn width(&self, item: usize) -> i32 {
        self.items.get(item).map_or(0, |item| item.size.0)
    }

    pub fn wider(&self, distance: i32) -> i32 {
        round_up(distance.saturating_mul(self.spread) / 100)
    }

    /// Plates between the item at a place of a row and the next.
    pub fn beside(&self, row: usize, place: usize) -> impl Iterator<Item = usize> + '_ {
        let wanted = Home::Beside { row, place };
        self.homes.iter().enumerate().filter(move |(_, home)| **home == wanted).map(|(joint, _)| joint)
    }

    /// Plates below a row, in rows of their own that are no wider than the widest row should be.
    pub fn below(&self, row: usize) -> Vec<Vec<usize>> {
        let here: Vec<usize> =
            self.homes.iter().enumerate().filter(|(_, home)| **home == Home::Below(row)).map(|(j, _)| j).collect();
        let width: i32 = here.iter().filter_map(|j| self.joints.get(*j)).map(|j| j.size.0 + PLATES_APART).sum();
        let count = usize::try_from(width / self.width_max.max(1)).unwrap_or(0) + 1;
        let mut rows = vec![Vec::new(); count.min(here.len())];
        for (at, joint) in here.into_iter().enumerate() {
            if let Some(row) = rows.get_mut(at % count) {
                row.push(joint);
            }
        }
        rows
    }

    /// Ends of routes that cross the gap below a row, about.
    fn crossing(&self, row: usize) -> i32 {
        let places = places(self.items.len(), &self.rows);
        let row_of = |item: &usize| places.get(*item).map_or(0, |(row, _)| *row);
        let count = self.joints.iter().zip(&self.homes).map(|(joint, home)| match home {
            Home::Below(at) => {
                let (first, last) = (row, row + 1);
                let crosses = |m: &&usize| {
                    let there = row_of(m);
                    (there <= first && *at >= first) || (there >= last && *at <= first)
                };
                joint.members.iter().filter(crosses).count()
            }
            Home::Beside { .. } => 0,
        });
        i32::try_from(count.sum::<usize>()).unwrap_or(i32::MAX)
    }

    fn channel(&self, row: usize) -> i32 {
        self.wider(CHANNEL + GRID * (self.crossing(row) / 6).min(LINES_MAX))
    }
}

pub(crate) fn round_up(length: i32) -> i32 {
    length.saturating_add(GRID - 1) / GRID * GRID
}

/// Rows and their plates one below the other.
fn stack(plan: &Plan<'_>, columns: &columns::Columns) -> Arranged {
    let mut done = Arranged {
        items: vec![Point::default(); plan.items.len()],
        joints: vec![Point::default(); plan.joints.len()],
        ..Arranged::default()
    };
    let mut y = 0;
    for (index, row) in plan.rows.iter().enumerate() {
        let height = row.iter().filter_map(|item| plan.items.get(*item)).map(|item| item.size.1).max().unwrap_or(0);
        for item in row {
            let own = plan.items.get(*item).map_or(0, |item| item.size.1);
            set(&mut done.items, *item, columns.item(*item), y + round_up((height - own) / 2));
        }
        beside(plan, columns, index, (y, height), &mut done.joints);
        band(&mut done.bands, row.first().and_then(|item| plan.items.get(*item)).map_or(0, |i| i.band), y, y + height);
        y += height;
        let (plates, channel) = (plan.below(index), plan.channel(index));
        let is_last = index + 1 == plan.rows.len();
        for plates in &plates {
            y += channel;
            let height = plates.iter().filter_map(|j| plan.joints.get(*j)).map(|j| j.size.1).max().unwrap_or(0);
            for joint in plates {
                let own = plan.joints.get(*joint).map_or(0, |j| j.size.1);
                set(&mut done.joints, *joint, columns.joint(*joint), y + round_up((height - own) / 2));
            }
            y += height;
        }
        if !is_last {
            y += channel;
        }
    }
    done.size = (columns.width, y);
    done
}

/// Plates between two boxes, one below the other around the middle of the row.
fn beside(plan: &Plan<'_>, columns: &columns::Columns, row: usize, (top, height): (i32, i32), joints: &mut [Point]) {
    let places = plan.rows.get(row).map_or(0, Vec::len);
    for place in 0..places {
        let here: Vec<usize> = plan.beside(row, place).collect();
        let sizes = || here.iter().filter_map(|j| plan.joints.get(*j)).map(|j| j.size.1);
        let total: i32 = sizes().map(|h| h + GRID).sum::<i32>() - GRID;
        let mut y = top + (height - total) / 2 / GRID * GRID;
        for (joint, height) in here.iter().zip(sizes()) {
            set(joints, *joint, columns.joint(*joint), y);
            y += height + GRID;
        }
    }
}

fn band(bands: &mut Vec<(u8, i32, i32)>, band: u8, top: i32, bottom: i32) {
    match bands.last_mut() {
        Some((last, _, end)) if *last == band => *end = bottom,
        _ => bands.push((band, top, bottom)),
    }
}

fn set(points: &mut [Point], index: usize, x: i32, y: i32) {
    if let Some(point) = points.get_mut(index) {
        *point = Point { x, y };
    }
}
