//! What a configuration permits, beside any-any: what lets outside in, what goes against a direction, what is blocked.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use ringwall_conduit::{Firewall, Services, Views, held, openings};
use ringwall_model::{AssetId, Disagreement, Permitted, PermittedBy, PermittedView, Reading, Transport};
use ringwall_plant::{SourceFile, parse};

const PLANT: &str = r#"
name = "Small"
[networks.bpcs-net]
prefixes = ["10.0.1.0/24"]
[networks.dmz-net]
prefixes = ["10.0.2.0/24"]
[networks.world]
prefixes = ["203.0.113.0/24"]
untrusted = true
[networks.office-net]
prefixes = ["10.9.0.0/24"]
[zones.bpcs]
kind = "control"
[zones.dmz]
kind = "dmz"
[zones.world]
kind = "external"
[zones.office]
kind = "business"
[assets.plc]
zone = "bpcs"
interfaces = [{ network = "bpcs-net", ip = "10.0.1.1" }]
[assets.broker]
zone = "dmz"
interfaces = [{ network = "dmz-net", ip = "10.0.2.1" }]
[assets.supplier]
zone = "world"
interfaces = [{ network = "world", ip = "203.0.113.7" }]
[assets.desk]
zone = "office"
interfaces = [{ network = "office-net", ip = "10.9.0.7" }]
[assets.fw]
component_types = ["network-device"]
services = ["shell"]
[conduits.c]
zones = ["bpcs", "dmz", "world", "office"]
assets = ["fw"]
enforcement_points = ["fw"]
"#;

fn view(plant: &str, rules: &str) -> PermittedView {
    view_with(plant, "", rules)
}

fn view_with(plant: &str, sources: &str, rules: &str) -> PermittedView {
    let plant = parse(&[SourceFile::new("plant.toml", plant), SourceFile::new("firewalls.toml", sources)]).plant;
    let text = format!("*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n{rules}COMMIT\n");
    let read = ringwall_firewall::read("fw.rules", text.as_bytes());
    assert_eq!(read.ruleset.lines.diagnosed, 0, "{:?}", read.diagnostics);
    let (reading, asset) = (Reading::default(), AssetId::parse("fw").unwrap());
    let services = Services::from([("shell", vec![(Transport::Tcp, 22)])]);
    let views = Views { plant: &plant, reading: &reading, services: &services };
    held(&views, &Firewall { ruleset: &read.ruleset, asset: Some(&asset) })
}

fn found(view: &PermittedView, code: &str) -> Vec<Disagreement> {
    view.disagreements.iter().filter(|found| found.code == code).cloned().collect()
}

fn forward(rule: &str) -> PermittedView {
    view(PLANT, &format!("-A FORWARD {rule} -j ACCEPT\n"))
}

fn between(found: &Disagreement) -> (String, String) {
    (found.from_zone.as_ref().unwrap().to_string(), found.to_zone.as_ref().unwrap().to_string())
}

#[test]
fn mail_that_may_come_in_from_outside_and_mail_that_may_be_fetched_there_are_told() {
    let into = found(&forward("-s 10.9.0.0/24 -d 10.0.1.0/24 -p tcp -m tcp --dport 25"), "messages-permitted-in");
    assert_eq!(into.iter().map(between).collect::<Vec<_>>(), [("office".to_owned(), "bpcs".to_owned())]);
    assert_eq!(into[0].rules[0].line, 5);
    let out = found(&forward("-s 10.0.1.0/24 -p tcp -m tcp --dport 143"), "messages-permitted-out");
    assert!(out.iter().any(|one| between(one) == ("bpcs".to_owned(), "office".to_owned())), "{out:?}");
}

#[test]
fn alarm_mail_that_may_only_leave_and_mail_inside_are_no_messages_between_people() {
    for rule in ["-s 10.0.1.0/24 -p tcp -m tcp --dport 25", "-s 10.0.2.1/32 -d 10.0.1.1/32 -p tcp -m tcp --dport 25"] {
        let view = forward(rule);
        assert!(found(&view, "messages-permitted-in").is_empty() && found(&view, "messages-permitted-out").is_empty());
    }
}

#[test]
fn what_a_rule_before_refuses_and_what_is_not_decided_is_not_told() {
    let mail = "-A FORWARD -s 10.9.0.0/24 -d 10.0.1.0/24 -p tcp -m tcp --dport 25";
    let shadowed = view(PLANT, &format!("{mail} -j DROP\n{mail} -j ACCEPT\n"));
    assert!(found(&shadowed, "messages-permitted-in").is_empty());
}

