//! How far from the left: everything as near as can be to the middle of what it is joined with.

use super::{APART, BESIDE, GRID, Home, PLATES_APART, Plan, places};

/// Sweeps over all rows.
const SWEEPS: usize = 8;
/// Weight of a box with one plate.
const WEIGHT: i64 = 10_000;

/// Left edges.
pub(super) struct Columns {
    items: Vec<i32>,
    joints: Vec<i32>,
    pub width: i32,
}

impl Columns {
    pub fn item(&self, item: usize) -> i32 {
        self.items.get(item).copied().unwrap_or(0)
    }

    pub fn joint(&self, joint: usize) -> i32 {
        self.joints.get(joint).copied().unwrap_or(0)
    }
}

/// The left edges of a plan.
pub(super) fn of(plan: &Plan<'_>) -> Columns {
    let mut sweep = Sweep {
        plan,
        gaps: (0..plan.rows.len()).map(|row| gaps(plan, row)).collect(),
        plates: (0..plan.rows.len()).map(|row| plan.below(row)).collect(),
        columns: Columns { items: vec![0; plan.items.len()], joints: vec![0; plan.joints.len()], width: 0 },
        touching: vec![Vec::new(); plan.items.len()],
    };
    for (index, joint) in plan.joints.iter().enumerate() {
        for member in &joint.members {
            if let Some(list) = sweep.touching.get_mut(*member) {
                list.push(index);
            }
        }
    }
    sweep.start();
    for _ in 0..SWEEPS {
        sweep.joints();
        sweep.items();
    }
    sweep.joints();
    sweep.finish()
}

/// Distances behind each item of a row: wider where a plate stands in between or routes pass.
fn gaps(plan: &Plan<'_>, row: usize) -> Vec<i32> {
    let members = plan.rows.get(row).map_or(0, Vec::len);
    let passing = i32::try_from(passing(plan, row)).unwrap_or(0) / i32::try_from(members + 1).unwrap_or(1);
    let base = APART + GRID * passing.min(super::LINES_MAX);
    (0..members)
        .map(|place| {
            let plates = plan.beside(row, place).filter_map(|joint| plan.joints.get(joint)).map(|joint| joint.size.0);
            plan.wider(base.max(plates.max().map_or(0, |width| width + 2 * BESIDE)))
        })
        .collect()
}

/// Ends of routes that have to get past a row.
fn passing(plan: &Plan<'_>, row: usize) -> usize {
    let places = places(plan.items.len(), &plan.rows);
    let row_of = |item: &usize| places.get(*item).map_or(0, |(row, _)| *row);
    let passes = |joint: &super::Joint, home: &Home| match home {
        Home::Below(at) => {
            joint.members.iter().filter(|m| (row_of(m) < row && *at >= row) || (row_of(m) > row && *at < row)).count()
        }
        Home::Beside { .. } => 0,
    };
    plan.joints.iter().zip(&plan.homes).map(|(joint, home)| passes(joint, home)).sum()
}

struct Sweep<'a, 'p> {
    plan: &'a Plan<'p>,
    gaps: Vec<Vec<i32>>,
    plates: Vec<Vec<Vec<usize>>>,
    columns: Columns,
    touching: Vec<Vec<usize>>,
}

impl Sweep<'_, '_> {
    /// Every row around one middle.
    fn start(&mut self) {
        for row in 0..self.plan.rows.len() {
            let members = self.members(row);
            self.settle_items(row, &vec![0; members.len()], &members);
        }
    }

    fn members(&self, row: usize) -> Vec<usize> {
        self.plan.rows.get(row).cloned().unwrap_or_default()
    }

    fn settle_items(&mut self, row: usize, wanted: &[i32], members: &[usize]) {
        let widths: Vec<i32> = members.iter().map(|item| self.plan.width(*item)).collect();
        let gaps = self.gaps.get(row).map_or(&[][..], Vec::as_slice);
        for (item, x) in members.iter().zip(settle(wanted, &widths, gaps)) {
            if let Some(slot) = self.columns.items.get_mut(*item) {
                *slot = x;
            }
        }
        self.joints_beside(row, members);
    }

    /// A plate between two boxes stands in the middle of the gap.
    fn joints_beside(&mut self, row: usize, members: &[usize]) {
        for (place, pair) in members.windows(2).enumerate() {
            let [left, right] = pair else { continue };
            let (from, to) = (self.columns.item(*left) + self.plan.width(*left), self.columns.item(*right));
            for joint in self.plan.beside(row, place) {
                let width = self.joint_width(joint);
                if let Some(slot) = self.columns.joints.get_mut(joint) {
                    *slot = from + (to - from - width) / 2 / GRID * GRID;
                }
            }
        }
    }

    fn joint_width(&self, joint: usize) -> i32 {
        self.plan.joints.get(joint).map_or(0, |joint| joint.size.0)
    }

    fn centre_of_item(&self, item: usize) -> i32 {
        self.columns.item(item) + self.plan.width(item) / 2
    }

