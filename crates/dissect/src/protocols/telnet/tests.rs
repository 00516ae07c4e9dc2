use ringwall_model::{SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event};

type Script = &'static [(Direction, &'static [u8])];

const NEGOTIATION: &[u8] = &[255, 253, 38, 255, 251, 38, 255, 253, 3, 255, 250, 38, 1, 255, 240];

fn logins(script: Script) -> Vec<(Stage, bool)> {
    let stages = stream(&PROTOCOL, script).into_iter().filter_map(|(event, _)| match event {
        Event::Security(Security::Login { clear: true, human: true, stage, default, secret, .. }) => {
            assert_eq!(secret, Some(SecretKind::Password));
            Some((stage, default))
        }
        _ => None,
    });
    stages.collect()
}

/// Name, what crosses the wire, stages with whether a default was used.
type Case = (&'static str, Script, &'static [(Stage, bool)]);

const CASES: &[Case] = &[
    (
        "a shell prompt after the password, letter by letter, with escapes",
        &[
            (C, NEGOTIATION),
            (S, &[255, 251, 1]),
            (S, b"sw-1 login: "),
            (C, b"m"),
            (S, b"m"),
            (C, b"\r\0"),
            (S, b"\r\n"),
            (S, b"Password: "),
            (C, b"s3c"),
            (C, b"ret\r\0"),
            (S, b"\r\n"),
            (S, b"\x1b[?2004hsw-1$ "),
        ],
        &[(Stage::Offered, false), (Stage::Completed, false)],
    ),
    (
        "a factory default",
        &[(S, b"Username: "), (C, b"admin\r\n"), (S, b"Password: "), (C, b"admin\r\n"), (S, b"\r\nrouter>")],
        &[(Stage::Offered, false), (Stage::Completed, true)],
    ),
    (
        "refused and asked again",
        &[(S, b"login: "), (C, b"root\r\0"), (S, b"Password: "), (C, b"x\r\0"), (S, b"\r\nLogin incorrect\r\nlogin: ")],
        &[(Stage::Offered, false), (Stage::Refused, false)],
    ),
    (
        "a refusal with a per cent sign cut after it",
        &[(S, b"Password: "), (C, b"x\r\n"), (S, b"\r\n% "), (S, b"Bad passwords\r\nPassword: ")],
        &[(Stage::Offered, false), (Stage::Refused, false)],
    ),
    (
        "a command behind the question is not the question again",
        &[
            (S, b"login: "),
            (C, b"m\r\n"),
            (S, b"Password:"),
            (C, b"x\r\n"),
            (S, &[255, 241]),
            (S, b"\r\nLast login: Mon\r\n"),
        ],
        &[(Stage::Offered, false), (Stage::Completed, false)],
    ),
    (
        "a greeting that tells of failed log-ins",
        &[(S, b"Password: "), (C, b"x\r\n"), (S, b"\r\n2 failed login attempts since the last login\r\nplc# ")],
        &[(Stage::Offered, false), (Stage::Completed, false)],
    ),
    (
        "a menu, and the dialogue goes on",
        &[(S, b"Password: "), (C, b"x\r\n"), (S, b"\r\n1 Status\r\n2 Network\r\nChoice "), (C, b"1\r\n")],
        &[(Stage::Offered, false), (Stage::Completed, false)],
    ),
    ("negotiation only", &[(C, NEGOTIATION), (S, NEGOTIATION)], &[]),
    (
        "a terminal server without prompts",
        &[(C, b"READ 1\r\n"), (S, b"1.234\r\n"), (C, b"READ 2\r\n"), (S, b"> ")],
        &[],
    ),
    (
        "prompted, not answered",
        &[(S, b"login: "), (C, b"m\r\n"), (S, b"Password: "), (C, b"x\r\n")],
        &[(Stage::Offered, false)],
    ),
    ("a change of passwords is no log-in", &[(S, b"New password: "), (C, b"x\r\n"), (S, b"\r\nplc> ")], &[]),
    (
        "encrypted from here on",
        &[
            (S, b"login: "),
            (C, b"m\r\n"),
            (S, &[255, 250, 38, 3, 255, 240]),
            (S, b"Password: "),
            (C, b"x\r\n"),
            (S, b"$ "),
        ],
        &[],
    ),
];

#[test]
fn a_login_is_claimed_only_when_all_of_it_was_seen() {
    for (name, script, expected) in CASES {
        assert_eq!(logins(script), *expected, "{name}");
    }
}

const OPEN: Script = &[
    (C, NEGOTIATION),
    (S, &[255, 251, 1]),
    (S, b"\r\nGateway 7\r\n> "),
    (C, b"show\r\n"),
    (S, b"show\r\nport 1 up\r\n> "),
];

fn others(script: &[(Direction, &[u8])]) -> Vec<Security> {
    let only = |(event, _)| match event {
        Event::Security(fact) if !matches!(fact, Security::Login { .. }) => Some(fact),
        _ => None,
    };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

#[test]
fn a_shell_nobody_asked_for_a_log_in_is_anonymous_when_all_of_it_was_seen() {
    let interactive = Security::Interactive { stage: Stage::Completed };
    let anonymous = Security::Anonymous { human: true, changing: false, stage: Stage::Completed };
    assert_eq!(others(OPEN), [anonymous, interactive.clone()]);
    assert_eq!(others(&OPEN[1..]), [], "one side's options only");
    assert_eq!(others(&OPEN[2..]), [], "the beginning is missing");
    assert_eq!(others(&OPEN[..4]), [], "not answered");
    let refused = [&OPEN[..4], &[(S, b"show\r\n".as_slice()), (S, b"access denied\r\n> ")]].concat();
    assert_eq!(others(&refused[..4]), []);
    let asked = [&OPEN[..2], CASES[1].1].concat();
    assert_eq!(others(&asked), [interactive], "somebody logged in");
}

#[test]
fn typed_passwords_are_marked_and_nothing_else_is() {
    let events = stream(
        &PROTOCOL,
        &[(S, b"login: "), (C, b"me\r\n"), (S, b"Password: "), (C, b"pw\r\n"), (S, b"$ "), (C, b"ls\r\n")],
    );
    let secrets: Vec<_> = events.iter().filter(|(e, _)| matches!(e, Event::Secret { .. })).collect();
    let [(Event::Secret { kind: SecretKind::Password, at }, _)] = secrets[..] else { panic!("{secrets:?}") };
    assert_eq!(*at, 0..2);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(C)));
}

#[test]
fn a_password_typed_ahead_of_its_prompt_is_marked() {
    let events = stream(&PROTOCOL, &[(S, b"login: "), (C, b"me\rpw\r"), (S, b"Password: \r\n$ ")]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Secret { at, .. } if at.start <= 3 && at.end >= 5)));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for (_, script, _) in CASES {
        hostile::survives(&PROTOCOL, script);
    }
    hostile::survives(&PROTOCOL, OPEN);
}
