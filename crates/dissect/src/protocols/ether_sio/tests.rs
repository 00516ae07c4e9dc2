//! Cases of Ether-S-I/O, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, told};
use crate::{Event, Match, Native, Object};

/// A telegram of station 13.
pub fn telegram(kind: u8, rest: &[u8]) -> Vec<u8> {
    let length = u16::try_from(rest.len() + 20).unwrap();
    let head =
        [&b"ESIO"[..], &[0, kind, 0, 0], &length.to_be_bytes(), &[0x76, 0x16, 0, 0, 0, 0x18, 0, 0, 0, 13]].concat();
    [&head, rest].concat()
}

#[test]
fn data_are_producer_consumer_data_of_their_station() {
    let data = telegram(1, &[1, 0, 0, 0, 0, 92, 0, 0, 0, 1, 0, 2, 0xAB, 0xCD]);
    let events =
        datagrams(&PROTOCOL, &[(Forward, &data), (Forward, &telegram(2, &[0, 1, 1, 0])), (Forward, &telegram(9, &[]))]);
    assert_eq!(told(&PROTOCOL, &events), ["~ Data Transfer", "! Status", "! Unlisted telegram"]);
    assert_eq!(events[0].0, Event::Native(Native::Numbered("station", 13)));
    let object = Object { kind: "transfer", first: 92, last: 92 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Io { object: o, .. } if *o == object)));
}

#[test]
fn the_mark_and_its_length_are_certain() {
    let status = telegram(2, &[0, 1, 1, 0]);
    assert_eq!(probed(&PROTOCOL, &status, true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &status[..22], true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &status[..9])])), ["ether-sio-telegram"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &telegram(1, &[1, 0, 0, 0, 0, 92, 0, 0, 0, 1, 0, 2, 0xAB, 0xCD]))]);
}
