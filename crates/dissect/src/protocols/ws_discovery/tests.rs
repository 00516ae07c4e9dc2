//! Cases of WS-Discovery, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, probed, told};

fn message(space: &str, action: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><s:Envelope><s:Header><a:Action>{space}{action}</a:Action></s:Header></s:Envelope>")
        .into()
}

const DRAFT: &str = "http://schemas.xmlsoap.org/ws/2005/04/discovery/";
const STANDARD: &str = "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01/";

#[test]
fn messages_are_told_by_their_action() {
    let case = [
        (Forward, message(DRAFT, "Probe")),
        (Backward, message(DRAFT, "ProbeMatches")),
        (Forward, message(STANDARD, "Resolve")),
        (Backward, message(STANDARD, "ResolveMatches")),
        (Forward, message(DRAFT, "Hello")),
        (Forward, message(DRAFT, "Bye")),
        (Forward, message(DRAFT, "Suppress")),
    ];
    let names = ["Probe", "Probe Matches", "Resolve", "Resolve Matches", "Hello", "Bye", "Other action"];
    let events = datagrams_of(&PROTOCOL, &case);
    assert_eq!(told(&PROTOCOL, &events), names.map(|name| format!("! {name}")));
    let case: Vec<_> = case.iter().take(2).map(|(direction, bytes)| (*direction, bytes.as_slice())).collect();
    survives(&PROTOCOL, &case);
}

#[test]
fn the_name_space_is_the_proof() {
    assert_eq!(probed(&PROTOCOL, &message(STANDARD, "Hello"), true), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &message("urn:other/", "Hello"), true), Match::No);
    assert_eq!(probed(&PROTOCOL, &message(STANDARD, "Hello"), false), Match::No);
    let other = datagrams_of(&PROTOCOL, &[(Forward, message("urn:other/", "Hello"))]);
    assert_eq!(told(&PROTOCOL, &other), ["ws-discovery-action"]);
}
