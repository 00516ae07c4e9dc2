//! Cases of NoMachine, built here.

use ringwall_model::{Attribute, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{probed, said, security, stream, told};

const ASKS: &[u8] = b"NXSH-8.10.1\n";
const SHOWS: &[u8] = b"NXD-8.10.1\n";
/// A record of TLS that holds protected data.
const RECORD: &[u8] = &[23, 3, 3, 0, 4, 1, 2, 3, 4];

#[test]
fn who_say_who_they_are_work_at_a_screen_and_the_rest_is_protected() {
    let events = stream(&PROTOCOL, &[(Forward, ASKS), (Backward, SHOWS), (Forward, RECORD), (Backward, RECORD)]);
    assert_eq!(told(&PROTOCOL, &events), ["! Version", "! Version", "! Payload", "! Payload"]);
    assert_eq!(security(&events), [Security::Interactive { stage: Stage::Negotiated }]);
    let software = (Attribute::Software, "NoMachine 8.10.1");
    assert_eq!(said(&events), [software, software]);
    assert_eq!(security(&stream(&PROTOCOL, &[(Forward, ASKS), (Forward, ASKS)])), [], "nobody answered");
}

#[test]
fn a_name_with_a_version_is_certain() {
    assert_eq!(probed(&PROTOCOL, ASKS, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, SHOWS, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, b"NXSH-8.1", false), Match::More);
    assert_eq!(probed(&PROTOCOL, b"NXDOMAIN\n", false), Match::No);
    assert_eq!(probed(&PROTOCOL, b"NXD-\n", false), Match::No);
    assert_eq!(probed(&PROTOCOL, ASKS, true), Match::No, "a datagram");
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, ASKS), (Backward, SHOWS), (Forward, RECORD)]);
}
