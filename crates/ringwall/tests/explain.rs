//! Explaining rows of the parts on processes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;

use support::{json, ringwall};

#[test]
fn a_row_of_every_part_on_processes_is_explained() {
    for (id, says) in [
        ("ZCR 3.3", "answers for it: asset owner"),
        ("zcr 3.4", "recommendation of IEC 62443-3-2:2020"),
        ("ZCR 3", "below it: ZCR 3.1, ZCR 3.2"),
        ("SM-1", "answers for it: product supplier"),
        ("ORG 1.1", "under SPE 1 Organizational security measures, ORG 1"),
        ("SP.01.01 BR", "below it: SP.01.01 RE(1)"),
        ("SP.01.01 RE(1)", "raises: SP.01.01 BR"),
        ("4.2.3.4", "replaced by 62443-2-1:2024"),
    ] {
        let run = ringwall(&["explain", id]);
        assert_eq!(run.code, 0, "{id}: {}", run.err);
        assert!(run.out.contains(says), "{id}: {}", run.out);
    }
}

#[test]
fn what_owners_of_frameworks_ask_to_be_said_stands_beside_their_entries() {
    let run = ringwall(&["explain", "ORG", "1.1"]);
    let out = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for says in [
        "(official): R1 [ANSSI asks the measure of every class of plant.]",
        "without an edition",
        "Licence Ouverte 2.0",
        "the part as a whole",
        "CC BY 4.0",
        "1 Initial",
    ] {
        assert!(out.contains(says), "{says}: {}", out);
    }
}

#[test]
fn as_json_it_holds_checks_maturity_and_links() {
    let row = json(&["explain", "SP.02.02 RE(2)", "--json"]);
    assert_eq!((&row["format"], &row["version"]), (&"ringwall-process-requirement".into(), &1.into()));
    assert_eq!((&row["kind"], &row["parent"]), (&"enhancement".into(), &"SP.02.02 BR".into()));
    assert_eq!(row["checks"][0]["look_at"], "artefact");
    assert_eq!(row["maturity"].as_array().unwrap().len(), 4);
    let base = json(&["explain", "SP.02.02 BR", "--json"]);
    assert_eq!(base["below"].as_array().unwrap().len(), 3);
    assert_eq!(base["crosswalks"][0]["authority"], "official");
}

#[test]
fn an_unknown_row_gets_the_nearest_of_all_parts() {
    for (typed, near) in [("SP.01.01", "SP.01.01 BR"), ("ZCR 3.9", "ZCR 3."), ("AVAIL 2.6", "AVAIL 2.")] {
        let run = ringwall(&["explain", typed]);
        assert_eq!(run.code, 2, "{typed}");
        assert!(run.err.contains(&format!("did you mean {near}")), "{typed}: {}", run.err);
    }
}

#[test]
fn a_file_of_ones_own_rows_is_explained_or_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("habits.toml");
    let path = file.to_str().unwrap();
    let good = "format = \"ringwall-processes\"\nversion = 1\npart = \"habits\"\nedition = \"1\"\ntitle = \"Habits\"\n\
                notice = \"internal\"\nauthority = \"plant\"\nanswers = [\"asset-owner\"]\n\
                [[basis]]\nid = \"m\"\nconfidence = \"single\"\nprovenance = \"meeting\"\n\
                [[process]]\nid = \"H 1\"\ntitle = \"Cranes\"\ntext = \"Cranes are locked.\"\nbasis = \"m\"\n\
                checks = [{ action = \"Try one.\" }]\n";
    fs::write(&file, good).unwrap();
    let run = ringwall(&["explain", "H 1", "--catalogue", path]);
    assert!(run.code == 0 && run.out.contains("Cranes are locked."), "{}{}", run.out, run.err);
    fs::write(&file, good.replace("basis = \"m\"", "basis = \"n\"")).unwrap();
    let run = ringwall(&["explain", "H 1", "--catalogue", path]);
    assert!(run.code == 2 && run.err.contains("undeclared-basis"), "{}{}", run.out, run.err);
}
