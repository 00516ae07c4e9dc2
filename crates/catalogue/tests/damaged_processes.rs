//! Process requirements of a user's own: whatever the file holds, everything wrong is said at once, and nothing fails.

use proptest::prelude::*;
use ringwall_catalogue::{PARTS, PROCESS_PARTS, Processes};
use ringwall_model::{Diagnostic, Place, PrincipalRole, is_unsafe_to_show};

const DAMAGED: &str = include_str!("cases/damaged-processes.toml");
const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/damaged-processes.expected");

fn listed(d: &Diagnostic) -> String {
    let help = d.help.as_deref().unwrap_or_default();
    format!("{} {:?} {}: {}\n    {help}\n", d.place.terminal(), d.severity, d.code, d.message)
}

/// A part with headings, bases and enhancements, cut to its first rows.
fn short_part() -> String {
    PROCESS_PARTS[3].text.split_inclusive("\n[[process]]").take(4).collect()
}

fn says_nothing_unsafe(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| !d.message.chars().any(is_unsafe_to_show))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the case is a file, rewritten with UPDATE=1")]
fn a_damaged_file_gives_all_its_diagnostics() {
    let listed: String = Processes::parse(DAMAGED, "damaged-processes.toml").1.iter().map(listed).collect();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(EXPECTED, &listed).unwrap();
    }
    assert_eq!(listed, std::fs::read_to_string(EXPECTED).unwrap());
}

#[test]
fn only_rows_without_a_mistake_are_kept() {
    let (processes, _) = Processes::parse(DAMAGED, "damaged-processes.toml");
    let ids: Vec<_> = processes.rows().iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["H 1", "H 1 RE(1)", "4.2.3"]);
    let enhancement = processes.row("h 1 re 1").unwrap();
    assert_eq!(enhancement.parent.as_ref().map(|id| id.as_str()), Some("H 1"));
    assert_eq!(enhancement.headings, processes.row("H 1").unwrap().headings);
    assert_eq!(enhancement.answers, [PrincipalRole::AssetOwner, PrincipalRole::ServiceProvider]);
}

#[test]
fn every_diagnostic_points_into_the_file() {
    let lines: Vec<&str> = DAMAGED.lines().collect();
    for diagnostic in Processes::parse(DAMAGED, "damaged-processes.toml").1 {
        let Place::File(span) = &diagnostic.place else { panic!("{diagnostic:?}") };
        let line = lines[span.line as usize - 1];
        assert!((span.column - 1 + span.length) as usize <= line.chars().count(), "{diagnostic:?}");
    }
}

#[test]
fn a_file_of_judged_rows_is_told_apart_at_once() {
    let (processes, diagnostics) = Processes::parse(PARTS[0].text, "x.toml");
    assert_eq!(diagnostics.iter().map(|d| d.code.as_ref()).collect::<Vec<_>>(), ["wrong-format"]);
    assert!(processes.rows().is_empty() && processes.parts().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_prefix_is_read_without_a_panic(share in 0.0..1.0_f64) {
        let text = short_part();
        let kept = (share * text.chars().count() as f64) as usize;
        let (_, diagnostics) = Processes::parse(&text.chars().take(kept).collect::<String>(), "cut.toml");
        prop_assert!(says_nothing_unsafe(&diagnostics));
    }

    #[test]
    fn any_mutation_is_read_without_a_panic(at in any::<prop::sample::Index>(), with in "\\PC{0,3}|[\\x00-\\x1f\"\\[\\]{}=#.]{1,3}") {
        let mut characters: Vec<char> = short_part().chars().collect();
        let at = at.index(characters.len());
        characters.splice(at..=at, with.chars());
        let text: String = characters.into_iter().collect();
        prop_assert!(says_nothing_unsafe(&Processes::parse(&text, "changed.toml").1));
    }
}
