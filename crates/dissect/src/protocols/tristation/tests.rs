//! Cases of TriStation, built by hand from the kinds that were published (CISA MAR-17-352-01).

use ringwall_model::{Attribute, Security};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, said, told};
use crate::{Event, Match};

fn message(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[kind, 0][..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data, &[0xAA, 0xBB]].concat()
}

#[test]
fn connections_are_told_and_commands_are_opaque() {
    let messages = [
        (Forward, message(1, &[])),
        (Backward, message(2, &[])),
        (Forward, message(5, &[0, 1, 20, 0, 0, 0, 0, 0, 10, 0])),
        (Backward, message(5, &[1, 1, 0x94, 0, 0, 0, 0, 0, 10, 0])),
        (Forward, message(6, &[])),
        (Forward, message(3, &[])),
        (Backward, message(4, &[])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = datagrams(&PROTOCOL, &borrowed);
    let expected = [
        "? Connection Request",
        "+ Connection Response",
        "? Execution Command",
        "+ Execution Command",
        "! Ping",
        "? Disconnect Request",
        "+ Disconnect Response",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert_eq!(said(&events), [(Attribute::Capability, "safety")]);
    assert!(PROTOCOL.functions.iter().all(|f| f.operations.iter().all(|o| matches!(o.word(), "session" | "opaque"))));
}

#[test]
fn a_denied_access_is_a_denial() {
    let events = datagrams(&PROTOCOL, &[(Forward, &message(1, &[])), (Backward, &message(10, &[]))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Connection Request", "- Access Denied"]);
    assert!(events.iter().any(|(e, _)| *e == Event::Security(Security::Denied { by: "access denied".into() })));
}

#[test]
fn it_takes_two_messages_on_the_usual_port() {
    assert_eq!(probed_on_port(&PROTOCOL, &message(1, &[]), true), Match::Weak);
    assert_eq!(probed(&PROTOCOL, &message(1, &[]), true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &message(1, &[])[..5], true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &[1, 0])])), ["tristation-message"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &message(1, &[])), (Backward, &message(2, &[]))]);
    survives(&PROTOCOL, &[(Forward, &message(5, &[0, 1, 20, 0])), (Backward, &message(10, &[]))]);
}
