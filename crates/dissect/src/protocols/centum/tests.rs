//! Cases of CENTUM: there is nothing to read but ports.

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{probed, probed_on_port, stream, told};

#[test]
fn only_the_port_speaks_for_it_and_never_surely() {
    assert_eq!(probed_on_port(&PROTOCOL, b"RETR", false), Match::Weak);
    assert_eq!(probed(&PROTOCOL, b"RETR", false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, b"", true), Match::No);
}

#[test]
fn every_payload_is_opaque() {
    let events = stream(&PROTOCOL, &[(Forward, b"one"), (Backward, b"two")]);
    assert_eq!(told(&PROTOCOL, &events), ["! Payload", "! Payload"]);
    assert!(PROTOCOL.functions.iter().all(|f| f.operations.iter().all(|o| o.word() == "opaque")));
    survives(&PROTOCOL, &[(Forward, b"one"), (Backward, b"two")]);
}
