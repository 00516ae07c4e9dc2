//! Cases of sampled values, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::protocols::hostile::survives;
use crate::testing::datagrams;
use crate::{Event, Match, Native, Sample};

/// A message of application 0x4000 with one block of samples.
fn message() -> Vec<u8> {
    let block = [&[0x80, 4][..], b"MU01", &[0x82, 2, 0, 7, 0x87, 4, 1, 2, 3, 4]].concat();
    let blocks = [&[0x30, u8::try_from(block.len()).unwrap()][..], &block].concat();
    let fields = [&[0x80, 1, 1, 0xA2, u8::try_from(blocks.len()).unwrap()][..], &blocks].concat();
    let body = [&[0x60, u8::try_from(fields.len()).unwrap()][..], &fields].concat();
    [&[0x40, 0, 0, u8::try_from(body.len() + 8).unwrap(), 0, 0, 0, 0][..], &body].concat()
}

#[test]
fn samples_are_io_of_their_application_and_their_publisher_is_described_once() {
    let events = datagrams(&PROTOCOL, &[(Forward, &message()), (Forward, &message())]);
    assert_eq!(events.iter().filter(|(e, _)| matches!(e, Event::Io { .. })).count(), 2);
    assert_eq!(events[0].0, Event::Native(Native::Numbered("appid", 0x4000)));
    let said: Vec<&str> = events
        .iter()
        .filter(|(e, _)| matches!(e, Event::Identity { what: Attribute::Description, .. }))
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(said, ["MU01"]);
}

#[test]
fn another_tag_is_opaque_and_a_length_beyond_the_frame_is_said() {
    let mut bytes = message();
    bytes[8] = 0x62;
    bytes.pop();
    let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Io { call, .. } if call.row == 1)));
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Malformed { code: "sv-length", .. })));
    let bytes = message();
    let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
    assert_eq!((PROTOCOL.probe)(&sample), Match::Sure);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &message())]);
}
