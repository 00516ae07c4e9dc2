//! Cases of IGMP, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, probed_on_port, told};

fn message(kind: u8) -> Vec<u8> {
    vec![kind, 0, 0xAB, 0xCD, 239, 1, 2, 3]
}

#[test]
fn every_message_is_told_by_its_type() {
    let case = [0x11, 0x12, 0x16, 0x17, 0x22, 0x30].map(|kind| (Forward, message(kind)));
    let expected = [
        "! Membership Query",
        "! Membership Report, Version 1",
        "! Membership Report, Version 2",
        "! Leave Group",
        "! Membership Report, Version 3",
        "! Unlisted message",
    ];
    assert_eq!(told(&PROTOCOL, &datagrams_of(&PROTOCOL, &case)), expected);
    assert_eq!(told(&PROTOCOL, &datagrams_of(&PROTOCOL, &[(Forward, vec![0x11, 0])])), ["igmp-message"]);
    let case: Vec<_> = case.iter().map(|(direction, bytes)| (*direction, bytes.as_slice())).collect();
    survives(&PROTOCOL, &case);
}

#[test]
fn it_is_known_by_the_number_it_has_in_ip() {
    assert_eq!(probed_on_port(&PROTOCOL, &message(0x16), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &message(0x16), true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &[0x16], true), Match::No);
}
