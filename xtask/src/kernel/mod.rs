//! Random rulesets, loaded into the packet filter of a Linux kernel in network namespaces of their own. Packets are really
//! sent, and whether they arrive must be what we decide.

mod iptables;
mod namespaces;
mod nftables;
mod packets;
pub mod random;
mod wire;
mod written;

use std::collections::BTreeSet;

use anyhow::Result;

use namespaces::Bench;
use packets::Packets;
use random::Seed;
use ringwall_firewall::{Outcome, Packet, Read, evaluate, read};

/// Decisions of `make test`; `make soak` asks for more.
const DECISIONS: u64 = 20_000;
/// Packets a ruleset is asked about.
const PACKETS: usize = 60;
/// Of so many rulesets one is listed and read again.
const LISTED_EVERY: u64 = 4;

/// A kind of ruleset the kernel loads.
struct Kind {
    name: &'static str,
    write: fn(&mut Seed) -> String,
    loader: &'static [&'static str],
    /// What empties it again.
    empty: &'static str,
    /// Families it filters: IPv6, where not both.
    v6: Option<bool>,
    /// How what is loaded is written out again: each text must decide as what was loaded.
    listings: &'static [&'static [&'static str]],
}

const KINDS: [Kind; 6] = [
    Kind {
        name: "nftables",
        write: nftables::write,
        loader: &["nft", "-f", "-"],
        empty: "flush ruleset\n",
        v6: None,
        listings: &[&["nft", "list", "ruleset"], &["nft", "-j", "list", "ruleset"]],
    },
    Kind {
        name: "iptables",
        write: iptables::write_v4,
        loader: &["iptables-restore"],
        empty: iptables::EMPTY,
        v6: Some(false),
        listings: &[&["iptables-save"]],
    },
    Kind {
        name: "ip6tables",
        write: iptables::write_v6,
        loader: &["ip6tables-restore"],
        empty: iptables::EMPTY,
        v6: Some(true),
        listings: &[&["ip6tables-save"]],
    },
    Kind {
        name: "nftables as we write it",
        write: written::nftables,
        loader: &["nft", "-f", "-"],
        empty: "flush ruleset\n",
        v6: None,
        listings: &[&["nft", "list", "ruleset"], &["nft", "-j", "list", "ruleset"]],
    },
    Kind {
        name: "iptables as we write it",
        write: written::iptables,
        loader: &["iptables-restore", "--noflush"],
        empty: written::EMPTY,
        v6: Some(false),
        // What is listed has chains for the device itself, which we leave alone.
        listings: &[],
    },
    Kind {
        name: "ip6tables as we write it",
        write: written::ip6tables,
        loader: &["ip6tables-restore", "--noflush"],
        empty: written::EMPTY,
        v6: Some(true),
        listings: &[],
    },
];

#[derive(Default)]
struct Tally {
    rulesets: u64,
    refused: u64,
    decided: u64,
    passed: u64,
    undecided: u64,
    wrong: u64,
}

/// Runs until so many decisions are compared; false where one differs.
pub fn run(argument: Option<&str>) -> Result<bool> {
    let wanted: u64 = argument.map_or(Ok(DECISIONS), str::parse)?;
    let bench = match Bench::new() {
        Ok(bench) => bench,
        Err(why) => {
            println!("kernel: skipped: no network namespaces to send packets in: {why:#}");
            return Ok(true);
        }
    };
    let kinds: Vec<&Kind> = KINDS.iter().filter(|kind| is_here(&bench, kind)).collect();
    let each = wanted.checked_div(u64::try_from(kinds.len())?).unwrap_or(0);
    let mut packets = Packets::new();
    let mut is_good = true;
    for kind in kinds {
        let tally = rounds(&bench, kind, each, &mut packets)?;
        println!(
            "kernel: {}: {} decisions in {} rulesets ({} more refused by the kernel's tools), {} passed, {} we leave undecided, {} differ",
            kind.name, tally.decided, tally.rulesets, tally.refused, tally.passed, tally.undecided, tally.wrong
        );
        is_good &= tally.wrong == 0 && tally.decided >= each && tally.refused <= tally.rulesets;
    }
    Ok(is_good)
}

/// Tables of this kind can be loaded here.
fn is_here(bench: &Bench, kind: &Kind) -> bool {
    let loaded = bench.load(kind.loader, kind.empty);
    if let Err(why) = &loaded {
        println!("kernel: {}: skipped: {why:#}", kind.name);
    }
    loaded.is_ok()
}

