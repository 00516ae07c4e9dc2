use std::net::IpAddr;

use ringwall_model::{Attribute, Mac};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward, Event, Match, Sample, Subject};

const CHASSIS: [u8; 6] = [0x00, 0x80, 0x63, 1, 2, 0];

fn tlv(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    let head = kind << 9 | value.len() as u16;
    [head.to_be_bytes().as_slice(), &value].concat()
}

fn announcement() -> Vec<u8> {
    [
        tlv(1, &[&[4], &CHASSIS]),
        tlv(2, &[&[7], b"port-001"]),
        tlv(3, &[&[0, 20]]),
        tlv(5, &[b"sw-1"]),
        tlv(6, &[b"Switch, L2"]),
        tlv(7, &[&[0, 0x14, 0, 0x04]]),
        tlv(8, &[&[5, 1, 10, 0, 0, 2, 2, 0, 0, 0, 1, 0]]),
        tlv(127, &[&[0x00, 0x12, 0xbb, 8], b"SN-9"]),
        tlv(0, &[]),
    ]
    .concat()
}

fn events(bytes: &[u8]) -> Vec<(Event, String)> {
    let case: [(Direction, &[u8]); 1] = [(Forward, bytes)];
    hostile::survives(&PROTOCOL, &case);
    datagrams(&PROTOCOL, &case)
}

#[test]
fn an_announcement_identifies_its_sender_and_its_chassis() {
    let told = |(event, text)| match event {
        Event::Identity { who: Subject::Sender, what, .. } => Some((what, text)),
        _ => None,
    };
    let told: Vec<_> = events(&announcement()).into_iter().filter_map(told).collect();
    let expected = [
        (Attribute::Hostname, "sw-1"),
        (Attribute::Description, "Switch, L2"),
        (Attribute::Capability, "bridge"),
        (Attribute::Serial, "SN-9"),
        (Attribute::Port, "port-001"),
    ];
    assert_eq!(told, expected.map(|(what, text)| (what, text.to_owned())), "a router it could be, but is not");
    let chassis = |(e, _): &(Event, String)| matches!(e, Event::Identity { who: Subject::Mac(Mac(CHASSIS)), .. });
    assert_eq!(events(&announcement()).iter().filter(|e| chassis(e)).count(), 4);
}

#[test]
fn an_announcement_said_again_tells_only_that_its_address_is_still_in_use() {
    let (same, other) = (announcement(), [&tlv(1, &[&[4], &CHASSIS])[..], &tlv(5, &[b"sw-2"]), &tlv(0, &[])].concat());
    let told = |cases: &[(Direction, &[u8])]| {
        let events = datagrams(&PROTOCOL, cases);
        let count = |is: fn(&Event) -> bool| events.iter().filter(|(event, _)| is(event)).count();
        (count(|e| matches!(e, Event::Identity { .. })), count(|e| matches!(e, Event::Binding { .. })))
    };
    assert_eq!(told(&[(Forward, &same)]), (9, 1));
    assert_eq!(told(&[(Forward, &same), (Forward, &same)]), (9, 2));
    assert_eq!(told(&[(Forward, &same), (Direction::Backward, &same)]), (18, 2), "the other side says it for itself");
    assert_eq!(told(&[(Forward, &same), (Forward, &other), (Forward, &same)]), (20, 2));
}

#[test]
fn a_port_is_called_by_its_description_or_by_an_id_that_is_a_name() {
    let port = |id: &[u8], described: &[u8]| {
        let of = [tlv(1, &[&[4], &CHASSIS]), tlv(2, &[id]), tlv(3, &[&[0, 20]]), tlv(4, &[described]), tlv(0, &[])];
        let told = |(e, text)| matches!(e, Event::Identity { what: Attribute::Port, .. }).then_some(text);
        events(&of.concat()).into_iter().find_map(told)
    };
    assert_eq!(port(&[3, 0, 7, 124, 1, 2, 3], b"10/100TX Eth 6").as_deref(), Some("10/100TX Eth 6"));
    assert_eq!(port(b"\x05ge-0/0/1", b"").as_deref(), Some("ge-0/0/1"));
    assert_eq!(port(&[3, 0, 7, 124, 1, 2, 3], b""), None, "a MAC address names no port");
}

#[test]
fn the_management_address_is_bound_to_the_chassis() {
    let bound = Event::Binding { mac: Mac(CHASSIS), ip: IpAddr::from([10, 0, 0, 2]), lease: false };
    assert!(events(&announcement()).iter().any(|(e, _)| *e == bound));
}

#[test]
fn a_chassis_named_locally_is_a_station_name_where_it_reads_as_one() {
    let named =
        |name: &[u8]| [tlv(1, &[&[7], name]), tlv(2, &[&[7], b"p1"]), tlv(3, &[&[0, 20]]), tlv(0, &[])].concat();
    let is_name = |event: &Event| matches!(event, Event::Identity { what: Attribute::Hostname, .. });
    let told = |name: &[u8]| events(&named(name)).into_iter().find(|(e, _)| is_name(e)).map(|(_, text)| text);
    assert_eq!(told(b"press-4").as_deref(), Some("press-4"));
    assert_eq!(told(b"4").or_else(|| told(&[0x0a, 0xff])), None);
}

#[test]
fn what_is_wrong_is_said_and_what_came_before_it_is_kept() {
    let mut broken = announcement();
    broken.truncate(broken.len() - 4);
    let events = events(&broken);
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Malformed { code: "lldp-length", .. })));
    assert!(events.iter().any(|(_, text)| text == "sw-1"));
}

#[test]
fn the_first_three_elements_are_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&announcement()), Match::Sure);
    assert_eq!(probe(&announcement()[9..]), Match::No);
}
