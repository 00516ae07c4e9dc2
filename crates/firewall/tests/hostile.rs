//! Whatever the text: no panic, no line lost, and nothing that was not understood is called safe.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod support;

use ringwall_firewall::{DIAGNOSTICS_MAX, DIALECTS, Decision, Judge, Query, Read, evaluate, read};
use ringwall_model::{Action, ChainEnd, Point, Ruleset, Way, is_unsafe_to_show};
use support::{Seed, cases, mutated, packet};

/// One text of each dialect, with most of what it knows.
const SAMPLES: [(&str, &str); 10] = [
    ("iptables", include_str!("samples/iptables.txt")),
    ("nftables", include_str!("samples/nftables.txt")),
    ("opnsense", include_str!("samples/opnsense.xml")),
    ("asa", include_str!("samples/asa.txt")),
    ("ios", include_str!("samples/ios.txt")),
    ("fortios", include_str!("samples/fortios.txt")),
    ("junos", include_str!("samples/junos.txt")),
    ("panos", include_str!("samples/panos.xml")),
    ("checkpoint", include_str!("samples/checkpoint.json")),
    ("csv", include_str!("samples/csv.txt")),
];

fn account(read: &Read) {
    let lines = read.ruleset.lines;
    assert_eq!(lines.understood + lines.diagnosed, lines.total, "{lines:?}");
    assert!(read.diagnostics.len() <= DIAGNOSTICS_MAX + 4);
    for diagnostic in &read.diagnostics {
        assert!(diagnostic.help.is_some(), "{diagnostic:?}");
        let shown = format!("{}{}", diagnostic.message, diagnostic.excerpt.as_deref().unwrap_or_default());
        assert!(!shown.chars().any(is_unsafe_to_show), "{shown:?}");
    }
}

#[test]
fn every_dialect_has_a_sample_that_it_alone_claims_and_wholly_understands() {
    let names: Vec<&str> = DIALECTS.iter().map(|d| d.name).collect();
    assert_eq!(names.len(), SAMPLES.len());
    for (name, text) in SAMPLES {
        let claiming: Vec<&str> = DIALECTS.iter().filter(|d| (d.likeness)(text) > 0).map(|d| d.name).collect();
        assert_eq!(claiming, [name]);
        let read = read("f", text.as_bytes());
        account(&read);
        assert_eq!(read.ruleset.dialect, name);
        assert_eq!(read.ruleset.lines.diagnosed, 0, "{name}: {:#?}", read.diagnostics);
        assert!(read.ruleset.chains.iter().map(|c| c.rules.len()).sum::<usize>() > 5, "{name}");
    }
}

#[test]
fn every_default_of_a_dialect_says_what_is_absent_and_who_says_so() {
    for dialect in DIALECTS {
        assert!(!dialect.defaults.is_empty() && !dialect.source.is_empty());
        for default in dialect.defaults {
            assert!(
                default.absent.len() > 10 && default.source.len() > 10 && !default.versions.is_empty(),
                "{default:?}"
            );
        }
    }
}

#[test]
fn no_mutation_of_a_configuration_breaks_a_reader_or_loses_a_line() {
    let mut seed = Seed(23);
    for _ in 0..cases(400) {
        let (_, text) = seed.one(&SAMPLES);
        let bytes = mutated(&mut seed, text, b"*{}<>\"!:;,-\n\0 \xff");
        let read = read("f", &bytes);
        account(&read);
        for _ in 0..3 {
            evaluate(&read.ruleset, &packet(&mut seed));
        }
        if seed.once_in(8) {
            Judge::new(&read.ruleset, &[]).rule_uses();
        }
    }
}

/// Nothing is surely permitted.
fn nothing_is_called_safe(ruleset: &Ruleset) {
    let mut judge = Judge::new(ruleset, &[]);
    let (permitted, denied) = (judge.permitted(), judge.denied());
    assert!(judge.is_empty(permitted) && judge.is_empty(denied));
}

