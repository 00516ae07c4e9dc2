//! What holds of every drawing, found by comparing everything with everything.

use std::collections::BTreeMap;

use ringwall_diagram::{Diagram, Point, Rect, Shape, Text};

/// All of it.
pub fn all(diagram: &Diagram) {
    let owners = Owners::of(diagram);
    boxes(diagram, &owners);
    words(diagram, &owners);
    lines(diagram, &owners);
}

/// Shapes by id, and the ids each stands in.
struct Owners<'a>(BTreeMap<&'a str, &'a Shape>);

impl<'a> Owners<'a> {
    fn of(diagram: &'a Diagram) -> Self {
        let by_id: BTreeMap<&str, &Shape> = diagram.shapes.iter().map(|shape| (shape.id.as_str(), shape)).collect();
        assert_eq!(by_id.len(), diagram.shapes.len(), "ids are unique");
        Self(by_id)
    }

    fn stands_in(&self, inner: &Shape, outer: &Shape) -> bool {
        let up = |shape: &&'a Shape| shape.parent.as_deref().and_then(|parent| self.0.get(parent)).copied();
        let first = inner.parent.as_deref().and_then(|parent| self.0.get(parent)).copied();
        std::iter::successors(first, up).any(|shape| shape.id == outer.id)
    }
}

fn boxes(diagram: &Diagram, owners: &Owners<'_>) {
    for (at, one) in diagram.shapes.iter().enumerate() {
        assert!(diagram.sheet.holds(&one.rect), "{} is on the sheet", one.id);
        for other in &diagram.shapes[at + 1..] {
            if owners.stands_in(other, one) {
                assert!(one.rect.holds(&other.rect), "{} holds {}", one.id, other.id);
            } else {
                assert!(!one.rect.overlaps(&other.rect), "{} and {}", one.id, other.id);
            }
        }
        let foot = diagram.frame.legend;
        assert!(one.rect.bottom() <= foot.y, "{} stands above the legend", one.id);
    }
}

/// Every text with the shape it stands in.
fn texts(diagram: &Diagram) -> Vec<(&Text, Option<&Shape>)> {
    let of_shapes = diagram.shapes.iter().flat_map(|shape| shape.texts.iter().map(move |text| (text, Some(shape))));
    let lanes = diagram.lanes.iter().map(|lane| (&lane.text, None));
    let frame = &diagram.frame;
    let entries = frame.entries.iter().map(|entry| (&entry.text, None));
    let fields = frame.fields.iter().flat_map(|field| std::iter::once(&field.label).chain(&field.lines));
    let fields = fields.map(|text| (text, None));
    of_shapes.chain(lanes).chain(entries).chain(frame.notes.iter().map(|note| (note, None))).chain(fields).collect()
}

fn words(diagram: &Diagram, owners: &Owners<'_>) {
    let texts = texts(diagram);
    for (at, (text, owner)) in texts.iter().enumerate() {
        let rect = text.rect();
        assert!(diagram.sheet.holds(&rect), "{text:?} is on the sheet");
        for (other, _) in &texts[at + 1..] {
            assert!(!rect.overlaps(&other.rect()), "{text:?} and {other:?}");
        }
        let Some(owner) = owner else { continue };
        let is_mark = !owner.look.is_box();
        assert!(is_mark || owner.rect.holds(&rect), "{text:?} stands in {}", owner.id);
        for shape in &diagram.shapes {
            let apart = shape.id == owner.id || owners.stands_in(owner, shape);
            assert!(apart || !shape.rect.overlaps(&rect), "{text:?} of {} and {}", owner.id, shape.id);
        }
    }
}

/// The straight pieces of a line, as thin rectangles.
fn pieces(points: &[Point]) -> Vec<Rect> {
    let piece = |pair: &[Point]| {
        let (a, b) = (pair[0], pair[1]);
        assert!((a.x == b.x) != (a.y == b.y), "pieces are straight and have a length: {points:?}");
        Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs())
    };
    points.windows(2).map(piece).collect()
}

/// True where a line has a point inside a rectangle: touching its edge is none.
fn enters(piece: &Rect, rect: &Rect) -> bool {
    piece.x < rect.right() && piece.right() > rect.x && piece.y < rect.bottom() && piece.bottom() > rect.y
}

fn lines(diagram: &Diagram, owners: &Owners<'_>) {
    let all: Vec<(usize, Rect)> = diagram
        .routes
        .iter()
        .enumerate()
        .flat_map(|(at, route)| pieces(&route.points).into_iter().map(move |piece| (at, piece)))
        .collect();
    for (at, piece) in &all {
        let route = &diagram.routes[*at];
        let (plate, zone) = (owners.0[route.from.as_str()], owners.0[route.to.as_str()]);
        assert!(diagram.sheet.holds(piece), "{} is on the sheet", route.from);
        for shape in &diagram.shapes {
            let around = owners.stands_in(zone, shape) || owners.stands_in(plate, shape);
            assert!(around || !enters(piece, &shape.rect), "{} to {} runs through {}", route.from, route.to, shape.id);
        }
        for (text, owner) in texts(diagram) {
            let name = owner.map_or("the sheet", |owner| owner.id.as_str());
            assert!(!enters(piece, &text.rect()), "{} to {} runs through a word of {name}", route.from, route.to);
        }
    }
    for (at, (one, piece)) in all.iter().enumerate() {
        for (other, next) in &all[at + 1..] {
            let along = (piece.width == 0 && next.width == 0 && piece.x == next.x)
                || (piece.height == 0 && next.height == 0 && piece.y == next.y);
            let touch = piece.x <= next.right()
                && next.x <= piece.right()
                && piece.y <= next.bottom()
                && next.y <= piece.bottom();
            assert!(one == other || !along || !touch, "lines {one} and {other} run in each other");
        }
    }
}
