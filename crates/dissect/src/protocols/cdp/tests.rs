use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward as D, Event, Match, Sample};

fn announcement(elements: &[(u16, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0xaa, 0xaa, 3, 0, 0, 0xc, 0x20, 0, 2, 180, 0x12, 0x34];
    for (kind, value) in elements {
        bytes.extend(kind.to_be_bytes());
        bytes.extend((value.len() as u16 + 4).to_be_bytes());
        bytes.extend(*value);
    }
    bytes
}

#[test]
fn a_device_describes_itself() {
    let bytes = announcement(&[
        (1, b"sw-7.case"),
        (2, &[0, 0, 0, 2, 1, 1, 0xcc, 0, 4, 10, 0, 0, 7, 1, 1, 0x81, 0, 1, 9]),
        (3, b"FastEthernet0/7"),
        (4, &[0, 0, 0, 0x0b]),
        (5, b"Software, Version 12.2"),
        (6, b"switch WS-7"),
    ]);
    let case: [(Direction, &[u8]); 1] = [(D, &bytes)];
    hostile::survives(&PROTOCOL, &case);
    let only = |(event, text)| if let Event::Identity { what, .. } = event { Some((what, text)) } else { None };
    let addressed = Event::Address([10, 0, 0, 7].into());
    assert_eq!(datagrams(&PROTOCOL, &case).iter().filter(|(event, _)| *event == addressed).count(), 1);
    let told: Vec<_> = datagrams(&PROTOCOL, &case).into_iter().filter_map(only).collect();
    let expected = [
        (Attribute::Hostname, "sw-7.case"),
        (Attribute::Port, "FastEthernet0/7"),
        (Attribute::Capability, "router"),
        (Attribute::Capability, "bridge"),
        (Attribute::Description, "Software, Version 12.2"),
        (Attribute::Model, "switch WS-7"),
    ];
    assert_eq!(told, expected.map(|(what, text)| (what, text.to_owned())));
}

#[test]
fn the_number_of_the_protocol_and_an_element_are_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&announcement(&[(1, b"x")])), Match::Sure);
    assert_eq!(probe(&announcement(&[])), Match::No);
    assert_eq!(probe(&[0xaa, 0xaa, 3, 0, 0, 0xc, 1, 0xb, 0, 0, 2, 2]), Match::No);
}

#[test]
fn what_is_no_announcement_is_said() {
    let other: &[u8] = &[0xaa, 0xaa, 3, 0, 0, 0xc, 0x20, 4, 1, 0, 1, 0, 5, 0];
    let events = datagrams(&PROTOCOL, &[(D, other)]);
    assert!(matches!(events.as_slice(), [(Event::Malformed { code: "cdp-message", .. }, _)]));
}
