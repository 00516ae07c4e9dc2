//! Configurations small enough to reason about by hand, and what becomes of packets by them.

use ringwall_firewall::{Judge, Query, read};

/// Questions behind words that they all share, with their answers.
fn hold(text: &str, shared: &str, answers: &[(&str, &str)]) {
    let read = read("f", text.as_bytes());
    let mut judge = Judge::new(&read.ruleset, &[]);
    for (question, answer) in answers {
        let told = Query::parse(&format!("{shared} {question}")).map(|query| judge.decide(&query));
        let word = told.as_ref().map_or("no question", |told| told.decision.word());
        assert_eq!(word, *answer, "{question}: {told:?}\n{:#?}", read.diagnostics);
    }
}

/// Remarks about a text: line and code.
fn remarks(text: &str) -> Vec<(u32, String)> {
    let line = |place: &ringwall_model::Place| match place {
        ringwall_model::Place::File(span) => span.line,
        _ => 0,
    };
    read("f", text.as_bytes()).diagnostics.iter().map(|d| (line(&d.place), d.code.to_string())).collect()
}

const CALL: &str = "in=eth0 out=eth1 src=10.1.0.7 dst=10.2.0.4 proto=tcp sport=2000 state=new";

fn forward(rules: &str) -> String {
    format!("table inet t {{\nchain f {{\ntype filter hook forward priority 0; policy drop;\n{rules}\n}}\n}}\n")
}

#[test]
fn in_nftables_a_condition_stays_one_whatever_is_set_behind_it() {
    for rule in [
        "meta mark 0x5 ct mark set 0x7 accept",
        "ip length > 1000 meta mark set 1 accept",
        "meta iiftype ether accept",
        "ct direction original accept",
        "ct original ip daddr 10.9.9.9 accept",
        "fib saddr . iif oif exists accept",
        "ip daddr & 0.0.0.255 == 4 accept",
    ] {
        hold(&forward(rule), CALL, &[("dport=502", "unknown")]);
    }
    hold(
        &forward("ct mark set ct mark or 0x1 tcp dport 502 accept"),
        CALL,
        &[("dport=502", "permit"), ("dport=503", "deny")],
    );
    hold(
        &forward("tcp dport 502 meta mark 1 drop\ntcp dport 502 accept"),
        CALL,
        &[("dport=502", "unknown"), ("dport=503", "deny")],
    );
}

#[test]
fn in_nftables_a_target_of_iptables_that_is_not_known_may_decide() {
    let accepted = "tcp dport 502 accept";
    hold(&forward(&format!("xt target \"REJECT\"\n{accepted}")), CALL, &[("dport=502", "unknown")]);
    hold(&forward(&format!("xt target \"LOG\"\n{accepted}")), CALL, &[("dport=502", "permit")]);
    hold(&forward(&format!("xt match \"addrtype\" drop\n{accepted}")), CALL, &[("dport=502", "unknown")]);
}

#[test]
fn in_nftables_a_way_back_that_is_missing_may_drop_anything() {
    let text = "table inet t {\nchain p {\ntype filter hook prerouting priority raw; policy accept;\nfib saddr . iif oif missing drop\n}\n}\n";
    hold(text, CALL, &[("dport=502", "unknown")]);
}

#[test]
fn in_nftables_variables_masks_and_next_headers_are_understood() {
    let text = "table inet t {\ndefine plcs = { 10.2.0.0/24 }\ndefine none = { }\nchain f {\ntype filter hook forward priority 0; policy drop;\n\
        ip daddr $plcs tcp dport 502 accept\nip daddr & 255.255.0.0 == 10.2.0.0 tcp dport 503 accept\nip saddr $none accept\n}\n}\n";
    assert_eq!(remarks(text), []);
    hold(text, CALL, &[("dport=502", "permit"), ("dport=503", "permit"), ("dport=504", "deny")]);
    let v6 = "in=eth0 out=eth1 src=2001:db8::1 dst=2001:db8:1::1 state=new";
    let answers = [("proto=icmpv6 icmp=128/0", "unknown"), ("proto=tcp sport=2000 dport=502", "deny")];
    hold(&forward("ip6 nexthdr icmpv6 accept"), v6, &answers);
}

