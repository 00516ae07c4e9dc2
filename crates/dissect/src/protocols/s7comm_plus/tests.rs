//! Cases of S7comm-plus, built by an encoder of our own.

use ringwall_model::Operation;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Event;
use crate::protocols::hostile::survives;
use crate::testing::datagrams;

/// A message; without its trailer where more is to come.
fn message(version: u8, operation: u8, function: u16, last: bool) -> Vec<u8> {
    let mut data = vec![operation, 0, 0];
    data.extend(function.to_be_bytes());
    data.extend([0, 0, 0, 1, 0, 0, 0, 0, 0]);
    if version == 3 {
        data.splice(0..0, [vec![4], vec![0xAA; 4]].concat());
    }
    let mut bytes = vec![0x72, version];
    bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(data);
    if last {
        bytes.extend([0x72, version, 0, 0]);
    }
    bytes
}

#[test]
fn messages_are_counted_once_and_are_opaque() {
    let piece = message(1, 0x31, 0x04CA, false);
    let rest = message(1, 0x99, 0x9999, true);
    let answer = message(3, 0x32, 0x054C, true);
    let events = datagrams(&PROTOCOL, &[(Forward, &piece), (Forward, &rest), (Backward, &answer)]);
    let codes: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Request { call, .. } | Event::Answer { call: Some(call), .. } => Some(call.code),
            _ => None,
        })
        .collect();
    assert_eq!(codes, [0x04CA, 0x054C]);
    assert!(PROTOCOL.functions.iter().filter(|f| f.code > 3).all(|f| f.operations.contains(Operation::Opaque)));
}

#[test]
fn an_event_of_the_controller_stands_alone_and_loses_no_answer() {
    let event = [&[0x72, 0xFE, 0, 6][..], b"LOGOUT"].concat();
    let events = datagrams(&PROTOCOL, &[(Backward, &event), (Backward, &message(3, 0x32, 0x054C, true))]);
    assert_eq!(crate::testing::told(&PROTOCOL, &events), ["! System Event", "+ Get Multiple Variables"]);
    survives(&PROTOCOL, &[(Backward, &event)]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &message(1, 0x31, 0x04CA, true)), (Backward, &message(3, 0x32, 0x04CA, true))]);
    survives(&PROTOCOL, &[(Forward, &[0x72, 0xFF, 0, 2, 0, 1])]);
}

#[test]
fn what_is_inside_tls_is_named_and_opaque_whatever_follows() {
    let hello = [&[0x16, 3, 1, 0, 40][..], &[1; 40]].concat();
    let begins = message(1, 0x31, 0x05B3, true);
    let events = datagrams(&PROTOCOL, &[(Forward, &begins), (Forward, &hello), (Backward, &[0xAB; 30])]);
    let told = crate::testing::told(&PROTOCOL, &events);
    assert_eq!(told, ["? Unlisted function", "! Inside TLS", "! Inside TLS"]);
    assert_eq!(crate::testing::probed(&PROTOCOL, &hello, true), crate::Match::Weak);
    assert_eq!(crate::testing::probed(&PROTOCOL, &[0x16, 3, 9, 0, 40], true), crate::Match::No);
    survives(&PROTOCOL, &[(Forward, &begins), (Forward, &hello)]);
}
