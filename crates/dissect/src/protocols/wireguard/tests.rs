use ringwall_model::{Security, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

fn message(kind: u8, numbers: &[[u8; 4]], length: usize) -> Vec<u8> {
    let mut bytes = [&[kind, 0, 0, 0], numbers.concat().as_slice()].concat();
    bytes.resize(length, 0x5a);
    bytes
}

fn tunnel(answered: [u8; 4], data: &[Direction]) -> Vec<Stage> {
    let mut script = vec![(C, message(1, &[[1; 4]], 148)), (S, message(2, &[[2; 4], answered], 92))];
    script.extend(data.iter().map(|d| (*d, message(4, &[[2; 4]], 96))));
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| match event {
        Event::Security(Security::Channel { secrecy: true, integrity: true, stage, .. }) => Some(stage),
        _ => None,
    };
    datagrams(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

#[test]
fn a_channel_is_agreed_by_the_answer_and_completed_by_data_both_ways() {
    assert_eq!(tunnel([1; 4], &[C, S, C]), [Stage::Negotiated, Stage::Completed]);
    assert_eq!(tunnel([1; 4], &[C, C]), [Stage::Negotiated]);
    assert_eq!(tunnel([9; 4], &[C, S]), [], "an answer to somebody else");
}

#[test]
fn kinds_and_lengths_are_proof_on_the_port_and_a_hint_elsewhere() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&message(1, &[], 148), true), Match::Sure);
    assert_eq!(probe(&message(1, &[], 148), false), Match::Weak);
    assert_eq!(probe(&message(1, &[], 147), true), Match::No);
    assert_eq!(probe(&message(4, &[], 96), false), Match::No);
}

#[test]
fn a_full_datagram_of_data_is_not_padded() {
    let of = |length| datagrams(&PROTOCOL, &[(C, message(4, &[[2; 4]], length).as_slice())]);
    let malformed = |length| of(length).iter().any(|(event, _)| matches!(event, Event::Malformed { .. }));
    assert_eq!([32, 1452, 31].map(malformed), [false, false, true]);
}
