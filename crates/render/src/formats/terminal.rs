//! A document on a terminal: what matters first, readable without colour; detail is left to the page and to JSON.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use ringwall_model::FoundationalRequirement;
use ringwall_report::{Align, Block, Cell, Document, HeatMap, HeatRow, Line, Reach, Run, Table, Tone};

/// How a terminal is.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    /// Colours may be used.
    pub colour: bool,
    /// Columns.
    pub width: u16,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { colour: false, width: 100 }
    }
}

/// The document as text with line breaks.
pub fn terminal(document: &Document, terminal: Terminal) -> String {
    let mut out = Page { terminal, text: String::new() };
    out.line("", &toned(&document.title, Tone::Strong));
    out.line("", &toned(&document.subtitle, Tone::Muted));
    for block in &document.blocks {
        out.block(block);
    }
    out.text.push('\n');
    out.line("", &Line::default().toned(document.notice, Tone::Muted));
    out.text
}

fn toned(line: &Line, tone: Tone) -> Line {
    let runs = line.0.iter().map(|run| match run {
        Run::Ours(text, _) => Run::Ours(text.clone(), tone),
        Run::Foreign(text, _) => Run::Foreign(text.clone(), tone),
        Run::Link { .. } | Run::Mark { .. } => run.clone(),
    });
    Line(runs.collect())
}

struct Page {
    terminal: Terminal,
    text: String,
}

impl Page {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } => {
                self.text.push('\n');
                self.line("", &toned(text, Tone::Strong));
            }
            Block::Paragraph(line) => self.line("", line),
            Block::List(lines) => lines.iter().for_each(|line| self.line("- ", line)),
            Block::Lines(lines) => lines.iter().for_each(|line| self.line("", line)),
            Block::Table(table) => self.table(table),
            Block::Heat(map) => self.heat(map),
            Block::Drawing(_) | Block::Detail(_) => {}
        }
    }

    /// One line, folded at the terminal's width; what is folded stands below the first word.
    fn line(&mut self, lead: &str, line: &Line) {
        let width = usize::from(self.terminal.width).max(40);
        let mut column = lead.chars().count();
        let indent = column;
        self.text.push_str(lead);
        for run in &line.0 {
            let (text, tone) = plain(run);
            self.open(tone);
            for word in text.split_inclusive(' ') {
                let length = word.trim_end().chars().count();
                if column > indent && column.saturating_add(length) > width {
                    self.end_line();
                    self.text.extend(std::iter::repeat_n(' ', indent));
                    column = indent;
                }
                self.text.push_str(word);
                column = column.saturating_add(word.chars().count());
            }
            self.close(tone);
        }
        self.end_line();
    }

    /// Ends a line, without the space behind its last word.
    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    fn open(&mut self, tone: Tone) {
        if let Some(code) = ansi(tone).filter(|_| self.terminal.colour) {
            let _ = write!(self.text, "\u{1b}[{code}m");
        }
    }

    fn close(&mut self, tone: Tone) {
        if ansi(tone).is_some() && self.terminal.colour {
            self.text.push_str("\u{1b}[0m");
        }
    }

    fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            return self.line("", &Line::default().toned("none", Tone::Muted));
        }
        let mut out = comfy_table::Table::new();
        out.load_preset(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.terminal.width);
        out.set_header(table.columns.iter().map(|c| c.title));
        for row in &table.rows {
            out.add_row(row.cells.iter().map(text_of));
        }
        let kept = kept(&words(table), self.terminal.width.into());
        for ((column, shape), kept) in out.column_iter_mut().zip(&table.columns).zip(kept) {
            column.set_padding((0, GAP));
            if let Some(width) = kept.and_then(|width| u16::try_from(width).ok()) {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            }
            column.set_cell_alignment(if shape.align == Align::Right {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            });
        }
        for line in out.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    fn heat(&mut self, map: &HeatMap) {
        self.text.push('\n');
        let titles = FoundationalRequirement::ALL.map(|fr| format!("{fr:<11}"));
        self.line("", &Line::text(format!("{:<LEAD_CHARS$}{}", "", titles.concat())));
        match map.rows.len() > ROWS_IN_FULL_MAX {
            true => map.rows.iter().for_each(|row| self.heat_line(row)),
            false => map.rows.iter().for_each(|row| self.heat_row(row)),
        }
        self.text.push('\n');
        self.line("", &Line::default().toned(LEGEND, Tone::Muted));
    }

    /// A large plant: one line each.
    fn heat_line(&mut self, row: &HeatRow) {
        let name: String = row.scope.to_string().chars().take(LEAD_CHARS - 1).collect();
        self.cells(&name, row, |cell| (format!("{} {}", short(cell), cell.sign()), tone_of(cell.reach)));
    }

    fn heat_row(&mut self, row: &HeatRow) {
        self.line("", &Line::default().toned(row.scope.to_string(), Tone::Strong));
        self.cells("  target", row, |cell| (cell.target_text(), Tone::Plain));
        self.cells("  shown", row, |cell| (format!("{} {}", short(cell), cell.sign()), tone_of(cell.reach)));
        self.cells("  rows decided", row, |cell| (format!("{}/{}", cell.decided, cell.applicable), Tone::Muted));
    }

    fn cells(&mut self, lead: &str, row: &HeatRow, show: impl Fn(&Cell) -> (String, Tone)) {
        let _ = write!(self.text, "{lead:<LEAD_CHARS$}");
        for cell in &row.cells {
            let (text, tone) = show(cell);
            self.open(tone);
            let _ = write!(self.text, "{text:<11}");
            self.close(tone);
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }
}

