use ringwall_model::{SecretKind, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = &'static [(Direction, &'static [u8])];

const HELLO: &[u8] = b"\0operator\0root\0vt100/9600\0";
const ASKED: Script =
    &[(C, HELLO), (S, b"\0"), (S, b"Password: "), (C, b"s3cret\r"), (S, b"\r\nLast login: Mon\r\nplc-7# ")];
const REFUSED: Script =
    &[(C, HELLO), (S, b"\0"), (S, b"Password: "), (C, b"x\r"), (S, b"\r\nLogin incorrect\r\nlogin: ")];
const TRUSTED: Script = &[(C, HELLO), (S, b"\0"), (S, b"Welcome\r\nplc-7# "), (C, b"ls\r")];

fn facts(script: Script) -> Vec<Security> {
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

fn login(secret: Option<SecretKind>, stage: Stage) -> Security {
    Security::Login { clear: true, secret, default: false, stage, human: true, changing: false }
}

#[test]
fn a_password_is_judged_by_what_follows_it() {
    let password = Some(SecretKind::Password);
    let interactive = Security::Interactive { stage: Stage::Completed };
    assert_eq!(facts(ASKED), [login(password, Stage::Offered), login(password, Stage::Completed), interactive]);
    assert_eq!(facts(REFUSED), [login(password, Stage::Offered), login(password, Stage::Refused)]);
    assert_eq!(facts(&ASKED[..2]), []);
}

#[test]
fn a_shell_without_a_question_is_trust_in_an_address() {
    let stage = Stage::Completed;
    let mechanism = Security::Mechanism { name: "trust in an address".into(), soundness: Soundness::Weak, stage };
    assert_eq!(facts(TRUSTED), [login(None, stage), mechanism, Security::Interactive { stage }]);
}

#[test]
fn typed_passwords_are_marked() {
    let marked = stream(&PROTOCOL, ASKED).iter().filter(|(e, _)| matches!(e, Event::Secret { .. })).count();
    assert_eq!(marked, 6);
}

#[test]
fn the_first_line_is_proof_on_the_port() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(HELLO, true), Match::Sure);
    assert_eq!(probe(HELLO, false), Match::Weak);
    assert_eq!(probe(b"\0\0\0\x2f\xffSMB", true), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [ASKED, REFUSED, TRUSTED] {
        hostile::survives(&PROTOCOL, script);
    }
}
