//! Results of a tool whose every step is proved in Isabelle: who may reach whom, and the closures of rulesets.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use ringwall_firewall::Judge;
use ringwall_model::{
    Action, Addresses, Chain, ChainEnd, ConnectionState, Foreign, NamePattern, PacketMatch, Ranges, Rule, Ruleset,
    Span, States, Way,
};

use super::{files, joined, only, read, through, turned};

/// Golden file, configuration, chain.
const MATRICES: [(&str, &str, &str); 3] = [
    ("synology_iptables-save_jun_2015_cleanup", "Synology_Diskstation_DS414/iptables-save_jun_2015_cleanup", "INPUT"),
    ("parser_test", "Parser_Test/data/iptables-save", "FORWARD"),
    (
        "sqrl_2015_aug_iptables-save-spoofing-protection",
        "SQRL_Shorewall/2015_aug_iptables-save-spoofing-protection",
        "PREROUTING",
    ),
];

/// Service matrices: every pair of classes of addresses, reachable or not.
pub fn run(folder: &Path) -> Result<bool> {
    let (mut is_good, mut pairs) = (true, 0);
    for (golden, config, chain) in MATRICES {
        let golden = folder.join("oracle/iptables-semantics-golden").join(golden);
        let config = folder.join("configs/iptables-semantics").join(config);
        if !golden.exists() || !config.exists() {
            println!("firewalls: verified: {config:?} is not here");
            continue;
        }
        let ruleset = abstracted(&only(&read(&config)?.ruleset, chain).context("no such chain")?, true);
        let mut judge = Judge::new(&ruleset, &[]);
        for (port, matrix) in matrices(&fs::read_to_string(&golden)?)? {
            pairs += matrix.classes.len() * matrix.classes.len();
            is_good &= agrees(&mut judge, port, &matrix, &golden);
        }
    }
    println!("firewalls: verified service matrices: {pairs} pairs of address classes, {}", said(is_good));
    Ok(is_good)
}

fn said(is_good: bool) -> &'static str {
    if is_good { "all agree" } else { "some differ" }
}

/// The approximation of that tool: interfaces, flags and whatever is not known narrow nothing for sure, but `lo` is loopback
/// where it is taken for that.
fn abstracted(ruleset: &Ruleset, knows_loopback: bool) -> Ruleset {
    let mut ruleset = ruleset.clone();
    let loopback = ringwall_model::Addresses::prefix([127, 0, 0, 0].into(), 8).unwrap_or_default();
    for rule in ruleset.chains.iter_mut().flat_map(|chain| &mut chain.rules) {
        let mut lost = false;
        for packets in &mut rule.matches {
            let is_loopback = packets.incoming.as_ref().is_some_and(|names| {
                !names.negated && names.patterns.len() == 1 && names.patterns.first() == Some(&NamePattern::exact("lo"))
            });
            if is_loopback && knows_loopback {
                packets.source =
                    packets.source.as_ref().map(|set| set.intersection(&loopback)).or(Some(loopback.clone()));
            } else {
                lost |= packets.incoming.is_some();
            }
            lost |= packets.outgoing.is_some() || !packets.flags.is_empty() || packets.icmp.is_some();
            (packets.incoming, packets.outgoing, packets.icmp) = (None, None, None);
            packets.flags.clear();
        }
        rule.certain &= !lost;
    }
    ruleset
}

struct Matrix {
    classes: BTreeMap<String, Addresses>,
    edges: Vec<(String, String)>,
}

fn matrices(text: &str) -> Result<Vec<(u16, Matrix)>> {
    let mut all: Vec<(u16, Matrix)> = Vec::new();
    for line in text.lines() {
        if let Some(port) = line.strip_prefix("=========== TCP port 10000->").and_then(|l| l.strip_suffix(" ========="))
        {
            all.push((port.parse()?, Matrix { classes: BTreeMap::new(), edges: Vec::new() }));
        }
        let Some((_, matrix)) = all.last_mut() else { continue };
        if let Some((name, set)) = line.split_once(" |-> ") {
            matrix.classes.insert(name.to_owned(), class(set).with_context(|| line.to_owned())?);
        } else if let Some((a, b)) = line.strip_prefix('(').and_then(|l| l.strip_suffix(')')?.split_once(',')) {
            matrix.edges.push((a.to_owned(), b.to_owned()));
        }
    }
    Ok(all)
}

