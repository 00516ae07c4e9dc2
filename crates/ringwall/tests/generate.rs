//! Configurations that are generated, as their user sees it, on the example refinery.

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
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{AT, copy_of_refinery, json, ringwall, root};

fn refinery() -> String {
    root().join("examples/refinery").to_str().unwrap().to_owned()
}

fn present() -> String {
    format!("{}/firewalls/fw-dmz.nft", refinery())
}

fn generate(point: &str, further: &[&str]) -> (support::Run, PathBuf, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    let plant = refinery();
    let mut arguments = vec!["generate", &plant, "--point", point, "-o", file.to_str().unwrap(), "--at", AT];
    arguments.extend(further);
    (ringwall(&arguments), file, folder)
}

#[test]
fn the_configuration_of_the_example_raises_what_is_planted_in_it_and_its_look_alikes_raise_nothing() {
    let answer = json(&["conduits", &refinery(), "--json", "--at", AT]);
    let found: Vec<(&str, Option<&str>, u64)> = answer["disagreements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["code"].as_str().unwrap(), d["conduit"].as_str(), d["rules"][0]["line"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("lower-to-higher-trust", Some("broker-to-bpcs"), 23),
        ("management-reachable", None, 11),
        ("shadowed", None, 22),
    ];
    assert_eq!(found, expected, "{answer:#}");
    assert_eq!(answer["lines"]["diagnosed"], 0);
}

#[test]
fn what_is_generated_closes_the_planted_permit_and_tells_what_was_seen_of_it() {
    let (run, file, _folder) = generate("fw-dmz", &["--dialect", "nftables", "--present", &present(), "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    let closes = answer["changes"]["closes"].as_array().unwrap();
    assert_eq!(closes.len(), 1, "{answer:#}");
    assert_eq!((&closes[0]["rules"][0]["line"], &closes[0]["whole"]), (&23.into(), &true.into()));
    assert!(closes[0]["seen"].as_u64().unwrap() > 0 && closes[0]["first"].is_string(), "{answer:#}");
    let text = fs::read_to_string(&file).unwrap();
    let clear = "add table inet filter\nadd chain inet filter forward\nflush chain inet filter forward\ndelete chain inet filter forward\n";
    assert!(text.starts_with(clear), "{text}");
    assert!(text.contains("comment \"broker-to-bpcs.1\"") && !text.contains("10.10.3.0/24"), "{text}");
    let rollback = fs::read_to_string(file.with_file_name("out.rollback")).unwrap();
    assert!(rollback.contains("flush ruleset\n") && rollback.contains("start-up"), "{rollback}");
}

#[test]
fn nothing_is_written_over_an_existing_file() {
    let (run, file, folder) = generate("fw-dmz", &["--dialect", "nftables"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let before = fs::read_to_string(&file).unwrap();
    let plant = refinery();
    let again = ["generate", &plant, "--point", "fw-dmz", "--dialect", "iptables", "-o", file.to_str().unwrap()];
    let run = ringwall(&again);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("exists already"), "{}", run.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "without a present configuration there is no rollback");
}

#[test]
fn a_change_that_would_cut_an_essential_flow_is_not_written_and_the_variant_that_only_logs_is() {
    let folder = copy_of_refinery();
    let path = folder.path().join("plant.toml");
    let text = fs::read_to_string(&path).unwrap();
    // The controller that the operators need is reached through fw-sis, and no longer declared.
    let declared = "initiator = [\"hmi-1\"]\nresponder = [\"sis-logic\"]";
    assert!(text.contains(declared));
    fs::write(&path, text.replace(declared, "initiator = [\"ews-1\"]\nresponder = [\"sis-logic\"]")).unwrap();
    let (plant, out) = (folder.path().to_str().unwrap().to_owned(), folder.path().join("out"));
    let base =
        ["generate", &plant, "--point", "fw-sis", "--dialect", "nftables", "-o", out.to_str().unwrap(), "--at", AT];
    let run = ringwall(&base);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("sis-to-bpcs: essential function operator-view needs hmi-1 → sis-logic"), "{}", run.err);
    assert!(!out.exists());
    let watching: Vec<&str> = base.iter().copied().chain(["--log-only"]).collect();
    let run = ringwall(&watching);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("Must go on, and would be cut (1)"), "{}", run.out);
    let text = fs::read_to_string(&out).unwrap();
    assert!(text.contains("policy accept") && !text.contains("drop"), "{text}");
}

#[test]
fn what_cannot_be_written_says_why_and_what_to_do() {
    for (point, further, message) in [
        ("diode-tx", &["--dialect", "nftables"][..], "physics holds the conduits of diode-tx"),
        ("fw-sus", &["--dialect", "nftables"], "did you mean fw-sis?"),
        ("fw-sis", &["--dialect", "asa"], "--interface"),
        ("fw-sis", &["--dialect", "ios", "--interface", "Gi0/0", "--log-only"], "cannot log"),
        ("fw-sis", &["--dialect", "fortios", "--log-only"], "can only log beside"),
    ] {
        let (run, file, _folder) = generate(point, further);
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains(message), "{}", run.err);
        assert!(!file.exists());
    }
}

