//! What firewalls permit, as its user sees it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::{AT, assess, json, ringwall};

const PLANT: &str = r#"
name = "Small"
[networks.near-net]
prefixes = ["10.0.1.0/24"]
[networks.far-net]
prefixes = ["10.0.2.0/24"]
[people.engineer]
name = "An engineer"
[zones.near]
kind = "control"
[zones.far]
kind = "dmz"
[assets.plc]
zone = "near"
interfaces = [{ network = "near-net", ip = "10.0.1.1" }]
[assets.historian]
zone = "far"
interfaces = [{ network = "far-net", ip = "10.0.2.1" }]
[assets.fw]
component_types = ["network-device"]
[conduits.reading]
zones = ["near", "far"]
assets = ["fw"]
enforcement_points = ["fw"]
[[conduits.reading.allow]]
protocol = "modbus"
operations = ["read"]
initiator = ["historian"]
responder = ["plc"]
"#;

const SOURCE: &str = "[firewalls.fw]\nfile = \"fw.rules\"\ntaken_at = 2026-11-20T09:00:00Z\ntaken_by = \"engineer\"\nconfiguration = \"running\"\n";

const CLOSED: &str = "flush ruleset
table inet filter {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ip saddr 10.0.2.1 ip daddr 10.0.1.1 tcp dport 502 log accept
  }
  chain input {
    type filter hook input priority filter; policy drop;
  }
}
";

fn plant(rules: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("plant.toml"), PLANT).unwrap();
    fs::write(folder.path().join("firewalls.toml"), SOURCE).unwrap();
    fs::create_dir(folder.path().join("firewalls")).unwrap();
    fs::write(folder.path().join("firewalls/fw.rules"), rules).unwrap();
    folder
}

