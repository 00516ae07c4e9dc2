//! Configurations of firewalls and network devices: no line is lost, what is shown cannot act on a terminal, and the two ways
//! to decide about a packet agree.

use std::net::IpAddr;

use ringwall_firewall::{DIAGNOSTICS_MAX, Judge, Packet, Read, evaluate, read};
use ringwall_model::{ConnectionState, Ruleset, Way, is_unsafe_to_show};

/// Rules up to which whole sets of packets are held against them.
const RULES_MAX: usize = 60;

/// Reads a configuration; its first bytes choose a packet.
pub fn run(data: &[u8]) {
    let (choice, text) = data.split_at(data.len().min(8));
    let read = read("f", text);
    account(&read);
    evaluate(&read.ruleset, &packet(choice));
    if read.ruleset.chains.iter().map(|c| c.rules.len()).sum::<usize>() < RULES_MAX {
        agree(&read.ruleset);
    }
}

/// What is said of a whole set of packets is what is said of one of them.
fn agree(ruleset: &Ruleset) {
    let mut judge = Judge::new(ruleset, &[]);
    if judge.is_exhausted() {
        return;
    }
    let sets = [(judge.permitted(), (true, false)), (judge.denied(), (false, true)), (judge.unknown(), (true, true))];
    for (set, expected) in sets {
        match judge.witness(set) {
            Some(packet) => {
                let (outcome, _) = evaluate(ruleset, &packet);
                assert_eq!((outcome.may_pass, outcome.may_drop), expected, "{packet:?}");
            }
            None => assert!(judge.is_empty(set)),
        }
    }
}

fn account(read: &Read) {
    let lines = read.ruleset.lines;
    assert_eq!(lines.understood + lines.diagnosed, lines.total, "{lines:?}");
    assert!(read.diagnostics.len() <= DIAGNOSTICS_MAX + 4);
    for diagnostic in &read.diagnostics {
        let shown = format!("{}{}", diagnostic.message, diagnostic.excerpt.as_deref().unwrap_or_default());
        assert!(!shown.chars().any(is_unsafe_to_show), "{shown:?}");
    }
}

fn packet(choice: &[u8]) -> Packet {
    let byte = |at: usize| choice.get(at).copied().unwrap_or_default();
    let one = |list: &[&str], at: usize| list[usize::from(byte(at)) % list.len()].to_owned();
    let address = |at: usize| IpAddr::from([10, byte(at) & 3, 0, byte(at) >> 4]);
    let names = ["", "eth0", "eth1", "inside", "outside"];
    Packet {
        way: Way::ALL[usize::from(byte(0)) % Way::ALL.len()],
        incoming: one(&names, 1),
        outgoing: one(&names, 2),
        source: address(3),
        destination: address(4),
        protocol: [6, 17, 1][usize::from(byte(5)) % 3],
        source_port: 40_000,
        destination_port: [22, 80, 102, 443, 502, 4840][usize::from(byte(6)) % 6],
        state: ConnectionState::ALL[usize::from(byte(7)) % ConnectionState::ALL.len()],
        flags: 2,
    }
}