#[test]
fn a_text_of_no_dialect_two_dialects_or_a_wrong_encoding_leaves_every_packet_unknown() {
    let two = format!("{}{}", SAMPLES[0].1, SAMPLES[4].1);
    let wide: Vec<u8> =
        [0xfe_u8, 0xff].into_iter().chain(SAMPLES[0].1.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let damaged = [SAMPLES[0].1.as_bytes(), b"\xff\xfe\x00"].concat();
    for bytes in [b"hello\nworld\n".as_slice(), b"", two.as_bytes(), &damaged] {
        let read = read("f", bytes);
        account(&read);
        nothing_is_called_safe(&read.ruleset);
        assert!(!read.diagnostics.is_empty());
    }
    let read = read("f", &wide);
    assert_eq!((read.ruleset.dialect.as_ref(), read.ruleset.lines.diagnosed), ("iptables", 0));
}

#[test]
fn a_configuration_that_is_cut_leaves_every_packet_unknown() {
    for (name, text) in SAMPLES.iter().filter(|(name, _)| {
        matches!(*name, "iptables" | "nftables" | "opnsense" | "fortios" | "junos" | "panos" | "checkpoint")
    }) {
        let cut = text.len() * 2 / 3;
        let read = read("f", &text.as_bytes()[..cut]);
        account(&read);
        assert!(read.ruleset.lines.diagnosed > 0, "{name}");
        nothing_is_called_safe(&read.ruleset);
    }
}

#[test]
fn a_line_that_is_not_understood_makes_what_it_could_affect_unknown() {
    for (name, line) in [
        ("iptables", "-A FORWARD -j WONDER\n"),
        ("ios", "wonder of the world\n"),
        ("asa", "wonder of the world\n"),
        ("fortios", "config firewall wonder\nend\n"),
        ("fortios", "wonder\n"),
        ("junos", "wonder {\n    of the world;\n}\n"),
        ("csv", "wonder\n"),
    ] {
        let text = SAMPLES.iter().find(|(n, _)| *n == name).unwrap().1;
        let text = if name == "iptables" {
            text.replace("COMMIT\n", &format!("{line}COMMIT\n"))
        } else {
            format!("{text}{line}")
        };
        let read = read("f", text.as_bytes());
        account(&read);
        assert!(read.diagnostics.iter().any(|d| d.code.contains("not-")), "{name}: {:?}", read.diagnostics);
        let mut judge = Judge::new(&read.ruleset, &[]);
        let unknown = judge.unknown();
        assert!(!judge.is_empty(unknown), "{name}");
    }
}

#[test]
fn groups_that_contain_themselves_and_objects_nobody_defined_are_not_decided() {
    let asa = "ASA Version 9.9\nobject-group network a\n group-object b\nobject-group network b\n group-object a\n\
        access-list in extended permit tcp object-group a any\naccess-list in extended permit tcp object nobody any\n\
        interface Gi0/0\n nameif x\n security-level 0\naccess-group in in interface x\n";
    let read_asa = read("f", asa.as_bytes());
    account(&read_asa);
    let undecided = |read: &Read| read.diagnostics.iter().filter(|d| d.code == "condition-not-decided").count();
    assert_eq!(undecided(&read_asa), 2, "{:?}", read_asa.diagnostics);
    let loops = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n:a - [0:0]\n:b - [0:0]\n-A FORWARD -j a\n-A a -j b\n-A b -j a\nCOMMIT\n";
    let read_loops = read("f", loops.as_bytes());
    account(&read_loops);
    let mut judge = Judge::new(&read_loops.ruleset, &[]);
    let unknown = judge.unknown();
    assert!(!judge.is_empty(unknown));
    let nested = "table ip t {\nset a { type ipv4_addr; elements = { @a } }\nchain c { type filter hook forward priority 0; ip saddr @a accept\nip saddr @nobody accept\n}\n}\n";
    let read_nested = read("f", nested.as_bytes());
    account(&read_nested);
    assert!(read_nested.diagnostics.iter().any(|d| d.code == "rule-not-understood"));
}

#[test]
fn a_hundred_thousand_rules_on_one_line_end_in_one_diagnostic() {
    let text =
        format!("*filter\n:FORWARD DROP [0:0]\n{}\nCOMMIT\n", "-A FORWARD -s 10.0.0.1 -j ACCEPT ".repeat(100_000));
    let read = read("f", text.as_bytes());
    account(&read);
    assert_eq!(read.ruleset.lines.diagnosed, 1);
}

#[test]
fn questions_that_make_no_sense_are_refused_in_words() {
    for line in
        ["src", "src=10.0.0.300", "colour=red", "dport=70000", "proto=wonder", "state=sleepy", "flags=Z", "\u{1b}=1"]
    {
        let why = Query::parse(line).unwrap_err();
        assert!(!why.is_empty() && !why.chars().any(is_unsafe_to_show), "{why:?}");
    }
}

#[test]
fn addresses_and_ports_out_of_range_are_said_and_not_believed() {
    for rule in [
        "-s 10.0.0.0/33",
        "-d 10.0.0.300",
        "-s 10.0.0.1/255.0.255.0",
        "-p tcp --dport 70000",
        "-p tcp --dport 9:1",
        "-p 300",
    ] {
        let text = format!(
            "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n-A FORWARD {rule} -j ACCEPT\nCOMMIT\n"
        );
        let read = read("f", text.as_bytes());
        account(&read);
        assert_eq!(read.ruleset.lines.diagnosed, 1, "{rule}");
        let mut judge = Judge::new(&read.ruleset, &[]);
        let permitted = judge.permitted();
        assert!(judge.is_empty(permitted), "{rule}");
    }
}

#[test]
fn a_line_that_is_understood_changes_the_result_or_is_not_needed() {
    for (name, text) in SAMPLES {
        let read = read("f", text.as_bytes());
        let uses = Judge::new(&read.ruleset, &[]).rule_uses();
        for one in uses.iter().filter(|one| one.is_needed && one.is_reached) {
            let rule = &read.ruleset.chains[one.chain].rules[one.rule];
            // In a chain that is called, what would go back may fare alike in the end; where the end is not known, nobody knows.
            if !rule.certain
                || rule.by_default.is_some()
                || matches!(read.ruleset.chains[one.chain].end, ChainEnd::Return | ChainEnd::Unknown)
            {
                continue;
            }
            let mut without = read.ruleset.clone();
            without.chains[one.chain].rules.remove(one.rule);
            assert!(differ(&read.ruleset, &without, one.chain), "{name}: line {}", rule.place.line);
        }
        for one in uses.iter().filter(|one| !one.is_needed || !one.is_reached) {
            let mut without = read.ruleset.clone();
            without.chains[one.chain].rules.remove(one.rule);
            let line = read.ruleset.chains[one.chain].rules[one.rule].place.line;
            assert!(!differ(&read.ruleset, &without, one.chain), "{name}: line {line}");
        }
    }
}

/// Some packet passes one chain and not the other: it passes what is both the one and the turned other.
fn differ(a: &Ruleset, b: &Ruleset, chain: usize) -> bool {
    let passes = |first: &Ruleset, second: &Ruleset| {
        let both = behind(first, &turned(second), chain);
        let mut judge = Judge::new(&both, &[]);
        let permitted = judge.permitted();
        !judge.is_empty(permitted)
    };
    passes(a, b) || passes(b, a)
}

fn turned(ruleset: &Ruleset) -> Ruleset {
    let mut turned = ruleset.clone();
    for chain in &mut turned.chains {
        chain.end = match chain.end {
            ChainEnd::Permit => ChainEnd::Deny,
            ChainEnd::Deny => ChainEnd::Permit,
            end => end,
        };
        for rule in &mut chain.rules {
            rule.action = match &rule.action {
                Action::Permit => Action::Deny,
                Action::Deny => Action::Permit,
                action => action.clone(),
            };
        }
    }
    turned
}

/// A chain of the first, and behind it the same of the second.
fn behind(first: &Ruleset, second: &Ruleset, chain: usize) -> Ruleset {
    let shift = first.chains.len();
    let mut both = Ruleset { translations: Vec::new(), unread: Vec::new(), ..first.clone() };
    for one in &second.chains {
        let mut one = one.clone();
        for rule in &mut one.rules {
            if let Action::Call { chain } | Action::Goto { chain } = &mut rule.action {
                *chain += shift;
            }
        }
        both.chains.push(one);
    }
    let point = |chain| Point {
        name: "one".into(),
        ways: Way::ALL.to_vec(),
        applies: Vec::new(),
        chain,
        before_translation: false,
    };
    both.points = vec![point(chain), point(chain + shift)];
    both
}

/// Twelve times the group below, fourteen deep: written out it would be 12 to the 14th members.
fn nested(kind: &str, below: &str) -> String {
    let mut text = format!("{ASA_HEAD}object-group {kind} g0\n{below}");
    for n in 1..15 {
        text.push_str(&format!("object-group {kind} g{n}\n"));
        text.push_str(&format!(" group-object g{}\n", n - 1).repeat(12));
    }
    text
}

const ASA_HEAD: &str = "ASA Version 9.8(1)\nhostname fw\ninterface GigabitEthernet0/0\n nameif outside\n security-level 0\n ip address 203.0.113.1 255.255.255.0\n";

#[test]
fn groups_within_groups_are_written_out_once_each() {
    let rule = |group: &str| format!("access-list in extended permit {group}\naccess-group in in interface outside\n");
    let decided = |text: String| {
        let read = read("fw.cfg", text.as_bytes());
        let asked = "in=outside src=10.0.0.1 dst=10.0.0.2 proto=tcp dport=502 state=new";
        Judge::new(&read.ruleset, &[]).decide(&Query::parse(asked).unwrap()).decision
    };
    let networks = nested("network", " network-object host 10.0.0.1\n") + &rule("tcp object-group g14 any eq 502");
    assert_eq!(decided(networks), Decision::Permit);
    // A group without members stands for nothing anybody knows.
    let services = nested("service", "") + &rule("object-group g14 any any");
    assert_eq!(decided(services), Decision::Unknown);
}

#[test]
fn several_rules_on_one_line_of_iptables_leave_every_packet_unknown() {
    let text = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n\
        -A FORWARD -s 10.1.0.7 -j ACCEPT -A FORWARD -s 10.1.0.8 -j ACCEPT\nCOMMIT\n";
    let asked = Query::parse("in=eth0 out=eth1 src=10.1.0.9 dst=10.2.0.4 proto=tcp dport=502 state=new").unwrap();
    let decided = |text: &str| Judge::new(&read("f", text.as_bytes()).ruleset, &[]).decide(&asked).decision;
    assert_eq!(decided(text), Decision::Unknown);
    let named = text.replace("-j ACCEPT -A FORWARD -s 10.1.0.8", "-m comment --comment -A");
    assert_eq!(decided(&named), Decision::Deny);
}

#[test]
fn a_hundred_thousand_rules_on_one_line_are_read() {
    let rules: String = (0..100_000_u32)
        .map(|n| format!("ip saddr 10.{}.{}.{} tcp dport 502 accept; ", n >> 16, n >> 8 & 255, n & 255))
        .collect();
    let text = format!("table inet t {{ chain f {{ type filter hook forward priority 0; policy drop; {rules} }} }}\n");
    let found = read("f", text.as_bytes());
    assert_eq!(found.ruleset.chains.iter().map(|chain| chain.rules.len()).sum::<usize>(), 100_000);
    assert_eq!(found.ruleset.chains[0].rules[7].place.length, u32::try_from(text.len() - 1).unwrap());
}
