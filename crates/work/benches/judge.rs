//! Judging a large plant: 1,000 zones, 50,000 assets, 300,000 pieces of evidence (`RINGWALL_ZONES` asks for another size).

#![allow(missing_docs, clippy::print_stdout, clippy::disallowed_methods, reason = "a bench prints what it measured")]

#[path = "../tests/large/mod.rs"]
mod large;

use std::time::Instant;

use ringwall_assess::{Change, Context, assess, index, judge};
use ringwall_catalogue::Catalogue;

fn main() {
    let zones = std::env::var("RINGWALL_ZONES").ok().and_then(|zones| zones.parse().ok()).unwrap_or(1000);
    let (plant, catalogue) = (large::plant(zones), Catalogue::embedded());
    let set = large::evidence_of(&plant);
    let pieces = set.evidence.len();
    let started = Instant::now();
    let mut sorted = index(&plant, catalogue, &set);
    println!("{zones} zones, {} assets, {pieces} pieces of evidence", plant.assets.len());
    println!("index        {:>9.1?}", started.elapsed());
    let started = Instant::now();
    let met = sorted.cells().filter(|cell| !judge(&sorted, cell, large::NOW).criteria.is_empty()).count();
    println!("judge        {:>9.1?}  {met} cells", started.elapsed());
    let started = Instant::now();
    if let Some(piece) = set.evidence.first() {
        let touched = sorted.apply(Change::EvidenceRemoved(piece.id.clone()));
        let again: Vec<_> = touched.iter().map(|cell| judge(&sorted, cell, large::NOW)).collect();
        println!("one change   {:>9.1?}  {} cells judged again", started.elapsed(), again.len());
    }
    let started = Instant::now();
    let answer = assess(&plant, catalogue, set, Context::default(), large::NOW);
    println!("assess       {:>9.1?}  {} scopes", started.elapsed(), answer.zones.len() + answer.conduits.len());
}
