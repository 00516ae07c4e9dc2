//! Cases of ADS, built by an encoder of our own.

use ringwall_model::{Attribute, SecretKind, Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams, probed, said, stream, told};
use crate::{Event, Match, Native, Object};

const CLIENT: [u8; 6] = [10, 1, 1, 9, 1, 1];
const DEVICE: [u8; 6] = [10, 1, 1, 20, 1, 1];

/// A frame between the client's port 32768 and a port of the device.
fn ams(port: u16, response: bool, command: u16, invoke: u32, data: &[u8]) -> Vec<u8> {
    let device = [&DEVICE[..], &port.to_le_bytes()].concat();
    let client = [&CLIENT[..], &0x8000_u16.to_le_bytes()].concat();
    let (target, source) = if response { (client, device) } else { (device, client) };
    let length = u32::try_from(data.len()).unwrap();
    let flags = 4_u16 | u16::from(response);
    let mut bytes = [&[0, 0][..], &(length + 32).to_le_bytes(), &target, &source, &command.to_le_bytes()].concat();
    bytes.extend(flags.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(invoke.to_le_bytes());
    bytes.extend(data);
    bytes
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn datagram(service: u32, who: [u8; 6], tags: &[(u16, &[u8])]) -> Vec<u8> {
    let mut bytes = words(&[0x7114_6603, 0, service]);
    bytes.extend(who);
    bytes.extend(10_000_u16.to_le_bytes());
    bytes.extend(words(&[u32::try_from(tags.len()).unwrap()]));
    for (tag, value) in tags {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
        bytes.extend(*value);
    }
    bytes
}

fn route(password: &[u8]) -> Vec<u8> {
    let tags = [(12, &b"pc\0"[..]), (7, &CLIENT), (13, b"Administrator\0"), (2, password), (5, b"10.1.1.9\0")];
    datagram(6, CLIENT, &tags)
}

#[test]
fn a_write_names_its_index_group_and_a_result_refuses() {
    let write = ams(851, false, 3, 7, &words(&[0x4020, 0, 2, 9]));
    let refused = ams(851, true, 3, 7, &words(&[0x702]));
    let events = stream(&PROTOCOL, &[(Forward, &write), (Backward, &refused)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Write", "- Write"]);
    assert_eq!(events[0].0, Event::Native(Native::Dotted("ams", [10, 1, 1, 20, 1, 1])));
    let object = Object { kind: "index-group", first: 0x4020, last: 0x4020 };
    assert!(events.iter().any(|(e, _)| matches!(e, Event::Request { object: o, .. } if *o == object)));
}

#[test]
fn index_groups_and_states_tell_what_is_done_and_answers_are_named_alike() {
    let messages = [
        (Forward, ams(851, false, 9, 0, &words(&[0xF003, 0, 4, 3, 0x6162]))),
        (Backward, ams(851, true, 9, 0, &words(&[0, 4, 1]))),
        (Forward, ams(10_000, false, 5, 1, &words(&[6, 0]))),
        (Backward, ams(10_000, true, 5, 1, &words(&[0]))),
        (Forward, ams(10_000, false, 9, 2, &words(&[123, 5, 0, 1, 0]))),
        (Forward, ams(851, false, 9, 3, &words(&[0x1234, 5, 0, 1, 0]))),
        (Backward, ams(851, true, 4, 9, &words(&[0]))),
    ];
    let borrowed: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    let expected = [
        "? Read Write: Symbol Handle by Name",
        "+ Read Write: Symbol Handle by Name",
        "? Write Control: Stop",
        "+ Write Control: Stop",
        "? Read Write: Write File",
        "? Read Write",
        "+ Read State",
    ];
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &borrowed)), expected);
}

#[test]
fn notifications_are_reports_of_the_device() {
    let mut notification = ams(851, true, 8, 0, &words(&[0]));
    notification[24] = 4;
    let events = stream(&PROTOCOL, &[(Backward, &notification)]);
    assert_eq!(told(&PROTOCOL, &events), ["! Device Notification"]);
    assert_eq!(events[0].0, Event::Native(Native::Dotted("ams", [10, 1, 1, 20, 1, 1])));
}

#[test]
fn a_target_describes_itself() {
    let xml = b"<TcTargetDesc><TargetType>CX9020</TargetType><Hardware><SerialNo>77</SerialNo></Hardware>\
        <OsImage><OsName>Windows CE</OsName><OsVersion>7.0</OsVersion></OsImage></TcTargetDesc>";
    let mut data = words(&[0, u32::try_from(xml.len()).unwrap()]);
    data.extend(xml);
    let info = [&words(&[0])[..], &[3, 1, 0xB8, 0x0F], b"Plc30 App\0\0\0\0\0\0\0"].concat();
    let events = stream(
        &PROTOCOL,
        &[
            (Forward, &ams(10_000, false, 2, 1, &words(&[700, 1, 2000]))),
            (Backward, &ams(10_000, true, 2, 1, &data)),
            (Forward, &ams(851, false, 1, 2, &[])),
            (Backward, &ams(851, true, 1, 2, &info)),
        ],
    );
    let expected = [
        (Attribute::Model, "CX9020"),
        (Attribute::Serial, "77"),
        (Attribute::OperatingSystem, "Windows CE 7.0"),
        (Attribute::Module, "851: Plc30 App 3.1.4024"),
    ];
    assert_eq!(said(&events), expected);
}

#[test]
fn a_search_is_answered_with_name_and_versions() {
    let system = words(&[276, 10, 0, 17763, 2]);
    let answer = datagram(0x8000_0001, DEVICE, &[(5, b"CX-17\0"), (4, &system), (3, &[3, 1, 0xB8, 0x0F])]);
    let events = datagrams(&PROTOCOL, &[(Forward, &datagram(1, CLIENT, &[])), (Backward, &answer)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Server Information", "+ Server Information"]);
    let expected = [
        (Attribute::Hostname, "CX-17"),
        (Attribute::OperatingSystem, "Windows NT 10.0.17763"),
        (Attribute::Firmware, "TwinCAT 3.1.4024"),
    ];
    assert_eq!(said(&events), expected);
}

#[test]
fn a_route_is_a_log_in_and_its_password_stays_inside() {
    let granted = datagram(0x8000_0006, DEVICE, &[(1, &[0; 4])]);
    let denied = datagram(0x8000_0006, DEVICE, &[(1, &[4, 7, 0, 0])]);
    let login = |default, stage| {
        let secret = Some(SecretKind::Password);
        Event::Security(Security::Login { clear: true, secret, default, stage, human: false, changing: true })
    };
    let events = datagrams(&PROTOCOL, &[(Forward, &route(b"1\0")), (Backward, &granted)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Add Route", "+ Add Route"]);
    assert!(events.iter().any(|(e, _)| *e == login(true, Stage::Completed)), "the factory's own");
    let at = 24 + 7 + 10 + 18 + 4;
    assert!(events.iter().any(|(e, _)| *e == Event::Secret { kind: SecretKind::Password, at: at..at + 2 }));
    let events = datagrams(&PROTOCOL, &[(Forward, &route(b"1\0")), (Backward, &denied)]);
    assert!(events.iter().any(|(e, _)| *e == login(false, Stage::Refused)));
    let events = datagrams(&PROTOCOL, &[(Forward, &route(b"long and own\0")), (Backward, &granted)]);
    assert!(events.iter().any(|(e, _)| *e == login(false, Stage::Completed)));
}

#[test]
fn two_lengths_that_agree_are_certain_on_any_port() {
    let read = ams(851, false, 2, 1, &words(&[0x4020, 0, 4]));
    assert_eq!(probed(&PROTOCOL, &read, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &read[..20], false), Match::More);
    let mut wrong = read.clone();
    wrong[26] ^= 1;
    assert_eq!(probed(&PROTOCOL, &wrong, false), Match::No);
    assert_eq!(probed(&PROTOCOL, &datagram(1, CLIENT, &[]), true), Match::Sure);
    assert_eq!((PROTOCOL.resync)(Forward, &[&[1, 2, 3][..], &read].concat()), Some(3));
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let info = [&words(&[0])[..], &[3, 1, 0xB8, 0x0F], b"Plc30 App\0\0\0\0\0\0\0"].concat();
    let description = [&words(&[0, 30])[..], b"<TargetType>CX</TargetType>"].concat();
    survives(
        &PROTOCOL,
        &[
            (Forward, &ams(10_000, false, 2, 1, &words(&[700, 1, 9]))),
            (Backward, &ams(10_000, true, 2, 1, &description)),
        ],
    );
    survives(
        &PROTOCOL,
        &[(Forward, &ams(851, false, 5, 1, &words(&[6, 0]))), (Backward, &ams(851, true, 1, 1, &info))],
    );
    survives(&PROTOCOL, &[(Forward, &route(b"1\0")), (Backward, &datagram(0x8000_0006, DEVICE, &[(1, &[0; 4])]))]);
    let system = words(&[276, 10, 0, 17763, 2]);
    let answer = datagram(0x8000_0001, DEVICE, &[(5, b"CX-17\0"), (4, &system), (3, &[3, 1, 0xB8, 0x0F])]);
    survives(&PROTOCOL, &[(Forward, &datagram(1, CLIENT, &[])), (Backward, &answer)]);
}
