//! Finding rows, criteria and links.

use proptest::prelude::*;
use ringwall_catalogue::{Catalogue, PARTS, Techniques};
use ringwall_model::{FoundationalRequirement, RowConfidence, SecurityLevel};
use sha2::{Digest, Sha256};

fn found(id: &str) -> Option<&'static str> {
    Catalogue::embedded().requirement(id).map(|row| row.id.as_str())
}

#[test]
fn an_id_is_found_however_it_is_typed() {
    for typed in ["SR 2.11 RE 1", "sr 2.11 re 1", "SR2.11RE1", " SR  2.11 RE(1) ", "Sr-2.11-Re-1"] {
        assert_eq!(found(typed), Some("SR 2.11 RE 1"), "{typed}");
    }
    assert_eq!(found("SR 21.1 RE 1"), None);
    assert_eq!(found(""), None);
}

#[test]
fn whatever_an_id_names_is_found_and_only_as_what_it_is() {
    let catalogue = Catalogue::embedded();
    let id = |typed: &str| catalogue.entry(typed).map(|entry| entry.id().as_str());
    for (typed, written) in [
        ("cr 1.1 re 1", "CR 1.1 RE(1)"),
        ("EDR3.12", "EDR 3.12"),
        ("sr 1.1", "SR 1.1"),
        ("cr 1.6", "CR 1.6"),
        ("ccsc2", "CCSC 2"),
    ] {
        assert_eq!(id(typed), Some(written));
    }
    assert!(catalogue.requirement("CR 1.1").is_none() && catalogue.component("SR 1.1").is_none());
    assert!(catalogue.component("CR 1.6").is_none(), "a placeholder is no row");
    assert_eq!(catalogue.nearest_entry("EDR 3.15"), Some("EDR 3.10"));
    assert_eq!(id("NDR 5.13"), None);
}

#[test]
fn rows_of_the_two_sides_are_paired() {
    let catalogue = Catalogue::embedded();
    let system = catalogue.pairs_of_component("CR 1.1 RE(2)");
    let found: Vec<_> = system.iter().map(|p| (p.system.id.as_str(), p.relation, p.asks_the_same())).collect();
    assert_eq!(found, [("SR 1.1 RE 2", "analogous", false), ("SR 1.1 RE 3", "analogous", false)]);
    let components: Vec<_> = catalogue.pairs_of_system("SR 3.2").iter().map(|p| p.component.id.as_str()).collect();
    assert_eq!(components, ["SAR 3.2", "EDR 3.2", "HDR 3.2", "NDR 3.2", "HDR 3.2 RE(1)"]);
    assert!(catalogue.pairs_of_component("EDR 3.12").is_empty());
}

#[test]
fn a_criterion_is_found_with_its_row() {
    let (row, criterion) = Catalogue::embedded().criterion("sr 2.11 re 1/Synchronised").unwrap();
    assert_eq!((row.id.as_str(), criterion.id.as_str()), ("SR 2.11 RE 1", "SR 2.11 RE 1/synchronised"));
    assert!(Catalogue::embedded().criterion("SR 2.11 RE 1").is_none());
    assert!(Catalogue::embedded().criterion("SR 2.11 RE 1/").is_none());
}

#[test]
fn an_unknown_id_has_a_nearest_one() {
    assert_eq!(Catalogue::embedded().nearest("SR 5.4 RE 1"), Some("SR 5.1 RE 1"));
    assert_eq!(Catalogue::embedded().nearest("SR 2.11 RE 1/synchronized"), Some("SR 2.11 RE 1/synchronised"));
    assert_eq!(Catalogue::embedded().nearest("ISO 27001 A.5.1"), None);
}

#[test]
fn rows_of_a_foundational_requirement_stop_at_the_level() {
    let two = SecurityLevel::new(2).unwrap();
    let rows: Vec<_> =
        Catalogue::embedded().rows(FoundationalRequirement::Tre, two).map(|row| row.id.as_str()).collect();
    assert_eq!(rows, ["SR 6.1", "SR 6.2"]);
}

