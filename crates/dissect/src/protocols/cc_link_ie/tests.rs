//! Cases of CC-Link IE, built by an encoder of our own.

use super::{PROTOCOL, ROWS};
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::protocols::rows;
use crate::testing::{datagrams, datagrams_of, probed, probed_on_port, told};
use crate::{Event, Match};

fn request(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 6).unwrap();
    [&[0x50, 0, 0, 0xFF, 0xFF, 3, 0][..], &length.to_le_bytes(), &[0, 0, 0x70, 0x0E, 0, 0], data].concat()
}

fn answer(end: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap();
    [&[0xD0, 0, 0, 0xFF, 0xFF, 3, 0][..], &length.to_le_bytes(), &end.to_le_bytes(), data].concat()
}

/// A frame over Ethernet: kind, what depends on it, node, version and type, check of the header.
fn frame(kind: u8) -> Vec<u8> {
    [&[kind, 0, 0, 0, 0, 0, 0, 1, 0x01, 0, 1, 2, 3, 4][..], &[0; 32]].concat()
}

#[test]
fn cyclic_data_of_field_basic_is_asked_and_answered_and_opaque() {
    let case = [
        (Forward, request(&[1; 30])),
        (Backward, answer(0, &[1; 30])),
        (Forward, request(&[])),
        (Backward, answer(0xCFE0, &[])),
    ];
    let events = datagrams_of(&PROTOCOL, &case);
    assert_eq!(told(&PROTOCOL, &events), ["? Cyclic Data", "+ Cyclic Data", "? Cyclic Data", "- Cyclic Data"]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn frames_over_ethernet_are_named_by_their_kind() {
    let case = [0x15, 0x83, 0x25, 0xC4, 0x70].map(|kind| (Forward, frame(kind)));
    let expected = ["! TokenM", "! CyclicDataRY", "! Transient2", "! CyclicM", "! Unlisted frame"];
    assert_eq!(told(&PROTOCOL, &datagrams_of(&PROTOCOL, &case)), expected);
    assert_eq!(probed_on_port(&PROTOCOL, &frame(0x15), true), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &frame(0x70), true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, b"")])), ["! Connect"; 0]);
}

#[test]
fn the_command_is_certain_on_any_port() {
    assert_eq!(probed(&PROTOCOL, &request(&[]), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &answer(0, &[]), true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &answer(0, &[]), true), Match::Weak);
    let mut longer = request(&[]);
    longer.push(0);
    assert_eq!(probed(&PROTOCOL, &longer, true), Match::No);
}

#[test]
fn rows_are_sorted_and_nothing_is_claimed() {
    assert!(rows::sorted(&ROWS));
    let words = PROTOCOL.functions.iter().flat_map(|f| f.operations.iter()).map(|o| o.word());
    assert!(words.collect::<Vec<_>>().iter().all(|word| matches!(*word, "session" | "opaque")));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &request(&[1; 30])), (Backward, &answer(0, &[1; 30]))]);
    survives(&PROTOCOL, &[(Forward, &frame(0x83))]);
}
