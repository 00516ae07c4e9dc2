//! Runs the built program as its user would.
#![allow(
    dead_code,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "each test file uses its own part, and says when it skips"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// What a run gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `ringwall` with arguments.
pub fn ringwall(arguments: &[&str]) -> Run {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_ringwall"))
        .args(arguments)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Run { code: status.code().expect("no signal"), out: text(stdout), err: text(stderr) }
}

/// Runs and parses the JSON answer.
pub fn json(arguments: &[&str]) -> Value {
    let run = ringwall(arguments);
    assert!(run.code == 0 || run.code == 1, "{arguments:?}: {}", run.err);
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {}", run.out))
}

/// The workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The example plant.
pub fn refinery() -> PathBuf {
    root().join("examples/refinery")
}

/// A copy of the example plant that a test may change.
pub fn copy_of_refinery() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&refinery(), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true if entry.file_name() == "record" => {}
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// The instant the demo judges for.
pub const AT: &str = "2026-12-01T00:00:00Z";

/// The assessment of a plant folder at an instant.
pub fn assess(folder: &Path, at: &str) -> Value {
    json(&["assess", folder.to_str().unwrap(), "--json", "--at", at])
}

/// All zones and conduits of an assessment.
pub fn scopes(answer: &Value) -> Vec<&Value> {
    let list = |key: &str| answer[key].as_array().unwrap().iter();
    list("zones").chain(list("conduits")).collect()
}

/// Every level of every scope: (scope id, which vector, place, level or -1).
pub fn levels(answer: &Value) -> Vec<(String, &'static str, usize, i64)> {
    let mut all = Vec::new();
    for scope in scopes(answer) {
        for vector in ["sl_demonstrated", "sl_ceiling", "sl_claimed"] {
            for (i, level) in scope[vector].as_array().unwrap().iter().enumerate() {
                all.push((scope["id"].as_str().unwrap().to_owned(), vector, i, level.as_i64().unwrap_or(-1)));
            }
        }
    }
    all
}

/// All witnesses of an assessment.
pub fn witnesses(answer: &Value) -> Vec<&Value> {
    let mut all: Vec<&Value> = Vec::new();
    for scope in answer["conduits"].as_array().unwrap() {
        if let Some(list) = scope.get("witnesses").and_then(Value::as_array) {
            all.extend(list);
        }
    }
    if let Some(list) = answer.get("witnesses").and_then(Value::as_array) {
        all.extend(list);
    }
    all
}

/// True when tshark is here; says that a test is skipped otherwise.
pub fn has_tshark() -> bool {
    let found = Command::new("tshark").arg("--version").output().is_ok_and(|o| o.status.success());
    if !found {
        eprintln!("skipped: no tshark");
    }
    found
}

/// The exchanges that break a declared conduit: those answered and against it, and frames against a diode.
pub fn violations(answer: &Value) -> Vec<&Value> {
    let is_violation = |w: &&Value| w["kind"] == "return-path" || (w["answered"] == true && w["kind"] != "undecided");
    witnesses(answer).into_iter().filter(is_violation).collect()
}

/// Contradictions of a rule.
pub fn contradictions<'a>(answer: &'a Value, rule: &str) -> Vec<&'a Value> {
    let all = answer["evidence"].as_array().unwrap().iter();
    all.filter(|e| e["maker"]["id"] == rule && e["outcome"] == "contradicts").collect()
}

/// Holds that tshark shows `filter` for the frame an item of an assessment names.
pub fn confirmed(plant: &Path, item: &Value, filter: &str) {
    let at = if item["place"].is_object() { &item["place"] } else { item };
    let (capture, frame) = (at["capture"].as_str().unwrap(), at["frame"].as_u64().unwrap());
    if has_tshark() {
        let shown = tshark_confirms(plant, capture, frame, filter);
        assert!(shown, "tshark does not show {filter} in {capture} frame {frame}: {item}");
    }
}

/// True when tshark shows `filter` for a frame of one of a plant's captures.
pub fn tshark_confirms(plant: &Path, capture: &str, frame: u64, filter: &str) -> bool {
    let file = plant.join(format!("captures/{capture}.pcapng"));
    let filter = format!("frame.number == {frame} && ({filter})");
    let out = Command::new("tshark")
        .args(["-n", "-r"])
        .arg(file)
        .args(["-Y", &filter, "-T", "fields", "-e", "frame.number"])
        .output()
        .unwrap();
    String::from_utf8_lossy(&out.stdout).trim() == frame.to_string()
}
