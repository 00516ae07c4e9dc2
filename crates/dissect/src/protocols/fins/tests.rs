//! Cases of FINS, built by an encoder of our own.

use ringwall_model::{Attribute, SecretKind};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, stream, told};
use crate::{Event, Match, Native, Object, Sample};

/// A command to node 3 from node 9.
fn command(code: u16, data: &[u8]) -> Vec<u8> {
    [&[0x80, 0, 2, 0, 3, 0, 0, 9, 0, 7][..], &code.to_be_bytes(), data].concat()
}

fn response(code: u16, end: u16, data: &[u8]) -> Vec<u8> {
    [&[0xC0, 0, 2, 0, 9, 0, 0, 3, 0, 7][..], &code.to_be_bytes(), &end.to_be_bytes(), data].concat()
}

fn envelope(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 8).unwrap();
    [b"FINS", &length.to_be_bytes()[..], &[0, 0, 0, kind, 0, 0, 0, 0], body].concat()
}

#[test]
fn a_write_names_its_memory_and_its_controller() {
    let write = command(0x0102, &[0x82, 0, 100, 0, 0, 2, 1, 2, 3, 4]);
    let events = datagrams(&PROTOCOL, &[(Forward, &write), (Backward, &response(0x0102, 0x2104, &[]))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Memory Area Write", "- Memory Area Write"]);
    assert_eq!(events[0].0, Event::Native(Native::Triple("node", [0, 3, 0])));
    let object = Object { kind: "dm", first: 100, last: 101 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
}

#[test]
fn controller_data_identifies() {
    let said = |model: &[u8; 20]| {
        let data = [&model[..], b"02.01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"].concat();
        let events = datagrams(&PROTOCOL, &[(Backward, &response(0x0501, 0x0040, &data))]);
        assert_eq!(told(&PROTOCOL, &events), ["+ Controller Data Read"], "a note is no refusal");
        assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
        let identity = |(e, text): (Event, String)| {
            if let Event::Identity { what, .. } = e { Some((what, text)) } else { None }
        };
        events.into_iter().filter_map(identity).collect::<Vec<_>>()
    };
    let (model, firmware) =
        (|text: &str| (Attribute::Model, text.to_owned()), (Attribute::Firmware, "02.01".to_owned()));
    let omron = (Attribute::Vendor, "Omron".to_owned());
    assert_eq!(said(b"CJ2M-CPU33          "), [omron, model("CJ2M-CPU33"), firmware.clone()]);
    assert_eq!(said(b"AAAAAAAAAAAAAAAAAAAA"), [model("AAAAAAAAAAAAAAAAAAAA"), firmware], "of no series we know");
}

#[test]
fn a_stream_agrees_on_nodes_before_messages() {
    let messages = [
        (Forward, envelope(0, &[0, 0, 0, 0])),
        (Backward, envelope(1, &[0, 0, 0, 9, 0, 0, 0, 3])),
        (Forward, envelope(2, &command(0x0402, &[0xFF, 0xFF]))),
        (Backward, envelope(3, &[])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let nodes = "Node Address";
    let expected = [
        format!("? {nodes}, Client to Server"),
        format!("+ {nodes}, Server to Client"),
        "? Stop".to_owned(),
        "- Error".to_owned(),
    ];
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &borrowed)), expected);
}

#[test]
fn a_password_is_found_and_a_command_that_wants_no_answer_is_not_waited_for() {
    let protect = command(0x0304, &[0xFF, 0xFF, 0, 1, 2, 3]);
    let events = datagrams(&PROTOCOL, &[(Forward, &protect)]);
    assert!(
        events.iter().any(|(e, _)| matches!(e, Event::Secret { kind: SecretKind::Password, at } if *at == (12..18)))
    );
    let mut silent = command(0x0401, &[]);
    silent[0] |= 1;
    assert_eq!(
        told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &silent), (Forward, &[1, 2])])),
        ["! Run", "fins-header"]
    );
}

#[test]
fn an_envelope_is_certain_and_a_bare_message_only_on_its_port() {
    let probe = |bytes: &[u8], hinted, whole| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole });
    assert_eq!(probe(&envelope(0, &[0; 4]), false, false), Match::Sure);
    assert_eq!(probe(&command(0x0101, &[]), true, true), Match::Sure);
    assert_eq!(probe(&command(0x0101, &[]), false, true), Match::Weak);
    assert_eq!(probe(&command(0x9999, &[]), false, true), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[1, 2][..], &envelope(0, &[0; 4])].concat()), Some(2));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(
        &PROTOCOL,
        &[(Forward, &command(0x0102, &[0x82, 0, 100, 0, 0, 2])), (Backward, &response(0x0501, 0, &[65; 40]))],
    );
    survives(&PROTOCOL, &[(Forward, &envelope(0, &[0; 4])), (Forward, &envelope(2, &command(0x0304, &[1, 2])))]);
}
