//! Cases of IEC 60870-5-104, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::stream;
use crate::{Answered, Event, Match, Native, Sample};

/// A numbered unit of station 3: type, qualifier, cause, objects.
fn unit(kind: u8, count: u8, cause: u8, objects: &[u8]) -> Vec<u8> {
    let body = [&[0, 0, 0, 0, kind, count, cause, 0, 3, 0][..], objects].concat();
    [&[0x68, u8::try_from(body.len()).unwrap()][..], &body].concat()
}

fn control(bit: u8) -> Vec<u8> {
    vec![0x68, 4, bit << 2 | 3, 0, 0, 0]
}

const ACKNOWLEDGE: [u8; 6] = [0x68, 4, 1, 0, 8, 0];

/// A single command of object 0x010203.
fn command(cause: u8) -> Vec<u8> {
    unit(45, 1, cause, &[3, 2, 1, 1])
}

fn told(events: &[(Event, String)]) -> Vec<String> {
    let name = |call: &crate::Call| PROTOCOL.functions[usize::from(call.row)].name.split(' ').next().unwrap();
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Request { call, .. } => Some(format!("? {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Accepted, .. } => Some(format!("+ {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Refused, .. } => Some(format!("- {}", name(call))),
            Event::Report { call, object } => Some(format!("! {} {}-{}", name(call), object.first, object.last)),
            Event::Malformed { code, .. } => Some((*code).to_owned()),
            _ => None,
        })
        .collect()
}

fn tags(events: &[(Event, String)]) -> Vec<u32> {
    let tag = |e: &Event| match e {
        Event::Request { tag, .. } | Event::Answer { tag, .. } => Some(*tag),
        _ => None,
    };
    events.iter().filter_map(|(e, _)| tag(e)).collect()
}

#[test]
fn a_command_is_asked_confirmed_and_ended_at_its_station() {
    let events = stream(&PROTOCOL, &[(Forward, &command(6)), (Backward, &command(7)), (Backward, &command(10))]);
    assert_eq!(told(&events), ["? C_SC_NA_1", "+ C_SC_NA_1", "! C_SC_NA_1 66051-66051"]);
    assert!(events.iter().any(|(e, _)| *e == Event::Native(Native::Numbered("asdu", 3))));
    assert_eq!(tags(&events)[0], tags(&events)[1]);
    assert_ne!(tags(&stream(&PROTOCOL, &[(Forward, &unit(45, 1, 6, &[4, 2, 1, 1]))])), tags(&events)[..1]);
}

#[test]
fn negative_confirmations_and_unknown_addresses_refuse() {
    let events = stream(&PROTOCOL, &[(Backward, &command(0x47)), (Backward, &command(47))]);
    assert_eq!(told(&events), ["- C_SC_NA_1", "- C_SC_NA_1"]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn monitored_values_are_reports_that_span_their_objects() {
    let apart = unit(1, 2, 3, &[9, 0, 0, 1, 4, 0, 0, 0]);
    let row = unit(1, 0x82, 20, &[9, 0, 0, 1, 0]);
    let events = stream(&PROTOCOL, &[(Backward, &apart), (Backward, &row)]);
    assert_eq!(told(&events), ["! M_SP_NA_1 4-9", "! M_SP_NA_1 9-10"]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn a_value_that_was_read_answers_the_read() {
    let events = stream(
        &PROTOCOL,
        &[(Forward, &unit(102, 1, 5, &[7, 0, 0])), (Backward, &unit(13, 1, 5, &[7, 0, 0, 0, 0, 0, 0, 0]))],
    );
    assert_eq!(told(&events), ["? C_RD_NA_1", "+ M_ME_NC_1"]);
    assert_eq!(tags(&events)[0], tags(&events)[1]);
}

#[test]
fn a_counter_interrogation_that_freezes_changes_something() {
    let ask = |qualifier| unit(101, 1, 6, &[0, 0, 0, qualifier]);
    let events = stream(&PROTOCOL, &[(Forward, &ask(5)), (Forward, &ask(0x45))]);
    let rows: Vec<&str> = events
        .iter()
        .filter_map(|(e, _)| match e {
            Event::Request { call, .. } => Some(PROTOCOL.functions[usize::from(call.row)].name),
            _ => None,
        })
        .collect();
    assert_eq!(rows, ["C_CI_NA_1 counter interrogation command", "C_CI_NA_1 counter freeze or reset"]);
}

#[test]
fn control_functions_are_confirmed_by_their_next_bit_and_the_one_that_starts_controls() {
    let events = stream(
        &PROTOCOL,
        &[(Backward, &control(1)), (Forward, &control(2)), (Forward, &ACKNOWLEDGE), (Forward, &control(0x10))],
    );
    assert_eq!(told(&events), ["? STARTDT", "+ STARTDT", "! Acknowledgement 0-0", "? TESTFR"]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Backward)));
    assert_eq!(tags(&events)[0], tags(&events)[1]);
}

#[test]
fn a_file_that_is_not_ready_refuses_its_call() {
    let call = unit(122, 1, 13, &[0, 0, 0, 1, 0, 0, 1]);
    let ready = |qualifier| unit(120, 1, 13, &[0, 0, 0, 1, 0, 9, 0, 0, qualifier]);
    let events = stream(&PROTOCOL, &[(Forward, &call), (Backward, &ready(0)), (Backward, &ready(0x80))]);
    assert_eq!(told(&events), ["? F_SC_NA_1", "+ F_FR_NA_1", "- F_FR_NA_1"]);
}

#[test]
fn lengths_that_agree_are_certain_on_any_port() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(&command(6), false), Match::Sure);
    assert_eq!(probe(&control(1), false), Match::Sure);
    assert_eq!(probe(&ACKNOWLEDGE, false), Match::Weak);
    assert_eq!(probe(&unit(45, 2, 6, &[3, 2, 1, 1]), false), Match::No);
    assert_eq!(probe(b"history of the plant", true), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[0x68, 4, 9][..], &command(6)].concat()), Some(3));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &control(1)), (Backward, &control(2)), (Forward, &command(6))]);
    survives(&PROTOCOL, &[(Backward, &unit(1, 0x82, 20, &[9, 0, 0, 1, 0])), (Forward, &ACKNOWLEDGE)]);
    survives(
        &PROTOCOL,
        &[(Backward, &unit(120, 1, 13, &[0, 0, 0, 1, 0, 9, 0, 0, 0])), (Backward, &unit(200, 1, 3, &[0; 5]))],
    );
}
