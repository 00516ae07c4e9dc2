use ringwall_model::{SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = &'static [(Direction, &'static [u8])];

const OPEN: &[u8] = b"<?xml version='1.0'?><stream:stream to='case' xmlns='jabber:client'>";
const TALK: Script = &[
    (C, OPEN),
    (S, b"<stream:stream from='case'><stream:features/>"),
    (C, b"<auth xmlns='urn:x' mechanism='PLAIN'>AGFkbWluAGFkbWlu</auth>"),
    (S, b"<success xmlns='urn:x'/>"),
    (C, b"<message to='b'><body>hi</body></message>"),
];
const REFUSED: Script = &[
    (C, OPEN),
    (C, b"<auth mechanism=\"SCRAM-SHA-256\">biws</auth>"),
    (S, b"<challenge>cg==</challenge>"),
    (C, b"<response>Yz0=</response>"),
    (S, b"<failure><not-authorized/></failure>"),
];
const TLS: Script = &[(C, OPEN), (C, b"<starttls/>"), (S, b"<proceed/>"), (C, &[22, 3, 1, 0, 4, 1, 0, 0, 0])];

fn facts(script: Script) -> Vec<Security> {
    hostile::survives(&PROTOCOL, script);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, script).into_iter().filter_map(only).collect()
}

fn told(clear: bool, name: &'static str, soundness: Soundness, stage: Stage) -> [Security; 2] {
    let secret = clear.then_some(SecretKind::Password);
    let login = Security::Login { clear, secret, default: clear, stage, human: false, changing: false };
    [login, Security::Mechanism { name: name.into(), soundness, stage }]
}

#[test]
fn a_log_in_is_decided_by_the_server_and_a_message_is_the_service() {
    let chat = Security::Service { kind: ServiceKind::Chat, stage: Stage::Completed };
    let [login, mechanism] = told(true, "PLAIN", Soundness::Weak, Stage::Completed);
    assert_eq!(facts(TALK), [login, mechanism, chat]);
    assert_eq!(facts(&TALK[..3]), []);
    assert_eq!(facts(REFUSED), told(false, "SCRAM-SHA-256", Soundness::Sound, Stage::Refused));
}

#[test]
fn the_password_is_marked_and_tls_ends_the_reading() {
    assert!(stream(&PROTOCOL, TALK).iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: 0..16 }));
    assert_eq!(facts(TLS), []);
    let protected = |(e, _): &(Event, String)| matches!(e, Event::Report { call, .. } if *call == super::PROTECTED);
    assert!(stream(&PROTOCOL, TLS).iter().any(protected));
}

#[test]
fn the_name_space_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(OPEN, false), Match::Sure);
    assert_eq!(probe(b"<?xml version='1.0'?>", true), Match::More);
    assert_eq!(probe(b"<?xml version='1.0'?><rpc/>", false), Match::No);
}
