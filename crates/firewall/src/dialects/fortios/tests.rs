use crate::{Decision, Judge, Query, read};

const TEXT: &str = include_str!("../../../tests/samples/fortios.txt");

fn decided(text: &str, question: &str) -> Decision {
    let read = read("fw.conf", text.as_bytes());
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(question).unwrap()).decision
}

fn asked(question: &str) -> Decision {
    decided(TEXT, question)
}

#[test]
fn the_first_policy_that_fits_decides_and_what_none_fits_is_dropped() {
    assert_eq!(asked("in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"), Decision::Permit);
    assert_eq!(asked("in=lan src=10.1.1.66 dst=10.2.1.4 proto=tcp dport=502 state=new"), Decision::Deny);
    assert_eq!(asked("in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=503 state=new"), Decision::Deny);
    assert_eq!(
        asked("in=plc out=lan src=10.2.1.4 dst=10.1.1.7 proto=tcp sport=502 state=established"),
        Decision::Permit
    );
    assert_eq!(asked("in=plc src=10.2.1.4 dst=10.1.1.7 proto=tcp dport=80 state=new"), Decision::Deny);
}

#[test]
fn a_policy_without_an_action_denies_and_one_that_is_off_is_none() {
    let action = TEXT.replacen("        set action accept\n", "", 1);
    assert_eq!(decided(&action, "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"), Decision::Deny);
    let off =
        TEXT.replacen("        set action accept\n", "        set action accept\n        set status disable\n", 1);
    assert_eq!(decided(&off, "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new"), Decision::Deny);
}

#[test]
fn a_zone_is_its_interfaces_and_they_reach_each_other_where_it_says_so() {
    assert_eq!(asked("in=cell1 out=cell2 src=10.3.1.1 dst=10.3.2.1 proto=udp dport=9 state=new"), Decision::Permit);
    let closed = TEXT.replace("set intrazone allow", "set intrazone deny");
    assert_eq!(
        decided(&closed, "in=cell1 out=cell2 src=10.3.1.1 dst=10.3.2.1 proto=udp dport=9 state=new"),
        Decision::Deny
    );
    assert_eq!(asked("in=cell1 out=lan src=10.3.1.1 dst=10.1.1.9 proto=udp dport=514 state=new"), Decision::Permit);
    assert_eq!(asked("in=lan out=lan src=10.1.1.1 dst=10.1.1.9 proto=udp dport=514 state=new"), Decision::Unknown);
}

#[test]
fn negated_addresses_are_all_others_and_both_families_stand_apart() {
    assert_eq!(asked("in=plc out=wan src=10.2.1.4 dst=192.0.2.1 proto=udp dport=123 state=new"), Decision::Permit);
    assert_eq!(asked("in=plc out=wan src=10.2.1.4 dst=10.9.9.9 proto=udp dport=123 state=new"), Decision::Deny);
    assert_eq!(
        asked("in=lan out=wan src=2001:db8::1 dst=2001:db8:1::1 proto=tcp dport=443 state=new"),
        Decision::Permit
    );
    assert_eq!(asked("in=lan out=wan src=10.1.1.7 dst=192.0.2.1 proto=tcp dport=443 state=new"), Decision::Deny);
}

#[test]
fn what_narrows_a_policy_and_is_not_followed_leaves_its_packets_unknown() {
    for (line, from) in [
        ("set schedule \"nights\"", "set schedule \"always\""),
        ("set internet-service enable", "set schedule \"always\""),
        ("set groups \"engineers\"", "set schedule \"always\""),
        ("set srcaddr \"nobody\"", "set srcaddr \"stations\""),
        ("set service \"nothing\"", "set service \"MODBUS\""),
        ("set action ipsec", "set action accept"),
    ] {
        let text = TEXT.replacen(from, line, 1);
        assert_ne!(text, TEXT, "{from}");
        let question = "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
        assert_eq!(decided(&text, question), Decision::Unknown, "{line}");
    }
}

#[test]
fn services_of_the_factory_need_not_be_in_the_text() {
    let text = TEXT.replacen("set service \"MODBUS\"", "set service \"HTTPS\"", 1);
    assert_eq!(decided(&text, "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=443 state=new"), Decision::Permit);
    let member = TEXT.replacen("set member \"HISTORIAN\"", "set member \"HISTORIAN\" \"RDP\"", 1);
    assert_eq!(decided(&member, "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=3389 state=new"), Decision::Permit);
    let empty = TEXT.replacen("set member \"HISTORIAN\" \"ECHO\"", "set color 3", 1);
    assert_eq!(decided(&empty, "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=9 state=new"), Decision::Unknown);
}

