//! The drawing as draw.io writes it (`mxfile`, `diagram`, `mxGraphModel`, `mxCell`; drawio.com, the .drawio file format), to be edited
//! there and read back. No label is ever HTML: what somebody called a thing is shown and does nothing.

mod read;
mod style;

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use ringwall_diagram::{Diagram, Field, Look, Point, Rect, Route, Shape, Text};
use ringwall_model::Foreign;

pub use read::{NotADrawing, read_drawio};

/// Id of the cell that says what was drawn.
const SHEET: &str = "ringwall";
/// Ids of cells that are read back begin with neither this nor are unknown.
const OURS: &str = "rw-";

/// The drawing as a file for draw.io.
pub fn drawio(diagram: &Diagram) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = file(&mut out, diagram);
    out
}

fn file(out: &mut String, diagram: &Diagram) -> fmt::Result {
    let Rect { width, height, .. } = diagram.sheet;
    out.write_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<mxfile host=\"ringwall\" compressed=\"false\">\n")?;
    writeln!(out, "<diagram id=\"{SHEET}\" name=\"Zones and conduits\">")?;
    writeln!(
        out,
        "<mxGraphModel dx=\"0\" dy=\"0\" grid=\"1\" gridSize=\"10\" guides=\"1\" tooltips=\"1\" connect=\"1\" arrows=\"1\" fold=\"0\" page=\"1\" pageScale=\"1\" pageWidth=\"{width}\" pageHeight=\"{height}\" math=\"0\" shadow=\"0\">"
    )?;
    out.write_str("<root>\n<mxCell id=\"0\"/>\n<mxCell id=\"1\" parent=\"0\"/>\n")?;
    sheet(out, diagram)?;
    for (at, lane) in diagram.lanes.iter().enumerate() {
        fixed(out, &format!("{OURS}lane-{at}"), lane.text.text.markup(), style::LANE, &lane.rect)?;
    }
    let boxes = diagram.shapes.iter().filter(|shape| shape.look.is_box());
    let by_id: BTreeMap<&str, &Shape> = boxes.map(|shape| (shape.id.as_str(), shape)).collect();
    for shape in &diagram.shapes {
        one(out, &by_id, shape)?;
    }
    for (at, route) in diagram.routes.iter().enumerate() {
        line(out, at, route, &by_id)?;
    }
    frame(out, diagram)?;
    out.write_str("</root>\n</mxGraphModel>\n</diagram>\n</mxfile>\n")
}

/// The edge of the sheet, which remembers what was drawn on it.
fn sheet(out: &mut String, diagram: &Diagram) -> fmt::Result {
    let drawn = diagram.shapes.iter().filter(|shape| is_kept(shape)).map(|shape| shape.id.as_str());
    let drawn = Foreign::from(drawn.collect::<Vec<_>>().join(" "));
    write!(
        out,
        "<object id=\"{SHEET}\" label=\"\" drawn=\"{}\" tooltip=\"{}\">",
        drawn.markup(),
        diagram.title.markup()
    )?;
    cell(out, "", style::SHEET, "1", &diagram.frame.rect)?;
    out.write_str("</object>\n")
}

/// Zones, assets and plates come back; counts and signs are drawn anew.
fn is_kept(shape: &Shape) -> bool {
    matches!(shape.look, Look::Zone { .. } | Look::Asset { .. } | Look::Conduit { .. } | Look::Undeclared)
}

fn one(out: &mut String, boxes: &BTreeMap<&str, &Shape>, shape: &Shape) -> fmt::Result {
    let parent = shape.parent.as_deref().and_then(|parent| boxes.get(parent));
    let origin = parent.map_or(Point::default(), |parent| Point { x: parent.rect.x, y: parent.rect.y });
    let rect = Rect { x: shape.rect.x - origin.x, y: shape.rect.y - origin.y, ..shape.rect };
    let parent = parent.map_or("1", |parent| parent.id.as_str());
    if is_kept(shape) {
        let (id, name) = (Foreign::from(shape.id.as_str()), shape.name.markup());
        write!(
            out,
            "<object id=\"{}\" label=\"{name}\" drawn-name=\"{name}\" drawn-x=\"{}\" drawn-y=\"{}\" drawn-parent=\"{}\" tooltip=\"{}\">",
            id.markup(),
            rect.x,
            rect.y,
            Foreign::from(parent).markup(),
            shape.told.markup()
        )?;
        cell(out, "", &style::of(&shape.look), parent, &rect)?;
        out.write_str("</object>\n")?;
    } else {
        let value = if shape.look == Look::Count { shape.name.markup().to_string() } else { style::sign(&shape.look) };
        let id = format!("{OURS}{}", shape.id);
        let attributes = format!("id=\"{}\" value=\"{value}\" ", Foreign::from(id).markup());
        cell(out, &attributes, &style::of(&shape.look), parent, &rect)?;
    }
    // The first line of what is kept is its label.
    let lines = shape.texts.iter().enumerate().skip(usize::from(is_kept(shape) || shape.look == Look::Count));
    for (at, text) in lines {
        let (id, parent) = match shape.look.is_box() {
            true => (format!("{OURS}{}-{at}", shape.id), shape.id.as_str()),
            false => (format!("{OURS}{}-{at}", shape.id), parent),
        };
        let origin = if shape.look.is_box() { Point { x: shape.rect.x, y: shape.rect.y } } else { origin };
        words(out, &id, text, parent, origin)?;
    }
    Ok(())
}

