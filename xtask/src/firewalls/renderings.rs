//! One policy written in several syntaxes: all renderings must answer alike.

use std::path::Path;

use anyhow::Result;
use ringwall_firewall::{Judge, Set};
use ringwall_model::{Addresses, ConnectionState, FlagTest, Names, PacketMatch, Ranges, Ruleset, States, Way};

use super::{joined, only, read, turned};

/// A policy in several syntaxes.
struct Policy {
    name: &'static str,
    v6: bool,
    /// The policy is between zones.
    zones: bool,
    /// Endings of the renderings, with the chain that holds it.
    renderings: &'static [(&'static str, &'static str)],
}

const POLICIES: [Policy; 4] = [
    Policy {
        name: "sample_multitarget",
        v6: false,
        zones: false,
        renderings: &[
            ("ipt", "INPUT"),
            ("asa", "asa_in"),
            ("acl", "edge-inbound"),
            ("bacl", "edge-inbound"),
            ("eacl", "edge-inbound"),
            ("nxacl", "edge-inbound"),
            ("xacl", "edge-inbound"),
            ("jcl", "edge-inbound"),
        ],
    },
    Policy {
        name: "sample_multitarget",
        v6: true,
        zones: false,
        renderings: &[("acl", "ipv6-edge-inbound"), ("evojcl", "edge-inbound")],
    },
    Policy {
        name: "sample_stateful_multitarget_simple",
        v6: false,
        zones: true,
        renderings: &[("srx", "policies"), ("xml", "rules vsys1")],
    },
    Policy {
        name: "sample_stateful_multitarget_complex",
        v6: false,
        zones: true,
        renderings: &[("srx", "policies"), ("xml", "rules vsys1")],
    },
];

/// Differences that are in the renderings themselves, read off them: what one syntax says and another cannot.
const EXPLAINED: [(&str, &str, &str); 1] =
    [("asa", "*", "the policy's \"established\" has no word in this syntax and is written as any TCP")];

pub fn run(folder: &Path) -> Result<bool> {
    let base = folder.join("configs/aerleon/expected");
    let (mut is_good, mut compared) = (true, 0);
    for policy in &POLICIES {
        let mut rulesets: Vec<(&str, Ruleset)> = Vec::new();
        for (ending, chain) in policy.renderings {
            let path = base.join(format!("TestRegressionDemo.testSmokeTest.{}.{ending}.ref", policy.name));
            if !path.exists() {
                continue;
            }
            match only(&read(&path)?.ruleset, chain) {
                Some(ruleset) => rulesets.push((ending, ruleset)),
                None => {
                    is_good = false;
                    println!("firewalls: renderings: {ending} has no {chain}");
                }
            }
        }
        compared += rulesets.len();
        is_good &= compare(policy, &rulesets);
    }
    println!("firewalls: renderings of one policy: {compared} compared");
    Ok(is_good)
}

/// Every pair of renderings, both ways.
fn compare(policy: &Policy, rulesets: &[(&str, Ruleset)]) -> bool {
    let mut is_good = true;
    for (ending, ruleset) in rulesets {
        let mut judge = Judge::new(ruleset, &[]);
        let (asked, unknown) = (opening(&mut judge, policy), judge.unknown());
        let (all, found) = (judge.size(asked), judge.and(asked, unknown));
        // A rendering of which nothing is understood would agree with any other.
        println!("firewalls: {} {ending}: {} of {all} exchanges unknown", policy.name, judge.size(found));
    }
    for (at, (a, first)) in rulesets.iter().enumerate() {
        for (b, second) in rulesets.iter().skip(at + 1) {
            for (x, y, from, to) in [(first, second, a, b), (second, first, b, a)] {
                let Some(text) = only_in(x, y, policy) else { continue };
                let is_about = |(f, t, _): &&(&str, &str, &str)| f == from && (*t == "*" || t == to);
                let why = EXPLAINED.iter().find(is_about).map(|(_, _, why)| *why);
                is_good &= why.is_some();
                let why = why.unwrap_or("not explained");
                println!("firewalls: {}: {from} lets pass and {to} does not: {text} ({why})", policy.name);
            }
        }
    }
    is_good
}

/// A block of packets that open a connection, which the first surely lets pass and the second surely does not.
fn only_in(first: &Ruleset, second: &Ruleset, policy: &Policy) -> Option<String> {
    let both = joined(first, &turned(second));
    let mut judge = Judge::new(&both, &[]);
    let asked = opening(&mut judge, policy);
    let permitted = judge.permitted();
    let found = judge.and(asked, permitted);
    let (blocks, _) = judge.blocks(found, 3);
    let texts: Vec<String> = blocks.iter().map(|b| b.text()).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// Packets that open a connection.
fn opening(judge: &mut Judge<'_>, policy: &Policy) -> Set {
    let opening = PacketMatch {
        source: Some(if policy.v6 { Addresses::all_v6() } else { Addresses::all_v4() }),
        state: Some(States::from_iter([ConnectionState::New])),
        ..PacketMatch::any()
    };
    let syn = FlagTest { mask: 0xff, value: 2, negated: false };
    let tcp = PacketMatch { flags: vec![syn], ..opening.clone() };
    // The messages of one family do not travel in the other.
    let foreign = if policy.v6 { 1 } else { 58 };
    let others = Ranges::of([(6, 6), (foreign, foreign)]).complement(8);
    let others = PacketMatch { protocol: Some(others), ..opening };
    let packets = [tcp, others];
    let between = |packets: &PacketMatch| {
        ZONES.map(|(from, to)| {
            let (incoming, outgoing) = (Some(Names::one(from)), Some(Names::one(to)));
            PacketMatch { incoming, outgoing, ..packets.clone() }
        })
    };
    match policy.zones {
        true => judge.packets(&[Way::Through], &packets.iter().flat_map(between).collect::<Vec<_>>()),
        false => judge.packets(&[Way::Through], &packets),
    }
}

/// Zones of the policies that have some: within one, the vendors' defaults differ.
const ZONES: [(&str, &str); 2] = [("internal", "external"), ("external", "internal")];