#[test]
fn a_file_that_is_read_in_could_say_anything() {
    let text = format!("include \"/etc/other.nft\"\n{}", forward("tcp dport 502 accept"));
    hold(&text, CALL, &[("dport=502", "unknown")]);
    assert_eq!(remarks(&text), [(1, "line-not-understood".to_owned())]);
}

#[test]
fn where_no_destination_is_translated_no_packet_is_of_one_that_was() {
    let nft = forward("ct status dnat accept\ntcp dport 502 accept");
    hold(&nft, CALL, &[("dport=502", "permit"), ("dport=503", "deny")]);
    let translating =
        "table ip n {\nchain p {\ntype nat hook prerouting priority -100;\ntcp dport 80 dnat to 10.2.0.9\n}\n}\n";
    hold(&format!("{nft}{translating}"), CALL, &[("dport=503", "unknown")]);

    let filter = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT\nCOMMIT\n";
    let nat = |rule: &str| format!("*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n{rule}COMMIT\n{filter}");
    hold(filter, CALL, &[("dport=503", "unknown")]);
    hold(&nat("-A POSTROUTING -o eth1 -j MASQUERADE\n"), CALL, &[("dport=503", "deny")]);
    hold(
        &nat("-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.2.0.9\n"),
        CALL,
        &[("dport=503", "unknown")],
    );
}

const ASA: &str = "ASA Version 9.8(2)
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.2 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
interface GigabitEthernet0/2
 nameif cell
 security-level 50
 ip address 10.2.0.1 255.255.255.0
interface GigabitEthernet0/3
 nameif cell2
 security-level 50
 ip address 10.3.0.1 255.255.255.0
interface Management0/0
 management-only
 nameif service
 security-level 100
 ip address 10.9.0.1 255.255.255.0
access-list any extended permit ip any any
access-group any in interface inside
access-group any in interface cell
route outside 198.51.100.0 255.255.255.0 203.0.113.1
";

#[test]
fn on_an_asa_a_list_opens_no_way_between_interfaces_of_one_level_nor_back_out() {
    let shared = "proto=tcp sport=2000 dport=80 state=new src=10.1.0.7";
    let answers = [
        ("in=inside out=outside dst=198.51.100.4", "permit"),
        ("in=inside out=inside dst=10.1.0.9", "deny"),
        ("in=cell out=cell2 dst=10.3.0.9", "deny"),
        ("in=cell out=inside dst=10.1.0.9", "permit"),
        ("in=inside out=service dst=10.9.0.9", "deny"),
        ("in=service out=outside dst=198.51.100.4", "deny"),
        // The way out is not told: by a route, or anywhere but back.
        ("in=inside dst=198.51.100.4", "permit"),
        ("in=cell dst=192.0.2.4", "unknown"),
        // An interface by what it is called beside.
        ("in=GigabitEthernet0/1 out=outside dst=198.51.100.4", "permit"),
        ("in=nowhere out=outside dst=198.51.100.4", "unknown"),
    ];
    hold(ASA, shared, &answers);
    let open =
        format!("{ASA}same-security-traffic permit inter-interface\nsame-security-traffic permit intra-interface\n");
    let answers = [("in=inside out=inside dst=10.1.0.9", "permit"), ("in=cell out=cell2 dst=10.3.0.9", "permit")];
    hold(&open, shared, &answers);
    let back = format!("{ASA}ip verify reverse-path interface inside\n");
    let answers = [
        ("in=inside out=outside dst=198.51.100.4", "unknown"),
        ("in=inside out=inside dst=10.1.0.9", "deny"),
        ("in=cell out=inside dst=10.1.0.9", "permit"),
    ];
    hold(&back, shared, &answers);
}

#[test]
fn a_name_of_a_port_that_releases_disagree_about_is_not_known() {
    let list = "access-list any extended permit tcp any any eq kerberos\naccess-list any extended deny ip any any\n";
    let text = ASA.replace("access-list any extended permit ip any any\n", list);
    let shared = "in=inside out=outside src=10.1.0.7 dst=198.51.100.4 proto=tcp sport=2000 state=new";
    hold(&text, shared, &[("dport=750", "unknown"), ("dport=88", "unknown")]);
}

const IOS: &str = "hostname cell
object-group service control
 tcp eq 502
 icmp echo