#[test]
fn a_device_whose_lists_are_bound_gets_them_back() {
    let folder = tempfile::tempdir().unwrap();
    let asa = "ASA Version 9.16(1)\ninterface GigabitEthernet0/0\n nameif inside\n security-level 100\n ip address 10.10.1.1 255.255.255.0\n\
        interface GigabitEthernet0/1\n nameif outside\n security-level 0\n ip address 10.10.3.254 255.255.255.0\n\
        access-list old extended permit ip any any\naccess-group old in interface outside\n";
    let path = folder.path().join("asa.cfg");
    fs::write(&path, asa).unwrap();
    let (run, file, _out) = generate("fw-sis", &["--dialect", "asa", "--present", path.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("line 10 is narrowed"), "{}", run.out);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(" in interface inside\n") && text.contains(" in interface outside\n"), "{text}");
    let rollback = fs::read_to_string(file.with_file_name("out.rollback")).unwrap();
    assert!(rollback.contains("\naccess-group old in interface outside\n"), "{rollback}");
    assert!(rollback.contains("no access-group through.") && rollback.contains("clear configure access-list through."));
}

#[test]
fn every_dialect_is_written_for_the_firewall_of_the_example() {
    for (dialect, line) in [
        ("nftables", "comment \"broker-to-bpcs.1\""),
        ("iptables", "--comment \"broker-to-bpcs.1\""),
        ("ip6tables", ":FORWARD DROP"),
        ("asa", "remark broker-to-bpcs.1"),
        ("ios", "remark broker-to-bpcs.1"),
        ("fortios", "set comments \"broker-to-bpcs.1\""),
        ("panos", "description broker-to-bpcs.1"),
        ("panos-xml", "<description>broker-to-bpcs.1</description>"),
        ("opnsense", "<descr>broker-to-bpcs.1</descr>"),
        ("pfsense", "<descr>broker-to-bpcs.1</descr>"),
    ] {
        let interfaces = ["--dialect", dialect, "--interface", "inside", "--interface", "outside"];
        let (run, file, _folder) = generate("fw-dmz", &interfaces);
        assert_eq!(run.code, 0, "{dialect}: {}", run.err);
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(line), "{dialect}: {text}");
        // Declared as reading a program: the port is open, the operation is not told by a packet filter.
        assert!(dialect == "ip6tables" || text.contains("102"), "{dialect}: {text}");
    }
}

#[test]
fn a_dialect_whose_rules_decide_where_they_log_watches_beside_its_present_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let present = folder.path().join("fw.conf");
    let policy = "config firewall policy\n edit 7\n  set srcintf any\n  set dstintf any\n  set srcaddr all\n  set dstaddr all\n  \
        set service ALL\n  set schedule always\n  set action accept\n next\nend\n";
    fs::write(&present, policy).unwrap();
    let (run, file, _folder) =
        generate("fw-sis", &["--dialect", "fortios", "--log-only", "--present", present.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(" before 7\n") && text.contains("    edit 7\n        set logtraffic all\n"), "{text}");
    assert!(!text.contains("set action deny") && !text.contains("disable"), "{text}");
    assert!(run.out.contains("the rules that were there go on deciding, and log"), "{}", run.out);
    let rollback = fs::read_to_string(file.with_file_name("out.rollback")).unwrap();
    assert!(rollback.contains("unset logtraffic") && rollback.contains("    delete \""), "{rollback}");
}

