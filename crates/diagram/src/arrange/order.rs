//! Who stands beside whom: rows by band, each in the order that keeps what is joined together.

use super::{Item, Joint};

/// A row is this long in the measure of order.
const LENGTH: i64 = 10_000;
/// What it costs that two of a row which are joined are no neighbours.
const NOT_NEIGHBOURS: i64 = 3_000;
/// Rounds of improvement; each ends early when nothing gets better.
const ROUNDS_MAX: usize = 8;
/// Larger rows only exchange neighbours.
const EXCHANGED_MAX: usize = 40;

/// Bands from the top; each lists items from the left.
pub(super) fn bands(items: &[Item], joints: &[Joint]) -> Vec<Vec<usize>> {
    let mut bands: Vec<u8> = items.iter().map(|item| item.band).collect();
    bands.sort_unstable();
    bands.dedup();
    let of = |band: u8| items.iter().enumerate().filter(move |(_, item)| item.band == band).map(|(index, _)| index);
    improved(items, joints, bands.into_iter().map(|band| of(band).collect()).collect())
}

/// The same as rows that are not too wide.
pub(super) fn rows(bands: &[Vec<usize>], items: &[Item], width_max: i32) -> Vec<Vec<usize>> {
    bands.iter().flat_map(|band| cut(band, items, width_max)).collect()
}

/// Rows in the order that keeps what is joined together.
pub(super) fn improved(items: &[Item], joints: &[Joint], rows: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let mut order = Order::new(items.len(), joints, rows);
    order.improve();
    order.rows
}

/// A row that is too wide becomes several of about one width.
fn cut(row: &[usize], items: &[Item], width_max: i32) -> Vec<Vec<usize>> {
    let width = |item: &usize| items.get(*item).map_or(0, |item| i64::from(item.size.0 + super::APART));
    let total: i64 = row.iter().map(width).sum();
    let count = total / i64::from(width_max.max(1)) + 1;
    let mut rows: Vec<Vec<usize>> = vec![Vec::new()];
    let mut before = 0;
    for item in row {
        let middle = before + width(item) / 2;
        let wanted = usize::try_from(middle * count / total.max(1)).unwrap_or(0);
        if wanted + 1 > rows.len() && rows.last().is_some_and(|row| !row.is_empty()) {
            rows.push(Vec::new());
        }
        if let Some(last) = rows.last_mut() {
            last.push(*item);
        }
        before += width(item);
    }
    rows.retain(|row| !row.is_empty());
    rows
}

struct Order<'a> {
    joints: &'a [Joint],
    /// Joints of each item.
    touching: Vec<Vec<usize>>,
    rows: Vec<Vec<usize>>,
    /// Row and place of each item.
    at: Vec<(usize, usize)>,
}

impl<'a> Order<'a> {
    fn new(items: usize, joints: &'a [Joint], rows: Vec<Vec<usize>>) -> Self {
        let mut touching = vec![Vec::new(); items];
        for (index, joint) in joints.iter().enumerate() {
            for member in &joint.members {
                if let Some(list) = touching.get_mut(*member) {
                    list.push(index);
                }
            }
        }
        let at = super::places(items, &rows);
        Self { joints, touching, rows, at }
    }

    fn improve(&mut self) {
        for _ in 0..ROUNDS_MAX {
            let mut better = false;
            for row in 0..self.rows.len() {
                better |= self.improve_row(row);
            }
            if !better {
                break;
            }
        }
    }

    fn improve_row(&mut self, row: usize) -> bool {
        let length = self.rows.get(row).map_or(0, Vec::len);
        let mut better = false;
        for left in 0..length {
            let last = if length > EXCHANGED_MAX { left + 1 } else { length.saturating_sub(1) };
            for right in left + 1..=last.min(length.saturating_sub(1)) {
                better |= self.exchange_if_better(row, left, right);
            }
        }
        better
    }

    fn exchange_if_better(&mut self, row: usize, left: usize, right: usize) -> bool {
        let Some((a, b)) = self.rows.get(row).and_then(|r| Some((*r.get(left)?, *r.get(right)?))) else { return false };
        let before = self.cost_of(a, b);
        self.exchange(row, (left, a), (right, b));
        if self.cost_of(a, b) < before {
            return true;
        }
        self.exchange(row, (left, b), (right, a));
        false
    }

    fn exchange(&mut self, row: usize, (left, a): (usize, usize), (right, b): (usize, usize)) {
        if let Some(members) = self.rows.get_mut(row) {
            members.swap(left, right);
        }
        for (item, place) in [(a, right), (b, left)] {
            if let Some(slot) = self.at.get_mut(item) {
                *slot = (row, place);
            }
        }
    }

    /// What the joints of two items cost as they stand.
    fn cost_of(&self, a: usize, b: usize) -> i64 {
        let list = |item: usize| self.touching.get(item).map_or(&[][..], Vec::as_slice);
        let others = list(b).iter().filter(|joint| !list(a).contains(joint));
        list(a).iter().chain(others).filter_map(|joint| self.joints.get(*joint)).map(|joint| self.cost(joint)).sum()
    }

    fn cost(&self, joint: &Joint) -> i64 {
        let at = || joint.members.iter().filter_map(|member| self.at.get(*member).copied());
        let positions = || at().map(|(row, place)| self.position(row, place));
        let count = i64::try_from(joint.members.len().max(1)).unwrap_or(1);
        let mean = positions().sum::<i64>() / count;
        let apart: i64 = positions().map(|position| (position - mean).abs()).sum();
        // Of each row all but the first should have their neighbour to the left among them.
        let lonely = |(row, place): &(usize, usize)| {
            at().any(|(other, left)| other == *row && left < *place)
                && !at().any(|(other, left)| other == *row && left + 1 == *place)
        };
        apart + NOT_NEIGHBOURS * i64::try_from(at().filter(lonely).count()).unwrap_or(0)
    }

    fn position(&self, row: usize, place: usize) -> i64 {
        let length = i64::try_from(self.rows.get(row).map_or(1, Vec::len).max(1)).unwrap_or(1);
        let place = i64::try_from(place).unwrap_or(0);
        (2 * place + 1) * LENGTH / (2 * length)
    }
}
