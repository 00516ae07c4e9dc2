//! Foreign firewall configurations, beside what other programs say of them.

mod account;
mod devices;
mod reachability;
mod renderings;
mod verified;
mod weaknesses;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use ringwall_firewall::Read;
use ringwall_model::{Action, Chain, ChainEnd, Point, Ruleset, Way};

/// Reads every configuration and holds what is read against the oracles; false where one differs without an explanation.
pub fn run(argument: Option<&str>) -> Result<bool> {
    let corpus = crate::corpus_folder(argument);
    let folder = corpus.join("firewalls");
    if !folder.is_dir() {
        println!("firewalls: skipped: no corpus at {}", folder.display());
        return Ok(true);
    }
    let mut is_good = account::run(&folder)?;
    is_good &= devices::run(&corpus)?;
    is_good &= verified::run(&folder)?;
    is_good &= verified::closures(&folder)?;
    is_good &= renderings::run(&folder)?;
    is_good &= reachability::run(&folder)?;
    is_good &= weaknesses::run(&folder)?;
    Ok(is_good)
}

fn read(path: &Path) -> Result<Read> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(ringwall_firewall::read(&name, &fs::read(path)?))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(())
}

/// The ruleset that is one chain of another, for packets through the device.
fn only(ruleset: &Ruleset, chain: &str) -> Option<Ruleset> {
    // Several tables have a chain of this name: the filter's is meant, else that of the table there is.
    let named = |name: String| ruleset.points.iter().find(|p| p.name.raw() == name).map(|p| p.chain);
    let bound = ["filter", "raw"].iter().find_map(|table| named(format!("{table} {chain}")));
    let at = bound.or_else(|| ruleset.chains.iter().position(|c| c.name.raw() == chain))?;
    Some(Ruleset { points: vec![through(at)], translations: Vec::new(), unread: Vec::new(), ..ruleset.clone() })
}

fn through(chain: usize) -> Point {
    Point { name: "one".into(), ways: vec![Way::Through], applies: Vec::new(), chain, before_translation: false }
}

/// The ruleset that permits what another refuses.
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

/// What both let pass: points of both, one behind the other.
fn joined(first: &Ruleset, second: &Ruleset) -> Ruleset {
    let shift = first.chains.len();
    let mut joined = first.clone();
    let moved = |action: &Action| match action {
        Action::Call { chain } => Action::Call { chain: chain + shift },
        Action::Goto { chain } => Action::Goto { chain: chain + shift },
        action => action.clone(),
    };
    for chain in &second.chains {
        let rules = chain.rules.iter().map(|rule| ringwall_model::Rule { action: moved(&rule.action), ..rule.clone() });
        joined.chains.push(Chain { rules: rules.collect(), ..chain.clone() });
    }
    joined.points.extend(second.points.iter().map(|p| Point { chain: p.chain + shift, ..p.clone() }));
    joined
}
