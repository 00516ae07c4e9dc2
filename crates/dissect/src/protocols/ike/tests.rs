use ringwall_model::{Security, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

/// A message with one payload.
fn message(version: u8, exchange: u8, flags: u8, responder: u8, payload: u8, body: &[u8]) -> Vec<u8> {
    let payload_bytes = [&[0, 0], (body.len() as u16 + 4).to_be_bytes().as_slice(), body].concat();
    let length = (28 + payload_bytes.len() as u32).to_be_bytes();
    let head = [payload, version, exchange, flags, 0, 0, 0, 0];
    [[1; 8].as_slice(), &[responder; 8], &head, &length, &payload_bytes].concat()
}

fn transform(kind: u8, id: u8, bits: Option<u8>) -> Vec<u8> {
    let attribute = bits.map_or(vec![], |b| vec![0x80, 0x0e, 0, b]);
    [vec![3, 0, 0, 8 + attribute.len() as u8, kind, 0, 0, id], attribute].concat()
}

fn two(group: u8, cipher: u8) -> Script {
    let transforms =
        [transform(1, cipher, Some(128)), transform(2, 5, None), transform(3, 12, None), transform(4, group, None)];
    let body = transforms.concat();
    let proposal = [&[0, 0, 0, 8 + body.len() as u8, 1, 1, 0, 4], body.as_slice()].concat();
    vec![(C, message(0x20, 34, 8, 0, 33, &proposal)), (S, message(0x20, 34, 0x20, 2, 33, &proposal))]
}

fn one(exchange: u8) -> Script {
    let attributes = [0x80, 1, 0, 5, 0x80, 2, 0, 1, 0x80, 3, 0, 1, 0x80, 4, 0, 2];
    let transform = [&[0, 0, 0, 8 + attributes.len() as u8, 1, 1, 0, 0], attributes.as_slice()].concat();
    let proposal = [&[0, 0, 0, 8 + transform.len() as u8, 1, 1, 0, 1], transform.as_slice()].concat();
    let body = [&[0, 0, 0, 1, 0, 0, 0, 1], proposal.as_slice()].concat();
    vec![(C, message(0x10, exchange, 0, 0, 1, &body)), (S, message(0x10, exchange, 0, 2, 1, &body))]
}

fn facts(script: &Script) -> Vec<(String, Soundness, Stage)> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| match event {
        Event::Security(Security::Channel { version, suite, soundness, stage, .. }) => {
            Some((format!("{version} {suite}"), soundness, stage))
        }
        Event::Security(Security::Mechanism { name, soundness, stage }) => Some((name.into_owned(), soundness, stage)),
        _ => None,
    };
    datagrams(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

#[test]
fn what_the_responder_chose_is_judged() {
    let suite = |cipher: &str, group: u8| format!("IKEv2 {cipher}-128,PRF-SHA2-256,AUTH-SHA2-256,group {group}");
    assert_eq!(facts(&two(14, 12)), [(suite("AES-CBC", 14), Soundness::Sound, Stage::Negotiated)]);
    assert_eq!(facts(&two(2, 12)), [(suite("AES-CBC", 2), Soundness::Weak, Stage::Negotiated)]);
    assert_eq!(facts(&two(14, 12)[..1].to_vec()), [], "only proposed");
    assert_eq!(facts(&two(14, 12)[1..].to_vec()), [], "nobody asked");
}

#[test]
fn version_1_is_read_and_aggressive_mode_is_weak() {
    let weak = |text: &str| (text.to_owned(), Soundness::Weak, Stage::Negotiated);
    assert_eq!(facts(&one(2)), [weak("IKEv1 3DES,MD5,group 2")]);
    let both = [weak("IKEv1 aggressive mode with a pre-shared key"), weak("IKEv1 3DES,MD5,group 2")];
    assert_eq!(facts(&one(4)), both);
}

#[test]
fn data_both_ways_completes_a_channel_whose_suite_is_hidden() {
    let marked = |(d, b): &(Direction, Vec<u8>)| (*d, [&[0; 4], b.as_slice()].concat());
    let mut script: Script = two(14, 12).iter().map(marked).collect();
    script.extend([(C, vec![7; 40]), (C, vec![0xff])]);
    assert_eq!(facts(&script).len(), 1);
    script.push((S, vec![8; 40]));
    assert_eq!(facts(&script)[1], ("ESP in UDP not visible".to_owned(), Soundness::Unknown, Stage::Completed));
}

#[test]
fn a_header_that_fits_the_datagram_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&two(14, 12)[0].1, true), Match::Sure);
    assert_eq!(probe(&two(14, 12)[0].1, false), Match::No);
    assert_eq!(probe(&[7; 40], true), Match::No, "ESP");
}
