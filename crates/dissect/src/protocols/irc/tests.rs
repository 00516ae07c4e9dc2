use ringwall_model::{SecretKind, Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = &'static [(Direction, &'static [u8])];

const JOIN: Script = &[
    (C, b"PASS s3cret\r\nNICK me\r\nUSER me 0 * :Me\r\n"),
    (S, b":irc.case 001 me :Welcome\r\n"),
    (C, b"PRIVMSG #plant :hello\r\n"),
];
const REFUSED: Script = &[(C, b"PASS x\r\nNICK me\r\n"), (S, b":irc.case 464 me :no\r\n")];
const OPEN: Script = &[(C, b"NICK me\r\n"), (S, b":irc.case 001 me :Welcome\r\n")];

fn facts(script: Script) -> Vec<Security> {
    hostile::survives(&PROTOCOL, script);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

#[test]
fn a_welcome_is_the_service_and_decides_a_password() {
    let chat = Security::Service { kind: ServiceKind::Chat, stage: Stage::Completed };
    let login = |stage| {
        let secret = Some(SecretKind::Password);
        Security::Login { clear: true, secret, default: false, stage, human: false, changing: false }
    };
    assert_eq!(facts(JOIN), [login(Stage::Completed), chat.clone()]);
    assert_eq!(facts(REFUSED), [login(Stage::Refused)]);
    assert_eq!(facts(OPEN), [chat]);
    assert_eq!(facts(&OPEN[..1]), []);
}

#[test]
fn the_password_is_marked() {
    let events = stream(&PROTOCOL, JOIN);
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: 5..11 }));
}

#[test]
fn registration_on_the_port_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(b"NICK me\r\n", true), Match::Sure);
    assert_eq!(probe(b"USER me\r\n", false), Match::No);
    assert_eq!(probe(b"NICKEL\r\n", true), Match::No);
}
