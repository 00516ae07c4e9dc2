//! The title block: plant, system, what is shown, method, revision, date and approval.

use ringwall_model::PersonId;

use super::Sheet;
use crate::built::line;
use crate::geometry::{Detail, Field, Layer, Rect, Weight};
use crate::measure;
use crate::request::shown;
use crate::scene::Scene;

/// Rows of fields, each with its share of the width in per cent.
pub(super) fn fields(scene: &Scene<'_>, sheet: &Sheet, rect: Rect) -> Vec<Field> {
    let rows = rows(scene);
    let count = i32::try_from(rows.len()).unwrap_or(1).max(1);
    let mut fields = Vec::new();
    for (at, row) in (0_i32..).zip(rows) {
        let top = rect.y + rect.height * at / count;
        let height = rect.y + rect.height * (at + 1) / count - top;
        let mut share_before = 0;
        for (label, value, share) in row {
            let x = rect.x + rect.width * share_before / 100;
            share_before += share;
            let right = rect.x + rect.width * share_before / 100;
            fields.push(field(sheet, label, &value, Rect::new(x, top, right - x, height)));
        }
    }
    fields
}

type Row = Vec<(&'static str, String, i32)>;

fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let (plant, request) = (scene.plant(), scene.request);
    let drawing = &plant.drawing;
    let site: Vec<String> =
        [&plant.site, &plant.area, &plant.unit].into_iter().filter(|part| !part.is_empty()).map(shown).collect();
    let date = drawing.date.map(|date| date.date());
    let approval = drawing.approved_by.as_ref().map(|person| {
        let when = drawing.approved_at.map(|at| format!(", {}", at.date())).unwrap_or_default();
        format!("{}{when}", person_words(scene, person))
    });
    let drawn = drawing.drawn_by.as_ref().map(|person| person_words(scene, person));
    let unsaid = || "not said".to_owned();
    vec![
        vec![("Plant", shown(&plant.name), 62), ("Site, area, unit", site.join(", "), 38)],
        vec![("System under consideration", shown(&plant.system_under_consideration), 100)],
        vec![
            ("Drawing", drawing_words(request.detail, request.layer), 62),
            ("Method, as at", format!("{}, {}", request.method, request.at.date()), 38),
        ],
        vec![
            ("Revision", if drawing.revision.is_empty() { unsaid() } else { shown(&drawing.revision) }, 18),
            ("Date", date.map_or_else(unsaid, |date| date.to_string()), 18),
            ("Drawn by", drawn.unwrap_or_else(unsaid), 26),
            ("Approved by", approval.unwrap_or_else(|| "not approved".to_owned()), 38),
        ],
    ]
}

fn person_words(scene: &Scene<'_>, id: &PersonId) -> String {
    scene.plant().people.get(id).map_or_else(|| id.to_string(), |person| shown(&person.name))
}

fn drawing_words(detail: Detail, layer: Layer) -> String {
    let detail = match detail {
        Detail::Zones => "zones and conduits",
        Detail::Counts => "zones and conduits, assets by role",
        Detail::Assets => "zones, conduits and assets",
    };
    let layer = match layer {
        Layer::Target => "targets (SL-T)",
        Layer::Levels => "levels demonstrated..ceiling",
        Layer::Traffic => "traffic seen",
        Layer::Disagreements => "disagreements",
    };
    format!("{detail}; {layer}")
}

/// One line, or two smaller ones where one would be cut.
fn field(sheet: &Sheet, label: &'static str, value: &str, rect: Rect) -> Field {
    let (small, size, pad) = (sheet.scaled(8).max(6), sheet.scaled(11).max(8), sheet.scaled(6));
    let room = rect.width - 2 * pad;
    let value = if value.is_empty() { "-" } else { value };
    let set = |y: i32, words: &str, size: i32| {
        line((rect.x + pad, rect.y + sheet.scaled(y)), words, size, Weight::Plain, room)
    };
    let lines = if measure::width(value, size, false) <= room {
        vec![set(28, value, size)]
    } else {
        let less = sheet.scaled(9).max(7);
        let (first, rest) = broken(value, less, room);
        let lines = [set(23, first, less), set(33, rest, less)];
        lines.into_iter().filter(|line| !line.text.is_empty()).collect()
    };
    let label = line((rect.x + pad, rect.y + sheet.scaled(12)), label, small, Weight::Muted, room);
    Field { rect, label, lines }
}

/// As many words as fit in a line, and the others.
fn broken(text: &str, size: i32, room: i32) -> (&str, &str) {
    let fits =
        |(at, _): &(usize, &str)| text.get(..*at).is_some_and(|start| measure::width(start, size, false) <= room);
    let at = text.match_indices(' ').take_while(fits).last().map_or(text.len(), |(at, _)| at);
    let (first, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    (first, rest.trim_start())
}
