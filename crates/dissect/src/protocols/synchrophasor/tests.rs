//! Cases of synchrophasors, built by an encoder of our own.

use ringwall_model::Attribute;

use super::{PROTOCOL, crc};
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, stream, told};
use crate::{Event, Match, Native, Sample};

/// A frame of stream 60.
fn frame(kind: u8, contents: &[u8]) -> Vec<u8> {
    let size = u16::try_from(contents.len() + 16).unwrap();
    let mut bytes = [&[0xAA, kind << 4 | 1][..], &size.to_be_bytes(), &[0, 60], &[0; 8], contents].concat();
    bytes.extend(crc::of(&bytes).to_be_bytes());
    bytes
}

fn configuration() -> Vec<u8> {
    frame(3, &[&[0, 0, 0, 1, 0, 1][..], b"STATION 5       ", &[0; 10]].concat())
}

#[test]
fn a_configuration_answers_its_command_and_names_the_station() {
    let events = stream(
        &PROTOCOL,
        &[(Backward, &frame(4, &[0, 5])), (Forward, &configuration()), (Forward, &frame(0, &[0, 0]))],
    );
    assert_eq!(told(&PROTOCOL, &events), ["? Command: send configuration 2", "+ Configuration 2", "! Data"]);
    assert_eq!(events[0].0, Event::Native(Native::Numbered("idcode", 60)));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
    let name = events.iter().find(|(e, _)| matches!(e, Event::Identity { what: Attribute::Hostname, .. }));
    assert_eq!(name.unwrap().1, "STATION 5");
    let tags: Vec<u32> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Request { tag, .. } | Event::Answer { tag, .. } => Some(*tag),
            _ => None,
        })
        .collect();
    assert_eq!(tags[0], tags[1]);
}

#[test]
fn a_datagram_may_hold_several_frames_and_what_is_none_is_said() {
    let two = [frame(0, &[0, 0]), frame(4, &[0, 2])].concat();
    assert_eq!(
        told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &two)])),
        ["! Data", "? Command: turn on transmission"]
    );
    let bytes = [&frame(0, &[0, 0])[..], &[1, 2]].concat();
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &bytes)])), ["! Data", "synchrophasor-header"]);
}

#[test]
fn a_frame_is_certain_on_any_port_and_found_after_a_hole() {
    let bytes = configuration();
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: false });
    assert_eq!(probe(&bytes), Match::Sure);
    assert_eq!(probe(&bytes[..20]), Match::More);
    let mut wrong = bytes.clone();
    wrong[20] ^= 1;
    assert_eq!(probe(&wrong), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[0xAA, 1][..], &bytes].concat()), Some(2));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Backward, &frame(4, &[0, 5])), (Forward, &configuration()), (Forward, &frame(0, &[0, 0]))]);
}