#[test]
fn timely_response_and_availability_add_nothing_at_level_4() {
    let catalogue = Catalogue::embedded();
    let three = SecurityLevel::new(3).unwrap();
    for fr in [FoundationalRequirement::Tre, FoundationalRequirement::Ra] {
        assert_eq!(catalogue.rows(fr, three).count(), catalogue.rows(fr, SecurityLevel::FOUR).count());
    }
}

#[test]
fn only_the_approval_of_remote_access_is_disputed() {
    let disputed = Catalogue::embedded().requirements().iter().filter(|row| row.confidence == RowConfidence::Disputed);
    assert_eq!(disputed.map(|row| row.id.as_str()).collect::<Vec<_>>(), ["SR 1.13 RE 1"]);
}

#[test]
fn links_are_found_from_both_ends() {
    let crosswalk = Catalogue::embedded().crosswalk();
    let relations: Vec<_> =
        crosswalk.of_requirement("sr 1.1 re 3").into_iter().map(|l| (l.target, l.relation)).collect();
    assert_eq!(relations, [("CR 1.1 RE(2)", Some("analogous"))]);
    assert!(crosswalk.meaning("analogous").is_some());
    let rows: Vec<_> =
        crosswalk.of_target("mitre-attack-ics", "m0818").into_iter().map(|l| l.requirement.as_str()).collect();
    assert_eq!(rows, ["SR 3.5", "SR 3.6", "CR 3.5", "CR 3.6"]);
    assert!(crosswalk.of_target("mitre-attack-ics", "M9999").is_empty());
}

#[test]
fn the_hash_is_that_of_the_data_files() {
    let text: String = PARTS.iter().flat_map(|part| [part.text, part.crosswalk]).collect();
    let hex: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(Catalogue::embedded().sha256(), hex);
    assert_ne!(Catalogue::parse("", "empty.toml").0.sha256(), hex);
}

proptest! {
    #[test]
    fn every_row_is_found_whatever_its_case_and_spacing(at in 0..100_usize, lower: bool, gap in " {0,3}") {
        let id = Catalogue::embedded().requirements()[at].id.as_str();
        let cased = if lower { id.to_lowercase() } else { id.to_owned() };
        prop_assert_eq!(found(&cased.replace(' ', &gap)), Some(id));
    }

    #[test]
    fn no_id_makes_a_lookup_fail(id in "\\PC{0,80}") {
        let _ = (Catalogue::embedded().requirement(&id), Catalogue::embedded().criterion(&id), Catalogue::embedded().nearest(&id));
    }
}

#[test]
fn techniques_are_joined_to_rows_by_the_mitigations_named_against_them() {
    let (techniques, diagnostics) = Techniques::parse(include_str!("../data/attack-ics-techniques.toml"), "techniques");
    assert_eq!((diagnostics, techniques.all().len()), (Vec::new(), 83));
    let catalogue = Catalogue::embedded();
    let [found] = &catalogue.outside("t0855")[..] else { panic!("one framework has it") };
    assert_eq!((found.id, found.title), ("T0855", Some("Unauthorized Command Message")));
    let of = |id: &str| found.mitigations.iter().find(|(mitigation, ..)| *mitigation == id).unwrap();
    let (_, title, rows) = of("M0802");
    assert_eq!(*title, Some("Communication Authenticity"));
    assert!(rows.iter().any(|link| link.requirement.as_str() == "SR 3.1"));
    let [mitigation] = &catalogue.outside("M0802")[..] else { panic!("one framework has it") };
    assert!(mitigation.against.iter().any(|technique| technique.id == "T0855"));
    assert!(catalogue.outside("T9999").is_empty() && catalogue.outside("SR 1.1").is_empty());
}

#[test]
fn entries_of_other_frameworks_lead_to_rows_of_every_part() {
    let rows = |id: &str| -> Vec<&str> {
        let found = Catalogue::embedded().outside(id);
        found.iter().flat_map(|entry| &entry.links).map(|link| link.requirement.as_str()).collect()
    };
    assert!(rows("PR.AC-4").contains(&"SR 2.1"));
    assert!(rows("r104").contains(&"ZCR 3.2"), "of a part on processes");
}
