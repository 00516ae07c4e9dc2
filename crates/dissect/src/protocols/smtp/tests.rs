use ringwall_model::{Attribute, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = &'static [(Direction, &'static [u8])];

const MAIL: Script = &[
    (S, b"220 mail.case ESMTP relay 3\r\n"),
    (C, b"EHLO hmi.case\r\n"),
    (S, b"250-mail.case\r\n250 AUTH PLAIN LOGIN\r\n"),
    (C, b"MAIL FROM:<a@case>\r\n"),
    (S, b"250 ok\r\n"),
    (C, b"RCPT TO:<b@case>\r\n"),
    (S, b"250 ok\r\n"),
    (C, b"DATA\r\n"),
    (S, b"354 go on\r\n"),
    (C, b"Subject: alarm\r\nAUTH PLAIN AGEAYg==\r\n.\r\n"),
    (S, b"250 taken\r\n"),
];
/// User and password are `admin`.
const PLAIN: Script =
    &[(C, b"EHLO x\r\n"), (S, b"250 ok\r\n"), (C, b"AUTH PLAIN AGFkbWluAGFkbWlu\r\n"), (S, b"235 welcome\r\n")];
const LOGIN: Script = &[
    (C, b"EHLO x\r\n"),
    (S, b"250 ok\r\n"),
    (C, b"AUTH LOGIN\r\n"),
    (S, b"334 VXNlcm5hbWU6\r\n"),
    (C, b"YWRtaW4=\r\n"),
    (S, b"334 UGFzc3dvcmQ6\r\n"),
    (C, b"d3Jvbmc=\r\n"),
    (S, b"535 no\r\n"),
];
const CRAM: Script = &[
    (C, b"EHLO x\r\n"),
    (S, b"250 ok\r\n"),
    (C, b"AUTH CRAM-MD5\r\n"),
    (S, b"334 PDE+\r\n"),
    (C, b"YSBi\r\n"),
    (S, b"235 ok\r\n"),
];
const TLS: Script = &[
    (C, b"EHLO x\r\n"),
    (S, b"250 STARTTLS\r\n"),
    (C, b"STARTTLS\r\n"),
    (S, b"220 go\r\n"),
    (C, &[22, 3, 1, 0, 4, 1, 0, 0, 0]),
    (S, &[21, 3, 1, 0, 2, 2, 40]),
];

fn facts(script: Script) -> Vec<Security> {
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

fn login(clear: bool, default: bool, stage: Stage) -> Security {
    let secret = Some(SecretKind::Password);
    Security::Login { clear, secret, default, stage, human: false, changing: false }
}

fn mechanism(name: &'static str, stage: Stage) -> Security {
    Security::Mechanism { name: name.into(), soundness: Soundness::Weak, stage }
}

#[test]
fn a_message_taken_is_the_service_and_its_lines_are_no_commands() {
    let service = Security::Service { kind: ServiceKind::MailSubmission, stage: Stage::Completed };
    assert_eq!(facts(MAIL), [service]);
    assert_eq!(facts(&MAIL[..10]), [], "not taken yet");
}

#[test]
fn commands_sent_ahead_are_paired_with_their_answers() {
    let ahead: Script = &[
        (C, b"EHLO x\r\n"),
        (S, b"250 ok\r\n"),
        (C, b"MAIL FROM:<a@case>\r\nRCPT TO:<b@case>\r\nDATA\r\n"),
        (S, b"250 ok\r\n250 ok\r\n354 go on\r\n"),
        (C, b"x\r\n.\r\n"),
        (S, b"250 taken\r\n"),
    ];
    assert_eq!(facts(ahead), facts(MAIL));
    assert_eq!(facts(&ahead[..5]), [], "not taken yet");
}

#[test]
fn log_ins_are_decided_by_the_server() {
    assert_eq!(facts(PLAIN), [login(true, true, Stage::Completed), mechanism("PLAIN", Stage::Completed)]);
    assert_eq!(facts(&PLAIN[..3]), []);
    assert_eq!(facts(LOGIN), [login(true, false, Stage::Refused), mechanism("LOGIN", Stage::Refused)]);
    assert_eq!(facts(CRAM), [login(false, false, Stage::Completed), mechanism("CRAM-MD5", Stage::Completed)]);
}

#[test]
fn passwords_are_marked_and_the_server_is_named() {
    let secrets = |script: Script| {
        let only = |(e, _)| if let Event::Secret { kind, at } = e { Some((kind, at)) } else { None };
        stream(&PROTOCOL, script).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    assert_eq!(secrets(PLAIN), [(SecretKind::Password, 11..27)]);
    assert_eq!(secrets(LOGIN), [(SecretKind::Password, 0..8), (SecretKind::Password, 0..8)]);
    assert_eq!(secrets(CRAM), []);
    let named = |(e, t): &(Event, String)| {
        matches!(e, Event::Identity { what: Attribute::Software, .. }) && t == "mail.case ESMTP relay 3"
    };
    assert!(stream(&PROTOCOL, MAIL).iter().any(named));
}

#[test]
fn behind_starttls_nothing_is_read_as_lines() {
    assert_eq!(facts(TLS), []);
    let protected = |(e, _): &(Event, String)| matches!(e, Event::Report { call, .. } if *call == super::PROTECTED);
    assert_eq!(stream(&PROTOCOL, TLS).iter().filter(|e| protected(e)).count(), 2);
}

#[test]
fn a_greeting_that_says_so_or_a_hello_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(b"220 mail.case ESMTP\r\n", false), Match::Sure);
    assert_eq!(probe(b"220 files ready\r\n", true), Match::Weak);
    assert_eq!(probe(b"220 FTP ready\r\n", false), Match::No);
    assert_eq!(probe(b"ehlo hmi\r\n", false), Match::Sure);
    assert_eq!(probe(b"HELP me please\r\n", true), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [MAIL, PLAIN, LOGIN, CRAM, TLS] {
        hostile::survives(&PROTOCOL, script);
    }
}
