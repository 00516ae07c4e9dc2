//! Laws over the table of checks.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may stop where it stands"
)]

use std::collections::BTreeSet;

use ringwall_assess::checks::{CHECKS, Declared, Look, run};
use ringwall_catalogue::Catalogue;
use ringwall_model::{Instant, Plant, Severity};

/// Requirements of 62443-3-2, of which no catalogue part is embedded; ids are facts of that part.
fn is_of_3_2(id: &str) -> bool {
    let last = [1, 1, 6, 1, 13, 9, 1];
    let numbers = id.strip_prefix("ZCR ").and_then(|rest| rest.split_once('.'));
    let parsed =
        numbers.and_then(|(group, number)| Some((group.parse::<usize>().ok()?, number.parse::<usize>().ok()?)));
    parsed.is_some_and(|(group, number)| (1..=7).contains(&group) && (1..=last[group - 1]).contains(&number))
}

/// Who may ask, and how firmly.
const WEIGHTS: [&str; 4] = [", requirement", ", recommendation", ", good practice", ", method"];

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
    let known = |id: &str| Catalogue::embedded().requirement(id).is_some() || is_of_3_2(id);
    for check in CHECKS {
        assert!(!check.requirements.is_empty(), "{}", check.code);
        for id in check.requirements {
            assert!(known(id), "{}: {id}", check.code);
        }
        for id in ids(check.authority) {
            assert!(known(&id) && check.requirements.contains(&id.as_str()), "{}: {id}", check.code);
        }
    }
    assert!(!is_of_3_2("ZCR 3.7") && !is_of_3_2("ZCR 8.1") && !is_of_3_2("ZCR 0.1") && is_of_3_2("ZCR 5.13"));
}

/// The requirements an authority names.
fn ids(authority: &str) -> Vec<String> {
    let (source, _) = authority.rsplit_once(',').unwrap();
    let words: Vec<&str> = source.split(' ').collect();
    let at = |start: usize| {
        Some((words.get(start)?, words.get(start + 1)?)).filter(|(series, _)| ["ZCR", "SR"].contains(series))
    };
    (0..words.len()).filter_map(at).map(|(series, number)| format!("{series} {number}")).collect()
}

#[test]
fn every_check_explains_itself_and_says_who_asks_and_how_firmly() {
    for check in CHECKS {
        let source = [
            "IEC 62443-3-2:2020 ZCR ",
            "IEC 62443-3-3:2013 SR ",
            "IEC 62443-3-3:2013 clause 4",
            ringwall_model::METHOD,
        ];
        assert!(source.iter().any(|source| check.authority.starts_with(source)), "{}", check.code);
        assert!(WEIGHTS.iter().any(|weight| check.authority.ends_with(weight)), "{}", check.code);
        assert!(check.explanation.len() > 150 && check.title.len() < 90, "{}", check.code);
    }
}

#[test]
fn partition_rules_that_are_requirements_are_graver_than_those_that_are_recommended() {
    let of = |id: &str| {
        CHECKS.iter().filter(|c| c.authority.contains(id)).map(|c| (c.severity, c.authority)).collect::<Vec<_>>()
    };
    for id in ["ZCR 3.2, requirement", "ZCR 3.3, requirement"] {
        assert_eq!(of(id).iter().map(|(severity, _)| *severity).collect::<Vec<_>>(), [Severity::Error], "{id}");
    }
    for id in ["ZCR 3.4, recommendation", "ZCR 3.5, recommendation", "ZCR 3.6, recommendation"] {
        assert_eq!(of(id).iter().map(|(severity, _)| *severity).collect::<Vec<_>>(), [Severity::Warning], "{id}");
    }
}

#[test]
fn what_stops_a_sign_off_is_what_clause_4_asks_for_and_depends_on_no_time() {
    for check in CHECKS {
        let stops = check.severity == Severity::Stop;
        assert_eq!(stops, check.authority == "IEC 62443-3-3:2013 clause 4, requirement", "{}", check.code);
        assert!(!stops || matches!(check.look, Look::Plant(_)), "{}", check.code);
    }
}

#[test]
fn an_empty_plant_raises_nothing() {
    let (plant, catalogue) = (Plant::default(), Catalogue::embedded());
    assert!(run(&Declared { plant: &plant, catalogue, at: Instant(i64::MAX) }).is_empty());
}
