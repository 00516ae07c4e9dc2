use ringwall_model::{Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

const SEARCH: &[u8] = b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nST: ssdp:all\r\n\r\n";
const ALIVE: &[u8] = b"NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\nSERVER: os/1 UPnP/1.0 cam/2\r\n\r\n";
const FOUND: &[u8] = b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:7::upnp:rootdevice\r\n\r\n";

fn stages(case: &[(Direction, &[u8])]) -> Vec<Stage> {
    hostile::survives(&PROTOCOL, case);
    let only = |(event, _)| match event {
        Event::Security(Security::Service { kind: ServiceKind::ServiceAnnouncement, stage }) => Some(stage),
        _ => None,
    };
    datagrams(&PROTOCOL, case).into_iter().filter_map(only).collect()
}

#[test]
fn an_announcement_or_an_answer_is_the_service_and_a_search_only_offers_it() {
    assert_eq!(stages(&[(C, SEARCH), (C, SEARCH)]), [Stage::Offered]);
    assert_eq!(stages(&[(C, ALIVE)]), [Stage::Completed]);
    assert_eq!(stages(&[(C, SEARCH), (S, FOUND)]), [Stage::Offered, Stage::Completed]);
}

#[test]
fn the_sender_names_its_software() {
    let named = |(e, t): &(Event, String)| matches!(e, Event::Identity { .. }) && t == "os/1 UPnP/1.0 cam/2";
    assert!(datagrams(&PROTOCOL, &[(C, ALIVE)]).iter().any(named));
}

#[test]
fn the_start_line_is_the_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: false, from_responder: None, whole: true });
    assert_eq!([SEARCH, ALIVE, FOUND].map(probe), [Match::Sure; 3]);
    assert_eq!(probe(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"), Match::No);
    assert_eq!(probe(b"NOTIFY sip:a SIP/2.0\r\n"), Match::No);
}
