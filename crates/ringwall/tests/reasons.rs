//! Reasons on the example refinery: why a level stands where it does, what is worth asking, what changed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;

use serde_json::Value;
use support::{AT, assess, copy_of_refinery, json, refinery, ringwall, scopes};

const NOTICE: &str = "not a certification, not a conformity statement, not advice on safety";

fn said(arguments: &[&str]) -> String {
    let run = ringwall(arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.err);
    // Lines are folded at the width of a terminal.
    run.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn why(folder: &std::path::Path, scope: &str, fr: &str) -> Value {
    json(&["why", folder.to_str().unwrap(), scope, fr, "--at", AT, "--json"])
}

#[test]
fn why_names_the_row_the_frame_and_what_closes_it() {
    let folder = refinery();
    let text = said(&["why", folder.to_str().unwrap(), "bpcs", "iac", "--at", AT]);
    for words in [
        "ceiling 0: SR 1.5 not met",
        "contradicted by clear-text-login",
        "; clear-text-login, control frame ",
        "Mend what speaks against it; then test and record the result, for sw-1",
        "at least verified",
        NOTICE,
    ] {
        assert!(text.contains(words), "{words} is not said: {text}");
    }
    let answer = why(&folder, "zone:bpcs", "IAC");
    assert_eq!((&answer["demonstrated"], &answer["next"], &answer["ceiling"]), (&0.into(), &1.into(), &0.into()));
    let named: Vec<&Value> = answer["evidence"].as_array().unwrap().iter().map(|piece| &piece["id"]).collect();
    let against = answer["caps"].as_array().unwrap().iter().flat_map(|row| row["against"].as_array().unwrap());
    assert!(against.into_iter().all(|id| named.contains(&id)), "every piece named stands in the document");
}

#[test]
fn why_tells_compensation_and_its_place() {
    let folder = refinery();
    let text = said(&["why", folder.to_str().unwrap(), "skids", "TRE", "--at", AT]);
    assert!(text.contains("demonstrated 1, 0 without compensation"), "{text}");
    assert!(text.contains("counts up to SL 1 by") && text.contains("countermeasures.toml:"), "{text}");
}

#[test]
fn every_level_of_the_map_can_be_asked_for() {
    let folder = refinery();
    let answer = assess(&folder, AT);
    for scope in scopes(&answer) {
        for (at, fr) in ["IAC", "UC", "SI", "DC", "RDF", "TRE", "RA"].iter().enumerate() {
            let explanation = why(&folder, scope["scope"].as_str().unwrap(), fr);
            assert_eq!(explanation["demonstrated"], scope["sl_demonstrated"][at]);
            assert_eq!(explanation["ceiling"], scope["sl_ceiling"][at]);
            let below_four = scope["sl_demonstrated"][at].as_i64().is_some_and(|level| level < 4);
            assert_eq!(below_four, !explanation["steps"].as_array().unwrap().is_empty());
        }
    }
}

#[test]
fn questions_are_limited_counted_and_end_with_what_is_left_out() {
    let folder = refinery();
    let folder = folder.to_str().unwrap();
    let text = said(&["questions", folder, "--at", AT, "--limit", "3"]);
    for words in ["the first 3 of", " 3. ", "ask for rows above every target", "hold the ceiling below: ", NOTICE] {
        assert!(text.contains(words), "{words} is not said: {text}");
    }
    assert!(!text.contains(" 4. "), "{text}");
    let all = json(&["questions", folder, "--at", AT, "--json"]);
    let bears = |list: &str, words: &[&str]| {
        let list = all[list].as_array().unwrap().iter();
        list.for_each(|question| assert!(words.contains(&question["bearing"].as_str().unwrap()), "{question}"));
    };
    bears("questions", &["next", "later", "compensated"]);
    bears("omitted", &["behind-ceiling", "above-target"]);
    let one = json(&["questions", folder, "--at", AT, "--scope", "sis", "--json"]);
    let touches = |q: &Value| q["cells"].as_array().unwrap().iter().any(|cell| cell[0] == "zone:sis");
    assert!(one["questions"].as_array().unwrap().iter().all(touches));
}

#[test]
fn nothing_changed_between_a_folder_and_itself_or_its_saved_answer() {
    let folder = refinery();
    let folder = folder.to_str().unwrap();
    let saved = tempfile::NamedTempFile::new().unwrap();
    fs::write(saved.path(), ringwall(&["assess", folder, "--at", AT, "--json"]).out).unwrap();
    for other in [folder, saved.path().to_str().unwrap()] {
        let run = ringwall(&["diff", folder, other, "--at-a", AT, "--fail-on", "lower"]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains("nothing changed") && run.out.contains("Computed by"), "{}", run.out);
    }
}

#[test]
fn a_deleted_statement_is_named_as_the_cause() {
    let folder = copy_of_refinery();
    let file = folder.path().join("statements.toml");
    let text = fs::read_to_string(&file).unwrap();
    let kept: Vec<&str> = text.split("\n[statements.").filter(|b| !b.starts_with("bpcs-sr-6-1]")).collect();
    fs::write(&file, kept.join("\n[statements.")).unwrap();
    let (one, other) = (refinery(), folder.path().to_str().unwrap());
    let arguments = ["diff", one.to_str().unwrap(), other, "--at-a", AT];
    let text = said(&arguments);
    assert!(text.contains("fell zone:bpcs TRE demonstrated 2 -> 0 by SR 6.1"), "{text}");
    assert!(text.contains("statement:bpcs-sr-6-1") && text.contains("is gone"), "{text}");
    assert!(text.contains("went statement bpcs-sr-6-1 [statements.toml:"), "{text}");
    assert!(!text.contains("bpcs-sr-6-2"), "what only moved up its file did not change: {text}");
    assert_eq!(ringwall(&[&arguments[..], &["--fail-on", "lower"]].concat()).code, 1);
    let back = ["diff", other, one.to_str().unwrap(), "--at-a", AT, "--fail-on", "lower"];
    assert_eq!(ringwall(&back).code, 0, "coming back raises");
}

#[test]
fn every_level_that_falls_with_time_has_what_expired_as_its_cause() {
    let folder = refinery();
    let folder = folder.to_str().unwrap();
    let difference = json(&["diff", folder, folder, "--at-a", AT, "--at-b", "2036-12-01", "--json"]);
    let levels = difference["levels"].as_array().unwrap();
    assert!(!levels.is_empty());
    for level in levels {
        let causes = level["causes"].as_array().unwrap();
        let known = ["evidence-expired", "applicability", "compensation"];
        assert!(!causes.is_empty() && causes.iter().all(|c| known.contains(&c["cause"].as_str().unwrap())), "{level}");
        assert!(level["to"].as_i64() < level["from"].as_i64(), "{level}");
    }
    assert!(difference["notice"].as_str().unwrap().contains(NOTICE));
}

#[test]
fn a_level_that_hangs_on_a_disputed_row_says_so_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let (catalogue, page) = (folder.path().join("disputed.toml"), folder.path().join("page.html"));
    let own = fs::read_to_string(support::root().join("crates/catalogue/data/iec62443-3-3.toml")).unwrap();
    let (before, rest) = own.split_once("id = \"SR 6.1\"").unwrap();
    let disputed =
        format!("{before}id = \"SR 6.1\"{}", rest.replacen("confidence = \"agreed\"", "confidence = \"disputed\"", 1));
    fs::write(&catalogue, disputed).unwrap();
    let (plant, catalogue) = (refinery(), catalogue.to_str().unwrap().to_owned());
    let plant = plant.to_str().unwrap();
    let text = said(&["assess", plant, "--at", AT, "--catalogue", &catalogue, "--html", page.to_str().unwrap()]);
    assert!(text.contains("2..4! ok"), "the map marks the level: {text}");
    assert!(
        text.contains("zone:bpcs TRE") && text.contains("whose own level in the standard is disputed: SR 6.1"),
        "{text}"
    );
    let text = said(&["why", plant, "bpcs", "TRE", "--at", AT, "--catalogue", &catalogue]);
    assert!(text.contains("disputed: this level hangs on SR 6.1"), "{text}");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("<b>2..4 ok !</b>"), "the page marks the cell");
    assert!(page.contains("this level hangs on SR 6.1"), "the page says why");
    let text = said(&["assess", plant, "--at", AT]);
    assert!(!text.contains("is disputed:"), "the embedded catalogue disputes nothing here: {text}");
}

#[test]
fn a_cell_of_the_page_says_what_why_says() {
    let folder = tempfile::tempdir().unwrap();
    let (plant, page) = (refinery(), folder.path().join("page.html"));
    let plant = plant.to_str().unwrap();
    said(&["assess", plant, "--at", AT, "--html", page.to_str().unwrap()]);
    let page = fs::read_to_string(page).unwrap();
    let cell = page.split("<div id=\"zone:bpcs/IAC\">").nth(1).unwrap().split("</details>").next().unwrap();
    let told: String = cell.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let run = ringwall(&["why", plant, "bpcs", "IAC", "--at", AT]);
    let lines = run.out.lines().skip(2).take_while(|line| !line.starts_with("Computed by"));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).filter(|word| *word != "-").collect();
    assert!(words.len() > 100);
    for word in words {
        assert!(told.contains(&word.replace('\'', "&#39;")), "{word} is not in the page: {told}");
    }
    assert!(page.contains("id=\"zone:bpcs/IAC/SR 1.1\""));
    assert!(page.contains(NOTICE));
}
