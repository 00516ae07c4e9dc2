use ringwall_model::{Attribute, PeerProof, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Answered, Direction, Direction::Backward as A, Direction::Forward as M, Event, Match, Sample};

fn element(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match body.len() {
        n @ 0..=0x7f => bytes.push(n as u8),
        n => bytes.extend([0x82, (n >> 8) as u8, n as u8]),
    }
    bytes.extend(body);
    bytes
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

fn integer(n: u8) -> Vec<u8> {
    element(2, &[n])
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    element(4, bytes)
}

fn pdu(number: u8, id: u8, error: u8, variables: &[(&[u8], Vec<u8>)]) -> Vec<u8> {
    let variables: Vec<_> = variables.iter().map(|(name, v)| sequence(&[element(6, name), v.clone()])).collect();
    element(0xa0 | number, &[integer(id), integer(error), integer(0), sequence(&variables)].concat())
}

fn v2c(community: &[u8], pdu: Vec<u8>) -> Vec<u8> {
    sequence(&[integer(1), octets(community), pdu])
}

/// Flags: 1 authenticated, 2 encrypted, 4 reportable.
fn v3(id: u8, flags: u8, digest: usize, scoped: Vec<u8>) -> Vec<u8> {
    let header = sequence(&[integer(id), element(2, &[0xff, 0xe3]), octets(&[flags]), integer(3)]);
    let usm =
        sequence(&[octets(b"engine"), integer(1), integer(1), octets(b"user"), octets(&vec![7; digest]), octets(&[])]);
    sequence(&[integer(3), header, octets(&usm), scoped])
}

fn plain(pdu: Vec<u8>) -> Vec<u8> {
    sequence(&[octets(b"engine"), octets(b""), pdu])
}

fn events(messages: &[(Direction, Vec<u8>)]) -> Vec<(Event, String)> {
    let borrowed: Vec<_> = messages.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    datagrams(&PROTOCOL, &borrowed)
}

fn facts(messages: &[(Direction, Vec<u8>)]) -> Vec<Security> {
    let only = |(event, _)| match event {
        Event::Security(fact @ (Security::Login { .. } | Security::Channel { .. })) => Some(fact),
        _ => None,
    };
    events(messages).into_iter().filter_map(only).collect()
}

fn others(messages: &[(Direction, Vec<u8>)]) -> Vec<Security> {
    let only = |(event, _)| match event {
        Event::Security(Security::Login { .. } | Security::Channel { .. }) => None,
        Event::Security(fact) => Some(fact),
        _ => None,
    };
    events(messages).into_iter().filter_map(only).collect()
}

fn login(default: bool, changing: bool) -> Security {
    let (secret, stage) = (Some(SecretKind::Community), Stage::Completed);
    Security::Login { clear: true, secret, default, stage, human: false, changing }
}

const NAME: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 5, 0];

#[test]
fn an_answered_community_is_a_login_once() {
    let poll = |id| [(M, v2c(b"public", pdu(0, id, 0, &[]))), (A, v2c(b"public", pdu(2, id, 0, &[])))];
    assert_eq!(facts(&[poll(1), poll(2)].concat()), [login(true, false)]);
}

#[test]
fn a_set_is_changing_only_when_it_succeeds() {
    let set = |error| [(M, v2c(b"plant-7", pdu(3, 9, 0, &[]))), (A, v2c(b"plant-7", pdu(2, 9, error, &[])))];
    assert_eq!(facts(&set(0)), [login(false, true)]);
    assert_eq!(facts(&set(17)), [login(false, false)], "not writable, but let in");
    assert_eq!(facts(&set(6)), [], "no access");
}

#[test]
fn polls_traps_informs_and_stray_answers_claim_nothing() {
    assert_eq!(facts(&[(M, v2c(b"public", pdu(0, 1, 0, &[])))]), []);
    assert_eq!(facts(&[(A, v2c(b"public", pdu(7, 1, 0, &[])))]), []);
    assert_eq!(facts(&[(A, v2c(b"public", pdu(6, 1, 0, &[]))), (M, v2c(b"public", pdu(2, 1, 0, &[])))]), []);
    assert_eq!(facts(&[(M, v2c(b"public", pdu(0, 1, 0, &[]))), (A, v2c(b"public", pdu(2, 2, 0, &[])))]), []);
}

#[test]
fn the_community_is_marked_where_it_stands() {
    let message = v2c(b"public", pdu(0, 1, 0, &[]));
    let at = message.windows(6).position(|w| w == b"public").unwrap();
    let events = events(&[(M, message)]);
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Community, at: at..at + 6 }));
}

