//! Cases of RTPS, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, said, told};

/// A message of a maker's library with submessages: kind and body.
pub fn message(maker: u16, submessages: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = [&b"RTPS\x02\x01"[..], &maker.to_be_bytes(), &[7; 12]].concat();
    for (kind, body) in submessages {
        bytes.extend([*kind, 1]);
        bytes.extend(u16::try_from(body.len()).unwrap().to_le_bytes());
        bytes.extend(*body);
    }
    bytes
}

/// The beginning of data: flags, inline offset, reader, writer, number.
pub fn data(writer: [u8; 4]) -> Vec<u8> {
    [&[0, 0, 16, 0, 0, 0, 0, 0][..], &writer, &[0; 8], &[1, 2, 3, 4]].concat()
}

#[test]
fn announcements_are_told_from_data_by_their_writer() {
    let built_in = data([0, 1, 0, 0xC2]);
    let own = data([0, 0, 3, 3]);
    let bytes =
        message(0x0101, &[(0x0E, &[0; 12]), (0x09, &[0; 8]), (0x15, &built_in), (0x15, &own), (0x07, &[0; 28])]);
    let events = datagrams(&PROTOCOL, &[(Forward, &bytes), (Forward, &bytes)]);
    let once = ["! Data: Announcement", "! Data", "! Heartbeat"];
    assert_eq!(told(&PROTOCOL, &events), [once, once].concat());
    assert_eq!(said(&events), [(Attribute::Software, "RTI Connext")]);
}

#[test]
fn secured_submessages_are_opaque_and_unknown_makers_are_nobody() {
    let bytes = message(0x7777, &[(0x31, &[0; 4]), (0x30, &[0; 8]), (0x32, &[0; 4]), (0x33, &[])]);
    let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
    assert_eq!(told(&PROTOCOL, &events), ["! Secured Body", "! Secured Message"]);
    assert_eq!(said(&events), []);
}

#[test]
fn the_mark_and_a_version_are_certain() {
    assert_eq!(probed(&PROTOCOL, &message(0x0101, &[]), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, b"RTPS\x02\x01\x01\x01NDDSPING", true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, b"RTPS\x09\x01\x01\x01", true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, b"RTPX")])), ["rtps-header"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &message(0x0110, &[(0x15, &data([0, 1, 0, 0xC2])), (0x30, &[0; 8])]))]);
}
