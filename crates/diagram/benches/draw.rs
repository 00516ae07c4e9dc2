//! Laying out and routing random plants on one core: 500 assets one by one, and 5,000 assets counted by role.

#![allow(missing_docs, clippy::print_stdout, clippy::disallowed_methods, reason = "a bench prints what it measured")]

#[path = "../tests/random/mod.rs"]
mod random;

use std::time::Duration;

use random::{Dice, Size, drawn, plant_of};
use ringwall_diagram::{Detail, Layer};

/// Plants of each size (`RINGWALL_PLANTS` asks for another number), and runs of each plant; the least counts.
const PLANTS: u64 = 10;
const RUNS: usize = 5;

fn main() {
    let sizes = [
        ("500 assets, each drawn", Size { zones: 30, assets: 500, conduits: 60 }, Detail::Assets),
        ("5,000 assets, counted ", Size { zones: 100, assets: 5_000, conduits: 150 }, Detail::Counts),
    ];
    let plants = std::env::var("RINGWALL_PLANTS").ok().and_then(|plants| plants.parse().ok()).unwrap_or(PLANTS);
    for (words, size, detail) in sizes {
        let mut times: Vec<Duration> = (0..plants).map(|seed| least(seed, size, detail)).collect();
        times.sort_unstable();
        let at = |index: usize| times.get(index).copied().unwrap_or_default();
        let (first, middle, last) = (at(0), at(times.len() / 2), at(times.len().saturating_sub(1)));
        println!(
            "{words} in {} zones, {} conduits: {first:.1?}, {middle:.1?}, {last:.1?} (least, middle, most)",
            size.zones, size.conduits
        );
    }
}

fn least(seed: u64, size: Size, detail: Detail) -> Duration {
    let plant = plant_of(&mut Dice::new(seed), size);
    let run = |_| {
        let started = on_the_core();
        let diagram = drawn(&plant, detail, Layer::Target);
        let took = on_the_core().saturating_sub(started);
        assert!(!diagram.shapes.is_empty());
        took
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

/// Time this thread has had a core (Linux, proc(5), `schedstat`): what else runs on the machine does not count.
fn on_the_core() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}