/// `{1.2.3.0 .. 1.2.3.255} u 1.2.4.1`.
fn class(text: &str) -> Option<Addresses> {
    text.split(" u ").try_fold(Addresses::none(), |all, part| {
        let part = part.trim().trim_start_matches('{').trim_end_matches('}');
        let (first, last) = part.split_once(" .. ").unwrap_or((part, part));
        Some(all.union(&Addresses::between(first.parse().ok()?, last.parse().ok()?)))
    })
}

fn agrees(judge: &mut Judge<'_>, port: u16, matrix: &Matrix, golden: &Path) -> bool {
    let mut is_good = true;
    for (a, source) in &matrix.classes {
        for (b, destination) in &matrix.classes {
            let packets = PacketMatch {
                source: Some(source.clone()),
                destination: Some(destination.clone()),
                protocol: Some(Ranges::one(6_u8)),
                source_port: Some(Ranges::one(10_000_u16)),
                destination_port: Some(Ranges::one(port)),
                state: Some(States::from_iter([ConnectionState::New])),
                ..PacketMatch::any()
            };
            let asked = judge.packets(&[Way::Through], &[packets]);
            let passes = judge.may_pass();
            let passing = judge.and(asked, passes);
            let reached = matrix.edges.contains(&(a.clone(), b.clone()));
            let agrees = if reached { judge.is_subset(asked, passes) } else { judge.is_empty(passing) };
            if !agrees {
                println!("firewalls: {}: port {port}: {a} to {b} is {reached} there", golden.display());
                is_good = false;
            }
        }
    }
    is_good
}

/// Closures: lists of simple rules that permit surely more, or surely less, than the ruleset.
pub fn closures(folder: &Path) -> Result<bool> {
    let mut paths = Vec::new();
    let evaluations = folder.join("configs/iptables-semantics/IPPartEval");
    if !evaluations.is_dir() {
        return Ok(true);
    }
    files(&evaluations, &mut paths)?;
    let (mut compared, mut differ, mut bracketed) = (0, 0, 0);
    for path in &paths {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let is_upper = name.ends_with(".upper");
        let Some(base) = name.strip_suffix(".upper").or(name.strip_suffix(".lower")) else { continue };
        let chain = if base.contains("INP") { "INPUT" } else { "FORWARD" };
        let Some(config) = configuration(path, base, &paths) else { continue };
        let Some(own) = only(&read(&config)?.ruleset, chain) else { continue };
        let Some(listed) = listing(&fs::read_to_string(path)?, chain) else {
            println!("firewalls: closure {name}: a line of the listing is not read");
            continue;
        };
        compared += 1;
        let Some(why) = differs(&abstracted(&own, true), &listed, is_upper) else { continue };
        // Some were made with a table of which addresses are behind which interface, which is not there: then what holds for
        // every interface must be in it, and it in what may hold for some.
        if has_interfaces(&own) && within(&abstracted(&own, false), &listed, is_upper) {
            bracketed += 1;
            continue;
        }
        differ += 1;
        println!("firewalls: closure {name}: {why}");
    }
    println!(
        "firewalls: verified closures: {compared} compared: {} agree exactly, {bracketed} hold as far as can be told without their table \
         of interfaces, {differ} differ",
        compared - bracketed - differ
    );
    Ok(differ == 0)
}

/// The configuration a closure was made from: the file beside it that is none.
fn configuration(path: &Path, base: &str, all: &[std::path::PathBuf]) -> Option<std::path::PathBuf> {
    let stem = base.replace(".Ln.FWD", "").replace(".Ln.INP", "").replace(".INP.Ln", "");
    let beside: Vec<_> = all
        .iter()
        .filter(|p| p.parent() == path.parent() && !p.to_string_lossy().contains(".Ln."))
        .filter(|p| p.file_name().is_some_and(|n| n != "src"))
        .collect();
    let named = beside.iter().find(|p| p.file_name().is_some_and(|n| n.to_string_lossy() == stem));
    named.or(beside.first().filter(|_| beside.len() == 1)).map(|p| (*p).clone())
}

