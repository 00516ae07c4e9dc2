//! The drawing in its formats, over random plants: sound SVG, sound files for draw.io, and edits that come back as they were made.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop where it stands")]

#[path = "../../diagram/tests/random/mod.rs"]
mod random;
mod sound;

use ringwall_diagram::edited::{Changes, Moved, Renamed, difference};
use ringwall_diagram::{Detail, Diagram, Layer, Look, Point};
use ringwall_model::{ConduitId, Foreign, Plant, ScopeId, ZoneId};
use ringwall_render::{Shown, drawio, png, read_drawio, svg, unpainted};

use random::{Dice, Size};

/// Random plants a law is tried on.
fn cases() -> u64 {
    std::env::var("RINGWALL_SOAK_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

const SIZE: Size = Size { zones: 12, assets: 80, conduits: 20 };
const LAYERS: [Layer; 4] = [Layer::Target, Layer::Levels, Layer::Traffic, Layer::Disagreements];

fn over_drawings(law: impl Fn(&mut Dice, &Plant, &Diagram)) {
    for seed in 0..cases() {
        let mut dice = Dice::new(seed);
        let plant = random::plant(&mut dice, SIZE);
        let detail = *dice.pick(&[Detail::Zones, Detail::Counts, Detail::Assets]);
        let layer = *dice.pick(&LAYERS);
        law(&mut dice, &plant, &random::drawn(&plant, detail, layer));
    }
}

#[test]
fn svg_is_well_formed_alone_and_in_a_page_and_tells_what_every_shape_is() {
    over_drawings(|_, _, diagram| {
        for shown in [Shown::Alone, Shown::InPage] {
            let text = svg(diagram, shown);
            let document = roxmltree::Document::parse(&text).unwrap();
            sound::svg(&document);
            let told = document.descendants().filter(|node| node.has_tag_name("title")).count();
            assert_eq!(told, diagram.shapes.len() + 1);
        }
    });
}

#[test]
fn a_picture_is_as_wide_as_asked_and_has_the_proportions_of_the_sheet() {
    let diagram = random::drawn(&random::plant(&mut Dice::new(3), SIZE), Detail::Assets, Layer::Levels);
    let picture = png(&diagram, 700).unwrap();
    assert_eq!(&picture[1..4], b"PNG");
    let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    assert_eq!(number(16), 700);
    assert!(number(20).abs_diff(495) <= 1, "{} high", number(20));
}

#[test]
fn a_file_for_draw_io_is_as_its_schema_has_it() {
    over_drawings(|_, _, diagram| {
        let text = drawio(diagram);
        sound::drawio(&roxmltree::Document::parse(&text).unwrap());
    });
}

#[test]
fn the_schema_of_the_files_is_held_and_not_only_read() {
    let plant = random::plant_of(&mut Dice::new(5), Size { zones: 3, assets: 4, conduits: 3 });
    let text = drawio(&random::drawn(&plant, Detail::Assets, Layer::Target));
    let wrong = [
        (" vertex=\"1\"", " vertex=\"yes\""),
        (" grid=\"1\"", " grid=\"on\""),
        (" pageWidth=\"", " pageWidth=\"-"),
        ("<Array as=\"points\">", "<Array as=\"corners\">"),
        ("<object id=", "<object key="),
        ("<root>", "<root><note/>"),
        ("<mxGeometry x=\"", "<mxGeometry x=\"left"),
        (" compressed=\"false\"", " compressed=\"no\" colour=\"red\""),
        ("</root>", "</root><root><mxCell id=\"0\"/></root>"),
    ];
    for (sound, broken) in wrong {
        let text = text.replacen(sound, broken, 1);
        assert!(text.contains(broken), "{sound} is not written");
        let departures = sound::schema::departures(&roxmltree::Document::parse(&text).unwrap());
        assert!(!departures.is_empty(), "{broken}");
    }
}

#[test]
fn a_file_that_nobody_changed_comes_back_without_a_change() {
    over_drawings(|_, plant, diagram| {
        let changes = difference(plant, &read_drawio(&drawio(diagram)).unwrap());
        assert!(changes.is_empty(), "{changes:?}");
    });
}

const WORDS: [&str; 4] = ["Renamed", "<b>bold</b> & \"quoted\"", "Zwei Wörter", "%name%"];

/// Moves and names some of what was drawn, as draw.io writes it, and says what should come back.
fn edit(dice: &mut Dice, diagram: &Diagram, text: &mut String) -> (Vec<Moved>, Vec<Renamed>) {
    let (mut moved, mut renamed) = (Vec::new(), Vec::new());
    for shape in &diagram.shapes {
        let scope = match shape.id.split_once(':') {
            Some(("zone", id)) => Some(ScopeId::Zone(ZoneId::from_foreign(id))),
            Some(("conduit", id)) if !id.contains('#') => Some(ScopeId::Conduit(ConduitId::from_foreign(id))),
            _ => None,
        };
        let is_box = matches!(shape.look, Look::Zone { .. } | Look::Asset { .. } | Look::Conduit { .. });
        let (before, rest) = match text.split_once(&format!("<object id=\"{}\"", shape.id)) {
            Some((before, rest)) if is_box => (before.to_owned(), rest.to_owned()),
            _ => continue,
        };
        let (mut own, after) = rest.split_once("</object>").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        if let Some(scope) = scope.filter(|_| dice.one_in(2)) {
            // What stands in a zone is told from the corner of that zone.
            let outer = diagram.shapes.iter().find(|outer| Some(&outer.id) == shape.parent.as_ref());
            let corner = outer.map_or(Point::default(), |outer| Point { x: outer.rect.x, y: outer.rect.y });
            let from = Point { x: shape.rect.x - corner.x, y: shape.rect.y - corner.y };
            let step = |dice: &mut Dice| (i32::try_from(dice.below(40)).unwrap() + 1) * 10;
            let to = Point { x: from.x + step(dice), y: from.y + step(dice) };
            own = own.replace(
                &format!("<mxGeometry x=\"{}\" y=\"{}\"", from.x, from.y),
                &format!("<mxGeometry x=\"{}.2\" y=\"{}\"", to.x, to.y),
            );
            moved.push(Moved { scope, from, to });
        }
        if dice.one_in(3) {
            let to = Foreign::from(*dice.pick(&WORDS));
            if to != shape.name {
                own = own.replacen(
                    &format!("label=\"{}\"", shape.name.markup()),
                    &format!("label=\"{}\"", to.markup()),
                    1,
                );
                renamed.push(Renamed { id: shape.id.clone(), from: shape.name.clone(), to });
            }
        }
        *text = format!("{before}<object id=\"{}\"{own}</object>{after}", shape.id);
    }
    moved.sort();
    renamed.sort();
    (moved, renamed)
}

#[test]
fn positions_and_names_that_were_changed_come_back_as_exactly_that() {
    over_drawings(|dice, plant, diagram| {
        let mut text = drawio(diagram);
        let (moved, renamed) = edit(dice, diagram, &mut text);
        let changes = difference(plant, &read_drawio(&text).unwrap());
        let expected = Changes { moved, renamed, ..difference(plant, &read_drawio(&drawio(diagram)).unwrap()) };
        assert_eq!(changes, expected);
    });
}

#[test]
fn what_was_taken_out_or_put_in_and_an_asset_that_was_moved_are_told_and_not_pinned() {
    let mut dice = Dice::new(11);
    let plant = random::plant_of(&mut dice, Size { zones: 2, assets: 6, conduits: 1 });
    let text = drawio(&random::drawn(&plant, Detail::Assets, Layer::Target));
    let (start, rest) = text.split_once("<object id=\"asset:asset-000\"").unwrap();
    let (own, rest) = rest.split_once("</object>").unwrap();
    let without = format!("{start}{rest}");
    let changes = difference(&plant, &read_drawio(&without).unwrap());
    assert_eq!(changes.removed, ["asset:asset-000"]);
    let more = text.replace("</root>", "<mxCell id=\"x1\" value=\"Spare\" vertex=\"1\" parent=\"1\"/></root>");
    assert_eq!(difference(&plant, &read_drawio(&more).unwrap()).added, [Foreign::from("Spare")]);
    let shifted = own.replacen("<mxGeometry x=\"", "<mxGeometry x=\"5", 1);
    let moved = format!("{start}<object id=\"asset:asset-000\"{shifted}</object>{rest}");
    let changes = difference(&plant, &read_drawio(&moved).unwrap());
    assert!(changes.moved.is_empty() && changes.not_kept.len() == 1, "{changes:?}");
}

#[test]
fn a_zone_that_was_drawn_in_another_and_was_moved_out_of_it_is_told_and_not_pinned() {
    let mut plant = random::plant_of(&mut Dice::new(11), Size { zones: 2, assets: 6, conduits: 1 });
    let ids: Vec<ZoneId> = plant.zones.keys().cloned().collect();
    for (zone, parent) in plant.zones.values_mut().zip([None, Some(ids[0].clone())]) {
        zone.parent = parent;
    }
    let text = drawio(&random::drawn(&plant, Detail::Assets, Layer::Target));
    let (start, rest) = text.split_once(&format!("<object id=\"zone:{}\"", ids[1])).unwrap();
    let out = rest.replacen(&format!(" parent=\"zone:{}\"", ids[0]), " parent=\"1\"", 1);
    let moved = format!("{start}<object id=\"zone:{}\"{out}", ids[1]);
    assert_ne!(moved, text);
    let changes = difference(&plant, &read_drawio(&moved).unwrap());
    assert!(changes.moved.is_empty() && changes.not_kept.len() == 1, "{changes:?}");
}

#[test]
fn words_the_font_of_pictures_cannot_write_are_told_and_others_are_not() {
    let mut plant = random::plant_of(&mut Dice::new(5), Size { zones: 2, assets: 4, conduits: 1 });
    let names = ["\u{6c34}\u{5904}\u{7406}", "Кл\u{e4}ranlage \u{3a9}"];
    for (zone, name) in plant.zones.values_mut().zip(names) {
        zone.name = Foreign::from(name);
    }
    let diagram = random::drawn(&plant, Detail::Assets, Layer::Target);
    assert_eq!(unpainted(&diagram).unwrap().into_iter().collect::<Vec<_>>(), [Foreign::from(names[0])]);
}

#[test]
fn a_file_that_is_none_of_ours_is_refused_with_a_reason() {
    for text in ["", "<mxfile/>", "not xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><mxfile>&b;</mxfile>"] {
        assert!(read_drawio(text).is_err(), "{text}");
    }
    let packed = "<mxfile><diagram>7VtZc6M4EP41rpp5cApxGT8mTjKzVZmqVLK1x6NiZFuJQCyI2J5fvy0hcRjHSSb2</diagram></mxfile>";
    assert!(read_drawio(packed).unwrap_err().0.contains("compressed"));
}
