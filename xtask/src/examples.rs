//! The example plants: what is planted in them must be found, and nothing else.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::planted::Planted;

/// Folders of `examples/` that hold a plant.
const PLANTS: [&str; 2] = ["refinery", "water"];

/// Assesses every example with the built program and prints recall and precision, each miss and each false alarm.
pub fn run(program: Option<&str>) -> Result<bool> {
    let built = crate::tidy::root().join("target/release/ringwall");
    let program = program.map_or(built, Into::into);
    ensure!(program.exists(), "build first: cargo build --release --package ringwall");
    let mut right = true;
    for plant in PLANTS {
        right &= one(&program, plant).with_context(|| format!("example {plant}"))?;
    }
    Ok(right)
}

fn one(program: &Path, plant: &str) -> Result<bool> {
    let folder = crate::tidy::root().join("examples").join(plant);
    let planted = Planted::parse(&fs::read_to_string(folder.join("record/planted.toml"))?)?;
    let assessment = json(program, &["assess", "--json", "--at", &planted.at], &folder)?;
    let discovered = json(program, &["discover", "--json"], &folder.join("captures"))?;
    let outcome = planted.compare(&assessment, &discovered);
    print!("{}", outcome.text(plant));
    Ok(outcome.is_right())
}

fn json(program: &Path, arguments: &[&str], folder: &Path) -> Result<Value> {
    let out = Command::new(program).args(arguments).arg(folder).output()?;
    let code = out.status.code();
    ensure!(matches!(code, Some(0 | 1)), "exit {code:?}: {}", String::from_utf8_lossy(&out.stderr).trim());
    serde_json::from_slice(&out.stdout).context("not JSON")
}