ip access-list extended in-stations
 10 permit tcp 10.1.0.0 0.0.0.255 any eq 502
 20 deny ip any any
 15 permit object-group control host 10.1.1.9 any
ip access-list extended in-cell
 permit tcp any any established
 deny ip any any
access-list 10 permit 10.1.0.0 0.0.0.255
interface Gi0/1
 description stations
 ip address 10.1.0.1 255.255.0.0
 ip access-group in-stations in
interface Gi0/2
 ip address 10.2.0.1 255.255.0.0
 ip access-group in-cell in
line vty 0 4
 access-class 10 in
line vty 5 15
 access-class 10 in
end
";

#[test]
fn on_ios_entries_stand_by_their_numbers_and_services_have_types_of_icmp() {
    let shared = "in=Gi0/1 out=Gi0/2 dst=10.2.0.4 state=new";
    let answers = [
        ("src=10.1.0.7 proto=tcp sport=2000 dport=502", "permit"),
        ("src=10.1.1.9 proto=tcp sport=2000 dport=502", "permit"),
        ("src=10.1.1.8 proto=tcp sport=2000 dport=502", "deny"),
        ("src=10.1.1.9 proto=icmp icmp=8/0", "permit"),
        ("src=10.1.1.9 proto=icmp icmp=13/0", "deny"),
    ];
    hold(IOS, shared, &answers);
}

#[test]
fn on_ios_what_inspection_and_reverse_paths_do_is_not_known_where_it_matters() {
    let back = "in=Gi0/2 out=Gi0/1 src=10.2.0.4 dst=10.1.0.7";
    let inspected = IOS.replace(" ip access-group in-cell in\n", " ip access-group in-cell in\n ip inspect fw in\n");
    let answers = [
        ("proto=tcp sport=502 dport=2000 state=established", "permit"),
        ("proto=udp sport=502 dport=2000 state=established", "unknown"),
        ("proto=udp sport=502 dport=2000 state=new", "deny"),
    ];
    hold(&inspected, back, &answers);
    hold(IOS, back, &[("proto=udp sport=502 dport=2000 state=established", "deny")]);
    let verified = IOS.replace("description stations", "ip verify unicast source reachable-via rx");
    let there = "in=Gi0/1 out=Gi0/2 dst=10.2.0.4 proto=tcp sport=2000 dport=502 state=new";
    hold(&verified, there, &[("src=10.1.0.7", "unknown"), ("src=10.1.1.8", "deny")]);
}

#[test]
fn on_ios_lists_for_logins_decide_who_reaches_them() {
    let shared = "in=Gi0/1 dst=10.2.0.1 proto=tcp sport=2000 state=new";
    let open = IOS.replace(" ip access-group in-stations in\n", "");
    hold(
        &open,
        shared,
        &[("src=10.1.0.7 dport=22", "permit"), ("src=10.1.9.7 dport=22", "deny"), ("src=10.1.9.7 dport=80", "permit")],
    );
    let unlike = open.replacen(" access-class 10 in\n", "", 1);
    hold(&unlike, shared, &[("src=10.1.9.7 dport=23", "unknown"), ("src=10.1.9.7 dport=80", "permit")]);
}

#[test]
fn on_ios_filters_that_are_not_followed_are_never_passed_over() {
    let there = "in=Gi0/1 out=Gi0/2 src=10.1.0.7 dst=10.2.0.4 proto=tcp sport=2000 dport=502 state=new";
    for line in [" ip access-group common shared in-stations in\n", " ipv6 access-group x ingress\n"] {
        hold(&IOS.replace(" description stations\n", line), there, &[("", "unknown")]);
    }
    hold(&format!("{IOS}vlan filter cells vlan-list 10\n"), there, &[("", "unknown")]);
    hold(&format!("{IOS}no ip access-list extended in-stations\n"), there, &[("", "unknown")]);
}

#[test]
fn on_pan_os_a_rule_within_zones_needs_no_zone_it_goes_to() {
    let text = "!COLLECTED: fw\nconfig {\n  devices {\n    localhost.localdomain {\n      vsys {\n        vsys1 {\n          rulebase {\n            security {\n              rules {\n                r {\n                  rule-type intrazone;\n                  from cells;\n                  source any;\n                  destination any;\n                  application any;\n                  service any;\n                  action deny;\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n}\n";
    let shared = "src=10.2.0.4 dst=10.2.0.5 proto=tcp sport=2000 dport=22 state=new";
    hold(text, shared, &[("in=cells out=cells", "deny")]);
}

