//! What is written of random intents, read again: exactly what is meant passes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod support;

use ringwall_firewall::{
    DIALECTS, Decision, Entry, Family, Group, Intent, Judge, Manner, Object, Present, Query, WRITERS, Writer, read,
};
use ringwall_model::{Action, Addresses};
use support::{Seed, cases};

fn addresses(seed: &mut Seed) -> Addresses {
    let four = |seed: &mut Seed| {
        let host = std::net::IpAddr::from([10, seed.below(3) as u8, 0, seed.below(16) as u8]);
        Addresses::prefix(host, seed.one(&[32, 32, 29, 24])).unwrap()
    };
    let six = |seed: &mut Seed| {
        let host = std::net::IpAddr::from([0x2001, 0xdb8, seed.below(3) as u16, 0, 0, 0, 0, seed.below(9) as u16]);
        Addresses::prefix(host, seed.one(&[128, 128, 125, 64])).unwrap()
    };
    let mut set = if seed.once_in(5) { six(seed) } else { four(seed) };
    for _ in 0..seed.below(3) {
        let more = if seed.once_in(4) { six(seed) } else { four(seed) };
        set = set.union(&more);
    }
    if seed.once_in(6) { set.without(&four(seed)) } else { set }
}

fn entry(seed: &mut Seed, objects: u64, comment: String) -> Entry {
    let protocol = seed.one(&[Some(6), Some(6), Some(17), Some(47), Some(1), None]);
    let has_ports = matches!(protocol, Some(6 | 17));
    let port = (has_ports && !seed.once_in(4)).then(|| seed.one(&[22, 80, 102, 502, 4840, 65535]));
    let one = |seed: &mut Seed| usize::try_from(seed.below(objects)).unwrap();
    Entry { source: one(seed), destination: one(seed), protocol, port, comment }
}

fn intent(seed: &mut Seed) -> Intent {
    // Names that no dialect takes as they are, or takes for a word of its own.
    let names =
        ["hmi-1", "tcp", "any", "zone:b", "zone b", "10.1", "drop } }", "é\u{202e}\"\n", &"long".repeat(60), "host"];
    let objects: Vec<Object> = names
        .iter()
        .map(|name| Object { name: (*name).to_owned(), addresses: addresses(seed) })
        .filter(|object| !object.addresses.is_empty())
        .collect();
    let count = objects.len() as u64;
    let groups = (0..seed.below(5)).map(|n| {
        let conduit = ["up", "accept", "a:b\" drop", "a:b' drop", "forward"][n as usize].to_owned();
        let entries = (0..seed.below(4)).map(|at| entry(seed, count, format!("{conduit}.{at}"))).collect();
        Group { conduit, entries }
    });
    let groups = groups.collect();
    let interfaces = vec!["inside".to_owned(), "outside".to_owned()];
    Intent { device: "fw\n! 1".to_owned(), interfaces, objects, groups }
}

/// The intent without what the dialect has no rule for.
fn held(intent: &Intent, writer: &Writer) -> Intent {
    let mut held = intent.clone();
    held.groups.iter_mut().for_each(|group| group.entries.retain(|entry| writer.holds(entry.protocol)));
    held
}

fn manners(writer: &Writer) -> &'static [Manner] {
    if writer.can_only_log { &[Manner::Enforce, Manner::OnlyLog] } else { &[Manner::Enforce] }
}

#[test]
fn what_is_written_lets_through_exactly_what_is_meant() {
    let mut seed = Seed(23);
    for _ in 0..cases(25) {
        let random = intent(&mut seed);
        for writer in WRITERS {
            let intent = held(&random, writer);
            for manner in manners(writer) {
                let text = writer.render(&intent, *manner, None);
                let refuted = writer.refuted(&intent, *manner, &text);
                assert!(refuted.is_none(), "{}: {}\n{text}", writer.name, refuted.unwrap());
            }
        }
    }
}

#[test]
fn every_line_that_is_written_is_understood_and_in_one_dialect() {
    let mut seed = Seed(29);
    for _ in 0..cases(10) {
        let random = intent(&mut seed);
        for writer in WRITERS {
            let intent = held(&random, writer);
            for manner in manners(writer) {
                let text = writer.render(&intent, *manner, None);
                assert!(text.is_ascii() && !text.contains('\u{1b}'), "{text}");
                let read = read("f", text.as_bytes());
                assert_eq!(read.ruleset.dialect, writer.dialect, "{text}");
                assert_eq!(read.ruleset.lines.diagnosed, 0, "{}: {:#?}\n{text}", writer.name, read.diagnostics);
            }
        }
    }
}

