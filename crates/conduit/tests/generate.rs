//! What is generated from random plants: it lets through what the declaration allows, and reads back as it was meant.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use std::fmt::Write as _;

use ringwall_conduit::{Decision, Declared, Exchange, Generated, Services, Wanted, generate};
use ringwall_firewall::{Intent, Manner, WRITERS};
use ringwall_model::{AssetId, Operation, Plant, Reading, Transport, ZoneId};
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

const ZONES: u64 = 4;
const HOSTS: u64 = 3;
const PORTS: [u16; 3] = [22, 502, 4840];

/// Zones with hosts, every conduit of them at one firewall; allowances by port, for anybody, for zones or for assets.
fn text(seed: &mut Seed) -> String {
    let mut text = "name = \"Random\"\n[assets.fw]\n".to_owned();
    for zone in 0..ZONES {
        let kind = ["control", "dmz", "safety", "supervisory"][zone as usize];
        let _ =
            writeln!(text, "[networks.n{zone}]\nprefixes = [\"10.0.{zone}.0/24\"]\n[zones.z{zone}]\nkind = \"{kind}\"");
        for host in 0..HOSTS {
            let _ = writeln!(
                text,
                "[assets.h{zone}{host}]\nzone = \"z{zone}\"\ninterfaces = [{{ network = \"n{zone}\", ip = \"10.0.{zone}.{}\" }}]",
                host + 1
            );
        }
    }
    for conduit in 0..=seed.below(4) {
        let (a, b) = (seed.below(ZONES), seed.below(ZONES));
        let b = if a == b { (a + 1) % ZONES } else { b };
        let third = seed.below(ZONES);
        let third =
            if seed.below(3) == 0 && third != a && third != b { format!(", \"z{third}\"") } else { String::new() };
        let _ = writeln!(text, "[conduits.c{conduit}]\nzones = [\"z{a}\", \"z{b}\"{third}]\nassets = [\"fw\"]");
        for _ in 0..seed.below(4) {
            let port = PORTS[seed.below(3) as usize];
            let _ =
                writeln!(text, "[[conduits.c{conduit}.allow]]\nprotocol = \"tcp/{port}\"\noperations = [\"opaque\"]");
            for side in ["initiator", "responder"] {
                if seed.below(3) > 0 {
                    let parties: Vec<String> = (0..=seed.below(3)).map(|_| party(seed)).collect();
                    let _ = writeln!(text, "{side} = [{}]", parties.join(", "));
                }
            }
        }
    }
    text
}

fn party(seed: &mut Seed) -> String {
    let (zone, host) = (seed.below(ZONES), seed.below(HOSTS));
    if seed.below(3) == 0 { format!("\"zone:z{zone}\"") } else { format!("\"h{zone}{host}\"") }
}

fn plant(text: &str) -> Plant {
    parse(&[SourceFile::new("plant.toml", text)]).plant
}

fn generated(plant: &Plant) -> Generated {
    let interfaces = ["inside".to_owned(), "outside".to_owned()];
    let (reading, services, point) = (Reading::default(), Services::new(), AssetId::parse("fw").unwrap());
    let wanted = Wanted {
        plant,
        reading: &reading,
        services: &services,
        point: &point,
        interfaces: &interfaces,
        writer: WRITERS[0],
        present: None,
    };
    generate(&wanted).unwrap()
}

/// What the comparison of conduits says of an exchange, and what the intent would let through.
fn decided(plant: &Plant, intent: &Intent, from: (u64, u64), to: (u64, u64), port: u16) -> (bool, bool) {
    let asset = |(zone, host): (u64, u64)| AssetId::parse(&format!("h{zone}{host}")).unwrap();
    let zone = |(zone, _): (u64, u64)| ZoneId::parse(&format!("z{zone}")).unwrap();
    let (initiator, responder) = (asset(from), asset(to));
    let declared = Declared::new(plant);
    let decision = declared.decide(&Exchange {
        from_zone: &zone(from),
        to_zone: &zone(to),
        initiator: Some(&initiator),
        responder: Some(&responder),
        protocol: None,
        transport: Transport::Tcp,
        port,
        operation: Operation::Opaque,
        function: None,
        objects: &[],
        objects_complete: true,
    });
    let address = |(zone, host): (u64, u64)| std::net::IpAddr::from([10, 0, zone as u8, host as u8 + 1]);
    let passes = intent.opening().iter().any(|packets| {
        packets.source.as_ref().unwrap().contains(address(from))
            && packets.destination.as_ref().unwrap().contains(address(to))
            && packets.destination_port.as_ref().unwrap().contains(u128::from(port))
    });
    (matches!(decision, Decision::Allowed(_)), passes)
}

#[test]
fn the_intent_lets_through_what_the_declaration_allows_and_nothing_else() {
    let mut seed = Seed(7);
    for _ in 0..60 {
        let text = text(&mut seed);
        let (plant, mut passed) = (plant(&text), 0);
        let intent = generated(&plant).intent;
        for _ in 0..200 {
            let from = (seed.below(ZONES), seed.below(HOSTS));
            let to = (seed.below(ZONES), seed.below(HOSTS));
            let port = PORTS[seed.below(3) as usize];
            if from.0 != to.0 {
                let (allowed, passes) = decided(&plant, &intent, from, to, port);
                assert_eq!(allowed, passes, "{from:?} {to:?} {port}\n{text}\n{intent:#?}");
                passed += u32::from(passes);
            }
        }
        assert!(passed > 0 || intent.entries().count() < 3, "{text}");
    }
}

#[test]
fn whatever_is_written_of_a_plant_reads_back_as_it_was_meant() {
    let mut seed = Seed(11);
    for _ in 0..15 {
        let text = text(&mut seed);
        let generated = generated(&plant(&text));
        for writer in WRITERS {
            let written = writer.render(&generated.intent, Manner::Enforce, None);
            let refuted = writer.refuted(&generated.intent, Manner::Enforce, &written);
            assert_eq!(refuted, None, "{}\n{written}\n{text}", writer.name);
        }
    }
}
