//! Cases of DNP3, built by an encoder of our own.

use ringwall_model::{Attribute, SecretKind, Security, Soundness, Stage};

use super::{PROTOCOL, crc};
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, security, stream, told};
use crate::{Event, Match, Native, Object, Sample};

/// Master 1 to outstation 10, or back.
fn frame(from_master: bool, function: u8, user: &[u8]) -> Vec<u8> {
    let control = function | if from_master { 0x80 } else { 0 };
    let mut bytes = vec![5, 0x64, u8::try_from(user.len() + 5).unwrap(), control];
    bytes.extend(if from_master { [10, 0, 1, 0] } else { [1, 0, 10, 0] });
    bytes.extend(crc::of(&bytes).to_le_bytes());
    for block in user.chunks(16) {
        bytes.extend(block);
        bytes.extend(crc::of(block).to_le_bytes());
    }
    bytes
}

/// A fragment in one segment.
fn fragment(from_master: bool, application: &[u8]) -> Vec<u8> {
    frame(from_master, 0x44, &[&[0xC0][..], application].concat())
}

fn request(code: u8, objects: &[u8]) -> Vec<u8> {
    fragment(true, &[&[0xC3, code][..], objects].concat())
}

fn response(code: u8, indications: u8, objects: &[u8]) -> Vec<u8> {
    fragment(false, &[&[0xC3, code, 0, indications][..], objects].concat())
}

/// A control of output 5, with its status.
fn control(status: u8) -> Vec<u8> {
    vec![12, 1, 0x28, 1, 0, 5, 0, 3, 1, 100, 0, 0, 0, 0, 0, 0, 0, status]
}

fn objects(events: &[(Event, String)]) -> Vec<(&'static str, u32, u32)> {
    let object = |e: &Event| match e {
        Event::Request { object, .. } | Event::Report { object, .. } => Some((object.kind, object.first, object.last)),
        _ => None,
    };
    events.iter().filter_map(|(e, _)| object(e)).collect()
}

#[test]
fn a_control_names_its_output_and_its_outstation_and_pairs_with_its_answer() {
    let events = stream(&PROTOCOL, &[(Forward, &request(5, &control(0))), (Backward, &response(129, 0, &control(0)))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Direct Operate", "+ Response"]);
    assert_eq!(objects(&events), [("binary-output", 5, 5)]);
    assert_eq!(events[0].0, Event::Native(Native::Numbered("outstation", 10)));
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
fn indications_and_statuses_refuse() {
    let events = stream(&PROTOCOL, &[(Forward, &request(13, &[])), (Backward, &response(129, 1, &[]))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Cold Restart", "- Response"]);
    let events = stream(&PROTOCOL, &[(Forward, &request(4, &control(0))), (Backward, &response(129, 0, &control(9)))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Operate", "- Response"]);
    assert_eq!(security(&events), [Security::Denied { by: "NOT_AUTHORIZED".into() }]);
}

#[test]
fn groups_tell_what_is_written() {
    let time = [50, 1, 7, 1, 0, 0, 0, 0, 0, 0];
    let restart = [80, 1, 0, 7, 7, 0];
    let events = stream(&PROTOCOL, &[(Forward, &request(2, &time)), (Forward, &request(2, &restart))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Write time and date", "? Write internal indications"]);
}

#[test]
fn unsolicited_data_is_a_report_and_its_confirmation_asks_nothing() {
    let data = [30, 1, 0, 2, 3, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    let confirm = fragment(true, &[0xD3, 0]);
    let events = stream(&PROTOCOL, &[(Backward, &response(130, 0, &data)), (Forward, &confirm)]);
    assert_eq!(told(&PROTOCOL, &events), ["! Unsolicited Response", "! Confirm"]);
    assert_eq!(objects(&events)[0], ("analog-input", 2, 3));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn segments_are_put_together_and_a_hole_leaves_a_stray_one() {
    let application = [&[0xC3, 5][..], &control(0)].concat();
    let (head, tail) = application.split_at(4);
    let head = frame(true, 0x44, &[&[0x41][..], head].concat());
    let tail = frame(true, 0x44, &[&[0x82][..], tail].concat());
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &[(Forward, &head), (Forward, &tail)])), ["? Direct Operate"]);
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &[(Forward, &tail)])), ["! Stray segment"]);
}

#[test]
fn a_datagram_may_hold_several_frames_and_a_wrong_checksum_voids_one() {
    let mut two = [request(1, &[60, 1, 6]), request(1, &[60, 2, 6])].concat();
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &two)])), ["? Read", "? Read"]);
    two[12] ^= 1;
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &two)])), ["dnp3-crc", "? Read"]);
}

