use ringwall_model::Mac;

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Sample, Subject};

const SYSTEM: [u8; 6] = [0x00, 0x13, 0xc4, 1, 2, 3];

fn aggregation() -> Vec<u8> {
    let element = |kind: u8| [&[kind, 20, 0x80, 0][..], &SYSTEM, &[0, 13, 0x80, 0, 0, 22, 0x85, 0, 0, 0]].concat();
    [&[1, 1][..], &element(1), &element(2), &[3, 16], &[0; 14], &[0; 52]].concat()
}

fn told(bytes: &[u8]) -> Vec<String> {
    hostile::survives(&PROTOCOL, &[(Forward, bytes)]);
    datagrams(&PROTOCOL, &[(Forward, bytes)])
        .into_iter()
        .map(|(event, text)| match event {
            Event::Report { call, .. } => PROTOCOL.functions[usize::from(call.row)].name.to_owned(),
            Event::Identity { who: Subject::Mac(mac), .. } => format!("{mac} {text}"),
            Event::Malformed { code, .. } => code.to_owned(),
            _ => text,
        })
        .collect()
}

#[test]
fn whoever_speaks_joins_links() {
    let system = format!("{} link-aggregation", Mac(SYSTEM));
    assert_eq!(told(&aggregation()), ["Link aggregation", "link-aggregation", &system]);
    assert_eq!(told(&[2, 1, 1, 16, 0, 0]), ["Marker"]);
    assert_eq!(told(&[3, 0, 80, 0]), ["Operation and maintenance of a link"]);
    assert_eq!(told(&[10, 0, 0x19, 0xa7]), ["Unlisted slow protocol"]);
    assert_eq!(told(&[1, 1, 9, 9]), ["Link aggregation", "lacp-elements"]);
}

#[test]
fn an_aggregation_with_its_elements_is_proof() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&aggregation()), Match::Sure);
    assert_eq!(probe(&[2, 1, 1, 16]), Match::Weak);
    assert_eq!(probe(&[77]), Match::No);
}
