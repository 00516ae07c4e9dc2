use ringwall_model::{SecretKind, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward as D, Event, Match, Sample};

const HELLO: &[u8] = &[0, 0, 16, 3, 10, 100, 1, 0, b'c', b'i', b's', b'c', b'o', 0, 0, 0, 10, 0, 0, 1];

fn second(tail: &[u8]) -> Vec<u8> {
    [&[1, 40, 2, 0, 6, 4], [0; 36].as_slice(), tail].concat()
}

fn events(bytes: &[u8]) -> Vec<Event> {
    let case: [(Direction, &[u8]); 2] = [(D, bytes), (D, bytes)];
    hostile::survives(&PROTOCOL, &case);
    datagrams(&PROTOCOL, &case).into_iter().map(|(e, _)| e).collect()
}

fn mechanisms(bytes: &[u8]) -> Vec<Security> {
    events(bytes).into_iter().filter_map(|e| if let Event::Security(fact) = e { Some(fact) } else { None }).collect()
}

#[test]
fn text_and_digests_are_weak_and_only_offered() {
    let offered = |name: &'static str| {
        [Security::Mechanism { name: name.into(), soundness: Soundness::Weak, stage: Stage::Offered }]
    };
    assert_eq!(mechanisms(HELLO), offered("HSRP text"));
    assert_eq!(mechanisms(&second(&[3, 8, 1, 2, 3, 4, 5, 6, 7, 8])), offered("HSRP text"));
    assert_eq!(mechanisms(&second(&[[4, 28].as_slice(), &[0; 28]].concat())), offered("HSRP MD5"));
    assert_eq!(mechanisms(&second(&[])), []);
    assert!(events(HELLO).contains(&Event::Secret { kind: SecretKind::Password, at: 8..16 }));
}

#[test]
fn the_port_and_the_form_are_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(HELLO, true), Match::Sure);
    assert_eq!(probe(HELLO, false), Match::No);
    assert_eq!(probe(&[0xff; 20], true), Match::No);
}
