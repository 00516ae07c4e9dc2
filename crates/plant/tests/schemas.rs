//! The committed JSON Schemas.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod folder;

use std::{collections::BTreeSet, fs};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schemas");

#[test]
fn the_committed_schemas_are_those_of_the_shapes() {
    let schemas = ringwall_plant::schemas();
    for (name, text) in &schemas {
        folder::expect(format!("{FOLDER}/{name}"), text);
    }
    let names: BTreeSet<String> = schemas.into_iter().map(|(name, _)| name).collect();
    let plant_files = fs::read_dir(FOLDER).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let committed: BTreeSet<String> = plant_files.filter(|name| names.contains(name)).collect();
    assert_eq!(committed, names);
}

#[test]
fn every_schema_is_json_of_the_draft_it_names() {
    for (name, text) in ringwall_plant::schemas() {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert_eq!(value["additionalProperties"], false, "{name}");
    }
}
