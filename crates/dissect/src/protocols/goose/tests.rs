//! Cases of GOOSE, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::protocols::hostile::survives;
use crate::testing::datagrams;
use crate::{Event, Match, Native, Sample};

/// A message of application 0x3001 with a control block's reference, simulated or not.
fn message(simulated: u8) -> Vec<u8> {
    let fields = [&[0x80, 9][..], b"IED1$GO$a", &[0x81, 1, 9, 0x87, 1, simulated, 0xAB, 3, 0x83, 1, 0xFF]].concat();
    let body = [&[0x61, u8::try_from(fields.len()).unwrap()][..], &fields].concat();
    [&[0x30, 1, 0, u8::try_from(body.len() + 8).unwrap(), 0, 0, 0, 0][..], &body].concat()
}

#[test]
fn a_message_is_io_of_its_application_and_its_publisher_is_described_once() {
    let padded = [&message(0)[..], &[0; 8]].concat();
    let events = datagrams(&PROTOCOL, &[(Forward, &message(0)), (Forward, &padded), (Forward, &message(1))]);
    let rows: Vec<u16> =
        events.iter().filter_map(|(e, _)| if let Event::Io { call, .. } = e { Some(call.row) } else { None }).collect();
    assert_eq!(rows, [0, 0, 1]);
    assert_eq!(events[0].0, Event::Native(Native::Numbered("appid", 0x3001)));
    let said: Vec<&str> = events
        .iter()
        .filter(|(e, _)| matches!(e, Event::Identity { what: Attribute::Description, .. }))
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(said, ["IED1$GO$a"]);
}

#[test]
fn a_length_beyond_the_frame_is_said() {
    let bytes = message(0);
    let events = datagrams(&PROTOCOL, &[(Forward, &bytes[..bytes.len() - 1])]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Malformed { code: "goose-length", .. })));
    let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
    assert_eq!((PROTOCOL.probe)(&sample), Match::Sure);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &message(0)), (Forward, &message(1))]);
}
