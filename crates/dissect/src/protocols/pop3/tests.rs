use ringwall_model::{SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = &'static [(Direction, &'static [u8])];

const READ: Script = &[
    (S, b"+OK mailbox ready\r\n"),
    (C, b"USER guest\r\n"),
    (S, b"+OK\r\n"),
    (C, b"PASS guest\r\n"),
    (S, b"+OK 2 messages\r\n"),
    (C, b"LIST\r\n"),
    (S, b"+OK\r\n1 100\r\n-ERR is a word in a list\r\n.\r\n"),
    (C, b"RETR 1\r\n"),
    (S, b"+OK\r\nSubject: x\r\n\r\n+OK\r\n.\r\n"),
    (C, b"QUIT\r\n"),
    (S, b"+OK bye\r\n"),
];
const REFUSED: Script =
    &[(S, b"+OK <1.2@case>\r\n"), (C, b"APOP me c4c9334bac560ecc979e58001b3e22fb\r\n"), (S, b"-ERR no\r\n")];
const PLAIN: Script =
    &[(S, b"+OK\r\n"), (C, b"AUTH PLAIN\r\n"), (S, b"+ \r\n"), (C, b"AGFkbWluAGFkbWlu\r\n"), (S, b"+OK\r\n")];
const TLS: Script = &[(C, b"STLS\r\n"), (S, b"+OK go\r\n"), (C, &[22, 3, 1, 0, 4, 1, 0, 0, 0])];

fn facts(script: Script) -> Vec<Security> {
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

fn told(clear: bool, default: bool, stage: Stage, name: &'static str) -> [Security; 2] {
    let secret = Some(SecretKind::Password);
    let login = Security::Login { clear, secret, default, stage, human: false, changing: false };
    [login, Security::Mechanism { name: name.into(), soundness: Soundness::Weak, stage }]
}

#[test]
fn a_log_in_and_mail_read_are_told_once() {
    let service = Security::Service { kind: ServiceKind::MailReading, stage: Stage::Completed };
    let [login, mechanism] = told(true, true, Stage::Completed, "PLAIN");
    assert_eq!(facts(READ), [login, mechanism, service]);
    assert_eq!(facts(&READ[..4]), [], "not answered");
}

#[test]
fn mechanisms_are_decided_by_the_server() {
    assert_eq!(facts(REFUSED), told(false, false, Stage::Refused, "APOP"));
    assert_eq!(facts(PLAIN), told(true, true, Stage::Completed, "PLAIN"));
    assert_eq!(facts(TLS), []);
}

#[test]
fn the_password_is_marked() {
    let marked = |script: Script| {
        let only = |(e, _)| if let Event::Secret { at, .. } = e { Some((at.start, at.end)) } else { None };
        stream(&PROTOCOL, script).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    assert_eq!(marked(READ), [(5, 10)]);
    assert_eq!(marked(PLAIN), [(0, 16)]);
}

#[test]
fn a_greeting_is_proof_on_its_port_or_by_name() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(b"+OK ready\r\n", true), Match::Sure);
    assert_eq!(probe(b"+OK ready\r\n", false), Match::No);
    assert_eq!(probe(b"+OK POP3 server\r\n", false), Match::Sure);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [READ, REFUSED, PLAIN, TLS] {
        hostile::survives(&PROTOCOL, script);
    }
}
