use crate::{Decision, Judge, Query, read};

const TEXT: &str = include_str!("../../../tests/samples/junos.txt");

fn decided(text: &str, question: &str) -> Decision {
    let read = read("fw.conf", text.as_bytes());
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(question).unwrap()).decision
}

fn asked(question: &str) -> Decision {
    decided(TEXT, question)
}

const STATION: &str = "in=ge-0/0/1.0 out=ge-0/0/2.0 src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";

#[test]
fn policies_of_a_pair_of_zones_come_first_then_those_of_all_then_the_default() {
    assert_eq!(asked(STATION), Decision::Permit);
    assert_eq!(asked(&STATION.replace("502", "503")), Decision::Deny);
    assert_eq!(asked(&STATION.replace("10.1.1.7", "10.1.1.66")), Decision::Deny);
    assert_eq!(
        asked("in=ge-0/0/1.0 out=ge-0/0/2.0 src=10.1.1.7 dst=10.2.1.4 proto=icmp icmp=8 state=new"),
        Decision::Permit
    );
    assert_eq!(asked("in=cells out=cells src=10.1.1.7 dst=10.2.1.4 proto=udp dport=9 state=new"), Decision::Deny);
    let open = TEXT.replace("default-policy {\n            deny-all;", "default-policy {\n            permit-all;");
    assert_eq!(decided(&open, &STATION.replace("502", "503")), Decision::Permit);
    assert_eq!(
        asked("in=ge-0/0/9.0 out=ge-0/0/2.0 src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"),
        Decision::Unknown
    );
}

#[test]
fn the_book_of_a_zone_comes_before_the_global_one() {
    let own = "in=ge-0/0/1.0 out=ge-0/0/2.0 src=10.1.1.20 dst=10.2.1.4 proto=udp dport=514 state=new";
    assert_eq!(asked(own), Decision::Permit);
    assert_eq!(asked(&own.replace("10.1.1.20", "10.9.9.9")), Decision::Deny);
}

#[test]
fn a_filter_looks_at_every_packet_where_it_is_bound() {
    let telnet = "in=ge-0/0/1.0 out=ge-0/0/2.0 src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=23 state=established";
    assert_eq!(asked(telnet), Decision::Deny);
    assert_eq!(
        asked("in=ge-0/0/2.0 out=ge-0/0/1.0 src=10.2.1.4 dst=10.1.1.7 proto=tcp sport=502 state=established"),
        Decision::Permit
    );
    let inactive = TEXT.replace("term no-telnet {", "inactive: term no-telnet {");
    assert_eq!(decided(&inactive, telnet), Decision::Permit);
    // Nothing of the filter fits what comes from elsewhere: it is discarded.
    assert_eq!(
        asked("in=ge-0/0/1.0 out=ge-0/0/2.0 src=10.9.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"),
        Decision::Deny
    );
}

#[test]
fn commands_say_what_braces_say() {
    let text = "set interfaces xe-0/0/0 unit 0 family inet address 10.1.1.1/24\nset interfaces xe-0/0/0 unit 0 family inet filter input F\n\
        set firewall family inet filter F term a from source-address 10.1.1.0/24\n\
        set firewall family inet filter F term a from source-address 10.1.1.128/25 except\n\
        set firewall family inet filter F term a from protocol tcp\nset firewall family inet filter F term a from destination-port [ 80 443 ]\n\
        set firewall family inet filter F term a then count hits\nset firewall family inet filter F term b then discard\n";
    let question = |source: &str, port: &str| {
        format!("in=xe-0/0/0.0 out=y src={source} dst=10.9.9.9 proto=tcp dport={port} state=new")
    };
    assert_eq!(decided(text, &question("10.1.1.7", "443")), Decision::Permit);
    assert_eq!(decided(text, &question("10.1.1.200", "443")), Decision::Deny);
    assert_eq!(decided(text, &question("10.1.1.7", "22")), Decision::Deny);
    let off = format!("{text}deactivate firewall family inet filter F term b\n");
    assert_eq!(decided(&off, &question("10.1.1.7", "22")), Decision::Deny);
    let first = format!("{text}insert firewall family inet filter F term b before term a\n");
    assert_eq!(decided(&first, &question("10.1.1.7", "443")), Decision::Deny);
    let loose = text.replace("set firewall family inet filter F term a from protocol tcp\n", "");
    assert_eq!(decided(&loose, &question("10.1.1.7", "443")), Decision::Permit);
    assert_eq!(decided(&loose, "in=xe-0/0/0.0 out=y src=10.1.1.7 dst=10.9.9.9 proto=gre state=new"), Decision::Unknown);
}

