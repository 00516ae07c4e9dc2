//! Laws over the table of embedded parts. A part added to the table is held to them without another line here.

mod wording;

use std::collections::{BTreeMap, BTreeSet};

use ringwall_catalogue::{
    Catalogue, Crosswalk, Entry, PARTS, PROCESS_PARTS, Part, PlaceholderKind, Subject, TECHNIQUES_FILE,
};
use ringwall_model::{ComponentType, EvidenceKind, Requirement, SecurityLevel, VerifiedBy};
use wording::{STANDARDESE, alike, content};

/// Words a text of a row may have, and a text of a criterion.
const ROW_WORDS_MAX: usize = 40;
const CRITERION_WORDS_MAX: usize = 20;

/// Shares of common words (of all words of both) at which two texts count as alike.
const ALIKE_ROWS_PERCENT: usize = 25;
const ALIKE_CRITERIA_PERCENT: usize = 50;

/// Criteria that evidence rules name. Renaming one would silently switch a rule off.
const NAMED_BY_RULES: [&str; 23] = [
    "SR 1.1/authenticated",
    "SR 1.2/authenticated",
    "SR 1.5/defaults-changed",
    "SR 1.5/protected-in-transit",
    "SR 1.8/issued-and-managed",
    "SR 1.9/validity-checked",
    "SR 2.1/human-users",
    "SR 2.1 RE 1/all-users",
    "SR 2.11 RE 1/designated-source",
    "SR 2.11 RE 1/interval-set",
    "SR 2.11 RE 1/synchronised",
    "SR 3.1/protected-in-transit",
    "SR 3.1 RE 1/in-transit",
    "SR 4.1/in-transit",
    "SR 4.1 RE 1/in-transit",
    "SR 4.1 RE 2/in-transit",
    "SR 4.3/sound-algorithms",
    "SR 4.3/sound-keys",
    "SR 5.1/segmented",
    "SR 5.2/controlled",
    "SR 5.2/declared-only",
    "SR 5.2 RE 1/default-deny",
    "SR 5.3/blocked",
];

/// SL 1 rows that no wire can touch: they are decided on hosts and controllers, by documents, tests or questions.
const OUT_OF_SIGHT: [&str; 20] = [
    "SR 1.3", "SR 1.4", "SR 1.7", "SR 1.10", "SR 2.3", "SR 2.4", "SR 2.8", "SR 2.9", "SR 2.10", "SR 3.1", "SR 3.2",
    "SR 3.3", "SR 3.5", "SR 3.6", "SR 5.4", "SR 6.1", "SR 7.2", "SR 7.3", "SR 7.4", "SR 7.5",
];

/// Pairs of a system row and a component row whose levels differ in the standard itself.
const LEVELS_DIFFER: [(&str, u8, &str, u8); 11] = [
    ("SR 1.1 RE 3", 4, "CR 1.1 RE(2)", 3),
    ("SR 1.13 RE 1", 2, "NDR 1.13 RE(1)", 3),
    ("SR 2.4 RE 1", 3, "SAR 2.4 RE(1)", 2),
    ("SR 2.4 RE 1", 3, "EDR 2.4 RE(1)", 2),
    ("SR 2.4 RE 1", 3, "HDR 2.4 RE(1)", 2),
    ("SR 2.4 RE 1", 3, "NDR 2.4 RE(1)", 2),
    ("SR 2.11", 2, "CR 2.11", 1),
    ("SR 2.11 RE 1", 3, "CR 2.11 RE(1)", 2),
    ("SR 2.12", 3, "CR 2.12", 1),
    ("SR 3.4", 2, "CR 3.4", 1),
    ("SR 3.7", 2, "CR 3.7", 1),
];

/// How many rows of 62443-4-2 each component type is asked at SL 1, 2, 3 and 4.
const ROWS_BY_TYPE: [(ComponentType, [usize; 4]); 4] = [
    (ComponentType::SoftwareApplication, [34, 53, 67, 73]),
    (ComponentType::EmbeddedDevice, [36, 61, 77, 83]),
    (ComponentType::HostDevice, [36, 62, 78, 84]),
    (ComponentType::NetworkDevice, [40, 67, 86, 92]),
];

fn catalogue() -> &'static Catalogue {
    Catalogue::embedded()
}

/// Every row of every part.
fn rows() -> impl Iterator<Item = &'static Requirement> {
    catalogue().requirements().iter().chain(catalogue().components())
}

fn parts_of(subject: Subject) -> impl Iterator<Item = &'static Part> {
    catalogue().parts().iter().filter(move |part| part.subject == subject)
}

fn constraint_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let constraints = catalogue().parts().iter().flat_map(|part| &part.constraints);
    constraints.map(|constraint| (constraint.id.as_str(), constraint.text.as_str()))
}

