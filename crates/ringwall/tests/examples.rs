//! The example plants: all that is planted in them is found, and nothing else is raised.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

#[path = "../../../xtask/src/planted.rs"]
mod planted;

use planted::Planted;
use support::{assess, json, root};

fn hold(plant: &str) {
    let folder = root().join("examples").join(plant);
    let planted = Planted::parse(&std::fs::read_to_string(folder.join("record/planted.toml")).unwrap()).unwrap();
    let discovered = json(&["discover", "--json", folder.join("captures").to_str().unwrap()]);
    let outcome = planted.compare(&assess(&folder, &planted.at), &discovered);
    assert!(outcome.is_right(), "{}", outcome.text(plant));
}

#[test]
fn what_is_planted_in_the_refinery_is_found_and_nothing_else_is_raised() {
    hold("refinery");
}

#[test]
fn what_is_planted_in_the_water_utility_is_found_and_nothing_else_is_raised() {
    hold("water");
}