#[test]
fn what_narrows_a_policy_and_is_not_followed_leaves_its_packets_unknown() {
    for (from, to) in [
        ("application modbus;", "application nobody;"),
        ("source-address stations;", "source-address nobody;"),
        ("application modbus;", "application modbus;\n                    dynamic-application junos:MODBUS;"),
        (
            "                    permit;\n",
            "                    permit {\n                        tunnel {\n ipsec-vpn v;\n }\n }\n",
        ),
        ("destination-port 502;", "uuid 1234;"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "{from}");
        assert_eq!(decided(&text, STATION), Decision::Unknown, "{to}");
    }
}

#[test]
fn a_translated_destination_leaves_what_goes_to_it_unknown() {
    let nat = "security {\n nat {\n destination {\n rule-set r {\n from zone stations;\n rule one {\n match {\n \
        destination-address 10.2.1.9/32;\n }\n then {\n destination-nat pool p;\n }\n }\n }\n }\n }\n}\n";
    let text = format!("{TEXT}{nat}");
    assert_eq!(decided(&text, &STATION.replace("10.2.1.4", "10.2.1.9")), Decision::Unknown);
    assert_eq!(decided(&text, STATION), Decision::Permit);
}

#[test]
fn blocks_that_are_not_followed_and_a_cut_text_leave_every_packet_unknown() {
    for more in [
        "logical-systems {\n a;\n}\n",
        "groups {\n g {\n security {\n policies {\n default-policy permit-all;\n }\n }\n }\n}\napply-groups g;\n",
        "security {\n wonder;\n}\n",
        "security {\n policies {\n",
    ] {
        assert_eq!(decided(&format!("{TEXT}{more}"), STATION), Decision::Unknown, "{more}");
    }
    let bare = "firewall {\n family inet {\n filter f {\n term a {\n then accept;\n }\n }\n }\n}\n";
    assert_eq!(decided(bare, STATION), Decision::Unknown);
}

#[test]
fn the_device_answers_what_its_zone_and_interface_open() {
    assert_eq!(
        asked("in=ge-0/0/2.0 way=to-device src=10.2.1.4 dst=10.2.1.1 proto=tcp dport=22 state=new"),
        Decision::Permit
    );
    assert_eq!(
        asked("in=ge-0/0/3.0 way=to-device src=192.0.2.4 dst=203.0.113.1 proto=tcp dport=22 state=new"),
        Decision::Deny
    );
    assert_eq!(
        asked("in=ge-0/0/3.0 way=to-device src=192.0.2.4 dst=203.0.113.1 proto=icmp icmp=8 state=new"),
        Decision::Permit
    );
    assert_eq!(
        asked("in=ge-0/0/3.0 way=to-device src=192.0.2.4 dst=203.0.113.1 proto=udp dport=500 state=new"),
        Decision::Unknown
    );
}

#[test]
fn the_group_of_a_member_of_a_cluster_says_nothing_of_packets_until_it_does() {
    let question = "in=ge-0/0/1.0 out=ge-0/0/2.0 src=10.1.0.7 dst=10.2.0.4 proto=tcp dport=502 state=new";
    let text = |group: &str| {
        format!(
            "set groups node0 system host-name a\nset groups node0 interfaces fxp0 unit 0 family inet address 192.0.2.1/24\n\
             set groups node0 interfaces ge-0/0/3 gigether-options redundant-parent reth0\nset groups node1 system host-name b\n{group}\
             set apply-groups \"${{node}}\"\nset security zones security-zone a interfaces ge-0/0/1.0\n\
             set security zones security-zone b interfaces ge-0/0/2.0\n\
             set security policies from-zone a to-zone b policy p match source-address any\n\
             set security policies from-zone a to-zone b policy p match destination-address any\n\
             set security policies from-zone a to-zone b policy p match application any\n\
             set security policies from-zone a to-zone b policy p then permit\n"
        )
    };
    assert_eq!(decided(&text(""), question), Decision::Permit);
    for group in [
        "set groups node1 interfaces ge-0/0/1 unit 0 family inet filter input f\n",
        "set groups node1 security policies default-policy permit-all\n",
    ] {
        assert_eq!(decided(&text(group), question), Decision::Unknown, "{group}");
    }
    assert_eq!(decided(&text("").replace("groups node", "groups member"), question), Decision::Unknown);
}
