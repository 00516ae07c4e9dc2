//! Cases of RustDesk, built by an encoder of our own.

use ringwall_model::{Attribute, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, probed_on_port, said, security, stream_of, told};

fn field(number: u8, body: &[u8]) -> Vec<u8> {
    let tag = if number < 16 { vec![number << 3 | 2] } else { vec![number << 3 & 0x7F | 0x82, number >> 4] };
    [&tag[..], &[u8::try_from(body.len()).unwrap()], body].concat()
}

/// Over TCP: a length of one byte, or of two.
fn over_tcp(message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(message.len()).unwrap();
    let prefix =
        if length < 0x40 { vec![u8::try_from(length).unwrap() << 2] } else { (length << 2 | 1).to_le_bytes().to_vec() };
    [prefix, message.to_vec()].concat()
}

#[test]
fn devices_that_look_for_each_other_tell_their_names() {
    let pong = [field(1, b"pong"), field(3, b"123456789"), field(5, b"hmi-7"), field(6, b"Windows")].concat();
    let events = datagrams_of(&PROTOCOL, &[(Forward, field(22, &pong)), (Forward, field(6, &field(1, b"123456789")))]);
    assert_eq!(told(&PROTOCOL, &events), ["! Peer Discovery", "! Register Peer"]);
    assert_eq!(said(&events), [(Attribute::Hostname, "hmi-7"), (Attribute::OperatingSystem, "Windows")]);
}

#[test]
fn a_relayed_connection_is_a_session_once_both_sides_send() {
    let asks = over_tcp(&field(18, &field(2, &[b'u'; 60])));
    let case = [(Forward, asks), (Forward, over_tcp(&[0x5A; 70])), (Backward, over_tcp(&[0x5A; 9]))];
    let events = stream_of(&PROTOCOL, &case);
    let names = ["! Request Relay", "! Screen, keys and pointer", "! Screen, keys and pointer"];
    assert_eq!(told(&PROTOCOL, &events), names);
    let stage = |stage| Security::Interactive { stage };
    assert_eq!(security(&events), [stage(Stage::Negotiated), stage(Stage::Completed)]);
    let case: Vec<_> = case.iter().map(|(direction, bytes)| (*direction, bytes.as_slice())).collect();
    survives(&PROTOCOL, &case);
}

#[test]
fn lengths_that_agree_are_proof_on_the_ports_only() {
    let message = over_tcp(&field(20, &[8, 1]));
    assert_eq!(probed_on_port(&PROTOCOL, &message, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &message, false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &field(30, &[]), true), Match::Sure, "one that is newer than the list");
    assert_eq!(probed_on_port(&PROTOCOL, &field(3, b"x"), true), Match::No, "no field of these");
    assert_eq!(probed_on_port(&PROTOCOL, &message[..3], false), Match::No);
    let other = datagrams_of(&PROTOCOL, &[(Forward, field(30, &[])), (Forward, vec![0xFF; 9])]);
    assert_eq!(told(&PROTOCOL, &other), ["! Other message", "rustdesk-message"]);
}