#[test]
fn a_text_that_says_more_or_less_is_refuted() {
    let mut seed = Seed(31);
    let object = |name: &str, address: &str| Object {
        name: name.to_owned(),
        addresses: Addresses::one(address.parse().unwrap()),
    };
    let entry = Entry { source: 0, destination: 1, protocol: Some(6), port: Some(502), comment: "up.1".to_owned() };
    let meant = Intent {
        device: "fw".to_owned(),
        interfaces: vec!["a".to_owned(), "b".to_owned()],
        objects: vec![object("hmi", "10.0.0.1"), object("plc", "10.0.1.1")],
        groups: vec![Group { conduit: "up".to_owned(), entries: vec![entry] }],
    };
    for writer in WRITERS.iter().filter(|writer| writer.family != Family::V6) {
        let text = writer.render(&meant, Manner::Enforce, None);
        let other_port = text.replace("502", "503");
        assert!(writer.refuted(&meant, Manner::Enforce, &other_port).unwrap().contains("502"), "{}", writer.name);
        let more = writer.render(&held(&intent(&mut seed), writer), Manner::Enforce, None);
        assert!(writer.refuted(&meant, Manner::Enforce, &more).is_some(), "{}", writer.name);
    }
}

#[test]
fn equal_intents_give_equal_texts_and_another_gives_other_names_where_names_stay_on_the_device() {
    let mut seed = Seed(37);
    let (one, other) = (intent(&mut seed), intent(&mut seed));
    for writer in WRITERS {
        let text = writer.render(&one, Manner::Enforce, None);
        assert_eq!(text, writer.render(&one, Manner::Enforce, None));
        if writer.needs_interfaces {
            let bound = |text: &str| text.lines().find(|line| line.contains("access-group")).unwrap().to_owned();
            let named: Vec<String> = [&one, &other]
                .map(|intent| writer.render(intent, Manner::Enforce, None))
                .iter()
                .map(|text| text.lines().find(|line| line.contains("through.")).unwrap().to_owned())
                .collect();
            assert_ne!(named[0], named[1]);
            assert!(!bound(&text).is_empty());
        }
    }
}

#[test]
fn every_writer_is_read_by_a_dialect_and_found_by_its_name() {
    for writer in WRITERS {
        assert!(DIALECTS.iter().any(|dialect| dialect.name == writer.dialect));
        assert_eq!(Writer::find(writer.name).unwrap().title, writer.title);
    }
    let mut names: Vec<_> = WRITERS.iter().map(|writer| writer.name).collect();
    names.dedup();
    assert_eq!(names.len(), WRITERS.len());
}

#[test]
fn our_table_behind_another_firewalls_takes_its_forward_chains_out_and_the_rest_stays() {
    let present = "table inet filter {\n chain forward {\n  type filter hook forward priority filter; policy drop;\n  tcp dport 23 accept\n }\n chain input {\n  type filter hook input priority filter; policy drop;\n }\n}\n";
    let before = read("present", present.as_bytes());
    let mut seed = Seed(41);
    let meant = intent(&mut seed);
    let writer = Writer::find("nftables").unwrap();
    let text = writer.render(&meant, Manner::Enforce, Some(Present { text: present, ruleset: &before.ruleset }));
    let after = format!("{present}{text}");
    assert_eq!(writer.refuted(&meant, Manner::Enforce, &after), None, "{after}");
    assert!(writer.refuted(&meant, Manner::Enforce, &format!("{text}{present}")).is_some(), "{text}");
    assert!(read("after", after.as_bytes()).ruleset.points.iter().any(|p| p.name.raw() == "inet filter input"));
}

fn decided(text: &str, question: &str) -> Decision {
    let read = read("f", text.as_bytes());
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(question).unwrap()).decision
}

/// What is written on a present configuration.
fn onto(name: &str, meant: &Intent, present: &str) -> (&'static Writer, String) {
    let (writer, before) = (Writer::find(name).unwrap(), read("present", present.as_bytes()));
    let text = writer.render(meant, Manner::Enforce, Some(Present { text: present, ruleset: &before.ruleset }));
    (writer, text)
}

