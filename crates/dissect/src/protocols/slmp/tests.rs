//! Cases of SLMP, built by an encoder of our own.

use ringwall_model::{Attribute, SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, said, stream, told};
use crate::{Event, Match, Native, Object};

fn request(command: u16, subcommand: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 6).unwrap();
    let mut bytes = vec![0x50, 0, 0, 0xFF, 0xFF, 3, 0];
    bytes.extend(length.to_le_bytes());
    for word in [16, command, subcommand] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(data);
    bytes
}

fn response(end: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap();
    [&[0xD0, 0, 0, 0xFF, 0xFF, 3, 0][..], &length.to_le_bytes(), &end.to_le_bytes(), data].concat()
}

fn ascii(command: &str, data: &str) -> Vec<u8> {
    format!("500000FF03FF00{:04X}0010{command}{data}", 8 + data.len()).into_bytes()
}

/// The same with serial number 7.
fn numbered(frame: &[u8]) -> Vec<u8> {
    [&[frame[0] | 4, 0, 7, 0, 0, 0], &frame[2..]].concat()
}

#[test]
fn a_write_names_its_devices_and_an_end_code_refuses() {
    let write = request(0x1401, 0, &[100, 0, 0, 0xA8, 2, 0, 1, 0, 2, 0]);
    let events = stream(&PROTOCOL, &[(Forward, &write), (Backward, &response(0xC05C, &[]))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Batch Write", "- Batch Write"]);
    assert_eq!(events[0].0, Event::Native(Native::Pair("station", 0, 255)));
    let object = Object { kind: "data-register", first: 100, last: 101 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
    let bits = request(0x0401, 2, &[16, 0, 0, 0, 0x90, 0, 1, 0]);
    let events = stream(&PROTOCOL, &[(Forward, &bits)]);
    let object = Object { kind: "internal-relay", first: 16, last: 31 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
}

#[test]
fn ascii_and_numbered_frames_mean_the_same() {
    let read = ascii("0401", "0000D*0001000003");
    let hexadecimal = ascii("0401", "0001X*0000100002");
    let events = stream(&PROTOCOL, &[(Forward, &read), (Forward, &hexadecimal), (Backward, b"D00000FF03FF0000040000")]);
    assert_eq!(told(&PROTOCOL, &events), ["? Batch Read", "? Batch Read", "+ Batch Read"]);
    let objects: Vec<_> = events
        .iter()
        .filter_map(|(e, _)| if let Event::Request { object, .. } = e { Some(*object) } else { None })
        .collect();
    let data = Object { kind: "data-register", first: 100, last: 102 };
    assert_eq!(objects, [data, Object { kind: "input", first: 16, last: 17 }]);
    let stop = numbered(&request(0x1002, 0, &[1, 0]));
    let events = stream(&PROTOCOL, &[(Forward, &stop), (Backward, &numbered(&response(0, &[])))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Remote Stop", "+ Remote Stop"]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { tag: 0x1_0007, .. })));
}

#[test]
fn a_controller_names_its_model() {
    let answer = response(0, b"Q03UDECPU       \x68\x02");
    let events = stream(&PROTOCOL, &[(Forward, &request(0x0101, 0, &[])), (Backward, &answer)]);
    assert_eq!(said(&events), [(Attribute::Model, "Q03UDECPU")]);
    let unasked = datagrams(&PROTOCOL, &[(Backward, &answer)]);
    assert_eq!((told(&PROTOCOL, &unasked), said(&unasked)), (vec!["+ Response".to_owned()], vec![]));
}

#[test]
fn a_remote_password_is_a_log_in_and_stays_inside() {
    let unlock = request(0x1630, 0, b"\x04\x00abcd");
    let login = |stage| {
        let secret = Some(SecretKind::Password);
        Event::Security(Security::Login { clear: true, secret, default: false, stage, human: false, changing: true })
    };
    let events = stream(&PROTOCOL, &[(Forward, &unlock), (Backward, &response(0, &[]))]);
    assert!(events.iter().any(|(e, _)| *e == login(Stage::Completed)));
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: 15..21 }));
    let events = stream(&PROTOCOL, &[(Forward, &unlock), (Backward, &response(0xC810, &[]))]);
    assert!(events.iter().any(|(e, _)| *e == login(Stage::Refused)));
    let locked = [(Forward, &request(0x0401, 0, &[])[..]), (Backward, &response(0xC201, &[])[..])];
    let events = stream(&PROTOCOL, &locked);
    assert!(events.iter().any(|(e, _)| *e == Event::Security(Security::Denied { by: "remote password".into() })));
}

#[test]
fn a_published_command_whose_length_agrees_is_certain() {
    let read = request(0x0401, 0, &[100, 0, 0, 0xA8, 2, 0]);
    assert_eq!(probed(&PROTOCOL, &read, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &response(0, &[1, 2]), false), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &response(0, &[1, 2]), false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &ascii("0401", "0000D*0001000003"), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &request(0x9999, 0, &[]), false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &read[..12], false), Match::More);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[0x50, 0][..], &read].concat()), Some(2));
    let on_demand = datagrams(&PROTOCOL, &[(Backward, &request(0x2101, 0, &[1, 0]))]);
    assert_eq!(told(&PROTOCOL, &on_demand), ["! On Demand"]);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &read[..16])])), ["slmp-length", "? Batch Read"]);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &[0x50, 0])])), ["slmp-frame"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let write = request(0x1401, 0, &[100, 0, 0, 0xA8, 2, 0, 1, 0, 2, 0]);
    survives(&PROTOCOL, &[(Forward, &write), (Backward, &response(0xC05C, &[]))]);
    survives(&PROTOCOL, &[(Forward, &request(0x0101, 0, &[])), (Backward, &response(0, b"Q03UDECPU       \x68\x02"))]);
    survives(&PROTOCOL, &[(Forward, &ascii("0401", "0000D*0001000003")), (Backward, b"D00000FF03FF0000040000")]);
    survives(&PROTOCOL, &[(Forward, &numbered(&request(0x1630, 0, b"\x04\x00abcd")))]);
}

