use crate::{Decision, Judge, Query, read};

const TEXT: &str = include_str!("../../../tests/samples/checkpoint.json");

fn decided(text: &str, question: &str) -> Decision {
    let read = read("rules.json", text.as_bytes());
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(question).unwrap()).decision
}

fn asked(question: &str) -> Decision {
    decided(TEXT, question)
}

const STATION: &str = "way=through src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";

#[test]
fn the_first_rule_that_fits_decides_whatever_section_it_stands_in() {
    assert_eq!(asked(STATION), Decision::Permit);
    assert_eq!(asked(&STATION.replace("502", "4841")), Decision::Permit);
    assert_eq!(asked(&STATION.replace("10.1.1.7", "10.1.1.66")), Decision::Deny);
    assert_eq!(asked("way=through src=10.1.1.66 dst=10.5.1.4 proto=icmp icmp=8 state=new"), Decision::Permit);
    assert_eq!(asked("way=through src=10.2.1.66 dst=192.0.2.4 proto=udp dport=123 state=new"), Decision::Permit);
    assert_eq!(asked("way=through src=10.2.1.66 dst=10.1.1.4 proto=udp dport=123 state=new"), Decision::Deny);
    assert_eq!(asked("way=through src=10.2.1.4 dst=10.1.1.7 proto=tcp sport=502 state=established"), Decision::Permit);
}

#[test]
fn a_rule_may_go_on_in_a_layer_of_its_own() {
    assert_eq!(asked("way=through src=10.9.1.1 dst=10.2.1.4 proto=tcp dport=5000 state=new"), Decision::Permit);
    assert_eq!(asked("way=through src=10.9.1.1 dst=10.2.1.4 proto=tcp dport=80 state=new"), Decision::Deny);
    let missing = TEXT.replace("\"inline-layer\": \"layer-2\"", "\"inline-layer\": \"layer-9\"");
    assert_eq!(
        decided(&missing, "way=through src=10.9.1.1 dst=10.2.1.4 proto=tcp dport=5000 state=new"),
        Decision::Unknown
    );
}

#[test]
fn what_may_be_allowed_before_the_rules_or_behind_them_is_not_known() {
    assert_eq!(asked(&STATION.replace("502", "18191")), Decision::Unknown);
    let silent = TEXT.replace("  \"implicit-cleanup-action\": \"drop\",\n  \"rulebase\"", "  \"rulebase\"");
    assert_ne!(silent, TEXT);
    assert_eq!(
        decided(&silent, "way=through src=10.8.1.1 dst=10.7.1.4 proto=tcp dport=80 state=new"),
        Decision::Unknown
    );
    assert_eq!(asked("way=to-device src=10.1.1.7 dst=10.1.1.1 proto=tcp dport=22 state=new"), Decision::Unknown);
}

#[test]
fn what_narrows_a_rule_and_is_not_followed_leaves_its_packets_unknown() {
    for (from, to) in [
        ("\"vpn\": [\"any\"]", "\"vpn\": [\"community\"]"),
        ("\"time\": [\"any\"]", "\"time\": [\"nights\"]"),
        ("\"source\": [\"stations\"]", "\"source\": [\"nobody\"]"),
        ("\"service\": [\"modbus\", \"control\"]", "\"service\": [\"modbus\", \"facebook\"]"),
        ("\"port\": \"502\"", "\"port\": \"502\", \"match-by-protocol-signature\": true"),
        ("\"action\": \"accept\"", "\"action\": \"ask\""),
        ("\"except\": \"laptops\"", "\"other\": \"laptops\""),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "{from}");
        assert_eq!(decided(&text, STATION), Decision::Unknown, "{to}");
    }
}

#[test]
fn missing_rules_translations_and_a_cut_text_leave_packets_unknown() {
    let missing = TEXT.replace("\"total\": 5", "\"total\": 9");
    assert_eq!(decided(&missing, STATION), Decision::Unknown);
    assert_eq!(decided(TEXT.split_at(TEXT.len() / 2).0, STATION), Decision::Unknown);
    let nat = "{\"uid\": \"n\", \"rulebase\": [{\"type\": \"nat-rule\", \"enabled\": true, \"original-destination\": \"engineering\", \
        \"translated-destination\": \"plc-net\"}]}";
    let with = format!("[{TEXT}, {nat}]");
    assert_eq!(decided(&with, STATION), Decision::Permit);
    assert_eq!(decided(&with, "way=through src=10.8.1.1 dst=10.9.1.1 proto=tcp dport=80 state=new"), Decision::Unknown);
}