#[test]
fn the_link_asks_and_answers_for_itself() {
    let asks = frame(true, 0x49, &[]);
    let answers = frame(false, 0x0B, &[]);
    let events = stream(&PROTOCOL, &[(Forward, &asks), (Backward, &answers)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Request Link Status", "+ Link Status"]);
}

/// A challenge with its algorithm, as the outstation sends it: length before the object.
fn challenge(algorithm: u8) -> Vec<u8> {
    vec![120, 1, 0x5B, 1, 12, 0, 1, 0, 0, 0, 1, 0, algorithm, 1, 9, 9, 9, 9]
}

#[test]
fn authentication_is_told_when_the_outstation_acts_after_the_reply() {
    let reply = [120, 2, 0x5B, 1, 6, 0, 1, 0, 0, 0, 1, 0];
    let messages = [
        (Forward, request(5, &control(0))),
        (Backward, response(131, 0, &challenge(4))),
        (Forward, request(32, &reply)),
        (Backward, response(129, 0, &control(0))),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = stream(&PROTOCOL, &borrowed);
    let name = "DNP3-SA HMAC-SHA-256, 16 octets".into();
    let mechanism = Security::Mechanism { name, soundness: Soundness::Sound, stage: Stage::Completed };
    assert_eq!(security(&events)[0], mechanism);
    assert!(matches!(security(&events)[1], Security::Authenticated { .. }));
    assert_eq!(security(&stream(&PROTOCOL, &borrowed[..2])), [], "a challenge alone proves nothing");
}

#[test]
fn an_authentication_error_refuses() {
    let error = [120, 7, 0x5B, 1, 2, 0, 1, 0];
    let events = stream(&PROTOCOL, &[(Backward, &response(131, 0, &error))]);
    assert_eq!(told(&PROTOCOL, &events), ["- Authentication Response"]);
    assert!(matches!(security(&events)[..], [Security::Mechanism { stage: Stage::Refused, .. }]));
}

#[test]
fn a_file_log_in_is_clear_and_completed_by_a_key() {
    let answer = [70, 2, 0x5B, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0];
    let events =
        stream(&PROTOCOL, &[(Forward, &request(29, &[70, 2, 0x5B, 1])), (Backward, &response(129, 0, &answer))]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Secret { kind: SecretKind::Password, .. })));
    assert!(matches!(security(&events)[..], [Security::Login { clear: true, stage: Stage::Completed, .. }]));
}

fn attributes() -> Vec<u8> {
    let attribute = |variation: u8, text: &str| {
        [&[0, variation, 0, 0, 0, 1, u8::try_from(text.len()).unwrap()][..], text.as_bytes()].concat()
    };
    [attribute(252, "Acme"), attribute(250, "RTU 5"), attribute(242, "2.1")].concat()
}

#[test]
fn device_attributes_identify() {
    let asked = request(1, &[0, 254, 0, 0, 0]);
    let events = stream(&PROTOCOL, &[(Forward, &asked), (Backward, &response(129, 0, &attributes()))]);
    assert_eq!(told(&PROTOCOL, &events)[0], "? Read device attributes");
    let said: Vec<_> = events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect();
    assert_eq!(said, [(Attribute::Vendor, "Acme"), (Attribute::Model, "RTU 5"), (Attribute::Firmware, "2.1")]);
}

#[test]
fn a_frame_is_certain_on_any_port_and_found_after_a_hole() {
    let bytes = request(1, &[60, 1, 6]);
    let sample = |bytes| Sample { bytes, hinted: false, from_responder: None, whole: false };
    assert_eq!((PROTOCOL.probe)(&sample(&bytes)), Match::Sure);
    let mut wrong = bytes.clone();
    wrong[4] ^= 1;
    assert_eq!((PROTOCOL.probe)(&sample(&wrong)), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[5, 0x64, 5][..], &bytes].concat()), Some(3));
}

#[test]
fn a_point_that_is_not_numbered_is_no_object() {
    let events = stream(&PROTOCOL, &[(Forward, &request(1, &[60, 1, 6]))]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object, .. } if *object == Object::NONE)));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &request(5, &control(0))), (Backward, &response(129, 0, &control(9)))]);
    survives(&PROTOCOL, &[(Backward, &response(131, 0, &challenge(4))), (Backward, &response(129, 0, &attributes()))]);
    survives(&PROTOCOL, &[(Forward, &request(29, &[70, 2, 0x5B, 1])), (Backward, &frame(false, 0x0B, &[]))]);
}
