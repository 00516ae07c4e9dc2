//! A document before it has a format.

use std::borrow::Cow;

use ringwall_diagram::Diagram;
use ringwall_model::Foreign;

use crate::HeatMap;

/// What a run of text means; each format shows it its own way, never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Plain.
    #[default]
    Plain,
    /// Carries weight.
    Strong,
    /// An id, a path, a command.
    Code,
    /// Holds.
    Good,
    /// Does not hold.
    Bad,
    /// Not known.
    Open,
    /// Aside.
    Muted,
}

/// A run of text: ours, or somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Our own words, or values already safe to show anywhere (ids, numbers, escaped messages).
    Ours(Cow<'static, str>, Tone),
    /// Foreign text; the format escapes it.
    Foreign(Foreign, Tone),
    /// A way to another place of the document.
    Link {
        /// Anchor it leads to.
        anchor: String,
        /// Text.
        text: String,
    },
    /// A place others lead to, which may itself lead on.
    Mark {
        /// Its anchor.
        anchor: String,
        /// Anchor it leads to.
        to: Option<String>,
        /// Text.
        text: String,
    },
}

/// One line of runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(pub Vec<Run>);

impl Line {
    /// Plain words of ours.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::default().then(text)
    }

    /// Adds plain words of ours.
    #[must_use]
    pub fn then(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.toned(text, Tone::Plain)
    }

    /// Adds words of ours with a tone.
    #[must_use]
    pub fn toned(mut self, text: impl Into<Cow<'static, str>>, tone: Tone) -> Self {
        self.0.push(Run::Ours(text.into(), tone));
        self
    }

    /// Adds foreign text.
    #[must_use]
    pub fn foreign(mut self, text: &Foreign) -> Self {
        self.0.push(Run::Foreign(text.clone(), Tone::Plain));
        self
    }

    /// Adds a link within the document.
    #[must_use]
    pub fn link(mut self, anchor: impl Into<String>, text: impl Into<String>) -> Self {
        self.0.push(Run::Link { anchor: anchor.into(), text: text.into() });
        self
    }

    /// Adds a place others lead to.
    #[must_use]
    pub fn mark(mut self, anchor: impl Into<String>, text: impl Into<String>) -> Self {
        self.0.push(Run::Mark { anchor: anchor.into(), to: None, text: text.into() });
        self
    }

    /// Adds a place others lead to, which leads on.
    #[must_use]
    pub fn mark_to(mut self, anchor: impl Into<String>, to: impl Into<String>, text: impl Into<String>) -> Self {
        self.0.push(Run::Mark { anchor: anchor.into(), to: Some(to.into()), text: text.into() });
        self
    }
}

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Heading.
    pub title: &'static str,
    /// How it stands.
    pub align: Align,
}

impl Column {
    /// A column of text.
    pub fn left(title: &'static str) -> Self {
        Self { title, align: Align::Left }
    }

    /// A column of numbers.
    pub fn right(title: &'static str) -> Self {
        Self { title, align: Align::Right }
    }
}

/// A row, with the place others link to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Anchor, where others link to it.
    pub anchor: Option<String>,
    /// Cells, one for each column.
    pub cells: Vec<Line>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// A part that may be folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Anchor others link to.
    pub anchor: String,
    /// What is seen when it is folded.
    pub summary: Line,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading of rank 2 or 3.
    Heading {
        /// Rank.
        rank: u8,
        /// Text.
        text: Line,
        /// Anchor.
        anchor: Option<String>,
    },
    /// A paragraph.
    Paragraph(Line),
    /// A list.
    List(Vec<Line>),
    /// Many lines, one below the other, set as tightly as can be.
    Lines(Vec<Line>),
    /// A table.
    Table(Table),
    /// Zones and conduits against the foundational requirements.
    Heat(HeatMap),
    /// The zone-and-conduit drawing; a terminal leaves it out.
    Drawing(Box<Diagram>),
    /// Detail; a terminal leaves it out, a page folds it.
    Detail(Section),
}

impl Block {
    /// A heading of rank 2.
    pub fn heading(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Heading { rank: 2, text: Line::text(text), anchor: None }
    }
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Title.
    pub title: Line,
    /// One line below it.
    pub subtitle: Line,
    /// Its parts.
    pub blocks: Vec<Block>,
    /// The sentence that ends it.
    pub notice: &'static str,
}
