//! Laws over the table of embedded parts on processes. A part added to the table is held to them without another line here.

mod wording;

use std::collections::{BTreeMap, BTreeSet};

use ringwall_catalogue::{Catalogue, Crosswalk, PROCESS_PARTS, Processes};
use ringwall_model::{LookAt, ProcessConfidence, ProcessKind, ProcessRequirement, RequirementId};
use wording::{STANDARDESE, alike, content};

/// Words a text of a row may have, and a text of a check.
const ROW_WORDS_MAX: usize = 40;
const CHECK_WORDS_MAX: usize = 20;

/// Shares of common words (of all words of both) at which two texts count as alike.
const ALIKE_ROWS_PERCENT: usize = 25;
const ALIKE_CHECKS_PERCENT: usize = 50;

/// Phrases of the parts on processes that a description of ours has no need of.
const PROCESS_STANDARDESE: [&str; 6] = [
    "policies and procedures",
    "a process shall",
    "process that",
    "the organization",
    "the asset owner",
    "the service provider",
];

fn rows() -> &'static [ProcessRequirement] {
    Processes::embedded().rows()
}

fn row_texts() -> Vec<(&'static str, &'static str)> {
    rows().iter().map(|row| (row.id.as_str(), row.text.as_str())).collect()
}

fn check_texts() -> Vec<(&'static str, &'static str)> {
    rows().iter().flat_map(|row| row.checks.iter().map(|c| (row.id.as_str(), c.text.as_str()))).collect()
}

fn of_part(part: &str) -> impl Iterator<Item = &'static ProcessRequirement> {
    rows().iter().filter(move |row| row.part == part)
}

/// `1.10` of `USER 1.10`: numbers with points between, none of them nought.
fn is_clause(text: &str) -> bool {
    text.split('.').all(|number| number.parse::<u8>().is_ok_and(|n| n > 0))
}

#[test]
fn every_part_reads_without_a_remark() {
    for part in &PROCESS_PARTS {
        assert_eq!(Processes::parse(part.text, part.file).1, [], "{}", part.file);
        assert_eq!(Crosswalk::parse(part.crosswalk, part.crosswalk_file).1, [], "{}", part.crosswalk_file);
    }
}

#[test]
fn each_part_has_as_many_rows_as_it_counts() {
    for part in &PROCESS_PARTS {
        assert_eq!(Processes::parse(part.text, part.file).0.rows().len(), part.rows, "{}", part.file);
    }
}

#[test]
fn ids_are_unique_over_all_parts_the_judged_ones_included() {
    let processes = rows().iter().map(|row| row.id.as_str());
    let judged = Catalogue::embedded().requirements().iter().map(|row| row.id.as_str());
    let mut seen = BTreeSet::new();
    for id in processes.chain(judged) {
        assert!(seen.insert(id.replace([' ', '-', '(', ')'], "").to_lowercase()), "{id}");
    }
}

#[test]
fn ids_are_written_as_their_part_writes_them() {
    for row in rows() {
        let id = row.id.as_str();
        let well_formed = match row.part.as_str() {
            "62443-3-2" => id.strip_prefix("ZCR ").is_some_and(is_clause),
            "62443-4-1" => id.split_once('-').is_some_and(|(practice, n)| is_practice(practice) && is_clause(n)),
            "62443-2-1:2024" => id.split_once(' ').is_some_and(|(group, n)| is_practice(group) && is_clause(n)),
            "62443-2-4" => is_of_2_4(id),
            "62443-2-1:2009" => id.starts_with("4.") && is_clause(id),
            _ => false,
        };
        assert!(well_formed, "{id} of {}", row.part);
    }
}

