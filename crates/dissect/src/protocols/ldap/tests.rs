use ringwall_model::{SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&[tag, body.len() as u8], body.as_slice()].concat()
}

fn message(id: u8, tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &[&[2, 1, id], &element(tag, parts)])
}

fn simple(id: u8, name: &[u8], password: &[u8]) -> (Direction, Vec<u8>) {
    (C, message(id, 0x60, &[&[2, 1, 3], &element(4, &[name]), &element(0x80, &[password])]))
}

fn sasl(id: u8, mechanism: &[u8], credentials: &[u8]) -> (Direction, Vec<u8>) {
    let choice = element(0xa3, &[&element(4, &[mechanism]), &element(4, &[credentials])]);
    (C, message(id, 0x60, &[&[2, 1, 3], &[4, 0], &choice]))
}

/// An answer with its result code.
fn result(id: u8, tag: u8, code: u8) -> (Direction, Vec<u8>) {
    (S, message(id, tag, &[&[0x0a, 1, code], &[4, 0], &[4, 0]]))
}

fn search(id: u8) -> Script {
    let ask = message(id, 0x63, &[&[4, 0], &[0x0a, 1, 0]]);
    vec![(C, ask), (S, message(id, 0x64, &[&[4, 0]])), result(id, 0x65, 0)]
}

fn facts(script: &Script) -> Vec<Security> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn anonymous(changing: bool) -> Security {
    Security::Anonymous { human: false, changing, stage: Stage::Completed }
}

fn service() -> Security {
    Security::Service { kind: ServiceKind::Directory, stage: Stage::Completed }
}

fn told(clear: bool, stage: Stage, name: &'static str, soundness: Soundness) -> [Security; 2] {
    let secret = clear.then_some(SecretKind::Password);
    let login = Security::Login { clear, secret, default: false, stage, human: false, changing: false };
    [login, Security::Mechanism { name: name.into(), soundness, stage }]
}

#[test]
fn a_bind_without_a_password_is_anonymous_and_changing_once_it_changed_something() {
    let change = |code| vec![(C, message(2, 0x66, &[&[4, 0]])), result(2, 0x67, code)];
    let bound = vec![simple(1, b"", b""), result(1, 0x61, 0)];
    assert_eq!(facts(&bound), [anonymous(false), service()]);
    assert_eq!(facts(&[bound.clone(), change(0)].concat()), [anonymous(false), service(), anonymous(true)]);
    let denied = Security::Denied { by: "insufficientAccessRights".into() };
    assert_eq!(facts(&[bound, change(50)].concat()), [anonymous(false), service(), denied]);
    let named = vec![simple(1, b"cn=hmi", b""), result(1, 0x61, 0)];
    assert_eq!(facts(&named), [anonymous(false), service()], "a name proves nothing");
    assert_eq!(facts(&vec![simple(1, b"", b"")]), [], "not answered");
}

#[test]
fn simple_binds_show_their_password_and_are_decided_by_their_answer() {
    let weak = Soundness::Weak;
    let good = vec![simple(1, b"cn=hmi", b"s3cret"), result(1, 0x61, 0)];
    assert_eq!(facts(&good), [told(true, Stage::Completed, "PLAIN", weak).as_slice(), &[service()]].concat());
    let bad = vec![simple(1, b"cn=hmi", b"wrong"), result(1, 0x61, 49)];
    assert_eq!(facts(&bad), told(true, Stage::Refused, "PLAIN", weak));
    let other = vec![simple(1, b"cn=hmi", b"s3cret"), result(2, 0x61, 0)];
    assert_eq!(facts(&other), [], "the answer to something else");
    let events = stream(&PROTOCOL, &[(C, good[0].1.as_slice())]);
    let at = events.iter().find_map(|(e, _)| if let Event::Secret { at, .. } = e { Some(at.clone()) } else { None });
    assert_eq!(&good[0].1[at.unwrap()], b"s3cret");
}

#[test]
fn mechanisms_are_completed_by_the_last_answer_and_searches_are_the_service() {
    let steps =
        vec![sasl(1, b"GSS-SPNEGO", b"x"), result(1, 0x61, 14), sasl(2, b"GSS-SPNEGO", b"y"), result(2, 0x61, 0)];
    let expected = [told(false, Stage::Completed, "GSS-SPNEGO", Soundness::Unknown).as_slice(), &[service()]].concat();
    assert_eq!(facts(&steps), expected);
    assert_eq!(facts(&steps[..2].to_vec()), []);
    assert_eq!(facts(&search(7)), [service()]);
}

#[test]
fn after_start_tls_only_records_are_read() {
    let ask = message(1, 0x77, &[&element(0x80, &[b"1.3.6.1.4.1.1466.20037"])]);
    let script = vec![(C, ask), result(1, 0x78, 0), (C, vec![22, 3, 1, 0, 4, 1, 0, 0, 0])];
    assert_eq!(facts(&script), []);
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    let protected = |(e, _): &(Event, String)| matches!(e, Event::Report { call, .. } if *call == super::PROTECTED);
    assert!(stream(&PROTOCOL, &borrowed).iter().any(protected));
}

#[test]
fn a_bind_is_proof_anywhere_and_the_rest_on_the_port() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(&simple(1, b"", b"").1, false), Match::Sure);
    assert_eq!(probe(&search(7)[0].1, false), Match::No);
    assert_eq!(probe(&search(7)[0].1, true), Match::Sure);
    assert_eq!(probe(b"0\x03\x02\x01\x07", true), Match::More);
    assert_eq!(probe(b"0\x0c\x02\x01\x01\x04\x05public", true), Match::No, "a community");
}
