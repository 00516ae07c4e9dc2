//! The lines of the grid in one direction, 64 cells a word: what closes them, what it costs to pass, where a way may turn.

/// Cells of a word.
const CELLS: i32 = 64;

/// What a cell of a way costs.
pub(super) const STEP: u32 = 2;
/// To jump over another way.
pub(super) const CROSSING: u32 = 30;
/// Along the edge of a box.
const NEAR: u32 = 3;
/// Beside another way.
const BESIDE: u32 = 3;

/// 64 cells of a line, a bit each; together as long as what a processor reads at once.
#[derive(Clone, Copy, Default)]
pub(super) struct Word {
    /// Nothing passes here.
    pub solid: u64,
    /// Inside a zone that the way which is looked for has no business in.
    pub shut: u64,
    /// Another way runs along the line, or has a corner or an end.
    pub along: u64,
    /// Another way runs across the line.
    pub across: u64,
    /// Beside something solid or an edge.
    pub near: u64,
    /// Another way runs along the next line.
    pub beside: u64,
    /// The line is a track: beside something, or towards a middle.
    pub track: u64,
    /// The line across it is one.
    pub track_across: u64,
}

impl Word {
    fn closed(&self) -> u64 {
        self.solid | self.shut | self.along
    }

    /// Where a way may turn.
    fn turns(&self) -> u64 {
        self.track & self.track_across & !self.solid
    }

    fn cost(&self, cells: u64) -> u32 {
        // Mostly nothing is there: not counting it is quicker where counting takes many steps.
        let count = |cells: u64| if cells == 0 { 0 } else { cells.count_ones() };
        STEP * cells.count_ones()
            + CROSSING * count(self.across & cells)
            + NEAR * count(self.near & cells)
            + BESIDE * count(self.beside & cells)
    }
}

/// All lines of one direction.
#[derive(Clone)]
pub(super) struct Lines {
    /// The first words of all lines, then the second of all: what is near on the ground is near in memory.
    words: Vec<Word>,
    /// How many places where a way may turn lie before each word.
    ranks: Vec<u32>,
    count: i32,
    length: i32,
}

/// Where a run along a line stops: where it may turn, or at the last cell that is free.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    pub at: i32,
    pub cost: u32,
    pub may_turn: bool,
}

impl Lines {
    pub fn new(count: i32, length: i32) -> Self {
        let all = usize::try_from((length / CELLS + 1).saturating_mul(count)).unwrap_or(0);
        Self { words: vec![Word::default(); all], ranks: Vec::new(), count, length }
    }

    fn index(&self, line: i32, word: i32) -> Option<usize> {
        usize::try_from(word * self.count + line).ok()
    }

    fn word(&self, line: i32, word: i32) -> Option<&Word> {
        self.words.get(self.index(line, word)?)
    }

    fn word_mut(&mut self, line: i32, word: i32) -> Option<&mut Word> {
        let index = self.index(line, word)?;
        self.words.get_mut(index)
    }

    /// Runs over the cells of a line from one to another, both included, as far as they lie on the ground.
    pub fn span(&mut self, line: i32, from: i32, to: i32, set: impl Fn(&mut Word, u64)) {
        let (from, to) = (from.max(0), to.min(self.length - 1));
        if from > to || !(0..self.count).contains(&line) {
            return;
        }
        for number in from / CELLS..=to / CELLS {
            let first = (from - number * CELLS).max(0);
            let last = (to - number * CELLS).min(CELLS - 1);
            if let Some(word) = self.word_mut(line, number) {
                set(word, below(last + 1) & !below(first));
            }
        }
    }

    /// Runs over one cell of many lines, both included, as far as they lie on the ground.
    pub fn span_across(&mut self, (from, to): (i32, i32), at: i32, set: impl Fn(&mut Word, u64)) {
        let (from, to) = (from.max(0), to.min(self.count - 1));
        if from > to || !(0..self.length).contains(&at) {
            return;
        }
        let (Some(first), Some(last)) = (self.index(from, at / CELLS), self.index(to, at / CELLS)) else { return };
        let words = self.words.get_mut(first..=last).unwrap_or_default();
        words.iter_mut().for_each(|word| set(word, 1 << (at % CELLS)));
    }

    /// What holds of one cell.
    #[inline]
    pub fn is(&self, line: i32, at: i32, what: impl Fn(&Word) -> u64) -> bool {
        if at < 0 || at >= self.length || line < 0 || line >= self.count {
            return false;
        }
        self.word(line, at / CELLS).is_some_and(|word| what(word) & (1 << (at % CELLS)) != 0)
    }

    /// From a cell along its line to where it may turn, or to the last cell before one that is closed or lies outside a field; nothing
    /// where that is the next.
    pub fn run_up(&self, line: i32, at: i32, until: i32) -> Option<Stop> {
        let mut cost = 0;
        let mut number = (at + 1) / CELLS;
        let mut cells = !below((at + 1) % CELLS);
        loop {
            let word = self.word(line, number)?;
            let closed = (word.closed() | !below(until - number * CELLS)) & cells;
            let turns = word.turns() & !word.across & cells;
            if closed | turns != 0 {
                let bit = (closed | turns).trailing_zeros();
                let may_turn = closed & (1 << bit) == 0;
                let passed = cells & if may_turn { !0 >> (63 - bit) } else { (1 << bit) - 1 };
                let stop = number * CELLS + i32::try_from(bit).unwrap_or(0) - i32::from(!may_turn);
                return (stop > at).then(|| Stop { at: stop, cost: cost + word.cost(passed), may_turn });
            }
            cost += word.cost(cells);
            number += 1;
            cells = !0;
        }
    }

