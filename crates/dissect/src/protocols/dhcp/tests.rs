use std::net::IpAddr;

use ringwall_model::{Attribute, Mac, Security, ServiceKind, Stage};

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

#[test]
fn the_options_a_client_wants_tell_its_system_where_they_are_known() {
    let said = |wanted: &[u8]| {
        let option = [&[55, u8::try_from(wanted.len()).unwrap()][..], wanted].concat();
        let told = events(&[(Forward, &message(1, [0; 4], &[&[53, 1, 1], &option]))]);
        let system = |(event, text)| match event {
            Event::Identity { what: Attribute::OperatingSystem, .. } => Some(text),
            _ => None,
        };
        told.into_iter().filter_map(system).collect::<Vec<_>>()
    };
    assert_eq!(said(&[1, 3, 6, 15, 44, 46, 47, 66, 67]), ["Windows CE"]);
    assert_eq!(said(&[1, 3, 6]), [""; 0]);
}
