use std::net::IpAddr;

use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward as D, Event, Match, Sample, Subject};

const QUERY: &[u8] = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x05plc-7\x05local\0\0\x01\0\x01";
const ANSWER: &[u8] = b"\0\0\x84\0\0\0\0\x01\0\0\0\0\x05PLC-7\x05local\0\0\x01\x80\x01\0\0\0\x78\0\x04\x0a\0\0\x09";
const ELSEWHERE: &[u8] = b"\0\0\x84\0\0\0\0\x01\0\0\0\0\x05PLC-7\x04case\0\0\x01\x80\x01\0\0\0\x78\0\x04\x0a\0\0\x09";

fn events(bytes: &[u8]) -> Vec<(Event, String)> {
    let case: [(Direction, &[u8]); 2] = [(D, bytes), (D, bytes)];
    hostile::survives(&PROTOCOL, &case);
    datagrams(&PROTOCOL, &case)
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
    assert_eq!(stages(QUERY), [Stage::Offered]);
    assert_eq!(stages(ANSWER), [Stage::Completed]);
}

#[test]
fn a_device_names_its_own_address_under_local() {
    let names = |bytes: &[u8]| {
        let only = |(event, text)| match event {
            Event::Identity { who: Subject::Ip(ip), .. } => Some((ip, text)),
            _ => None,
        };
        events(bytes).into_iter().find_map(only)
    };
    assert_eq!(names(ANSWER), Some((IpAddr::from([10, 0, 0, 9]), "plc-7.local".to_owned())));
    assert_eq!(names(ELSEWHERE), None);
}

#[test]
fn the_port_is_needed() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(QUERY, true), Match::Sure);
    assert_eq!(probe(QUERY, false), Match::No);
    assert_eq!(probe(&[0xff; 40], true), Match::No);
}
