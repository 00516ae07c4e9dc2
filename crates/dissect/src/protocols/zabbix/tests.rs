//! Cases of Zabbix, built by an encoder of our own.

use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{probed, stream, told};
use crate::{Event, Match};

pub fn message(flags: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    let rest = if flags & 4 == 0 { 4 } else { 12 };
    [&b"ZBXD"[..], &[flags], &length, &vec![0; rest], body].concat()
}

#[test]
fn an_answered_message_is_the_service() {
    let events = stream(&PROTOCOL, &[(Forward, &message(1, b"agent.ping")), (Backward, &message(3, b"\x78\x9c1"))]);
    assert_eq!(told(&PROTOCOL, &events), ["? Message", "+ Compressed Message"]);
    let service = Security::Service { kind: ServiceKind::Management, stage: Stage::Completed };
    assert!(events.iter().any(|(e, _)| *e == Event::Security(service.clone())));
    let unasked = stream(&PROTOCOL, &[(Backward, &message(1, b"1"))]);
    assert!(!unasked.iter().any(|(e, _)| matches!(e, Event::Security(_))));
}

#[test]
fn the_mark_is_certain_and_large_messages_have_longer_headers() {
    let large = message(5, b"agent.ping");
    assert_eq!(probed(&PROTOCOL, &large, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &large[..8], false), Match::More);
    assert_eq!(probed(&PROTOCOL, b"ZBXD\x09\x01\x00\x00\x00\x00\x00\x00\x001", false), Match::No);
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &[(Forward, &large), (Forward, &large)])).len(), 2);
    assert_eq!((PROTOCOL.resync)(Forward, &[&b"ZBXD"[..], &large].concat()), Some(4));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &message(1, b"agent.ping")), (Backward, &message(3, b"\x78\x9c1"))]);
    survives(&PROTOCOL, &[(Forward, &message(7, b"agent.ping"))]);
}
