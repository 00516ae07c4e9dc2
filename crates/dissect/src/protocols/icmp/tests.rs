//! Cases of ICMP, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, probed_on_port, said, told};
use crate::{Event, Match};

fn message(kind: u8, rest: u32) -> Vec<u8> {
    [&[kind, 0, 0xAB, 0xCD][..], &rest.to_be_bytes(), &[0x61; 8]].concat()
}

#[test]
fn questions_are_paired_with_their_answers_and_name_who_asks() {
    let case = [
        (Backward, message(8, 0x0001_0002)),
        (Forward, message(0, 0x0001_0002)),
        (Backward, message(13, 0)),
        (Forward, message(14, 0)),
        (Forward, message(3, 0)),
    ];
    let events = datagrams_of(&PROTOCOL, &case);
    let names = ["? Echo", "+ Echo", "? Timestamp", "+ Timestamp", "! Destination Unreachable"];
    assert_eq!(told(&PROTOCOL, &events), names);
    let tags: Vec<u32> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Request { tag, .. } | Event::Answer { tag, .. } => Some(*tag),
            _ => None,
        })
        .collect();
    assert_eq!(tags, [0x0001_0002, 0x0001_0002, 1, 1]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
    let case: Vec<_> = case.iter().map(|(direction, bytes)| (*direction, bytes.as_slice())).collect();
    survives(&PROTOCOL, &case);
}

#[test]
fn who_advertises_itself_routes_and_the_rest_is_told_by_its_number() {
    let events = datagrams_of(&PROTOCOL, &[(Forward, message(9, 0)), (Forward, message(99, 0)), (Forward, vec![8, 0])]);
    assert_eq!(told(&PROTOCOL, &events), ["! Router Advertisement", "! Unlisted message", "icmp-message"]);
    assert_eq!(said(&events), [(Attribute::Capability, "router")]);
    assert_eq!(probed_on_port(&PROTOCOL, &message(8, 1), true), Match::Sure);
    assert_eq!(probed_on_port(&PROTOCOL, &[8, 0], true), Match::No);
    assert_eq!(probed(&PROTOCOL, &message(8, 1), true), Match::No);
}