fn criterion_texts() -> Vec<(&'static str, &'static str)> {
    rows().flat_map(|row| &row.criteria).map(|c| (c.id.as_str(), c.text.as_str())).collect()
}

fn row_texts() -> Vec<(&'static str, &'static str)> {
    rows().map(|row| (row.id.as_str(), row.text.as_str())).chain(constraint_texts()).collect()
}

#[test]
fn every_part_reads_without_a_remark() {
    for part in &PARTS {
        assert_eq!(Catalogue::parse(part.text, part.file).1, [], "{}", part.file);
        assert_eq!(Crosswalk::parse(part.crosswalk, part.crosswalk_file).1, [], "{}", part.crosswalk_file);
    }
}

#[test]
fn every_data_file_stands_in_the_table() {
    #[expect(clippy::disallowed_methods, reason = "the law compares a folder with a table")]
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/data")).unwrap();
    let files: BTreeSet<String> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let judged = PARTS.iter().flat_map(|part| [part.file, part.crosswalk_file]);
    let processes = PROCESS_PARTS.iter().flat_map(|part| [part.file, part.crosswalk_file]);
    assert_eq!(files, judged.chain(processes).chain([TECHNIQUES_FILE]).map(str::to_owned).collect());
}

#[test]
fn each_level_asks_as_many_rows_as_the_part_counts() {
    for part in &PARTS {
        let (catalogue, _) = Catalogue::parse(part.text, part.file);
        let rows = catalogue.rows_of(&catalogue.parts()[0]);
        assert_eq!(up_to(rows.iter()), part.rows_up_to, "{}", part.file);
    }
}

/// How many rows are asked at SL 1, 2, 3 and 4.
fn up_to<'r>(rows: impl Iterator<Item = &'r Requirement> + Clone) -> [usize; 4] {
    let mut graded = SecurityLevel::graded();
    std::array::from_fn(|_| graded.next().map_or(0, |level| rows.clone().filter(|row| row.sl_min <= level).count()))
}

#[test]
fn each_component_type_is_asked_as_many_rows_as_the_part_counts() {
    for (component_type, counts) in ROWS_BY_TYPE {
        let rows = catalogue().components().iter().filter(|row| row.component_types.contains(&component_type));
        assert_eq!(up_to(rows), counts, "{}", component_type.word());
    }
}

#[test]
fn what_is_asked_only_grows_from_level_to_level() {
    let mut below = BTreeSet::new();
    for level in SecurityLevel::graded() {
        let asked: BTreeSet<&str> = rows().filter(|row| row.sl_min <= level).map(|row| row.id.as_str()).collect();
        assert!(below.is_subset(&asked), "SL {level} asks less than the level below");
        below = asked;
    }
}

#[test]
fn an_enhancement_follows_its_requirement_and_never_begins_below_it() {
    let levels: BTreeMap<&str, SecurityLevel> = rows().map(|row| (row.id.as_str(), row.sl_min)).collect();
    let mut base = "";
    for row in rows() {
        match row.id.as_str().split_once(" RE") {
            None => base = row.id.as_str(),
            Some((of, _)) => {
                assert_eq!(of, base, "{} stands under another requirement", row.id);
                assert!(levels.get(of).is_some_and(|level| *level <= row.sl_min), "{}", row.id);
            }
        }
    }
}

#[test]
fn ids_of_3_3_are_well_formed_and_name_their_foundational_requirement() {
    for row in catalogue().requirements() {
        let numbers = row.id.as_str().strip_prefix("SR ").unwrap();
        let (base, enhancement) = numbers.split_once(" RE ").unwrap_or((numbers, "1"));
        let (fr, clause) = base.split_once('.').unwrap();
        assert_eq!(fr.parse(), Ok(row.fr.number()), "{}", row.id);
        assert!(
            clause.parse::<u8>().is_ok_and(|n| n > 0) && enhancement.parse::<u8>().is_ok_and(|n| n > 0),
            "{}",
            row.id
        );
    }
}

#[test]
fn ids_of_4_2_are_well_formed_and_name_their_foundational_requirement_and_types() {
    let of_type = [
        ("SAR", ComponentType::SoftwareApplication),
        ("EDR", ComponentType::EmbeddedDevice),
        ("HDR", ComponentType::HostDevice),
        ("NDR", ComponentType::NetworkDevice),
    ];
    for row in catalogue().components() {
        let (kind, numbers) = row.id.as_str().split_once(' ').unwrap();
        let (base, enhancement) = numbers.split_once(" RE(").unwrap_or((numbers, "1)"));
        let (fr, clause) = base.split_once('.').unwrap();
        assert_eq!(fr.parse(), Ok(row.fr.number()), "{}", row.id);
        assert!(clause.parse::<u8>().is_ok_and(|n| n > 0), "{}", row.id);
        assert!(enhancement.strip_suffix(')').unwrap().parse::<u8>().is_ok_and(|n| n > 0), "{}", row.id);
        match of_type.iter().find(|(prefix, _)| *prefix == kind) {
            Some((_, one)) => assert_eq!(row.component_types, [*one], "{}", row.id),
            None => assert_eq!((kind, row.component_types.as_slice()), ("CR", &ComponentType::ALL[..]), "{}", row.id),
        }
    }
}

