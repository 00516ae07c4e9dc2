use ringwall_model::{PeerProof, SecretKind, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Answered, Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn tpkt(body: &[u8]) -> Vec<u8> {
    [&[3, 0], (body.len() as u16 + 4).to_be_bytes().as_slice(), body].concat()
}

/// A connection request or confirm with what stands behind the ISO header.
fn connect(code: u8, rest: &[u8]) -> Vec<u8> {
    tpkt(&[&[6 + rest.len() as u8, code, 0, 0, 0x12, 0x34, 0], rest].concat())
}

fn request() -> Vec<u8> {
    connect(0xe0, b"Cookie: mstshash=engineer\r\n\x01\x00\x08\x00\x03\x00\x00\x00")
}

fn confirm(kind: u8, selected: u8) -> Vec<u8> {
    connect(0xd0, &[kind, 0, 8, 0, selected, 0, 0, 0])
}

fn data(body: &[u8]) -> Vec<u8> {
    tpkt(&[&[2, 0xf0, 0x80], body].concat())
}

/// The server's connect response: version block, then security block.
fn response(method: u8, level: u8) -> Vec<u8> {
    let blocks = [0x01, 0x0c, 8, 0, 4, 0, 8, 0, 0x02, 0x0c, 12, 0, method, 0, 0, 0, level, 0, 0, 0];
    data(&[&[0x7f, 0x66, 0x82, 0x01, 0x0a, 0x0a, 1, 0], blocks.as_slice()].concat())
}

fn standard(messages: usize) -> Script {
    let mut script =
        vec![(C, request()), (S, connect(0xd0, &[])), (C, data(&[0x7f, 0x65, 0x82, 0, 0])), (S, response(2, 3))];
    for _ in 0..messages {
        script.extend([(C, vec![0x44, 6, 1, 2, 3, 4]), (S, data(&[0x68, 0, 1, 3, 0xeb, 0x70, 4, 9, 9, 9, 9]))]);
    }
    script
}

fn protected(messages: usize) -> Script {
    let mut script = vec![(C, request()), (S, confirm(2, 2))];
    for _ in 0..messages {
        script.extend([C, S].map(|d| (d, vec![23, 3, 3, 0, 3, 1, 2, 3])));
    }
    script
}

fn borrowed(script: &Script) -> Vec<(Direction, &[u8])> {
    script.iter().map(|(d, b)| (*d, b.as_slice())).collect()
}

fn facts(script: &Script) -> Vec<Security> {
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, &borrowed(script)).into_iter().filter_map(only).collect()
}

fn interactive(stage: Stage) -> Security {
    Security::Interactive { stage }
}

#[test]
fn standard_security_is_weak_and_proves_nobody() {
    let channel = |stage| Security::Channel {
        secrecy: true,
        integrity: true,
        peer: PeerProof::None,
        version: "RDP standard security".into(),
        suite: "RC4 128 bit".into(),
        soundness: Soundness::Weak,
        stage,
    };
    assert_eq!(facts(&standard(3)), [interactive(Stage::Negotiated), channel(Stage::Negotiated)]);
    let whole = facts(&standard(24));
    assert_eq!(whole[2..], [interactive(Stage::Completed), channel(Stage::Completed)]);
}

#[test]
fn network_level_authentication_is_a_mechanism() {
    let mechanism = |stage| Security::Mechanism { name: "CredSSP".into(), soundness: Soundness::Sound, stage };
    let begun = [mechanism(Stage::Negotiated), interactive(Stage::Negotiated)];
    assert_eq!(facts(&protected(8)), begun);
    let done = [interactive(Stage::Completed), mechanism(Stage::Completed)];
    assert_eq!(facts(&protected(24)), [begun, done].concat());
}

#[test]
fn a_refused_negotiation_claims_nothing_and_the_user_is_blanked() {
    let refused = vec![(C, request()), (S, confirm(3, 5))];
    assert_eq!(facts(&refused), []);
    let events = stream(&PROTOCOL, &borrowed(&refused));
    let answer = |(e, _): &(Event, String)| matches!(e, Event::Answer { outcome: Answered::Refused, .. });
    assert!(events.iter().any(answer));
    let at = events.iter().find_map(|(e, _)| match e {
        Event::Secret { kind: SecretKind::Token, at } => Some(at.clone()),
        _ => None,
    });
    assert_eq!(&request()[at.unwrap()], b"engineer");
}

#[test]
fn a_cookie_or_a_negotiation_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(&request(), false), Match::Sure);
    assert_eq!(probe(&confirm(2, 1), false), Match::Sure);
    assert_eq!(probe(&connect(0xe0, &[]), true), Match::Weak);
    assert_eq!(probe(&connect(0xe0, &[]), false), Match::No);
    assert_eq!(probe(&connect(0xe0, &[0xc1, 2, 1, 0, 0xc2, 2, 1, 2, 0xc0, 1, 9]), true), Match::No, "ISO on COTP");
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for script in [standard(1), protected(2)] {
        hostile::survives(&PROTOCOL, &borrowed(&script));
    }
}
