use ringwall_model::{SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = &'static [(Direction, &'static [u8])];

const READ: Script = &[
    (S, b"* OK IMAP4rev1 ready\r\n"),
    (C, b"a1 LOGIN \"guest\" guest\r\n"),
    (S, b"a1 OK done\r\n"),
    (C, b"a2 SELECT INBOX\r\n"),
    (S, b"* 2 EXISTS\r\na2 OK [READ-WRITE]\r\n"),
    (C, b"a3 FETCH 1 BODY[]\r\n"),
    (S, b"* 1 FETCH (BODY[] {6}\r\na9 OK\r\n)\r\na3 OK\r\n"),
];
const REFUSED: Script = &[(C, b"x LOGIN {5}\r\n"), (S, b"+ go\r\n"), (C, b"guest secret\r\n"), (S, b"x NO wrong\r\n")];
const CRAM: Script =
    &[(C, b"x AUTHENTICATE CRAM-MD5\r\n"), (S, b"+ PDE+\r\n"), (C, b"YSBi\r\n"), (S, b"x OK done\r\n")];
const TLS: Script = &[(C, b"x STARTTLS\r\n"), (S, b"x OK go\r\n"), (C, &[22, 3, 1, 0, 4, 1, 0, 0, 0])];

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
fn a_log_in_and_an_open_mailbox_are_told_once() {
    let service = Security::Service { kind: ServiceKind::MailReading, stage: Stage::Completed };
    let [login, mechanism] = told(true, true, Stage::Completed, "PLAIN");
    assert_eq!(facts(READ), [login, mechanism, service]);
    assert_eq!(facts(&READ[..2]), [], "not answered");
}

#[test]
fn log_ins_are_decided_by_the_answer_with_their_tag() {
    assert_eq!(facts(REFUSED), told(true, false, Stage::Refused, "PLAIN"));
    assert_eq!(facts(CRAM), told(false, false, Stage::Completed, "CRAM-MD5"));
    let other: Script = &[(C, b"x LOGIN a b\r\n"), (S, b"y OK done\r\n")];
    assert_eq!(facts(other), []);
    assert_eq!(facts(TLS), []);
}

#[test]
fn passwords_are_marked_even_as_literals() {
    let marked = |script: Script| {
        let only = |(e, _)| if let Event::Secret { at, .. } = e { Some((at.start, at.end)) } else { None };
        stream(&PROTOCOL, script).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    assert_eq!(marked(READ), [(17, 22)]);
    assert_eq!(marked(REFUSED), [(11, 11), (0, 12)]);
}

#[test]
fn a_greeting_is_proof_on_its_port_or_by_name() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(b"* OK ready\r\n", true), Match::Sure);
    assert_eq!(probe(b"* OK ready\r\n", false), Match::No);
    assert_eq!(probe(b"* OK IMAP4rev1\r\n", false), Match::Sure);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [READ, REFUSED, CRAM, TLS] {
        hostile::survives(&PROTOCOL, script);
    }
}
