//! What is found by parts, and after edits, beside what is found at once and from scratch.

use super::*;
use crate::permitted::Views;
use ringwall_model::{AssetId, Reading};
use ringwall_plant::{SourceFile, parse};

const PLANT: &str = r#"
name = "Small"
[networks.a]
prefixes = ["10.0.1.0/24"]
[networks.b]
prefixes = ["10.0.2.0/24"]
[networks.c]
prefixes = ["10.0.3.0/24"]
[networks.d]
prefixes = ["10.0.4.0/24"]
untrusted = true
[zones.a]
kind = "control"
[zones.b]
kind = "dmz"
[zones.c]
kind = "safety"
[zones.d]
kind = "external"
[assets.a1]
zone = "a"
interfaces = [{ network = "a", ip = "10.0.1.1" }]
[assets.b1]
zone = "b"
interfaces = [{ network = "b", ip = "10.0.2.1" }]
[assets.c1]
zone = "c"
interfaces = [{ network = "c", ip = "10.0.3.1" }]
[assets.d1]
zone = "d"
interfaces = [{ network = "d", ip = "10.0.4.1" }]
[assets.fw]
[conduits.up]
zones = ["a", "b"]
data_direction = "a -> b"
enforced = "rule"
assets = ["fw"]
[[conduits.up.allow]]
protocol = "tcp/443"
operations = ["opaque"]
initiator = ["zone:a"]
responder = ["b1"]
[conduits.out]
zones = ["a", "b", "c", "d"]
assets = ["fw"]
[[conduits.out.allow]]
protocol = "tcp/22"
operations = ["opaque"]
initiator = ["b1"]
responder = ["d1"]
"#;

/// Numbers from a seed (xorshift*, S. Vigna 2016).
fn below(seed: &mut u64, most: u64) -> u64 {
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    (seed.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % most
}

fn rules(seed: &mut u64) -> String {
    let policy = if below(seed, 6) == 0 { "ACCEPT" } else { "DROP" };
    let mut text = format!("*filter\n:INPUT DROP [0:0]\n:FORWARD {policy} [0:0]\n:OUTPUT DROP [0:0]\n:sub - [0:0]\n");
    for _ in 0..below(seed, 9) {
        let chain = ["FORWARD", "FORWARD", "FORWARD", "INPUT", "sub"][below(seed, 5) as usize];
        let end = |seed: &mut u64| match below(seed, 4) {
            0 => "10.0.0.0/8".to_owned(),
            1 => format!("10.0.{}.1/32", below(seed, 5) + 1),
            _ => format!("10.0.{}.0/24", below(seed, 5) + 1),
        };
        let (from, to) = (end(seed), end(seed));
        let port = [22, 23, 25, 443, 502][below(seed, 5) as usize];
        let target = match (chain, below(seed, 5)) {
            ("FORWARD", 0) => "sub",
            (_, 1) => "DROP",
            _ => "ACCEPT",
        };
        text.push_str(&format!("-A {chain} -s {from} -d {to} -p tcp -m tcp --dport {port} -j {target}\n"));
    }
    text + "COMMIT\n"
}

/// What rules are good for, and what else was found.
fn told_apart(found: Vec<Disagreement>) -> (Vec<Disagreement>, Vec<Disagreement>) {
    found.into_iter().partition(|one| matches!(one.code.as_ref(), "shadowed" | "redundant"))
}

#[test]
fn by_parts_the_same_is_found_as_when_the_whole_is_worked_out() {
    let plant = parse(&[SourceFile::new("plant.toml", PLANT)]).plant;
    let (reading, services, asset) = (Reading::default(), crate::Services::new(), AssetId::parse("fw").unwrap());
    let views = Views { plant: &plant, reading: &reading, services: &services };
    let (mut seed, mut count, mut idle_count) = (5, 0, 0);
    for _ in 0..60 {
        let text = rules(&mut seed);
        let read = ringwall_firewall::read("f", text.as_bytes());
        let firewall = Firewall { ruleset: &read.ruleset, asset: Some(&asset) };
        let mut kept = Kept::new(&views, Some(&asset));
        let by_parts = kept.held(&read.ruleset);
        let at_once = crate::held(&views, &firewall);
        let (closed, really_closed) = (by_parts.is_closed, at_once.is_closed);
        let (idle_at_once, at_once) = told_apart(at_once.disagreements);
        let differing: Vec<_> = by_parts.disagreements.iter().zip(&at_once).find(|(a, b)| a != b).into_iter().collect();
        assert!(by_parts.disagreements == at_once, "{text}{differing:#?}");
        assert!(!closed || really_closed, "{text}");
        let mut idle = kept.unneeded(&read.ruleset).unwrap();
        idle.dedup();
        assert_eq!(idle, idle_at_once, "{text}");
        count += at_once.len();
        idle_count += idle.len();
    }
    assert!(count > 100 && idle_count > 30, "{count} {idle_count}");
}

#[test]
fn after_any_edit_what_is_kept_gives_what_is_found_from_scratch() {
    let plant = parse(&[SourceFile::new("plant.toml", PLANT)]).plant;
    let (reading, services, asset) = (Reading::default(), crate::Services::new(), AssetId::parse("fw").unwrap());
    let views = Views { plant: &plant, reading: &reading, services: &services };
    let mut kept = Kept::new(&views, Some(&asset));
    let (mut seed, mut text, mut count) = (17, String::new(), 0);
    for round in 0..60 {
        let other = rules(&mut seed);
        let mut lines: Vec<&str> = text.lines().collect();
        match below(&mut seed, 5) {
            // Another configuration altogether, with other policies and chains.
            _ if round % 30 == 0 => lines = other.lines().collect(),
            0 if lines.len() > 7 => drop(lines.remove(5 + below(&mut seed, lines.len() as u64 - 6) as usize)),
            1 if lines.len() > 8 => lines.swap(5, 6),
            2 => lines.insert(5, "# a remark moves every line behind it"),
            _ => {
                let at = 5 + below(&mut seed, lines.len() as u64 - 5) as usize;
                lines.insert(at, other.lines().rev().nth(1).filter(|line| line.starts_with('-')).unwrap_or("#"));
            }
        }
        text = lines.iter().map(|line| format!("{line}\n")).collect();
        let read = ringwall_firewall::read(["f", "g"][round / 7 % 2], text.as_bytes());
        let found = kept.held(&read.ruleset);
        let scratch = Kept::new(&views, Some(&asset)).held(&read.ruleset);
        assert!(found == scratch, "round {round}\n{text}{found:#?}\n{scratch:#?}");
        let (idle, scratch) = (kept.unneeded(&read.ruleset), Kept::new(&views, Some(&asset)).unneeded(&read.ruleset));
        assert!(idle == scratch, "round {round}\n{text}{idle:#?}\n{scratch:#?}");
        count += found.disagreements.len();
    }
    assert!(count > 100, "{count}");
}
