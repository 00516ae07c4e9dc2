//! Cases of TeamViewer, built by an encoder of our own.

use ringwall_model::{Attribute, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, probed_on_port, said, security, stream, stream_of, told};

fn plain(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[0x17, 0x24, kind][..], &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
}

fn numbered(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&[0x11, 0x30, kind, 0][..], &length, &[0; 16], body].concat()
}

fn datagram(number: u8, body: &[u8]) -> Vec<u8> {
    [&[number, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9][..], &plain(0x44, body)].concat()
}

#[test]
fn messages_are_cut_by_their_lengths_and_both_sides_make_a_session() {
    let events = stream_of(
        &PROTOCOL,
        &[(Forward, [plain(0x0A, &[1; 32]), plain(0x28, &[])].concat()), (Backward, numbered(0x36, &[2; 24]))],
    );
    assert_eq!(told(&PROTOCOL, &events), ["! Message", "! Message", "! Numbered Message"]);
    assert_eq!(security(&events), [Security::Interactive { stage: Stage::Negotiated }]);
    assert_eq!(said(&events), [(Attribute::Software, "TeamViewer"), (Attribute::Software, "TeamViewer")]);
    let alone = stream_of(&PROTOCOL, &[(Forward, plain(0x0A, &[1])), (Forward, plain(0x0A, &[1]))]);
    assert_eq!(security(&alone), []);
}

#[test]
fn datagrams_hold_one_message_behind_their_number() {
    let events = datagrams_of(&PROTOCOL, &[(Forward, datagram(0, &[1; 80])), (Backward, datagram(3, &[1; 9]))]);
    assert_eq!(told(&PROTOCOL, &events), ["! Message", "! Message"]);
    assert_eq!(probed_on_port(&PROTOCOL, &datagram(1, &[1; 9]), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &datagram(1, &[1; 9]), true), Match::Weak);
    let longer = [datagram(1, &[1; 9]), vec![0]].concat();
    assert_eq!(probed_on_port(&PROTOCOL, &longer, true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams_of(&PROTOCOL, &[(Forward, longer)])), ["teamviewer-message"]);
}

#[test]
fn the_mark_is_certain_on_the_port_and_a_hint_elsewhere() {
    let message = plain(0x0A, &[1; 32]);
    assert_eq!(probed_on_port(&PROTOCOL, &message[..20], false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &message, false), Match::Weak);
    assert_eq!(probed(&PROTOCOL, &message[..20], false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, b"\x17\x03\x03\0\x20", false), Match::No);
    let broken = [&[0x99; 9][..], &message].concat();
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &[(Forward, &broken)])), ["! Message"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &plain(0x0A, &[1; 32])), (Backward, &numbered(0x36, &[2; 24]))]);
    survives(&PROTOCOL, &[(Forward, &datagram(0, &[1; 16])), (Backward, &datagram(1, &[1; 16]))]);
}
