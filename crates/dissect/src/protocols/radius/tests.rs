use ringwall_model::{Attribute, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

fn packet(code: u8, id: u8, attributes: &[(u8, &[u8])]) -> Vec<u8> {
    let body: Vec<u8> = attributes.iter().flat_map(|(k, v)| [&[*k, v.len() as u8 + 2], *v].concat()).collect();
    let length = (20 + body.len() as u16).to_be_bytes();
    [&[code, id], length.as_slice(), &[0x5a; 16], &body].concat()
}

fn events(messages: &[(Direction, Vec<u8>)]) -> Vec<(Event, String)> {
    let borrowed: Vec<_> = messages.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    datagrams(&PROTOCOL, &borrowed)
}

fn facts(attribute: (u8, &[u8]), answers: &[u8]) -> Vec<Security> {
    let mut messages = vec![(C, packet(1, 7, &[(1, b"user"), (32, b"switch-7"), attribute]))];
    messages.extend(answers.iter().map(|code| (S, packet(*code, 7, &[]))));
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    events(&messages).into_iter().filter_map(only).collect()
}

fn mechanism(name: &'static str, soundness: Soundness, stage: Stage) -> Security {
    Security::Mechanism { name: name.into(), soundness, stage }
}

#[test]
fn an_answer_is_the_service_and_ends_the_mechanism() {
    let service = Security::Service { kind: ServiceKind::Directory, stage: Stage::Completed };
    let pap = |stage| mechanism("PAP over RADIUS", Soundness::Weak, stage);
    assert_eq!(facts((2, &[9; 16]), &[2]), [service.clone(), pap(Stage::Completed)]);
    assert_eq!(facts((2, &[9; 16]), &[3]), [service.clone(), pap(Stage::Refused)]);
    assert_eq!(facts((2, &[9; 16]), &[]), []);
    let tls = mechanism("EAP-TLS", Soundness::Sound, Stage::Negotiated);
    assert_eq!(facts((79, &[2, 1, 0, 6, 13, 0]), &[11]), [tls]);
    let chap = mechanism("MS-CHAPv2", Soundness::Weak, Stage::Completed);
    assert_eq!(facts((26, &[0, 0, 1, 0x37, 25, 4, 1, 2]), &[2]), [service, chap]);
}

#[test]
fn the_password_is_marked_and_the_device_named() {
    let request = packet(1, 7, &[(2, &[9; 16]), (32, b"switch-7")]);
    let events = events(&[(C, request)]);
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: 22..38 }));
    let named =
        |(e, t): &(Event, String)| matches!(e, Event::Identity { what: Attribute::Hostname, .. }) && t == "switch-7";
    assert!(events.iter().any(named));
}

#[test]
fn attributes_that_fill_the_length_are_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    let good = packet(1, 7, &[(1, b"user")]);
    assert_eq!(probe(&good, true), Match::Sure);
    assert_eq!(probe(&good, false), Match::No);
    assert_eq!(probe(&good[..good.len() - 1], true), Match::No);
    assert_eq!(probe(&[1; 24], true), Match::No);
}
