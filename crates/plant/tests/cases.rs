//! Folders with mistakes. Each line that holds some says `# mistake` for each; `expected.txt` is what a user sees.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod folder;

use std::{collections::BTreeSet, fs, path::PathBuf};

use ringwall_model::{Diagnostic, Place};
use ringwall_plant::{CODES, Colour, SourceFile, parse, render_all};

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases")).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// File and line of every mistake that the files admit.
fn admitted(files: &[SourceFile]) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in (1..).zip(file.text.lines()) {
            found.extend(line.matches("# mistake").map(|_| (file.path.clone(), number)));
        }
    }
    found
}

fn reported(diagnostics: &[Diagnostic]) -> Vec<(String, u32)> {
    let place = |d: &Diagnostic| match &d.place {
        Place::File(span) => Some((span.file.raw().to_owned(), span.line)),
        _ => None,
    };
    diagnostics.iter().filter_map(place).collect()
}

#[test]
fn every_mistake_is_reported_on_its_line_and_nothing_else_is() {
    for case in cases() {
        let files = folder::read(&case);
        let diagnostics = parse(&files).diagnostics;
        let (mut admitted, mut reported) = (admitted(&files), reported(&diagnostics));
        admitted.sort();
        reported.sort();
        let text = render_all(&diagnostics, Colour::Plain);
        assert_eq!(admitted, reported, "{}\n{text}", case.display());
    }
}

#[test]
fn what_a_user_sees_is_as_expected() {
    for case in cases() {
        let text = render_all(&parse(&folder::read(&case)).diagnostics, Colour::Plain);
        folder::expect(case.join("expected.txt"), &text);
    }
}

#[test]
fn twenty_mistakes_are_twenty_diagnostics() {
    let files = folder::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/twenty-mistakes"));
    assert_eq!(parse(&files).diagnostics.len(), 20);
}

#[test]
fn every_code_is_raised_by_a_case_and_every_diagnostic_has_help_and_its_severity() {
    let elsewhere =
        ["file-too-large", "nested-too-deep", "too-many-diagnostics", "instant-in-the-future", "edit-not-possible"];
    let mut raised: BTreeSet<String> = elsewhere.iter().map(|code| (*code).to_owned()).collect();
    for diagnostic in cases().iter().flat_map(|case| parse(&folder::read(case)).diagnostics) {
        let code = CODES.iter().find(|code| code.name == diagnostic.code).unwrap();
        assert_eq!(code.severity, diagnostic.severity, "{}", code.name);
        assert!(diagnostic.help.is_some(), "{}", code.name);
        raised.insert(diagnostic.code.into_owned());
    }
    let known: BTreeSet<String> = CODES.iter().map(|code| code.name.to_owned()).collect();
    assert_eq!(raised, known);
    assert_eq!(known.len(), CODES.len());
}