#[test]
fn a_session_from_an_untrusted_network_straight_to_a_control_zone_is_told_and_one_to_a_broker_is_not() {
    let straight = forward("-s 203.0.113.0/24 -d 10.0.1.1/32 -p tcp -m tcp --dport 22");
    assert_eq!(found(&straight, "untrusted-session-permitted").len(), 1);
    for other in [
        "-s 203.0.113.0/24 -d 10.0.2.1/32 -p tcp -m tcp --dport 22",
        "-s 10.9.0.0/24 -d 10.0.1.1/32 -p tcp -m tcp --dport 22",
        "-s 203.0.113.0/24 -d 10.0.1.1/32 -p tcp -m tcp --dport 502",
    ] {
        assert!(found(&forward(other), "untrusted-session-permitted").is_empty(), "{other}");
    }
    let declared = format!(
        "{PLANT}[[conduits.c.allow]]\nprotocol = \"tcp/22\"\noperations = [\"opaque\"]\ninitiator = [\"supplier\"]\nresponder = [\"plc\"]\n"
    );
    let rule = "-A FORWARD -s 203.0.113.7/32 -d 10.0.1.1/32 -p tcp -m tcp --dport 22 -j ACCEPT\n";
    assert!(found(&view(&declared, rule), "untrusted-session-permitted").is_empty());
}

#[test]
fn a_service_of_the_device_that_a_rule_opens_by_name_must_be_in_its_baseline() {
    let input = |rule: &str| view(PLANT, &format!("-A INPUT {rule} -j ACCEPT\n"));
    assert_eq!(found(&input("-p tcp -m tcp --dport 23"), "service-beyond-baseline").len(), 1);
    assert!(found(&input("-p tcp -m tcp --dport 22"), "service-beyond-baseline").is_empty(), "it is approved");
    assert!(found(&input("-p tcp"), "service-beyond-baseline").is_empty(), "a rule about every port names no service");
    let without = PLANT.replace("services = [\"shell\"]\n", "");
    let telnet = "-A INPUT -p tcp -m tcp --dport 23 -j ACCEPT\n";
    assert!(found(&view(&without, telnet), "service-beyond-baseline").is_empty(), "nobody said what is approved");
}

#[test]
fn what_goes_against_a_direction_is_told_once_physics_holds_it_and_by_a_rule_where_it_opens() {
    let directed = |how: &str| {
        PLANT.replace(
            "assets = [\"fw\"]\n",
            &format!("assets = [\"fw\"]\ndata_direction = \"bpcs -> dmz\"\nenforced = \"{how}\"\n"),
        )
    };
    let back = "-A FORWARD -s 10.0.2.0/24 -d 10.0.1.0/24 -p udp -m udp --dport 5140 -j ACCEPT\n";
    for how in ["physical", "rule"] {
        assert_eq!(found(&view(&directed(how), back), "return-path-permitted").len(), 1, "{how}");
    }
    let answers = "-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\n";
    assert!(found(&view(&directed("rule"), answers), "return-path-permitted").is_empty());
    assert_eq!(found(&view(&directed("physical"), answers), "return-path-permitted").len(), 1);
}

#[test]
fn what_is_declared_and_blocked_is_told_with_its_declaration_and_so_are_answers_that_do_not_come_back() {
    let declared = format!(
        "{PLANT}[[conduits.c.allow]]\nprotocol = \"tcp/443\"\noperations = [\"opaque\"]\ninitiator = [\"plc\"]\nresponder = [\"broker\"]\n"
    );
    let blocked = found(&view(&declared, ""), "declared-but-blocked");
    assert!(blocked[0].text.contains("it is blocked"), "{blocked:?}");
    let open = "-A FORWARD -s 10.0.1.1/32 -d 10.0.2.1/32 -p tcp -m tcp --dport 443 -j ACCEPT\n";
    let unanswered = found(
        &view(&declared, &open.replace("-A FORWARD", "-A FORWARD -m conntrack --ctstate NEW")),
        "declared-but-blocked",
    );
    assert!(unanswered[0].text.contains("answers"), "{unanswered:?}");
}

#[test]
fn who_manages_the_device_is_told_of_the_addresses_it_has_where_they_are_known() {
    let shell = "-A INPUT -s 10.0.1.1/32 -p tcp -m tcp --dport 22 -j ACCEPT\n";
    let sizes = |plant: &str| -> Vec<u64> {
        found(&view(plant, shell), "management-reachable").iter().map(|one| one.size).collect()
    };
    assert_eq!(sizes(PLANT), [1 << 32], "it may have any");
    let placed = PLANT.replace(
        "[assets.fw]\n",
        "[assets.fw]\ninterfaces = [{ network = \"bpcs-net\", ip = \"10.0.1.254\" }, { network = \"dmz-net\", ip = \"10.0.2.254\" }]\n",
    );
    assert_eq!(sizes(&placed), [2]);
    let elsewhere = shell.replace("-p tcp", "-d 10.0.7.7/32 -p tcp");
    assert_eq!(found(&view(&placed, &elsewhere), "management-reachable")[0].size, 1, "it may have others");
}

