use super::{PROTOCOL, read};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Native, Sample};

fn message(kind: u8, to: u8, from: u8, rest: &[u8]) -> Vec<u8> {
    [&[kind, to, from][..], rest, &[0; 20]].concat()
}

/// Flags, state, version, features, sizes, times; then the numbers of the device.
fn identification(serial: u32) -> Vec<u8> {
    let head = [0, 0, 0x1d, 0, 0x20, 0, 7, 0, 0, 0, 0xdc, 5, 36, 0, 36, 0, 1, 0, 0, 0, 0, 0];
    let numbers = [401_u32, 0x6c, 0x1234, 0x0001_0002, serial].map(u32::to_le_bytes).concat();
    message(6, 255, 1, &[&[1][..], &head, &numbers].concat())
}

/// Messages decoded by hand along EPSG DS 301 (4.6, 7.3.3): kind or service, and the node they come from.
#[test]
fn messages_are_what_their_first_bytes_say() {
    for (bytes, expected) in [
        (message(1, 255, 240, &[0, 0x80, 0]), Some(("Start of cycle", 240))),
        (message(3, 1, 240, &[0, 1, 0, 0, 4, 0]), Some(("Poll request", 240))),
        (message(4, 255, 1, &[0x1d, 1, 0, 0, 4, 0]), Some(("Poll response", 1))),
        (message(5, 255, 240, &[0xfd, 0, 0, 1, 1, 0x20]), Some(("Start of asynchronous", 240))),
        (message(7, 255, 241, &[0; 8]), Some(("Active managing node", 241))),
        (message(6, 255, 1, &[2, 0, 0, 0xfd, 0]), Some(("Status", 1))),
        (message(6, 240, 1, &[3, 0x2b, 0]), Some(("Network management request", 1))),
        (message(6, 1, 240, &[4, 0x21, 0]), Some(("Network management command", 240))),
        (message(6, 1, 240, &[5, 0, 1, 0, 0, 0]), Some(("Service data", 240))),
        (message(6, 255, 1, &[6, 0]), Some(("Synchronisation", 1))),
        (message(6, 255, 1, &[0xa0, 0]), Some(("Maker's own service", 1))),
        (message(6, 255, 1, &[0x70, 0]), Some(("Unlisted service", 1))),
        (message(2, 255, 1, &[]), None),
        (message(3, 0, 240, &[]), None),
        (message(0x83, 1, 240, &[]), None),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        assert_eq!(read(&bytes).is_some(), expected.is_some(), "{bytes:02x?}");
        let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample) == Match::Sure, expected.is_some());
        let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
        let Some((name, node)) = expected else { continue };
        assert_eq!(events[0].0, Event::Native(Native::Numbered("node", node)));
        let Event::Report { call, .. } = &events[1].0 else { panic!("{events:?}") };
        assert_eq!(PROTOCOL.functions[usize::from(call.row)].name, name);
    }
}

/// A poll that carries a frame of openSAFETY behind other data, cycle after cycle.
#[test]
fn who_carries_safety_frames_takes_part_in_a_safety_function() {
    let poll = |time: u8| {
        let safe = crate::protocols::opensafety::framed(9, 0xC0, time, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        message(4, 255, 1, &[&[0x1d, 1, 0, 0, 4, 0, 0xFF][..], &safe].concat())
    };
    let told = |times: &[u8]| {
        let polls: Vec<_> = times.iter().map(|time| poll(*time)).collect();
        let case: Vec<_> = polls.iter().map(|poll| (Forward, poll.as_slice())).collect();
        datagrams(&PROTOCOL, &case).iter().filter(|(_, text)| text == "safety").count()
    };
    assert_eq!(told(&[1, 2, 3, 4, 5, 6, 7]), 1);
    assert_eq!(told(&[1; 50]), 0, "it may be chance");
}

#[test]
fn a_node_tells_its_numbers_when_asked() {
    let bytes = identification(77);
    hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
    let said: Vec<String> = datagrams(&PROTOCOL, &[(Forward, &bytes)])
        .into_iter()
        .filter(|(e, _)| matches!(e, Event::Identity { .. }))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(said, ["POWERLINK vendor 0x0000006c product 0x00001234", "0x00010002", "77"]);
    let cut = datagrams(&PROTOCOL, &[(Forward, &identification(0)[..30])]);
    assert!(cut.iter().any(|(e, _)| matches!(e, Event::Malformed { code: "powerlink-identification", .. })));
}