#[test]
fn on_opnsense_the_way_to_the_pages_is_kept_open_at_the_port_they_have() {
    let text = "<?xml version=\"1.0\"?>\n<opnsense>\n<system>\n<ipv6allow>1</ipv6allow>\n<webgui>\n<protocol>https</protocol>\n<port>8443</port>\n</webgui>\n</system>\n\
        <interfaces>\n<lan>\n<if>igb1</if>\n<descr>Cells</descr>\n<ipaddr>10.1.0.1</ipaddr>\n<subnet>24</subnet>\n</lan>\n</interfaces>\n<filter>\n</filter>\n</opnsense>\n";
    let shared = "src=10.1.0.7 dst=10.1.0.1 proto=tcp sport=2000 state=new";
    let answers = [
        ("in=lan dport=8443", "permit"),
        ("in=Cells dport=8443", "permit"),
        ("in=lan dport=22", "unknown"),
        ("in=lan dport=8080", "deny"),
    ];
    hold(text, shared, &answers);
}

#[test]
fn on_junos_a_zone_of_one_interface_is_that_interface() {
    let text = "set interfaces ge-0/0/1 unit 0 family inet address 10.1.0.1/24
set interfaces ge-0/0/2 unit 0 family inet address 10.2.0.1/24
set interfaces ge-0/0/2 unit 0 family inet filter input small
set security zones security-zone stations interfaces ge-0/0/1.0
set security zones security-zone cells interfaces ge-0/0/2.0
set security policies from-zone stations to-zone cells policy p match source-address any
set security policies from-zone stations to-zone cells policy p match destination-address any
set security policies from-zone stations to-zone cells policy p match application any
set security policies from-zone stations to-zone cells policy p then permit
set firewall family inet filter small term a from protocol tcp
set firewall family inet filter small term a then accept
";
    let shared = "src=10.1.0.7 dst=10.2.0.4 proto=tcp sport=2000 dport=502 state=new";
    hold(text, shared, &[("in=stations out=cells", "permit"), ("in=ge-0/0/1.0 out=ge-0/0/2.0", "permit")]);
}

#[test]
fn on_an_asa_the_address_of_an_interface_is_what_the_text_says() {
    let list =
        "access-list out extended permit tcp any interface outside eq 443\naccess-group out in interface outside\n";
    let shared = "in=outside out=inside src=198.51.100.4 proto=tcp sport=2000 dport=443 state=new";
    hold(&format!("{ASA}{list}"), shared, &[("dst=203.0.113.2", "permit"), ("dst=10.1.0.7", "deny")]);
    let text = format!("{ASA}{list}").replace(" ip address 203.0.113.2 255.255.255.0", " ip address dhcp setroute");
    hold(&text, shared, &[("dst=10.1.0.7", "unknown")]);
}

#[test]
fn on_fortios_a_virtual_address_of_ports_leaves_other_ports_alone() {
    let text = "config system interface\n    edit \"wan1\"\n        set ip 203.0.113.2 255.255.255.0\n    next\n    edit \"cells\"\n        set ip 10.2.0.1 255.255.255.0\n    next\nend\n\
        config firewall vip\n    edit \"web\"\n        set extip 203.0.113.9\n        set mappedip \"10.2.0.4\"\n        set extintf \"wan1\"\n        set portforward enable\n        set extport 8443\n        set mappedport 443\n    next\nend\n\
        config firewall policy\nend\n";
    let shared = "in=wan1 out=cells src=198.51.100.4 dst=203.0.113.9 proto=tcp sport=2000 state=new";
    hold(text, shared, &[("dport=8443", "unknown"), ("dport=22", "deny")]);
}

#[test]
fn a_text_people_take_for_a_configuration_is_told_from_one() {
    for (text, help) in [
        ("Chain INPUT (policy ACCEPT)\ntarget prot opt source destination\n", "iptables-save"),
        ("#!/bin/sh\n/sbin/iptables -A INPUT -j DROP\n", "iptables-save"),
        ("Extended IP access list 101\n    10 permit ip any any (7 matches)\n", "running-config"),
        ("nothing at all\n", "one device"),
    ] {
        let read = read("f", text.as_bytes());
        assert_eq!(read.ruleset.dialect, "", "{text}");
        let said = read.diagnostics.iter().find_map(|d| d.help.clone()).unwrap_or_default();
        assert!(said.contains(help), "{said}");
    }
}

