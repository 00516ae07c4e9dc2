use ringwall_model::{Attribute, PeerProof, SecretKind, Security, ServiceKind, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::stream;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn envelope(message: &[u8]) -> Vec<u8> {
    [(message.len() as u32).to_be_bytes().as_slice(), message].concat()
}

/// A command of SMB 2; `flags`: 1 answer, 8 signed.
fn two(command: u16, status: u32, flags: u32, body: &[u8]) -> Vec<u8> {
    let mut header = b"\xfeSMB\x40\0\x01\0".to_vec();
    header.extend(status.to_le_bytes());
    header.extend(command.to_le_bytes());
    header.extend([1, 0]);
    header.extend(flags.to_le_bytes());
    header.extend([0; 44]);
    envelope(&[header.as_slice(), body].concat())
}

fn negotiated(dialect: u16) -> Script {
    let body = [&[65, 0, 1, 0], dialect.to_le_bytes().as_slice(), &[0; 58]].concat();
    vec![(C, two(0, 0, 0, &[36, 0])), (S, two(0, 0, 1, &body))]
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A message of NTLM with its fields behind a head of `head` bytes; `at`: places of the fields' descriptions.
fn ntlm(kind: u32, head: usize, fields: &[(usize, Vec<u8>)]) -> Vec<u8> {
    let mut message = vec![0; head];
    message[..8].copy_from_slice(b"NTLMSSP\0");
    message[8..12].copy_from_slice(&kind.to_le_bytes());
    for (at, field) in fields {
        let (length, start) = (field.len() as u16, message.len() as u32);
        message[*at..*at + 2].copy_from_slice(&length.to_le_bytes());
        message[*at + 4..*at + 8].copy_from_slice(&start.to_le_bytes());
        message.extend(field);
    }
    message
}

fn challenge() -> Vec<u8> {
    let name = utf16("FILES-7");
    let information = [&[1, 0, name.len() as u8, 0], name.as_slice(), &[0; 4]].concat();
    ntlm(2, 48, &[(40, information)])
}

fn answer(new: usize, user: &str) -> Vec<u8> {
    let old = if user.is_empty() { vec![0] } else { vec![1; 24] };
    ntlm(3, 64, &[(12, old), (20, vec![2; new]), (28, vec![]), (36, utf16(user)), (44, utf16("HMI-3"))])
}

fn setup_request(token: &[u8]) -> Vec<u8> {
    let head = [25, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 88, 0, token.len() as u8, (token.len() >> 8) as u8];
    two(1, 0, 0, &[head.as_slice(), &[0; 8], token].concat())
}

fn setup_answer(status: u32, flags: u16, token: &[u8]) -> Vec<u8> {
    let head = [9, 0, flags as u8, 0, 72, 0, token.len() as u8, (token.len() >> 8) as u8];
    two(1, status, 1, &[head.as_slice(), token].concat())
}

fn session(proof: Vec<u8>, status: u32, flags: u16) -> Script {
    let mut script = negotiated(0x0210);
    script.extend([
        (C, setup_request(&ntlm(1, 40, &[]))),
        (S, setup_answer(0xc000_0016, 0, &challenge())),
        (C, setup_request(&proof)),
        (S, setup_answer(status, flags, &[])),
    ]);
    script
}

fn exchange(command: u16, status: u32, flags: u32) -> Script {
    vec![(C, two(command, 0, flags, &[49, 0])), (S, two(command, status, flags | 1, &[17, 0]))]
}

/// A message of SMB 1.
fn one(command: u8, status: u32, answer: bool, words: &[u8], data: &[u8]) -> Vec<u8> {
    let mut message = b"\xffSMB".to_vec();
    message.push(command);
    message.extend(status.to_le_bytes());
    message.push(if answer { 0x80 } else { 0 });
    message.extend([0; 22]);
    message.push(words.len() as u8 / 2);
    message.extend(words);
    message.extend((data.len() as u16).to_le_bytes());
    message.extend(data);
    envelope(&message)
}

fn old(new_bytes: u8, guest: u8) -> Script {
    let mut words = vec![0; 26];
    words[16] = new_bytes;
    words[14] = new_bytes;
    vec![
        (C, one(0x72, 0, false, &[], b"\x02NT LM 0.12\0")),
        (S, one(0x72, 0, true, &[0; 34], b"")),
        (C, one(0x73, 0, false, &words, b"secret")),
        (S, one(0x73, 0, true, &[0xff, 0, 0, 0, guest, 0], b"")),
        (C, one(0xa2, 0, false, &[0; 48], b"x")),
        (S, one(0xa2, 0, true, &[0; 68], b"")),
    ]
}

fn facts(script: &Script) -> Vec<Security> {
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    hostile::survives(&PROTOCOL, &borrowed);
    let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
    stream(&PROTOCOL, &borrowed).into_iter().filter_map(only).collect()
}

fn told(name: &'static str, soundness: Soundness, stage: Stage) -> [Security; 2] {
    let secret = Some(SecretKind::Password);
    let login = Security::Login { clear: false, secret, default: false, stage, human: false, changing: false };
    [login, Security::Mechanism { name: name.into(), soundness, stage }]
}

fn anonymous(changing: bool) -> Security {
    Security::Anonymous { human: true, changing, stage: Stage::Completed }
}

fn service(kind: ServiceKind, stage: Stage) -> Security {
    Security::Service { kind, stage }
}

#[test]
fn ntlm_is_told_by_the_length_of_its_answer_and_decided_by_the_status() {
    let (one, two) = (answer(24, "hmi"), answer(60, "hmi"));
    assert_eq!(facts(&session(one, 0, 0)), told("NTLMv1", Soundness::Weak, Stage::Completed));
    assert_eq!(facts(&session(two.clone(), 0, 0)), told("NTLMv2", Soundness::Unknown, Stage::Completed));
    assert_eq!(facts(&session(two.clone(), 0xc000_006d, 0)), told("NTLMv2", Soundness::Unknown, Stage::Refused));
    assert_eq!(facts(&session(two, 0, 0)[..5].to_vec()), []);
}

#[test]
fn nobody_and_guests_are_anonymous_and_changing_once_they_wrote() {
    assert_eq!(facts(&session(answer(0, ""), 0, 2)), [anonymous(false)]);
    let guest = session(answer(60, "who"), 0, 1);
    assert_eq!(facts(&guest), [anonymous(false)]);
    let files = service(ServiceKind::FileTransfer, Stage::Completed);
    assert_eq!(facts(&[guest.clone(), exchange(9, 0, 0)].concat()), [anonymous(false), files, anonymous(true)]);
    let denied = Security::Denied { by: "access denied".into() };
    assert_eq!(facts(&[guest, exchange(9, 0xc000_0022, 0)].concat()), [anonymous(false), denied]);
}

#[test]
fn signed_and_encrypted_messages_both_ways_are_channels() {
    let channel = |secrecy, version: &'static str, suite: &'static str| Security::Channel {
        secrecy,
        integrity: true,
        peer: PeerProof::Hidden,
        version: version.into(),
        suite: suite.into(),
        soundness: Soundness::Sound,
        stage: Stage::Completed,
    };
    let signed = [negotiated(0x0210), exchange(3, 0, 8)].concat();
    assert_eq!(facts(&signed), [channel(false, "SMB 2.1", "signed with HMAC-SHA-256")]);
    assert_eq!(facts(&signed[..3].to_vec()), []);
    let hidden = |d| (d, envelope(b"\xfdSMB0123456789abcdef0123456789abcdef0123456789abcdef"));
    let encrypted = [negotiated(0x0311), vec![hidden(C), hidden(S)]].concat();
    assert_eq!(facts(&encrypted), [channel(true, "SMB 3.1.1", "AES-CCM or AES-GCM")]);
}

#[test]
fn smb_1_is_an_outdated_service() {
    let (begun, used) = (
        service(ServiceKind::FileTransferOutdated, Stage::Negotiated),
        service(ServiceKind::FileTransferOutdated, Stage::Completed),
    );
    let [login, mechanism] = told("NTLMv1", Soundness::Weak, Stage::Completed);
    assert_eq!(facts(&old(24, 0)), [begun.clone(), login, mechanism, used.clone()]);
    assert_eq!(facts(&old(24, 1)), [begun.clone(), anonymous(false), used.clone()]);
    assert_eq!(facts(&old(0, 0)), [begun, anonymous(false), used]);
}

#[test]
fn both_sides_name_their_computers() {
    let script = session(answer(60, "hmi"), 0, 0);
    let borrowed: Vec<_> = script.iter().map(|(d, b)| (*d, b.as_slice())).collect();
    let events = stream(&PROTOCOL, &borrowed);
    let names: Vec<_> = events
        .iter()
        .filter(|(e, _)| matches!(e, Event::Identity { what: Attribute::Hostname, .. }))
        .map(|(_, t)| t.as_str())
        .collect();
    assert_eq!(names, ["FILES-7", "HMI-3"]);
}

#[test]
fn the_mark_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: false });
    assert_eq!(probe(&negotiated(0x0210)[0].1, false), Match::Sure);
    assert_eq!(probe(&old(0, 0)[0].1, false), Match::Sure);
    assert_eq!(probe(&[0x81, 0, 0, 68, 32], true), Match::Weak);
    assert_eq!(probe(&[0x81, 0, 0, 68, 32], false), Match::No);
    assert_eq!(probe(&[0, 0, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1], true), Match::No, "Modbus");
}
