//! Bad input: a clear message with a remedy, exit code 2, and nothing half-written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;

use support::{refinery, ringwall};

/// Runs, and holds the answer to what every refusal owes its reader.
fn refused(arguments: &[&str], says: &[&str]) {
    let run = ringwall(arguments);
    assert_eq!(run.code, 2, "{arguments:?}: {}{}", run.out, run.err);
    assert!(run.err.contains("error: ") && run.err.contains("help: "), "{arguments:?}: {}", run.err);
    for word in says {
        assert!(run.err.contains(word), "{arguments:?} does not say {word}: {}", run.err);
    }
    assert!(!run.err.contains("panicked") && run.out.is_empty(), "{arguments:?}: {}", run.out);
}

#[test]
fn a_missing_capture_is_named() {
    refused(&["discover", "no-such.pcap"], &["no-such.pcap"]);
}

#[test]
fn a_folder_without_captures_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "nothing here").unwrap();
    refused(&["discover", folder.path().to_str().unwrap()], &["no capture"]);
}

#[test]
fn an_empty_and_an_unreadable_capture_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let (empty, text) = (folder.path().join("empty.pcap"), folder.path().join("text.pcap"));
    fs::write(&empty, "").unwrap();
    fs::write(&text, "this is no capture at all, whatever its name says").unwrap();
    refused(&["discover", empty.to_str().unwrap()], &["empty"]);
    refused(&["discover", text.to_str().unwrap()], &["text"]);
}

#[test]
fn an_unknown_requirement_gets_the_nearest() {
    refused(&["explain", "SR 1.31"], &["SR 1.31", "did you mean SR 1."]);
}

#[test]
fn a_page_that_exists_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs::write(&page, "mine").unwrap();
    refused(&["assess", refinery().to_str().unwrap(), "--html", page.to_str().unwrap()], &["exists"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written lies beside it");
}

#[test]
fn a_page_in_a_folder_that_does_not_exist_is_said() {
    refused(&["assess", refinery().to_str().unwrap(), "--html", "/no/such/folder/page.html"], &["page.html"]);
}

#[test]
fn init_and_propose_write_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let plant = folder.path().join("new");
    let plant = plant.to_str().unwrap();
    assert_eq!(ringwall(&["init", plant]).code, 0);
    assert_eq!(ringwall(&["check", plant]).code, 0, "the starter folder is sound");
    let before = fs::read_to_string(format!("{plant}/plant.toml")).unwrap();
    refused(&["init", plant], &["exists"]);
    let capture = refinery().join("captures/sis.pcapng");
    let run = ringwall(&["discover", capture.to_str().unwrap(), "--propose", plant]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert_eq!(fs::read_to_string(format!("{plant}/plant.toml")).unwrap(), before);
}

#[test]
fn a_folder_that_is_no_plant_is_said() {
    let folder = tempfile::tempdir().unwrap();
    refused(&["assess", folder.path().to_str().unwrap()], &["plant.toml"]);
    refused(&["check", "no-such-folder"], &["no-such-folder"]);
}

#[test]
fn twenty_mistakes_are_all_reported() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plant.toml"), TWENTY_MISTAKES).unwrap();
    let run = ringwall(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(run.code, 2);
    let lines: Vec<usize> =
        (1..).zip(TWENTY_MISTAKES.lines()).filter(|(_, l)| l.contains("# mistake")).map(|(n, _)| n).collect();
    assert_eq!(lines.len(), 20);
    for line in lines {
        assert!(run.err.contains(&format!("plant.toml:{line}:")), "line {line} is not reported:\n{}", run.err);
    }
}

#[test]
fn statements_and_measures_that_undo_each_other_are_all_reported_at_once() {
    let case = concat!(env!("CARGO_MANIFEST_DIR"), "/../plant/tests/cases/judgement");
    let folder = tempfile::tempdir().unwrap();
    let mut mistakes = Vec::new();
    for file in ["plant.toml", "essential.toml", "statements.toml", "countermeasures.toml"] {
        let text = fs::read_to_string(format!("{case}/{file}")).unwrap();
        let lines = (1..).zip(text.lines()).filter(|(_, line)| line.contains("# mistake"));
        mistakes.extend(lines.map(|(line, _)| format!("{file}:{line}:")));
        fs::write(folder.path().join(file), text).unwrap();
    }
    let run = ringwall(&["check", folder.path().to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(mistakes.len() >= 15, "{mistakes:?}");
    for place in mistakes {
        assert!(run.err.contains(&place), "{place} is not reported:\n{}", run.err);
    }
}

#[test]
fn a_row_that_costs_an_essential_function_stops_the_sign_off() {
    let folder = support::copy_of_refinery();
    let path = folder.path().join("essential.toml");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("\n[[essential_functions.operator-view.consoles]]\nasset = \"hmi-1\"\nlocks = \"session-lock\"\n");
    fs::write(&path, text).unwrap();
    let plant = folder.path().to_str().unwrap();
    assert_eq!(ringwall(&["check", plant]).code, 1);
    let run = ringwall(&["assess", plant, "--at", support::AT]);
    assert!(run.out.contains("not to be signed off") && run.out.contains("lock-on-essential-console"), "{}", run.out);
    let answer = support::assess(folder.path(), support::AT);
    let rows = answer["zones"].as_array().unwrap().iter().flat_map(|zone| zone["verdicts"].as_array().unwrap());
    let violated: Vec<_> = rows.filter(|row| row["constraint"].is_object()).collect();
    assert_eq!(violated.len(), 1, "{violated:?}");
    assert_eq!((&violated[0]["requirement"], &violated[0]["verdict"]), (&"SR 2.5".into(), &"met".into()));
}

const TWENTY_MISTAKES: &str = r#"name = 7 # mistake
nmae = "typo" # mistake
[networks.a]
prefixes = ["10.0.0.1/24"] # mistake
kind = "token-ring" # mistake
[zones.control]
kind = "controll" # mistake
[zones.z1]
kind = "control"
sl_target = [1, 2, 3] # mistake
parent = "nowhere" # mistake
[zones.z2]
kind = "control"
sl_target = [1, 2, 3, 4, 5, 1, 1] # mistake
[zones."bad id"] # mistake
kind = "control"
[assets.a1]
zone = "z9" # mistake
interfaces = [{ network = "a", ip = "10.0.0.300" }] # mistake
criticality = "extreme" # mistake
[assets.a2]
zone = "z1"
interfaces = [{ network = "b", ip = "10.0.0.2" }] # mistake
component_types = ["toaster"] # mistake
[assets.a3]
zone = "z1"
interfaces = [{ network = "a", mac = "zz:00:00:00:00:00" }] # mistake
[conduits.c1]
zones = ["z1", "z7"] # mistake
enforced = "wishful" # mistake
[[conduits.c1.allow]]
protocol = "modbus"
operations = ["reed"] # mistake
[conduits.c2]
zones = ["z1", "z2"]
data_direction = "z1 => z2" # mistake
assets = ["nobody"] # mistake
"#;
