use std::net::IpAddr;

use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample, Subject};

const QUERY: &[u8] = b"\x12\x34\0\0\0\x01\0\0\0\0\0\0\x05hmi-3\0\0\x01\0\x01";
const ANSWER: &[u8] =
    b"\x12\x34\x80\0\0\x01\0\x01\0\0\0\0\x05hmi-3\0\0\x01\0\x01\x05hmi-3\0\0\x01\0\x01\0\0\0\x1e\0\x04\x0a\0\0\x03";

fn events(case: &[(Direction, &[u8])]) -> Vec<(Event, String)> {
    hostile::survives(&PROTOCOL, case);
    datagrams(&PROTOCOL, case)
}

fn stages(case: &[(Direction, &[u8])]) -> Vec<Stage> {
    let only = |(event, _)| match event {
        Event::Security(Security::Service { kind: ServiceKind::LinkNameResolution, stage }) => Some(stage),
        _ => None,
    };
    events(case).into_iter().filter_map(only).collect()
}

#[test]
fn an_answer_is_the_service_and_a_question_only_offers_it() {
    assert_eq!(stages(&[(C, QUERY), (C, QUERY)]), [Stage::Offered]);
    assert_eq!(stages(&[(C, QUERY), (S, ANSWER)]), [Stage::Offered, Stage::Completed]);
}

#[test]
fn an_answer_names_its_address() {
    let named = |(event, text): &(Event, String)| {
        matches!(event, Event::Identity { who: Subject::Ip(ip), .. } if *ip == IpAddr::from([10, 0, 0, 3]))
            && text == "hmi-3"
    };
    assert!(events(&[(S, ANSWER)]).iter().any(named));
}

#[test]
fn the_port_is_needed() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(QUERY, true), Match::Sure);
    assert_eq!(probe(QUERY, false), Match::No);
}
