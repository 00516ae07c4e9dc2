//! Cases of routed GOOSE and sampled values, built by hand from the session header of IEC 61850-90-5, section 7.

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, told};

fn datagram(kind: u8) -> Vec<u8> {
    [&[1, 0x40, kind, 24, 0x80, 22][..], &[0; 22], &[0x81, 0, 9, 9, 9]].concat()
}

#[test]
fn what_is_routed_is_named_and_opaque() {
    let kinds = [datagram(0xA0), datagram(0xA1), datagram(0xA2), datagram(0xA3)];
    let borrowed: Vec<_> = kinds.iter().map(|d| (Forward, d.as_slice())).collect();
    let expected = ["! Tunnelled", "! GOOSE", "! Sampled Values", "! Management"];
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &borrowed)), expected);
    assert!(PROTOCOL.functions.iter().all(|f| f.operations.iter().all(|o| o.word() == "opaque")));
}

#[test]
fn the_session_header_is_certain() {
    assert_eq!(probed(&PROTOCOL, &datagram(0xA1), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &datagram(0xA1), false), Match::No);
    assert_eq!(probed(&PROTOCOL, &datagram(0xA4), true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &[1, 0x40])])), ["r-goose-session"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &datagram(0xA1))]);
}
