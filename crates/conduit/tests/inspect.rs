//! What connections are watched for, on random plants: what alerts is what the declaration does not allow.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use std::fmt::Write as _;

use ringwall_conduit::{Decision, Declared, Exchange, Inspected, Native, Natives, inspect};
use ringwall_firewall::{About, Alert, INSPECTORS, Inspector};
use ringwall_model::{AssetId, Operation, Operations, Plant, Transport, ZoneId};
use ringwall_plant::{SourceFile, parse};

/// Numbers from a seed (xorshift*, S. Vigna 2016).
struct Seed(u64);

impl Seed {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % most
    }
}

const ZONES: u64 = 3;
const HOSTS: u64 = 3;
const WORDS: [&str; 2] = ["modbus", "dnp3"];

fn natives() -> Natives {
    let native = |code, name, operations: &[Operation]| Native {
        space: "function",
        code,
        name,
        operations: Operations::of(operations),
    };
    let modbus = vec![
        native(3, "Read", &[Operation::Read]),
        native(6, "Write", &[Operation::Write]),
        native(8, "Diagnostics: data", &[Operation::Diagnose]),
        native(8, "Diagnostics: restart", &[Operation::Mode]),
        native(20, "Read File", &[Operation::Read, Operation::File]),
        native(u32::MAX, "Unlisted", &[Operation::Opaque]),
    ];
    let dnp3 = vec![
        native(1, "Read", &[Operation::Read]),
        native(5, "Operate", &[Operation::Operate]),
        native(129, "Response", &[Operation::Read]),
    ];
    Natives::from([("modbus", modbus), ("dnp3", dnp3)])
}

fn party(seed: &mut Seed) -> String {
    let (zone, host) = (seed.below(ZONES), seed.below(HOSTS));
    if seed.below(3) == 0 { format!("\"zone:z{zone}\"") } else { format!("\"h{zone}{host}\"") }
}

fn random(seed: &mut Seed) -> Plant {
    let mut text = "name = \"Random\"\n[assets.fw]\n[assets.other]\n".to_owned();
    for zone in 0..ZONES {
        let _ = writeln!(
            text,
            "[networks.n{zone}]\nprefixes = [\"10.0.{zone}.0/24\"]\n[zones.z{zone}]\nkind = \"control\""
        );
        for host in 0..HOSTS {
            let _ = writeln!(
                text,
                "[assets.h{zone}{host}]\nzone = \"z{zone}\"\ninterfaces = [{{ network = \"n{zone}\", ip = \"10.0.{zone}.{}\" }}]",
                host + 1
            );
        }
    }
    for conduit in 0..=seed.below(3) {
        let a = seed.below(ZONES);
        let b = (a + 1 + seed.below(ZONES - 1)) % ZONES;
        let point = if conduit == 0 || seed.below(2) == 0 { "fw" } else { "other" };
        let _ = writeln!(text, "[conduits.c{conduit}]\nzones = [\"z{a}\", \"z{b}\"]\nassets = [\"{point}\"]");
        for _ in 0..seed.below(4) {
            let word = WORDS[seed.below(2) as usize];
            let all = ["read", "write", "diagnose", "mode", "file", "operate", "opaque"];
            let operations: Vec<String> =
                all.iter().filter(|_| seed.below(3) == 0).map(|word| format!("\"{word}\"")).collect();
            let operations = if operations.is_empty() { "\"read\"".to_owned() } else { operations.join(", ") };
            let _ = writeln!(text, "[[conduits.c{conduit}.allow]]\nprotocol = \"{word}\"\noperations = [{operations}]");
            if seed.below(4) == 0 {
                let _ = writeln!(text, "functions = [{}]", [1, 3, 6, 8][seed.below(4) as usize]);
            }
            for side in ["initiator", "responder"] {
                if seed.below(3) > 0 {
                    let parties: Vec<String> = (0..=seed.below(2)).map(|_| party(seed)).collect();
                    let _ = writeln!(text, "{side} = [{}]", parties.join(", "));
                }
            }
        }
    }
    plant(&text)
}