#[test]
fn policies_that_were_there_are_switched_off_behind_ours_and_on_again_by_the_rollback() {
    let present = "config firewall policy\n edit 7\n  set srcintf any\n  set dstintf any\n  set srcaddr all\n  set dstaddr all\n  \
        set service ALL\n  set schedule always\n  set action accept\n next\n edit 8\n  set status disable\n next\nend\n";
    let mut seed = Seed(43);
    for _ in 0..cases(5) {
        let meant = intent(&mut seed);
        let (writer, text) = onto("fortios", &meant, present);
        let after = format!("{present}{text}");
        assert_eq!(writer.refuted(&meant, Manner::Enforce, &after), None, "{after}");
        let again = writer.render(
            &meant,
            Manner::Enforce,
            Some(Present { text: &after, ruleset: &read("f", after.as_bytes()).ruleset }),
        );
        assert!(!again.contains("status disable"), "{again}");
        let back = format!("{after}{}", writer.rollback(&meant, Manner::Enforce, present));
        let telnet = "in=a out=b src=192.0.2.1 dst=192.0.2.2 proto=tcp dport=23 state=new";
        let answers = [present, &after, &back].map(|text| decided(text, telnet));
        assert_eq!(answers, [Decision::Permit, Decision::Deny, Decision::Permit], "{back}");
        assert!(!back.contains("    edit 8\n        set status enable"), "{back}");
    }
}

#[test]
fn rules_that_were_there_are_disabled_behind_ours_and_enabled_again_by_the_rollback() {
    let rule = "set rulebase security rules \"the old one\"";
    let settings = ["from", "to", "source", "destination", "application", "service"];
    let present: String = settings.iter().map(|key| format!("{rule} {key} any\n")).collect();
    let present = format!("{present}{rule} action allow\n");
    let mut seed = Seed(47);
    for _ in 0..cases(5) {
        let meant = held(&intent(&mut seed), Writer::find("panos").unwrap());
        let (writer, text) = onto("panos", &meant, &present);
        let after = format!("{present}{text}");
        assert_eq!(writer.refuted(&meant, Manner::Enforce, &after), None, "{after}");
        assert!(text.ends_with(&format!("{rule} disabled yes\n")), "{text}");
        let back = writer.rollback(&meant, Manner::Enforce, &present);
        assert!(back.starts_with(&format!("{rule} disabled no\ndelete rulebase security rules ")), "{back}");
        assert!(
            back.lines().filter(|line| line.starts_with("delete address ")).count() >= meant.objects.len(),
            "{back}"
        );
    }
}

#[test]
fn rules_of_a_present_configuration_stay_for_the_device_and_ours_decide_what_goes_through() {
    let present = include_str!("samples/opnsense.xml");
    let mut seed = Seed(53);
    for (name, present) in [("opnsense", present.to_owned()), ("pfsense", present.replace("opnsense>", "pfsense>"))] {
        let meant = held(&intent(&mut seed), Writer::find(name).unwrap());
        let (writer, text) = onto(name, &meant, &present);
        assert_eq!(writer.refuted(&meant, Manner::Enforce, &text), None, "{text}");
        let through = "in=lan out=opt1 src=10.1.0.7 dst=10.2.0.9 proto=tcp dport=80 state=new";
        let device = "in=opt1 src=10.2.0.77 dst=10.2.0.1 proto=tcp dport=8443 state=new";
        assert_eq!((decided(&present, through), decided(&text, through)), (Decision::Permit, Decision::Deny), "{text}");
        assert_eq!(decided(&present, device), decided(&text, device));
        let own: Vec<&str> = present.lines().collect();
        assert!(own.iter().all(|line| text.contains(line)), "{text}");
        assert_eq!(writer.rollback(&meant, Manner::Enforce, &present), present);
    }
}

/// A device of one virtual system with a rule that permits everything, and one for the management of it.
const PANOS: &str = r#"<?xml version="1.0"?>
<config version="10.1.0" urldb="paloaltonetworks">
<devices><entry name="localhost.localdomain">
<deviceconfig><system><hostname>fw</hostname></system></deviceconfig>
<vsys><entry name="vsys1">
<zone><entry name="in"><network><layer3><member>ethernet1/1</member></layer3></network></entry>
<entry name="out"><network><layer3><member>ethernet1/2</member></layer3></network></entry></zone>
<rulebase><security><rules>
<entry name="the old one"><from><member>any</member></from><to><member>any</member></to><source><member>any</member></source>
<destination><member>any</member></destination><application><member>any</member></application>
<service><member>any</member></service><action>allow</action></entry>
</rules></security></rulebase>
</entry></vsys>
</entry></devices>
</config>
"#;

