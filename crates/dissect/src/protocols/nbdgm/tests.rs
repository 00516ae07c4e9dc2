use std::net::IpAddr;

use ringwall_model::Attribute;

use super::PROTOCOL;
use crate::protocols::{hostile, netbios::coded};
use crate::testing::{datagrams, told};
use crate::{Direction, Direction::Forward, Event, Match, Sample, Subject};

fn datagram(source: [u8; 4], data: &[u8]) -> Vec<u8> {
    let names = [coded("HMI-7", 0), coded("PLANT", 0x1d)].concat();
    let length = (names.len() + data.len()) as u16;
    let header = [&[0x11, 0x0a, 0x12, 0x34][..], &source, &[0, 138], &length.to_be_bytes(), &[0, 0]].concat();
    [header, names, data.to_vec()].concat()
}

fn transaction(mailslot: &[u8], message: &[u8]) -> Vec<u8> {
    let smb = [b"\xffSMB\x25".to_vec(), vec![0; 27]].concat();
    let offset = (32 + 1 + 34 + 2 + mailslot.len()) as u16;
    let count = (message.len() as u16).to_le_bytes();
    let words = [&[0, 0][..], &count, &[0; 18], &count, &offset.to_le_bytes(), &[3, 0, 1, 0, 1, 0, 2, 0]].concat();
    let bytes = ((mailslot.len() + message.len()) as u16).to_le_bytes();
    [smb, vec![17], words, bytes.to_vec(), mailslot.to_vec(), message.to_vec()].concat()
}

fn announcement(command: u8) -> Vec<u8> {
    let name = *b"HMI-7\0\0\0\0\0\0\0\0\0\0\0";
    let head = [&[command, 0, 0x80, 0xfc, 0x0a, 0][..], &name, &[5, 1, 0x03, 0x10, 0, 0, 0x0f, 1, 0x55, 0xaa]];
    transaction(b"\\MAILSLOT\\BROWSE\0", &[head.concat(), b"boiler house\0".to_vec()].concat())
}

fn events(bytes: &[u8]) -> Vec<(Event, String)> {
    let case: [(Direction, &[u8]); 2] = [(Forward, bytes), (Forward, bytes)];
    hostile::survives(&PROTOCOL, &case);
    datagrams(&PROTOCOL, &case[..1])
}

fn identities(bytes: &[u8]) -> Vec<(Subject, Attribute, String)> {
    let only = |(event, text)| match event {
        Event::Identity { who, what, .. } => Some((who, what, text)),
        _ => None,
    };
    events(bytes).into_iter().filter_map(only).collect()
}

const IT: Subject = Subject::Ip(IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 7)));

#[test]
fn an_announcement_tells_name_system_and_comment_of_the_address_it_names() {
    let bytes = datagram([10, 0, 0, 7], &announcement(1));
    let expected = [
        (IT, Attribute::Hostname, "HMI-7"),
        (IT, Attribute::OperatingSystem, "version 5.1, as announced to its neighbours"),
        (IT, Attribute::Description, "boiler house"),
    ];
    assert_eq!(identities(&bytes), expected.map(|(who, what, text)| (who, what, text.to_owned())));
    assert_eq!(told(&PROTOCOL, &events(&bytes)), ["! Host Announcement"]);
}

#[test]
fn who_keeps_the_list_announces_itself_but_a_domain_is_no_host() {
    assert_eq!(identities(&datagram([10, 0, 0, 7], &announcement(15))).len(), 3);
    assert_eq!(identities(&datagram([10, 0, 0, 7], &announcement(12))).len(), 1, "only who sent it");
}

#[test]
fn what_is_for_another_mailslot_names_its_sender_only() {
    let other = transaction(b"\\MAILSLOT\\NET\\NETLOGON\0", &[7, 0]);
    let bytes = datagram([0; 4], &other);
    assert_eq!(identities(&bytes), [(Subject::Sender, Attribute::Hostname, "HMI-7".to_owned())]);
    assert_eq!(told(&PROTOCOL, &events(&bytes)), ["! Datagram"]);
}

#[test]
fn errors_and_questions_have_no_names() {
    let error = [0x13, 0, 0, 1, 10, 0, 0, 7, 0, 138, 0x82];
    assert_eq!(told(&PROTOCOL, &events(&error)), ["! Datagram"]);
    assert_eq!(identities(&error), []);
}

#[test]
fn only_on_its_port_and_only_with_coded_names() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    let bytes = datagram([10, 0, 0, 7], &announcement(1));
    assert_eq!((probe(&bytes, true), probe(&bytes, false)), (Match::Sure, Match::No));
    let mut wrong = bytes;
    wrong[20] = b'z';
    assert_eq!(probe(&wrong, true), Match::No);
}
