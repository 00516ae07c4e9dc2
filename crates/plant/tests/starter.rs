//! The folder that `ringwall init` writes.

use ringwall_plant::{Colour, SourceFile, init, parse, render_all};

fn starter(name: &str) -> Vec<SourceFile> {
    init(name).into_iter().map(|(path, text)| SourceFile { path, text }).collect()
}

/// Takes the sign away from every line that begins with a bare `#`.
fn with_examples(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(example) if !example.starts_with(' ') => example.to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(|l| line(l) + "\n").collect()
}

#[test]
fn a_new_folder_has_nothing_to_report() {
    let parsed = parse(&starter("North"));
    assert_eq!(render_all(&parsed.diagnostics, Colour::Plain), "");
    assert_eq!(parsed.plant.zones.len(), 3);
    assert_eq!(parsed.plant.name.raw(), "North");
}

#[test]
fn every_example_in_a_new_folder_holds_once_it_is_taken() {
    let mut files = starter("North");
    files.iter_mut().for_each(|file| file.text = with_examples(&file.text));
    let parsed = parse(&files);
    let text = render_all(&parsed.diagnostics, Colour::Plain);
    assert!(!text.contains("error"), "{text}");
    let plant = parsed.plant;
    assert!(!plant.statements.is_empty() && !plant.products.is_empty() && !plant.observation_points.is_empty());
    assert!(!plant.essential_functions.is_empty() && !plant.scenarios.is_empty() && !plant.allocations.is_empty());
}

#[test]
fn a_hostile_name_is_data() {
    let name = "x\"\n[zones.evil]\nkind = \"control\" \u{1b}[31m\u{202e}\\";
    let parsed = parse(&starter(name));
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.plant.name.raw(), name);
    assert!(!parsed.plant.zones.contains_key("evil"));
}
