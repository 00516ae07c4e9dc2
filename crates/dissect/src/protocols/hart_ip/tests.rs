//! Cases of HART-IP, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, stream};
use crate::{Answered, Event, Match, Sample};

fn message(kind: u8, id: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 8).unwrap();
    [&[1, kind, id, 0, 0, 5][..], &length.to_be_bytes(), body].concat()
}

/// A command to or from a device with a long address.
fn command(delimiter: u8, number: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = [&[delimiter, 1, 2, 3, 4, 5, number, u8::try_from(data.len()).unwrap()][..], data].concat();
    bytes.push(bytes.iter().fold(0, |sum, b| sum ^ b));
    bytes
}

fn told(events: &[(Event, String)]) -> Vec<String> {
    let name = |call: &crate::Call| format!("{} {}", PROTOCOL.functions[usize::from(call.row)].name, call.code);
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Request { call, .. } => Some(format!("? {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Accepted, .. } => Some(format!("+ {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Refused, .. } => Some(format!("- {}", name(call))),
            Event::Report { call, .. } => Some(format!("! {}", name(call))),
            Event::Malformed { code, .. } => Some((*code).to_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_command_is_named_and_its_response_code_refuses() {
    let write = message(0, 3, &command(0x82, 79, &[0, 1, 0, 0, 0, 0, 0, 0]));
    let refused = message(1, 3, &command(0x86, 79, &[7, 0]));
    let warned = message(1, 3, &command(0x86, 79, &[8, 0]));
    let events = datagrams(&PROTOCOL, &[(Forward, &write), (Backward, &refused), (Backward, &warned)]);
    let name = "Write Device Variable 79";
    assert_eq!(told(&events), [format!("? {name}"), format!("- {name}"), format!("+ {name}")]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn sessions_publications_and_expanded_numbers_are_read() {
    let messages = [
        (Forward, message(0, 0, &[1, 0, 0, 0x75, 0x30])),
        (Backward, message(1, 0, &[1, 0, 0, 0x75, 0x30])),
        (Forward, message(0, 3, &command(0x82, 31, &[2, 0]))),
        (Backward, message(2, 3, &command(0x81, 3, &[0, 0]))),
        (Backward, message(15, 2, &[])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let expected = [
        "? Session Initiate 0",
        "+ Session Initiate 0",
        "? Unlisted command 512",
        "! Read Dynamic Variables and Loop Current 3",
        "- Negative Acknowledgment 18",
    ];
    assert_eq!(told(&stream(&PROTOCOL, &borrowed)), expected);
}

#[test]
fn a_wrong_checksum_names_no_command_and_proves_nothing() {
    let mut bytes = message(0, 3, &command(0x82, 0, &[]));
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&bytes, false), Match::Sure);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[1, 9][..], &bytes].concat()), Some(2));
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert_eq!(probe(&bytes, false), Match::No);
    assert_eq!(probe(&bytes, true), Match::Sure);
    assert_eq!(told(&datagrams(&PROTOCOL, &[(Forward, &bytes)])), ["hart-ip-command", "? Message not readable 3"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let ask = message(0, 3, &command(0x82, 31, &[2, 0]));
    survives(&PROTOCOL, &[(Forward, &ask), (Backward, &message(1, 3, &command(0x86, 31, &[7, 0, 2, 0])))]);
    survives(&PROTOCOL, &[(Forward, &message(0, 0, &[1, 0, 0, 0x75, 0x30])), (Backward, &message(15, 2, &[]))]);
}
