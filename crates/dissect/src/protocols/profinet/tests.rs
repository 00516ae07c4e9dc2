//! Cases of PROFINET, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::datagrams;
use crate::{Answered, Direction, Event, Match, Native, Sample};

/// A message of DCP with its blocks.
fn dcp(frame: u16, service: u8, kind: u8, blocks: &[u8]) -> Vec<u8> {
    let length = u16::try_from(blocks.len()).unwrap();
    [&frame.to_be_bytes()[..], &[service, kind, 0, 0, 0, 7, 0, 0], &length.to_be_bytes(), blocks].concat()
}

/// A block with two bytes before its value, padded to an even length.
fn block(option: u8, suboption: u8, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len() + 2).unwrap();
    let pad = &[0][..value.len() % 2];
    [&[option, suboption][..], &length.to_be_bytes(), &[0, 0], value, pad].concat()
}

/// The answer to `Set` for one block.
fn done(error: u8) -> Vec<u8> {
    dcp(0xFEFD, 4, 1, &[5, 4, 0, 3, 2, 2, error, 0])
}

fn identity() -> Vec<u8> {
    let address = block(1, 2, &[10, 0, 0, 4, 255, 255, 255, 0, 0, 0, 0, 0]);
    let device = [block(2, 1, b"ET200"), block(2, 3, &[0, 42, 3, 19]), block(2, 4, &[3, 0])].concat();
    [block(2, 2, b"press-4"), address, device].concat()
}

fn run(messages: &[(Direction, Vec<u8>)]) -> Vec<(Event, String)> {
    let borrowed: Vec<(Direction, &[u8])> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    datagrams(&PROTOCOL, &borrowed)
}

fn told(events: &[(Event, String)]) -> Vec<String> {
    let name = |call: &crate::Call| PROTOCOL.functions[usize::from(call.row)].name;
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Request { call, .. } => Some(format!("? {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Accepted, .. } => Some(format!("+ {}", name(call))),
            Event::Answer { call: Some(call), outcome: Answered::Refused, .. } => Some(format!("- {}", name(call))),
            Event::Report { call, .. } | Event::Io { call, .. } => Some(format!("! {} {:04x}", name(call), call.code)),
            Event::Malformed { code, .. } => Some((*code).to_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_device_that_answers_identifies_itself_and_who_asked_initiates() {
    let events = run(&[(Backward, dcp(0xFEFF, 5, 1, &identity()))]);
    assert_eq!(told(&events), ["+ DCP Identify"]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
    let said: Vec<_> = events
        .iter()
        .filter_map(|(e, text)| if let Event::Identity { what, .. } = e { Some((*what, text.as_str())) } else { None })
        .collect();
    let expected = [
        (Attribute::Hostname, "press-4"),
        (Attribute::Model, "ET200"),
        (Attribute::Vendor, "Siemens"),
        (Attribute::Model, "ET 200SP"),
        (Attribute::Model, "PROFINET device 002a:0313"),
        (Attribute::Capability, "io-device"),
        (Attribute::Capability, "io-controller"),
    ];
    assert_eq!(said, expected);
    assert!(events.iter().any(|(e, _)| *e == Event::Address([10, 0, 0, 4].into())));
}

#[test]
fn setting_says_what_is_set_and_whether_it_was() {
    let set = |option, suboption| dcp(0xFEFD, 4, 0, &block(option, suboption, &[1, 2, 3, 4]));
    let events = run(&[
        (Forward, set(2, 2)),
        (Backward, done(0)),
        (Forward, set(1, 2)),
        (Backward, done(6)),
        (Forward, set(5, 6)),
        (Forward, set(5, 3)),
    ]);
    let expected = [
        "? DCP Set: name of station",
        "+ DCP Set: name of station",
        "? DCP Set: IP address",
        "- DCP Set: IP address",
        "? DCP Set: factory reset",
        "? DCP Set: signal",
    ];
    assert_eq!(told(&events), expected);
    let events = run(&[(Forward, dcp(0xFEFD, 4, 0, &[block(5, 3, &[1, 0]), block(1, 2, &[0; 12])].concat()))]);
    assert_eq!(told(&events), ["? DCP Set: IP address"], "a signal does not hide what else is set");
}

#[test]
fn cyclic_data_is_io_at_its_frame_id() {
    let events =
        run(&[(Forward, vec![0xC0, 2, 1, 2, 3]), (Forward, vec![0xFE, 1, 0, 0]), (Forward, vec![0xFF, 0x40, 0])]);
    let expected = ["! Cyclic real-time data c002", "! Alarm fe01", "! Line delay measurement ff40"];
    assert_eq!(told(&events), expected);
    assert_eq!(events[0].0, Event::Native(Native::Numbered("frame", 0xC002)));
    assert!(matches!(events[1].0, Event::Io { .. }));
}

#[test]
fn a_hello_identifies_and_what_is_cut_is_said() {
    let hello = dcp(0xFEFC, 6, 0, &identity());
    let events = run(&[(Forward, hello.clone())]);
    assert_eq!(told(&events), ["! DCP Hello 0006"]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Identity { .. })));
    assert_eq!(told(&run(&[(Forward, hello[..6].to_vec())])), ["profinet-dcp"]);
    assert_eq!(told(&run(&[(Forward, hello[..20].to_vec())]))[0], "profinet-dcp-length");
    let sample = Sample { bytes: &hello, hinted: true, from_responder: None, whole: true };
    assert_eq!((PROTOCOL.probe)(&sample), Match::Sure);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(
        &PROTOCOL,
        &[(Forward, &dcp(0xFEFE, 5, 0, &[0xFF, 0xFF, 0, 0])), (Backward, &dcp(0xFEFF, 5, 1, &identity()))],
    );
    survives(&PROTOCOL, &[(Forward, &dcp(0xFEFD, 4, 0, &block(2, 2, b"press"))), (Backward, &done(6))]);
    survives(&PROTOCOL, &[(Forward, &[0xC0, 2, 1, 2, 3])]);
}