#[test]
fn in_the_xml_of_a_device_our_rules_stand_before_its_own_and_all_else_stays() {
    let mut seed = Seed(59);
    let telnet = "in=ethernet1/1 out=ethernet1/2 src=192.0.2.1 dst=192.0.2.2 proto=tcp dport=23 state=new";
    for _ in 0..cases(5) {
        let meant = held(&intent(&mut seed), Writer::find("panos-xml").unwrap());
        let (writer, text) = onto("panos-xml", &meant, PANOS);
        assert!(PANOS.lines().all(|line| text.contains(line)), "{text}");
        let unzoned = text.replace("<member>ethernet1/1</member>", "<member>tunnel.1</member>");
        let unzoned = unzoned.replace("<member>ethernet1/2</member>", "<member>tunnel.2</member>");
        assert_eq!(writer.refuted(&meant, Manner::Enforce, &unzoned), None, "{text}");
        assert_eq!([PANOS, &text].map(|text| decided(text, telnet)), [Decision::Permit, Decision::Deny], "{text}");
        assert_eq!(onto("panos-xml", &meant, &text).1, text, "writing again changes nothing");
        assert_eq!(writer.rollback(&meant, Manner::Enforce, PANOS), PANOS);
    }
    let two = PANOS.replace("</entry></vsys>", "</entry><entry name=\"vsys2\"/></vsys>");
    let meant = held(&intent(&mut seed), Writer::find("panos-xml").unwrap());
    assert!(!onto("panos-xml", &meant, &two).1.contains("the old one"), "of several systems none is chosen");
}

/// Policies that permit one network, refuse telnet to it and permit web pages, one of them without a log.
const FORTIOS: &str = "config firewall service custom\n edit web\n  set tcp-portrange 80\n next\n edit shell\n  set tcp-portrange 23\n next\nend\n\
    config firewall policy\n edit 4\n  set srcintf any\n  set dstintf any\n  set srcaddr all\n  set dstaddr all\n  set service shell\n  \
    set schedule always\n  set action deny\n next\n edit 7\n  set srcintf any\n  set dstintf any\n  set srcaddr all\n  set dstaddr all\n  \
    set service web\n  set schedule always\n  set action accept\n  set logtraffic utm\n next\nend\n";

fn panos_commands() -> String {
    let rule = "set rulebase security rules";
    let keys = ["from", "to", "source", "destination", "application"];
    let any = |name: &str| keys.iter().map(|key| format!("{rule} {name} {key} any\n")).collect::<String>();
    format!(
        "set zone in network layer3 ethernet1/1\nset zone out network layer3 ethernet1/2\n\
         set service shell protocol tcp port 23\nset service web protocol tcp port 80\n\
         {}{rule} no service shell\n{rule} no action deny\n{}{rule} pages service web\n{rule} pages action allow\n{rule} pages log-end no\n",
        any("no"),
        any("pages")
    )
}

/// A present configuration for each writer whose rules decide where they log, and the interfaces packets come by there.
fn presents() -> Vec<(&'static str, String, [&'static str; 2])> {
    let opnsense = include_str!("samples/opnsense.xml");
    let quiet = PANOS.replace("<action>allow", "<log-end>no</log-end><action>allow");
    vec![
        ("fortios", FORTIOS.to_owned(), ["a", "b"]),
        ("panos", panos_commands(), ["ethernet1/1", "ethernet1/2"]),
        ("panos-xml", quiet, ["ethernet1/1", "ethernet1/2"]),
        ("opnsense", opnsense.to_owned(), ["lan", "opt1"]),
        ("pfsense", opnsense.replace("opnsense>", "pfsense>"), ["lan", "opt1"]),
    ]
}

/// Where a soak once found the law below broken: a mark whose policies had the numbers of those that were there.
const FOUND: [u64; 1] = [4_291_819_731_850_393_269];

