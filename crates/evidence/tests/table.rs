//! Laws over the table of rules.

use std::collections::BTreeSet;

use ringwall_catalogue::Catalogue;
use ringwall_evidence::{Effect, RULES, rules_sha256};

/// Text of every rule's file, read where the test runs.
#[expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "the law compares the table with the folder")]
fn files() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        files.push((name, std::fs::read_to_string(&path).unwrap()));
    }
    files.retain(|(name, _)| name != "mod");
    files
}

#[test]
fn every_file_is_a_row_and_every_row_a_file() {
    let rows: BTreeSet<String> = RULES.iter().map(|rule| rule.code.replace('-', "_")).collect();
    let names: BTreeSet<String> = files().into_iter().map(|(name, _)| name).collect();
    assert_eq!(rows, names);
    assert_eq!(rows.len(), RULES.len());
}

#[test]
fn every_criterion_exists_and_is_named_once() {
    for rule in RULES {
        let ids: BTreeSet<&str> = rule.criteria.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.len(), rule.criteria.len(), "{}", rule.code);
        for id in ids {
            let (_, criterion) = Catalogue::embedded().criterion(id).unwrap_or_else(|| panic!("{}: {id}", rule.code));
            assert_eq!(criterion.id.as_str(), id);
        }
    }
}

#[test]
fn only_what_can_be_seen_on_the_wire_or_in_a_configuration_is_decided_by_it() {
    use ringwall_model::EvidenceKind::{Configured, Observed};
    for rule in RULES {
        let kind = if rule.code.starts_with("configuration-") { Configured } else { Observed };
        for (id, effect) in rule.criteria.iter().filter(|(_, effect)| *effect != Effect::Contributes) {
            let (_, criterion) = Catalogue::embedded().criterion(id).unwrap();
            assert!(criterion.evidence_kinds.contains(&kind), "{} {effect:?} {id}", rule.code);
        }
    }
}

#[test]
fn support_ends_and_contradiction_does_not() {
    for rule in RULES {
        let supports = rule.criteria.iter().any(|(_, effect)| *effect == Effect::Sufficient);
        assert!(!supports || rule.valid_days > 0, "{}", rule.code);
    }
}

#[test]
fn every_rule_explains_itself_and_names_its_traps() {
    for rule in RULES {
        assert!(rule.explanation.len() > 150 && !rule.traps.is_empty() && !rule.title.is_empty(), "{}", rule.code);
    }
}

/// Rules match facts. A protocol's name in one would tie every later protocol to it.
#[test]
fn no_rule_names_a_protocol() {
    let words = [
        "modbus", "s7comm", "enip", "profinet", "dnp3", "iec104", "opcua", "mms", "goose", "telnet", "ftp", "http",
        "snmp", "tls", "ssh", "ntp", "dns", "dhcp", "lldp", "bacnet", "vnc", "rlogin", "smb",
    ];
    for (name, text) in files() {
        let text = text.to_ascii_lowercase();
        let found: Vec<_> =
            text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| words.contains(word)).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
        assert!(!text.contains("opc ua") && !text.contains("ethernet/ip"), "{name}");
    }
}

#[test]
fn the_hash_of_the_table_is_a_hash_and_stays() {
    let hash = rules_sha256();
    assert_eq!(hash.len(), 64);
    assert_eq!(hash, rules_sha256());
}