fn rounds(bench: &Bench, kind: &Kind, wanted: u64, packets: &mut Packets) -> Result<Tally> {
    let (mut tally, mut seed) =
        (Tally::default(), Seed::new(0x5eed ^ u64::from(kind.name.as_bytes()[2]) ^ ((kind.name.len() as u64) << 8)));
    while tally.decided < wanted && tally.refused <= tally.rulesets.saturating_add(50) {
        let text = (kind.write)(&mut seed);
        match bench.load(kind.loader, &text) {
            Ok(()) => tally.rulesets += 1,
            Err(why) => {
                if tally.refused == 0 {
                    println!("kernel: {}: refused, for example: {why:#}", kind.name);
                }
                tally.refused += 1;
                continue;
            }
        }
        if tally.rulesets % LISTED_EVERY == 1 {
            tally.wrong += listed(bench, kind, &text, packets, &mut seed)?;
        }
        round(bench, &text, kind.v6, packets, &mut seed, &mut tally)?;
        if tally.wrong > 0 {
            break;
        }
    }
    bench.load(kind.loader, kind.empty)?;
    Ok(tally)
}

/// What is loaded, as its tools write it out, read again: packets must fare as by what was loaded.
fn listed(bench: &Bench, kind: &Kind, text: &str, packets: &mut Packets, seed: &mut Seed) -> Result<u64> {
    let own = read("random", text.as_bytes());
    let mut wrong = 0;
    for listing in kind.listings {
        let written = bench.output(listing)?;
        let again = read("listed", written.as_bytes());
        for _ in 0..PACKETS {
            let packet = packets.one(&own.ruleset, kind.v6, seed);
            let (ours, theirs) = (evaluate(&own.ruleset, &packet).0, evaluate(&again.ruleset, &packet).0);
            if ours != theirs {
                wrong += 1;
                println!("{}: {ours:?} as loaded, {theirs:?} as listed\n{text}\n{written}", packet.words());
                println!("{:?}", again.diagnostics);
                break;
            }
        }
    }
    Ok(wrong)
}

/// Packets through one ruleset, then answers to those that arrived.
fn round(
    bench: &Bench,
    text: &str,
    v6: Option<bool>,
    packets: &mut Packets,
    seed: &mut Seed,
    tally: &mut Tally,
) -> Result<()> {
    let read = read("random", text.as_bytes());
    let opening: Vec<Packet> = (0..PACKETS).map(|_| packets.one(&read.ruleset, v6, seed)).collect();
    let arrived = exchange(bench, &read, text, packets, &opening, tally)?;
    let answers: Vec<Packet> = arrived.iter().filter_map(packets::answer).collect();
    exchange(bench, &read, text, packets, &answers, tally)?;
    Ok(())
}

/// Sends packets, and gives those that arrived.
fn exchange(
    bench: &Bench,
    read: &Read,
    text: &str,
    packets: &mut Packets,
    sent: &[Packet],
    tally: &mut Tally,
) -> Result<Vec<Packet>> {
    let mut expected = BTreeSet::new();
    let mut tagged = Vec::new();
    for packet in sent {
        let tag = packets.tag();
        let outcome = evaluate(&read.ruleset, packet).0;
        if outcome.may_pass && !outcome.may_drop {
            expected.insert(tag);
        }
        bench.send(packet, tag)?;
        tagged.push((tag, packet, outcome));
    }
    let arrived = bench.arrived(&expected)?;
    for (tag, packet, outcome) in &tagged {
        let is_there = arrived.contains(tag);
        match outcome {
            Outcome { may_pass: true, may_drop: true } => tally.undecided += 1,
            outcome => {
                tally.decided += 1;
                tally.passed += u64::from(is_there);
                if outcome.may_pass != is_there {
                    tally.wrong += 1;
                    println!(
                        "the kernel {} {}\n{packet:?}\n{text}",
                        if is_there { "passed" } else { "dropped" },
                        packet.words()
                    );
                    println!("{:?}", read.diagnostics);
                }
            }
        }
    }
    let is_there = |(tag, packet, _): &(u32, &Packet, Outcome)| arrived.contains(tag).then(|| (*packet).clone());
    Ok(tagged.iter().filter_map(is_there).collect())
}
