use ringwall_model::{PeerProof, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn record(kind: u8, epoch: u8, body: &[u8]) -> Vec<u8> {
    let length = (body.len() as u16).to_be_bytes();
    [&[kind, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 7], length.as_slice(), body].concat()
}

fn piece(kind: u8, length: usize, offset: usize, piece: &[u8]) -> Vec<u8> {
    let three = |n: usize| [(n >> 16) as u8, (n >> 8) as u8, n as u8];
    [&[kind], three(length).as_slice(), &[0, 0], &three(offset), &three(piece.len()), piece].concat()
}

fn server_hello(suite: [u8; 2]) -> Vec<u8> {
    [&[0xfe, 0xfd], [7; 32].as_slice(), &[0], &suite, &[0]].concat()
}

fn client_hello() -> Vec<u8> {
    record(22, 0, &piece(1, 60, 0, &[[0xfe, 0xfd].as_slice(), &[7; 58]].concat()))
}

/// The server's hello comes in two pieces.
fn session(suite: [u8; 2], data_from: &[Direction]) -> Script {
    let hello = server_hello(suite);
    let (head, tail) = hello.split_at(20);
    let pieces =
        [record(22, 0, &piece(2, hello.len(), 0, head)), record(22, 0, &piece(2, hello.len(), 20, tail))].concat();
    let mut script = vec![
        (C, client_hello()),
        (S, pieces),
        (C, [record(20, 0, &[1]), record(22, 1, &[9; 40])].concat()),
        (S, [record(20, 0, &[1]), record(22, 1, &[9; 40])].concat()),
    ];
    script.extend(data_from.iter().map(|d| (*d, record(23, 1, &[5; 30]))));
    script
}

fn channels(script: &Script) -> Vec<(String, PeerProof, Soundness, Stage)> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| match event {
        Event::Security(Security::Channel { peer, version, suite, soundness, stage, .. }) => {
            Some((format!("{version} {suite}"), peer, soundness, stage))
        }
        _ => None,
    };
    datagrams(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

#[test]
fn a_channel_is_agreed_when_keys_change_and_completed_by_data_both_ways() {
    let told = |stage| {
        let suite = "DTLS 1.2 TLS_PSK_WITH_AES_128_GCM_SHA256".to_owned();
        (suite, PeerProof::Both, Soundness::Sound, stage)
    };
    let psk = [0, 0xa8];
    assert_eq!(channels(&session(psk, &[C, S])), [told(Stage::Negotiated), told(Stage::Completed)]);
    assert_eq!(channels(&session(psk, &[C, C])), [told(Stage::Negotiated)]);
    assert_eq!(channels(&session(psk, &[])[..2].to_vec()), []);
}

#[test]
fn weak_suites_and_refusals_are_told() {
    let weak = channels(&session([0, 0x2c], &[C, S]));
    assert!(weak.iter().all(|(.., soundness, _)| *soundness == Soundness::Weak), "{weak:?}");
    let mut refused = session([0, 0xa8], &[])[..2].to_vec();
    refused.push((C, record(21, 0, &[2, 40])));
    let stages: Vec<_> = channels(&refused).into_iter().map(|(.., stage)| stage).collect();
    assert_eq!(stages, [Stage::Refused]);
}

#[test]
fn a_hello_is_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: true });
    assert_eq!(probe(&client_hello()), Match::Sure);
    assert_eq!(probe(&record(23, 1, &[5; 30])), Match::Weak);
    assert_eq!(probe(&record(23, 1, &[5; 30])[..30]), Match::No);
    assert_eq!(probe(&[0x16; 60]), Match::No);
}
