use ringwall_model::{Attribute, PeerProof, Security, Side, Soundness, Stage};

use super::{PROTOCOL, records};
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward, Direction::Forward, Event, Framing, Match, Sample};

const MUTUAL_1_2: &str = include_str!("samples/mutual-1.2.hex");
const PLAIN_1_2: &str = include_str!("samples/plain-1.2.hex");
const PLAIN_1_3: &str = include_str!("samples/plain-1.3.hex");
const SILENT_1_3: &str = include_str!("samples/silent-1.3.hex");
const REFUSED_1_2: &str = include_str!("samples/refused-1.2.hex");
const LEAF: &str = "f0d8a0d1ec60b141c76d7c791aed050d168e7814a303c606cae376f79d114ed6";

type Script = Vec<(Direction, Vec<u8>)>;

fn script(sample: &str) -> Script {
    let line = |text: &str| {
        let (direction, hex) = text.split_once(' ')?;
        let digit = |b: u8| char::from(b).to_digit(16).unwrap() as u8;
        let bytes = hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect();
        Some((if direction == ">" { Forward } else { Backward }, bytes))
    };
    sample.lines().filter(|l| !l.starts_with('#')).filter_map(line).collect()
}

fn events(script: &Script) -> Vec<(Event, String)> {
    stream(&PROTOCOL, &script.iter().map(|(d, b)| (*d, b.as_slice())).collect::<Vec<_>>())
}

fn facts(script: &Script) -> Vec<Security> {
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    events(script).into_iter().filter_map(only).collect()
}

fn channels(script: &Script) -> Vec<(Stage, PeerProof, Soundness, String)> {
    let only = |fact| match fact {
        Security::Channel { secrecy: true, integrity: true, peer, version, suite, soundness, stage } => {
            Some((stage, peer, soundness, format!("{version} {suite}")))
        }
        _ => None,
    };
    facts(script).into_iter().filter_map(only).collect()
}

fn certificates(script: &Script) -> Vec<(Stage, Side, u8, String)> {
    let only = |fact| match fact {
        Security::Certificate { certificate: c, stage } => Some((stage, c.by, c.position, c.subject.raw().to_owned())),
        _ => None,
    };
    facts(script).into_iter().filter_map(only).collect()
}

#[test]
fn both_sides_are_proved_by_certificates_and_a_signature_of_the_client() {
    let suite = "TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256".to_owned();
    let expected = [
        (Stage::Negotiated, PeerProof::Both, Soundness::Sound, suite.clone()),
        (Stage::Completed, PeerProof::Both, Soundness::Sound, suite),
    ];
    assert_eq!(channels(&script(MUTUAL_1_2)), expected);
    let completed: Vec<_> =
        certificates(&script(MUTUAL_1_2)).into_iter().filter(|(stage, ..)| *stage == Stage::Completed).collect();
    let expected = [
        (Stage::Completed, Side::Initiator, 0, "CN=client.case".to_owned()),
        (Stage::Completed, Side::Initiator, 1, "CN=Case CA".to_owned()),
        (Stage::Completed, Side::Responder, 0, "CN=historian.case,O=Ringwall\\, cases".to_owned()),
        (Stage::Completed, Side::Responder, 1, "CN=Case CA".to_owned()),
    ];
    assert_eq!(completed, expected);
}

#[test]
fn a_certificate_is_read_whole() {
    let facts = facts(&script(PLAIN_1_2));
    let Some(Security::Certificate { certificate, .. }) =
        facts.into_iter().find(|f| matches!(f, Security::Certificate { stage: Stage::Completed, .. }))
    else {
        panic!("no certificate")
    };
    assert_eq!(&*certificate.fingerprint, LEAF);
    assert_eq!((&*certificate.key, certificate.key_bits, &*certificate.signature_hash), ("ec", 256, "sha256"));
    assert_eq!(certificate.not_after.to_string(), "2036-11-20T01:28:05Z");
    assert_eq!((certificate.issuer.raw(), certificate.self_issued), ("CN=Case CA", false));
}

#[test]
fn a_server_alone_is_proved_by_its_certificate_and_encrypt_then_mac_makes_cbc_sound() {
    let channels = channels(&script(PLAIN_1_2));
    let [(Stage::Negotiated, ..), (Stage::Completed, PeerProof::Responder, Soundness::Sound, suite)] = &channels[..]
    else {
        panic!("{channels:?}")
    };
    assert_eq!(suite, "TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA");
}

#[test]
fn tls_1_3_hides_its_peer_and_a_bare_handshake_completes_nothing() {
    let talk = channels(&script(PLAIN_1_3));
    assert!(
        matches!(&talk[..], [(Stage::Negotiated, ..), (Stage::Completed, PeerProof::Hidden, Soundness::Sound, _)]),
        "{talk:?}"
    );
    let silent = channels(&script(SILENT_1_3));
    assert!(matches!(&silent[..], [(Stage::Negotiated, ..)]), "{silent:?}");
}

