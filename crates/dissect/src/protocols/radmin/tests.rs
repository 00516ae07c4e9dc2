//! Cases of Radmin, built by an encoder of our own.

use ringwall_model::{Attribute, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{probed, probed_on_port, said, security, stream, stream_of, told};

/// A message of the handshake: the sum takes four bytes at a time.
fn message(data: &[u8]) -> Vec<u8> {
    let word = |bytes: &[u8]| {
        let mut word = [0; 4];
        word[..bytes.len()].copy_from_slice(bytes);
        u32::from_le_bytes(word)
    };
    let sum: u32 = data.chunks(4).map(word).sum();
    [&[1][..], &u32::try_from(data.len()).unwrap().to_be_bytes(), &sum.to_be_bytes(), data].concat()
}

#[test]
fn a_handshake_of_both_sides_is_a_session_and_the_rest_a_payload() {
    let asks = message(&[8]);
    assert_eq!(asks, [1, 0, 0, 0, 1, 0, 0, 0, 8, 8]);
    let events =
        stream_of(&PROTOCOL, &[(Forward, asks), (Backward, message(&[8, 2, 0, 0, 10, 0])), (Forward, vec![0x5A; 40])]);
    assert_eq!(told(&PROTOCOL, &events), ["! Handshake", "! Handshake", "! Payload"]);
    assert_eq!(security(&events), [Security::Interactive { stage: Stage::Negotiated }]);
    assert_eq!(said(&events), [(Attribute::Software, "Radmin"), (Attribute::Software, "Radmin")]);
}

#[test]
fn the_sum_of_a_message_is_proof_on_the_port_and_a_hint_elsewhere() {
    let right = message(&[0x27, 2, 0, 0, 0]);
    let mut wrong = right.clone();
    wrong[8] ^= 1;
    assert_eq!(probed_on_port(&PROTOCOL, &right, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &right, false), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &wrong, false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &right, true), Match::No);
    assert_eq!(security(&stream(&PROTOCOL, &[(Forward, &right), (Backward, &wrong)])), []);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(
        &PROTOCOL,
        &[(Forward, &message(&[8])), (Backward, &message(&[8, 2, 0, 0, 10, 0])), (Forward, &[0x5A; 9])],
    );
}
