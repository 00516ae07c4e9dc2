//! Cases of Ether-S-Bus, built by an encoder of our own.

use ringwall_model::Attribute;

use super::{PROTOCOL, telegrams};
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, said, told};
use crate::{Event, Match, Native};

pub fn telegram(attribute: u8, sequence: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 11).unwrap();
    let mut bytes = [&length.to_be_bytes()[..], &[1, 0, 0, sequence, attribute], content].concat();
    bytes.extend(telegrams::crc(&bytes).to_be_bytes());
    bytes
}

#[test]
fn commands_are_told_and_an_acknowledgement_may_refuse() {
    let messages = [
        (Forward, telegram(0, 1, &[10, 14, 5, 0, 1, 0, 0, 0, 9])),
        (Backward, telegram(2, 1, &[0, 0])),
        (Forward, telegram(0, 2, &[10, 67])),
        (Backward, telegram(2, 2, &[0, 1])),
        (Backward, telegram(1, 9, &[0, 1])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = datagrams(&PROTOCOL, &borrowed);
    let expected =
        ["? Write Registers", "+ Write Registers", "? Stop Own Processor", "- Stop Own Processor", "+ Answer"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert!(events.iter().any(|(e, _)| *e == Event::Native(Native::Numbered("station", 10))));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn a_controller_names_its_type_and_firmware() {
    let answer = telegram(1, 3, b"D3M55021\0");
    let events = datagrams(&PROTOCOL, &[(Forward, &telegram(0, 3, &[10, 32])), (Backward, &answer)]);
    assert_eq!(said(&events), [(Attribute::Model, "D3M55"), (Attribute::Firmware, "021")]);
    assert_eq!(said(&datagrams(&PROTOCOL, &[(Backward, &answer)])), [], "it answers nothing that was seen");
}

#[test]
fn a_crc_is_certain() {
    let read = telegram(0, 1, &[10, 6, 0, 0, 1]);
    assert_eq!(probed(&PROTOCOL, &read, true), Match::Sure);
    let mut wrong = read.clone();
    wrong[12] ^= 1;
    assert_eq!(probed(&PROTOCOL, &wrong, true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &wrong)])), ["ether-sbus-telegram"]);
    assert_eq!(
        told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &telegram(0, 1, &[10, 250]))])),
        ["? Unlisted command"]
    );
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &telegram(0, 3, &[10, 32])), (Backward, &telegram(1, 3, b"D3M55021\0"))]);
    survives(&PROTOCOL, &[(Forward, &telegram(0, 1, &[10, 67])), (Backward, &telegram(2, 1, &[0, 1]))]);
}
