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