fn words(out: &mut String, id: &str, text: &Text, parent: &str, origin: Point) -> fmt::Result {
    let rect = text.rect();
    let rect = Rect::new(rect.x - origin.x, rect.y - origin.y - 2, rect.width + 8, rect.height + 4);
    let attributes = format!("id=\"{}\" value=\"{}\" ", Foreign::from(id).markup(), text.text.markup());
    cell(out, &attributes, &style::text(text), parent, &rect)
}

/// A vertex; `attributes` are its own, which an `object` around it has instead.
fn cell(out: &mut String, attributes: &str, style: &str, parent: &str, rect: &Rect) -> fmt::Result {
    let Rect { x, y, width, height } = rect;
    writeln!(
        out,
        "<mxCell {attributes}style=\"{style}\" vertex=\"1\" parent=\"{}\"><mxGeometry x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" as=\"geometry\"/></mxCell>",
        Foreign::from(parent).markup()
    )
}

fn fixed(out: &mut String, id: &str, value: impl fmt::Display, style: &str, rect: &Rect) -> fmt::Result {
    cell(out, &format!("id=\"{id}\" value=\"{value}\" "), style, "1", rect)
}

fn line(out: &mut String, at: usize, route: &Route, boxes: &BTreeMap<&str, &Shape>) -> fmt::Result {
    let rect = |id: &str| boxes.get(id).map(|shape| shape.rect);
    let (Some(from), Some(to)) = (rect(&route.from), rect(&route.to)) else { return Ok(()) };
    let (Some(first), Some(last)) = (route.points.first(), route.points.last()) else { return Ok(()) };
    write!(
        out,
        "<mxCell id=\"{OURS}line-{at}\" style=\"{}{}{}\" edge=\"1\" parent=\"1\" source=\"{}\" target=\"{}\"><mxGeometry relative=\"1\" as=\"geometry\"><Array as=\"points\">",
        style::line(route),
        style::end("exit", &from, *first),
        style::end("entry", &to, *last),
        Foreign::from(route.from.as_str()).markup(),
        Foreign::from(route.to.as_str()).markup()
    )?;
    let corners = route.points.get(1..route.points.len().saturating_sub(1)).unwrap_or_default();
    for Point { x, y } in corners {
        write!(out, "<mxPoint x=\"{x}\" y=\"{y}\"/>")?;
    }
    out.write_str("</Array></mxGeometry></mxCell>\n")
}

fn frame(out: &mut String, diagram: &Diagram) -> fmt::Result {
    let frame = &diagram.frame;
    for (at, Field { rect, label, lines }) in frame.fields.iter().enumerate() {
        let lines: Vec<String> = lines.iter().map(|line| line.text.markup().to_string()).collect();
        let words = format!("{}: {}", label.text.markup(), lines.join(" "));
        fixed(out, &format!("{OURS}field-{at}"), words, style::FIELD, rect)?;
    }
    for (at, entry) in frame.entries.iter().enumerate() {
        words(out, &format!("{OURS}legend-{at}"), &entry.text, "1", Point::default())?;
        if let ringwall_diagram::Sample::Shape { look } = &entry.sample {
            fixed(out, &format!("{OURS}sample-{at}"), style::sign(look), &style::of(look), &entry.rect)?;
        }
    }
    for (at, note) in frame.notes.iter().enumerate() {
        words(out, &format!("{OURS}note-{at}"), note, "1", Point::default())?;
    }
    Ok(())
}
