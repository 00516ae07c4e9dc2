//! Scripts of Zeek that are generated: what they watch for, and that they are in the language's grammar.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{AT, Run, ringwall, root};

/// Writes the script of an enforcement point, and gives it with what was said.
fn generate(plant: &Path, point: &str, further: &[&str]) -> (Run, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.zeek");
    let mut arguments = vec!["generate", plant.to_str().unwrap(), "--point", point, "--dialect", "zeek", "--at", AT];
    arguments.extend(["-o", file.to_str().unwrap()]);
    arguments.extend(further);
    (ringwall(&arguments), fs::read_to_string(&file).unwrap_or_default())
}

/// True when the grammar of the language is here; says that a part of a test is skipped otherwise.
fn has_grammar() -> bool {
    let found = Command::new("zeek-script").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: no zeek-script");
    }
    found
}

/// What the grammar does not allow in a script; none where it allows all of it.
fn refused(script: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script.zeek");
    fs::write(&file, script).unwrap();
    let output = Command::new("zeek-script").arg("parse").arg(&file).output().unwrap();
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn the_planted_write_is_watched_for_between_the_hosts_that_may_only_read() {
    let (run, script) = generate(&root().join("examples/refinery"), "fw-sis", &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    let write = "watch_function(\"modbus\", \"function\", 6, Watch($message=\"ringwall sis-to-bpcs: modbus Write Single Register (6) \
                 is not declared here\", $source=zone_bpcs";
    assert!(script.contains(write), "{script}");
    // Who may read has no notice for it.
    let read: Vec<&str> = script.lines().filter(|line| line.contains("\"modbus\", \"function\", 3,")).collect();
    assert!(!read.is_empty() && read.iter().all(|line| !line.contains("$source=zone_bpcs,")), "{read:#?}");
    for set in
        ["const zone_sis: set[subnet] = { 10.10.1.0/24 };", "event modbus_message(", "@load base/protocols/modbus"]
    {
        assert!(script.contains(set), "{set}\n{script}");
    }
    assert!(run.out.contains("enip is told where Zeek has ICSNPP-ENIP"), "{}", run.out);
}

#[test]
fn a_script_stands_beside_a_firewall_and_takes_no_present_configuration() {
    let present = root().join("examples/refinery/firewalls/fw-dmz.nft");
    let (run, script) =
        generate(&root().join("examples/refinery"), "fw-dmz", &["--present", present.to_str().unwrap()]);
    assert_eq!((run.code, script.as_str()), (2, ""), "{}", run.out);
    assert!(run.err.contains("rules of Zeek stand beside a firewall"), "{}", run.err);
}

/// A plant whose ids are words of the language, numbers and signs, with every protocol that is told, and a diode.
fn hostile(folder: &Path) {
    let mut text = "name = \"table\"\n".to_owned();
    for (at, zone) in ["table", "1-2:3.4"].into_iter().enumerate() {
        text += &format!("[networks.n{at}]\nprefixes = [\"10.0.{at}.0/24\", \"2001:db8:{at}::/48\"]\n");
        text += &format!("[zones.\"{zone}\"]\nkind = \"control\"\n");
        for (host, asset) in [format!("event{at}"), format!("-.{at}"), format!("_:{at}")].iter().enumerate() {
            text += &format!("[assets.\"{asset}\"]\nzone = \"{zone}\"\n");
            text += &format!("interfaces = [{{ network = \"n{at}\", ip = \"10.0.{at}.{}\" }}]\n", host + 1);
        }
    }
    text += "[assets.\"module\"]\n[conduits.\"if\"]\nzones = [\"table\", \"1-2:3.4\"]\nassets = [\"module\"]\n";
    for word in ["modbus", "dnp3", "enip", "s7comm", "bacnet", "opcua"] {
        text += &format!("[[conduits.\"if\".allow]]\nprotocol = \"{word}\"\noperations = [\"read\"]\n");
        text += "initiator = [\"event0\"]\nresponder = [\"-.1\"]\n";
    }
    text += "[assets.\"set\"]\n[conduits.\"of\"]\nzones = [\"table\", \"1-2:3.4\"]\nassets = [\"set\"]\n";
    text += "data_direction = \"table -> 1-2:3.4\"\nenforced = \"physical\"\n";
    fs::write(folder.join("plant.toml"), text).unwrap();
}

#[test]
fn every_script_is_in_the_grammar_of_the_language_whatever_the_plant_is_called() {
    if !has_grammar() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    hostile(folder.path());
    let [refinery, water] = ["examples/refinery", "examples/water"].map(|plant| root().join(plant));
    let points = [
        (refinery.as_path(), ["fw-sis", "fw-dmz", "diode-tx", "gw-a"].as_slice()),
        (water.as_path(), &["r-hill", "r-works"]),
        (folder.path(), &["module", "set"]),
    ];
    let mut seen = String::new();
    for (plant, point) in points.into_iter().flat_map(|(plant, points)| points.iter().map(move |point| (plant, point)))
    {
        let (run, script) = generate(plant, point, &[]);
        assert_eq!(run.code, 0, "{point}: {}", run.err);
        assert_eq!(refused(&script), None, "{point}\n{script}");
        seen += &script;
    }
    for word in
        ["dnp3_application_request_header", "cip_header", "s7comm_header", "bacnet_apdu_header", "opcua_binary_event"]
    {
        assert!(seen.contains(word), "{word}");
    }
}

#[test]
fn a_script_that_is_cut_or_has_an_open_name_is_not_in_the_grammar() {
    if !has_grammar() {
        return;
    }
    let (_, script) = generate(&root().join("examples/refinery"), "fw-sis", &[]);
    let cut = script.split(", $source=").next().unwrap();
    assert!(refused(cut).is_some());
    let open = script.replace("const zone_sis:", "const zone sis:");
    assert!(open != script && refused(&open).is_some());
    let quoted = script.replacen("$message=\"", "$message=\"\"; ", 1);
    assert!(quoted != script && refused(&quoted).is_some());
}
