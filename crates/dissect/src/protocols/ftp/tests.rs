use ringwall_model::{Attribute, SecretKind, Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Answered, Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = &'static [(Direction, &'static [u8])];

const LOGIN: Script = &[
    (S, b"220-welcome\r\n220 PLC FTP server 2.1\r\n"),
    (C, b"USER engineer\r\n"),
    (S, b"331 Password required\r\n"),
    (C, b"PASS s3cret\r\n"),
    (S, b"230 Logged in\r\n"),
    (C, b"STOR prog.bin\r\n"),
    (S, b"150 Opening\r\n"),
    (S, b"226 Done\r\n"),
];
const REFUSED: Script = &[(C, b"USER x\r\n"), (S, b"331 ?\r\n"), (C, b"PASS y\r\n"), (S, b"530 Login incorrect\r\n")];
const ANONYMOUS: Script =
    &[(C, b"user anonymous\r\n"), (S, b"331 ?\r\n"), (C, b"pass a@b\r\n"), (S, b"230 Guest access\r\n")];
const DEFAULT: Script = &[(C, b"USER cisco\r\n"), (S, b"331 ?\r\n"), (C, b"PASS cisco\r\n"), (S, b"230 ok\r\n")];
const PROTECTED: Script = &[
    (C, b"AUTH TLS\r\n"),
    (S, b"234 go\r\n"),
    (C, &[22, 3, 1, 0, 4, 1, 0, 0, 0]),
    (C, &[23, 3, 3, 0, 12, b'P', b'A', b'S', b'S', b' ', b'x', b'\r', b'\n', 0, 0, 0, 0]),
];

fn logins(script: Script) -> Vec<(Stage, Option<SecretKind>, bool)> {
    let only = |(event, _)| match event {
        Event::Security(Security::Login { clear: true, human: false, stage, secret, default, .. }) => {
            Some((stage, secret, default))
        }
        _ => None,
    };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

#[test]
fn a_password_answered_by_230_is_a_login_and_by_530_a_refusal() {
    assert_eq!(logins(LOGIN), [(Stage::Completed, Some(SecretKind::Password), false)]);
    assert_eq!(logins(REFUSED), [(Stage::Refused, Some(SecretKind::Password), false)]);
    assert_eq!(logins(DEFAULT), [(Stage::Completed, Some(SecretKind::Password), true)]);
}

fn facts(script: Script) -> Vec<Security> {
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

fn anonymous(changing: bool) -> Security {
    Security::Anonymous { human: true, changing, stage: Stage::Completed }
}

#[test]
fn anonymous_access_is_no_login_and_tls_claims_nothing() {
    assert_eq!(facts(ANONYMOUS), [anonymous(false)]);
    assert_eq!(facts(PROTECTED), []);
}

#[test]
fn anonymous_access_is_changing_when_something_was_stored() {
    let then = |tail: Script| [ANONYMOUS, tail].concat().leak() as Script;
    let stored = then(&[(C, b"STOR x\r\n"), (S, b"150 go\r\n"), (S, b"226 done\r\n")]);
    let service = Security::Service { kind: ServiceKind::FileTransfer, stage: Stage::Completed };
    assert_eq!(facts(stored), [anonymous(false), anonymous(true), service.clone()]);
    let refused = then(&[(C, b"DELE x\r\n"), (S, b"550 Permission denied.\r\n")]);
    assert_eq!(facts(refused), [anonymous(false), Security::Denied { by: "permission denied".into() }]);
    let missing = then(&[(C, b"RETR x\r\n"), (S, b"550 no such file\r\n")]);
    assert_eq!(facts(missing), [anonymous(false)]);
    let named = [LOGIN, &[(C, b"STOR x\r\n"), (S, b"226 done\r\n")]].concat().leak();
    assert!(!facts(named).contains(&anonymous(true)));
}

#[test]
fn the_password_is_marked_and_the_server_named() {
    let events = stream(&PROTOCOL, LOGIN);
    let secret = Event::Secret { kind: SecretKind::Password, at: 5..11 };
    assert!(events.iter().any(|(e, _)| *e == secret));
    let named = |(e, t): &(Event, String)| {
        matches!(e, Event::Identity { what: Attribute::Software, .. }) && t == "PLC FTP server 2.1"
    };
    assert!(events.iter().any(named));
    let accepted = |(e, _): &(Event, String)| matches!(e, Event::Answer { outcome: Answered::Accepted, .. });
    assert_eq!(events.iter().filter(|e| accepted(e)).count(), 3);
}

#[test]
fn only_the_usual_port_is_looked_at() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(b"220 ProFTPD ready\r\n", true), Match::Sure);
    assert_eq!(probe(b"220 mail ready\r\n", true), Match::Weak);
    assert_eq!(probe(b"220 ProFTPD ready\r\n", false), Match::No);
    assert_eq!(probe(b"GET / HTTP/1.1\r\n", true), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [LOGIN, REFUSED, ANONYMOUS, PROTECTED] {
        hostile::survives(&PROTOCOL, script);
    }
}
