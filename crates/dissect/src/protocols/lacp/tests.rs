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

/// Frames decoded by hand along IEEE 802.1AX (6.4.2.3, 6.5.3.2), 802.3 (57.4) and ITU-T G.8264 (11.3): the subtype, and the
/// system where it is an aggregation with its elements.
#[test]
fn frames_are_what_their_first_bytes_say() {
    let element = |kind: u8, length: u8| {
        [&[kind, length, 0x80, 0][..], &SYSTEM, &[0, 13, 0x80, 0, 0, 22, 0x3d, 0, 0, 0]].concat()
    };
    let of = |parts: &[&[u8]]| parts.concat();
    let (actor, partner) = (element(1, 20), element(2, 20));
    for (bytes, code, system) in [
        (of(&[&[1, 1], &actor, &partner]), 1, true),
        (of(&[&[1, 2], &actor, &partner, &[4, 18], &[0; 16]]), 1, true),
        (of(&[&[1, 1], &element(1, 18), &partner]), 1, false),
        (of(&[&[1, 1], &actor, &element(3, 20)]), 1, false),
        (of(&[&[1, 1], &partner, &actor]), 1, false),
        (of(&[&[1, 1], &actor]), 1, false),
        (of(&[&[2, 1, 1, 16, 0, 22], &SYSTEM, &[0, 0, 0, 1, 0, 0]]), 2, false),
        (of(&[&[2, 1, 2, 16, 0, 22], &SYSTEM, &[0, 0, 0, 1, 0, 0]]), 2, false),
        (of(&[&[3, 0, 80, 0], &[1, 16, 1, 0]]), 3, false),
        (of(&[&[10, 0, 0x19, 0xa7, 0, 1], &[0x18, 0, 0, 0]]), 10, false),
    ] {
        let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
        let Event::Report { call, .. } = &events[0].0 else { panic!("{events:?}") };
        assert_eq!((call.code, super::actor(&bytes) == Some(Mac(SYSTEM))), (code, system), "{bytes:02x?}");
    }
}
