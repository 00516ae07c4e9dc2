//! Files of a user's own: whatever they hold, everything wrong is said at once, with its place, and nothing fails.

use proptest::prelude::*;
use ringwall_catalogue::{Catalogue, Crosswalk, PARTS};
use ringwall_model::{Diagnostic, Place, Severity, is_unsafe_to_show};

const DAMAGED: &str = include_str!("cases/damaged.toml");
const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/damaged.expected");

fn listing(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(listed).collect()
}

fn listed(d: &Diagnostic) -> String {
    let help = d.help.as_deref().unwrap_or_default();
    format!("{} {:?} {}: {}\n    {help}\n", d.place.terminal(), d.severity, d.code, d.message)
}

/// The embedded part cut to its first rows: long enough to damage, short enough to read a thousand times.
fn short_part() -> String {
    let text = PARTS[0].text;
    text.split_inclusive("\n[[requirement]]").take(3).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the case is a file, rewritten with UPDATE=1")]
fn a_damaged_file_gives_all_its_diagnostics() {
    let listed = listing(&Catalogue::parse(DAMAGED, "damaged.toml").1);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(EXPECTED, &listed).unwrap();
    }
    assert_eq!(listed, std::fs::read_to_string(EXPECTED).unwrap());
}

#[test]
fn only_rows_without_a_mistake_are_kept() {
    let (catalogue, _) = Catalogue::parse(DAMAGED, "damaged.toml");
    assert_eq!(catalogue.requirements().iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["PR 1"]);
}

#[test]
fn every_diagnostic_points_into_the_file() {
    let lines: Vec<&str> = DAMAGED.lines().collect();
    for diagnostic in Catalogue::parse(DAMAGED, "damaged.toml").1 {
        let Place::File(span) = &diagnostic.place else { panic!("{diagnostic:?}") };
        assert_eq!(span.file.raw(), "damaged.toml");
        let line = lines[span.line as usize - 1];
        assert!((span.column - 1 + span.length) as usize <= line.chars().count(), "{diagnostic:?}");
        assert_eq!(diagnostic.excerpt.as_deref(), Some(line));
    }
}

#[test]
fn another_kind_of_file_is_told_apart_at_once() {
    let (_, diagnostics) = Catalogue::parse(PARTS[0].crosswalk, "x.toml");
    assert_eq!(diagnostics.iter().map(|d| d.code.as_ref()).collect::<Vec<_>>(), ["wrong-format"]);
    let (_, diagnostics) = Catalogue::parse("format = \"ringwall-catalogue\"\nversion = 2", "x.toml");
    assert_eq!(diagnostics.iter().map(|d| d.code.as_ref()).collect::<Vec<_>>(), ["wrong-version"]);
}

#[test]
fn diagnostics_are_bounded_and_their_number_is_said() {
    let text = format!("format = \"ringwall-catalogue\"\nversion = 1\n{}", "[[requirement]]\n".repeat(2000));
    let (_, diagnostics) = Catalogue::parse(&text, "many.toml");
    assert!(diagnostics.len() <= 1001);
    assert_eq!(
        diagnostics.last().map(|d| (d.code.as_ref(), d.severity)),
        Some(("too-many-diagnostics", Severity::Error))
    );
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    let text = format!("format = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(!Catalogue::parse(&text, "deep.toml").1.is_empty());
}

#[test]
fn a_crosswalk_with_mistakes_says_them_all() {
    let text = "format = \"ringwall-crosswalk\"\nversion = 1\npart = \"x\"\n[[source]]\nid = \"a\"\n\
                [[row]]\nrequirement = \"SR 1.1\"\nsource = \"b\"\nrelation = \"cousin\"\ntargets = []\n";
    let codes: Vec<_> = Crosswalk::parse(text, "x.toml").1.into_iter().map(|d| d.code).collect();
    assert_eq!(codes.iter().filter(|c| *c == "missing-key").count(), 4, "title, authority, notice and provenance");
    for code in ["undeclared-source", "undeclared-relation", "wrong-kind"] {
        assert!(codes.iter().any(|c| c == code), "{code} in {codes:?}");
    }
}

fn says_nothing_unsafe(diagnostics: &[Diagnostic]) -> bool {
    let texts = diagnostics.iter().flat_map(|d| [Some(&d.message), d.excerpt.as_ref(), d.help.as_ref()]).flatten();
    texts.into_iter().all(|text| !text.chars().any(is_unsafe_to_show))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_prefix_is_read_without_a_panic(share in 0.0..1.0_f64) {
        let text = short_part();
        let kept = (share * text.chars().count() as f64) as usize;
        let (_, diagnostics) = Catalogue::parse(&text.chars().take(kept).collect::<String>(), "cut.toml");
        prop_assert!(says_nothing_unsafe(&diagnostics));
    }

    #[test]
    fn any_mutation_is_read_without_a_panic(at in any::<prop::sample::Index>(), with in "\\PC{0,3}|[\\x00-\\x1f\"\\[\\]{}=#.]{1,3}") {
        let mut characters: Vec<char> = short_part().chars().collect();
        let at = at.index(characters.len());
        characters.splice(at..=at, with.chars());
        let text: String = characters.into_iter().collect();
        let (_, diagnostics) = Catalogue::parse(&text, "changed.toml");
        prop_assert!(says_nothing_unsafe(&diagnostics));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "(\\PC|\\s|[\\x00-\\x1f\u{202e}]|format = \"ringwall-crosswalk\"|version = 1|\\[\\[row\\]\\]|\n){0,60}") {
        prop_assert!(says_nothing_unsafe(&Catalogue::parse(&text, "any.toml").1));
        prop_assert!(says_nothing_unsafe(&Crosswalk::parse(&text, "any.toml").1));
    }
}
