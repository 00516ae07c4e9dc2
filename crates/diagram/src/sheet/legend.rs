//! The legend: what stands on this sheet and nothing else, and what essential functions it names.

use std::collections::BTreeSet;

use ringwall_model::{Asset, AssetId};

use super::Sheet;
use crate::built::{Built, line};
use crate::geometry::{Entry, Layer, Look, Mark, Rect, Sample, Standing, Text, Tip, Weight};
use crate::interior::kind_words;
use crate::request::shown;
use crate::scene::{Joined, Scene, tip};

/// Columns of the legend; the last is for notes.
const COLUMNS: i32 = 4;
/// Distance of its lines.
const LINE: i32 = 19;

/// Entries and notes within a rectangle.
pub(super) fn of(scene: &Scene<'_>, sheet: &Sheet, rect: Rect, drawn: &Built) -> (Vec<Entry>, Vec<Text>) {
    let step = sheet.scaled(LINE);
    let rows = ((rect.height - sheet.scaled(10)) / step.max(1)).max(1);
    let width = rect.width / COLUMNS;
    let place = |at: i32| (rect.x + at / rows * width, rect.y + sheet.scaled(6) + at % rows * step);
    let room = rows * (COLUMNS - 1);
    let samples: Vec<(Sample, String)> =
        samples(scene, drawn).into_iter().take(usize::try_from(room).unwrap_or(0)).collect();
    let entry = |(at, (sample, words)): (i32, (Sample, String))| {
        let (x, y) = place(at);
        let sample_width = sheet.scaled(34);
        let text_x = x + sheet.scaled(8) + sample_width + sheet.scaled(7);
        Entry {
            rect: Rect::new(x + sheet.scaled(8), y + sheet.scaled(2), sample_width, sheet.scaled(14)),
            sample,
            text: line(
                (text_x, y + sheet.scaled(13)),
                &words,
                sheet.scaled(9).max(7),
                Weight::Plain,
                x + width - text_x - sheet.scaled(4),
            ),
        }
    };
    let entries: Vec<Entry> = (0_i32..).zip(samples).map(entry).collect();
    let notes_at = |at: i32| {
        let (x, y) = place(rows * (COLUMNS - 1) + at);
        (x + sheet.scaled(8), y + sheet.scaled(13))
    };
    let notes = notes(scene, usize::try_from(rows).unwrap_or(1));
    let note = |(at, (words, weight)): (i32, (String, Weight))| {
        line(notes_at(at), &words, sheet.scaled(9).max(7), weight, width - sheet.scaled(14))
    };
    (entries, (0_i32..).zip(notes).map(note).collect())
}

/// What is on the sheet, each once.
fn samples(scene: &Scene<'_>, drawn: &Built) -> Vec<(Sample, String)> {
    let looks: BTreeSet<Look> = drawn.shapes.iter().map(|shape| shape.look).collect();
    let mut samples: Vec<(Sample, String)> =
        looks.into_iter().filter_map(|look| Some((Sample::Shape { look }, look_words(look)?))).collect();
    samples.extend(lines(scene));
    samples
}

fn look_words(look: Look) -> Option<String> {
    let words = match look {
        Look::Zone { kind, judged: true } => format!("zone: {}", kind_words(kind)),
        Look::Zone { kind, judged: false } => format!("zone: {}, not judged", kind_words(kind)),
        Look::Asset { essential: true } => "asset an essential function needs".to_owned(),
        Look::Asset { essential: false } => "asset".to_owned(),
        Look::Count => return None,
        Look::Conduit { trusted: true, essential: false } => "conduit".to_owned(),
        Look::Conduit { trusted: true, essential: true } => "conduit an essential function needs".to_owned(),
        Look::Conduit { trusted: false, essential: false } => "conduit, untrusted".to_owned(),
        Look::Conduit { trusted: false, essential: true } => "conduit such a function needs, untrusted".to_owned(),
        Look::Undeclared => "exchange nobody declared".to_owned(),
        Look::Level { standing } => standing_words(standing).to_owned(),
        Look::Mark { mark } => mark_words(mark).to_owned(),
    };
    Some(words)
}

fn standing_words(standing: Standing) -> &'static str {
    match standing {
        Standing::Reached => "target demonstrated (ok)",
        Standing::Open => "open: not enough evidence (?)",
        Standing::Blocked => "out of reach as things stand (x)",
        Standing::NotAsked => "no target (-)",
    }
}

fn mark_words(mark: Mark) -> &'static str {
    match mark {
        Mark::Firewall => "held by rules (firewall)",
        Mark::Diode => "held by physics (diode)",
        Mark::Observation => "observation point",
        Mark::Essential => "carries an essential function",
        Mark::AccessPoint => "way in",
        Mark::Disagreement => "disagrees with the declaration",
    }
}

/// Lines by what their ends and strokes say.
fn lines(scene: &Scene<'_>) -> Vec<(Sample, String)> {
    let mut found: BTreeSet<Option<Tip>> = BTreeSet::new();
    for link in &scene.links {
        if let Joined::Conduit(..) = link.what {
            found.extend(link.zones.iter().map(|zone| tip(scene, link.what, zone)));
        }
    }
    let line = |tip, words: &str| {
        (Sample::Line { tip, untrusted: false, essential: false, undeclared: false }, words.to_owned())
    };
    found
        .into_iter()
        .flatten()
        .map(|tip| match tip {
            Tip::Data => line(Some(tip), "data goes here, and only here"),
            Tip::Session => line(Some(tip), "sessions are opened towards here"),
        })
        .collect()
}

/// Essential functions and what the drawing leaves out, as far as there are lines for it.
fn notes(scene: &Scene<'_>, lines: usize) -> Vec<(String, Weight)> {
    let plant = scene.plant();
    let mut notes = Vec::new();
    let unseen = !scene.request.traffic.captured;
    if matches!(scene.request.layer, Layer::Traffic | Layer::Disagreements) && unseen {
        notes.push(("No capture was read: nothing is known of traffic.".to_owned(), Weight::Bold));
    }
    let owned: BTreeSet<&AssetId> = plant.conduits.values().flat_map(|conduit| &conduit.assets).collect();
    let is_lost = |(id, asset): &(&AssetId, &Asset)| asset.zones.is_empty() && !owned.contains(id);
    let lost = plant.assets.iter().filter(is_lost).count();
    if lost > 0 {
        notes.push((format!("Not drawn: {lost} assets in no zone and no conduit"), Weight::Bold));
    }
    if !plant.essential_functions.is_empty() {
        notes.push(("Essential functions".to_owned(), Weight::Muted));
    }
    for (id, function) in &plant.essential_functions {
        let name = if function.name.is_empty() { id.to_string() } else { shown(&function.name) };
        notes.push((name, Weight::Plain));
        for flow in &function.flows {
            let over = flow.conduit.as_ref().map(|conduit| format!(" over {conduit}")).unwrap_or_default();
            notes.push((format!("· {} → {}{over}", flow.from, flow.to), Weight::Muted));
        }
    }
    if notes.len() > lines {
        let more = notes.len() - lines.saturating_sub(1);
        notes.truncate(lines.saturating_sub(1));
        notes.push((format!("and {more} lines more"), Weight::Muted));
    }
    notes
}
