//! Cases of EGD, built by hand from the maker's description (GFK-2224).

use super::PROTOCOL;
use crate::Direction::Forward;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, probed_on_port, told};
use crate::{Event, Match, Native};

fn production(exchange: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x0D, 1, 7, 0, 10, 0, 0, 9, exchange, 0, 0, 0];
    bytes.extend([1; 16]);
    bytes.extend([0; 4]);
    bytes.extend(data);
    bytes
}

#[test]
fn data_are_opaque_and_their_exchange_is_named() {
    let events = datagrams(&PROTOCOL, &[(Forward, &production(4, &[1, 2, 3]))]);
    assert_eq!(told(&PROTOCOL, &events), ["! Data Production"]);
    assert_eq!(events[0].0, Event::Native(Native::Numbered("exchange", 4)));
    assert!(PROTOCOL.functions.iter().all(|f| f.operations.iter().all(|o| o.word() == "opaque")));
}

#[test]
fn the_header_is_certain_on_its_port() {
    assert_eq!(probed_on_port(&PROTOCOL, &production(4, &[]), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &production(4, &[]), true), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &production(4, &[])[..31], true), Match::No);
    assert_eq!(told(&PROTOCOL, &datagrams(&PROTOCOL, &[(Forward, &[0x0D, 1])])), ["ge-egd-header"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &production(4, &[1, 2, 3]))]);
}