    fn centre_of_joint(&self, joint: usize) -> i32 {
        self.columns.joint(joint) + self.joint_width(joint) / 2
    }

    /// Every plate towards the middle of what it joins; those of one middle in their own order.
    fn joints(&mut self) {
        for rows in self.plates.clone() {
            for mut row in rows {
                row.sort_by_key(|joint| (self.wanted(*joint), *joint));
                let wanted: Vec<i32> = row.iter().map(|joint| self.wanted(*joint)).collect();
                let widths: Vec<i32> = row.iter().map(|joint| self.joint_width(*joint)).collect();
                let gaps = vec![self.plan.wider(PLATES_APART); row.len()];
                for (joint, x) in row.iter().zip(settle(&wanted, &widths, &gaps)) {
                    if let Some(slot) = self.columns.joints.get_mut(*joint) {
                        *slot = x;
                    }
                }
            }
        }
    }

    /// The middle of what a plate joins. A box with few plates draws more than one with many, over whose width they may spread.
    fn wanted(&self, joint: usize) -> i32 {
        let members = self.plan.joints.get(joint).map_or(&[][..], |joint| joint.members.as_slice());
        let weighed = members.iter().map(|item| {
            let plates = self.touching.get(*item).map_or(1, Vec::len).max(1);
            (
                self.centre_of_item(*item),
                WEIGHT / i64::try_from(plates).unwrap_or(WEIGHT).saturating_pow(2).clamp(1, WEIGHT),
            )
        });
        weighed_mean(weighed).unwrap_or(0)
    }

    /// Every box towards the middle of its plates.
    fn items(&mut self) {
        for row in 0..self.plan.rows.len() {
            let members = self.members(row);
            let wanted: Vec<i32> = members
                .iter()
                .map(|item| {
                    let joints = self.touching.get(*item).map_or(&[][..], Vec::as_slice);
                    let below = |joint: &&usize| matches!(self.plan.homes.get(**joint), Some(Home::Below(_)));
                    let centres = joints.iter().filter(below).map(|joint| self.centre_of_joint(*joint));
                    mean(centres).unwrap_or_else(|| self.centre_of_item(*item))
                })
                .collect();
            self.settle_items(row, &wanted, &members);
        }
    }

    /// The leftmost thing at nought.
    fn finish(mut self) -> Columns {
        let lefts = || self.columns.items.iter().chain(&self.columns.joints).copied();
        let least = lefts().min().unwrap_or(0).div_euclid(GRID) * GRID;
        let items = (0..self.plan.items.len()).map(|item| self.columns.item(item) + self.plan.width(item));
        let joints = (0..self.plan.joints.len()).map(|joint| self.columns.joint(joint) + self.joint_width(joint));
        self.columns.width = items.chain(joints).max().unwrap_or(0) - least;
        self.columns.items.iter_mut().chain(&mut self.columns.joints).for_each(|x| *x -= least);
        self.columns
    }
}

fn mean(values: impl Iterator<Item = i32>) -> Option<i32> {
    weighed_mean(values.map(|value| (value, 1)))
}

fn weighed_mean(values: impl Iterator<Item = (i32, i64)>) -> Option<i32> {
    let add = |(sum, weight): (i64, i64), (value, own): (i32, i64)| (sum + i64::from(value) * own, weight + own);
    let (sum, weight) = values.fold((0, 0), add);
    i32::try_from(sum.checked_div(weight)?).ok()
}

/// Left edges in the given order, no nearer than the gaps behind each, with centres as near as can be to those wanted (least squares,
/// by pooling neighbours that press on each other).
fn settle(wanted: &[i32], widths: &[i32], gaps: &[i32]) -> Vec<i32> {
    let mut offsets = Vec::with_capacity(wanted.len());
    let mut offset = 0_i64;
    for (width, gap) in widths.iter().zip(gaps) {
        offsets.push(offset);
        offset += i64::from(width + gap);
    }
    // Blocks of members that touch: sum of where they want to start, and how many.
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    for ((wanted, width), offset) in wanted.iter().zip(widths).zip(&offsets) {
        blocks.push((i64::from(wanted - width / 2) - offset, 1));
        while let [.., (a, n), (b, m)] = blocks.as_slice()
            && a * m >= b * n
        {
            let pooled = (a + b, n + m);
            blocks.truncate(blocks.len() - 2);
            blocks.push(pooled);
        }
    }
    let grid = i64::from(GRID);
    let starts = blocks.iter().flat_map(|(sum, count)| {
        let start = (sum / count).div_euclid(grid) * grid;
        std::iter::repeat_n(start, usize::try_from(*count).unwrap_or(0))
    });
    starts.zip(&offsets).map(|(start, offset)| i32::try_from(start + offset).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::settle;

    #[test]
    fn what_has_room_stands_where_it_wants_and_the_rest_is_pushed_apart_evenly() {
        assert_eq!(settle(&[100, 500], &[40, 40], &[20, 20]), [80, 480]);
        assert_eq!(settle(&[100, 100], &[40, 40], &[20, 20]), [50, 110]);
    }
}
