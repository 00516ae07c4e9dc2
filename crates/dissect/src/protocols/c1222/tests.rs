//! Cases of C12.22, built by an encoder of our own.

use ringwall_model::{SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, stream, told};
use crate::{Event, Match, Object};

fn element(tag: u8, body: &[u8]) -> Vec<u8> {
    [&[tag, u8::try_from(body.len()).unwrap()], body].concat()
}

/// A message of an invocation, or that answers it, with content behind its control byte.
fn message(answers: bool, invocation: u8, control: u8, content: &[u8]) -> Vec<u8> {
    let title = element(0xA2, &element(0x80, &[0x7B, 4]));
    let calling = element(0xA6, &element(0x80, &[0x7B, 9]));
    let id = element(if answers { 0xA4 } else { 0xA8 }, &element(2, &[invocation]));
    let content = element(0x81, &[&[control], content].concat());
    let user = element(0xBE, &element(0x28, &content));
    element(0x60, &[if answers { [title, id, calling] } else { [title, calling, id] }.concat(), user].concat())
}

fn services(answers: bool, invocation: u8, services: &[&[u8]]) -> Vec<u8> {
    let content: Vec<u8> = services.iter().flat_map(|s| [&[u8::try_from(s.len()).unwrap()], *s].concat()).collect();
    message(answers, invocation, 0x80, &content)
}

#[test]
fn reads_and_writes_name_their_table_and_a_procedure_is_an_operation() {
    let asked = services(false, 9, &[&[0x30, 0, 1], &[0x40, 0, 7, 0, 1, 9, 0], &[0x4F, 8, 2, 0, 0, 0]]);
    let answered = services(true, 9, &[&[0, 0, 0], &[3], &[4]]);
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &answered)]);
    let expected = [
        "? Full Read",
        "? Full Write: Start Procedure",
        "? Partial Write by Offset",
        "+ Full Read",
        "- Full Write: Start Procedure",
        "- Partial Write by Offset",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
    let object = Object { kind: "table", first: 0x802, last: 0x802 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
    let denied = Event::Security(Security::Denied { by: "insufficient security clearance".into() });
    assert!(events.iter().any(|(e, _)| *e == denied));
}

#[test]
fn a_password_is_a_log_in_and_its_place_is_told() {
    let password = [&[0x51][..], b"secret words of mine"].concat();
    let asked = services(false, 3, &[&[0x50, 0, 2, b'u', b's', b'e', b'r'], &password]);
    let login = |stage| {
        let secret = Some(SecretKind::Password);
        Event::Security(Security::Login { clear: true, secret, default: false, stage, human: false, changing: true })
    };
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &services(true, 3, &[&[0], &[0]]))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Logon", "? Security", "+ Logon", "+ Security"]);
    assert!(events.iter().any(|(e, _)| *e == login(Stage::Completed)));
    let at = asked.len() - 20..asked.len();
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: at.clone() }));
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &services(true, 3, &[&[0], &[3]]))]);
    assert!(events.iter().any(|(e, _)| *e == login(Stage::Refused)));
}

#[test]
fn enciphered_messages_are_opaque_and_a_channel_once_both_sides_send_them() {
    let asked = message(false, 4, 0x88, &[1, 2, 3, 4, 5, 6, 7]);
    let answered = message(true, 4, 0x98, &[0, 0, 0, 1, 1, 2, 3, 4, 5]);
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &answered)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Enciphered Services", "+ Enciphered Services"]);
    let stages: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Security(Security::Channel { secrecy: true, integrity: true, stage, .. }) => Some(*stage),
            _ => None,
        })
        .collect();
    assert_eq!(stages, [Stage::Negotiated, Stage::Completed]);
    let proved = message(false, 4, 0x84, &[1, 0x20, 9, 9, 9, 9]);
    let events = stream(&PROTOCOL, &[(Forward, &proved)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Identification"]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Security(Security::Channel { secrecy: false, .. }))));
}

#[test]
fn services_in_an_association_are_certain() {
    let asked = services(false, 9, &[&[0x20]]);
    assert_eq!(probed(&PROTOCOL, &asked, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &asked[..9], false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &asked[..9], false), Match::More);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[0x60][..], &asked].concat()), Some(1));
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &asked[..9])])), ["c1222-envelope"]);
    let empty = message(false, 1, 0x80, &[]);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &empty)])), ["! No Service"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let password = [&[0x51][..], b"secret words of mine"].concat();
    let asked = services(false, 3, &[&[0x50, 0, 2, b'u'], &password]);
    survives(&PROTOCOL, &[(Forward, &asked), (Backward, &services(true, 3, &[&[0], &[3]]))]);
    survives(&PROTOCOL, &[(Forward, &message(false, 4, 0x88, &[1, 2, 3, 4, 5, 6, 7]))]);
    survives(&PROTOCOL, &[(Forward, &services(false, 9, &[&[0x30, 0, 1], &[0x40, 0, 7, 0, 1, 9, 0]]))]);
}
