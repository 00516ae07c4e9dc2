//! `ringwall draw` on the example refinery: formats, pins, and what comes back from an editor.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{AT, copy_of_refinery, json, ringwall, root};

fn draw(plant: &Path, name: &str, more: &[&str]) -> String {
    let output = plant.join(name);
    let arguments = [&["draw", plant.to_str().unwrap(), "--at", AT, "-o", output.to_str().unwrap()], more].concat();
    let run = ringwall(&arguments);
    assert_eq!(run.code, 0, "{}", run.err);
    fs::read_to_string(output).unwrap_or_default()
}

fn geometry(plant: &Path, name: &str, more: &[&str]) -> Value {
    serde_json::from_str(&draw(plant, name, more)).unwrap()
}

fn place(geometry: &Value, id: &str) -> (i64, i64) {
    let shape = geometry["shapes"].as_array().unwrap().iter().find(|shape| shape["id"] == id).unwrap();
    (shape["rect"]["x"].as_i64().unwrap(), shape["rect"]["y"].as_i64().unwrap())
}

#[test]
fn every_format_is_written_and_none_over_a_file_that_exists() {
    let plant = copy_of_refinery();
    for name in ["a.svg", "a.png", "a.drawio", "a.json"] {
        draw(plant.path(), name, &["--width", "400"]);
        let again =
            ringwall(&["draw", plant.path().to_str().unwrap(), "-o", plant.path().join(name).to_str().unwrap()]);
        assert_eq!(again.code, 2, "{name}");
    }
    let other = ringwall(&["draw", plant.path().to_str().unwrap(), "-o", plant.path().join("a.vsd").to_str().unwrap()]);
    assert_eq!(other.code, 2);
}

#[test]
fn the_refinery_stands_in_its_bands_with_its_diode_and_firewalls() {
    let plant = copy_of_refinery();
    let geometry = geometry(plant.path(), "g.json", &[]);
    let y = |id: &str| place(&geometry, id).1;
    assert!(y("zone:corporate") < y("zone:historian") && y("zone:historian") < y("zone:bpcs"));
    let marks = |mark: &str| geometry["shapes"].as_array().unwrap().iter().filter(|s| s["mark"] == mark).count();
    assert_eq!((marks("diode"), marks("firewall")), (1, 5));
    let routes = geometry["routes"].as_array().unwrap();
    assert_eq!(routes.len(), 12);
    let data: Vec<&str> = routes.iter().filter(|r| r["tip"] == "data").map(|r| r["to"].as_str().unwrap()).collect();
    assert_eq!(data, ["zone:historian", "zone:bpcs"]);
    assert_eq!(geometry["unkept"], Value::Array(Vec::new()));
}

#[test]
fn disagreements_are_drawn_as_dashed_lines_and_signs() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("g.json");
    let water = root().join("examples/water");
    let options = ["--layer", "disagreements", "--level", "zones", "--at", AT, "-o", output.to_str().unwrap()];
    let run = ringwall(&[&["draw", water.to_str().unwrap()], &options[..]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    let geometry: Value = serde_json::from_str(&fs::read_to_string(output).unwrap()).unwrap();
    let shapes = geometry["shapes"].as_array().unwrap();
    let signed = shapes.iter().filter(|shape| shape["mark"] == "disagreement").count();
    let undeclared = geometry["routes"].as_array().unwrap().iter().filter(|route| route["undeclared"] == true).count();
    let plates = shapes.iter().filter(|shape| shape["look"] == "undeclared").count();
    assert!(signed >= plates && undeclared == 2 * plates && plates > 0, "{signed} {undeclared} {plates}");
}

#[test]
fn a_box_moved_in_the_editor_is_proposed_as_a_pin_and_kept_once_the_proposal_is_taken() {
    let plant = copy_of_refinery();
    let text = draw(plant.path(), "d.drawio", &[]);
    let (x, y) = place(&geometry(plant.path(), "before.json", &[]), "zone:skids");
    let moved = text
        .replace(
            &format!("<mxGeometry x=\"{x}\" y=\"{y}\""),
            &format!("<mxGeometry x=\"{}\" y=\"{}\"", x + 100, y + 60),
        )
        .replace("label=\"Additive skids A and B\"", "label=\"Skids\"");
    let edited = plant.path().join("edited.drawio");
    fs::write(&edited, moved).unwrap();
    let (dir, from) = (plant.path().to_str().unwrap(), edited.to_str().unwrap());
    let before = fs::read_dir(plant.path()).unwrap().count();
    let changes = json(&["draw", dir, "--from", from, "--json"]);
    assert_eq!(fs::read_dir(plant.path()).unwrap().count(), before, "the folder is not changed");
    assert_eq!(changes["moved"].as_array().unwrap().len(), 1);
    assert_eq!(changes["moved"][0]["to"]["x"], x + 100);
    assert_eq!(changes["renamed"][0]["to"], "Skids");
    let pins = plant.path().join("drawing.toml");
    let run = ringwall(&["draw", dir, "--from", from, "-o", pins.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let after = geometry(plant.path(), "after.json", &[]);
    assert_eq!(place(&after, "zone:skids"), (x + 100, y + 60));
}

#[test]
fn the_page_of_an_assessment_shows_the_drawing_with_ways_into_its_rows() {
    let plant = copy_of_refinery();
    let page = plant.path().join("page.html");
    let run = ringwall(&["assess", plant.path().to_str().unwrap(), "--at", AT, "--html", page.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read_to_string(page).unwrap();
    let (_, drawing) = text.split_once("<svg").unwrap();
    let (drawing, _) = drawing.split_once("</svg>").unwrap();
    for way in ["zone:bpcs", "zone:bpcs/IAC", "conduit:sis-to-bpcs/RDF"] {
        assert!(drawing.contains(&format!("<a href=\"#{way}\">")), "{way}");
        assert!(text.contains(&format!("id=\"{way}\"")), "{way} leads somewhere");
    }
}
