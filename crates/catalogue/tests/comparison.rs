//! A reader's own list against ours: every difference is told, and every mistake of the list with its line.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use proptest::prelude::*;
use ringwall_catalogue::{Catalogue, Comparison, Difference, Listed};
use ringwall_model::{Place, is_unsafe_to_show};

/// Our own rows of a part, as a reader would list them.
fn list_of(part: &str) -> String {
    let catalogue = Catalogue::embedded();
    let part = catalogue.parts().iter().find(|p| p.part == part).unwrap();
    let lines = catalogue.rows_of(part).iter().map(|r| format!("{},\"{}\",SL {}\n", r.id, r.title, r.sl_min));
    std::iter::once("ID,Title,Level\n".to_owned()).chain(lines).collect()
}

fn compared(text: &str, name: &str) -> Comparison {
    let (listed, diagnostics) = Listed::parse(text, name);
    assert_eq!(diagnostics, []);
    Catalogue::embedded().compare(&listed, None)
}

/// Codes and lines of what a list says amiss.
fn mistakes(text: &str, name: &str) -> Vec<(String, u32)> {
    let of = |place: &Place| if let Place::File(span) = place { span.line } else { 0 };
    Listed::parse(text, name).1.iter().map(|d| (d.code.to_string(), of(&d.place))).collect()
}

#[test]
fn our_own_rows_differ_in_nothing() {
    for (part, rows) in [("62443-3-3", 100), ("62443-4-2", 122)] {
        let comparison = compared(&list_of(part), "list.csv");
        assert_eq!((comparison.compared, comparison.parts), (rows, vec![part.to_owned()]));
        assert_eq!(comparison.differences, []);
    }
}

#[test]
fn a_part_of_ours_compares_as_toml() {
    let text = ringwall_catalogue::PARTS[1].text;
    assert_eq!(compared(text, "mine.toml").differences, []);
}

#[test]
fn each_kind_of_difference_is_told_with_its_line() {
    let list = list_of("62443-3-3")
        .replace("SR 1.2,", "SR 21.2,")
        .replace("SR 1.3,\"Account management\",SL 1", "SR 1.3,\"Accounts\",SL 2");
    let differences = compared(&list, "list.csv").differences;
    let words: Vec<String> = differences.iter().map(|d| serde_json::to_string(d).unwrap()).collect();
    assert_eq!(
        words,
        [
            r#"{"difference":"extra","id":"SR 21.2","line":6,"nearest":"SR 2.2"}"#,
            r#"{"difference":"title","id":"SR 1.3","line":8,"catalogue":"Account management","list":"Accounts"}"#,
            r#"{"difference":"level","id":"SR 1.3","line":8,"catalogue":1,"list":2}"#,
            r#"{"difference":"missing","id":"SR 1.2","title":"Software process and device identification and authentication"}"#,
        ]
    );
}

#[test]
fn a_clause_that_asks_nothing_has_no_level_to_agree_with() {
    let differences = compared("id;level\nCR 1.6;2\nCCSC 2;\nCR 1.1;1", "list.csv").differences;
    assert!(matches!(&differences[0], Difference::Level { id, catalogue: None, .. } if id.as_str() == "CR 1.6"));
    assert_eq!(differences.len(), 1 + 121);
}

#[test]
fn case_spacing_and_punctuation_make_no_difference() {
    let text = "requirement\ttitle\nsr 5.3\tgeneral purpose person to person communication restrictions\n";
    let differences = compared(text, "list.tsv").differences;
    assert!(differences.iter().all(|d| matches!(d, Difference::Missing { .. })), "{differences:?}");
}

#[test]
fn a_part_that_is_asked_for_is_compared_alone() {
    let (listed, _) = Listed::parse("id\nSR 1.1\nCR 1.1\n", "list.csv");
    let comparison = Catalogue::embedded().compare(&listed, Some("62443-4-2"));
    assert_eq!((comparison.compared, comparison.differences.len()), (1, 121));
}

#[test]
fn every_mistake_of_a_list_is_told_with_its_line() {
    let told = |code: &str, line| (code.to_owned(), line);
    assert_eq!(mistakes("a,b\nSR 1.1,1\n", "x.csv"), [told("no-id-column", 1)]);
    assert_eq!(
        mistakes("id,sl\nSR 1.1,5\n,1\nSR 1.1,1\n", "x.csv"),
        [told("not-a-level", 2), told("missing-id", 3), told("listed-twice", 4)]
    );
    assert_eq!(mistakes("id,sl\nSR 1.1,\"1\n", "x.csv"), [told("open-quote", 2)]);
    assert_eq!(mistakes("id,sl\nSR\u{202e}1.1,1\n", "x.csv"), [told("unsafe-text", 2)]);
    assert_eq!(mistakes("", "x.csv"), [told("nothing-listed", 1)]);
    assert_eq!(mistakes("[[requirement]]\nid = \"SR 1.1\"\nsl_min = \"two\"\n", "x.toml"), [told("not-a-level", 3)]);
    assert_eq!(mistakes("requirement = 1\n", "x.toml"), [told("wrong-kind", 1)]);
}

proptest! {
    #[test]
    fn any_list_is_read_and_compared_without_a_panic(text in "(\\PC|\\s|id|[,;\"\n\r\t\u{202e}]|SR 1.1|SL 2){0,80}", toml: bool) {
        let (listed, diagnostics) = Listed::parse(&text, if toml { "x.toml" } else { "x.csv" });
        let said = diagnostics.iter().flat_map(|d| [Some(&d.message), d.excerpt.as_ref()]).flatten();
        prop_assert!(said.into_iter().all(|text| !text.chars().any(is_unsafe_to_show)));
        let comparison = Catalogue::embedded().compare(&listed, None);
        prop_assert!(comparison.compared <= listed.len());
    }
}
