//! The catalogue on the command line: listed, shown, compared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;

use support::ringwall;

fn json(arguments: &[&str]) -> serde_json::Value {
    let run = ringwall(arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

#[test]
fn the_list_counts_each_part_and_prints_every_notice() {
    let run = ringwall(&["catalogue", "list"]);
    for word in ["62443-3-3", "62443-4-2", "37", "122", "sha256 ", "reproduced and distributed", "Licence Ouverte 2.0"]
    {
        assert!(run.out.contains(word), "{word}: {}", run.out);
    }
    let listed = json(&["catalogue", "list", "--json"]);
    assert_eq!(listed["parts"][1]["rows_up_to"], serde_json::json!([50, 93, 116, 122]));
    let rows = listed["rows"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["sl_min"].is_number()).count(), 222);
    let on_processes: Vec<u64> =
        listed["process_parts"].as_array().unwrap().iter().map(|part| part["rows"].as_u64().unwrap()).collect();
    assert_eq!(on_processes, [32, 47, 87, 123, 126]);
    let of_4_1 = json(&["catalogue", "list", "--part", "4-1", "--json"]);
    assert_eq!(of_4_1["rows"].as_array().unwrap().len(), 47);
}

#[test]
fn options_narrow_the_rows() {
    let listed = json(&["catalogue", "list", "--part", "4-2", "--level", "1", "--fr", "dc", "--json"]);
    let ids: Vec<_> = listed["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["CR 4.1", "CR 4.3"]);
}

#[test]
fn whatever_an_id_names_is_shown_and_explained_alike() {
    for (id, says) in [
        ("CR 1.1 RE(1)", "asked from SL 2"),
        ("EDR 3.12", "embedded-device"),
        ("CR 2.4", "HDR 2.4"),
        ("CCSC 2", "clause 4.3"),
        ("SR 1.1", "asked from SL 1"),
    ] {
        let (shown, explained) = (ringwall(&["catalogue", "show", id]), ringwall(&["explain", id]));
        assert!(shown.code == 0 && shown.out.contains(says), "{id}: {}{}", shown.out, shown.err);
        assert_eq!(shown.out, explained.out);
        assert_eq!(json(&["explain", id, "--json"])["id"], id);
    }
    let paired = &json(&["explain", "CR 1.1 RE(2)", "--json"])["paired_with"];
    assert_eq!(paired[1], serde_json::json!({"requirement": "SR 1.1 RE 3", "relation": "analogous", "sl_min": 4}));
}

#[test]
fn a_list_that_agrees_exits_with_0_and_one_that_differs_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let rows = json(&["catalogue", "list", "--part", "62443-4-2", "--json"])["rows"].clone();
    let line =
        |row: &serde_json::Value| format!("{},{},{}\n", row["id"].as_str().unwrap(), row["title"], row["sl_min"]);
    let list: String = rows.as_array().unwrap().iter().map(line).collect();
    let path = folder.path().join("list.csv");
    fs::write(&path, format!("id,title,level\n{list}")).unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(ringwall(&["catalogue", "compare", path]).code, 0);
    fs::write(path, format!("id,title,level\n{}", list.replace("EDR 3.12,", "EDR 3.21,"))).unwrap();
    let run = ringwall(&["catalogue", "compare", path]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("extra list.csv:") && run.out.contains("missing EDR 3.12 "), "{}", run.out);
    let answer: serde_json::Value =
        serde_json::from_str(&ringwall(&["catalogue", "compare", path, "--json"]).out).unwrap();
    assert_eq!(answer["differences"].as_array().unwrap().len(), 2);
}

#[test]
fn a_list_with_mistakes_is_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    fs::write(&path, "id,level\nSR 1.1,seven\n,2\n").unwrap();
    let run = ringwall(&["catalogue", "compare", path.to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("list.csv:2:8") && run.err.contains("list.csv:3:1"), "{}", run.err);
    assert!(ringwall(&["catalogue", "list", "--part", "62443-9-9"]).err.contains("the catalogue has"));
}
