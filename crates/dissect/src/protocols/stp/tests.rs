use ringwall_model::Mac;

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Direction::Forward as D, Event, Match, Sample, Subject};

const BRIDGE: [u8; 6] = [0x00, 0x07, 0x7c, 1, 2, 3];

fn bpdu(llc: &[u8], version: u8, kind: u8) -> Vec<u8> {
    let head = [0, 0, version, kind, 0, 0x80, 0, 9, 9, 9, 9, 9, 9, 0, 0, 0, 4, 0x80, 0];
    [llc, &head, &BRIDGE, &[0x80, 1, 0, 0, 20, 0, 2, 0, 15, 0]].concat()
}

fn told(bytes: &[u8]) -> (Vec<u32>, Vec<Subject>) {
    let case: [(Direction, &[u8]); 1] = [(D, bytes)];
    hostile::survives(&PROTOCOL, &case);
    let events = datagrams(&PROTOCOL, &case);
    let codes =
        events.iter().filter_map(|(e, _)| if let Event::Report { call, .. } = e { Some(call.code) } else { None });
    let subjects =
        events.iter().filter_map(|(e, _)| if let Event::Identity { who, .. } = e { Some(*who) } else { None });
    (codes.collect(), subjects.collect())
}

#[test]
fn whoever_sends_is_a_bridge() {
    let both = vec![Subject::Sender, Subject::Mac(Mac(BRIDGE))];
    assert_eq!(told(&bpdu(&[0x42, 0x42, 3], 0, 0)), (vec![0], both.clone()));
    assert_eq!(told(&bpdu(&[0x42, 0x42, 3], 2, 2)), (vec![2], both.clone()));
    assert_eq!(told(&bpdu(&[0xaa, 0xaa, 3, 0, 0, 0xc, 1, 0xb], 2, 2)), (vec![2], both));
    assert_eq!(told(&[0x42, 0x42, 3, 0, 0, 0, 0x80]), (vec![0x80], vec![Subject::Sender]));
}

#[test]
fn a_bridge_that_goes_on_tells_nothing_new() {
    let (one, two) = (bpdu(&[0x42, 0x42, 3], 0, 0), bpdu(&[0x42, 0x42, 3], 2, 2));
    let mut other = one.clone();
    other[3 + 24] = 9;
    let told = |messages: &[&Vec<u8>]| {
        let cases: Vec<(Direction, &[u8])> = messages.iter().map(|bytes| (D, bytes.as_slice())).collect();
        datagrams(&PROTOCOL, &cases).iter().filter(|(event, _)| matches!(event, Event::Identity { .. })).count()
    };
    assert_eq!([told(&[&one]), told(&[&one, &two, &one])], [2, 2]);
    assert_eq!(told(&[&one, &other]), 4, "another bridge");
}

#[test]
fn other_content_is_not_claimed() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&bpdu(&[0x42, 0x42, 3], 0, 0)), Match::Sure);
    assert_eq!(probe(&bpdu(&[0x42, 0x42, 3], 0, 0)[..20]), Match::No);
    assert_eq!(probe(&[0xaa, 0xaa, 3, 0, 0, 0xc, 0x20, 0, 2, 180]), Match::No, "another protocol of Cisco");
}