#[test]
fn on_ios_a_banner_is_a_text_until_it_ends() {
    let there = "in=Gi0/1 out=Gi0/2 src=10.1.0.7 dst=10.2.0.4 proto=tcp sport=2000 dport=502 state=new";
    let banners = "banner motd ^C\n*** for staff ***\naccess-list 10 permit any\n^C\nbanner login #one line#\nbanner exec\nwelcome\nEOF\nmacro name x\nno shutdown\n@\n";
    assert_eq!(remarks(&format!("{banners}{IOS}")), []);
    hold(&format!("{banners}{IOS}"), there, &[("", "permit")]);
    let login = "in=Gi0/2 src=10.77.0.7 dst=10.2.0.1 proto=tcp sport=2000 dport=22 state=established flags=A";
    hold(&format!("{banners}{IOS}"), login, &[("", "deny")]);
    hold(&format!("{IOS}banner motd ^C\n"), there, &[("", "unknown")]);
}

#[test]
fn lines_that_a_device_writes_around_its_configuration_leave_nothing_unknown() {
    let around = format!(
        ": Saved\n:\n{ASA}xlate per-session deny tcp any4 any4\nobject-group-search access-control\nCryptochecksum:0123456789abcdef\n: end\n"
    );
    assert_eq!(remarks(&around), []);
    let around = format!(
        "Building configuration...\n\nCurrent configuration : 512 bytes\n!\nsystem mtu routing 1500\nauthentication mac-move permit\n{IOS}"
    );
    assert_eq!(remarks(&around), []);
}

#[test]
fn on_ios_translated_sources_matter_where_lists_look_at_what_goes_out() {
    let out = IOS.replace("description stations", "ip access-group in-cell out")
        + "ip nat inside source list 10 interface Gi0/1 overload\n";
    let there = "in=Gi0/1 out=Gi0/2 src=10.1.0.7 dst=10.2.0.4 proto=tcp sport=2000 dport=502 state=new";
    hold(&out, there, &[("", "permit")]);
    let back = "in=Gi0/2 out=Gi0/1 src=10.2.0.4 dst=10.1.0.7 proto=tcp sport=2000 dport=502 state=new";
    hold(&out, back, &[("", "unknown")]);
}

#[test]
fn on_pfsense_icmp_is_that_of_the_family_and_the_device_is_itself() {
    let rule = |family: &str, rest: &str| {
        format!(
            "<rule>\n<type>pass</type>\n<interface>lan</interface>\n<ipprotocol>{family}</ipprotocol>\n{rest}\n</rule>\n"
        )
    };
    let any = "<source><any></any></source>\n<destination><any></any></destination>";
    let text = |rules: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<pfsense>\n<system>\n<ipv6allow></ipv6allow>\n<webgui>\n<protocol>https</protocol>\n</webgui>\n</system>\n<interfaces>\n<wan>\n<ipaddr>dhcp</ipaddr>\n</wan>\n\
             <lan>\n<ipaddr>10.1.0.1</ipaddr>\n<subnet>24</subnet>\n</lan>\n</interfaces>\n<filter>\n{rules}</filter>\n</pfsense>\n"
        )
    };
    let both = text(&rule("inet46", &format!("<protocol>icmp</protocol>\n{any}")));
    let (v4, v6) = ("src=10.1.0.7 dst=10.2.0.4 proto=icmp", "src=2001:db8::7 dst=2001:db8:1::4 proto=icmpv6");
    let through = "in=lan out=wan state=new";
    hold(&both, through, &[(&format!("{v4} icmp=8/0"), "permit"), (&format!("{v6} icmp=128/0"), "permit")]);
    let six = text(&rule("inet6", &format!("<protocol>icmp</protocol>\n<icmptype>echoreq,toobig</icmptype>\n{any}")));
    let answers = [
        (format!("{v4} icmp=8/0"), "deny"),
        (format!("{v6} icmp=128/0"), "permit"),
        (format!("{v6} icmp=129/0"), "unknown"),
    ];
    hold(&six, through, &answers.each_ref().map(|(question, answer)| (question.as_str(), *answer)));
    let own = "<protocol>udp</protocol>\n<source><any></any></source>\n<destination><network>(self)</network><port>123</port></destination>";
    let asked = "in=lan src=10.1.0.7 proto=udp sport=123 dport=123 state=new";
    hold(&text(&rule("inet", own)), asked, &[("dst=10.1.0.1", "permit"), ("dst=10.9.0.4 out=wan", "deny")]);
}

