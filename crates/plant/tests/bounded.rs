//! Files that are too large or too deep, and text that is not what it should be.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod folder;

use proptest::prelude::*;
use ringwall_model::{Foreign, Instant, is_unsafe_to_show};
use ringwall_plant::{
    Colour, DIAGNOSTICS_MAX, FILE_BYTES_MAX, SYNTAX_ROUNDS_MAX, SourceFile, apply, future_instants, init, parse,
    render_all,
};

fn codes(text: &str) -> Vec<String> {
    let files = [SourceFile::new("plant.toml", text)];
    parse(&files).diagnostics.into_iter().map(|d| d.code.into_owned()).collect()
}

#[test]
fn ten_megabytes_are_refused_and_the_rest_is_read() {
    let large = "# padding padding padding padding\n".repeat(10 * 1024 * 1024 / 34);
    assert!(large.len() > FILE_BYTES_MAX);
    let risk = "[scenarios.a]\nzone = \"z\"\nlikelihood = 9\n";
    let files = [SourceFile::new("plant.toml", large), SourceFile::new("risk.toml", risk)];
    let found: Vec<String> = parse(&files).diagnostics.into_iter().map(|d| d.code.into_owned()).collect();
    // Zone `z` may stand in what was refused, so nobody hears of it.
    assert_eq!(found, ["file-too-large", "missing-key", "missing-key", "missing-key", "out-of-range"]);
}

#[test]
fn deep_nesting_is_refused_whichever_way_it_is_written() {
    for deep in
        ["[".repeat(100_000), "{a=".repeat(100_000), "a.".repeat(100_000), format!("[{}a]", "a.".repeat(100_000))]
    {
        assert_eq!(codes(&format!("x = 1\n{deep}")), ["nested-too-deep"]);
        assert_eq!(codes(&format!("x = {deep}")), ["nested-too-deep"]);
    }
    let levels = "x = [[[[[[[[[[1]]]]]]]]]]\n";
    assert_eq!(codes(levels), ["unknown-key"]);
}

#[test]
fn diagnostics_are_listed_up_to_a_limit_and_counted_beyond() {
    let text: String = (0..DIAGNOSTICS_MAX + 7).map(|n| format!("key{n} = 1\n")).collect();
    let found = parse(&[SourceFile::new("plant.toml", text)]).diagnostics;
    assert_eq!(found.len(), DIAGNOSTICS_MAX + 1);
    assert_eq!(found.last().unwrap().message, "7 further diagnostics are not listed");
}

#[test]
fn a_line_of_a_megabyte_gives_a_short_excerpt() {
    let text = format!("nmae = \"{}\"\n", "x".repeat(1024 * 1024));
    let found = parse(&[SourceFile::new("plant.toml", text)]).diagnostics;
    assert!(render_all(&found, Colour::Plain).len() < 2000);
}

#[test]
fn many_syntax_errors_end() {
    let text = "a = [\n".repeat(30) + &"b = c d\n'\n\"\"\"\n".repeat(2000);
    let found = parse(&[SourceFile::new("plant.toml", text)]).diagnostics;
    assert!(!found.is_empty());
    let found = codes(&"b = c d\n".repeat(SYNTAX_ROUNDS_MAX + 1));
    assert_eq!(found.iter().filter(|code| *code == "toml-syntax").count(), SYNTAX_ROUNDS_MAX);
    assert!(found.iter().any(|code| code == "too-many-diagnostics"));
}

#[test]
fn hostile_text_reaches_the_model_as_it_is_and_no_terminal() {
    let hostile = "\u{1b}[2J\u{202e}\u{7f}\u{9b}31m";
    let escaped = Foreign::from(hostile).toml().to_string();
    let text =
        format!("name = {escaped}\n{escaped} = 1\n[zones.{escaped}]\nkind = {escaped}\n[assets.a]\nzone = {escaped}\n");
    let parsed = parse(&[SourceFile::new("plant.toml", text.as_str())]);
    assert_eq!(parsed.plant.name.raw(), hostile);
    let raw = format!("{hostile} = \"{hostile}\"\n# {hostile}\n[zones.{hostile}]\n");
    let path = format!("zones/{hostile}.toml");
    let files = [SourceFile::new("plant.toml", raw.as_str()), SourceFile::new(path, raw.as_str())];
    for diagnostics in [parsed.diagnostics, parse(&files).diagnostics] {
        assert!(diagnostics.len() >= 2);
        let shown = render_all(&diagnostics, Colour::Plain);
        assert!(!shown.chars().any(|c| c != '\n' && is_unsafe_to_show(c)), "{shown:?}");
    }
}

#[test]
fn what_happens_later_than_now_is_said() {
    let parsed = parse(&folder::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/full")));
    let at = |date| future_instants(&parsed.plant, &parsed.sources, Instant::parse(date).unwrap());
    assert_eq!(at("2027-01-01"), []);
    let early = at("2026-01-01");
    assert_eq!(early.len(), 6);
    assert!(early.iter().all(|d| d.code == "instant-in-the-future" && d.excerpt.is_some()));
}

/// One file of the starter and of the full folder, cut, repeated and spoilt at random places.
fn mutated() -> impl Strategy<Value = Vec<SourceFile>> {
    let mut files = folder::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/full"));
    files.extend(init("x").into_iter().map(|(path, text)| SourceFile { path, text: text.replace("\n#", "\n") }));
    let cut = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let insert = prop::sample::select(vec![
        "",
        "\"",
        "'''",
        "\"\"\"",
        "[",
        "]",
        "{",
        "}",
        "=",
        ".",
        ",",
        "#",
        "\n",
        "\r",
        "\u{0}",
        "\u{202e}",
        "0x",
        "-1",
        "true",
        "\n[zones.control]\n",
        "\n[[assets]]\n",
        "zone = [1, [2]]",
        "1979-05-27",
        "nan",
        "\\",
        "é",
    ]);
    let edits = prop::collection::vec((cut, insert), 1..4);
    edits.prop_map(move |edits| {
        let mut files = files.clone();
        for ((file, from, to), inserted) in edits {
            let index = file.index(files.len());
            let file = &mut files[index];
            let ends: Vec<usize> = file.text.char_indices().map(|(at, _)| at).chain([file.text.len()]).collect();
            let (from, to) = (*from.get(&ends), *to.get(&ends));
            let range = from.min(to)..from.max(to).min(from.min(to) + 40);
            let end = (range.end..=file.text.len()).find(|at| file.text.is_char_boundary(*at)).unwrap();
            file.text.replace_range(range.start..end, inserted);
        }
        files
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_parsing_rendering_or_editing_panic(files in mutated()) {
        let parsed = parse(&files);
        let shown = render_all(&parsed.diagnostics, Colour::Ansi);
        prop_assert!(parsed.diagnostics.is_empty() == shown.is_empty());
        for conduit in parsed.plant.conduits.values() {
            prop_assert!(conduit.zones.iter().all(|zone| parsed.plant.zones.contains_key(zone)));
        }
        let rename = ringwall_plant::Edit::Rename { noun: ringwall_plant::Noun::Zone, old: "control".into(), new: "c".into() };
        let remove = ringwall_plant::Edit::RemoveStatement { id: ringwall_model::Id::parse("accounts").unwrap() };
        let _ = apply(&files, &[rename, remove]);
    }
}
