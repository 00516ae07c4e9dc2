//! Cases of ROC Plus, built by an encoder of our own.

use ringwall_model::{SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::crc16;
use crate::protocols::hostile::survives;
use crate::testing::{probed, probed_on_port, stream, told};
use crate::{Event, Match, Native, Object};

/// Between host 1 of group 0 and flow computer 2 of group 5.
fn message(to_device: bool, code: u8, data: &[u8]) -> Vec<u8> {
    let addresses = if to_device { [2, 5, 1, 0] } else { [1, 0, 2, 5] };
    let mut bytes = [&addresses[..], &[code, u8::try_from(data.len()).unwrap()], data].concat();
    bytes.extend(crc16::of(bytes.iter().copied()).to_le_bytes());
    bytes
}

fn login(default: bool, stage: Stage) -> Event {
    let secret = Some(SecretKind::Password);
    Event::Security(Security::Login { clear: true, secret, default, stage, human: false, changing: true })
}

#[test]
fn a_write_names_its_points_and_an_error_refuses_it() {
    let write = message(true, 181, &[1, 103, 0, 4, 0x42]);
    let refused = message(false, 255, &[6, 6]);
    let events = stream(&PROTOCOL, &[(Forward, &write), (Backward, &refused)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Write Parameters", "- Error Indicator"]);
    assert_eq!(events[0].0, Event::Native(Native::Pair("roc", 5, 2)));
    let object = Object { kind: "point-type", first: 103, last: 103 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
}

#[test]
fn a_log_in_is_readable_and_known_when_it_is_the_makers_own() {
    let number = 1000_u16.to_le_bytes();
    let shipped = message(true, 17, &[&b"LOI"[..], &number, &[1]].concat());
    let events = stream(&PROTOCOL, &[(Forward, &shipped), (Backward, &message(false, 17, &[]))]);
    assert!(events.iter().any(|(e, _)| *e == login(true, Stage::Completed)));
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: 9..11 }));
    let mut long = b"operator".to_vec();
    long.resize(30, b' ');
    long.extend(b"own words");
    long.resize(70, b' ');
    long.push(1);
    let long = message(true, 17, &long);
    let events = stream(&PROTOCOL, &[(Forward, &long), (Backward, &message(false, 255, &[1, 0]))]);
    assert!(events.iter().any(|(e, _)| *e == login(false, Stage::Refused)));
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: 36..76 }));
}

#[test]
fn to_log_off_or_to_ask_for_a_key_is_no_log_in() {
    let off = message(true, 17, b"LOI\x01\x00LOGOUT");
    let key = message(true, 17, b"SESSIONKEY_13");
    let answer = message(false, 17, &[]);
    let events = stream(&PROTOCOL, &[(Forward, &off), (Backward, &answer), (Forward, &key), (Backward, &answer)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Login: Log Off", "+ Login", "? Login: Session Key", "+ Login"]);
    assert!(!events.iter().any(|(e, _)| matches!(e, Event::Security(_))));
}

#[test]
fn a_report_by_exception_is_unasked() {
    let events = stream(&PROTOCOL, &[(Backward, &message(false, 224, &[])), (Forward, &message(true, 225, &[0, 1]))]);
    assert_eq!(told(&PROTOCOL, &events), ["! Spontaneous Report by Exception", "? Acknowledge Report by Exception"]);
}

#[test]
fn a_crc_is_certain_only_on_the_usual_port() {
    let read = message(true, 167, &[103, 0, 4, 0]);
    assert_eq!(probed_on_port(&PROTOCOL, &read, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &read, false), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &read[..4], false), Match::More);
    let mut wrong = read.clone();
    wrong[7] ^= 1;
    assert_eq!(probed_on_port(&PROTOCOL, &wrong, false), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[9, 9][..], &read].concat()), Some(2));
    let found = stream(&PROTOCOL, &[(Forward, &[&wrong[..], &read].concat())]);
    assert_eq!(told(&PROTOCOL, &found), ["? Request Single Point Parameters"], "what is wrong is passed over");
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let login = message(true, 17, &[&b"LOI"[..], &[1, 2, 1]].concat());
    survives(&PROTOCOL, &[(Forward, &login), (Backward, &message(false, 17, &[]))]);
    survives(
        &PROTOCOL,
        &[(Forward, &message(true, 181, &[1, 103, 0, 4, 0x42])), (Backward, &message(false, 255, &[6, 6]))],
    );
}
