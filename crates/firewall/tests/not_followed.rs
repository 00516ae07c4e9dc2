//! What is not followed makes every packet it could touch unknown, also where a like line before it touches fewer.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use ringwall_firewall::{Decision, Judge, Query, read};

const ASA: &str = "ASA Version 9.8(1)
hostname fw
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 203.0.113.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
object network plc
 host 10.1.0.5
 nat (inside,outside) static 203.0.113.9
access-list in extended permit tcp any any eq 502
access-group in in interface outside
";

fn decided(text: &str, destination: &str) -> Decision {
    let read = read("fw.cfg", text.as_bytes());
    let asked = format!("in=outside src=198.51.100.7 dst={destination} proto=tcp dport=502 state=new");
    Judge::new(&read.ruleset, &[]).decide(&Query::parse(&asked).unwrap()).decision
}

#[test]
fn a_translation_of_one_address_leaves_others_decided() {
    assert_eq!(decided(ASA, "203.0.113.9"), Decision::Unknown);
    assert_eq!(decided(ASA, "10.1.0.7"), Decision::Permit);
}

#[test]
fn a_second_one_that_may_be_about_any_address_leaves_none() {
    let more = ASA.replace(
        "access-list in",
        "object network web\n host 10.1.0.6\n nat (inside,outside) static interface\naccess-list in",
    );
    assert_eq!(decided(&more, "203.0.113.9"), Decision::Unknown);
    assert_eq!(decided(&more, "10.1.0.7"), Decision::Unknown);
}