#[test]
fn what_only_watches_refuses_nothing_opens_what_is_meant_and_logs_what_else_passes() {
    let mut seed = Seed(61);
    let mut opened = 0;
    let found = FOUND.map(|found| intent(&mut Seed(found)));
    for mut random in found.into_iter().chain((0..cases(3)).map(|_| intent(&mut seed))) {
        let asked = random.objects.len();
        for address in ["10.0.0.1", "10.1.0.1"] {
            let addresses = Addresses::one(address.parse().unwrap());
            random.objects.push(Object { name: address.to_owned(), addresses });
        }
        let (source, destination, comment) = (asked, asked + 1, "sure.1".to_owned());
        let entry = Entry { source, destination, protocol: Some(6), port: Some(502), comment };
        random.groups.push(Group { conduit: "sure".to_owned(), entries: vec![entry] });
        for (name, present, [from, to]) in presents() {
            let writer = Writer::find(name).unwrap();
            let (meant, before) = (held(&random, writer), read("present", present.as_bytes()));
            let now = Present { text: &present, ruleset: &before.ruleset };
            assert!(writer.can_watch() && !writer.can_only_log, "{name}");
            let watch = writer.watch(&meant, &now).unwrap();
            assert_eq!(writer.disturbs(&meant, &now, &watch.after), None, "{name}\n{}", watch.text);
            let after = read("after", watch.after.as_bytes());
            assert_eq!(
                after.ruleset.lines.diagnosed, before.ruleset.lines.diagnosed,
                "{name}: {:?}",
                after.diagnostics
            );
            for port in [22, 23, 80, 102, 502] {
                for (protocol, host) in [("tcp", 1), ("tcp", 9), ("udp", 4)] {
                    let question = format!(
                        "in={from} out={to} src=10.0.0.{host} dst=10.1.0.{host} proto={protocol} dport={port} state=new"
                    );
                    let [then, is] = [&present, &watch.after].map(|text| decided(text, &question));
                    assert!(then == is || is == Decision::Permit, "{name}: {question}\n{}", watch.after);
                    opened += u32::from(then != is);
                }
            }
            let permits = after.ruleset.chains.iter().flat_map(|chain| &chain.rules);
            let silent: Vec<_> = permits
                .filter(|rule| rule.action == Action::Permit && !rule.logs && rule.by_default.is_none())
                .map(|rule| rule.place.line)
                .collect();
            assert_eq!(silent, Vec::<u32>::new(), "{name}\n{}", watch.after);
        }
    }
    assert!(opened > 3, "something that is meant and does not pass now: {opened}");
}

#[test]
fn after_watching_the_rollback_brings_back_what_was_and_how_it_logged() {
    let mut seed = Seed(67);
    for (name, present, _) in presents() {
        let writer = Writer::find(name).unwrap();
        let (meant, before) = (held(&intent(&mut seed), writer), read("present", present.as_bytes()));
        let watch = writer.watch(&meant, &Present { text: &present, ruleset: &before.ruleset }).unwrap();
        let back = writer.rollback(&meant, Manner::OnlyLog, &present);
        match name {
            "fortios" => {
                let after = read("back", format!("{}{back}", watch.after).as_bytes()).ruleset;
                let logs = |ruleset: &ringwall_model::Ruleset| -> Vec<_> {
                    let rules = ruleset.chains.iter().flat_map(|chain| &chain.rules);
                    rules.map(|rule| (rule.matches.clone(), rule.action.clone(), rule.logs)).collect()
                };
                assert_eq!(logs(&after), logs(&before.ruleset), "{back}");
            }
            "panos" => {
                assert!(back.contains("\"pages\" log-end no\n"), "{back}");
                let ours = |line: &&str| line.starts_with("move ");
                assert_eq!(
                    watch.text.lines().filter(ours).count(),
                    back.matches("delete rulebase").count().saturating_sub(1)
                );
            }
            _ => assert_eq!(back, present),
        }
    }
}

#[test]
fn without_rules_that_are_there_or_in_another_dialect_nothing_can_only_watch() {
    let mut seed = Seed(71);
    let writer = Writer::find("fortios").unwrap();
    let meant = intent(&mut seed);
    for text in ["", "config firewall policy\nend\n", &panos_commands()] {
        let read = read("present", text.as_bytes());
        assert_eq!(writer.watch(&meant, &Present { text, ruleset: &read.ruleset }), None, "{text}");
    }
}