fn conduits(folder: &Path) -> Value {
    json(&["conduits", folder.to_str().unwrap(), "--json", "--at", AT])
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["disagreements"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect()
}

fn default_deny(folder: &Path) -> Vec<(String, String)> {
    let answer = assess(folder, AT);
    let all = answer["evidence"].as_array().unwrap().iter();
    let own = all.filter(|e| e["criteria"].as_array().unwrap().iter().any(|c| c == "SR 5.2 RE 1/default-deny"));
    own.map(|e| (e["scope"].as_str().unwrap().to_owned(), e["outcome"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn a_firewall_that_permits_what_is_declared_disagrees_with_nothing_and_supports_default_deny() {
    let folder = plant(CLOSED);
    let answer = conduits(folder.path());
    assert_eq!(codes(&answer), Vec::<&str>::new(), "{answer:#}");
    assert_eq!(answer["lines"]["total"], answer["lines"]["understood"]);
    assert_eq!(answer["firewalls"][0]["claim"], false);
    assert_eq!(default_deny(folder.path()), [("conduit:reading".to_owned(), "supports".to_owned())]);
}

#[test]
fn what_is_permitted_and_not_declared_has_a_packet_a_line_a_size_and_a_change_that_mends_it() {
    let open = CLOSED
        .replace("    ip saddr", "    ip saddr 10.0.2.0/24 ip daddr 10.0.1.1 tcp dport 102 log accept\n    ip saddr");
    let folder = plant(&open);
    let answer = conduits(folder.path());
    assert_eq!(codes(&answer), ["lower-to-higher-trust"]);
    let found = &answer["disagreements"][0];
    assert_eq!((&found["conduit"], &found["size"]), (&"reading".into(), &256.into()));
    assert_eq!(found["views"], serde_json::json!(["declared", "permitted"]));
    assert_eq!(found["rules"][0], serde_json::json!({ "file": "firewalls/fw.rules", "line": 6 }));
    assert!(found["packet"].as_str().unwrap().contains("dst=10.0.1.1 proto=tcp"), "{found}");
    assert!(found["mend"].as_str().unwrap().starts_with("before line 6: deny from 10.0.2.0/24"), "{found}");
    let evidence = default_deny(folder.path());
    assert_eq!(evidence.len(), 2);
    assert!(evidence.iter().all(|(_, outcome)| outcome == "contradicts"), "{evidence:?}");
    let mended = open.replace(
        "    ip saddr 10.0.2.0/24",
        "    ip saddr 10.0.2.0/24 ip daddr 10.0.1.1 tcp dport 102 log drop\n    ip saddr 10.0.2.0/24",
    );
    assert!(!codes(&conduits(plant(&mended).path())).contains(&"lower-to-higher-trust"));
}

#[test]
fn what_is_declared_and_blocked_is_said_and_a_line_not_understood_is_never_safe() {
    let blocked = CLOSED.replace("tcp dport 502 log accept", "tcp dport 502 drop");
    assert_eq!(codes(&conduits(plant(&blocked).path())), ["declared-but-blocked", "redundant"]);
    let unclear = CLOSED.replace("    ip saddr", "    meta mark 7 accept\n    ip saddr");
    let folder = plant(&unclear);
    let answer = conduits(folder.path());
    assert!(codes(&answer).contains(&"not-decided"), "{answer:#}");
    assert_eq!(answer["lines"]["diagnosed"], 1);
    assert_eq!(default_deny(folder.path()), []);
}

#[test]
fn packets_are_decided_one_a_line() {
    let folder = plant(CLOSED);
    let mut child = Command::new(env!("CARGO_BIN_EXE_ringwall"))
        .args(["conduits", "--decide", "--firewall"])
        .arg(folder.path().join("firewalls/fw.rules"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let asked = "in=eth0 src=10.0.2.1 dst=10.0.1.1 proto=tcp dport=502 state=new\n\
        in=eth0 src=10.0.2.2 dst=10.0.1.1 proto=tcp dport=502 state=new\n\
        in=eth0 src=10.0.2.2 dst=10.0.1.1 proto=tcp dport=502 state=established\n\
        src=10.0.2.1 dst=10.0.1.1 proto=tcp state=new\nnonsense\n";
    child.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
    let out = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let answers: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let decisions: Vec<&str> = answers.iter().map(|a| a["decision"].as_str().unwrap()).collect();
    assert_eq!(decisions, ["permit", "deny", "permit", "unknown", "unknown"]);
    assert_eq!(answers[0]["rules"][0], serde_json::json!({ "file": "fw.rules", "line": 6 }));
    assert_eq!(answers[3]["reason"], "it depends on what is not said: in, out, sport, dport, flags");
}

#[test]
fn hostile_names_in_a_configuration_reach_no_terminal_as_they_are() {
    let hostile = "\u{1b}[31m\u{202e}x";
    let rules = CLOSED.replace(
        "    ip saddr",
        &format!("    iifname \"{hostile}\" accept comment \"{hostile}\"\n    wonder {hostile} accept\n    ip saddr"),
    );
    let run = ringwall(&["conduits", plant(&rules).path().to_str().unwrap(), "--at", AT]);
    assert_eq!(run.code, 0, "{}", run.err);
    for text in [&run.out, &run.err] {
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    }
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let run = ringwall(&["conduits", "--firewall", "/nowhere/at/all"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot read"), "{}", run.err);
}

#[test]
fn a_file_in_no_dialect_is_answered_and_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(&path, "hello\nworld\n").unwrap();
    let run = ringwall(&["conduits", "--json", "--firewall", path.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("notes.txt is in no dialect that is read"), "{}", run.err);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["lines"]["understood"], 0);
}

#[test]
fn a_table_of_rules_is_read_as_a_firewall() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    fs::write(&path, "src,dst,proto,dport,action\n10.0.2.1,10.0.1.1,tcp,502,permit\nany,any,any,,deny\n").unwrap();
    let answer = json(&["conduits", "--json", "--firewall", path.to_str().unwrap()]);
    assert_eq!(answer["lines"], serde_json::json!({ "total": 3, "understood": 3, "diagnosed": 0 }));
    let permitted = &answer["permitted"][0];
    assert_eq!((&permitted["decision"], &permitted["rule"]["line"]), (&"permit".into(), &2.into()));
    assert_eq!(permitted["extent"], serde_json::json!(["from 10.0.2.1/32 to 10.0.1.1/32 tcp 502, new"]));
    let run = ringwall(&["conduits", "--firewall", path.to_str().unwrap()]);
    let told = "table.csv:2\n  from 10.0.2.1/32 to 10.0.1.1/32 tcp 502, new\n";
    assert!(run.out.contains("may be opened through it") && run.out.contains(told), "{}", run.out);
}

/// A second firewall behind the first, with a zone behind it.
const BEHIND: &str = r#"
[networks.office-net]
prefixes = ["10.0.3.0/24"]
[zones.office]
kind = "business"
[assets.desk]
zone = "office"
interfaces = [{ network = "office-net", ip = "10.0.3.7" }]
[assets.outer]
interfaces = [{ network = "far-net", ip = "10.0.2.253" }, { network = "office-net", ip = "10.0.3.254" }]
"#;

#[test]
fn over_two_firewalls_the_lines_of_both_are_named_or_what_is_missing() {
    let open = "table inet filter {\n  chain forward {\n    type filter hook forward priority filter; policy accept;\n  }\n  chain input {\n    type filter hook input priority filter; policy drop;\n  }\n}\n";
    let folder = plant(open);
    let text = PLANT.replace("[assets.fw]\n", "[assets.fw]\ninterfaces = [{ network = \"near-net\", ip = \"10.0.1.254\" }, { network = \"far-net\", ip = \"10.0.2.254\" }]\n");
    assert_ne!(text, PLANT);
    fs::write(folder.path().join("plant.toml"), text + BEHIND).unwrap();
    let routes = "routes = [{ to = \"10.0.3.0/24\", via = \"10.0.2.253\" }]\n";
    let outer =
        "[firewalls.outer]\nfile = \"outer.rules\"\nroutes = [{ to = \"10.0.1.0/24\", via = \"10.0.2.254\" }]\n";
    fs::write(folder.path().join("firewalls/outer.rules"), open).unwrap();
    let office = |answer: &Value| {
        let all = answer["reachability"]["answers"].as_array().unwrap().clone();
        let asked = |one: &Value| (one["from"] == "near", one["to"] == "office", one["question"] == "zone-to-zone");
        all.into_iter().find(|one| asked(one) == (true, true, true)).unwrap()
    };
    fs::write(folder.path().join("firewalls.toml"), format!("{SOURCE}{routes}{outer}")).unwrap();
    let found = office(&conduits(folder.path()));
    assert_eq!(found["answer"], "permitted", "{found:#}");
    let files: Vec<&str> =
        found["crossings"].as_array().unwrap().iter().map(|c| c["firewall"].as_str().unwrap()).collect();
    assert_eq!(files, ["firewalls/fw.rules", "firewalls/outer.rules"]);
    assert_eq!(found["crossings"][0]["rules"][0]["line"], 2, "{found:#}");
    fs::write(folder.path().join("firewalls.toml"), format!("{SOURCE}{outer}")).unwrap();
    let found = office(&conduits(folder.path()));
    assert_eq!(found["answer"], "unknown", "{found:#}");
    assert!(found["missing"][0].as_str().unwrap().starts_with("fw has no route to 10.0.3."), "{found:#}");
    let run = ringwall(&["conduits", folder.path().to_str().unwrap(), "--at", AT]);
    assert!(run.out.contains("over several firewalls: unknown"), "{}", run.out);
}

#[test]
fn of_a_proposed_configuration_what_it_opens_and_closes_is_told_and_what_it_brings() {
    let folder = plant(CLOSED);
    let opened = CLOSED
        .replace("    ip saddr", "    ip saddr 10.0.2.0/24 ip daddr 10.0.1.1 tcp dport 102 log accept\n    ip saddr");
    let path = folder.path().join("fw.nft");
    fs::write(&path, opened).unwrap();
    let ask = |path: &Path| {
        json(&["conduits", folder.path().to_str().unwrap(), "--proposed", path.to_str().unwrap(), "--json", "--at", AT])
    };
    let answer = ask(&path);
    assert_eq!(codes(&answer), ["proposal-opens", "lower-to-higher-trust"], "{answer:#}");
    let change = &answer["disagreements"][0];
    assert!(change["packet"].as_str().unwrap().contains("dst=10.0.1.1 proto=tcp"), "{change}");
    assert_eq!(
        change["rules"].as_array().unwrap().last().unwrap(),
        &serde_json::json!({ "file": "fw.nft", "line": 6 })
    );
    let files: Vec<_> = answer["firewalls"].as_array().unwrap().iter().map(|f| f["file"].clone()).collect();
    assert_eq!(files, ["firewalls/fw.rules", "fw.nft"]);
    fs::write(&path, CLOSED).unwrap();
    assert_eq!(codes(&ask(&path)), Vec::<&str>::new(), "the same changes nothing");
}
