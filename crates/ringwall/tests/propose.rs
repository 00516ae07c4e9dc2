//! From what was seen to what is enforced, on the example refinery: proposed, accepted by somebody, generated.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{AT, copy_of_refinery, json, ringwall};

const DNP3: &str = "[[conduits.skids-to-bpcs.allow]]\nprotocol = \"dnp3\"\n";
const ENTRY: &str = "hmi-1/skid-a-rtu/dnp3";

/// The example without its allowance for DNP3, and what that was.
fn without_dnp3() -> (tempfile::TempDir, String) {
    let folder = copy_of_refinery();
    let path = folder.path().join("plant.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (_, from) = text.split_once(DNP3).unwrap();
    let removed = format!("{DNP3}{}\n\n", from.split_once("\n\n").unwrap().0);
    fs::write(&path, text.replace(&removed, "")).unwrap();
    (folder, removed)
}

fn proposal(folder: &Path, further: &[&str]) -> Value {
    let base = ["propose", folder.to_str().unwrap(), "--json", "--at", AT];
    json(&base.iter().chain(further).copied().collect::<Vec<_>>())
}

fn entry<'v>(proposal: &'v Value, name: &str) -> Option<&'v Value> {
    proposal["entries"].as_array().unwrap().iter().find(|one| one["entry"] == name)
}

#[test]
fn what_was_seen_is_proposed_with_its_frames_and_what_must_not_be_says_why() {
    let (folder, _) = without_dnp3();
    let proposal = proposal(folder.path(), &[]);
    let one = entry(&proposal, ENTRY).unwrap_or_else(|| panic!("{proposal:#}"));
    assert_eq!((&one["conduit"], &one["not_proposed"]), (&"skids-to-bpcs".into(), &Value::Null));
    assert!(one["exchanges"].as_u64().unwrap() > 0 && one["frame"].as_u64().unwrap() > 0, "{one:#}");
    assert!(one["operations"].as_array().unwrap().contains(&"read".into()), "{one:#}");
    assert_eq!(one["captures"].as_array().unwrap().len(), 2, "{one:#}");
    let write = entry(&proposal, "ews-1/sis-logic/modbus").unwrap();
    assert_eq!(write["not_proposed"], "a safety zone or asset has a part in it");
    let upward = |one: &&Value| one["from"] == "historian" && one["to"] == "bpcs";
    for one in proposal["entries"].as_array().unwrap().iter().filter(upward) {
        assert!(one["not_proposed"].is_string(), "{one:#}");
    }
    assert!(!proposal["watched"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_accepted_stands_in_the_folder_with_who_and_when_and_is_generated() {
    let (folder, removed) = without_dnp3();
    let path = folder.path().join("plant.toml");
    let (plant, before) = (folder.path().to_str().unwrap(), fs::read_to_string(&path).unwrap());
    let accept =
        ["propose", plant, "--at", AT, "--accept", ENTRY, "--by", "control-engineer", "--purpose", "Tank levels"];
    let run = ringwall(&accept);
    assert_eq!(run.code, 0, "{}", run.err);
    let after = fs::read_to_string(&path).unwrap();
    let above = "\n# Proposed from what was seen, accepted by control-engineer on 2026-12-01T00:00:00Z.\n# Seen: ";
    assert!(after.contains(above), "{after}");
    assert!(after.contains("purpose = \"Tank levels\"\n"), "{after}");
    let lines: Vec<&str> = before.lines().collect();
    let kept = after.lines().filter(|line| lines.contains(line)).count();
    assert!(kept >= lines.len(), "a line is gone");
    assert_eq!(entry(&proposal(folder.path(), &[]), ENTRY), None);
    // Nobody is asked twice.
    let run = ringwall(&accept);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("there is no proposal"), "{}", run.err);
    // What people declared themselves and what was accepted let the same through.
    let generated = |text: &str| {
        fs::write(&path, text).unwrap();
        let out = folder.path().join("out");
        let run = ringwall(&[
            "generate",
            plant,
            "--point",
            "gw-a",
            "--dialect",
            "nftables",
            "-o",
            out.to_str().unwrap(),
            "--at",
            AT,
        ]);
        assert_eq!(run.code, 0, "{}", run.err);
        let text = fs::read_to_string(&out).unwrap();
        fs::remove_file(out).unwrap();
        text
    };
    let declared = before.replace("[conduits.service-to-bpcs]\n", &format!("{removed}[conduits.service-to-bpcs]\n"));
    assert!(generated(&after).contains("tcp dport 20000"));
    assert_eq!(generated(&after), generated(&declared));
    assert!(!generated(&before).contains("tcp dport 20000"));
}

#[test]
fn what_must_not_be_proposed_cannot_be_accepted_and_nobody_accepts_who_is_no_person_of_the_plant() {
    let (folder, _) = without_dnp3();
    let path = folder.path().join("plant.toml");
    let before = fs::read_to_string(&path).unwrap();
    for (entry, by, message) in [
        ("ews-1/sis-logic/modbus", "control-engineer", "a safety zone or asset has a part in it"),
        (ENTRY, "control-enginer", "did you mean control-engineer?"),
        ("hmi-1/skid-a-rtu/dnp", "control-engineer", "did you mean hmi-1/skid-a-rtu/dnp3?"),
    ] {
        let plant = folder.path().to_str().unwrap();
        let run = ringwall(&["propose", plant, "--at", AT, "--accept", entry, "--by", by]);
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains(message), "{}", run.err);
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }
}

#[test]
fn what_the_variant_that_only_logs_has_logged_is_counted_by_entry() {
    let (folder, _) = without_dnp3();
    let log = folder.path().join("kernel.log");
    let line = |destination: &str, port: u16| {
        format!(
            "fw kernel: ringwall-would-deny IN=eth0 OUT=eth1 SRC=10.10.3.20 DST={destination} LEN=60 PROTO=TCP SPT=4 DPT={port}\n"
        )
    };
    let text = [line("10.10.3.72", 20000), line("10.10.3.72", 20000), line("10.10.3.72", 80), "other\n".to_owned()];
    fs::write(&log, text.concat()).unwrap();
    let proposal = proposal(folder.path(), &["--log", log.to_str().unwrap()]);
    assert_eq!(entry(&proposal, ENTRY).unwrap()["logged"], 2);
    let rest = proposal["logged"].as_array().unwrap();
    assert_eq!((rest.len(), &rest[0]["port"], &rest[0]["count"]), (1, &80.into(), &1.into()), "{proposal:#}");
}
