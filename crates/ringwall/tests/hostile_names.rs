//! The hostile-names law: whatever a plant file or a wire says, no output lets it act.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;

use ringwall_model::is_unsafe_to_show;
use serde_json::Value;
use support::{json, ringwall};

/// What somebody would write to take over a terminal, a page, a table or a file.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u{202e}gnp.exe\u{2028}=cmd|'/C calc'!A0\n[zones.evil]\\u0000";

fn toml(text: &str) -> String {
    ringwall_model::Foreign::from(text).toml().to_string()
}

fn plant() -> String {
    let h = toml(HOSTILE);
    format!(
        "name = {h}\nsite = {h}\narea = {h}\nunit = {h}\nsystem_under_consideration = {h}\n\
         [networks.n]\nname = {h}\nprefixes = [\"10.0.0.0/24\"]\n\
         [networks.m]\nname = {h}\nprefixes = [\"10.0.1.0/24\"]\n\
         [people.p]\nname = {h}\norganisation = {h}\nroles = [\"engineer\"]\n\
         [zones.z]\nname = {h}\nkind = \"control\"\nowner = \"p\"\npolicies = [{h}]\nlogical_boundary = {h}\nsl_target = [1, 1, 1, 1, 1, 1, 1]\n\
         [zones.y]\nname = {h}\nkind = \"dmz\"\n\
         [conduits.c]\nname = {h}\nzones = [\"z\", \"y\"]\n\
         [[conduits.c.allow]]\nprotocol = \"modbus\"\noperations = [\"read\"]\nwhen = {h}\npurpose = {h}\ninformation_class = {h}\n\
         [assets.a]\nname = {h}\nzone = \"z\"\nrole = {h}\nlevel = {h}\nserial = {h}\nfirmware = {h}\nlifecycle = {h}\nbusiness = true\ninterfaces = [{{ network = \"n\", ip = \"10.0.0.1\" }}]\n\
         [assets.b]\nname = {h}\nzone = [\"z\", \"y\"]\ninterfaces = [{{ network = \"n\", ip = \"10.0.0.1\" }}]\n"
    )
}

fn statements() -> String {
    let h = toml(HOSTILE);
    format!(
        "[statements.s]\nzone = \"z\"\nrequirement = \"SR 6.1\"\nrating = \"fully\"\nkind = \"examined\"\nartefact = {{ reference = {h}, at = {h} }}\n\
         result = {h}\nremark = {h}\nmade_by = \"p\"\nmade_at = 2026-01-01\n"
    )
}

/// An LLDP frame of a switch that calls itself something hostile, in a capture file.
fn capture() -> Vec<u8> {
    let mut frame = vec![0x01, 0x80, 0xc2, 0, 0, 0x0e, 0, 0x80, 0x63, 1, 2, 3, 0x88, 0xcc];
    let mut tlv = |kind: u16, value: &[u8]| {
        let head = kind << 9 | u16::try_from(value.len()).unwrap();
        frame.extend_from_slice(&head.to_be_bytes());
        frame.extend_from_slice(value);
    };
    tlv(1, &[4, 0, 0x80, 0x63, 1, 2, 3]);
    tlv(2, b"\x07port 1");
    tlv(3, &120u16.to_be_bytes());
    tlv(5, HOSTILE.as_bytes());
    tlv(6, HOSTILE.as_bytes());
    tlv(0, b"");
    let length = u32::try_from(frame.len()).unwrap().to_le_bytes();
    let mut file = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0];
    file.extend_from_slice(&1_790_000_000u32.to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&length);
    file.extend_from_slice(&length);
    file.extend_from_slice(&frame);
    file
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plant.toml"), plant()).unwrap();
    fs::write(folder.path().join("statements.toml"), statements()).unwrap();
    fs::create_dir(folder.path().join("captures")).unwrap();
    fs::write(folder.path().join("captures").join("wire.pcap"), capture()).unwrap();
    folder
}

fn harmless(what: &str, text: &str) {
    let bad: Vec<char> = text.chars().filter(|c| *c != '\n' && is_unsafe_to_show(*c)).collect();
    assert!(bad.is_empty(), "{what} lets {bad:?} through:\n{text:?}");
}

/// The same plant with a statement, an asset and a capture less, so that there is something to tell.
fn other_folder() -> tempfile::TempDir {
    let other = folder();
    fs::remove_file(other.path().join("statements.toml")).unwrap();
    let text = fs::read_to_string(other.path().join("plant.toml")).unwrap();
    fs::write(other.path().join("plant.toml"), text.split("[assets.b]").next().unwrap()).unwrap();
    other
}

/// A saved answer whose every name is hostile, as somebody else's file may be.
fn saved(dir: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut answer = json(&["assess", dir, "--json"]);
    for evidence in answer["evidence"].as_array_mut().unwrap() {
        evidence["id"] = HOSTILE.into();
        evidence["text"] = HOSTILE.into();
        evidence["place"]["file"] = HOSTILE.into();
    }
    fs::write(file.path(), serde_json::to_string(&answer).unwrap()).unwrap();
    file
}

