//! The exchange document: where everything stands on the sheet. Page, SVG, picture and editor share it.
//!
//! Integers only; the unit is a hundredth of an inch (0.254 mm), so that A3 landscape is 1654 by 1169. Boxes stand on a grid of
//! ten, routes run on the lines between (5, 15, 25 ...): a route can touch the edge of a box only at its own end.

use std::borrow::Cow;

use ringwall_model::{Foreign, ZoneKind};
use serde::{Deserialize, Serialize};

/// Format of the document.
pub const FORMAT: &str = "ringwall-diagram";
/// Steps of the grid on which boxes stand.
pub const GRID: i32 = 10;
/// Unit of every number.
pub const UNIT: &str = "0.01 inch";
/// A3 landscape (ISO 216: 420 mm by 297 mm).
pub const A3: (i32, i32) = (1654, 1169);

/// A point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rect {
    /// Left.
    pub x: i32,
    /// Top.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// From a corner and a size.
    pub fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }

    /// Right edge.
    pub fn right(&self) -> i32 {
        self.x.saturating_add(self.width)
    }

    /// Bottom edge.
    pub fn bottom(&self) -> i32 {
        self.y.saturating_add(self.height)
    }

    /// Middle.
    pub fn centre(&self) -> Point {
        Point { x: self.x.saturating_add(self.width / 2), y: self.y.saturating_add(self.height / 2) }
    }

    /// True when the insides of both have a point in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// True when the other lies inside or on the edge.
    pub fn holds(&self, other: &Self) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }

    /// Larger by so much on every side.
    #[must_use]
    pub fn grown(&self, by: i32) -> Self {
        let twice = by.saturating_mul(2);
        Self::new(
            self.x.saturating_sub(by),
            self.y.saturating_sub(by),
            self.width.saturating_add(twice),
            self.height.saturating_add(twice),
        )
    }

    /// Moved.
    #[must_use]
    pub fn moved(&self, by: Point) -> Self {
        Self { x: self.x.saturating_add(by.x), y: self.y.saturating_add(by.y), ..*self }
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Self::new(x, y, right.saturating_sub(x), bottom.saturating_sub(y))
    }
}

/// How much of a plant is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detail {
    /// Zones and conduits only.
    Zones,
    /// Assets counted by role.
    Counts,
    /// Every asset.
    #[default]
    Assets,
}

impl Detail {
    /// The word used in options and documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Zones => "zones",
            Self::Counts => "counts",
            Self::Assets => "assets",
        }
    }
}

/// What is laid over the zones and conduits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// The targets.
    #[default]
    Target,
    /// Targets, and levels demonstrated and still possible.
    Levels,
    /// What the wires carried, declared and undeclared.
    Traffic,
    /// Only what disagrees with the declaration.
    Disagreements,
}

impl Layer {
    /// The word used in options and documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Levels => "levels",
            Self::Traffic => "traffic",
            Self::Disagreements => "disagreements",
        }
    }
}

/// Which point of a text stands at its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// Its start.
    #[default]
    Start,
    /// Its middle.
    Middle,
}

/// How a text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Plain.
    #[default]
    Plain,
    /// Carries weight.
    Bold,
    /// Aside.
    Muted,
}

/// One line of text. Characters that could act are written out already, and what is too long is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Where its base line starts, or has its middle.
    pub at: Point,
    /// Which point that is.
    #[serde(default)]
    pub anchor: Anchor,
    /// Size of the letters.
    pub size: i32,
    /// How it is set.
    #[serde(default)]
    pub weight: Weight,
    /// Turned by a quarter, to be read from the right.
    #[serde(default)]
    pub turned: bool,
    /// Width, whatever the font.
    pub width: i32,
    /// The words.
    pub text: Foreign,
}

impl Text {
    /// The rectangle it takes up.
    pub fn rect(&self) -> Rect {
        let start = if self.anchor == Anchor::Middle { self.width / 2 } else { 0 };
        let (up, height) = (self.size.saturating_mul(8) / 10, self.size);
        if self.turned {
            return Rect::new(self.at.x.saturating_sub(up), self.at.y.saturating_sub(start), height, self.width);
        }
        Rect::new(self.at.x.saturating_sub(start), self.at.y.saturating_sub(up), self.width, height)
    }
}

/// A sign that has a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// A boundary held by rules.
    Firewall,
    /// A direction held by physics.
    Diode,
    /// A place at which traffic is watched.
    Observation,
    /// An essential function needs it.
    Essential,
    /// A way in.
    AccessPoint,
    /// Disagrees with the declaration.
    Disagreement,
}

/// How a level stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Demonstrated at or above it.
    Reached,
    /// Not demonstrated, and nothing speaks against it yet.
    Open,
    /// Cannot be reached as things are.
    Blocked,
    /// Not asked.
    NotAsked,
}

