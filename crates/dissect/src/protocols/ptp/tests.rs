use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward as D, Event, Match, Sample};

pub fn message(kind: u8, length: u8) -> Vec<u8> {
    [&[kind, 2, 0, length], vec![0; usize::from(length) - 4].as_slice()].concat()
}

fn stages(kinds: &[u8]) -> Vec<Stage> {
    let messages: Vec<_> = kinds.iter().map(|k| message(*k, 44)).collect();
    let case: Vec<(Direction, &[u8])> = messages.iter().map(|m| (D, m.as_slice())).collect();
    hostile::survives(&PROTOCOL, &case);
    let only = |(event, _)| match event {
        Event::Security(Security::Service { kind: ServiceKind::Time, stage }) => Some(stage),
        _ => None,
    };
    datagrams(&PROTOCOL, &case).into_iter().filter_map(only).collect()
}

#[test]
fn an_answered_delay_is_time_served_and_sending_it_only_offers() {
    assert_eq!(stages(&[11, 0, 8, 0]), [Stage::Offered]);
    assert_eq!(stages(&[0, 9]), [Stage::Offered, Stage::Completed]);
    assert_eq!(stages(&[1, 2, 3, 12, 13]), []);
}

#[test]
fn version_and_length_are_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&message(0, 44), true), Match::Sure);
    assert_eq!(probe(&message(0, 44), false), Match::No);
    assert_eq!(probe(&message(5, 44), true), Match::No, "no such type");
    assert_eq!(probe(&message(0, 44)[..40], true), Match::No);
}