#[test]
fn a_placeholder_leads_to_rows_of_its_number_or_says_that_there_are_none() {
    let placeholders: Vec<_> = parts_of(Subject::Component).flat_map(|part| &part.placeholders).collect();
    assert_eq!(placeholders.len(), 15);
    for placeholder in placeholders {
        assert_eq!(placeholder.see.is_empty(), placeholder.kind == PlaceholderKind::NoComponentRequirement);
        for id in &placeholder.see {
            let row = catalogue().component(id.as_str()).unwrap();
            let number = |id: &str| id.split_once(' ').unwrap().1.to_owned();
            assert_eq!((&row.id, row.fr), (id, placeholder.fr));
            assert_eq!(number(id.as_str()), number(placeholder.id.as_str()));
        }
    }
}

#[test]
fn pairs_differ_in_level_exactly_where_the_two_parts_do() {
    let pairs = catalogue().components().iter().flat_map(|row| catalogue().pairs_of_component(row.id.as_str()));
    let differ: BTreeSet<_> = pairs
        .filter(|pair| pair.relation != "refines" && pair.system.sl_min != pair.component.sl_min)
        .map(|p| (p.system.id.as_str(), p.system.sl_min.get(), p.component.id.as_str(), p.component.sl_min.get()))
        .collect();
    assert_eq!(differ, LEVELS_DIFFER.into_iter().collect());
}

#[test]
fn the_judge_is_given_rows_of_the_system_alone() {
    assert!(catalogue().components().iter().all(|row| catalogue().requirement(row.id.as_str()).is_none()));
    assert!(catalogue().requirements().iter().all(|row| catalogue().component(row.id.as_str()).is_none()));
    assert_eq!(catalogue().asked_at(SecurityLevel::FOUR).count(), 100);
}

#[test]
fn ids_are_unique_over_all_parts() {
    let ids: BTreeSet<&str> = rows().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), rows().count());
    let placeholders = catalogue().parts().iter().flat_map(|part| &part.placeholders).map(|p| p.id.as_str());
    let others: Vec<&str> = placeholders.chain(constraint_texts().map(|(id, _)| id)).collect();
    assert_eq!(others.iter().collect::<BTreeSet<_>>().len(), others.len());
    assert!(others.iter().all(|id| !ids.contains(id)));
    let criteria: BTreeSet<&str> = criterion_texts().into_iter().map(|(id, _)| id).collect();
    assert_eq!(criteria.len(), criterion_texts().len());
}

#[test]
fn every_criterion_belongs_to_its_row() {
    for row in rows() {
        assert!((1..=6).contains(&row.criteria.len()), "{}", row.id);
        assert!(row.criteria.iter().all(|c| c.id.requirement() == row.id), "{}", row.id);
    }
}

#[test]
fn texts_are_short() {
    for (texts, words_max) in [(row_texts(), ROW_WORDS_MAX), (criterion_texts(), CRITERION_WORDS_MAX)] {
        for (id, text) in texts {
            let words = text.split_whitespace().count();
            assert!((3..=words_max).contains(&words), "{id} has {words} words");
        }
    }
}

#[test]
fn texts_are_our_own_words() {
    for (id, text) in row_texts().into_iter().chain(criterion_texts()) {
        let text = text.to_lowercase();
        for phrase in STANDARDESE {
            assert!(!text.contains(phrase), "{id} says {phrase:?}");
        }
    }
}

#[test]
fn no_two_texts_are_alike() {
    assert_eq!(alike(&row_texts(), ALIKE_ROWS_PERCENT), Vec::<String>::new());
    assert_eq!(alike(&criterion_texts(), ALIKE_CRITERIA_PERCENT), Vec::<String>::new());
}

#[test]
fn texts_follow_no_template() {
    let mut openings = BTreeMap::<Vec<&str>, Vec<&str>>::new();
    for (id, text) in row_texts() {
        openings.entry(text.split_whitespace().take(2).collect()).or_default().push(id);
    }
    openings.retain(|_, ids| ids.len() > 1);
    assert!(openings.is_empty(), "rows that begin alike: {openings:?}");
}

