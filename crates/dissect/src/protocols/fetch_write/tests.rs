//! Cases of FETCH/WRITE, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, stream, stream_of, told};
use crate::{Event, Framing, Match, Object};

/// A service on an area, a block, an address and a length; values to write behind it.
fn asks(service: u8, [area, block]: [u8; 2], address: u16, length: u16, values: &[u8]) -> Vec<u8> {
    let begins = [b'S', b'5', 16, 1, 3, service, 3, 8, area, block];
    [&begins[..], &address.to_be_bytes(), &length.to_be_bytes(), &[0xFF, 2], values].concat()
}

fn answers(service: u8, error: u8, values: &[u8]) -> Vec<u8> {
    [&[b'S', b'5', 16, 1, 3, service, 0x0F, 3, error, 0xFF, 7, 0, 0, 0, 0, 0][..], values].concat()
}

fn objects(events: &[(Event, String)]) -> Vec<Object> {
    let only = |(e, _): &(Event, String)| if let Event::Request { object, .. } = e { Some(*object) } else { None };
    events.iter().filter_map(only).collect()
}

#[test]
fn both_services_are_asked_and_acknowledged_and_values_between_are_passed_over() {
    let events = stream_of(
        &PROTOCOL,
        &[
            (Forward, asks(5, [1, 3], 0, 2, &[])),
            (Backward, [answers(6, 0, &[9; 4]), answers(6, 2, &[])].concat()),
            (Forward, asks(3, [2, 0], 20, 3, &[b'S', b'5', 16])),
            (Backward, answers(4, 0, &[])),
        ],
    );
    assert_eq!(told(&PROTOCOL, &events), ["? Fetch", "+ Fetch", "- Fetch", "? Write", "+ Write"]);
    let expected = [Object { kind: "db", first: 3, last: 3 }, Object { kind: "merker", first: 20, last: 22 }];
    assert_eq!(objects(&events), expected);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn data_blocks_are_counted_in_words_and_memory_in_bytes() {
    let total = |area, length| (PROTOCOL.frame)(Forward, &asks(3, [area, 1], 0, length, &[0; 40]));
    assert_eq!([total(1, 10), total(2, 10), total(1, 0xFFFF)], [36, 26, 16].map(Framing::Pdu));
    assert_eq!((PROTOCOL.frame)(Forward, &asks(3, [1, 1], 0, 30, &[0; 40])), Framing::Need(76));
}

#[test]
fn a_header_is_certain_and_inside_iso_transport_values_follow_it() {
    let asked = asks(5, [4, 0], 1, 0, &[]);
    assert_eq!(probed(&PROTOCOL, &asked, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &asked[..9], false), Match::More);
    assert_eq!(probed(&PROTOCOL, &asks(7, [4, 0], 1, 0, &[]), false), Match::No);
    let whole =
        datagrams_of(&PROTOCOL, &[(Forward, asked), (Backward, answers(6, 0, &[1; 8])), (Forward, vec![0; 16])]);
    assert_eq!(told(&PROTOCOL, &whole), ["? Fetch", "+ Fetch", "fetch-write-header"]);
    assert_eq!(objects(&whole), [Object { kind: "output", first: 1, last: 1 }]);
}

#[test]
fn an_answer_alone_tells_who_asked() {
    let events = stream(&PROTOCOL, &[(Forward, &answers(6, 0, &[]))]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &asks(5, [1, 3], 0, 10, &[])), (Backward, &answers(6, 0, &[9; 20]))]);
    survives(&PROTOCOL, &[(Forward, &asks(3, [7, 0], 9, 2, &[1; 4])), (Backward, &answers(4, 1, &[]))]);
}
