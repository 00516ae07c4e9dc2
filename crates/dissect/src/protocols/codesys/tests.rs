//! Cases of CODESYS, built by hand from the headers that were published (Kaspersky ICS CERT).

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, stream, told};

fn datagram(service: u8) -> Vec<u8> {
    vec![0xC5, 0x73, 0x40, service, 0, 0x11, 0, 9, 1, 2, 3, 4]
}

fn block(service: u8) -> Vec<u8> {
    let inside = datagram(service);
    [&[0, 1, 0x17, 0xE8][..], &u32::try_from(inside.len() + 8).unwrap().to_le_bytes(), &inside].concat()
}

#[test]
fn services_of_the_router_are_told_and_channels_are_opaque() {
    let events = stream(&PROTOCOL, &[(Forward, &[block(1), block(64)].concat()), (Backward, &block(2))]);
    assert_eq!(told(&PROTOCOL, &events), ["! Address Request", "! Channel", "! Address Response"]);
    let events = datagrams(&PROTOCOL, &[(Forward, &datagram(3)), (Backward, &datagram(4)), (Backward, &datagram(99))]);
    assert_eq!(told(&PROTOCOL, &events), ["! Name Request", "! Name Response", "! Unlisted service"]);
    assert!(PROTOCOL.functions.iter().all(|f| f.operations.iter().all(|o| matches!(o.word(), "session" | "opaque"))));
}

#[test]
fn a_block_is_certain_and_a_datagram_only_on_its_port_twice() {
    assert_eq!(probed(&PROTOCOL, &block(64), false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &block(64)[..6], false), Match::More);
    assert_eq!(probed(&PROTOCOL, &block(64)[..8], false), Match::More);
    assert_eq!(probed(&PROTOCOL, &datagram(64), true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &datagram(64), true), Match::Weak);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[0, 1][..], &block(64)].concat()), Some(2));
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &[1, 2])])), ["codesys-datagram"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &block(1)), (Backward, &block(64))]);
}
