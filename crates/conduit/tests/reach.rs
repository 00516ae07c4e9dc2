//! Over several firewalls in a row: what each lets pass, where routes lead, and what is missing to tell.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use ringwall_conduit::{Firewall, Services, Views, reach};
use ringwall_model::{AssetId, Reach, ReachAnswer, ReachQuestion, Reachability, Reading};
use ringwall_plant::{SourceFile, parse};

const PLANT: &str = r#"
name = "Row"
[networks.field]
prefixes = ["10.0.1.0/24"]
[networks.middle]
prefixes = ["10.0.2.0/24"]
[networks.office]
prefixes = ["10.0.3.0/24"]
[zones.field]
kind = "control"
[zones.middle]
kind = "dmz"
[zones.office]
kind = "business"
[assets.plc]
zone = "field"
interfaces = [{ network = "field", ip = "10.0.1.7" }]
[assets.broker]
zone = "middle"
interfaces = [{ network = "middle", ip = "10.0.2.7" }]
[assets.desk]
zone = "office"
interfaces = [{ network = "office", ip = "10.0.3.7" }]
[assets.inner]
interfaces = [{ network = "field", ip = "10.0.1.1" }, { network = "middle", ip = "10.0.2.1" }]
[assets.outer]
interfaces = [{ network = "middle", ip = "10.0.2.2" }, { network = "office", ip = "10.0.3.1" }]
[conduits.up]
zones = ["field", "office"]
data_direction = "field -> office"
enforced = "rule"
assets = ["inner", "outer"]
"#;

const SOURCES: &str = r#"
[firewalls.inner]
file = "inner.rules"
interfaces = [{ name = "eth0", network = "field" }, { name = "eth1", network = "middle" }]
routes = [{ to = "10.0.3.0/24", via = "10.0.2.2" }]
[firewalls.outer]
file = "outer.rules"
interfaces = [{ name = "eth0", network = "middle" }, { name = "eth1", network = "office" }]
routes = [{ to = "10.0.1.0/24", via = "10.0.2.1" }]
"#;

fn rules(forward: &str) -> String {
    format!("*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n{forward}COMMIT\n")
}

fn of(sources: &str, inner: &str, outer: &str) -> Reachability {
    in_plant(PLANT, sources, inner, outer)
}

fn in_plant(plant: &str, sources: &str, inner: &str, outer: &str) -> Reachability {
    let parsed = parse(&[SourceFile::new("plant.toml", plant), SourceFile::new("firewalls.toml", sources)]);
    let plant = parsed.plant;
    let (reading, services) = (Reading::default(), Services::new());
    let views = Views { plant: &plant, reading: &reading, services: &services };
    let reads = [("inner.rules", inner), ("outer.rules", outer)]
        .map(|(name, text)| ringwall_firewall::read(name, text.as_bytes()));
    let assets = ["inner", "outer"].map(|id| AssetId::parse(id).unwrap());
    let each = reads.iter().zip(&assets);
    let firewalls: Vec<_> = each.map(|(read, id)| Firewall { ruleset: &read.ruleset, asset: Some(id) }).collect();
    reach(&views, &firewalls)
}

fn between(reach: &Reachability, from: &str, to: &str) -> Reach {
    let is_it = |one: &&Reach| {
        one.question == ReachQuestion::ZoneToZone
            && one.from.as_str() == from
            && one.to.as_ref().is_some_and(|zone| zone.as_str() == to)
    };
    reach.answers.iter().find(is_it).unwrap().clone()
}

fn lines(reach: &Reach) -> Vec<(String, Vec<u32>)> {
    let lines = |one: &ringwall_model::Crossing| one.rules.iter().map(|rule| rule.line).collect();
    reach.crossings.iter().map(|one| (one.firewall.raw().to_owned(), lines(one))).collect()
}

const WIDE: &str = "-A FORWARD -i eth1 -o eth0 -s 10.0.3.0/24 -p tcp -m tcp --dport 20:600 -j ACCEPT\n";
const NARROW: &str = "-A FORWARD -i eth1 -o eth0 -s 10.0.3.7/32 -d 10.0.1.0/24 -p tcp -m tcp --dport 502 -j ACCEPT\n";

