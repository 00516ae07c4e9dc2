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

/// Messages decoded by hand along RFC 5171 (4): version and operation, and how many elements tell something of the sender.
#[test]
fn messages_are_what_their_header_and_elements_say() {
    let device = [&[0, 1, 0, 8][..], b"FX12"].concat();
    let name = [&[0, 6, 0, 6][..], b"s1"].concat();
    let others = [&[0, 2, 0, 6][..], b"G1", &[0, 3, 0, 8, 0, 0, 0, 0, 0, 4, 0, 5, 7, 0, 5, 0, 5, 5]].concat();
    for (bytes, operation, told) in [
        (message(0x21, &[&device[..], &others, &name].concat()), Some(1), 2),
        (message(0x22, &[&device[..], &name].concat()), Some(2), 2),
        (message(0x23, &device), Some(3), 1),
        (message(0x20, &[]), Some(0), 0),
        (message(0x24, &name), Some(4), 1),
        (message(0x21, &others), Some(1), 0),
        (message(0x21, &[0, 7, 0, 8, 0, 0, 0, 1]), Some(1), 0),
        (message(0x01, &device), None, 0),
        (message(0x41, &device), None, 0),
        (message(0x21, &[])[..9].to_vec(), None, 0),
    ] {
        assert_eq!(super::read(&bytes).map(|(operation, _)| operation), operation, "{bytes:02x?}");
        let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
        let said = events.iter().filter(|(e, text)| matches!(e, Event::Identity { .. }) && text != "bridge").count();
        assert_eq!(said, told);
    }
}
