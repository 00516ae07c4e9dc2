use ringwall_model::{Attribute, SecretKind, Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16 + 8).to_be_bytes();
    [&[kind, 1], length.as_slice(), &[0, 0, 1, 0], body].concat()
}

fn options(encryption: u8) -> Vec<u8> {
    packet(0x12, &[0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 8, 0, 1, 0x55, 0, 0, encryption])
}

fn log_in(user: &str, password: &str) -> Vec<u8> {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let scrambled: Vec<u8> = utf16(password).iter().map(|b| b.rotate_left(4) ^ 0xa5).collect();
    let (mut body, mut texts) = (vec![0; 36], Vec::new());
    for text in [utf16("HMI-3"), utf16(user), scrambled] {
        body.extend((94 + texts.len() as u16).to_le_bytes());
        body.extend((text.len() as u16 / 2).to_le_bytes());
        texts.extend(text);
    }
    body.resize(94, 0);
    body.extend(texts);
    packet(0x10, &body)
}

fn acknowledged() -> Vec<u8> {
    packet(4, &[0xe3, 2, 0, 1, 1, 0xad, 1, 0, 1])
}

fn refused() -> Vec<u8> {
    packet(4, &[0xaa, 6, 0, 0x18, 0x48, 0, 0, 1, 14])
}

fn session(user: &str, password: &str, answer: Vec<u8>) -> Script {
    vec![(C, options(2)), (S, [&[4], &options(2)[1..]].concat()), (C, log_in(user, password)), (S, answer)]
}

fn facts(script: &Script) -> Vec<Security> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn login(default: bool, stage: Stage) -> Security {
    let secret = Some(SecretKind::Password);
    Security::Login { clear: true, secret, default, stage, human: false, changing: false }
}

#[test]
fn a_scrambled_password_is_clear_and_decided_by_the_answer() {
    assert_eq!(facts(&session("plant", "s3cret", acknowledged())), [login(false, Stage::Completed)]);
    assert_eq!(facts(&session("sa", "", acknowledged())), [login(true, Stage::Completed)]);
    assert_eq!(facts(&session("sa", "", refused())), [login(false, Stage::Refused)]);
    assert_eq!(facts(&session("sa", "x", acknowledged())[..3].to_vec()), []);
}

#[test]
fn a_batch_that_was_answered_is_the_service() {
    let service = Security::Service { kind: ServiceKind::Database, stage: Stage::Completed };
    let script = vec![(C, packet(1, &[b'x', 0])), (S, packet(4, &[0xfd, 0, 0, 0, 0])), (C, packet(1, &[b'y', 0]))];
    assert_eq!(facts(&script), [service]);
}

#[test]
fn the_password_is_marked_and_the_computer_named() {
    let bytes = log_in("plant", "s3cret");
    let events = stream(&PROTOCOL, &[(C, &bytes)]);
    let secret =
        events.iter().find_map(|(e, _)| if let Event::Secret { at, .. } = e { Some(at.clone()) } else { None });
    assert_eq!(secret.unwrap().len(), 12);
    let named =
        |(e, t): &(Event, String)| matches!(e, Event::Identity { what: Attribute::Hostname, .. }) && t == "HMI-3";
    assert!(events.iter().any(named));
}

#[test]
fn tls_inside_packets_is_read_as_tls() {
    let alert = [21, 3, 1, 0, 2, 2, 40];
    let script = vec![(C, options(1)), (C, packet(0x12, &alert[..4])), (C, packet(0x12, &alert[4..]))];
    assert_eq!(facts(&script), []);
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    let protected = |(e, _): &(Event, String)| matches!(e, Event::Report { call, .. } if *call == super::PROTECTED);
    assert_eq!(stream(&PROTOCOL, &borrowed).iter().filter(|e| protected(e)).count(), 2);
}

#[test]
fn options_are_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(&options(0), false), Match::Sure);
    assert_eq!(probe(&acknowledged(), true), Match::Weak);
    assert_eq!(probe(&acknowledged(), false), Match::No);
    assert_eq!(probe(&[0x12, 1, 0, 9, 0, 0, 1, 0, 7], true), Match::Weak);
}