#[test]
fn the_settings_of_a_gateway_say_nothing_of_what_passes() {
    let text = "# Configuration of gw\nset hostname gw\nset interface eth0 state on\nset interface eth0 ipv4-address 10.1.1.1 mask-length 24\n";
    let read = read("gw", text.as_bytes());
    assert_eq!((read.ruleset.dialect.as_ref(), read.ruleset.interfaces.len()), ("checkpoint", 1));
    assert_eq!(read.ruleset.interfaces[0].addresses.len(), 1);
    assert_eq!(decided(text, STATION), Decision::Unknown);
}

/// One rule that accepts any service to a network and a host, and what its objects say beside.
fn open_to(network: &str, host: &str) -> String {
    format!(
        "{{\"uid\": \"l\", \"implicit-cleanup-action\": \"drop\", \"rulebase\": [{{\"type\": \"access-rule\", \"enabled\": true, \
         \"source\": [\"any\"], \"destination\": [\"n\", \"h\"], \"service\": [\"any\"], \"action\": \"accept\"}}], \"objects-dictionary\": [\
         {{\"uid\": \"any\", \"name\": \"Any\", \"type\": \"CpmiAnyObject\"}}, {{\"uid\": \"accept\", \"name\": \"Accept\", \"type\": \"RulebaseAction\"}}, \
         {{\"uid\": \"n\", \"type\": \"network\", \"subnet4\": \"10.2.0.0\", \"mask-length4\": 16{network}}}, \
         {{\"uid\": \"h\", \"type\": \"host\", \"ipv4-address\": \"10.3.0.4\"{host}}}]}}"
    )
}

const OPEN: &str = "way=through src=10.1.0.7 dst=10.2.0.4 proto=tcp dport=80 state=new";

#[test]
fn of_all_services_those_of_x11_may_be_rejected_where_a_rule_accepts_them() {
    let text = open_to("", "");
    assert_eq!(decided(&text, OPEN), Decision::Permit);
    assert_eq!(decided(&text, &OPEN.replace("=80", "=6001")), Decision::Unknown);
    assert_eq!(decided(&text, &OPEN.replace("=80", "=6001").replace("10.2.0.4", "10.4.0.4")), Decision::Deny);
    assert_eq!(decided(&text.replace("Accept", "Drop"), &OPEN.replace("=80", "=6001")), Decision::Deny);
}

#[test]
fn a_network_may_be_without_its_broadcast_address() {
    let to_all = OPEN.replace("10.2.0.4", "10.2.255.255");
    assert_eq!(decided(&open_to(", \"broadcast\": \"allow\"", ""), &to_all), Decision::Permit);
    let without = open_to(", \"broadcast\": \"disallow\"", "");
    assert_eq!(decided(&without, &to_all), Decision::Deny);
    assert_eq!(decided(&without, OPEN), Decision::Permit);
}

#[test]
fn an_object_that_answers_at_a_second_address_leaves_it_unknown() {
    let nat = ", \"nat-settings\": {\"auto-rule\": true, \"method\": \"static\", \"ipv4-address\": \"203.0.113.9\"}";
    let to_second = OPEN.replace("10.2.0.4", "203.0.113.9");
    assert_eq!(decided(&open_to("", nat), &to_second), Decision::Unknown);
    assert_eq!(decided(&open_to("", nat), &OPEN.replace("10.2.0.4", "10.3.0.4")), Decision::Permit);
    for other in [nat.replace("static", "hide"), nat.replace("true", "false"), String::new()] {
        assert_eq!(decided(&open_to("", &other), &to_second), Decision::Deny, "{other}");
    }
}

#[test]
fn objects_may_stand_in_the_rules_in_place_of_a_dictionary() {
    let text = "{\"uid\": \"l\", \"implicit-cleanup-action\": \"drop\", \"rulebase\": [{\"type\": \"access-rule\", \"enabled\": true, \
        \"source\": [{\"uid\": \"any\", \"name\": \"Any\", \"type\": \"CpmiAnyObject\"}], \"destination\": [{\"uid\": \"h\", \"type\": \"host\", \"ipv4-address\": \"10.2.0.4\"}], \
        \"service\": [{\"uid\": \"s\", \"type\": \"service-tcp\", \"port\": \"80\"}], \"action\": {\"uid\": \"a\", \"name\": \"Accept\"}}]}";
    assert_eq!(decided(text, OPEN), Decision::Permit);
    assert_eq!(decided(text, &OPEN.replace("10.2.0.4", "10.2.0.5")), Decision::Deny);
}
