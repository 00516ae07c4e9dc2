use crate::{Decision, Judge, Query, read};

const TEXT: &str = "hostname cell
zone security stations
zone security cells
zone security outside
class-map type inspect match-any control
 match access-group name modbus
 match protocol ssh
class-map type inspect match-all web
 match access-group name servers
 match protocol https
policy-map type inspect to-cells
 class type inspect control
  inspect
 class type inspect web
  inspect
 class class-default
  drop log
policy-map type inspect to-self
 class type inspect control
  inspect
 class class-default
  drop
zone-pair security stations-cells source stations destination cells
 service-policy type inspect to-cells
zone-pair security outside-self source outside destination self
 service-policy type inspect to-self
ip access-list extended modbus
 deny tcp host 10.1.1.66 any
 permit tcp 10.1.1.0 0.0.0.255 any eq 502
ip access-list extended servers
 permit ip any host 10.2.1.9
interface Gi0/1
 ip address 10.1.1.1 255.255.255.0
 zone-member security stations
interface Gi0/2
 ip address 10.2.1.1 255.255.0.0
 zone-member security cells
interface Gi0/3
 ip address 10.3.1.1 255.255.0.0
 zone-member security cells
interface Gi0/4
 ip address 203.0.113.1 255.255.255.0
 zone-member security outside
interface Gi0/5
 ip address 10.5.1.1 255.255.255.0
";

fn decided(text: &str, question: &str) -> Decision {
    let read = read("router.cfg", text.as_bytes());
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(question).unwrap()).decision
}

fn asked(question: &str) -> Decision {
    decided(TEXT, question)
}

const STATION: &str = "in=Gi0/1 out=Gi0/2 src=10.1.1.7 dst=10.2.1.4 proto=tcp dport=502 state=new";

#[test]
fn classes_of_a_pair_decide_in_their_order_and_what_is_in_none_is_dropped() {
    assert_eq!(asked(STATION), Decision::Permit);
    assert_eq!(asked(&STATION.replace("502", "22")), Decision::Permit);
    assert_eq!(asked(&STATION.replace("502", "23")), Decision::Deny);
    // The list goes back with what it refuses: it may be in the next condition.
    assert_eq!(asked(&STATION.replace("10.1.1.7", "10.1.1.66")), Decision::Deny);
    assert_eq!(asked(&STATION.replace("10.1.1.7", "10.1.1.66").replace("502", "22")), Decision::Permit);
    assert_eq!(asked(&STATION.replace("10.2.1.4", "10.2.1.9").replace("502", "443")), Decision::Permit);
    assert_eq!(asked(&STATION.replace("502", "443")), Decision::Deny);
}

#[test]
fn within_a_zone_all_passes_and_between_zones_without_a_pair_or_without_a_zone_nothing() {
    assert_eq!(asked("in=Gi0/2 out=Gi0/3 src=10.2.1.4 dst=10.3.1.4 proto=tcp dport=23 state=new"), Decision::Permit);
    assert_eq!(asked("in=Gi0/2 out=Gi0/1 src=10.2.1.4 dst=10.1.1.4 proto=tcp dport=22 state=new"), Decision::Deny);
    assert_eq!(
        asked("in=Gi0/2 out=Gi0/1 src=10.2.1.4 dst=10.1.1.4 proto=tcp dport=9 state=established"),
        Decision::Permit
    );
    assert_eq!(asked("in=Gi0/5 out=Gi0/1 src=10.5.1.4 dst=10.1.1.4 proto=tcp dport=22 state=new"), Decision::Deny);
    assert_eq!(asked("in=Gi0/5 out=Gi0/6 src=10.5.1.4 dst=10.6.1.4 proto=tcp dport=22 state=new"), Decision::Permit);
}