#[test]
fn answers_identify_the_agent() {
    let variables: &[(&[u8], Vec<u8>)] = &[
        (NAME, octets(b"sw-1")),
        (&[0x2b, 6, 1, 2, 1, 1, 2, 0], element(6, &[0x2b, 6, 1, 4, 1, 0x81, 0x78, 14])),
        (&[0x2b, 6, 1, 2, 1, 1, 7, 0], integer(2)),
        (&[0x2b, 6, 1, 2, 1, 47, 1, 1, 1, 1, 11, 1], octets(b"SN-77")),
        (&[0x2b, 6, 1, 2, 1, 47, 1, 1, 1, 1, 11, 2], octets(b"SN-OF-A-MODULE")),
    ];
    let ask = v2c(b"x", pdu(1, 3, 0, &[]));
    let events = events(&[(M, ask), (A, v2c(b"x", pdu(2, 3, 0, variables)))]);
    let told = |(event, text)| if let Event::Identity { what, .. } = event { Some((what, text)) } else { None };
    let told: Vec<_> = events.into_iter().filter_map(told).collect();
    let expected = [
        (Attribute::Hostname, "sw-1"),
        (Attribute::Vendor, "Hirschmann"),
        (Attribute::Capability, "bridge"),
        (Attribute::Serial, "SN-77"),
    ];
    assert_eq!(told, expected.map(|(what, text)| (what, text.to_owned())));
}

fn channel(secrecy: bool, integrity: bool, soundness: Soundness) -> Security {
    let peer = if integrity { PeerProof::Both } else { PeerProof::None };
    let suite = match (integrity, secrecy) {
        (true, true) => "usm authPriv",
        (true, false) => "usm authNoPriv",
        _ => "usm noAuthNoPriv",
    };
    let (version, suite, stage) = ("SNMPv3".into(), suite.into(), Stage::Completed);
    Security::Channel { secrecy, integrity, peer, version, suite, soundness, stage }
}

#[test]
fn version_3_is_judged_by_what_the_wire_can_tell() {
    let private = |digest, bytes: usize| {
        let scoped = || octets(&vec![9; bytes]);
        facts(&[(M, v3(1, 7, digest, scoped())), (A, v3(1, 3, digest, scoped()))])
    };
    assert_eq!(private(24, 45), [channel(true, true, Soundness::Sound)]);
    assert_eq!(private(24, 48), [channel(true, true, Soundness::Unknown)], "may be DES");
    assert_eq!(private(12, 45), [channel(true, true, Soundness::Unknown)], "may be MD5");
    let authenticated = [(M, v3(1, 5, 12, plain(pdu(0, 4, 0, &[])))), (A, v3(1, 1, 12, plain(pdu(2, 4, 0, &[]))))];
    assert_eq!(facts(&authenticated), [channel(false, true, Soundness::Unknown)]);
    let open = [(M, v3(1, 4, 0, plain(pdu(0, 4, 0, &[])))), (A, v3(1, 0, 0, plain(pdu(2, 4, 0, &[]))))];
    assert_eq!(facts(&open), [channel(false, false, Soundness::Weak)]);
}

#[test]
fn discovery_is_no_channel() {
    let discovery = [(M, v3(1, 4, 0, plain(pdu(0, 4, 0, &[])))), (A, v3(1, 0, 0, plain(pdu(8, 4, 0, &[]))))];
    assert_eq!(facts(&discovery), []);
    let refused = |(e, _): &(Event, String)| matches!(e, Event::Answer { outcome: Answered::Refused, .. });
    assert!(events(&discovery).iter().any(refused));
}

#[test]
fn answers_are_a_service_and_name_the_mechanism_of_version_3() {
    let service = || Security::Service { kind: ServiceKind::Management, stage: Stage::Completed };
    let mechanism =
        |name: &'static str, soundness| Security::Mechanism { name: name.into(), soundness, stage: Stage::Completed };
    let poll = |id| [(M, v2c(b"x", pdu(0, id, 0, &[]))), (A, v2c(b"x", pdu(2, id, 0, &[])))];
    assert_eq!(others(&[poll(1), poll(2)].concat()), [service()]);
    assert_eq!(others(&poll(1)[..1]), []);
    let private = |digest| {
        let scoped = || octets(&[9; 45]);
        others(&[(M, v3(1, 7, digest, scoped())), (A, v3(1, 3, digest, scoped()))])
    };
    assert_eq!(private(24), [service(), mechanism("USM HMAC-SHA-2", Soundness::Sound)]);
    assert_eq!(private(12), [service(), mechanism("USM HMAC-96", Soundness::Unknown)]);
}

#[test]
fn errors_and_reports_about_rights_are_denied() {
    let denied = |by: &'static str| Security::Denied { by: by.into() };
    let ask = || (M, v2c(b"x", pdu(3, 9, 0, &[])));
    assert_eq!(others(&[ask(), (A, v2c(b"x", pdu(2, 9, 6, &[])))]), [denied("noAccess")]);
    let report = |counter| {
        let name: &[u8] = &[0x2b, 6, 1, 6, 3, 15, 1, 1, counter, 0];
        let (ask, told) = (plain(pdu(0, 4, 0, &[])), plain(pdu(8, 4, 0, &[(name, integer(1))])));
        others(&[(M, v3(1, 5, 12, ask)), (A, v3(1, 0, 0, told))])
    };
    assert_eq!(report(5), [denied("wrong digest")]);
    assert_eq!(report(4), [], "discovery");
}

#[test]
fn only_a_whole_envelope_is_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: true });
    let message = v2c(b"public", pdu(0, 1, 0, &[]));
    assert_eq!(probe(&message), Match::Sure);
    assert_eq!(probe(&message[..12]), Match::No);
    assert_eq!(probe(b"0\x03\x02\x01\x07"), Match::No);
}
