//! A drawing as draw.io saved it, read back. Foreign input: nothing in it is believed but what can be compared.

use std::collections::BTreeMap;

use ringwall_diagram::Point;
use ringwall_diagram::edited::{Cell, Edited};
use ringwall_model::Foreign;
use roxmltree::{Document, Node};

use super::{OURS, SHEET};

/// Largest file that is read, in bytes.
const BYTES_MAX: usize = 64 << 20;
/// Shapes stand in each other so deep.
const NESTING_MAX: usize = 64;
/// Positions reach so far.
const FAR: f64 = 1_000_000.0;

/// Why a file is no drawing of ours.
#[derive(Debug)]
pub struct NotADrawing(pub String);

/// Reads a file that draw.io saved.
pub fn read_drawio(text: &str) -> Result<Edited, NotADrawing> {
    if text.len() > BYTES_MAX {
        return Err(NotADrawing("it is too large".to_owned()));
    }
    let document = Document::parse(text).map_err(|error| NotADrawing(error.to_string()))?;
    let sheets = || document.descendants().filter(|node| node.has_tag_name("root"));
    let sheet = sheets().find(|root| cells(*root).any(|cell| cell.id == SHEET));
    match sheet {
        Some(root) => Ok(edited(root)),
        None if document
            .descendants()
            .any(|node| node.has_tag_name("diagram") && node.text().is_some_and(is_packed)) =>
        {
            Err(NotADrawing(
                "its pages are compressed; save it with File, Properties, Compressed switched off".to_owned(),
            ))
        }
        None => Err(NotADrawing("no page of it was drawn by ringwall".to_owned())),
    }
}

fn is_packed(text: &str) -> bool {
    let text = text.trim();
    text.len() > 16 && !text.contains(['<', ' '])
}

/// A cell with what its `object` says.
struct Found<'a> {
    id: &'a str,
    label: &'a str,
    parent: &'a str,
    vertex: bool,
    at: Point,
    /// The element that has the attributes of the drawing.
    node: Node<'a, 'a>,
}

fn cells<'a>(root: Node<'a, 'a>) -> impl Iterator<Item = Found<'a>> {
    root.children().filter(Node::is_element).filter_map(cell)
}

fn cell<'a>(node: Node<'a, 'a>) -> Option<Found<'a>> {
    let own = match node.tag_name().name() {
        "mxCell" => node,
        "object" | "UserObject" => node.children().find(|child| child.has_tag_name("mxCell"))?,
        _ => return None,
    };
    let geometry = own.children().find(|child| child.has_tag_name("mxGeometry"));
    let number = |name: &str| geometry.and_then(|geometry| geometry.attribute(name)).map_or(0, whole);
    Some(Found {
        id: node.attribute("id").or_else(|| own.attribute("id"))?,
        label: node.attribute("label").or_else(|| own.attribute("value")).unwrap_or_default(),
        parent: own.attribute("parent").unwrap_or_default(),
        vertex: own.attribute("vertex") == Some("1"),
        at: Point { x: number("x"), y: number("y") },
        node,
    })
}

/// A number as editors write them, to the nearest unit.
fn whole(text: &str) -> i32 {
    let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite()).unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "it is held within a million")]
    let whole = number.clamp(-FAR, FAR).round() as i32;
    whole
}

fn edited(root: Node<'_, '_>) -> Edited {
    let all: BTreeMap<&str, Found<'_>> = cells(root).map(|cell| (cell.id, cell)).collect();
    let words = |name: &str| all.get(SHEET).and_then(|sheet| sheet.node.attribute(name)).unwrap_or_default();
    let drawn: Vec<String> = words("drawn").split_whitespace().map(str::to_owned).collect();
    let mut edited = Edited::default();
    for id in &drawn {
        if let Some(cell) = all.get(id.as_str()).and_then(|found| kept(&all, found)) {
            edited.cells.push(cell);
        }
    }
    let is_ours = |id: &str| id == SHEET || id.starts_with(OURS) || drawn.iter().any(|drawn| drawn == id);
    let strange = all.values().filter(|cell| cell.vertex && !is_ours(cell.id));
    edited.added = strange.map(|cell| Foreign::from(cell.label)).collect();
    edited.drawn = drawn;
    edited
}

fn kept(all: &BTreeMap<&str, Found<'_>>, found: &Found<'_>) -> Option<Cell> {
    let drawn = |name: &str| found.node.attribute(name);
    let drawn_parent = drawn("drawn-parent")?;
    let inside = drawn_parent != "1";
    // Within the shape it was drawn in, places are compared as they stand; elsewhere from the corner of the sheet.
    let at = if inside && found.parent == drawn_parent { found.at } else { from_corner(all, found) };
    Some(Cell {
        id: found.id.to_owned(),
        at,
        name: Foreign::from(found.label),
        drawn_at: Point { x: whole(drawn("drawn-x")?), y: whole(drawn("drawn-y")?) },
        drawn_name: Foreign::from(drawn("drawn-name")?),
        left: inside && found.parent != drawn_parent,
    })
}

fn from_corner(all: &BTreeMap<&str, Found<'_>>, found: &Found<'_>) -> Point {
    let mut at = found.at;
    let mut parent = found.parent;
    for _ in 0..NESTING_MAX {
        let Some(outer) = all.get(parent) else { break };
        at = Point { x: at.x.saturating_add(outer.at.x), y: at.y.saturating_add(outer.at.y) };
        parent = outer.parent;
    }
    at
}
