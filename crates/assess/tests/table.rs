//! Laws over the table of checks.

use std::collections::BTreeSet;

use ringwall_assess::checks::{CHECKS, run};
use ringwall_catalogue::Catalogue;
use ringwall_model::Plant;

/// Requirements of 62443-3-2 that checks may name; ids are facts of that part.
const ZONE_AND_CONDUIT_REQUIREMENTS: [&str; 4] = ["ZCR 3.1", "ZCR 3.2", "ZCR 3.3", "ZCR 6.4"];

#[test]
#[expect(clippy::disallowed_methods, reason = "the law compares the table with the folder")]
fn every_file_is_a_row_and_every_row_a_file() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let names: BTreeSet<String> = entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let mut rows: BTreeSet<String> = CHECKS.iter().map(|check| check.code.replace('-', "_")).collect();
    assert_eq!(rows.len(), CHECKS.len());
    rows.extend(["mod", "testing"].map(str::to_owned));
    assert_eq!(rows, names);
}

#[test]
fn every_requirement_a_check_names_exists() {
    for check in CHECKS {
        assert!(!check.requirements.is_empty(), "{}", check.code);
        for id in check.requirements {
            let known = Catalogue::embedded().requirement(id).is_some() || ZONE_AND_CONDUIT_REQUIREMENTS.contains(id);
            assert!(known, "{}: {id}", check.code);
        }
    }
}

#[test]
fn every_check_explains_itself_and_says_who_asks() {
    for check in CHECKS {
        assert!(
            check.explanation.len() > 150 && check.authority.starts_with("IEC 62443-3-2:2020 ZCR "),
            "{}",
            check.code
        );
    }
}

#[test]
fn an_empty_plant_raises_nothing() {
    assert!(run(&Plant::default()).is_empty());
}
