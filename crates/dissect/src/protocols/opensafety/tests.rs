//! Cases of openSAFETY, built by an encoder of our own.

use ringwall_model::Attribute;

use super::{PROTOCOL, Watch, frames};
use crate::Direction::Forward;
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, datagrams_of, facts, probed, probed_on_port, said};

/// Both halves of a frame.
pub fn frame(node: u16, kind: u8, time: u8, data: &[u8]) -> Vec<u8> {
    let [high, low] = node.to_be_bytes();
    let half = [&[low, kind | high, u8::try_from(data.len()).unwrap(), time][..], data].concat();
    let other = [&half, &[0][..]].concat();
    let checked = |half: &[u8]| match data.len() {
        0..=8 => [half, &[frames::check_8(half)]].concat(),
        _ => [half, &frames::check_16(0x755B, half).to_le_bytes()].concat(),
    };
    [checked(&half), checked(&other)].concat()
}

#[test]
fn checks_are_those_of_their_polynomials() {
    // The catalogue of parametrised checks has these for "123456789".
    assert_eq!(frames::check_16(0x755B, b"123456789"), 0x20FE);
    assert_eq!(frames::check_16(0x5935, b"123456789"), 0x5D38);
    assert_eq!(frames::check_8(b"123456789"), 0x3E);
}

#[test]
fn nodes_are_named_and_who_sends_takes_part_in_a_safety_function() {
    let case: Vec<_> = (1..=6).map(|time| (Forward, frame(0x105, 0xC0, time, &[1, 2, time]))).collect();
    let events = datagrams_of(&PROTOCOL, &case);
    assert_eq!(said(&events), [(Attribute::Capability, "safety")]);
    assert!(facts(&PROTOCOL, &events).starts_with("@ node 261; ! Process data; @ node 261; ! Process data"));
    let service = datagrams_of(&PROTOCOL, &[(Forward, frame(1, 0xE0, 1, &[0; 12])), (Forward, frame(1, 0xA0, 1, &[]))]);
    assert_eq!(facts(&PROTOCOL, &service), "@ node 1; ! Service data; @ node 1; ! Network management");
    assert_eq!(facts(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, b"nothing")])), "! Payload");
}

#[test]
fn data_that_stays_as_it_is_never_is_believed() {
    let mut watch = Watch::default();
    let still = frame(7, 0xC0, 9, &[1, 2, 3]);
    assert!((0..1_000).all(|_| watch.see(&still).is_none()));
    let moving: Vec<_> = (0..6).filter_map(|time| watch.see(&frame(7, 0xC0, time, &[1, 2, 3]))).collect();
    assert_eq!(moving, [7]);
}

#[test]
fn a_check_that_agrees_is_only_likely() {
    let whole = [&[1, 2, 3, 4][..], &frame(3, 0xC0, 1, &[9; 12])].concat();
    assert_eq!(probed_on_port(&PROTOCOL, &whole, true), Match::Weak);
    assert_eq!(probed(&PROTOCOL, &whole, true), Match::No);
    let mut wrong = frame(3, 0xC0, 1, &[9; 12]);
    wrong[6] ^= 1;
    assert_eq!(probed_on_port(&PROTOCOL, &wrong, true), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &frame(3, 0xC0, 1, &[9; 12])), (Forward, &frame(3, 0xA0, 2, &[]))]);
}
