//! Cases of MELSOFT, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, said, stream, told};
use crate::{Event, Match};

pub fn message(response: bool, error: u16, command: u16, sequence: u16, data: &[u8]) -> Vec<u8> {
    let (kind, mark) = if response { (0xD7, 0x7F) } else { (0x57, 0x07) };
    let mut body = vec![if response { 0x9C } else { 0x1C }, 0x0A, if response { 0x18 } else { 0x16 }, 0x14];
    body.extend(error.to_le_bytes());
    body.resize(if response { 26 } else { 24 }, 0);
    body.extend(command.to_be_bytes());
    body.extend(sequence.to_le_bytes());
    body.extend(data);
    let mut bytes = vec![kind, 1, 0, 0, 0, 0x11, 0x11, mark, 0, 0, 0xFF, 0xFF, 3, 0, 0, 0xFE, 3, 0, 0];
    bytes.extend(u16::try_from(body.len()).unwrap().to_le_bytes());
    bytes.extend(body);
    bytes
}

#[test]
fn a_controller_names_its_model() {
    let answer = message(true, 0, 0x0121, 1, b"\0\0FX5U-32MT/ES\0\0\0\0\x29\x4A");
    let events = datagrams(&PROTOCOL, &[(Forward, &message(false, 0, 0x0121, 1, &[0, 0, 0, 1])), (Backward, &answer)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Read CPU Model, Extended", "+ Read CPU Model, Extended"]);
    assert_eq!(said(&events), [(Attribute::Model, "FX5U-32MT/ES")]);
    let binary = message(true, 0, 0x0121, 1, &[0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    assert_eq!(said(&datagrams(&PROTOCOL, &[(Backward, &binary)])), []);
}

#[test]
fn remote_control_and_files_are_told_and_an_error_refuses() {
    let messages = [
        (Forward, message(false, 0, 0x1002, 7, &[1, 0])),
        (Backward, message(true, 0x4080, 0x1002, 7, &[])),
        (Forward, message(false, 0, 0x1869, 8, &[0, 0])),
        (Backward, message(true, 0, 0x1869, 8, &[0, 0])),
        (Forward, message(false, 0, 0x1731, 9, &[0, 0])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let expected = ["? Remote Stop", "- Remote Stop", "? Write File", "+ Write File", "? Unlisted command"];
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &borrowed)), expected);
}

#[test]
fn a_search_is_answered() {
    let found = [0xDA, 0, 0, 0xFF, 0x29, 0x4A, 0x0C, 0];
    let events = datagrams(&PROTOCOL, &[(Forward, &[0x5A, 0, 0, 0xFF]), (Backward, &found)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Search", "+ Search"]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
    assert_eq!(probed_on_port(&PROTOCOL, &[0x5A, 0, 0, 0xFF], true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &[0x5A, 0, 0, 0xFF], true), Match::Weak);
}

#[test]
fn headers_that_agree_are_certain_on_any_port() {
    let read = message(false, 0, 0x0410, 3, &[0; 20]);
    assert_eq!(probed(&PROTOCOL, &read, false), Match::Sure);
    assert_eq!(probed_on_port(&PROTOCOL, &read[..8], false), Match::More);
    let mut wrong = read.clone();
    wrong[5] = 0x12;
    assert_eq!(probed(&PROTOCOL, &wrong, true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &wrong)])), ["melsoft-message"]);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[0x57, 9][..], &read].concat()), Some(2));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let answer = message(true, 0, 0x0121, 1, b"\0\0FX5U-32MT/ES\0\0\0\0\x29\x4A");
    survives(&PROTOCOL, &[(Forward, &message(false, 0, 0x0121, 1, &[0, 0, 0, 1])), (Backward, &answer)]);
    survives(&PROTOCOL, &[(Forward, &[0x5A, 0, 0, 0xFF]), (Backward, &[0xDA, 0, 0, 0xFF, 0x29, 0x4A, 0x0C, 0])]);
}