/// What a shape is, and so how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "look", rename_all = "kebab-case")]
pub enum Look {
    /// A zone.
    Zone {
        /// Its kind.
        kind: ZoneKind,
        /// It is judged; else it is drawn only.
        judged: bool,
    },
    /// An asset.
    Asset {
        /// An essential function needs it.
        essential: bool,
    },
    /// Assets of one role, counted.
    Count,
    /// The plate of a conduit.
    Conduit {
        /// An essential function needs it.
        essential: bool,
        /// Inside the owner's control.
        trusted: bool,
    },
    /// The plate of an exchange nobody declared.
    Undeclared,
    /// One foundational requirement of a zone or conduit.
    Level {
        /// How it stands.
        standing: Standing,
    },
    /// A sign.
    Mark {
        /// Which.
        mark: Mark,
    },
}

impl Look {
    /// Zones, assets and plates; the rest only says something of them.
    pub fn is_box(self) -> bool {
        matches!(self, Self::Zone { .. } | Self::Asset { .. } | Self::Count | Self::Conduit { .. } | Self::Undeclared)
    }
}

/// Something with a place and a size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// `zone:bpcs`, `asset:plc-101`, `conduit:sis-to-bpcs`; signs have the id of what they belong to, and a number.
    pub id: String,
    /// What it is.
    #[serde(flatten)]
    pub look: Look,
    /// The shape it stands in.
    pub parent: Option<String>,
    /// Where it stands.
    pub rect: Rect,
    /// What it is called, in full.
    pub name: Foreign,
    /// What is written in it.
    pub texts: Vec<Text>,
    /// What a person who cannot see it is told, and others by pointing at it.
    pub told: Foreign,
    /// Anchor of its detail in the page of an assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}

/// A tip at an end of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tip {
    /// Information goes here.
    Data,
    /// Sessions are opened towards here.
    Session,
}

/// A line from a plate to a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The plate.
    pub from: String,
    /// The zone.
    pub to: String,
    /// Corners, from the edge of the plate to the edge of the zone.
    pub points: Vec<Point>,
    /// Where it jumps over another.
    pub jumps: Vec<Point>,
    /// Its tip at the zone.
    pub tip: Option<Tip>,
    /// Outside the owner's control.
    pub untrusted: bool,
    /// An essential function needs it.
    pub essential: bool,
    /// Nobody declared it.
    pub undeclared: bool,
}

/// A band of one Purdue level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Where it stands.
    pub rect: Rect,
    /// Its name.
    pub text: Text,
}

/// What a line of the legend shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "sample", rename_all = "kebab-case")]
pub enum Sample {
    /// A shape.
    Shape {
        /// How it looks.
        #[serde(flatten)]
        look: Look,
    },
    /// A line.
    Line {
        /// Its tip.
        tip: Option<Tip>,
        /// Outside the owner's control.
        untrusted: bool,
        /// An essential function needs it.
        essential: bool,
        /// Nobody declared it.
        undeclared: bool,
    },
}

/// A line of the legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where the sample stands.
    pub rect: Rect,
    /// What it shows.
    #[serde(flatten)]
    pub sample: Sample,
    /// What it means.
    pub text: Text,
}

/// A field of the title block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Where it stands.
    pub rect: Rect,
    /// What it is called.
    pub label: Text,
    /// What stands there, line by line.
    pub lines: Vec<Text>,
}

/// Legend, notes and title block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The edge of the sheet's field.
    pub rect: Rect,
    /// Where the legend stands.
    pub legend: Rect,
    /// Its lines.
    pub entries: Vec<Entry>,
    /// What is told in words.
    pub notes: Vec<Text>,
    /// Fields of the title block.
    pub fields: Vec<Field>,
}

/// A position somebody wanted and did not get.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unkept {
    /// Whose.
    pub id: String,
    /// Why.
    pub why: Cow<'static, str>,
}

/// The drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagram {
    /// [`FORMAT`].
    pub format: Cow<'static, str>,
    /// Version of the format.
    pub version: u32,
    /// [`UNIT`].
    pub unit: Cow<'static, str>,
    /// How much is drawn.
    pub detail: Detail,
    /// What is laid over it.
    pub layer: Layer,
    /// Its title.
    pub title: Foreign,
    /// The whole of it in words, for those who cannot see it.
    pub description: Foreign,
    /// Size of the sheet; it has the proportions of A3 and is printed as one.
    pub sheet: Rect,
    /// Bands, top first.
    pub lanes: Vec<Lane>,
    /// Zones, what they hold, and plates; those that hold others before what they hold.
    pub shapes: Vec<Shape>,
    /// Lines.
    pub routes: Vec<Route>,
    /// What stands around it.
    pub frame: Frame,
    /// Positions that could not be kept, and lines that found no way.
    pub unkept: Vec<Unkept>,
}