/// Rules of a listing as `iptables -Ln` prints them.
fn listing(text: &str, chain: &str) -> Option<Ruleset> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(&format!("Chain {chain} ")));
    let policy = lines.next()?;
    let end = if policy.contains("policy ACCEPT") { ChainEnd::Permit } else { ChainEnd::Deny };
    let mut rules = Vec::new();
    for line in lines.skip(1).take_while(|line| !line.trim().is_empty()) {
        rules.push(simple(line)?);
    }
    let place = Span::default();
    let chains = vec![Chain { place, name: Foreign::from(chain), rules, end }];
    Some(Ruleset { chains, points: vec![through(0)], ..Ruleset::default() })
}

fn simple(line: &str) -> Option<Rule> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (target, protocol, source, destination) = (words.first()?, words.get(1)?, words.get(3)?, words.get(4)?);
    let set = |word: &str| {
        let (word, negated) = word.strip_prefix('!').map_or((word, false), |w| (w, true));
        let (address, length) = word.split_once('/').map_or((word, Some(32)), |(a, l)| (a, l.parse().ok()));
        let set = Addresses::prefix(address.parse().ok()?, length?)?;
        Some(if negated { Addresses::all_v4().without(&set) } else { set })
    };
    let mut packets =
        PacketMatch { source: Some(set(source)?), destination: Some(set(destination)?), ..PacketMatch::any() };
    packets.protocol = match *protocol {
        "all" => None,
        "tcp" => Some(Ranges::one(6_u8)),
        "udp" => Some(Ranges::one(17_u8)),
        "icmp" => Some(Ranges::one(1_u8)),
        "esp" => Some(Ranges::one(50_u8)),
        "gre" => Some(Ranges::one(47_u8)),
        number => Some(Ranges::one(number.parse::<u8>().ok()?)),
    };
    for word in words.iter().skip(5) {
        let ports = |text: &str| {
            let (a, b) = text.split_once(':').unwrap_or((text, text));
            Some(Ranges::between(a.parse::<u16>().ok()?, b.parse::<u16>().ok()?))
        };
        match word.split_once(':') {
            Some(("dpt" | "dpts", value)) => packets.destination_port = Some(ports(value)?),
            Some(("spt" | "spts", value)) => packets.source_port = Some(ports(value)?),
            _ if matches!(*word, "tcp" | "udp") => {}
            _ => return None,
        }
    }
    let action = if *target == "ACCEPT" { Action::Permit } else { Action::Deny };
    Some(Rule {
        place: Span::default(),
        name: Foreign::default(),
        matches: vec![packets],
        certain: true,
        action,
        logs: false,
        hits: None,
        by_default: None,
    })
}

fn has_interfaces(ruleset: &Ruleset) -> bool {
    let all = ruleset.chains.iter().flat_map(|chain| &chain.rules).flat_map(|rule| &rule.matches);
    all.into_iter().any(|packets| packets.incoming.is_some() || packets.outgoing.is_some())
}

/// A packet on which a closure and the ruleset do not agree.
fn differs(own: &Ruleset, listed: &Ruleset, is_upper: bool) -> Option<String> {
    // In what is surely more: whatever may pass is in it, and what surely does not is not. In what is surely less, the other way.
    let beyond = shown(&joined(own, &turned(listed)), !is_upper)
        .map(|text| format!("we let pass, the closure does not: {text}"));
    let missing = || shown(&joined(&turned(own), listed), is_upper);
    beyond.or_else(|| missing().map(|text| format!("the closure lets pass, we do not: {text}")))
}

/// What is sure for us is in the upper closure; what is in the lower one may be for us.
fn within(own: &Ruleset, listed: &Ruleset, is_upper: bool) -> bool {
    match is_upper {
        true => shown(&joined(own, &turned(listed)), true).is_none(),
        false => shown(&joined(&turned(own), listed), true).is_none(),
    }
}

/// A packet that opens a connection and passes: surely, or perhaps.
fn shown(ruleset: &Ruleset, surely: bool) -> Option<String> {
    let new = PacketMatch {
        state: Some(States::from_iter([ConnectionState::New])),
        source: Some(Addresses::all_v4()),
        ..PacketMatch::any()
    };
    let mut judge = Judge::new(ruleset, &[]);
    let asked = judge.packets(&[Way::Through], &[new]);
    let set = if surely { judge.permitted() } else { judge.may_pass() };
    let found = judge.and(asked, set);
    judge.witness(found).map(|packet| packet.words())
}
