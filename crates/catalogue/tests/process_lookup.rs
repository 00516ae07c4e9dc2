//! Finding rows on processes, what stands under them and what is said of them elsewhere.

use proptest::prelude::*;
use ringwall_catalogue::{Catalogue, Processes};
use ringwall_model::ProcessKind;

fn found(id: &str) -> Option<&'static str> {
    Catalogue::embedded().process(id).map(|row| row.id.as_str())
}

#[test]
fn an_id_is_found_however_it_is_typed() {
    for (typed, id) in [
        ("zcr3.3", "ZCR 3.3"),
        ("sm-1", "SM-1"),
        ("SM 1", "SM-1"),
        ("org1.1", "ORG 1.1"),
        ("sp.01.01 br", "SP.01.01 BR"),
        ("SP.02.02 RE 3", "SP.02.02 RE(3)"),
        ("4.2.3", "4.2.3"),
    ] {
        assert_eq!(found(typed), Some(id), "{typed}");
    }
    assert_eq!(found("SR 1.1"), None, "judged rows are another kind");
}

#[test]
fn an_unknown_id_has_a_nearest_one_among_all_parts() {
    for (typed, near) in
        [("ZCR 3.9", "ZCR 3.1"), ("SP.01.01", "SP.01.01 BR"), ("SVV-9", "SVV-1"), ("SR 1.1 RE 9", "SR 1.1 RE 1")]
    {
        assert_eq!(Catalogue::embedded().nearest_entry(typed), Some(near), "{typed}");
    }
    assert_eq!(Catalogue::embedded().nearest("AVAIL 2.9"), None, "nothing is judged by it");
}

#[test]
fn a_group_knows_its_members_and_a_base_its_enhancements() {
    let under = |id| {
        let row = found(id).and_then(|id| Processes::embedded().row(id)).unwrap();
        Processes::embedded().under(row).map(|row| row.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(under("ZCR 3"), ["ZCR 3.1", "ZCR 3.2", "ZCR 3.3", "ZCR 3.4", "ZCR 3.5", "ZCR 3.6"]);
    assert_eq!(under("SP.02.02 BR"), ["SP.02.02 RE(1)", "SP.02.02 RE(2)", "SP.02.02 RE(3)"]);
    assert_eq!(under("4.2.2"), ["4.2.2.1"]);
    assert!(under("SM-1").is_empty() && under("SP.02.02 RE(1)").is_empty());
}

#[test]
fn headings_stand_outermost_first() {
    let headings = |id| {
        let row = Processes::embedded().row(id).unwrap();
        row.headings.iter().map(|heading| heading.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(headings("ORG 1.1"), ["SPE 1", "ORG 1"]);
    assert_eq!(headings("SM-1"), ["Practice 1"]);
    assert_eq!(headings("SP.02.02 RE(1)"), ["SP.02"]);
    assert_eq!(headings("ZCR 3.3"), ["ZCR 3"]);
}

#[test]
fn what_is_in_force_leaves_out_groups_and_the_older_part() {
    let in_force = || Processes::embedded().in_force();
    assert!(in_force().all(|row| row.kind != ProcessKind::Group && row.part != "62443-2-1:2009"));
    assert!(in_force().any(|row| row.part == "62443-2-1:2024"));
}

#[test]
fn a_framework_is_found_from_both_ends() {
    let crosswalk = Processes::embedded().crosswalk();
    let rows: Vec<_> = crosswalk.of_target("anssi-pa-108", "r1").into_iter().map(|l| l.requirement.as_str()).collect();
    assert_eq!(rows, ["ORG 1.1"]);
    let of_part: Vec<_> = crosswalk.of_requirement("62443-3-2").into_iter().map(|l| l.target).collect();
    assert_eq!(of_part, ["Annex I Part I (1)", "Annex I Part I (2)(k)"]);
}

#[test]
fn rows_on_processes_change_neither_the_judged_rows_nor_their_hash() {
    let catalogue = Catalogue::embedded();
    assert!(catalogue.requirements().iter().all(|row| catalogue.process(row.id.as_str()).is_none()));
    let only = Catalogue::from(Processes::embedded().clone());
    assert_eq!((only.requirements().len(), only.processes().rows().len()), (0, catalogue.processes().rows().len()));
}

proptest! {
    #[test]
    fn every_row_is_found_whatever_its_case_and_spacing(at in any::<prop::sample::Index>(), lower: bool, gap in " {0,3}") {
        let id = at.get(Processes::embedded().rows()).id.as_str();
        let cased = if lower { id.to_lowercase() } else { id.to_owned() };
        prop_assert_eq!(found(&cased.replace(' ', &gap)), Some(id));
    }

    #[test]
    fn no_id_makes_a_lookup_fail(id in "\\PC{0,80}") {
        let _ = (Catalogue::embedded().process(&id), Catalogue::embedded().nearest_entry(&id));
    }
}