/// True when Suricata is here; says that a part of a test is skipped otherwise.
fn has_suricata() -> bool {
    let found = Command::new("suricata").arg("-V").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: no suricata");
    }
    found
}

/// What Suricata alerts on in a capture of the example: message and addresses, each as often as it does.
fn alerts(rules: &Path, capture: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["classification.config", "reference.config", "threshold.config"] {
        fs::write(at(name), "").unwrap();
    }
    let switched_on = [("modbus", 502), ("dnp3", 20000), ("enip", 44818)]
        .map(|(word, port)| format!("    {word}: {{ enabled: yes, detection-ports: {{ dp: {port} }} }}\n"));
    let configuration = format!(
        "%YAML 1.1\n---\ndefault-log-dir: {}\noutputs:\n  - fast: {{ enabled: yes, filename: fast.log }}\n\
         app-layer:\n  protocols:\n{}classification-file: {}\nreference-config-file: {}\nthreshold-file: {}\n",
        folder.path().display(),
        switched_on.concat(),
        at("classification.config"),
        at("reference.config"),
        at("threshold.config")
    );
    fs::write(at("suricata.yaml"), configuration).unwrap();
    let capture = format!("{}/captures/{capture}", refinery());
    let (configuration, rules) = (at("suricata.yaml"), rules.to_str().unwrap());
    let run = |more: &[&str]| {
        let base = ["-c", &configuration, "-S", rules, "-l", folder.path().to_str().unwrap()];
        let output = Command::new("suricata").args(base).args(more).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["-T"]);
    run(&["-k", "none", "-r", &capture]);
    let told = fs::read_to_string(at("fast.log")).unwrap();
    let one = |line: &str| {
        let message = line.split("[**]").nth(1).unwrap().trim();
        let message = message.split_once("] ").unwrap().1;
        let ends = line.rsplit_once("} ").unwrap().1;
        let ends: Vec<&str> = ends.split(" -> ").map(|end| end.rsplit_once(':').unwrap().0).collect();
        format!("{message}: {} to {}", ends[0], ends[1])
    };
    let mut told: Vec<String> = told.lines().map(one).collect();
    told.sort();
    told
}

#[test]
fn rules_of_suricata_alert_on_the_planted_write_and_on_nothing_innocent() {
    let (run, file, _folder) = generate("fw-sis", &["--dialect", "suricata"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read_to_string(&file).unwrap();
    let rules = |keyword: &str, ends: &str| -> Vec<&str> {
        text.lines().filter(|line| line.contains(keyword) && line.contains(ends)).collect()
    };
    let write = rules("modbus:function 6;", "-> [10.10.1.0/24] any");
    assert_eq!(write.len(), 1, "{text}");
    assert!(write[0].contains("(msg:\"ringwall sis-to-bpcs: modbus Write Single Register (6) is not declared here\";"));
    // The operators' station may read the logic solver, and nobody else.
    let read = rules("modbus:function 3;", "alert modbus [10.10.3.20/32,198.51.100.20/32] any");
    assert!(read.len() == 1 && !read[0].contains("10.10.1.10/32"), "{read:#?}");
    assert!(run.out.contains("told by no rule, of modbus: ") && run.out.contains("UMAS (90)"), "{}", run.out);
    if has_suricata() {
        let planted =
            "ringwall sis-to-bpcs: modbus Write Single Register (6) is not declared here: 10.10.3.30 to 10.10.1.10";
        for capture in ["sis.pcapng", "control.pcapng"] {
            assert_eq!(alerts(&file, capture), [planted], "{capture}");
        }
        assert_eq!(alerts(&file, "skid-a.pcapng"), Vec::<String>::new());
    }
}

#[test]
fn rules_of_suricata_take_no_present_configuration() {
    let (run, file, _folder) = generate("fw-dmz", &["--dialect", "suricata", "--present", &present()]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("leave --present and --interface out"), "{}", run.err);
    assert!(!file.exists());
}