#[test]
fn packets_come_in_where_the_plant_says_their_network_is() {
    let rule = "-A FORWARD -i eth7 -s 10.0.2.0/24 -d 10.0.1.0/24 -p tcp -m tcp --dport 502 -j ACCEPT\n";
    let sources = |name: &str| {
        format!(
            "[firewalls.fw]\nfile = \"fw.rules\"\ninterfaces = [{{ name = \"{name}\", network = \"dmz-net\" }}, {{ name = \"eth8\", network = \"bpcs-net\" }}]\n"
        )
    };
    let undeclared = |sources: &str| found(&view_with(PLANT, sources, rule), "lower-to-higher-trust");
    assert!(undeclared("")[0].packet.as_ref().unwrap().starts_with("in=eth7"));
    assert!(undeclared(&sources("eth7"))[0].packet.as_ref().unwrap().starts_with("in=eth7 out=eth8"));
    assert!(undeclared(&sources("eth6")).is_empty(), "nothing of the network comes in there");
}

#[test]
fn what_a_device_says_to_itself_needs_no_log() {
    let silent = |rule: &str| found(&view(PLANT, &format!("-A INPUT {rule} -j ACCEPT\n")), "permit-not-logged");
    assert!(silent("-i lo").is_empty());
    assert_eq!(silent("-i eth0")[0].text, "1 rule lets connections be opened and writes no log");
    assert_eq!(silent("! -i lo").len(), 1);
}

#[test]
fn what_may_be_opened_is_told_by_the_rule_that_lets_it_and_once() {
    let told = |rules: &str| {
        let read = ringwall_firewall::read("fw.rules", rules.as_bytes());
        let one = |one: Permitted| {
            let by = match one.by {
                PermittedBy::Rule(rule) => rule.line.to_string(),
                PermittedBy::NoRule => "no rule".to_owned(),
                PermittedBy::Unknown => "unknown".to_owned(),
            };
            assert!(one.is_whole && one.size > 0 && !one.packet.is_empty());
            format!("{} {by}: {}", one.way.word(), one.extent.join("; "))
        };
        openings(&read.ruleset).unwrap().into_iter().map(one).collect::<Vec<_>>()
    };
    let chains =
        |forward: &str| format!("*filter\n:INPUT DROP [0:0]\n:FORWARD {forward} [0:0]\n:OUTPUT ACCEPT [0:0]\n");
    let rules = "-A INPUT -i lo -j ACCEPT\n-A INPUT -s 10.0.1.1 -p tcp --dport 22 -j ACCEPT\n\
        -A FORWARD -m state --state ESTABLISHED -j ACCEPT\n-A FORWARD -s 10.0.1.9 -j DROP\n\
        -A FORWARD -s 10.0.1.8/31 -d 10.0.2.1 -p tcp --dport 502 -j ACCEPT\n\
        -A FORWARD -s 10.0.1.8 -d 10.0.2.0/31 -p tcp --dport 502 -j ACCEPT\nCOMMIT\n";
    let v6 = |way: &str| format!("{way} unknown: from anywhere to anywhere (IPv6) any protocol, new");
    assert_eq!(
        told(&(chains("DROP") + rules)),
        [
            "through 9: from 10.0.1.8/32 to 10.0.2.1/32 tcp 502, new".to_owned(),
            "through 10: from 10.0.1.8/32 to 10.0.2.0/32 tcp 502, new".to_owned(),
            v6("through"),
            "to-device 6: from 10.0.1.1/32 to anywhere tcp 22, in any other, new".to_owned(),
            v6("to-device"),
        ],
        "not what a rule before refuses or permits, nor what belongs to a connection, nor what the device says to itself"
    );
    let open = told(&(chains("ACCEPT") + "-A FORWARD -d 10.0.2.0/24 -j DROP\nCOMMIT\n"));
    assert_eq!(open[0], "through no rule: from anywhere to anywhere but 10.0.2.0/24 any protocol, new");
    let unclear = told(&(chains("DROP") + "-A FORWARD -m ringwall --what -s 10.0.1.9 -j ACCEPT\nCOMMIT\n"));
    assert!(unclear[0].starts_with("through unknown: from 10.0.1.9/32"), "{unclear:?}");
}
