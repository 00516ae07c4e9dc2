//! The drawing as SVG: for a file of its own, printed on A3, or within a page. Its classes and ids begin with `rw`, so that they
//! touch nothing of the page. Nothing is told by colour alone: strokes, signs and words say the same.

mod lines;
mod marks;

use std::fmt::{self, Write};

use ringwall_diagram::{Anchor, Diagram, Entry, Field, Lane, Look, Rect, Sample, Shape, Standing, Text, Weight};
use ringwall_model::{Foreign, ZoneKind};

const STYLE: &str = include_str!("svg.css");

/// Where a drawing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In a file of its own, as large as A3.
    Alone,
    /// In a page, as wide as there is room, with ways to the detail of each zone and conduit.
    InPage,
}

/// The drawing.
pub fn svg(diagram: &Diagram, shown: Shown) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut out, diagram, shown);
    out
}

/// Into a page that is being written.
pub(crate) fn write(out: &mut String, diagram: &Diagram, shown: Shown) -> fmt::Result {
    let sheet = diagram.sheet;
    let (size, role) = match shown {
        Shown::Alone => ("width=\"420mm\" height=\"297mm\"", "img"),
        Shown::InPage => ("width=\"100%\"", "group"),
    };
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"rw\" {size} viewBox=\"0 0 {} {}\" role=\"{role}\" aria-labelledby=\"rw-title rw-desc\">",
        sheet.width, sheet.height
    )?;
    writeln!(out, "<title id=\"rw-title\">{}</title>", diagram.title.markup())?;
    writeln!(out, "<desc id=\"rw-desc\">{}</desc>", diagram.description.markup())?;
    writeln!(out, "<style>\n{STYLE}</style>")?;
    rect(out, &sheet, "sheet", 0)?;
    diagram.lanes.iter().try_for_each(|one| lane(out, one))?;
    // What holds others first, then lines, then plates: a line that enters a zone is seen on it.
    let (zones, others): (Vec<&Shape>, Vec<&Shape>) =
        diagram.shapes.iter().partition(|shape| matches!(shape.look, Look::Zone { .. }));
    zones.iter().try_for_each(|one| shape(out, one, shown))?;
    diagram.routes.iter().try_for_each(|route| lines::route(out, route))?;
    others.iter().try_for_each(|one| shape(out, one, shown))?;
    frame(out, diagram)?;
    out.write_str("</svg>\n")
}

fn rect(out: &mut String, rect: &Rect, class: &str, round: i32) -> fmt::Result {
    let Rect { x, y, width, height } = rect;
    let round = if round > 0 { format!(" rx=\"{round}\"") } else { String::new() };
    writeln!(out, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{round}/>")
}

/// The width is told, so that the text takes the same room in every font.
fn text(out: &mut String, text: &Text) -> fmt::Result {
    if text.text.is_empty() || text.width <= 0 {
        return Ok(());
    }
    let (x, y) = (text.at.x, text.at.y);
    write!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"", text.size)?;
    match text.weight {
        Weight::Plain => {}
        Weight::Bold => out.write_str(" class=\"bold\"")?,
        Weight::Muted => out.write_str(" class=\"muted\"")?,
    }
    if text.anchor == Anchor::Middle {
        out.write_str(" text-anchor=\"middle\"")?;
    }
    if text.turned {
        write!(out, " transform=\"rotate(-90 {x} {y})\"")?;
    }
    let length = format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", text.width);
    // A single letter cannot be spaced.
    let length = if text.text.raw().chars().count() > 1 { length.as_str() } else { "" };
    writeln!(out, "{length}>{}</text>", text.text.markup())
}

fn lane(out: &mut String, lane: &Lane) -> fmt::Result {
    rect(out, &lane.rect, "lane", 0)?;
    text(out, &lane.text)
}

