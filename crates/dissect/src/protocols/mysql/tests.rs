use ringwall_model::{Attribute, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn packet(number: u8, body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32).to_le_bytes()[..3], &[number], body].concat()
}

fn greeting() -> Vec<u8> {
    packet(0, &[b"\x0a8.0.7-case\0".as_slice(), &[9; 12], &[0], &[0xff; 30]].concat())
}

fn log_in(user: &[u8], answer: &[u8], plugin: &[u8]) -> Vec<u8> {
    let capabilities = 0x0008_8200_u32.to_le_bytes();
    let tail = [user, b"\0", &[answer.len() as u8], answer, plugin, b"\0"].concat();
    packet(1, &[capabilities.as_slice(), &[0; 28], &tail].concat())
}

fn good() -> (Direction, Vec<u8>) {
    (S, packet(2, &[0, 0, 0, 2, 0, 0, 0]))
}

fn error(number: u8, code: u16) -> (Direction, Vec<u8>) {
    (S, packet(number, &[&[0xff], code.to_le_bytes().as_slice(), b"#28000no"].concat()))
}

fn session(user: &[u8], answer: &[u8], plugin: &[u8], end: (Direction, Vec<u8>)) -> Script {
    vec![(S, greeting()), (C, log_in(user, answer, plugin)), end]
}

fn facts(script: &Script) -> Vec<Security> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn told(login: (bool, bool), secret: Option<SecretKind>, name: &'static str, stage: Stage) -> [Security; 2] {
    let (clear, default) = login;
    let login = Security::Login { clear, secret, default, stage, human: false, changing: false };
    [login, Security::Mechanism { name: name.into(), soundness: Soundness::Weak, stage }]
}

#[test]
fn the_plug_in_is_the_mechanism_and_the_server_decides() {
    let password = Some(SecretKind::Password);
    let native = |end| facts(&session(b"hmi", &[7; 20], b"mysql_native_password", end));
    assert_eq!(native(good()), told((false, false), password, "mysql_native_password", Stage::Completed));
    assert_eq!(native(error(2, 1045)), told((false, false), password, "mysql_native_password", Stage::Refused));
    let clear = facts(&session(b"root", b"root\0", b"mysql_clear_password", good()));
    assert_eq!(clear, told((true, true), password, "PLAIN", Stage::Completed));
    let open = facts(&session(b"root", b"", b"mysql_native_password", good()));
    assert_eq!(open, told((true, true), None, "trust in a name", Stage::Completed));
    assert_eq!(facts(&session(b"hmi", &[7; 20], b"", good())[..2].to_vec()), []);
    assert_eq!(facts(&session(b"hmi", &[7; 20], b"", good())[1..].to_vec()), [], "the greeting is missing");
}

#[test]
fn an_answered_query_is_the_service_and_rights_may_be_denied() {
    let begin = session(b"hmi", &[7; 20], b"", good());
    let query = (C, packet(0, b"\x03select 1"));
    let service = Security::Service { kind: ServiceKind::Database, stage: Stage::Completed };
    assert_eq!(facts(&[begin.clone(), vec![query.clone(), (S, packet(1, &[1]))]].concat())[2..], [service]);
    let denied = Security::Denied { by: "access denied".into() };
    assert_eq!(facts(&[begin, vec![query, error(1, 1142)]].concat())[2..], [denied]);
}

#[test]
fn a_request_for_tls_ends_the_reading_and_the_server_is_named() {
    let ask = packet(1, &[0x0000_0a00_u32.to_le_bytes().as_slice(), &[0; 28]].concat());
    let script = vec![(S, greeting()), (C, ask), (C, vec![22, 3, 1, 0, 4, 1, 0, 0, 0])];
    assert_eq!(facts(&script), []);
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    let events = stream(&PROTOCOL, &borrowed);
    let named = |(e, t): &(Event, String)| {
        matches!(e, Event::Identity { what: Attribute::Software, .. }) && t == "MySQL protocol, server 8.0.7-case"
    };
    assert!(events.iter().any(named));
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Report { call, .. } if *call == super::PROTECTED)));
}

#[test]
fn a_greeting_is_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: false });
    assert_eq!(probe(&greeting()), Match::Sure);
    assert_eq!(probe(&greeting()[..50]), Match::No);
    assert_eq!(probe(&packet(0, b"\x03select 1")), Match::No);
}
