//! Plant folders: whatever the files, a plant and what is wrong with it; what is shown cannot act on a terminal; edits never
//! break.

use ringwall_model::{Id, is_unsafe_to_show};
use ringwall_plant::{Colour, DIAGNOSTICS_MAX, Edit, Noun, SourceFile, apply, parse, render_all};

/// Begins a file; its path stands on the same line.
pub const FILE: &str = "#=# ";
/// Files taken of an input.
const FILES_MAX: usize = 12;

/// Reads a folder.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let files = files(&text);
    let parsed = parse(&files);
    assert!(parsed.diagnostics.len() <= DIAGNOSTICS_MAX + 1, "diagnostics without end");
    let shown = render_all(&parsed.diagnostics, Colour::Plain);
    assert_eq!(parsed.diagnostics.is_empty(), shown.is_empty());
    assert!(!shown.chars().any(|c| c != '\n' && is_unsafe_to_show(c)), "what is shown could act: {shown:?}");
    for conduit in parsed.plant.conduits.values() {
        assert!(conduit.zones.iter().all(|zone| parsed.plant.zones.contains_key(zone)), "a conduit to nowhere");
    }
    let mut edits = vec![];
    if let Some(zone) = parsed.plant.zones.keys().next() {
        edits.push(Edit::Rename { noun: Noun::Zone, old: zone.to_string(), new: "renamed".to_owned() });
    }
    edits.extend(Id::parse("accounts").map(|id| Edit::RemoveStatement { id }));
    let _ = apply(&files, &edits);
}

fn files(text: &str) -> Vec<SourceFile> {
    let mut parts = text.split(FILE);
    let first = parts.next().filter(|first| !first.is_empty()).map(|first| SourceFile::new("plant.toml", first));
    let named = parts.take(FILES_MAX).map(|part| {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        SourceFile::new(path, text)
    });
    first.into_iter().chain(named).collect()
}
