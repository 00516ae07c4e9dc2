//! Cases of MQTT, built by an encoder of our own.

use ringwall_model::{SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{security, stream_of, told};
use crate::{Event, Match, Sample};

fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    [&[first, u8::try_from(body.len()).unwrap()][..], body].concat()
}

fn text(value: &str) -> Vec<u8> {
    [&u16::try_from(value.len()).unwrap().to_be_bytes()[..], value.as_bytes()].concat()
}

/// A connection of a version with or without user and password.
fn connect(version: u8, login: Option<(&str, &str)>) -> Vec<u8> {
    let flags = if login.is_some() { 0xC2 } else { 2 };
    let properties: &[u8] = if version == 5 { &[0] } else { &[] };
    let login = login.map(|(user, password)| [text(user), text(password)].concat()).unwrap_or_default();
    packet(0x10, &[&text("MQTT")[..], &[version, flags, 0, 60], properties, &text("client"), &login].concat())
}

fn publish(quality: u8, topic: &str) -> Vec<u8> {
    let id: &[u8] = if quality > 0 { &[0, 9] } else { &[] };
    packet(0x30 | quality << 1, &[&text(topic)[..], id, b"1"].concat())
}

#[test]
fn a_password_is_found_and_counts_when_the_broker_let_it_in() {
    let open = connect(4, Some(("admin", "admin")));
    let events = stream_of(&PROTOCOL, &[(Forward, open.clone()), (Backward, packet(0x20, &[0, 0]))]);
    assert_eq!(told(&PROTOCOL, &events), ["? CONNECT", "+ CONNACK"]);
    let place = events.iter().find_map(|(e, _)| match e {
        Event::Secret { kind: SecretKind::Password, at } => Some(at.clone()),
        _ => None,
    });
    assert_eq!(&open[place.unwrap()], b"admin");
    let completed = Stage::Completed;
    assert!(
        matches!(security(&events)[..], [Security::Login { clear: true, default: true, stage, .. }] if stage == completed)
    );
    let events = stream_of(&PROTOCOL, &[(Forward, open), (Backward, packet(0x20, &[0, 5]))]);
    assert!(matches!(security(&events)[..], [Security::Login { stage: Stage::Refused, .. }]));
}

#[test]
fn an_anonymous_client_is_told_and_again_when_it_publishes() {
    let events = stream_of(
        &PROTOCOL,
        &[
            (Forward, connect(5, None)),
            (Backward, packet(0x20, &[0, 0, 0])),
            (Forward, publish(0, "a/b")),
            (Forward, publish(1, "spBv1.0/g/NCMD/n")),
            (Backward, packet(0x40, &[0, 9, 0x87])),
        ],
    );
    let expected = ["? CONNECT", "+ CONNACK", "! PUBLISH", "? PUBLISH: Sparkplug command", "- PUBACK"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    let anonymous = |changing| Security::Anonymous { human: false, changing, stage: Stage::Completed };
    assert_eq!(security(&events), [anonymous(false), anonymous(true)]);
}

#[test]
fn subscriptions_are_granted_or_not_and_the_rest_is_counted() {
    let subscribe = packet(0x82, &[&[0, 3][..], &text("a/#"), &[0]].concat());
    let events = stream_of(
        &PROTOCOL,
        &[
            (Forward, subscribe.clone()),
            (Backward, packet(0x90, &[0, 3, 0])),
            (Forward, subscribe),
            (Backward, packet(0x90, &[0, 3, 0x80])),
            (Backward, publish(2, "a/b")),
            (Forward, packet(0x50, &[0, 9])),
            (Backward, packet(0x62, &[0, 9])),
            (Forward, packet(0x70, &[0, 9])),
            (Forward, packet(0xC0, &[])),
            (Backward, packet(0xD0, &[])),
            (Forward, packet(0xE0, &[])),
        ],
    );
    let expected = [
        "? SUBSCRIBE",
        "+ SUBACK",
        "? SUBSCRIBE",
        "- SUBACK",
        "? PUBLISH",
        "+ PUBREC",
        "? PUBREL",
        "+ PUBCOMP",
        "? PINGREQ",
        "+ PINGRESP",
        "! DISCONNECT",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn a_connection_is_certain_on_any_port_and_nothing_else_is() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(&connect(4, None), false), Match::Sure);
    assert_eq!(probe(&publish(0, "a/b"), true), Match::Weak);
    assert_eq!(probe(&publish(0, "a/b"), false), Match::No);
    assert_eq!(probe(&packet(0x10, b"0123456789"), true), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[0, 1][..], &publish(0, "a/b")].concat()), Some(2));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &connect(5, Some(("u", "p")))), (Backward, &packet(0x20, &[0, 0, 0]))]);
    survives(&PROTOCOL, &[(Forward, &publish(1, "spBv1.0/g/NCMD/n")), (Backward, &packet(0x40, &[0, 9, 0x87]))]);
}

#[test]
fn messages_of_opc_ua_are_known_by_their_topic_or_by_what_they_say() {
    let said = |topic: &str, payload: &str| {
        let events = stream_of(&PROTOCOL, &[(Forward, packet(0x30, &[&text(topic)[..], payload.as_bytes()].concat()))]);
        told(&PROTOCOL, &events).concat()
    };
    assert_eq!(said("opcua/json/data/Plant/Group", "{}"), "! PUBLISH: OPC UA JSON");
    assert_eq!(said("line/4", r#"{"MessageId":"1","MessageType":"ua-data"}"#), "! PUBLISH: OPC UA JSON");
    assert_eq!(said("line/4", r#"{ "MessageType" : "ua-metadata" }"#), "! PUBLISH: OPC UA JSON");
    assert_eq!(said("line/4", r#"{"MessageType":"other"}"#), "! PUBLISH");
    assert_eq!(said("opcua", "1"), "! PUBLISH");
}
