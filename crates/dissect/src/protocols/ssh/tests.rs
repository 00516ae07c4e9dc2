use ringwall_model::{Attribute, PeerProof, Security, Side, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

const MODERN: [&str; 4] =
    ["curve25519-sha256,diffie-hellman-group1-sha1", "ssh-ed25519", "aes128-ctr,3des-cbc", "hmac-sha2-256,hmac-md5"];
const OLD: [&str; 4] = ["diffie-hellman-group1-sha1", "ssh-ed25519,ssh-rsa", "3des-cbc", "hmac-md5"];
const AEAD: [&str; 4] = ["curve25519-sha256", "ssh-ed25519", "aes256-gcm@openssh.com", ""];

fn packet(code: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() + 2 + 4) as u32;
    [length.to_be_bytes().as_slice(), &[4, code], payload, &[0; 4]].concat()
}

fn kexinit([kex, key, cipher, code]: [&str; 4]) -> Vec<u8> {
    let mut payload = vec![0x55; 16];
    for list in [kex, key, cipher, cipher, code, code, "none", "none", "", ""] {
        payload.extend((list.len() as u32).to_be_bytes());
        payload.extend(list.as_bytes());
    }
    payload.extend([0; 5]);
    packet(20, &payload)
}

fn text(bytes: &[u8]) -> Vec<u8> {
    [(bytes.len() as u32).to_be_bytes().as_slice(), bytes].concat()
}

fn blob() -> Vec<u8> {
    [text(b"ssh-ed25519"), text(&[7; 32])].concat()
}

fn reply() -> Vec<u8> {
    [text(&blob()), text(&[2; 32]), text(&[3; 83])].concat()
}

/// A whole connection: `talk` encrypted segments from each side after the key change.
fn connection(client: [&str; 4], server: [&str; 4], talk: usize) -> Vec<(Direction, Vec<u8>)> {
    let mut script = vec![
        (S, b"SSH-2.0-Switch_1.2 build 7\r\n".to_vec()),
        (C, b"SSH-2.0-Client_9\r\n".to_vec()),
        (C, kexinit(client)),
        (S, kexinit(server)),
        (C, packet(30, &[1; 36])),
        (S, [packet(31, &reply()), packet(21, &[])].concat()),
        (C, packet(21, &[])),
    ];
    for _ in 0..talk {
        script.extend([(C, vec![0xc3; 52]), (S, vec![0x9d; 52])]);
    }
    script
}

fn events(script: &[(Direction, Vec<u8>)]) -> Vec<(Event, String)> {
    stream(&PROTOCOL, &script.iter().map(|(d, b)| (*d, b.as_slice())).collect::<Vec<_>>())
}

fn channels(script: &[(Direction, Vec<u8>)]) -> Vec<(Stage, Soundness, String)> {
    let only = |(event, _)| match event {
        Event::Security(Security::Channel { peer: PeerProof::Responder, version, suite, soundness, stage, .. }) => {
            Some((stage, soundness, format!("{version} {suite}")))
        }
        _ => None,
    };
    events(script).into_iter().filter_map(only).collect()
}

#[test]
fn what_both_have_first_is_agreed_and_judged() {
    let modern = "SSH-2.0 curve25519-sha256,ssh-ed25519,aes128-ctr,hmac-sha2-256".to_owned();
    let expected =
        [(Stage::Negotiated, Soundness::Sound, modern.clone()), (Stage::Completed, Soundness::Sound, modern)];
    assert_eq!(channels(&connection(MODERN, MODERN, 1)), expected);
    let old = channels(&connection(MODERN, OLD, 1));
    assert_eq!(old[1].2, "SSH-2.0 diffie-hellman-group1-sha1,ssh-ed25519,3des-cbc,hmac-md5");
    assert_eq!(old[1].1, Soundness::Weak);
    let aead = channels(&connection(AEAD, AEAD, 1));
    assert_eq!(
        (aead[1].1, aead[1].2.as_str()),
        (Soundness::Sound, "SSH-2.0 curve25519-sha256,ssh-ed25519,aes256-gcm@openssh.com")
    );
}

#[test]
fn a_key_change_without_traffic_completes_nothing() {
    let stages: Vec<_> = channels(&connection(MODERN, MODERN, 0)).into_iter().map(|(stage, ..)| stage).collect();
    assert_eq!(stages, [Stage::Negotiated]);
}

#[test]
fn ssh_1_is_weak_when_both_agree_on_it() {
    let old = |server: &[u8]| {
        let mut script = vec![(S, server.to_vec()), (C, b"SSH-1.5-Old\n".to_vec())];
        for _ in 0..2 {
            script.extend([(S, vec![0; 80]), (C, vec![1; 80])]);
        }
        channels(&script)
    };
    let judged = [Stage::Negotiated, Stage::Completed].map(|stage| (stage, Soundness::Weak, "SSH-1 ssh-1".to_owned()));
    assert_eq!(old(b"SSH-1.99-Device\n"), judged);
    assert_eq!(old(b"SSH-2.0-Device\n"), []);
}

#[test]
fn banners_name_the_software_of_both_sides() {
    let told = |(event, text)| match event {
        Event::Identity { what: Attribute::Software, .. } => Some(text),
        _ => None,
    };
    let told: Vec<_> = events(&connection(MODERN, MODERN, 1)).into_iter().filter_map(told).collect();
    assert_eq!(told, ["Switch_1.2 build 7", "Client_9"]);
}

#[test]
fn the_host_key_is_told_once_the_client_took_it() {
    use sha2::Digest as _;
    let keys = |script: &[(Direction, Vec<u8>)]| {
        let only = |(event, _)| match event {
            Event::Security(Security::HostKey { by, fingerprint, key }) => Some((by, fingerprint, key)),
            _ => None,
        };
        events(script).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    let whole = connection(MODERN, MODERN, 1);
    let fingerprint = crate::protocols::certificate::hex(&sha2::Sha256::digest(blob()));
    assert_eq!(keys(&whole), [(Side::Responder, fingerprint.into(), "ssh-ed25519".into())]);
    assert_eq!(keys(&whole[..6]), [], "not yet checked");
    let mut other = whole;
    other[5].1 = [packet(31, &[2; 80]), packet(21, &[])].concat();
    assert_eq!(keys(&other), [], "a group, no key");
}

#[test]
fn work_takes_more_than_a_log_in() {
    let stages = |talk| {
        let only = |(event, _)| match event {
            Event::Security(Security::Interactive { stage }) => Some(stage),
            _ => None,
        };
        events(&connection(MODERN, MODERN, talk)).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    assert_eq!(stages(0), []);
    assert_eq!(stages(15), [Stage::Negotiated]);
    assert_eq!(stages(40), [Stage::Negotiated, Stage::Completed]);
}

#[test]
fn segments_may_end_anywhere() {
    let whole = connection(MODERN, MODERN, 1);
    let fine: Vec<_> = whole.iter().flat_map(|(d, b)| b.chunks(7).map(|c| (*d, c.to_vec()))).collect();
    assert_eq!(channels(&fine), channels(&whole));
}

#[test]
fn only_a_banner_is_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: false });
    assert_eq!(probe(b"SSH-2.0-x\r\n"), Match::Sure);
    assert_eq!(probe(b"SSH-"), Match::More);
    assert_eq!(probe(b"SSH is down\r\n"), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let script = connection(MODERN, OLD, 1);
    hostile::survives(&PROTOCOL, &script.iter().map(|(d, b)| (*d, b.as_slice())).collect::<Vec<_>>());
}
