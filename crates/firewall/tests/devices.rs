//! Configurations read for their device, whatever the text: no panic, no line lost, and nothing believed that is not understood.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeSet;

use ringwall_firewall::{DEVICE_DIALECTS, DIAGNOSTICS_MAX, DeviceRead, read_device};
use ringwall_model::is_unsafe_to_show;
use support::{Seed, cases, mutated};

/// One text of each dialect, with most of what it knows.
const SAMPLES: [(&str, &str); 3] = [
    ("ios", include_str!("samples/devices/ios.txt")),
    ("asa", include_str!("samples/devices/asa.txt")),
    ("hios", include_str!("samples/devices/hios.txt")),
];

fn read(bytes: &[u8]) -> DeviceRead {
    let read = read_device("f", bytes);
    let lines = read.settings.lines;
    assert_eq!(lines.understood + lines.diagnosed, lines.total, "{lines:?}");
    assert!(read.diagnostics.len() <= DIAGNOSTICS_MAX + 4);
    for diagnostic in &read.diagnostics {
        assert!(diagnostic.help.is_some(), "{diagnostic:?}");
        let shown = format!("{}{}", diagnostic.message, diagnostic.excerpt.as_deref().unwrap_or_default());
        assert!(!shown.chars().any(is_unsafe_to_show), "{shown:?}");
    }
    assert!(read.settings.settings.iter().all(|setting| (1..=lines.total.max(1)).contains(&setting.place.line)));
    read
}

#[test]
fn every_dialect_has_a_sample_that_it_alone_claims_and_wholly_understands() {
    assert_eq!(DEVICE_DIALECTS.len(), SAMPLES.len());
    for (name, text) in SAMPLES {
        let claiming: Vec<&str> = DEVICE_DIALECTS.iter().filter(|d| (d.likeness)(text) > 0).map(|d| d.name).collect();
        assert_eq!(claiming, [name]);
        let settings = read(text.as_bytes()).settings;
        assert_eq!((settings.dialect.as_ref(), settings.lines.diagnosed), (name, 0));
        assert!(settings.unread.is_empty() && settings.settings.len() > 10, "{name}");
    }
}

#[test]
fn every_default_is_named_once_and_says_what_is_absent_and_who_says_so() {
    for dialect in DEVICE_DIALECTS {
        let codes: BTreeSet<&str> = dialect.defaults.iter().map(|default| default.code).collect();
        assert_eq!(codes.len(), dialect.defaults.len());
        for default in dialect.defaults {
            assert!(default.absent.len() > 10 && default.source.len() > 10 && !default.versions.is_empty());
        }
    }
}

#[test]
fn what_holds_by_default_names_a_default_of_its_dialect() {
    for (name, text) in SAMPLES {
        let dialect = DEVICE_DIALECTS.iter().find(|d| d.name == name).unwrap();
        // The first lines alone: most is absent.
        let head: String = text.lines().take(4).map(|line| format!("{line}\n")).collect();
        let settings = read(head.as_bytes()).settings.settings;
        let codes = settings.iter().filter_map(|setting| setting.by_default.as_deref());
        for code in codes {
            assert!(dialect.defaults.iter().any(|default| default.code == code), "{name}: {code}");
        }
    }
}

#[test]
fn a_setting_that_is_understood_goes_with_its_line() {
    for (name, text) in SAMPLES {
        let whole = read(text.as_bytes()).settings.settings;
        let said: BTreeSet<u32> = whole.iter().filter(|s| s.by_default.is_none()).map(|s| s.place.line).collect();
        for line in said {
            let without: String =
                (1..).zip(text.lines()).filter(|(n, _)| *n != line).map(|(_, line)| format!("{line}\n")).collect();
            // A line may say what holds without it: then it holds by default.
            let facts = |settings: &[ringwall_model::DeviceSetting]| {
                let mut facts: Vec<_> = settings.iter().map(|s| (s.fact.clone(), s.by_default.clone())).collect();
                facts.sort();
                facts
            };
            assert_ne!(facts(&read(without.as_bytes()).settings.settings), facts(&whole), "{name}: line {line}");
        }
    }
}

#[test]
fn no_mutation_of_a_configuration_breaks_a_reader_or_loses_a_line() {
    let mut seed = Seed(31);
    for _ in 0..cases(600) {
        let (_, text) = seed.one(&SAMPLES);
        let bytes = mutated(&mut seed, text, b"!^C\" \n\t\0\xff#");
        read(&bytes);
    }
}

#[test]
fn a_text_cut_at_any_line_is_accounted_for() {
    for (_, text) in SAMPLES {
        let lines: Vec<&str> = text.lines().collect();
        for count in 0..lines.len() {
            read(lines[..count].join("\n").as_bytes());
        }
    }
}

#[test]
fn a_hundred_thousand_lines_a_huge_line_and_a_banner_without_an_end_are_bounded() {
    let head = "version 15.2\nservice timestamps log datetime msec\n";
    let many = read(format!("{head}{}", "username operator password 7 0822455D0A16\n".repeat(100_000)).as_bytes());
    assert_eq!((many.settings.lines.total, many.settings.lines.diagnosed), (100_002, 0));
    let strange = read(format!("{head}{}", "wonder\n".repeat(100_000)).as_bytes());
    assert_eq!(strange.settings.lines.diagnosed, 100_000);
    let huge = read(format!("{head}{}\n", "username x password 7 y ".repeat(100_000)).as_bytes());
    assert_eq!(huge.settings.lines.total, 3);
    let open = read(format!("{head}banner login #never ends\n{}", "line vty 0 4\n".repeat(1_000)).as_bytes());
    assert_eq!(open.settings.lines.diagnosed, 0);
}

#[test]
fn a_wrong_encoding_two_dialects_or_none_leave_the_device_open() {
    let (ios, hios) = (SAMPLES[0].1, SAMPLES[2].1);
    let both = read(format!("{hios}{ios}").as_bytes());
    assert!(!both.settings.unread.is_empty());
    let none = read(b"the quick brown fox\njumps\n");
    assert!(none.settings.dialect.is_empty() && none.settings.settings.is_empty());
    assert_eq!(none.diagnostics[0].code, "dialect-not-recognised");
    let mut damaged = ios.as_bytes().to_vec();
    damaged.splice(40..40, [0xff, 0xfe, 0xfd]);
    let damaged = read(&damaged);
    assert!(!damaged.settings.unread.is_empty());
    assert!(damaged.diagnostics.iter().any(|d| d.code == "file-damaged"));
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(ios.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert!(read(&wide).settings.unread.is_empty());
}

#[test]
fn no_secret_reaches_what_is_said_or_kept() {
    let secrets = ["0822455D0A16", "Plain-words-1", "readers", "writers", "Plain-words-2"];
    for (_, text) in SAMPLES {
        let read = read(text.as_bytes());
        let kept = serde_json::to_string(&read.settings.settings).unwrap();
        let said: String = read.diagnostics.iter().map(|d| d.message.clone()).collect();
        for secret in secrets {
            assert!(!kept.contains(secret) && !said.contains(secret), "{secret}");
        }
    }
}
