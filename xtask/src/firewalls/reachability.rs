//! Another program's answers on its own example network: lines that are never reached, and what filters do with a packet.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use ringwall_firewall::{Judge, Packet, evaluate};
use ringwall_model::{ConnectionState, Way};
use serde_json::Value;

use super::{only, read};

pub fn run(folder: &Path) -> Result<bool> {
    let references = folder.join("configs/batfish/tests/basic");
    let network = folder.join("configs/batfish/networks/example/live");
    if !references.is_dir() || !network.is_dir() {
        return Ok(true);
    }
    Ok(unreachable(&references, &network)? & filters(&references, &network)?)
}

fn rows(path: &Path) -> Result<Vec<Value>> {
    let answer: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    Ok(answer[0]["rows"].as_array().context("no rows")?.clone())
}

/// Lines of lists that nothing reaches, by device: exactly theirs. They do not count what only repeats in a list that no interface has.
fn unreachable(references: &Path, network: &Path) -> Result<bool> {
    let mut theirs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(&references.join("filterLineReachability.ref"))? {
        let source = row["Sources"][0].as_str().unwrap_or_default();
        let (device, list) = source.split_once(": ").unwrap_or((source, ""));
        let line =
            row["Unreachable_Line"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        theirs.entry(device.to_owned()).or_default().insert(format!("{list}: {line}"));
    }
    let (mut devices, mut is_good) = (0, true);
    for entry in fs::read_dir(network.join("configs"))? {
        let path = entry?.path();
        let device = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&path)?;
        let lines: Vec<&str> = text.lines().collect();
        let read = read(&path)?;
        let mut ours = BTreeSet::new();
        for one in Judge::new(&read.ruleset, &[]).rule_uses().into_iter().filter(|one| !one.is_reached) {
            let chain = &read.ruleset.chains[one.chain];
            let rule = &chain.rules[one.rule];
            let line = lines[usize::try_from(rule.place.line)? - 1].split_whitespace().collect::<Vec<_>>().join(" ");
            ours.insert(format!("{}: {line}", chain.name.raw()));
        }
        devices += 1;
        let expected = theirs.remove(&device).unwrap_or_default();
        if ours != expected {
            is_good = false;
            println!("firewalls: {device}: unreachable lines: ours {ours:?}, theirs {expected:?}");
        }
    }
    println!(
        "firewalls: unreachable lines on {devices} devices: {}",
        if is_good { "all agree" } else { "some differ" }
    );
    Ok(is_good && theirs.is_empty())
}

/// What filters of hosts do with a packet.
fn filters(references: &Path, network: &Path) -> Result<bool> {
    let (mut count, mut is_good) = (0, true);
    for row in rows(&references.join("testfilters.ref"))? {
        let node = row["Node"]["name"].as_str().unwrap_or_default();
        let filter = row["Filter_Name"].as_str().unwrap_or_default().rsplit(':').next().unwrap_or_default();
        let path = network.join("iptables").join(format!("{node}.iptables"));
        if !path.exists() {
            continue;
        }
        let Some(ruleset) = only(&read(&path)?.ruleset, filter) else {
            println!("firewalls: {node}: no filter {filter}");
            is_good = false;
            continue;
        };
        let flow = &row["Flow"];
        let port = |key: &str| u16::try_from(flow[key].as_u64().unwrap_or(0)).unwrap_or(0);
        let packet = Packet {
            way: Way::Through,
            incoming: "any".to_owned(),
            outgoing: "any".to_owned(),
            source: flow["srcIp"].as_str().unwrap_or_default().parse()?,
            destination: flow["dstIp"].as_str().unwrap_or_default().parse()?,
            protocol: if flow["ipProtocol"] == "TCP" { 6 } else { 17 },
            source_port: port("srcPort"),
            destination_port: port("dstPort"),
            state: ConnectionState::New,
            flags: 2,
        };
        let ours = evaluate(&ruleset, &packet).0.may_pass;
        let theirs = row["Action"] == "PERMIT";
        count += 1;
        if ours != theirs {
            is_good = false;
            println!("firewalls: {node} {filter}: ours {ours}, theirs {theirs}: {}", packet.words());
        }
    }
    println!("firewalls: {count} decisions of filters of hosts: {}", if is_good { "all agree" } else { "some differ" });
    Ok(is_good)
}
