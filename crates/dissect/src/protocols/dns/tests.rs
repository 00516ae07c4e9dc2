use std::net::IpAddr;

use ringwall_model::{Confidence, Security, ServiceKind, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::{datagrams, stream};
use crate::{Answered, Direction, Direction::Backward, Direction::Forward, Event, Match, Sample, Subject};

fn name(text: &str) -> Vec<u8> {
    let mut bytes: Vec<u8> = text.split('.').flat_map(|l| [&[l.len() as u8], l.as_bytes()].concat()).collect();
    bytes.push(0);
    bytes
}

fn message(id: u16, flags: u16, question: Option<&str>, answers: &[(&[u8], u16, &[u8])]) -> Vec<u8> {
    let counts = [u16::from(question.is_some()), answers.len() as u16, 0, 0];
    let mut bytes: Vec<u8> = [id, flags].into_iter().chain(counts).flat_map(u16::to_be_bytes).collect();
    if let Some(question) = question {
        bytes.extend([name(question), vec![0, 12, 0, 1]].concat());
    }
    for (owner, kind, data) in answers {
        bytes.extend(*owner);
        bytes.extend(kind.to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 60]);
        bytes.extend((data.len() as u16).to_be_bytes());
        bytes.extend(*data);
    }
    bytes
}

fn names(bytes: &[u8]) -> Vec<(IpAddr, Confidence, String)> {
    let case: [(Direction, &[u8]); 1] = [(Backward, bytes)];
    hostile::survives(&PROTOCOL, &case);
    let only = |(event, text)| match event {
        Event::Identity { who: Subject::Ip(ip), how, .. } => Some((ip, how, text)),
        _ => None,
    };
    datagrams(&PROTOCOL, &case).into_iter().filter_map(only).collect()
}

#[test]
fn a_reverse_lookup_names_an_address() {
    let answer = message(7, 0x8180, Some("9.0.0.10.in-addr.arpa"), &[(&[0xc0, 12], 12, &name("plc-7.case"))]);
    assert_eq!(names(&answer), [(IpAddr::from([10, 0, 0, 9]), Confidence::Low, "plc-7.case".to_owned())]);
    let forward = message(7, 0x8580, Some("plc-7.case"), &[(&[0xc0, 12], 1, &[10, 0, 0, 9])]);
    assert_eq!(names(&forward), [], "an address is no proof of who is there");
}

#[test]
fn who_asks_for_a_server_that_only_a_program_keeps_to_is_told_to_have_it() {
    let software = |question: &str| {
        let bytes = message(7, 0x0100, Some(question), &[]);
        let case: [(Direction, &[u8]); 1] = [(Forward, &bytes)];
        hostile::survives(&PROTOCOL, &case);
        let only = |(event, text)| match event {
            Event::Identity { who: Subject::Sender, how: Confidence::Low, .. } => Some(text),
            _ => None,
        };
        datagrams(&PROTOCOL, &case).into_iter().find_map(only)
    };
    assert_eq!(software("instance-i77ws2-relay.screenconnect.com").as_deref(), Some("ScreenConnect"));
    assert_eq!(software("www.screenconnect.com"), None);
}

#[test]
fn questions_and_answers_pair_over_both_carriers() {
    let question = message(7, 0x0100, Some("x.case"), &[]);
    let failed = message(7, 0x8182, Some("x.case"), &[]);
    let expected = [
        Event::InitiatorSends(Forward),
        Event::Request { call: super::call(0), tag: 7, object: crate::Object::NONE },
        Event::InitiatorSends(Forward),
        Event::Answer { tag: 7, call: Some(super::call(0)), outcome: Answered::Refused },
    ];
    let plain = |events: Vec<(Event, String)>| events.into_iter().map(|(e, _)| e).collect::<Vec<_>>();
    assert_eq!(plain(datagrams(&PROTOCOL, &[(Forward, &question), (Backward, &failed)])), expected);
    let prefixed = |m: &[u8]| [(m.len() as u16).to_be_bytes().as_slice(), m].concat();
    let (question, failed) = (prefixed(&question), prefixed(&failed));
    assert_eq!(plain(stream(&PROTOCOL, &[(Forward, &question), (Backward, &failed)])), expected);
    hostile::survives(&PROTOCOL, &[(Forward, &question), (Backward, &failed)]);
}

#[test]
fn a_question_that_was_served_is_a_service() {
    let facts = |messages: &[(Direction, &[u8])]| {
        let only = |(event, _)| if let Event::Security(fact) = event { Some(fact) } else { None };
        datagrams(&PROTOCOL, messages).into_iter().filter_map(only).collect::<Vec<_>>()
    };
    let question = message(7, 0x0100, Some("x.case"), &[]);
    let (served, failed) = (message(7, 0x8180, Some("x.case"), &[]), message(7, 0x8182, Some("x.case"), &[]));
    let service = Security::Service { kind: ServiceKind::NameResolution, stage: Stage::Completed };
    let twice: [(Direction, &[u8]); 4] =
        [(Forward, &question), (Backward, &served), (Forward, &question), (Backward, &served)];
    assert_eq!(facts(&twice), [service]);
    assert_eq!(facts(&[(Forward, &question), (Backward, &failed)]), []);
    assert_eq!(facts(&[(Backward, &served)]), [], "not asked");
}

#[test]
fn pointers_that_loop_end_and_other_content_is_not_claimed() {
    let looping = message(7, 0x8180, None, &[(&[0xc0, 12], 12, &[0xc0, 12])]);
    assert_eq!(names(&looping), []);
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&message(7, 0x0100, Some("x.case"), &[])), Match::Sure);
    assert_eq!(probe(&[0xff; 40]), Match::No);
    assert_eq!(probe(b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Match::No);
}