#[test]
fn what_both_let_pass_is_permitted_and_nothing_else_is() {
    let found = of(SOURCES, &rules(WIDE), &rules(NARROW));
    let answer = between(&found, "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Permitted);
    // What the one lets pass of ports and the other of hosts: one host of the office, 255 of the field.
    let but_its_own =
        "10.0.1.0/32 10.0.1.2/31 10.0.1.4/30 10.0.1.8/29 10.0.1.16/28 10.0.1.32/27 10.0.1.64/26 10.0.1.128/25";
    assert_eq!(answer.extent, [format!("from 10.0.3.7/32 to {but_its_own} tcp 502, new")]);
    assert_eq!(answer.size, 255);
    assert_eq!(lines(&answer), [("outer.rules".to_owned(), vec![5]), ("inner.rules".to_owned(), vec![5])]);
    let packets: Vec<_> = answer.crossings.iter().map(|one| one.packet.clone().unwrap()).collect();
    assert!(packets.iter().all(|words| words.starts_with("in=eth1 out=eth0 src=10.0.3.7 dst=10.0.1.")), "{packets:?}");
    assert!(packets.iter().all(|words| words.contains("dport=502")), "{packets:?}");
    assert!(answer.missing.is_empty() && found.missing.is_empty());
    assert_eq!(between(&found, "field", "office").answer, ReachAnswer::Blocked);
    let back: Vec<&Reach> = found.answers.iter().filter(|one| one.question == ReachQuestion::ReturnPath).collect();
    assert_eq!(back.len(), 1, "nobody declares it");
    assert_eq!((back[0].answer, back[0].conduit.as_ref().unwrap().as_str()), (ReachAnswer::Permitted, "up"));
}

#[test]
fn what_one_of_them_drops_is_blocked_by_its_lines() {
    let dropping = format!("-A FORWARD -p tcp -m tcp --dport 502 -j DROP\n{WIDE}");
    let answer = between(&of(SOURCES, &rules(&dropping), &rules(NARROW)), "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Blocked);
    assert_eq!(lines(&answer), [("outer.rules".to_owned(), vec![5]), ("inner.rules".to_owned(), vec![5])]);
    let answer = between(&of(SOURCES, &rules(WIDE), &rules("")), "office", "field");
    assert_eq!(lines(&answer), [("outer.rules".to_owned(), vec![3])], "the first drops it already");
}

#[test]
fn without_a_route_it_is_unknown_and_what_is_missing_is_named() {
    let without = SOURCES.replace("routes = [{ to = \"10.0.1.0/24\", via = \"10.0.2.1\" }]\n", "");
    let answer = between(&of(&without, &rules(WIDE), &rules(NARROW)), "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Unknown);
    assert!(answer.missing[0].starts_with("outer has no route to 10.0.1."), "{:?}", answer.missing);
    let elsewhere = SOURCES.replace("via = \"10.0.2.1\"", "via = \"10.0.2.9\"");
    let answer = between(&of(&elsewhere, &rules(WIDE), &rules(NARROW)), "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Unknown);
    assert!(answer.missing[0].contains("10.0.2.9, and which device has that address"), "{:?}", answer.missing);
    // Where the device drops all of it wherever it would send it, routes do not matter.
    assert_eq!(between(&of(&without, &rules(WIDE), &rules("")), "office", "field").answer, ReachAnswer::Blocked);
}

#[test]
fn with_interfaces_that_nobody_names_a_rule_for_one_of_them_permits_nothing_for_sure() {
    let unnamed: String =
        SOURCES.lines().filter(|line| !line.starts_with("interfaces")).map(|l| format!("{l}\n")).collect();
    let answer = between(&of(&unnamed, &rules(WIDE), &rules(NARROW)), "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Unknown);
    assert!(answer.missing.iter().any(|why| why.starts_with("which interfaces of outer")), "{:?}", answer.missing);
    let open = |rule: &str| rules(&rule.replace("-i eth1 -o eth0 ", ""));
    let answer = between(&of(&unnamed, &open(WIDE), &open(NARROW)), "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Permitted, "it holds at every interface");
}

#[test]
fn behind_a_translation_nothing_is_known_and_nothing_is_called_blocked() {
    let nat =
        "*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n";
    let hiding = format!("{nat}{}", rules(NARROW));
    let answer = between(&of(SOURCES, &rules(""), &hiding), "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Unknown);
    assert!(answer.missing[0].contains("outer may give packets other addresses (line 4)"), "{:?}", answer.missing);
    let hiding = format!("{nat}{}", rules(""));
    assert_eq!(between(&of(SOURCES, &rules(WIDE), &hiding), "office", "field").answer, ReachAnswer::Unknown);
}

#[test]
fn a_device_is_managed_from_a_zone_where_every_device_before_it_and_itself_let_it() {
    let shell = "-A INPUT -s 10.0.3.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\n";
    let found = of(SOURCES, &rules(shell), &rules(WIDE));
    let managed: Vec<_> = found
        .answers
        .iter()
        .filter(|one| one.question == ReachQuestion::Management && one.answer == ReachAnswer::Permitted)
        .collect();
    assert_eq!(managed.len(), 1, "{managed:?}");
    assert_eq!((managed[0].from.as_str(), managed[0].device.as_ref().unwrap().raw()), ("office", "inner"));
    assert_eq!(lines(managed[0]), [("outer.rules".to_owned(), vec![5]), ("inner.rules".to_owned(), vec![5])]);
}

#[test]
fn what_a_configuration_tells_of_its_interfaces_and_routes_needs_no_further_word() {
    let asa = "ASA Version 9.1(5)\ninterface Gi0/0\n nameif out\n security-level 0\n ip address 10.0.2.2 255.255.255.0\n\
        interface Gi0/1\n nameif in\n security-level 50\n ip address 10.0.3.1 255.255.255.0\n\
        access-list A extended permit tcp any any eq 502\naccess-list B extended deny ip any any\n\
        access-group A in interface in\naccess-group B in interface out\nroute out 10.0.1.0 255.255.255.0 10.0.2.1 1\n";
    let inner = SOURCES.split("[firewalls.outer]").next().unwrap();
    let answer = between(&of(inner, &rules(WIDE), asa), "office", "field");
    assert_eq!((answer.answer, answer.missing.as_slice()), (ReachAnswer::Permitted, &[][..]));
    assert_eq!(lines(&answer), [("outer.rules".to_owned(), vec![10]), ("inner.rules".to_owned(), vec![5])]);
    let learning = format!("{asa}router ospf 1\n");
    let answer = between(&of(inner, &rules(WIDE), &learning), "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Unknown);
    assert!(answer.missing[0].contains("ways that its configuration does not hold (line 15)"), "{:?}", answer.missing);
}

#[test]
fn a_device_without_a_configuration_lets_nothing_pass_for_sure() {
    let parsed = parse(&[SourceFile::new("plant.toml", PLANT), SourceFile::new("firewalls.toml", SOURCES)]);
    let (plant, reading, services) = (parsed.plant, Reading::default(), Services::new());
    let views = Views { plant: &plant, reading: &reading, services: &services };
    let read = ringwall_firewall::read("outer.rules", rules(NARROW).as_bytes());
    let outer = AssetId::parse("outer").unwrap();
    let found = reach(&views, &[Firewall { ruleset: &read.ruleset, asset: Some(&outer) }]);
    let answer = between(&found, "office", "field");
    assert_eq!(answer.answer, ReachAnswer::Unknown);
    assert!(
        answer.missing.iter().any(|why| why.starts_with("the configuration of inner is not given")),
        "{:?}",
        answer.missing
    );
}

#[test]
fn an_address_that_stands_for_another_is_not_where_a_packet_ends() {
    let behind = "[networks.skid]\nprefixes = [\"192.168.0.0/24\"]\n\
        nat = [{ inside = \"192.168.0.10\", network = \"field\", outside = \"10.0.1.77\" }]\n\
        [zones.skid]\nkind = \"control\"\n[assets.pump]\nzone = \"skid\"\n\
        interfaces = [{ network = \"skid\", ip = \"192.168.0.10\" }]\n";
    let found = in_plant(&format!("{PLANT}{behind}"), SOURCES, &rules(WIDE), &rules(WIDE));
    assert_eq!(between(&found, "office", "field").answer, ReachAnswer::Permitted);
    let skid = between(&found, "office", "skid");
    assert_eq!(skid.answer, ReachAnswer::Unknown);
    let why = "network skid is reached by translated addresses: what they meet behind it is not followed";
    assert!(skid.missing.contains(&why.to_owned()), "{:?}", skid.missing);
}

#[test]
fn beside_a_diode_what_another_conduit_declares_does_not_go_against_it() {
    let physical = PLANT.replace("enforced = \"rule\"", "enforced = \"physical\"");
    let against = |plant: &str| {
        let found = in_plant(plant, SOURCES, &rules(WIDE), &rules(NARROW));
        let mut back = found.answers.into_iter().filter(|one| one.question == ReachQuestion::ReturnPath);
        (back.next().unwrap(), back.next())
    };
    let (alone, second) = against(&physical);
    assert_eq!((alone.answer, second), (ReachAnswer::Permitted, None));
    let beside = |protocol: &str| {
        format!(
            "{physical}[conduits.by]\nzones = [\"field\", \"office\"]\n[[conduits.by.allow]]\nprotocol = \"{protocol}\"\n\
             operations = [\"opaque\"]\ninitiator = [\"desk\"]\nresponder = [\"zone:field\"]\n"
        )
    };
    assert_eq!(against(&beside("tcp/502")).0.answer, ReachAnswer::Blocked, "it is declared");
    assert_eq!(against(&beside("tcp/22")).0.answer, ReachAnswer::Permitted, "it is not declared");
}