#[test]
fn the_device_is_reached_unless_a_pair_with_it_says_otherwise() {
    assert_eq!(
        asked("in=Gi0/1 way=to-device src=10.1.1.7 dst=10.1.1.1 proto=tcp dport=23 state=new"),
        Decision::Permit
    );
    assert_eq!(
        asked("in=Gi0/4 way=to-device src=192.0.2.7 dst=203.0.113.1 proto=tcp dport=23 state=new"),
        Decision::Deny
    );
    assert_eq!(
        asked("in=Gi0/4 way=to-device src=192.0.2.7 dst=203.0.113.1 proto=tcp dport=22 state=new"),
        Decision::Permit
    );
}

#[test]
fn what_passes_without_a_session_leaves_answers_undecided() {
    let passes = TEXT.replacen("  inspect", "  pass", 1);
    assert_eq!(decided(&passes, STATION), Decision::Permit);
    let back = "in=Gi0/2 out=Gi0/1 src=10.2.1.4 dst=10.1.1.7 proto=tcp sport=502 state=established";
    assert_eq!(decided(&passes, back), Decision::Unknown);
}

#[test]
fn classes_and_lists_that_are_not_followed_leave_their_packets_unknown() {
    for (from, to) in [
        ("match protocol ssh", "match protocol bittorrent"),
        ("match protocol ssh", "match not protocol ssh"),
        ("match access-group name modbus", "match access-group name nobody"),
        ("service-policy type inspect to-cells", "service-policy type inspect nobody"),
        ("class type inspect web", "class type inspect nobody"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT);
        assert_eq!(decided(&text, &STATION.replace("502", "9999")), Decision::Unknown, "{to}");
    }
    assert_eq!(
        asked("in=Gi0/1 out=Gi0/2 src=2001:db8::1 dst=2001:db8:1::1 proto=tcp dport=502 state=new"),
        Decision::Unknown
    );
}

const ROUTER: &str = "hostname cell
ip access-list extended in
 permit tcp any any eq 502
 permit esp any any
interface Gi0/3
interface Gi0/1
 ip access-group in in
interface Gi0/2
";
const CALL: &str = "in=Gi0/1 out=Gi0/2 src=10.1.1.7 dst=10.2.1.4 proto=tcp sport=2000 dport=502 state=new";
const TO_DEVICE: &str = "in=Gi0/2 way=to-device src=10.1.1.7 dst=10.2.1.1 state=new";

#[test]
fn what_drops_packets_at_an_interface_and_is_not_followed_leaves_what_is_let_through_unknown() {
    for line in [
        "ip verify unicast source reachable-via rx",
        "dot1x port-control auto",
        "switchport port-security",
        "ip ips sdm_ips_rule in",
        "cts role-based enforcement",
        "ip policy route-map hole",
        "crypto map tunnels",
        "switchport protected",
    ] {
        let text = ROUTER.replacen(" ip access-group in in", &format!(" {line}\n ip access-group in in"), 1)
            + " switchport protected\nroute-map hole permit 10\n set interface Null0\n";
        assert_eq!(decided(&text, CALL), Decision::Unknown, "{line}");
        assert_eq!(decided(&text, &CALL.replace("Gi0/1", "Gi0/3")), Decision::Permit, "{line}");
    }
    for line in
        ["dot1x port-control force-authorized", "ip policy route-map other", "switchport port-security maximum 2"]
    {
        let text = ROUTER.replacen(" ip access-group in in", &format!(" {line}\n ip access-group in in"), 1);
        assert_eq!(decided(&text, CALL), Decision::Permit, "{line}");
    }
    let group = CALL.replace("10.2.1.4", "239.1.1.1");
    let bounded = ROUTER.replacen(" ip access-group in in", " ip multicast boundary 1\n ip access-group in in", 1);
    assert_eq!(decided(&bounded, &group), Decision::Unknown);
    assert_eq!(decided(&bounded, CALL), Decision::Permit);
}