fn plant(text: &str) -> Plant {
    parse(&[SourceFile::new("plant.toml", text)]).plant
}

fn inspected(inspector: &Inspector, plant: &Plant, point: &str) -> Inspected {
    inspect(plant, &natives(), &(inspector.parsers)(), &AssetId::parse(point).unwrap()).unwrap()
}

fn suricata() -> &'static Inspector {
    Inspector::find("suricata").unwrap()
}

fn covers(alert: &Alert, (from, to): ((u64, u64), (u64, u64)), word: &str, code: u32) -> bool {
    let address = |(zone, host): (u64, u64)| std::net::IpAddr::from([10, 0, zone as u8, host as u8 + 1]);
    let about = match alert.about {
        About::Anything => true,
        About::Protocol { protocol } => protocol == word,
        About::Function { protocol, code: own, .. } => (protocol, own) == (word, code),
    };
    about && alert.source.contains(address(from)) && alert.destination.contains(address(to))
}

/// True where the declaration may allow every operation of one of the uses of a code.
fn may_be(declared: &Declared<'_>, (from, to): ((u64, u64), (u64, u64)), word: &str, code: u32) -> Vec<bool> {
    let asset = |(zone, host): (u64, u64)| AssetId::parse(&format!("h{zone}{host}")).unwrap();
    let zone = |(zone, _): (u64, u64)| ZoneId::parse(&format!("z{zone}")).unwrap();
    let (initiator, responder) = (asset(from), asset(to));
    let (from_zone, to_zone) = (zone(from), zone(to));
    let exchange = |operation| Exchange {
        from_zone: &from_zone,
        to_zone: &to_zone,
        initiator: Some(&initiator),
        responder: Some(&responder),
        protocol: Some(word),
        transport: Transport::Tcp,
        port: 1,
        operation,
        function: Some(code),
        objects: &[],
        objects_complete: true,
    };
    let allowed =
        |operation| matches!(declared.decide(&exchange(operation)), Decision::Allowed(_) | Decision::Undecided(_));
    let natives = natives();
    let uses = natives[word].iter().filter(|native| native.code == code);
    uses.map(|native| native.operations.iter().all(allowed)).collect()
}

#[test]
fn what_alerts_is_what_no_conduit_declares_and_nothing_alerts_twice() {
    for inspector in INSPECTORS {
        held_on_random_plants(inspector);
    }
}

fn held_on_random_plants(inspector: &Inspector) {
    let (mut seed, mut alerted, mut silent) = (Seed(5), 0, 0);
    for _ in 0..60 {
        let plant = random(&mut seed);
        let declared = Declared::new(&plant);
        let found = inspected(inspector, &plant, "fw");
        for _ in 0..150 {
            let from = (seed.below(ZONES), seed.below(HOSTS));
            let to = (seed.below(ZONES), seed.below(HOSTS));
            let zones = [from.0, to.0].map(|zone| ZoneId::parse(&format!("z{zone}")).unwrap());
            let own =
                declared.joining(&zones[0], &zones[1]).iter().filter(|(id, _)| found.conduits.contains(id)).count();
            let (word, code) = [
                ("modbus", 3),
                ("modbus", 6),
                ("modbus", 8),
                ("modbus", 20),
                ("modbus", u32::MAX),
                ("dnp3", 1),
                ("dnp3", 5),
            ][seed.below(7) as usize];
            let alerts = found.inspection.alerts.iter().filter(|alert| covers(alert, (from, to), word, code)).count();
            let uses = may_be(&declared, (from, to), word, code);
            let expected = if uses.contains(&true) { 0 } else { own };
            assert!(alerts == expected, "{from:?} {to:?} {word} {code}: {alerts}, not {expected}\n{plant:#?}");
            alerted += usize::from(alerts > 0);
            silent += usize::from(own > 0 && alerts == 0);
        }
    }
    assert!(alerted > 500 && silent > 100, "{}: {alerted} {silent}", inspector.name);
}

