use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Answered, Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

/// A time message: first byte, stratum, origin, transmit, then a tail.
fn message(first: u8, stratum: u8, origin: u64, transmit: u64, tail: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first, stratum, 6, 0xe9];
    bytes.extend([0; 20]);
    bytes.extend(origin.to_be_bytes());
    bytes.extend([0; 8]);
    bytes.extend(transmit.to_be_bytes());
    bytes.extend(tail);
    bytes
}

const T1: u64 = 0xe9aa_0001_1234_5678;
const T2: u64 = 0xe9aa_0002_8765_4321;

fn replies(messages: &[(Direction, Vec<u8>)]) -> Vec<(u8, bool)> {
    let borrowed: Vec<_> = messages.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| match event {
        Event::Security(Security::TimeReply { stratum, authenticated }) => Some((stratum, authenticated)),
        _ => None,
    };
    datagrams(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn asked(reply: Vec<u8>) -> Vec<(u8, bool)> {
    replies(&[(C, message(0x23, 0, 0, T1, &[])), (S, reply)])
}

#[test]
fn a_reply_to_a_request_from_a_sane_clock_is_time() {
    assert_eq!(asked(message(0x24, 2, T1, T2, &[])), [(2, false)]);
}

#[test]
fn time_taken_is_a_service_once() {
    let poll = |n| [(C, message(0x23, 0, 0, n, &[])), (S, message(0x24, 2, n, T2, &[]))];
    let talk = [poll(T1), poll(T1 + 9)].concat();
    let borrowed: Vec<_> = talk.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    let service = Security::Service { kind: ServiceKind::Time, stage: Stage::Completed };
    let events = datagrams(&PROTOCOL, &borrowed);
    assert_eq!(events.iter().filter(|(e, _)| *e == Event::Security(service.clone())).count(), 1);
}

#[test]
fn what_answers_nothing_or_comes_from_no_clock_is_not() {
    assert_eq!(asked(message(0x24, 2, T2, T2, &[])), [], "answers another request");
    assert_eq!(asked(message(0xe4, 2, T1, T2, &[])), [], "not synchronised");
    assert_eq!(asked(message(0x24, 16, T1, T2, &[])), [], "stratum 16");
    assert_eq!(asked(message(0x24, 0, T1, T2, &[])), [], "kiss of death");
    assert_eq!(replies(&[(S, message(0x24, 1, T1, T2, &[]))]), [], "no request seen");
    let twice = message(0x24, 2, T1, T2, &[]);
    assert_eq!(replies(&[(C, message(0x23, 0, 0, T1, &[])), (S, twice.clone()), (S, twice)]), [(2, false)]);
}

#[test]
fn a_code_or_nts_authenticates_and_a_refused_key_does_not() {
    let code = [[0, 0, 0, 1].as_slice(), &[0xaa; 16]].concat();
    assert_eq!(asked(message(0x24, 1, T1, T2, &code)), [(1, true)]);
    assert_eq!(asked(message(0x24, 1, T1, T2, &[0; 4])), [(1, false)]);
    let unique = [[0x01, 0x04, 0, 36].as_slice(), &[7; 32]].concat();
    assert_eq!(asked(message(0x24, 1, T1, T2, &unique)), [(1, false)]);
    let nts = [unique.as_slice(), &[0x04, 0x04, 0, 40], &[9; 36]].concat();
    assert_eq!(asked(message(0x24, 1, T1, T2, &nts)), [(1, true)]);
}

#[test]
fn peers_answer_each_other() {
    let talk =
        [(C, message(0x21, 3, 0, T1, &[])), (S, message(0x22, 2, T1, T2, &[])), (C, message(0x21, 3, T2, T1 + 9, &[]))];
    assert_eq!(replies(&talk), [(2, false), (3, false)]);
}

#[test]
fn control_messages_prove_nothing_and_a_kiss_refuses() {
    assert_eq!(replies(&[(C, vec![0x16, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])]), []);
    let kiss = message(0x24, 0, T1, T2, &[]);
    let events = datagrams(&PROTOCOL, &[(C, &message(0x23, 0, 0, T1, &[])), (S, &kiss)]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Answer { outcome: Answered::Refused, .. })));
}

#[test]
fn only_what_reads_like_time_is_claimed() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&message(0x23, 0, 0, T1, &[])), Match::Sure);
    assert_eq!(probe(&[0x23; 12]), Match::No);
    assert_eq!(probe(&[0xff; 48]), Match::No);
}
