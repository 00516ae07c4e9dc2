//! Cases of BSAP, built by an encoder of our own.

use super::PROTOCOL;
use super::serial::packed;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, told};
use crate::{Event, Match};

/// A datagram of messages, each a sequence number and a content.
fn datagram(function: u8, messages: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0x0E, 0, u8::try_from(messages.len()).unwrap(), 0, function, 0];
    bytes.extend(7_u32.to_le_bytes());
    bytes.extend(6_u32.to_le_bytes());
    for (sequence, content) in messages {
        bytes.extend(u32::try_from(content.len() + 9).unwrap().to_le_bytes());
        bytes.push(0x0C);
        bytes.extend(sequence.to_le_bytes());
        bytes.extend(*content);
    }
    bytes
}

const READ: &[u8] = &[0xA0, 0, 4, 3, 0xD0, 1, 0x0F, 1, b'@', b'G', b'V', 0];

#[test]
fn a_response_is_named_by_its_request_and_its_status_refuses() {
    let asked = datagram(6, &[(1, READ), (2, &[0xA0, 0, 0x80, 0x24, 0x77, 0x0F, 1])]);
    let answered = datagram(5, &[(1, &[0, 1]), (2, &[0x84, 1])]);
    let events = datagrams(&PROTOCOL, &[(Forward, &asked), (Backward, &answered), (Forward, &datagram(0, &[]))]);
    let expected = [
        "? Read Signals by Name",
        "? Write Signals by Address",
        "+ Read Signals by Name",
        "- Write Signals by Address",
        "! Poll",
    ];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
}

#[test]
fn other_applications_are_told_by_their_code() {
    let asked = datagram(6, &[(3, &[0xA1, 0, 1, 1]), (4, &[0x78, 0, 1]), (5, &[0xA8, 0, 1]), (6, &[0xCC, 0, 1])]);
    let names = ["? Reset System", "? Download", "? Alarm Acknowledgement", "? Unlisted application"];
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &asked)])), names);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Backward, &datagram(5, &[(9, &[0])]))])), ["+ Response"]);
}

#[test]
fn lengths_that_fill_a_datagram_are_certain() {
    let asked = datagram(6, &[(1, READ)]);
    assert_eq!(probed(&PROTOCOL, &asked, true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &asked[..asked.len() - 1], true), Match::No);
    assert_eq!(probed(&PROTOCOL, &asked, false), Match::No);
    assert_eq!(probed(&PROTOCOL, &datagram(0, &[]), true), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &datagram(0, &[]), true), Match::Sure);
    let cut = datagrams(&PROTOCOL, &[(Forward, &asked[..20])]);
    assert_eq!(told(&PROTOCOL, &cut), ["bsap-length"]);
}

/// A telegram to or from a unit beside the asker: its serial number is one that must stand twice.
fn telegram(destination: u8, source: u8, content: &[u8]) -> Vec<u8> {
    packed(&[&[1, 0x10, destination, 0x34, 0x12, source, 0][..], content].concat())
}

#[test]
fn telegrams_of_a_serial_line_stand_in_datagrams_as_they_are() {
    let asked = telegram(0xA0, 3, &[0x84, 1, 0x10, 0x10]);
    let refused = telegram(3, 0xA0, &[0x84, 1]);
    let far = packed(&[0x81, 9, 4, 0, 7, 0, 1, 0xA1, 2, 0, 3, 0, 1, 1]);
    let case = [(Forward, asked.as_slice()), (Backward, &refused), (Forward, &far)];
    let events = datagrams(&PROTOCOL, &case);
    assert_eq!(told(&PROTOCOL, &events), ["? Write Signals by Name", "- Write Signals by Name", "? Reset System"]);
    assert!(events.iter().any(|(e, _)| *e == Event::InitiatorSends(Forward)));
    survives(&PROTOCOL, &case);
}

#[test]
fn the_crc_of_a_telegram_is_proof() {
    let mut asked = telegram(0xA0, 3, &[4]);
    assert_eq!(probed(&PROTOCOL, &asked, true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &asked, false), Match::No);
    asked.push(0);
    assert_eq!(probed_on_port(&PROTOCOL, &asked, true), Match::No, "something stands behind it");
    let last = asked.len() - 2;
    asked[last] ^= 1;
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &asked)])), ["bsap-telegram"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let asked = datagram(6, &[(1, READ), (2, &[0xA1, 0, 1, 1])]);
    survives(&PROTOCOL, &[(Forward, &asked), (Backward, &datagram(5, &[(1, &[0, 1])])), (Forward, &datagram(0, &[]))]);
}
