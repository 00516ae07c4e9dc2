//! One policy written in several syntaxes: all renderings must answer alike.

use std::path::Path;

use anyhow::Result;
use ringwall_firewall::Judge;
use ringwall_model::{Addresses, ConnectionState, FlagTest, PacketMatch, Ruleset, States, Way};

use super::{joined, only, read, turned};

/// File ending and the chain that holds the policy.
const RENDERINGS: [(&str, &str); 3] = [("ipt", "INPUT"), ("asa", "asa_in"), ("acl", "edge-inbound")];

/// Differences that are in the renderings themselves, read off them: what one syntax says and another cannot.
const EXPLAINED: [(&str, &str, &str); 2] = [
    ("asa", "ipt", "the policy's \"established\" has no word in this syntax and is written as any TCP"),
    ("asa", "acl", "the policy's \"established\" has no word in this syntax and is written as any TCP"),
];

pub fn run(folder: &Path) -> Result<bool> {
    let base = folder.join("configs/aerleon/expected");
    let mut rulesets: Vec<(&str, Ruleset)> = Vec::new();
    for (ending, chain) in RENDERINGS {
        let path = base.join(format!("TestRegressionDemo.testSmokeTest.sample_multitarget.{ending}.ref"));
        if !path.exists() {
            continue;
        }
        match only(&read(&path)?.ruleset, chain) {
            Some(ruleset) => rulesets.push((ending, ruleset)),
            None => println!("firewalls: renderings: {ending} has no {chain}"),
        }
    }
    let mut is_good = true;
    for (at, (a, first)) in rulesets.iter().enumerate() {
        for (b, second) in rulesets.iter().skip(at + 1) {
            for (x, y, from, to) in [(first, second, a, b), (second, first, b, a)] {
                if let Some(text) = only_in(x, y) {
                    let why = EXPLAINED.iter().find(|(f, t, _)| f == from && t == to).map(|(_, _, why)| *why);
                    is_good &= why.is_some();
                    println!(
                        "firewalls: renderings: {from} lets pass and {to} does not: {text} ({})",
                        why.unwrap_or("not explained")
                    );
                }
            }
        }
    }
    println!("firewalls: renderings of one policy: {} compared", rulesets.len());
    Ok(is_good)
}

/// A block of packets that open a connection, which the first surely lets pass and the second surely does not.
fn only_in(first: &Ruleset, second: &Ruleset) -> Option<String> {
    let both = joined(first, &turned(second));
    let mut judge = Judge::new(&both, &[]);
    let opening = PacketMatch {
        source: Some(Addresses::all_v4()),
        state: Some(States::from_iter([ConnectionState::New])),
        ..PacketMatch::any()
    };
    let syn = FlagTest { mask: 0xff, value: 2, negated: false };
    let tcp = PacketMatch { flags: vec![syn], ..opening.clone() };
    let others = ringwall_model::Ranges::one(6_u8).complement(8);
    let others = PacketMatch { protocol: Some(others), ..opening };
    let asked = judge.packets(&[Way::Through], &[tcp, others]);
    let permitted = judge.permitted();
    let found = judge.and(asked, permitted);
    let (blocks, _) = judge.blocks(found, 3);
    let texts: Vec<String> = blocks.iter().map(|b| b.text()).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}
