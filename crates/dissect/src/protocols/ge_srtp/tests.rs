//! Cases of GE-SRTP, built by hand from the header that was published (DFRWS 2017, tables 2 to 4).

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{probed, probed_on_port, stream, told};
use crate::{Event, Match};

fn packet(kind: u8, sequence: u8, message: u8, service: u8, text: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 56];
    (bytes[0], bytes[2], bytes[31], bytes[42]) = (kind, sequence, message, service);
    bytes[4] = u8::try_from(text.len()).unwrap();
    bytes.extend(text);
    bytes
}

#[test]
fn services_are_counted_by_code_and_opaque() {
    let messages = [
        (Forward, packet(0, 0, 0, 0, &[])),
        (Backward, packet(1, 0, 0, 0, &[])),
        (Forward, packet(2, 5, 0xC0, 4, &[])),
        (Backward, packet(3, 5, 0xD4, 0, &[])),
        (Forward, packet(2, 6, 0x80, 0, &[1, 2])),
        (Backward, packet(3, 6, 0x94, 0, &[1, 2, 3])),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let events = stream(&PROTOCOL, &borrowed);
    let expected =
        ["? Initialise", "+ Initialise", "? Service Request", "+ Response", "? Service Request", "+ Response"];
    assert_eq!(told(&PROTOCOL, &events), expected);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { call, .. } if call.code == 4)));
    assert!(PROTOCOL.functions.iter().all(|f| f.operations.iter().all(|o| matches!(o.word(), "session" | "opaque"))));
}

#[test]
fn only_the_usual_port_is_looked_at() {
    let request = packet(2, 5, 0xC0, 4, &[]);
    assert_eq!(probed(&PROTOCOL, &request, false), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &request, false), Match::Sure);
    assert_eq!(probed_on_port(&PROTOCOL, &packet(0, 0, 0, 0, &[]), false), Match::Weak);
    assert_eq!(probed_on_port(&PROTOCOL, &request[..20], false), Match::More);
    assert_eq!(probed_on_port(&PROTOCOL, &packet(2, 5, 0x11, 4, &[]), false), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[9][..], &request].concat()), Some(1));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    survives(&PROTOCOL, &[(Forward, &packet(2, 5, 0xC0, 4, &[])), (Backward, &packet(3, 5, 0x94, 0, &[1, 2, 3]))]);
    survives(&PROTOCOL, &[(Forward, &packet(0, 0, 0, 0, &[])), (Backward, &packet(1, 0, 0, 0, &[]))]);
}
