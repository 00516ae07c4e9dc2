//! Cases of COTP, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::stream;
use crate::{Answered, Carrier, Event, Native};

/// A TPKT around a TPDU.
fn tpkt(tpdu: &[u8]) -> Vec<u8> {
    let mut bytes = vec![3, 0];
    bytes.extend(u16::try_from(tpdu.len() + 4).unwrap().to_be_bytes());
    bytes.extend(tpdu);
    bytes
}

/// User data, or a piece of it.
pub fn data(bytes: &[u8], last: bool) -> Vec<u8> {
    let mut tpdu = vec![2, 0xF0, if last { 0x80 } else { 0 }];
    tpdu.extend(bytes);
    tpkt(&tpdu)
}

/// A connection request from a programmer to a rack and slot.
pub fn connect(rack: u8, slot: u8) -> Vec<u8> {
    tpkt(&[17, 0xE0, 0, 0, 0, 1, 0, 0xC0, 1, 10, 0xC1, 2, 1, 0, 0xC2, 2, 1, rack << 5 | slot])
}

/// Its confirmation.
pub fn confirm() -> Vec<u8> {
    tpkt(&[6, 0xD0, 0, 1, 0, 2, 0])
}

fn carried(events: &[(Event, String)]) -> Vec<&str> {
    events
        .iter()
        .filter(|(e, _)| matches!(e, Event::Carry { carrier: Carrier::Cotp, .. }))
        .map(|(_, t)| t.as_str())
        .collect()
}

#[test]
fn a_connection_names_rack_and_slot_for_what_it_carries() {
    let events =
        stream(&PROTOCOL, &[(Forward, &connect(1, 2)), (Backward, &confirm()), (Forward, &data(&[0x32], true))]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { call, .. } if call.code == 0xE0)));
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Answer { outcome: Answered::Accepted, .. })));
    let last: Vec<_> = events.iter().rev().take(2).collect();
    assert_eq!(last[1].0, Event::Native(Native::RackSlot(1, 2)));
    assert_eq!(carried(&events), ["[32]"]);
}

#[test]
fn pieces_are_carried_once_and_whole() {
    let bytes = [data(&[1, 2], false), data(&[3], false), data(&[4], true), data(&[], true)].concat();
    assert_eq!(carried(&stream(&PROTOCOL, &[(Forward, &bytes)])), ["[01, 02, 03, 04]"]);
}

#[test]
fn a_refused_connection_is_refused() {
    let refusal = tpkt(&[6, 0x80, 0, 1, 0, 0, 1]);
    let events = stream(&PROTOCOL, &[(Forward, &connect(0, 2)), (Backward, &refusal)]);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Answer { outcome: Answered::Refused, .. })));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let pieces = [data(&[1, 2], false), data(&[3], true)].concat();
    survives(&PROTOCOL, &[(Forward, &connect(0, 2)), (Backward, &confirm()), (Forward, &pieces)]);
}
