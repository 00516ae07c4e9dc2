use std::net::IpAddr;

use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::{hostile, netbios::coded};
use crate::testing::datagrams;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample, Subject};

fn header(flags: u16, counts: [u8; 4]) -> Vec<u8> {
    let counts = counts.iter().flat_map(|n| [0, *n]);
    [vec![0x12, 0x34], flags.to_be_bytes().to_vec(), counts.collect()].concat()
}

fn addresses(flags: u16, last: u8) -> Vec<u8> {
    [&[0, 0x20, 0, 1, 0, 0, 0, 60, 0, 6], flags.to_be_bytes().as_slice(), &[10, 0, 0, last]].concat()
}

fn query(text: &str) -> Vec<u8> {
    [header(0x0110, [1, 0, 0, 0]), coded(text, 0x20), vec![0, 0x20, 0, 1]].concat()
}

fn found(text: &str, kind: u8, flags: u16) -> Vec<u8> {
    [header(0x8500, [0, 1, 0, 0]), coded(text, kind), addresses(flags, 9)].concat()
}

fn claim(text: &str) -> Vec<u8> {
    let question = [coded(text, 0), vec![0, 0x20, 0, 1, 0xc0, 12]].concat();
    [header(0x2910, [1, 0, 0, 1]), question, addresses(0, 7)].concat()
}

fn status() -> Vec<u8> {
    let name = |text: &[u8; 15], kind: u8, flags: u16| [text, [kind].as_slice(), &flags.to_be_bytes()].concat();
    let names = [name(b"PLANT          ", 0, 0x8400), name(b"FILES-7        ", 0, 0x0400)].concat();
    let data = [vec![2], names, vec![0; 6]].concat();
    let record = [vec![0, 0x21, 0, 1, 0, 0, 0, 0, 0, data.len() as u8], data].concat();
    [header(0x8400, [0, 1, 0, 0]), coded("*", 0), record].concat()
}

fn events(bytes: &[u8]) -> Vec<(Event, String)> {
    let case: [(Direction, &[u8]); 2] = [(C, bytes), (C, bytes)];
    hostile::survives(&PROTOCOL, &case);
    datagrams(&PROTOCOL, &case)
}

fn names(bytes: &[u8]) -> Vec<(Subject, String)> {
    let only = |(event, text)| if let Event::Identity { who, .. } = event { Some((who, text)) } else { None };
    datagrams(&PROTOCOL, &[(S, bytes)]).into_iter().filter_map(only).collect()
}

fn stages(bytes: &[u8]) -> Vec<Stage> {
    let only = |(event, _)| match event {
        Event::Security(Security::Service { kind: ServiceKind::LinkNameResolution, stage }) => Some(stage),
        _ => None,
    };
    events(bytes).into_iter().filter_map(only).collect()
}

#[test]
fn an_answer_is_the_service_and_a_question_only_offers_it() {
    assert_eq!(stages(&query("FILES-7")), [Stage::Offered]);
    assert_eq!(stages(&found("FILES-7", 0x20, 0)), [Stage::Completed]);
    assert_eq!(stages(&claim("HMI-3")), []);
}

#[test]
fn computers_are_named_and_groups_and_services_are_not() {
    let ip = |last| Subject::Ip(IpAddr::from([10, 0, 0, last]));
    assert_eq!(names(&found("FILES-7", 0x20, 0)), [(ip(9), "FILES-7".to_owned())]);
    assert_eq!(names(&found("PLANT", 0, 0x8000)), []);
    assert_eq!(names(&found("PLANT", 0x1b, 0)), []);
    assert_eq!(names(&claim("HMI-3")), [(ip(7), "HMI-3".to_owned())]);
    assert_eq!(names(&status()), [(Subject::Sender, "FILES-7".to_owned())]);
    assert_eq!(stages(&status()), [Stage::Completed]);
}

#[test]
fn a_coded_name_on_the_port_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&query("X"), true), Match::Sure);
    assert_eq!(probe(&query("X"), false), Match::No);
    assert_eq!(probe(&[0x20; 60], true), Match::No);
}
