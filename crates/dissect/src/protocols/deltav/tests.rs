//! Cases of DeltaV, built by hand from the frame that was published (Apache PLC4X).

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, said, told};
use crate::{Direction, Event, Match};

fn frame(kind: u16, number: u16, sender: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    let header = [0xFACE, length, kind, number, sender].map(u16::to_be_bytes).concat();
    [&header[..], &[0x12, 0x34, 0x56, 0x80, 0x04, 0x00], payload, &[0xAA, 0xBB]].concat()
}

fn case() -> Vec<(Direction, Vec<u8>)> {
    vec![
        (Forward, frame(3, 9, 0x0D, &[0; 8])),
        (Backward, frame(4, 9, 2, &[0; 8])),
        (Forward, frame(2, 10, 0x0D, &[5, 1, 0, 0])),
        (Backward, frame(2, 10, 2, &[])),
        (Backward, frame(2, 11, 2, &[4, 3, 0, 1, 0x0B, 8, 0x41, 0xA0, 0, 0])),
        (Backward, frame(2, 12, 2, &[3, 4, 0, 0])),
        (Backward, frame(2, 13, 2, &[2, 1])),
        (Forward, frame(6, 14, 0x0D, &[])),
        (Forward, frame(9, 15, 0x0D, &[1])),
    ]
}

fn borrowed(case: &[(Direction, Vec<u8>)]) -> Vec<(Direction, &[u8])> {
    case.iter().map(|(d, m)| (*d, m.as_slice())).collect()
}

#[test]
fn connections_and_groups_of_messages_are_told_and_what_they_do_is_opaque() {
    let events = datagrams(&PROTOCOL, &borrowed(&case()));
    let expected = [
        "? Connection Request",
        "+ Connection Response",
        "! Versions",
        "! Message",
        "! Values",
        "! Events and Alarms",
        "! Message",
        "! Synchronisation",
        "! Unlisted frame",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert_eq!(said(&events), [(Attribute::Software, "DeltaV"), (Attribute::Software, "DeltaV")]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
    assert!(PROTOCOL.functions.iter().all(|f| f.operations.iter().all(|o| matches!(o.word(), "session" | "opaque"))));
}

#[test]
fn mark_and_length_are_certain_on_the_port_and_a_kind_nobody_saw_is_not() {
    let whole = frame(2, 1, 2, &[4, 3]);
    assert_eq!(probed_on_port(&PROTOCOL, &whole, true), Match::Sure);
    assert_eq!(probed_on_port(&PROTOCOL, &frame(9, 1, 2, &[]), true), Match::Weak);
    assert_eq!(probed(&PROTOCOL, &whole, true), Match::Weak);
    assert_eq!(probed(&PROTOCOL, &whole[..whole.len() - 1], true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &[&whole[..], &[0]].concat(), true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &[0xFA, 0xCE])])), ["deltav-frame"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &borrowed(&case()));
}
