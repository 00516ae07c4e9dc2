use ringwall_model::{SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn start(number: u32, tail: &[u8]) -> Vec<u8> {
    [(8 + tail.len() as u32).to_be_bytes().as_slice(), &number.to_be_bytes(), tail].concat()
}

fn message(letter: u8, body: &[u8]) -> Vec<u8> {
    [&[letter], (4 + body.len() as u32).to_be_bytes().as_slice(), body].concat()
}

fn asks(number: u8, tail: &[u8]) -> (Direction, Vec<u8>) {
    (S, message(b'R', &[&[0, 0, 0, number], tail].concat()))
}

fn session(middle: Script, end: (Direction, Vec<u8>)) -> Script {
    let begin = vec![(C, start(196_608, b"user\0root\0database\0plant\0\0"))];
    [begin, middle, vec![end]].concat()
}

fn error(code: &[u8]) -> (Direction, Vec<u8>) {
    (S, message(b'E', &[b"SFATAL\0C", code, b"\0Mno\0\0"].concat()))
}

fn facts(script: &Script) -> Vec<Security> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn told(
    secret: Option<SecretKind>,
    clear: bool,
    default: bool,
    name: &'static str,
    end: (Soundness, Stage),
) -> [Security; 2] {
    let (soundness, stage) = end;
    let login = Security::Login { clear, secret, default, stage, human: false, changing: false };
    [login, Security::Mechanism { name: name.into(), soundness, stage }]
}

#[test]
fn how_a_user_is_asked_is_the_mechanism_and_the_servers_word_decides() {
    let password = Some(SecretKind::Password);
    let (weak, sound) = ((Soundness::Weak, Stage::Completed), (Soundness::Sound, Stage::Completed));
    let clear = |text: &[u8]| vec![asks(3, b""), (C, message(b'p', &[text, b"\0"].concat()))];
    assert_eq!(facts(&session(clear(b"s3cret"), asks(0, b""))), told(password, true, false, "PLAIN", weak));
    assert_eq!(facts(&session(clear(b"root"), asks(0, b""))), told(password, true, true, "PLAIN", weak));
    let refused = (Soundness::Weak, Stage::Refused);
    assert_eq!(facts(&session(clear(b"x"), error(b"28P01"))), told(password, true, false, "PLAIN", refused));
    let md5 = vec![asks(5, &[1, 2, 3, 4]), (C, message(b'p', b"md5abc\0"))];
    assert_eq!(facts(&session(md5, asks(0, b""))), told(password, false, false, "PostgreSQL MD5", weak));
    let scram = vec![asks(10, b"SCRAM-SHA-256\0\0"), (C, message(b'p', b"x")), asks(11, b"y"), asks(12, b"z")];
    assert_eq!(facts(&session(scram.clone(), asks(0, b""))), told(None, false, false, "SCRAM-SHA-256", sound));
    assert_eq!(facts(&scram), [], "the start is missing");
    assert_eq!(facts(&session(vec![], asks(0, b""))), told(None, true, false, "trust in a name", weak));
}

#[test]
fn a_completed_query_is_the_service_and_rights_may_be_denied() {
    let begin = session(vec![], asks(0, b""));
    let query = (C, message(b'Q', b"select 1\0"));
    let service = Security::Service { kind: ServiceKind::Database, stage: Stage::Completed };
    let done = [begin.clone(), vec![query.clone(), (S, message(b'C', b"SELECT 1\0"))]].concat();
    assert_eq!(facts(&done)[2..], [service]);
    let denied = [begin, vec![query, error(b"42501")]].concat();
    assert_eq!(facts(&denied)[2..], [Security::Denied { by: "insufficient privilege".into() }]);
}

#[test]
fn after_tls_was_granted_only_records_are_read() {
    let script = vec![(C, start(80_877_103, b"")), (S, b"S".to_vec()), (C, vec![22, 3, 1, 0, 4, 1, 0, 0, 0])];
    assert_eq!(facts(&script), []);
    let plain = [script[..1].to_vec(), vec![(S, b"N".to_vec())], session(vec![], asks(0, b""))].concat();
    assert_eq!(facts(&plain).len(), 2, "not granted: it goes on in the clear");
}

#[test]
fn a_start_is_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: false });
    assert_eq!(probe(&start(80_877_103, b"")), Match::Sure);
    assert_eq!(probe(&start(196_608, b"user\0x\0\0")), Match::Sure);
    assert_eq!(probe(b"\0\0\0\0\0\x06\x01\x03\0\0\0\x01"), Match::No, "Modbus");
}
