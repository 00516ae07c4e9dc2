use super::{PROTOCOL, SNAP};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Sample};

fn message(first: u8, elements: &[u8]) -> Vec<u8> {
    [SNAP, &[first, 3, 0, 0], elements].concat()
}

fn told(bytes: &[u8]) -> Vec<String> {
    hostile::survives(&PROTOCOL, &[(Forward, bytes)]);
    datagrams(&PROTOCOL, &[(Forward, bytes)])
        .into_iter()
        .map(|(event, text)| match event {
            Event::Report { call, .. } => PROTOCOL.functions[usize::from(call.row)].name.to_owned(),
            Event::Malformed { code, .. } => code.to_owned(),
            _ => text,
        })
        .collect()
}

#[test]
fn a_switch_tells_its_name_and_serial_number() {
    let elements = [&[0, 1, 0, 8][..], b"FX12", &[0, 2, 0, 6], b"G1", &[0, 6, 0, 6], b"s1"].concat();
    assert_eq!(told(&message(0x21, &elements)), ["Probe", "bridge", "FX12", "s1"]);
    assert_eq!(told(&message(0x3f, &[])), ["Unlisted operation", "bridge"]);
    assert_eq!(told(&message(0x22, &[0, 1, 0, 3])), ["Echo", "bridge", "udld-element"]);
}

#[test]
fn another_version_or_another_protocol_of_the_same_maker_is_not_claimed() {
    let probe = |bytes: &[u8]| (PROTOCOL.probe)(&Sample { bytes, hinted: true, from_responder: None, whole: true });
    assert_eq!(probe(&message(0x21, &[])), Match::Sure);
    assert_eq!(probe(&message(0x41, &[])), Match::No);
    assert_eq!(probe(&[&SNAP[..6], &[0x20, 0], &[0x21, 0, 0, 0]].concat()), Match::No);
}