#[test]
fn a_text_says_more_than_its_title() {
    for row in rows() {
        let (title, text) = (content(&row.title), content(&row.text));
        assert!(text.difference(&title).count() >= 5, "{}", row.id);
    }
}

#[test]
fn every_declared_condition_is_used() {
    let used: BTreeSet<&str> = rows().filter_map(|row| row.condition.as_deref()).collect();
    let declared: BTreeSet<&str> = Catalogue::embedded().conditions().keys().map(String::as_str).collect();
    assert_eq!(used, declared);
}

#[test]
fn every_criterion_that_rules_name_exists() {
    for id in NAMED_BY_RULES {
        assert!(Catalogue::embedded().criterion(id).is_some(), "{id}");
    }
}

#[test]
fn rows_out_of_sight_are_never_verified_on_the_wire() {
    for id in OUT_OF_SIGHT {
        let row = Catalogue::embedded().requirement(id).unwrap();
        assert!(row.criteria.iter().all(|c| !c.verified_by.contains(&VerifiedBy::Observe)), "{id}");
    }
}

#[test]
fn a_way_of_verifying_and_a_kind_of_evidence_go_together() {
    let pairs = [
        (VerifiedBy::Observe, EvidenceKind::Observed),
        (VerifiedBy::Configure, EvidenceKind::Configured),
        (VerifiedBy::Examine, EvidenceKind::Examined),
        (VerifiedBy::Test, EvidenceKind::Tested),
        (VerifiedBy::Attest, EvidenceKind::Attested),
    ];
    for criterion in rows().flat_map(|row| &row.criteria) {
        for (way, kind) in pairs {
            let both = (criterion.verified_by.contains(&way), criterion.evidence_kinds.contains(&kind));
            assert!(both.0 == both.1, "{}", criterion.id);
        }
        assert!(criterion.verified_by != [VerifiedBy::Attest], "{}: a statement alone never decides for", criterion.id);
    }
}

#[test]
fn capability_suffices_for_few_rows_and_can_decide_all_their_criteria() {
    let rows = catalogue().requirements();
    let suffices: Vec<_> = rows.iter().filter(|row| row.capability_suffices.is_some()).collect();
    assert!(suffices.len() <= rows.len() / 20);
    for criterion in suffices.iter().flat_map(|row| &row.criteria) {
        assert!(criterion.evidence_kinds.contains(&EvidenceKind::Capability), "{}", criterion.id);
    }
}

#[test]
fn a_sheet_can_decide_every_criterion_of_a_component_and_no_wire_can() {
    for criterion in catalogue().components().iter().flat_map(|row| &row.criteria) {
        assert!(criterion.evidence_kinds.contains(&EvidenceKind::Capability), "{}", criterion.id);
        let on_site = [VerifiedBy::Observe, VerifiedBy::Configure, VerifiedBy::Attest];
        assert!(criterion.verified_by.iter().all(|way| !on_site.contains(way)), "{}", criterion.id);
    }
}

#[test]
fn every_link_to_a_part_leads_to_a_row_of_it() {
    let links = catalogue().crosswalk().links().filter(|link| link.source.id.starts_with("iec62443"));
    for link in links {
        let row = catalogue().component(link.target);
        assert_eq!(row.map(|row| row.id.as_str()), Some(link.target), "{} of {}", link.target, link.requirement);
    }
}

#[test]
fn every_link_names_a_row_that_exists_as_the_catalogue_writes_it() {
    let links: Vec<_> = Catalogue::embedded().crosswalk().links().collect();
    assert!(!links.is_empty());
    for link in &links {
        let entry = catalogue().entry(link.requirement.as_str());
        assert_eq!(entry.map(Entry::id), Some(link.requirement));
    }
    let distinct: BTreeSet<_> = links.iter().map(|l| (l.requirement, &l.source.id, l.target)).collect();
    assert_eq!(distinct.len(), links.len(), "a link stands twice");
}

#[test]
fn what_the_french_agency_says_carries_the_source_its_licence_asks_for() {
    let links: Vec<_> = catalogue().crosswalk().links().filter(|l| l.source.id == "anssi-pa-108").collect();
    assert!(!links.is_empty());
    assert!(links.iter().all(|l| l.source.notice.contains("ANSSI") && l.source.notice.contains("Licence Ouverte 2.0")));
}

#[test]
fn attack_entries_carry_their_title_and_the_notice_mitre_asks_for() {
    let links: Vec<_> =
        Catalogue::embedded().crosswalk().links().filter(|l| l.source.id == "mitre-attack-ics").collect();
    assert!(!links.is_empty());
    for link in links {
        assert!(link.title.is_some(), "{}", link.target);
        assert!(
            link.source
                .notice
                .contains("The MITRE Corporation. This work is reproduced and distributed with the permission")
        );
    }
}
