//! Cases of DHCPv6, built by an encoder of our own.

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, probed_on_port, said, told};

fn option(kind: u16, value: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &u16::try_from(value.len()).unwrap().to_be_bytes(), value].concat()
}

fn message(kind: u8, options: &[Vec<u8>]) -> Vec<u8> {
    [&[kind, 1, 2, 3][..], &options.concat()].concat()
}

#[test]
fn a_host_tells_its_name_and_a_server_nobodys() {
    let name = option(39, b"\x01\x05hmi-7\x04area");
    let case = [
        (Forward, message(1, &[option(1, &[0, 1]), name.clone()])),
        (Backward, message(2, &[name])),
        (Forward, message(11, &[option(39, &[])])),
        (Backward, [vec![13], vec![0; 33]].concat()),
    ];
    let events = datagrams_of(&PROTOCOL, &case);
    assert_eq!(told(&PROTOCOL, &events), ["! Solicit", "! Advertise", "! Information Request", "! Relay Reply"]);
    assert_eq!(said(&events), [(Attribute::Hostname, "hmi-7")]);
    let case: Vec<_> = case.iter().map(|(direction, bytes)| (*direction, bytes.as_slice())).collect();
    survives(&PROTOCOL, &case);
}

#[test]
fn options_that_fill_the_message_are_proof_on_the_ports() {
    let whole = message(3, &[option(8, &[0, 0])]);
    assert_eq!(probed_on_port(&PROTOCOL, &whole, true), Match::Sure);
    assert_eq!(probed_on_port(&PROTOCOL, &whole[..whole.len() - 1], true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &message(99, &[]), true), Match::No);
    assert_eq!(probed(&PROTOCOL, &whole, true), Match::No);
    let odd = datagrams_of(&PROTOCOL, &[(Forward, message(99, &[])), (Forward, vec![1])]);
    assert_eq!(told(&PROTOCOL, &odd), ["! Unlisted message", "dhcpv6-message"]);
}