fn shape(out: &mut String, shape: &Shape, shown: Shown) -> fmt::Result {
    let anchor = shape.anchor.as_ref().filter(|_| shown == Shown::InPage);
    match anchor {
        Some(anchor) => write!(out, "<a href=\"#{}\">", Foreign::from(anchor.as_str()).markup())?,
        None => out.write_str("<g>")?,
    }
    writeln!(out, "<title>{}</title>", shape.told.markup())?;
    body(out, &shape.look, &shape.rect)?;
    shape.texts.iter().try_for_each(|line| text(out, line))?;
    out.write_str(if anchor.is_some() { "</a>\n" } else { "</g>\n" })
}

/// The outline of a shape, on the sheet or in the legend.
fn body(out: &mut String, look: &Look, at: &Rect) -> fmt::Result {
    match look {
        Look::Zone { kind, judged } => zone(out, *kind, *judged, at),
        Look::Asset { essential } => rect(out, at, if *essential { "asset needed" } else { "asset" }, 2),
        Look::Count => rect(out, at, "count", 2),
        Look::Conduit { trusted, essential } => {
            let trust = if *trusted { "" } else { " plate-untrusted" };
            let needed = if *essential { " plate-needed" } else { "" };
            rect(out, at, &format!("plate{trust}{needed}"), 7)
        }
        Look::Undeclared => rect(out, at, "plate plate-undeclared", 7),
        Look::Level { standing } => rect(out, at, &format!("cell cell-{}", standing_word(*standing)), 0),
        Look::Mark { mark } => marks::mark(out, *mark, at),
    }
}

fn zone(out: &mut String, kind: ZoneKind, judged: bool, at: &Rect) -> fmt::Result {
    let outside = if judged { "" } else { " outside" };
    let class = format!("zone zone-{}{outside}", kind_word(kind));
    rect(out, at, &class, 4)?;
    // Safety has a second line, which black-and-white print keeps.
    match kind {
        ZoneKind::Safety | ZoneKind::SafetyCombined => rect(out, &at.grown(-4), &format!("{class} inner"), 2),
        _ => Ok(()),
    }
}

fn kind_word(kind: ZoneKind) -> &'static str {
    match kind {
        ZoneKind::Control => "control",
        ZoneKind::Safety => "safety",
        ZoneKind::SafetyCombined => "safety-combined",
        ZoneKind::Supervisory => "supervisory",
        ZoneKind::Dmz => "dmz",
        ZoneKind::Wireless => "wireless",
        ZoneKind::Temporary => "temporary",
        ZoneKind::Business => "business",
        ZoneKind::External => "external",
    }
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Reached => "reached",
        Standing::Open => "open",
        Standing::Blocked => "blocked",
        Standing::NotAsked => "not-asked",
    }
}

fn frame(out: &mut String, diagram: &Diagram) -> fmt::Result {
    let frame = &diagram.frame;
    rect(out, &frame.legend, "field", 0)?;
    frame.entries.iter().try_for_each(|one| entry(out, one))?;
    frame.notes.iter().try_for_each(|note| text(out, note))?;
    frame.fields.iter().try_for_each(|one| field(out, one))?;
    rect(out, &frame.rect, "edge", 0)
}

fn entry(out: &mut String, entry: &Entry) -> fmt::Result {
    match &entry.sample {
        Sample::Shape { look: look @ Look::Mark { .. } } => body(out, look, &square(&entry.rect))?,
        Sample::Shape { look } => body(out, look, &entry.rect)?,
        Sample::Line { tip, untrusted, essential, undeclared } => {
            lines::sample(out, &entry.rect, *tip, [*untrusted, *essential, *undeclared])?;
        }
    }
    text(out, &entry.text)
}

/// Signs keep their shape in the legend.
fn square(rect: &Rect) -> Rect {
    let side = rect.width.min(rect.height);
    Rect::new(rect.x + (rect.width - side) / 2, rect.y + (rect.height - side) / 2, side, side)
}

fn field(out: &mut String, field: &Field) -> fmt::Result {
    rect(out, &field.rect, "field", 0)?;
    text(out, &field.label)?;
    field.lines.iter().try_for_each(|line| text(out, line))
}
