use std::net::IpAddr;

use ringwall_model::{Attribute, Confidence, Mac, Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Answered, Direction, Direction::Backward, Direction::Forward, Event, Match, Sample};

const CLIENT: Mac = Mac([0x00, 0x30, 0xde, 1, 2, 3]);

fn message(operation: u8, given: [u8; 4], options: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![operation, 1, 6, 0, 0, 0, 0, 42];
    bytes.extend([0; 8]);
    bytes.extend(given);
    bytes.extend([0; 8]);
    bytes.extend(CLIENT.0);
    bytes.extend([0; 10 + 64 + 128]);
    bytes.extend([0x63, 0x82, 0x53, 0x63]);
    bytes.extend(options.concat());
    bytes.push(255);
    bytes
}

fn events(case: &[(Direction, &[u8])]) -> Vec<(Event, String)> {
    hostile::survives(&PROTOCOL, case);
    datagrams(&PROTOCOL, case)
}

fn bindings(bytes: &[u8]) -> Vec<(Mac, IpAddr)> {
    let only = |(event, _)| match event {
        Event::Binding { mac, ip, lease: true } => Some((mac, ip)),
        _ => None,
    };
    events(&[(Backward, bytes)]).into_iter().filter_map(only).collect()
}

#[test]
fn only_an_acknowledgement_with_an_address_binds() {
    let ip = IpAddr::from([10, 0, 0, 9]);
    assert_eq!(bindings(&message(2, [10, 0, 0, 9], &[&[53, 1, 5]])), [(CLIENT, ip)]);
    assert_eq!(bindings(&message(2, [10, 0, 0, 9], &[&[53, 1, 2]])), [], "an offer");
    assert_eq!(bindings(&message(2, [0; 4], &[&[53, 1, 5]])), [], "an answer to an inform");
}

#[test]
fn an_address_given_is_the_service() {
    let facts = |bytes: &[u8]| {
        let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
        events(&[(Backward, bytes), (Backward, bytes)]).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    let service = Security::Service { kind: ServiceKind::AddressAssignment, stage: Stage::Completed };
    assert_eq!(facts(&message(2, [10, 0, 0, 9], &[&[53, 1, 5]])), [service]);
    assert_eq!(facts(&message(2, [10, 0, 0, 9], &[&[53, 1, 2]])), [], "an offer");
}

#[test]
fn a_client_describes_itself() {
    let request = message(1, [0; 4], &[&[53, 1, 3], &[12, 4], b"io-7", &[60, 4], b"WAGO", &[81, 7, 0, 0, 0], b"io-7"]);
    let told = |(event, text)| if let Event::Identity { what, .. } = event { Some((what, text)) } else { None };
    let told: Vec<_> = events(&[(Forward, &request)]).into_iter().filter_map(told).collect();
    let expected = [(Attribute::Hostname, "io-7"), (Attribute::Software, "WAGO"), (Attribute::Hostname, "io-7")];
    assert_eq!(told, expected.map(|(what, text)| (what, text.to_owned())));
}

#[test]
fn a_refusal_refuses_and_the_cookie_is_the_proof() {
    let refusal = message(2, [0; 4], &[&[53, 1, 6]]);
    let refused = |(e, _): &(Event, String)| matches!(e, Event::Answer { tag: 42, outcome: Answered::Refused, .. });
    assert!(events(&[(Backward, &refusal)]).iter().any(refused));
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: true });
    assert_eq!(probe(&refusal), Match::Sure);
    assert_eq!(probe(&refusal[..239]), Match::No);
}

fn said(option: u8, value: &[u8]) -> Vec<(Attribute, String, Confidence)> {
    let option = [&[option, u8::try_from(value.len()).unwrap()][..], value].concat();
    let told = events(&[(Forward, &message(1, [0; 4], &[&[53, 1, 1], &option]))]);
    let identity = |(event, text)| match event {
        Event::Identity { what, how, .. } => Some((what, text, how)),
        _ => None,
    };
    told.into_iter().filter_map(identity).collect()
}

#[test]
fn the_options_a_client_wants_tell_it_where_they_are_known() {
    let (system, software) = (Attribute::OperatingSystem, Attribute::Software);
    let low = |what, text: &str| (what, text.to_owned(), Confidence::Low);
    assert_eq!(said(55, &[1, 3, 6, 15, 44, 46, 47, 66, 67]), [low(system, "Windows CE")]);
    assert_eq!(said(55, &[1, 28, 2, 3, 15, 6, 12]), [low(software, "ISC dhclient")], "it runs on many systems");
    let udhcpc = [low(system, "Linux"), low(software, "BusyBox udhcpc")];
    assert_eq!(said(55, &[1, 3, 6, 12, 15, 28, 42]), udhcpc);
    assert_eq!(said(55, &[1, 3, 6]), []);
}

#[test]
fn a_class_that_names_its_system_is_believed_more_than_a_list() {
    let medium = |what, text: &str| (what, text.to_owned(), Confidence::Medium);
    let class = |class: &str, system: &str| {
        let told = [medium(Attribute::Software, class), medium(Attribute::OperatingSystem, system)];
        assert_eq!(said(60, class.as_bytes()), told);
    };
    class("MSFT 5.0", "Windows");
    class("android-dhcp-9", "Android 9");
    class("udhcp 1.36.1", "Linux");
    class("dhcpcd-6.10.1:Linux-4.9.57-v7+:armv7l:BCM2835", "Linux 4.9.57-v7+");
    assert_eq!(said(60, b"WAGO"), [medium(Attribute::Software, "WAGO")]);
}
