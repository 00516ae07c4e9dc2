//! Cases of CoAP, built by an encoder of our own.

use ringwall_model::Security;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, told};
use crate::{Event, Match};

/// A message with a token of two bytes, and options: distance to the last number, and value.
fn message(kind: u8, code: u8, token: u8, options: &[(u8, &[u8])], payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x42 | kind << 4, code, 0, token, 7, token];
    for (distance, value) in options {
        bytes.push(distance << 4 | u8::try_from(value.len()).unwrap());
        bytes.extend(*value);
    }
    if !payload.is_empty() {
        bytes.push(0xFF);
        bytes.extend(payload);
    }
    bytes
}

const PATH: (u8, &[u8]) = (11, b"valve");

#[test]
fn methods_read_and_write_and_responses_are_paired_by_token() {
    let messages = [
        (Forward, message(0, 3, 1, &[PATH], b"open")),
        (Forward, message(0, 1, 2, &[(11, b".well-known"), (0, b"core")], &[])),
        (Backward, message(2, 0x45, 2, &[(12, b"\x28")], b"</valve>")),
        (Backward, message(2, 0x83, 1, &[], &[])),
        (Forward, vec![0x70, 0, 0, 9]),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = datagrams(&PROTOCOL, &borrowed);
    assert_eq!(told(&PROTOCOL, &events), ["? PUT", "? GET: List of Resources", "+ Response", "- Response", "! Empty"]);
    assert!(events.iter().any(|(e, _)| *e == Event::Security(Security::Denied { by: "forbidden".into() })));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn further_responses_to_an_observation_are_reports() {
    let first = message(2, 0x45, 3, &[(6, &[1])], b"17");
    let next = message(0, 0x45, 3, &[(6, &[2])], b"18");
    let observe = message(0, 1, 3, &[(6, &[]), (5, b"level")], &[]);
    let events = datagrams(&PROTOCOL, &[(Forward, &observe), (Backward, &first), (Backward, &next)]);
    assert_eq!(told(&PROTOCOL, &events), ["? GET", "+ Response", "! Notification"]);
}

#[test]
fn only_what_reads_to_its_end_on_the_usual_port_is_certain() {
    let put = message(0, 3, 1, &[PATH], b"open");
    assert_eq!(probed_on_port(&PROTOCOL, &put, true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &put, true), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &put, false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &put[..9], true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &[0x40, 0x45 | 0x80, 0, 1], true), Match::No);
    let long = message(0, 1, 1, &[(13, &[0]), (0, &[])], &[]);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &long)])), ["? GET"]);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &put[..9])])), ["coap-message"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let observe = message(0, 1, 3, &[(6, &[]), (5, b"level")], &[]);
    survives(&PROTOCOL, &[(Forward, &observe), (Backward, &message(0, 0x45, 3, &[(6, &[2])], b"18"))]);
    survives(&PROTOCOL, &[(Forward, &message(0, 3, 1, &[PATH], b"open")), (Backward, &message(2, 0x81, 1, &[], &[]))]);
}
