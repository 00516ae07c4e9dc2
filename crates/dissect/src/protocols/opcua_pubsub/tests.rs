//! Cases of UADP, built by an encoder of our own.

use ringwall_model::{Security, Stage};

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, told};
use crate::{Event, Match, Native, Object};

/// Flags; publisher and what belongs to it; group 7; two writers; a data set.
fn message(flags: &[u8], publisher: &[u8], security: &[u8]) -> Vec<u8> {
    let group = [0x0F, 7, 0, 0, 0, 0, 0, 1, 0, 2, 0];
    let writers = [2, 33, 0, 32, 0];
    [flags, publisher, &group[..], &writers, security, &[0x0D, 1, 0, 1, 0]].concat()
}

const SHORT: &[u8] = &[0xF1, 0x01];

#[test]
fn data_sets_are_reports_of_their_publisher_and_writers() {
    let events = datagrams(&PROTOCOL, &[(Forward, &message(SHORT, &[0xE8, 3], &[]))]);
    assert_eq!(told(&PROTOCOL, &events), ["! Data Sets"]);
    assert_eq!(events[0].0, Event::Native(Native::Pair("publisher", 1000, 7)));
    let object = Object { kind: "writer", first: 32, last: 33 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Report { object: o, .. } if *o == object)));
}

#[test]
fn publishers_may_be_numbers_of_any_length_or_names() {
    let native = |flags: &[u8], publisher: &[u8]| {
        let events = datagrams(&PROTOCOL, &[(Forward, &message(flags, publisher, &[]))]);
        assert_eq!(told(&PROTOCOL, &events), ["! Data Sets"]);
        events.into_iter().find_map(|(e, _)| if let Event::Native(native) = e { Some(native) } else { None })
    };
    assert_eq!(native(&[0x71], &[5]), Some(Native::Pair("publisher", 5, 7)));
    assert_eq!(native(&[0xF1, 2], &[5, 0, 0, 1]), Some(Native::Pair("publisher", 0x0100_0005, 7)));
    assert_eq!(native(&[0xF1, 3], &[5, 0, 0, 0, 0, 0, 0, 0]), Some(Native::Pair("publisher", 5, 7)));
    assert_eq!(native(&[0xF1, 3], &[5, 0, 0, 0, 1, 0, 0, 0]), None);
    assert_eq!(native(&[0xF1, 4], &[2, 0, 0, 0, b'p', b'1']), None);
}

#[test]
fn enciphered_messages_are_opaque_and_signed_ones_are_not() {
    let enciphered = message(&[0xF1, 0x11], &[0xE8, 3], &[3]);
    let signed = message(&[0xF1, 0x11], &[0xE8, 3], &[1]);
    let events = datagrams(&PROTOCOL, &[(Forward, &enciphered), (Forward, &signed), (Forward, &signed)]);
    assert_eq!(told(&PROTOCOL, &events), ["! Enciphered Message", "! Data Sets", "! Data Sets"]);
    let secret: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Security(Security::Channel { secrecy, stage: Stage::Negotiated, .. }) => Some(*secrecy),
            _ => None,
        })
        .collect();
    assert_eq!(secret, [true, false]);
}

#[test]
fn discovery_is_told() {
    let request = [0x91, 0x81, 0x04, 0xE8, 3, 1, 0];
    let response = [0x91, 0x81, 0x08, 0xE8, 3, 1, 0];
    let events = datagrams(&PROTOCOL, &[(Forward, &request), (Forward, &response)]);
    assert_eq!(told(&PROTOCOL, &events), ["! Discovery Request", "! Discovery Response"]);
}

#[test]
fn only_the_usual_port_is_looked_at() {
    let data = message(SHORT, &[0xE8, 3], &[]);
    assert_eq!(probed_on_port(&PROTOCOL, &data, true), Match::Sure);
    assert_eq!(probed_on_port(&PROTOCOL, &[0x01, 0x0D, 1], true), Match::Weak);
    assert_eq!(probed(&PROTOCOL, &data, true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &data, false), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &data[..4])])), ["opcua-pubsub-header"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(
        &PROTOCOL,
        &[(Forward, &message(&[0xF1, 0x11], &[0xE8, 3], &[3])), (Forward, &[0x91, 0x81, 4, 0xE8, 3, 1])],
    );
    survives(&PROTOCOL, &[(Forward, &message(&[0xF1, 4], &[2, 0, 0, 0, b'p', b'1'], &[]))]);
}
