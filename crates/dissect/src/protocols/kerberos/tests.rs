use ringwall_model::{Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::{datagrams, stream};
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&[tag, body.len() as u8], body.as_slice()].concat()
}

fn number(field: u8, n: u8) -> Vec<u8> {
    element(0xa0 | field, &[&[2, 1, n]])
}

fn message(kind: u8, fields: &[&[u8]]) -> Vec<u8> {
    element(0x60 | kind, &[&element(0x30, fields)])
}

/// A request to the centre, with a piece of data of this kind before authentication.
fn request(kind: u8, proof: Option<u8>) -> (Direction, Vec<u8>) {
    let part = |k| element(0x30, &[&number(1, k), &element(0xa2, &[&[4, 1, 9]])]);
    let list = proof.map_or(vec![], |k| element(0xa3, &[&element(0x30, &[&part(150), &part(k)])]));
    (C, message(kind, &[&number(1, 5), &number(2, kind), &list, &element(0xa4, &[&[0x30, 0]])]))
}

fn sealed(cipher: u8) -> Vec<u8> {
    element(0x30, &[&number(0, cipher), &element(0xa2, &[&[4, 2, 1, 2]])])
}

fn reply(kind: u8, own: u8, ticket: u8) -> (Direction, Vec<u8>) {
    let ticket = element(0x61, &[&element(0x30, &[&number(0, 5), &element(0xa3, &[&sealed(ticket)])])]);
    let fields = [number(0, 5), number(1, kind), element(0xa5, &[&ticket]), element(0xa6, &[&sealed(own)])].concat();
    (S, message(kind, &[&fields]))
}

fn error(code: u8) -> (Direction, Vec<u8>) {
    (S, message(30, &[&number(0, 5), &number(1, 30), &number(6, code)]))
}

fn facts(script: &Script) -> Vec<Security> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    datagrams(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn service() -> Security {
    Security::Service { kind: ServiceKind::Directory, stage: Stage::Completed }
}

fn mechanism(name: &'static str, soundness: Soundness) -> Security {
    Security::Mechanism { name: name.into(), soundness, stage: Stage::Completed }
}

fn login(stage: Stage) -> Security {
    Security::Login { clear: false, secret: None, default: false, stage, human: false, changing: false }
}

#[test]
fn a_reply_names_its_ciphers_and_proof_makes_it_a_log_in() {
    let (aes, rc4) = (
        mechanism("Kerberos aes256-cts-hmac-sha1-96", Soundness::Sound),
        mechanism("Kerberos rc4-hmac", Soundness::Weak),
    );
    let open = vec![request(10, None), reply(11, 18, 23)];
    assert_eq!(facts(&open), [service(), aes.clone(), rc4.clone()]);
    let proved = vec![request(10, Some(2)), reply(11, 18, 18)];
    assert_eq!(facts(&proved), [service(), aes, login(Stage::Completed)]);
    assert_eq!(facts(&vec![request(12, Some(1)), reply(13, 23, 23)]), [service(), rc4]);
}

#[test]
fn errors_refuse_log_ins_or_deny_and_a_question_for_proof_claims_nothing() {
    assert_eq!(facts(&vec![request(10, None), error(25)]), []);
    assert_eq!(facts(&vec![request(10, Some(2)), error(24)]), [login(Stage::Refused)]);
    assert_eq!(facts(&vec![request(12, None), error(12)]), [Security::Denied { by: "KDC_ERR_POLICY".into() }]);
    assert_eq!(facts(&vec![reply(11, 18, 18)]), [], "no request seen");
}

#[test]
fn a_stream_has_lengths_before_its_messages() {
    let script: Script = [request(10, Some(2)), reply(11, 17, 17)]
        .map(|(d, b)| (d, [(b.len() as u32).to_be_bytes().as_slice(), &b].concat()))
        .into();
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let facts = stream(&PROTOCOL, &borrowed).into_iter().filter(|(e, _)| matches!(e, Event::Security(_))).count();
    assert_eq!(facts, 3);
}

#[test]
fn the_port_and_the_version_are_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&request(10, None).1, true), Match::Sure);
    assert_eq!(probe(&request(10, None).1, false), Match::No);
    assert_eq!(probe(&message(10, &[&number(1, 4)]), true), Match::No);
}