#[test]
fn a_list_takes_the_place_of_another_at_an_interface_and_is_taken_away_again() {
    let other = "ip access-list extended other\n permit tcp any any eq 22\n";
    let replaced = ROUTER.to_owned() + other + "interface Gi0/1\n ip access-group other in\n";
    assert_eq!(decided(&replaced, CALL), Decision::Deny);
    assert_eq!(decided(&replaced, &CALL.replace("502", "22")), Decision::Permit);
    let bare = ROUTER.to_owned() + "interface Gi0/1\n no ip access-group in in\n";
    assert_eq!(decided(&bare, &CALL.replace("502", "9")), Decision::Permit);
    assert_eq!(decided(&(ROUTER.to_owned() + "no object-group network x\n"), CALL), Decision::Unknown);
}

#[test]
fn what_a_tunnel_may_bring_is_unknown_at_its_interface_and_nothing_else() {
    let text = ROUTER.replacen(" ip access-group in in", " ip access-group in in\n crypto map tunnels", 1)
        + "access-list 110 permit ip 10.2.0.0 0.0.255.255 10.1.1.0 0.0.0.255\ncrypto map tunnels 10 ipsec-isakmp\n set peer 192.0.2.1\n \
           match address 110\n";
    assert_eq!(decided(&text, CALL), Decision::Unknown);
    // A list that lets no more than the tunnel's own packets through does not refuse what comes out of it.
    assert_eq!(decided(&text, &CALL.replace("502", "9")), Decision::Unknown);
    assert_eq!(decided(&text, &CALL.replace("10.1.1.7", "10.1.2.7")), Decision::Permit);
    assert_eq!(decided(&text, &CALL.replace("10.1.1.7", "10.1.2.7").replace("502", "9")), Decision::Deny);
    let anyone = text.replace("ipsec-isakmp", "ipsec-isakmp dynamic clients");
    assert_eq!(decided(&anyone, &CALL.replace("10.1.1.7", "10.1.2.7")), Decision::Unknown);
}

#[test]
fn what_limits_a_service_of_the_device_elsewhere_leaves_that_service_unknown() {
    for (lines, packet, other) in [
        ("ip http access-class 10\n", "proto=tcp dport=443", "proto=tcp dport=502"),
        ("snmp-server community word RO 10\n", "proto=udp dport=161", "proto=udp dport=123"),
        ("snmp-server community word view all RO 10\n", "proto=udp dport=161", "proto=udp dport=123"),
        ("snmp-server group g v3 priv access 10\n", "proto=udp dport=161", "proto=udp dport=123"),
        ("ntp access-group peer 10\n", "proto=udp dport=123", "proto=udp dport=161"),
        ("ip dhcp snooping vlan 10\n", "proto=udp dport=67", "proto=udp dport=161"),
        ("line default\n access-class 10 in\n", "proto=tcp dport=22", "proto=tcp dport=443"),
        ("management ssh\n ip access-group 10 in\n", "proto=tcp dport=22", ""),
        ("control-plane\n service-policy input COPP\n", "proto=tcp dport=22", ""),
        ("control-plane host\n management-interface Gi0/1 allow ssh\n", "proto=tcp dport=22", ""),
    ] {
        let text = ROUTER.to_owned() + lines;
        assert_eq!(decided(&text, &format!("{TO_DEVICE} {packet}")), Decision::Unknown, "{lines}");
        if !other.is_empty() {
            assert_eq!(decided(&text, &format!("{TO_DEVICE} {other}")), Decision::Permit, "{lines}");
        }
        assert_eq!(decided(&text, CALL), Decision::Permit, "{lines}");
    }
    let open = ROUTER.to_owned() + "snmp-server community word RO\nsnmp-server community word view all rw\n";
    assert_eq!(decided(&open, &format!("{TO_DEVICE} proto=udp dport=161")), Decision::Permit);
    for lines in ["template T\n ip access-group 10 in\n", "mac address-table static 1.1.1 vlan 4 drop\n"] {
        assert_eq!(decided(&(ROUTER.to_owned() + lines), CALL), Decision::Unknown, "{lines}");
    }
}