/// A 1E frame to the own processor: command, first device and code, number, data.
fn first(command: u8, device: &[u8; 2], points: u8, data: &[u8]) -> Vec<u8> {
    [&[command, 0xFF, 10, 0, 100, 0, 0, 0][..], device, &[points, 0], data].concat()
}

#[test]
fn frames_of_the_first_modules_are_named_and_opaque() {
    let (read, write) = (first(1, b" D", 3, &[]), first(3, b" M", 2, &[1, 0, 2, 0]));
    let case: [(_, &[u8]); 4] = [
        (Forward, &read),
        (Backward, &[0x81, 0, 1, 0, 2, 0, 3, 0]),
        (Forward, &write),
        (Backward, &[0x83, 0x5B, 0x10, 0]),
    ];
    let events = stream(&PROTOCOL, &case);
    let (read_name, write_name) = ("Batch Read in Words (1E)", "Batch Write in Words (1E)");
    let expected =
        [format!("? {read_name}"), format!("+ {read_name}"), format!("? {write_name}"), format!("- {write_name}")];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
    let opaque = PROTOCOL.functions.iter().filter(|f| f.space == "frame-1e");
    assert!(opaque.flat_map(|f| f.operations.iter()).all(|o| o.word() == "opaque"));
    survives(&PROTOCOL, &case);
}

#[test]
fn a_first_frame_is_only_likely_and_only_on_its_ports() {
    assert_eq!(probed_on_port(&PROTOCOL, &first(0, b" X", 16, &[]), true), Match::Weak);
    assert_eq!(probed(&PROTOCOL, &first(0, b" X", 16, &[]), true), Match::No);
    for wrong in [first(0, b"QQ", 16, &[]), first(2, b" Y", 4, &[1]), first(3, b" D", 0, &[0; 4])] {
        assert_eq!(probed_on_port(&PROTOCOL, &wrong, true), Match::No);
    }
    assert_eq!(probed_on_port(&PROTOCOL, &first(3, b" D", 0, &[0; 512]), true), Match::Weak);
}
