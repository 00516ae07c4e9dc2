//! Cases of KNXnet/IP, built by an encoder of our own.

use ringwall_model::{Attribute, Mac, SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, said, stream, told};
use crate::{Event, Match, Native, Object};

fn message(service: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 6).unwrap();
    [&[6, 0x10][..], &service.to_be_bytes(), &length.to_be_bytes(), body].concat()
}

/// A telegram with an application service and data.
fn cemi(code: u8, destination: u16, group: bool, service: u16, data: &[u8]) -> Vec<u8> {
    let control = if group { 0xE0 } else { 0x60 };
    let mut bytes = vec![code, 0, 0xBC, control, 0x11, 0x01];
    bytes.extend(destination.to_be_bytes());
    bytes.push(u8::try_from(data.len() + 1).unwrap());
    bytes.extend(service.to_be_bytes());
    bytes.extend(data);
    bytes
}

fn tunnel(sequence: u8, cemi: &[u8]) -> Vec<u8> {
    message(0x0420, &[&[4, 7, sequence, 0][..], cemi].concat())
}

#[test]
fn a_tunnelled_write_names_its_group_and_is_acknowledged() {
    let write = tunnel(1, &cemi(0x11, 0x0A03, true, 0x081, &[]));
    let refused = message(0x0421, &[4, 7, 1, 0x29]);
    let confirmed = tunnel(2, &cemi(0x2E, 0x0A03, true, 0x081, &[]));
    let events = datagrams(&PROTOCOL, &[(Forward, &write), (Backward, &refused), (Backward, &confirmed)]);
    let expected = ["? Group Value Write", "- Tunnelling Acknowledgement", "! Transport Control"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    let object = Object { kind: "group", first: 0x0A03, last: 0x0A03 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
}

#[test]
fn routed_telegrams_are_reports_and_those_to_a_device_name_it() {
    let value = message(0x0530, &cemi(0x29, 0x0A03, true, 0x040, &[1]));
    let restart = message(0x0530, &cemi(0x29, 0x1207, false, 0x380, &[]));
    let keep = message(0x0530, &[0x29, 0, 0xBC, 0x60, 0x11, 1, 0x12, 7, 0, 0x80]);
    let events = datagrams(&PROTOCOL, &[(Forward, &value), (Forward, &restart), (Forward, &keep)]);
    let expected = ["! Group Value Response", "! Restart", "! Transport Control"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert!(events.iter().any(|(e, _)| *e == Event::Native(Native::Triple("knx", [1, 2, 7]))));
    let strange = message(0x0530, &[0x2B, 0, 1]);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &strange)])), ["! Routing Indication"]);
}

#[test]
fn keys_are_found_and_stay_inside() {
    let authorize = tunnel(3, &cemi(0x11, 0x1207, false, 0x3D1, &[0, 1, 2, 3, 4]));
    let events = datagrams(&PROTOCOL, &[(Forward, &authorize)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Authorize Request"]);
    let at = authorize.len() - 5..authorize.len();
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Key, at: at.clone() }));
}

/// An endpoint, a device and a name.
fn found() -> Vec<u8> {
    let mut body = vec![8, 1, 10, 0, 0, 9, 0x0E, 0x57, 54, 1, 2, 0, 0x12, 7, 0, 0, 0, 0xC5, 1, 2, 3, 4];
    body.extend([224, 0, 23, 12, 0, 0x50, 0xC2, 1, 2, 3]);
    let mut name = b"IP Router".to_vec();
    name.resize(30, 0);
    body.extend(name);
    body.extend([4, 2, 2, 1]);
    message(0x0202, &body)
}

#[test]
fn a_search_finds_name_serial_number_and_addresses() {
    let events = datagrams(&PROTOCOL, &[(Forward, &message(0x0201, &[8, 1, 0, 0, 0, 0, 0, 0])), (Backward, &found())]);
    assert_eq!(told(&PROTOCOL, &events), ["? Search Request", "+ Search Response"]);
    assert_eq!(said(&events), [(Attribute::Serial, "00c501020304"), (Attribute::Description, "IP Router")]);
    let bound = |e: &Event| matches!(e, Event::Binding { mac: Mac([0, 0x50, 0xC2, 1, 2, 3]), .. });
    assert!(events.iter().any(|(e, _)| bound(e)));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn connections_are_refused_by_status_and_management_configures() {
    let connect = message(0x0205, &[8, 1, 0, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 4, 3, 0, 0]);
    let write = message(0x0310, &[4, 7, 0, 0, 0xF6, 0, 11, 1, 52, 0x10, 1, 0]);
    let messages = [
        (Forward, connect),
        (Backward, message(0x0206, &[0, 0x24])),
        (Forward, write),
        (Backward, message(0x0311, &[4, 7, 0, 0])),
        (Forward, message(0x0209, &[7, 0])),
        (Backward, message(0x0531, &[4, 0, 0, 1])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let expected = [
        "? Connect Request",
        "- Connect Response",
        "? Property Write Request",
        "+ Configuration Acknowledgement",
        "? Disconnect Request",
        "! Routing Lost Message",
    ];
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &borrowed)), expected);
}

#[test]
fn secure_sessions_are_channels_whose_contents_are_opaque() {
    let messages = [
        (Forward, message(0x0951, &[8, 2, 0, 0, 0, 0, 0, 0])),
        (Backward, message(0x0952, &[0, 1])),
        (Forward, message(0x0950, &[0; 30])),
        (Backward, message(0x0950, &[0; 30])),
        (Backward, message(0x0954, &[1, 0])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = stream(&PROTOCOL, &borrowed);
    let expected =
        ["? Session Request", "+ Session Response", "! Secure Wrapper", "! Secure Wrapper", "- Session Status"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    let completed =
        |e: &Event| matches!(e, Event::Security(Security::Channel { secrecy: true, stage: Stage::Completed, .. }));
    assert_eq!(events.iter().filter(|(e, _)| completed(e)).count(), 1);
}

#[test]
fn a_length_that_agrees_is_certain() {
    let search = message(0x0201, &[8, 1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(probed(&PROTOCOL, &search, true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &search[..8], true), Match::No);
    assert_eq!(probed(&PROTOCOL, &search[..8], false), Match::More);
    assert_eq!(probed_on_port(&PROTOCOL, &search[..4], false), Match::More);
    assert_eq!(probed(&PROTOCOL, &message(0x0777, &[]), true), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[6, 0x10][..], &search].concat()), Some(2));
    let told_of = |bytes: &[u8]| told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, bytes)]));
    assert_eq!(told_of(&search[..8]), ["knxnet-ip-length", "? Search Request"]);
    assert_eq!(told_of(&[1, 2]), ["knxnet-ip-header"]);
    assert_eq!(told_of(&message(0x0420, &[4])), ["knxnet-ip-connection"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let authorize = tunnel(3, &cemi(0x11, 0x1207, false, 0x3D1, &[0, 1, 2, 3, 4]));
    survives(&PROTOCOL, &[(Forward, &authorize), (Backward, &message(0x0421, &[4, 7, 3, 0]))]);
    survives(&PROTOCOL, &[(Forward, &message(0x0203, &[8, 1, 0, 0, 0, 0, 0, 0])), (Backward, &found())]);
    let write = message(0x0310, &[4, 7, 0, 0, 0xF6, 0, 11, 1, 52, 0x10, 1, 0]);
    survives(
        &PROTOCOL,
        &[(Forward, &write), (Forward, &message(0x0950, &[0; 30])), (Backward, &message(0x0954, &[0]))],
    );
}
