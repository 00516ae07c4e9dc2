//! The component side on the command line: SL-C by sheet, bad sheets, allocations, shared services.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::{fs, path::Path};

use serde_json::{Value, json};
use support::{AT, assess, copy_of_refinery, refinery, ringwall};

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not hold {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

const SHEET: &str = "products/tripmaster.toml";

#[test]
fn the_safety_controllers_sheet_is_answered_row_by_row() {
    let answer = assess(&refinery(), AT);
    let component = &answer["components"][0];
    assert_eq!((&component["product"], &component["sheet"]), (&json!("tripmaster"), &json!("holds")));
    assert_eq!(component["sl_capability"], json!([0, 0, 0, 0, 0, 0, 0]));
    assert_eq!(component["sl_capability_ceiling"], json!([1, 4, 4, 4, 4, 4, 4]), "CR 1.2 begins at SL 2");
    assert_eq!(
        component["enabling_not_shown"].as_array().unwrap().len() + component["enabled"].as_array().unwrap().len(),
        2
    );
    let rows = answer["sheets"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 83);
    let row = |id: &str| rows.iter().find(|row| row["requirement"] == id).unwrap();
    assert_eq!(row("CR 1.2")["answer"], "not-able");
    assert_eq!(row("CR 1.2")["lines"][0]["place"]["file"], SHEET);
    assert_eq!(row("CR 1.1")["answer"], "unknown");
}

#[test]
fn the_answer_shows_able_beside_enabled_on_screen_and_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let run = ringwall(&["assess", refinery().to_str().unwrap(), "--at", AT, "--html", page.to_str().unwrap()]);
    for word in
        ["What components can do", "tripmaster", "?..1", "3/83", "evidence that it is enabled is missing for SR "]
    {
        assert!(run.out.contains(word), "{word}: {}", run.out);
    }
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("What components can do")
            && page.contains("event log")
            && page.contains("unknown, for the sheet")
    );
}

#[test]
fn a_sheet_for_other_firmware_says_so_and_counts_for_nothing() {
    let kept = copy_of_refinery();
    let folder = kept.path();
    change(folder, SHEET, "firmware_from = \"2.0\"", "firmware_from = \"1.0\"");
    change(folder, SHEET, "firmware_below = \"3.0\"", "firmware_below = \"1.1\"");
    let answer = assess(folder, AT);
    assert_eq!(answer["components"][0]["sheet"], "firmware-excluded");
    assert_eq!(answer["components"][0]["sl_capability_ceiling"], json!([4, 4, 4, 4, 4, 4, 4]));
    let told: Vec<&Value> =
        answer["diagnostics"].as_array().unwrap().iter().filter(|d| d["code"] == "sheet-firmware-excluded").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["place"]["file"], "plant.toml");
    assert!(told[0]["help"].as_str().unwrap().contains("firmware"));
}

#[test]
fn a_line_on_what_is_no_row_is_a_mistake_with_its_place() {
    for (id, says) in [
        ("CR 2.4", "each component type has a row of its own"),
        ("CR 5.4", "nothing is asked of a component here"),
        ("CCSC 2", "has no level"),
        ("CR 1.21", "did you mean CR 1."),
    ] {
        let kept = copy_of_refinery();
        let folder = kept.path();
        change(folder, SHEET, "requirement = \"CR 2.8\"", &format!("requirement = \"{id}\""));
        let run = ringwall(&["check", folder.to_str().unwrap()]);
        assert_eq!(run.code, 2, "{id}: {}{}", run.out, run.err);
        assert!(run.err.contains(says) && run.err.contains("tripmaster.toml:"), "{id}: {}", run.err);
    }
}

#[test]
fn a_criterion_of_a_component_row_is_known_or_told() {
    let with = |criterion: &str| {
        let kept = copy_of_refinery();
        let folder = kept.path();
        let to = format!("requirement = \"CR 2.8\"\ncriteria = [\"{criterion}\"]");
        change(folder, SHEET, "requirement = \"CR 2.8\"", &to);
        ringwall(&["check", folder.to_str().unwrap()])
    };
    assert!(!with("categories").err.contains("unknown-criterion"));
    let run = with("categorise");
    assert!(run.code == 2 && run.err.contains("CR 2.8/categories"), "{}", run.err);
}

#[test]
fn allocations_count_where_conduits_allow_them_and_shared_services_are_listed() {
    let allocate = |scope: &str, unit: &str, provider: &str| {
        format!(
            "\n[[allocations]]\nzone = \"{scope}\"\nrequirement = \"SR 2.8\"\nunits = [\"{unit}\"]\nprovided_by = \"{provider}\"\n"
        )
    };
    let declared = |allocations: &str| {
        let kept = copy_of_refinery();
        let path = kept.path().join("countermeasures.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text + allocations).unwrap();
        kept
    };
    let with = |allocations: &str| assess(declared(allocations).path(), AT);
    let codes = |answer: &Value| -> Vec<String> {
        let all = answer["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|d| d["code"].as_str().unwrap().contains("allocation"));
        all.map(|d| format!("{} {}", d["severity"].as_str().unwrap(), d["code"].as_str().unwrap())).collect()
    };
    let same_zone = with(&allocate("bpcs", "plc-101", "hmi-1"));
    assert_eq!(codes(&same_zone), Vec::<String>::new());
    assert_eq!(same_zone["shared_services"][0]["asset"], "hmi-1");
    assert_eq!(same_zone["shared_services"][0]["cells"].as_array().unwrap().len(), 1);
    let circle = declared(&(allocate("bpcs", "plc-101", "hmi-1") + &allocate("bpcs", "hmi-1", "plc-101")));
    let refused = ringwall(&["assess", circle.path().to_str().unwrap(), "--at", AT]);
    assert!(refused.code == 2 && refused.err.contains("allocation-circle"), "{}", refused.err);
    let across = with(&(allocate("bpcs", "ews-1", "broker") + &allocate("bpcs", "plc-101", "broker")));
    assert_eq!(codes(&across), ["warning allocation-not-allowed"], "the conduit lets broker reach ews-1 alone");
    let service = &across["shared_services"][0];
    assert_eq!((&service["asset"], &service["cells"][0]["units"]), (&json!("broker"), &json!(1)));
}