fn is_practice(text: &str) -> bool {
    (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// `SP.` with two digits twice, then `BR` or `RE(n)`.
fn is_of_2_4(id: &str) -> bool {
    let Some((number, kind)) = id.strip_prefix("SP.").and_then(|rest| rest.split_once(' ')) else { return false };
    let enhancement = kind.strip_prefix("RE(").and_then(|rest| rest.strip_suffix(')'));
    number.split('.').all(|two| two.len() == 2)
        && is_clause(number)
        && (kind == "BR" || enhancement.is_some_and(is_clause))
}

#[test]
fn an_enhancement_raises_the_base_of_its_own_number() {
    for row in rows() {
        assert_eq!(row.parent.is_some(), row.kind == ProcessKind::Enhancement, "{}", row.id);
        let Some(parent) = &row.parent else { continue };
        let base = Processes::embedded().row(parent.as_str()).unwrap();
        assert_eq!((base.kind, &base.headings), (ProcessKind::Base, &row.headings), "{}", row.id);
        assert_eq!(row.id.as_str().split(' ').next(), base.id.as_str().split(' ').next());
    }
}

#[test]
fn enhancements_are_numbered_without_a_gap() {
    let mut enhancements = BTreeMap::<&RequirementId, usize>::new();
    for row in rows() {
        let Some(parent) = &row.parent else { continue };
        let n = enhancements.entry(parent).or_default();
        *n += 1;
        assert!(row.id.as_str().ends_with(&format!(" RE({n})")), "{}", row.id);
    }
    assert!(!enhancements.is_empty());
}

#[test]
fn every_row_but_a_group_stands_under_a_heading() {
    for row in rows() {
        assert_eq!(row.headings.is_empty(), row.kind == ProcessKind::Group, "{}", row.id);
    }
}

#[test]
fn what_3_2_only_advises_is_marked_as_advice() {
    let advised = of_part("62443-3-2").filter(|row| row.kind == ProcessKind::Recommendation);
    assert_eq!(advised.map(|row| row.id.as_str()).collect::<Vec<_>>(), ["ZCR 3.4", "ZCR 3.5", "ZCR 3.6"]);
}

#[test]
fn rows_in_force_have_checks_and_others_none() {
    let in_force: BTreeSet<&str> = Processes::embedded().in_force().map(|row| row.id.as_str()).collect();
    assert_eq!(in_force.len(), 32 + 47 + 87 + 123);
    for row in rows() {
        let expected = if in_force.contains(row.id.as_str()) { 1..=4 } else { 0..=0 };
        assert!(expected.contains(&row.checks.len()), "{} has {} checks", row.id, row.checks.len());
    }
}

#[test]
fn every_part_that_grades_maturity_has_its_four_levels() {
    for part in Processes::embedded().parts() {
        let levels: Vec<u8> = part.maturity.iter().map(|step| step.level).collect();
        let graded = ["62443-4-1", "62443-2-1:2024", "62443-2-4"].contains(&part.part.as_str());
        assert_eq!(levels, if graded { vec![1, 2, 3, 4] } else { Vec::new() }, "{}", part.part);
    }
}

#[test]
fn a_replaced_part_names_one_that_is_there() {
    let parts = Processes::embedded().parts();
    let replaced: Vec<_> = parts.iter().filter_map(|part| Some((part, part.superseded_by.as_deref()?))).collect();
    assert_eq!(replaced.iter().map(|(part, _)| part.part.as_str()).collect::<Vec<_>>(), ["62443-2-1:2009"]);
    assert!(replaced.iter().all(|(_, by)| parts.iter().any(|part| part.part == *by)));
}

#[test]
fn what_is_recalled_is_never_called_agreed() {
    let recalled = rows().iter().filter(|row| row.confidence == ProcessConfidence::Recalled);
    assert!(recalled.clone().count() > 0);
    assert!(recalled.clone().all(|row| row.provenance.contains("recalled") && row.part == "62443-2-1:2009"));
}

#[test]
fn texts_are_short() {
    for (texts, words_max) in [(row_texts(), ROW_WORDS_MAX), (check_texts(), CHECK_WORDS_MAX)] {
        for (id, text) in texts {
            let words = text.split_whitespace().count();
            assert!((3..=words_max).contains(&words), "{id} has {words} words: {text}");
        }
    }
}

#[test]
fn texts_are_our_own_words() {
    for (id, text) in row_texts().into_iter().chain(check_texts()) {
        let text = text.to_lowercase();
        for phrase in STANDARDESE.iter().chain(&PROCESS_STANDARDESE) {
            assert!(!text.contains(phrase), "{id} says {phrase:?}");
        }
    }
}

#[test]
fn no_two_texts_are_alike() {
    assert_eq!(alike(&row_texts(), ALIKE_ROWS_PERCENT), Vec::<String>::new());
    assert_eq!(alike(&check_texts(), ALIKE_CHECKS_PERCENT), Vec::<String>::new());
}

#[test]
fn texts_follow_no_template() {
    for words in [(row_texts(), 2), (check_texts(), 4)] {
        let mut openings = BTreeMap::<Vec<&str>, Vec<&str>>::new();
        for (id, text) in words.0 {
            openings.entry(text.split_whitespace().take(words.1).collect()).or_default().push(id);
        }
        openings.retain(|_, ids| ids.len() > 1);
        assert!(openings.is_empty(), "texts that begin alike: {openings:?}");
    }
}

#[test]
fn a_text_in_force_says_more_than_its_title() {
    for row in Processes::embedded().in_force() {
        let (title, text) = (content(&row.title), content(&row.text));
        assert!(text.difference(&title).count() >= 5, "{}", row.id);
    }
}

#[test]
fn every_part_in_force_is_looked_at_in_both_ways() {
    for part in Processes::embedded().parts().iter().filter(|part| part.superseded_by.is_none()) {
        let looks: BTreeSet<LookAt> = of_part(&part.part).flat_map(|row| &row.checks).map(|c| c.look_at).collect();
        assert_eq!(looks.len(), 2, "{}", part.part);
    }
}

#[test]
fn every_link_names_a_row_or_a_part_as_the_catalogue_writes_it() {
    let processes = Processes::embedded();
    let known: BTreeSet<&str> = rows()
        .iter()
        .map(|row| row.id.as_str())
        .chain(processes.parts().iter().map(|part| part.part.as_str()))
        .collect();
    let links: Vec<_> = processes.crosswalk().links().collect();
    assert!(links.iter().all(|link| known.contains(link.requirement.as_str())));
    let distinct: BTreeSet<_> = links.iter().map(|l| (l.requirement, &l.source.id, l.target)).collect();
    assert_eq!(distinct.len(), links.len(), "a link stands twice");
}

#[test]
fn every_source_says_who_pairs_and_carries_its_notice() {
    let sources: Vec<_> = Processes::embedded().crosswalk().sources().collect();
    let authorities: Vec<_> = sources.iter().map(|s| (s.id.as_str(), s.authority.as_str())).collect();
    let expected = [
        ("anssi-pa-108", "official"),
        ("eu-cra", "third-party"),
        ("nist-csf-1.1", "official"),
        ("nist-csf-2.0", "derived"),
    ];
    assert_eq!(authorities, expected);
    assert!(sources[0].notice.contains("Licence Ouverte 2.0"));
    assert!(sources[1].notice.contains("CC BY 4.0"));
}

#[test]
fn a_framework_that_pairs_parts_never_names_a_row() {
    let mut links = Processes::embedded().crosswalk().links().filter(|link| link.source.id == "eu-cra");
    assert!(links.all(|link| rows().iter().all(|row| row.id != *link.requirement) && link.title.is_some()));
}
