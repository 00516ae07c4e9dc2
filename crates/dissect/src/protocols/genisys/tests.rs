//! Cases of Genisys, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::crc16;
use crate::protocols::hostile::survives;
use crate::testing::{probed, probed_on_port, stream, told};
use crate::{Event, Match, Native, Object};

/// A message to or from a station, with CRC and escapes.
fn message(header: u8, station: u8, data: &[u8]) -> Vec<u8> {
    let mut plain = [&[header, station], data].concat();
    plain.extend(crc16::of(plain.iter().copied()).to_le_bytes());
    let mut bytes = vec![header];
    for byte in &plain[1..] {
        match *byte {
            0xF0.. => bytes.extend([0xF0, byte - 0xF0]),
            _ => bytes.push(*byte),
        }
    }
    bytes.push(0xF6);
    bytes
}

#[test]
fn controls_operate_their_bytes_and_are_answered_by_their_station() {
    let messages = [
        (Forward, message(0xFC, 3, &[2, 0x81, 4, 0xFA])),
        (Backward, message(0xF3, 3, &[2, 0x81, 4, 0xFA])),
        (Forward, message(0xFE, 3, &[])),
        (Backward, vec![0xF1, 3, 0xF6]),
        (Forward, message(0xFB, 3, &[])),
        (Backward, message(0xF2, 3, &[0, 1])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = stream(&PROTOCOL, &borrowed);
    let expected =
        ["? Control Data", "+ Control Checkback", "? Execute Controls", "+ Acknowledge", "? Poll", "+ Indication Data"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    let object = Object { kind: "control-byte", first: 2, last: 4 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
    assert!(events.iter().any(|(e, _)| *e == Event::Native(Native::Numbered("station", 3))));
}

#[test]
fn a_capture_that_begins_with_an_answer_knows_who_asks() {
    let events = stream(&PROTOCOL, &[(Forward, &message(0xF2, 1, &[0, 1, 2, 3]))]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
}

#[test]
fn a_crc_is_certain_and_a_wrong_one_is_no_message() {
    let poll = message(0xFB, 1, &[]);
    assert_eq!(probed(&PROTOCOL, &poll, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &[0xF1, 1, 0xF6], false), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &poll[..3], false), Match::More);
    let mut wrong = poll.clone();
    wrong[2] ^= 1;
    assert_eq!(probed(&PROTOCOL, &wrong, false), Match::No);
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &[(Forward, &wrong)])), ["genisys-message"]);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[1, 0xF6, 9][..], &poll].concat()), Some(3));
}

/// A message whose CRC is sent as it is.
fn bare(header: u8, station: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = [&[header, station], data].concat();
    bytes.extend(crc16::of(bytes.iter().copied()).to_le_bytes());
    bytes.push(0xF6);
    bytes
}

#[test]
fn a_crc_may_be_sent_as_it_is_and_look_like_an_end() {
    let ends_early = (0..=0xEF).map(|value| bare(0xF2, 1, &[0, value])).filter(|m| m[4..6].contains(&0xF6));
    let looks_like_control =
        (0..=0xEF).map(|value| bare(0xF2, 1, &[0, value])).filter(|m| m[4..6].iter().any(|b| *b > 0xF0));
    let messages: Vec<_> = ends_early.chain(looks_like_control).collect();
    assert!(messages.len() > 2);
    for message in messages {
        assert_eq!(
            told(&PROTOCOL, &stream(&PROTOCOL, &[(Backward, &message)])),
            ["+ Indication Data"],
            "{message:02x?}"
        );
    }
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &message(0xFC, 3, &[2, 0x81, 4, 0xFA])), (Backward, &message(0xF2, 3, &[0, 1]))]);
    survives(&PROTOCOL, &[(Forward, &message(0xFB, 3, &[])), (Backward, &[0xF1, 3, 0xF6])]);
}
