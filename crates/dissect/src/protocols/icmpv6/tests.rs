//! Cases of ICMPv6, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, probed_on_port, said, told};
use crate::{Event, Match};

fn message(kind: u8, rest: u32) -> Vec<u8> {
    [&[kind, 0, 0xAB, 0xCD][..], &rest.to_be_bytes(), &[0x61; 16]].concat()
}

#[test]
fn echo_is_answered_and_the_rest_is_told() {
    let case = [
        (Backward, message(128, 7)),
        (Forward, message(129, 7)),
        (Forward, message(135, 0)),
        (Backward, message(136, 0)),
        (Forward, message(143, 0)),
        (Forward, message(200, 0)),
    ];
    let events = datagrams_of(&PROTOCOL, &case);
    let expected = [
        "? Echo",
        "+ Echo",
        "! Neighbour Solicitation",
        "! Neighbour Advertisement",
        "! Listener Report, Version 2",
        "! Unlisted message",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
    let case: Vec<_> = case.iter().map(|(direction, bytes)| (*direction, bytes.as_slice())).collect();
    survives(&PROTOCOL, &case);
}

#[test]
fn who_advertises_itself_routes() {
    let events = datagrams_of(&PROTOCOL, &[(Forward, message(134, 0)), (Forward, vec![134])]);
    assert_eq!(told(&PROTOCOL, &events), ["! Router Advertisement", "icmpv6-message"]);
    assert_eq!(said(&events), [(Attribute::Capability, "router")]);
    assert_eq!(probed_on_port(&PROTOCOL, &message(128, 1), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &message(128, 1), true), Match::No);
}
