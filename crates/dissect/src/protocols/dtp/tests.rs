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

/// Messages decoded by hand as free readers of the protocol describe it: version, and the elements in order.
#[test]
fn messages_are_what_their_elements_say() {
    let of = |version: u8, elements: &[&[u8]]| [SNAP, &[version], &elements.concat()].concat();
    let (domain, status, kind) = ([0, 1, 0, 5, 0], [0, 2, 0, 5, 0x81], [0, 3, 0, 5, 0xa5]);
    let port = [&[0, 4, 0, 10][..], &PORT].concat();
    for (bytes, kinds) in [
        (of(1, &[&domain, &status, &kind, &port]), Some(vec![1, 2, 3, 4])),
        (of(1, &[&domain, &status]), Some(vec![1, 2])),
        (of(1, &[&[0, 1, 0, 12], b"Building"]), Some(vec![1])),
        (of(1, &[&status, &domain]), Some(vec![2, 1])),
        (of(1, &[&port]), Some(vec![4])),
        (of(1, &[&domain, &[0, 2, 0, 99]]), Some(vec![1])),
        (of(1, &[&domain, &[0, 2, 0, 3]]), Some(vec![1])),
        (of(1, &[]), Some(vec![])),
        (of(0, &[&domain]), None),
        (of(2, &[&domain]), None),
        ([&SNAP[..7], &[0x11, 1, 0, 1]].concat(), None),
    ] {
        let found = super::elements(&bytes).map(|e| e.map(|(kind, _)| kind).collect::<Vec<_>>());
        assert_eq!(found, kinds, "{bytes:02x?}");
    }
}
