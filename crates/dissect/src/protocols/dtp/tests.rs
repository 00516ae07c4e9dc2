use ringwall_model::Mac;

use super::{PROTOCOL, SNAP};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Sample, Subject};

const PORT: [u8; 6] = [0, 0x19, 6, 1, 2, 3];

fn message() -> Vec<u8> {
    [SNAP, &[1, 0, 1, 0, 8], b"Lab\0", &[0, 2, 0, 5, 4, 0, 3, 0, 5, 0x40, 0, 4, 0, 10], &PORT, &[0; 7]].concat()
}

#[test]
fn whoever_speaks_is_a_switch() {
    let bytes = message();
    hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
    let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
    let of = |who: Subject| events.iter().any(|(e, _)| matches!(e, Event::Identity { who: w, .. } if *w == who));
    assert!(of(Subject::Sender) && of(Subject::Mac(Mac(PORT))));
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Report { .. })));
}

#[test]
fn other_contents_are_not_claimed() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&message()), Match::Sure);
    assert_eq!(probe(&[SNAP, &[2, 0, 1, 0, 5, 0]].concat()), Match::No);
    assert_eq!(probe(&[SNAP, &[1, 0, 9, 0, 5, 0]].concat()), Match::No);
}