#[test]
fn a_virtual_address_leaves_what_goes_to_it_unknown_and_the_rest_decided() {
    let vip = "config firewall vip\n    edit \"web\"\n        set extip 203.0.113.9\n        set mappedip \"10.2.1.4\"\n        set extintf \"any\"\n    next\nend\n";
    let text = format!("{TEXT}{vip}");
    assert_eq!(decided(&text, "in=wan src=192.0.2.7 dst=203.0.113.9 proto=tcp dport=80 state=new"), Decision::Unknown);
    assert_eq!(
        decided(&text, "in=wan src=192.0.2.7 dst=203.0.113.10 out=plc proto=tcp dport=80 state=new"),
        Decision::Deny
    );
}

#[test]
fn the_device_answers_what_its_interfaces_open_and_no_local_policy_refuses() {
    assert_eq!(asked("in=lan src=10.1.1.7 dst=10.1.1.1 proto=tcp dport=22 state=new"), Decision::Permit);
    assert_eq!(asked("in=wan src=192.0.2.1 dst=203.0.113.1 proto=tcp dport=22 state=new"), Decision::Deny);
    assert_eq!(asked("in=lan src=10.1.1.66 dst=10.1.1.1 proto=tcp dport=22 state=new"), Decision::Deny);
    assert_eq!(asked("in=lan src=10.1.1.7 dst=10.1.1.1 proto=udp dport=500 state=new"), Decision::Unknown);
}

#[test]
fn virtual_domains_have_policies_of_their_own_and_between_them_nothing_is_known() {
    let text = "config vdom\nedit a\nnext\nedit b\nnext\nend\nconfig global\nconfig system interface\nedit p1\nset vdom a\nnext\n\
        edit p2\nset vdom a\nnext\nedit q1\nset vdom b\nnext\nend\nend\nconfig vdom\nedit a\nconfig firewall policy\nedit 1\n\
        set srcintf any\nset dstintf any\nset srcaddr all\nset dstaddr all\nset service ALL\nset schedule always\nset action accept\n\
        next\nend\nend\nconfig vdom\nedit b\nconfig firewall policy\nend\nend\n";
    let question =
        |from: &str, to: &str| format!("in={from} out={to} src=10.1.1.1 dst=10.2.2.2 proto=tcp dport=80 state=new");
    assert_eq!(decided(text, &question("p1", "p2")), Decision::Permit);
    assert_eq!(decided(text, &question("q1", "q2")), Decision::Unknown);
    assert_eq!(decided(text, &question("p1", "q1")), Decision::Unknown);
    assert_eq!(decided(text, &question("x1", "p1")), Decision::Unknown);
    assert_eq!(
        decided(&text.replace("edit q1", "edit q2\nset vdom b\nnext\nedit q1"), &question("q1", "q2")),
        Decision::Deny
    );
}

#[test]
fn lists_that_are_not_followed_and_a_cut_text_leave_every_packet_unknown() {
    let question = "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
    let acl = "config firewall acl\n    edit 1\n        set interface lan\n    next\nend\n";
    assert_eq!(decided(&format!("{TEXT}{acl}"), question), Decision::Unknown);
    assert_eq!(decided(TEXT.split_at(TEXT.len() * 2 / 3).0, question), Decision::Unknown);
    let renamed = format!("{TEXT}config firewall address\n    rename stations to others\nend\n");
    assert_eq!(decided(&renamed, question), Decision::Unknown);
    let asymmetric = format!("{TEXT}config system settings\n    set asymroute enable\nend\n");
    assert_eq!(decided(&asymmetric, question), Decision::Unknown);
}

#[test]
fn where_people_log_in_at_an_interface_no_policy_alone_lets_them_through() {
    let station = "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
    for (mode, answer) in
        [("captive-portal", Decision::Unknown), ("802.1X", Decision::Unknown), ("none", Decision::Permit)]
    {
        let said = format!("        set alias \"station net\"\n        set security-mode {mode}\n");
        let text = TEXT.replacen("        set alias \"station net\"\n", &said, 1);
        assert_ne!(text, TEXT);
        assert_eq!(decided(&text, station), answer, "{mode}");
        assert_eq!(decided(&text, &station.replace("502", "503")), Decision::Deny, "{mode}");
        assert_eq!(decided(&text, "in=plc src=10.2.1.4 dst=10.1.1.7 proto=tcp dport=80 state=new"), Decision::Deny);
    }
}

#[test]
fn sections_that_older_releases_export_empty_decide_nothing_until_they_say_something() {
    let station = "in=lan src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";
    for section in ["interface-policy6", "explicit-proxy-policy"] {
        let empty = format!("{TEXT}config firewall {section}\nend\n");
        assert_eq!(decided(&empty, station), Decision::Permit, "{section}");
    }
    let full =
        format!("{TEXT}config firewall interface-policy6\n    edit 1\n        set srcaddr6 all\n    next\nend\n");
    assert_eq!(decided(&full, station), Decision::Unknown);
}