    /// The same in the other direction.
    pub fn run_down(&self, line: i32, at: i32, from: i32) -> Option<Stop> {
        let mut cost = 0;
        let mut number = (at - 1).div_euclid(CELLS);
        let mut cells = below((at - 1).rem_euclid(CELLS) + 1);
        loop {
            let word = self.word(line, number)?;
            let closed = (word.closed() | below(from - number * CELLS)) & cells;
            let turns = word.turns() & !word.across & cells;
            if closed | turns != 0 {
                let bit = 63 - (closed | turns).leading_zeros();
                let may_turn = closed & (1 << bit) == 0;
                let passed = cells & if may_turn { !0 << bit } else { !(!0 >> (63 - bit)) };
                let stop = number * CELLS + i32::try_from(bit).unwrap_or(0) + i32::from(!may_turn);
                return (stop < at).then(|| Stop { at: stop, cost: cost + word.cost(passed), may_turn });
            }
            cost += word.cost(cells);
            number -= 1;
            cells = !0;
        }
    }

    /// Counts the places where a way may turn; none is added later.
    pub fn count_turns(&mut self) {
        let mut before = 0;
        let count = |word: &Word| {
            let here = before;
            before += word.turns().count_ones();
            here
        };
        self.ranks = self.words.iter().map(count).collect();
        self.ranks.push(before);
    }

    /// Lines and cells where a way may turn, in the order of words.
    pub fn turns(&self) -> impl Iterator<Item = (i32, i32)> + '_ {
        let count = usize::try_from(self.count).unwrap_or(1).max(1);
        (0..).step_by(64).zip(self.words.chunks(count)).flat_map(|(start, words)| {
            (0..).zip(words).flat_map(move |(line, word)| {
                let turns = word.turns();
                (0..CELLS).filter(move |bit| turns & (1 << bit) != 0).map(move |bit| (line, start + bit))
            })
        })
    }

    /// How many such places lie before a cell.
    #[inline]
    pub fn rank(&self, line: i32, at: i32) -> u32 {
        let Some(index) = self.index(line, at / CELLS) else { return 0 };
        let before = self.ranks.get(index).copied().unwrap_or(0);
        before + self.words.get(index).map_or(0, |word| (word.turns() & below(at % CELLS)).count_ones())
    }

    /// The ranks of such places on a line from one cell to another, both included.
    pub fn ranks(&self, line: i32, from: i32, to: i32) -> impl Iterator<Item = u32> + '_ {
        let (from, to) = (from.max(0), to.min(self.length - 1));
        let is_there = (0..self.count).contains(&line) && from <= to;
        let words = if is_there { from / CELLS..to / CELLS + 1 } else { 0..0 };
        words.flat_map(move |number| {
            let first = self.rank(line, from.max(number * CELLS));
            let last = to.min(number * CELLS + CELLS - 1);
            first..self.rank(line, last) + u32::from(self.is(line, last, Word::turns))
        })
    }

    /// The rank of the last such place on a line before a cell.
    pub fn rank_before(&self, line: i32, at: i32) -> Option<u32> {
        if !(0..self.count).contains(&line) || at <= 0 {
            return None;
        }
        let at = at.min(self.length) - 1;
        let here = (0..=at / CELLS).rev().find_map(|number| {
            let index = self.index(line, number)?;
            let turns = self.words.get(index)?.turns() & below(at + 1 - number * CELLS);
            (turns != 0).then(|| Some(self.ranks.get(index)? + turns.count_ones() - 1))
        });
        here.flatten()
    }

    /// What it costs from one cell to another; nothing where one is closed.
    pub fn cost(&self, line: i32, from: i32, to: i32) -> Option<u32> {
        let mut cost = 0;
        for number in from / CELLS..=to / CELLS {
            let word = self.word(line, number)?;
            let until = below(to + 1 - number * CELLS);
            if (word.solid | word.along) & until & !below(from - number * CELLS) != 0 {
                return None;
            }
            cost += word.cost(until & !below(from + 1 - number * CELLS));
        }
        Some(cost)
    }

    /// What a stretch within a word costs; nothing where a cell of it is closed or lies beside the ground.
    pub fn stretch(&self, line: i32, from: i32, length: i32) -> Option<u32> {
        if line < 0 || line >= self.count || from + length > self.length {
            return None;
        }
        let word = self.word(line, from / CELLS)?;
        let cells = below(length) << (from % CELLS);
        ((word.solid | word.along) & cells == 0).then(|| word.cost(cells))
    }

    /// How far a line reaches beyond a stretch of it before something solid, at most so far.
    pub fn reach(&self, line: i32, from: i32, to: i32, most: i32) -> (i32, i32) {
        let solid = |at: i32| at < 0 || at >= self.length || self.is(line, at, |word| word.solid);
        let first = (1..=most).take_while(|by| !solid(from - by)).last().unwrap_or(0);
        let last = (1..=most).take_while(|by| !solid(to + by)).last().unwrap_or(0);
        (from - first, to + last)
    }
}

/// Cells of a word below a number.
fn below(number: i32) -> u64 {
    if number >= CELLS { !0 } else { (1 << number.max(0)) - 1 }
}
