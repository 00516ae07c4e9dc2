//! Draws a plant made up from a seed, for the gallery: `random_drawing SEED ZONES ASSETS CONDUITS LEVEL WIDTH FILE.png`.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a chore that is asked wrongly should stop")]

#[path = "../../diagram/tests/random/mod.rs"]
mod random;

use random::{Dice, Size};
use ringwall_diagram::{Detail, Layer};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments[at].parse::<u64>().unwrap();
    let size = Size { zones: number(1), assets: number(2), conduits: number(3) };
    let detail = match arguments[4].as_str() {
        "zones" => Detail::Zones,
        "counts" => Detail::Counts,
        _ => Detail::Assets,
    };
    let diagram = random::drawn(&random::plant_of(&mut Dice::new(number(0)), size), detail, Layer::Target);
    let picture = ringwall_render::png(&diagram, u32::try_from(number(5)).unwrap()).unwrap();
    std::fs::write(&arguments[6], picture).unwrap();
}