#[test]
fn a_code_of_which_only_some_uses_are_declared_has_no_rule_and_is_told() {
    let text = "name = \"Small\"\n[networks.a]\nprefixes = [\"10.0.0.0/24\"]\n[networks.b]\nprefixes = [\"10.0.1.0/24\"]\n\
        [zones.a]\nkind = \"control\"\n[zones.b]\nkind = \"control\"\n[assets.fw]\n\
        [assets.hmi]\nzone = \"a\"\ninterfaces = [{ network = \"a\", ip = \"10.0.0.1\" }]\n\
        [assets.plc]\nzone = \"b\"\ninterfaces = [{ network = \"b\", ip = \"10.0.1.1\" }]\n\
        [conduits.up]\nzones = [\"a\", \"b\"]\nassets = [\"fw\"]\n[[conduits.up.allow]]\nprotocol = \"modbus\"\n\
        operations = [\"read\", \"diagnose\"]\ninitiator = [\"hmi\"]\nresponder = [\"plc\"]\n\
        [[conduits.up.allow]]\nprotocol = \"s7comm\"\noperations = [\"read\"]\n";
    let plant = plant(text);
    let found = inspected(suricata(), &plant, "fw");
    let names: Vec<String> = found.untold.iter().flat_map(|(_, _, names)| names.clone()).collect();
    assert_eq!(names, ["Diagnostics: data (8)"]);
    assert_eq!(found.left_out.len(), 1, "{found:#?}");
    let from_hmi = |alert: &&Alert| alert.source.contains("10.0.0.1".parse().unwrap());
    let codes: Vec<u32> = found
        .inspection
        .alerts
        .iter()
        .filter(from_hmi)
        .filter(|alert| alert.destination.contains("10.0.1.1".parse().unwrap()))
        .filter_map(|alert| match alert.about {
            About::Function { code, .. } => Some(code),
            _ => None,
        })
        .collect();
    assert_eq!(codes, [6, 20, u32::MAX]);
}

#[test]
fn whatever_comes_from_the_receiving_half_of_a_diode_alerts() {
    let text = "name = \"Small\"\n[networks.a]\nprefixes = [\"10.0.0.0/24\"]\n[networks.b]\nprefixes = [\"10.0.1.0/24\"]\n\
        [zones.a]\nkind = \"control\"\n[zones.b]\nkind = \"dmz\"\n\
        [assets.tx]\ninterfaces = [{ network = \"a\", ip = \"10.0.0.9\" }]\n\
        [assets.rx]\ninterfaces = [{ network = \"b\", ip = \"10.0.1.9\" }]\n\
        [assets.plc]\nzone = \"a\"\ninterfaces = [{ network = \"a\", ip = \"10.0.0.1\" }]\n\
        [assets.historian]\nzone = \"b\"\ninterfaces = [{ network = \"b\", ip = \"10.0.1.1\" }]\n\
        [conduits.out]\nzones = [\"a\", \"b\"]\ndata_direction = \"a -> b\"\nenforced = \"physical\"\nassets = [\"tx\", \"rx\"]\n";
    let against = |text: &str| {
        let found = inspected(suricata(), &plant(text), "tx").inspection.alerts;
        let one = found.into_iter().find(|alert| alert.about == About::Anything).unwrap();
        ["10.0.1.9", "10.0.1.7", "10.0.0.9"].map(|ip| one.source.contains(ip.parse().unwrap()))
    };
    assert_eq!(against(text), [true, true, false]);
    // Where another conduit joins the zones, others may come through that.
    let both = format!("{text}[assets.fw]\n[conduits.other]\nzones = [\"a\", \"b\"]\nassets = [\"fw\"]\n");
    assert_eq!(against(&both), [true, false, false]);
}