#[test]
fn in_asa_a_list_takes_the_place_of_another_at_an_interface() {
    let text = "ASA Version 9.8(2)\nhostname fw\ninterface Gi0/0\n nameif outside\n security-level 0\n ip address 172.27.47.17 255.255.255.252\n\
        interface Gi0/1\n nameif inside\n security-level 100\n ip address 10.1.1.1 255.255.255.0\n\
        access-list first extended permit ip any any\naccess-list second extended permit icmp any any\n\
        access-group first in interface outside\naccess-group second in interface outside\n";
    let shared = "in=outside out=inside src=172.27.47.18 dst=10.1.1.9 state=new";
    hold(text, shared, &[("proto=tcp sport=2000 dport=22", "deny"), ("proto=icmp icmp=8/0", "permit")]);
    let gone = format!("{text}no access-group second in interface outside\naccess-group first in interface inside\n");
    hold(&gone, shared, &[("proto=icmp icmp=8/0", "deny")]);
    let back = "in=inside out=outside src=10.1.1.9 dst=172.27.47.18 proto=tcp sport=2000 dport=22 state=new";
    hold(&gone, back, &[("", "permit")]);
}

#[test]
fn in_panos_one_command_says_several_things_of_a_rule() {
    let text = "set network interface ethernet ethernet1/1 layer3 ip 172.16.1.1/24\nset network interface ethernet ethernet1/2 layer3 ip 172.20.242.1/24\n\
        set zone DMZ network layer3 ethernet1/1\nset zone LAN network layer3 ethernet1/2\nset address P1 ip-range 10.0.0.0-10.255.255.255\n\
        set rulebase security rules no action deny from LAN to DMZ source any destination P1\n\
        set rulebase security rules no application any service any\n\
        set rulebase security rules sql action allow from LAN to DMZ source [ 172.20.242.20 172.20.242.22 ] destination [ 172.16.1.10 ]\n\
        set rulebase security rules sql application any service any profile-setting profiles virus default\n";
    assert_eq!(remarks(text), []);
    let answers = [
        ("src=172.20.242.5 dst=10.1.1.1", "deny"),
        ("src=172.20.242.20 dst=172.16.1.10", "permit"),
        ("src=172.20.242.22 dst=172.16.1.10", "permit"),
        ("src=172.20.242.21 dst=172.16.1.10", "deny"),
    ];
    hold(text, "in=LAN out=DMZ proto=tcp sport=2000 dport=3306 state=new", &answers);
    let wondrous = text.replace("[ 172.16.1.10 ]", "[ 172.16.1.10 ] wonder");
    hold(
        &wondrous,
        "in=LAN out=DMZ proto=tcp sport=2000 dport=3306 state=new",
        &[("src=172.20.242.20 dst=172.16.1.10", "unknown")],
    );
}

#[test]
fn in_junos_one_command_says_several_things_of_the_packets_of_a_policy() {
    let text = "set version 12.1X46\nset system host-name srx\nset interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24\n\
        set interfaces ge-0/0/1 unit 0 family inet address 192.0.2.1/24\nset security zones security-zone trust interfaces ge-0/0/0.0\n\
        set security zones security-zone untrust interfaces ge-0/0/1.0\nset security zones security-zone untrust address-book address web 192.0.2.9/32\n\
        set security policies from-zone untrust to-zone trust policy one match source-address [ web ] destination-address any application junos-ssh\n\
        set security policies from-zone untrust to-zone trust policy one then permit\n";
    assert_eq!(remarks(text), []);
    let answers =
        [("src=192.0.2.9 dport=22", "permit"), ("src=192.0.2.9 dport=23", "deny"), ("src=192.0.2.8 dport=22", "deny")];
    hold(text, "in=untrust out=trust dst=10.0.0.9 proto=tcp sport=2000 state=new", &answers);
}