#[test]
fn a_refused_certificate_completes_nothing() {
    let script = script(REFUSED_1_2);
    assert!(channels(&script).iter().all(|(stage, ..)| *stage == Stage::Refused));
    let last: Vec<_> = certificates(&script).into_iter().map(|(stage, ..)| stage).collect();
    assert_eq!(last, [Stage::Offered, Stage::Offered, Stage::Refused, Stage::Refused]);
}

#[test]
fn the_server_name_is_the_responders_and_the_client_is_known() {
    let events = events(&script(PLAIN_1_3));
    let named = |(e, text): &(Event, String)| {
        matches!(e, Event::Identity { who: crate::Subject::Receiver, what: Attribute::Hostname, .. })
            && text == "historian.case"
    };
    assert!(events.iter().any(named));
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

/// A handshake without certificates, and a record of data each way.
fn talk_with(server: &str) -> Script {
    let sized = |bytes: &[u8]| [&u16::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    let record = |kind: u8, body: &[u8]| [&[kind, 3, 3][..], &sized(body)].concat();
    let message = |kind: u8, body: &[u8]| record(22, &[&[kind, 0][..], &sized(body)].concat());
    let name = sized(&[&[0][..], &sized(server.as_bytes())].concat());
    let extensions = sized(&[&[0, 0][..], &sized(&name)].concat());
    let client = [&[3, 3][..], &[7; 32], &[0, 0, 2, 0xC0, 0x2F, 1, 0], &extensions].concat();
    let answer = [&[3, 3][..], &[8; 32], &[0, 0xC0, 0x2F, 0]].concat();
    let data = record(23, &[0; 32]);
    let ready = record(20, &[1]);
    vec![
        (Forward, message(1, &client)),
        (Backward, message(2, &answer)),
        (Forward, ready.clone()),
        (Backward, ready),
        (Forward, data.clone()),
        (Backward, data),
    ]
}

#[test]
fn through_a_server_that_only_a_program_keeps_to_people_may_work() {
    let interactive =
        |server| facts(&talk_with(server)).into_iter().find(|f| matches!(f, Security::Interactive { .. }));
    let negotiated = Some(Security::Interactive { stage: Stage::Negotiated });
    assert_eq!(interactive("13-247-194-26.relay.splashtop.com"), negotiated);
    assert_eq!(interactive("historian.case"), None);
    assert!(channels(&talk_with("historian.case")).iter().any(|(stage, ..)| *stage == Stage::Completed));
}

#[test]
fn a_handshake_message_may_span_records() {
    let whole = script(MUTUAL_1_2);
    let refine = |(direction, bytes): &(Direction, Vec<u8>)| {
        let mut out = Vec::new();
        let mut rest = bytes.as_slice();
        let mut protected = false;
        while let Framing::Pdu(n) = records::frame(*direction, rest) {
            protected |= rest[0] == records::CHANGE_CIPHER_SPEC;
            let (record, behind) = rest.split_at(n);
            let piece = if rest[0] == records::HANDSHAKE && !protected { 61 } else { n };
            for body in record[records::HEADER_BYTES..].chunks(piece) {
                out.extend_from_slice(&record[..3]);
                out.extend_from_slice(&u16::try_from(body.len()).unwrap().to_be_bytes());
                out.extend_from_slice(body);
            }
            rest = behind;
        }
        (*direction, out)
    };
    let fine: Script = whole.iter().map(refine).collect();
    assert_ne!(fine, whole);
    assert_eq!(facts(&fine), facts(&whole));
}

#[test]
fn without_the_hello_nothing_is_proved() {
    let late: Script = script(PLAIN_1_2).into_iter().skip(2).collect();
    assert_eq!(facts(&late), []);
    let data = |(e, _): &(Event, String)| matches!(e, Event::Report { call, .. } if *call == super::DATA);
    assert_eq!(events(&late).iter().filter(|e| data(e)).count(), 2);
}

#[test]
fn other_content_is_not_claimed_and_records_are_found_again() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: false });
    assert_eq!(probe(&script(PLAIN_1_3)[0].1), Match::Sure);
    assert_eq!(probe(b"\x16\x03\x01"), Match::More);
    assert_eq!(probe(b"\x03\x00\x00\x16\x11\xe0"), Match::No);
    assert_eq!(probe(b"GET / HTTP/1.1\r\n"), Match::No);
    let mut lost = b"\x5a\x17\x03\x07".to_vec();
    lost.extend(&script(PLAIN_1_2).last().unwrap().1);
    assert_eq!((PROTOCOL.resync)(Forward, &lost), Some(4));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    for sample in [MUTUAL_1_2, PLAIN_1_3, REFUSED_1_2] {
        let script = script(sample);
        hostile::survives(&PROTOCOL, &script.iter().map(|(d, b)| (*d, b.as_slice())).collect::<Vec<_>>());
    }
}
