//! Foreign logs beside the captures they were made of: what a log tells must be what our own reading of the capture shows.
//!
//! Compared are who talks to whom over what, packets of each side, and how often each function was asked for. Times are left out of
//! the logs of the corpus. A difference must be explained, by the bytes, in `xtask/logs-explained.tsv`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use ringwall_model::{Address, Conversation, MessageKind, Reading, Transport};
use ringwall_work::placement::Placements;
use ringwall_work::read::{self, Options};

/// What stands for a time in the logs of the corpus, and what is put there.
const TIMES: [(&str, &str); 2] = [("XXXXXXXXXX.XXXXXX", "1700000000.000000"), ("XXXX-XX-XX-XX-XX-XX", "-")];

/// Compares all logs of the corpus, or says that there are none.
pub fn run(corpus: Option<&str>) -> Result<bool> {
    let corpus = crate::corpus_folder(corpus);
    if !corpus.is_dir() {
        println!("logs: skipped, no corpus at {}", corpus.display());
        return Ok(true);
    }
    let root = crate::tidy::root();
    let explained = explained(&root.join("xtask/logs-explained.tsv"))?;
    let (mut compared, mut alike, mut logs, mut used) = (0, 0, 0, BTreeSet::new());
    let mut good = true;
    for (capture, folder) in found(&corpus.join("captures"))? {
        let copies = copied(&folder, &root.join("target/logs"))?;
        let ours = read(&capture)?;
        let theirs = read(&copies)?;
        logs += 1;
        let name = capture.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for (what, told) in compare(&ours, &theirs) {
            compared += 1;
            let Some(difference) = told else {
                alike += 1;
                continue;
            };
            let key = (name.clone(), what.clone());
            if explained.contains(&key) {
                used.insert(key);
            } else {
                good = false;
                println!("logs: {name}\t{what}\t{difference}");
            }
        }
    }
    for (name, what) in explained.difference(&used) {
        good = false;
        println!("logs: {name}\t{what} is explained, and does not differ");
    }
    println!("logs: {compared} facts of {logs} logs, {alike} as in the capture, {} explained", used.len());
    Ok(good)
}

fn read(input: &Path) -> Result<Reading> {
    let options = Options::default();
    read::read(&[input.to_owned()], &Placements::none(), options).with_context(|| input.display().to_string())
}

fn explained(file: &Path) -> Result<BTreeSet<(String, String)>> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let rows = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
    });
    Ok(rows.collect())
}

/// Captures with folders of logs that count connections.
fn found(folder: &Path) -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut pairs = Vec::new();
    for family in fs::read_dir(folder)? {
        let family = family?.path();
        for entry in fs::read_dir(&family).into_iter().flatten() {
            let oracle = entry?.path();
            let Some(capture) = oracle.to_string_lossy().strip_suffix(".oracle").map(PathBuf::from) else { continue };
            for logs in fs::read_dir(oracle.join("zeek-baseline")).into_iter().flatten() {
                let logs = logs?.path();
                let conn = fs::read_to_string(logs.join("conn.log")).unwrap_or_default();
                if capture.is_file() && conn.contains("#fields\t") {
                    pairs.push((capture.clone(), logs));
                }
            }
        }
    }
    pairs.sort();
    Ok(pairs)
}

/// The logs of a folder as Zeek writes them: with times, and without the remarks of its tests.
fn copied(folder: &Path, to: &Path) -> Result<PathBuf> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if file.extension().is_none_or(|end| end != "log") {
            continue;
        }
        let mut text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        TIMES.iter().for_each(|(times, time)| text = text.replace(times, time));
        let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("###")).collect();
        if lines.iter().any(|line| line.starts_with("#fields\t")) {
            fs::write(to.join(file.file_name().unwrap_or_default()), format!("{}\n", lines.join("\n")))?;
        }
    }
    Ok(to.to_owned())
}

/// Between whom.
type Between = (Address, Address, Transport, u16);

/// What there was between two, whatever native addresses.
#[derive(Debug, Default)]
struct Sum {
    protocols: BTreeSet<String>,
    packets: (u64, u64),
    asked: BTreeMap<(String, u32), (u64, u64)>,
}

fn sums(reading: &Reading) -> BTreeMap<Between, Sum> {
    let mut sums: BTreeMap<Between, Sum> = BTreeMap::new();
    for conversation in &reading.conversations {
        let Conversation { key, packets, functions, .. } = conversation;
        let between = (key.parties.first(), key.parties.second(), key.transport, key.port);
        let sum = sums.entry(between).or_default();
        sum.protocols.extend(key.protocol.iter().map(ToString::to_string));
        sum.packets.0 += packets.from_initiator;
        sum.packets.1 += packets.from_responder;
        for function in functions.iter().filter(|f| f.kind == MessageKind::Request) {
            let (count, accepted) = sum.asked.entry((function.space.to_string(), function.code)).or_default();
            *count += function.count;
            *accepted += function.accepted;
        }
    }
    sums
}

/// Every fact a log tells, and how it differs where it does.
fn compare(ours: &Reading, theirs: &Reading) -> Vec<(String, Option<String>)> {
    let (ours, theirs) = (sums(ours), sums(theirs));
    let mut facts = Vec::new();
    for (between, told) in theirs {
        let (from, to, transport, port) = between;
        let what = format!("{from} {to} {transport}/{port}");
        let Some(seen) = ours.get(&between) else {
            facts.push((what, Some("not in the capture".to_owned())));
            continue;
        };
        if told.packets != (0, 0) {
            let same = told.packets == seen.packets;
            let difference =
                (!same).then(|| format!("packets {:?} in the log, {:?} in the capture", told.packets, seen.packets));
            facts.push((format!("{what} packets"), difference));
        }
        for protocol in &told.protocols {
            let difference =
                (!seen.protocols.contains(protocol)).then(|| format!("{:?} in the capture", seen.protocols));
            facts.push((format!("{what} {protocol}"), difference));
        }
        for ((space, code), told) in &told.asked {
            let seen = seen.asked.get(&(space.clone(), *code)).copied().unwrap_or_default();
            let difference =
                (seen != *told).then(|| format!("asked and accepted {told:?} in the log, {seen:?} in the capture"));
            facts.push((format!("{what} {space} {code}"), difference));
        }
    }
    facts
}