/// Blanks between columns.
const GAP: u16 = 2;
/// Characters a column has at least whose words are broken.
const BROKEN_MIN: usize = 10;
const LEGEND: &str = "shown: demonstrated..ceiling; ok target demonstrated, ? open for lack of evidence, x the ceiling is below the target, - nothing asked; ?..n nothing at SL 1 decided; 1(0) is 1 with and 0 without compensation; ! hangs on a disputed row. ringwall why DIR SCOPE FR opens a number down to its evidence";
/// With more rows than this, each takes one line.
const ROWS_IN_FULL_MAX: usize = 40;
/// Columns before the first cell.
const LEAD_CHARS: usize = 15;

/// The longest word of each column.
fn words(table: &Table) -> Vec<usize> {
    let longest = |text: &str| text.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let mut words: Vec<usize> = table.columns.iter().map(|column| longest(column.title)).collect();
    for row in &table.rows {
        for (word, cell) in words.iter_mut().zip(&row.cells) {
            *word = longest(&text_of(cell)).max(*word);
        }
    }
    words
}

/// The width at which a column breaks no word, gap included, where there is room for it: what a row is about stands in front, so
/// that the columns behind are the first to break theirs.
fn kept(words: &[usize], mut room: usize) -> Vec<Option<usize>> {
    let least = |word: usize| word.min(BROKEN_MIN).saturating_add(GAP.into());
    let mut behind: usize = words.iter().copied().map(least).sum();
    let keep = |word: &usize| {
        let whole = word.saturating_add(GAP.into());
        behind = behind.saturating_sub(least(*word));
        let fits = whole.saturating_add(behind) <= room;
        room = room.saturating_sub(if fits { whole } else { least(*word) });
        fits.then_some(whole)
    };
    words.iter().map(keep).collect()
}

/// The interval, and whether it hangs on a disputed row.
fn short(cell: &Cell) -> String {
    let interval = cell.short();
    if cell.disputed { format!("{interval}!") } else { interval }
}

fn tone_of(reach: Reach) -> Tone {
    match reach {
        Reach::Reached => Tone::Good,
        Reach::Open => Tone::Open,
        Reach::Blocked => Tone::Bad,
        Reach::NotAsked => Tone::Muted,
    }
}

fn ansi(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Strong => Some("1"),
        Tone::Code => Some("36"),
        Tone::Good => Some("32"),
        Tone::Bad => Some("31"),
        Tone::Open => Some("33"),
        Tone::Muted => Some("2"),
    }
}

fn plain(run: &Run) -> (String, Tone) {
    match run {
        // What is ours is checked again: a message may have been built from a value we thought was safe.
        Run::Ours(text, tone) => (ringwall_model::Foreign::from(text.as_ref()).terminal().to_string(), *tone),
        Run::Foreign(text, tone) => (text.terminal().to_string(), *tone),
        Run::Link { text, .. } | Run::Mark { text, .. } => {
            (ringwall_model::Foreign::from(text.as_str()).terminal().to_string(), Tone::Plain)
        }
    }
}

fn text_of(line: &Line) -> String {
    line.0.iter().map(|run| plain(run).0).collect()
}

#[cfg(test)]
mod tests {
    use ringwall_report::{Column, Row};

    use super::*;

    fn shown(width: u16) -> String {
        let cell = |text: &str| Line::text(text.to_owned());
        let table = Table {
            columns: vec![Column::left("asset"), Column::left("vendor, model, firmware"), Column::left("said")],
            rows: vec![Row {
                anchor: None,
                cells: vec![
                    cell("background:147.135.207.213"),
                    cell("-"),
                    cell("words that may stand below each other"),
                ],
            }],
        };
        let document = Document {
            title: Line::text("a"),
            subtitle: Line::text("b"),
            blocks: vec![Block::Table(table)],
            notice: "what is to be said under every answer, in more words than one line has room for on a terminal, however wide that may be",
        };
        terminal(&document, Terminal { colour: false, width })
    }

    #[test]
    fn a_word_is_broken_only_where_there_is_no_room_for_all() {
        for width in [60, 70, 100] {
            assert!(shown(width).contains("background:147.135.207.213"), "{}", shown(width));
        }
        assert!((30..110).all(|width| shown(width).lines().all(|line| !line.ends_with(' '))));
        assert_eq!(kept(&[26, 7, 5], 44), [Some(28), Some(9), Some(7)]);
        assert_eq!(kept(&[26, 7, 40], 60), [Some(28), Some(9), None], "what stands behind is broken first");
        assert_eq!(kept(&[26, 7, 40], 30), [None, None, None]);
        let narrow = shown(30);
        assert!(!narrow.contains("background:147.135.207.213"), "{narrow}");
        assert!(narrow.lines().skip(2).all(|line| line.chars().count() <= 40), "{narrow}");
    }
}
