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