#[test]
fn a_terminal_shows_hostile_names_and_obeys_none() {
    let folder = folder();
    let dir = folder.path().to_str().unwrap();
    let other = other_folder();
    let (other, saved) = (other.path().to_str().unwrap(), saved(dir));
    let saved = saved.path().to_str().unwrap();
    for arguments in [
        vec!["assess", dir],
        vec!["check", dir],
        vec!["discover", dir],
        vec!["discover", "--summary", dir],
        vec!["why", dir, "z", "TRE"],
        vec!["why", dir, "c", "RDF"],
        vec!["questions", dir],
        vec!["diff", dir, other],
        vec!["diff", saved, other],
    ] {
        let run = ringwall(&arguments);
        harmless(&format!("{arguments:?} stdout"), &run.out);
        harmless(&format!("{arguments:?} stderr"), &run.err);
        assert!(run.code < 2, "{arguments:?}: {}", run.err);
    }
}

#[test]
fn json_escapes_them_and_keeps_every_character() {
    let folder = folder();
    let dir = folder.path().to_str().unwrap();
    let other = other_folder();
    let other = other.path().to_str().unwrap();
    for arguments in [
        vec!["assess", dir, "--json"],
        vec!["discover", dir, "--json"],
        vec!["check", dir, "--json"],
        vec!["why", dir, "z", "TRE", "--json"],
        vec!["questions", dir, "--json"],
        vec!["diff", dir, other, "--json"],
    ] {
        harmless(&format!("{arguments:?}"), &ringwall(&arguments).out);
    }
    let answer = json(&["assess", dir, "--json"]);
    assert_eq!(answer["plant"], Value::from(HOSTILE));
    let found = json(&["discover", dir, "--json"]);
    let hostname =
        found["assets"].as_array().unwrap().iter().find_map(|a| a["hostname"].as_str()).expect("LLDP names the switch");
    assert_eq!(hostname, HOSTILE);
}

#[test]
fn a_page_has_no_tag_or_attribute_of_theirs() {
    let folder = folder();
    let page = folder.path().join("page.html");
    let run = ringwall(&["assess", folder.path().to_str().unwrap(), "--html", page.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read_to_string(page).unwrap();
    harmless("html", &text);
    for tag in ["<script", "<img", "onerror=alert(2)>"] {
        assert!(!text.contains(tag), "{tag}");
    }
    assert!(text.contains("&lt;script&gt;"), "the name is still shown");
}

#[test]
fn a_drawing_shows_hostile_names_and_obeys_none() {
    let folder = folder();
    let dir = folder.path().to_str().unwrap();
    fs::write(folder.path().join("drawing.toml"), format!("revision = {}\ndrawn_by = \"p\"\n", toml(HOSTILE))).unwrap();
    for (name, layer) in
        [("a.svg", "target"), ("b.drawio", "levels"), ("c.json", "traffic"), ("d.svg", "disagreements")]
    {
        let file = folder.path().join(name);
        let run = ringwall(&["draw", dir, "--layer", layer, "-o", file.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{}", run.err);
        harmless(&format!("draw {name} stderr"), &run.err);
        let text = fs::read_to_string(&file).unwrap();
        harmless(name, &text);
        for tag in ["<script", "<img", "html=1"] {
            assert!(name.ends_with("json") || !text.contains(tag), "{name}: {tag}");
        }
    }
    // Names that an editor gives back are foreign once more.
    let drawing = folder.path().join("b.drawio");
    let edited = fs::read_to_string(&drawing).unwrap().replace("label=\"", "label=\"&#x1b;[2J&#x202e;");
    fs::write(&drawing, edited).unwrap();
    let refused = ringwall(&["draw", dir, "--from", drawing.to_str().unwrap()]);
    assert_eq!(refused.code, 2, "XML knows no escape character");
    harmless("draw --from stderr", &refused.err);
    let edited = fs::read_to_string(&drawing).unwrap().replace("&#x1b;", "");
    fs::write(&drawing, edited).unwrap();
    let run = ringwall(&["draw", dir, "--from", drawing.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    harmless("draw --from", &run.out);
    harmless("draw --from --json", &ringwall(&["draw", dir, "--from", drawing.to_str().unwrap(), "--json"]).out);
}

#[test]
fn a_proposal_is_sound_toml_that_declares_nothing_of_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let wire = folder.path().join("wire.pcap");
    fs::write(&wire, capture()).unwrap();
    let plant = folder.path().join("proposed");
    let run = ringwall(&["discover", wire.to_str().unwrap(), "--propose", plant.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read_to_string(plant.join("plant.toml")).unwrap();
    harmless("toml", &text);
    assert!(!text.lines().any(|l| l.trim_start().starts_with("[zones.evil]")), "{text}");
    assert!(ringwall(&["check", plant.to_str().unwrap()]).code < 2, "{text}");
}
