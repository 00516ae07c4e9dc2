use ringwall_model::Security;

use super::{PROTOCOL, read};
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Event, Match, Sample};

fn packet(next: u8, words: u8, reserved: u8, association: u32, check: usize) -> Vec<u8> {
    let head = [next, words, 0, reserved];
    [&head[..], &association.to_be_bytes(), &[0, 0, 0, 1], &vec![7; check], b"inside"].concat()
}

/// What packets are, decoded by hand along RFC 4302 (2) and RFC 2403, 4868 for lengths of check values.
#[test]
fn packets_are_what_their_bytes_say() {
    for (bytes, expected) in [
        (packet(6, 4, 0, 0x1000, 12), Some((6, 12))),
        (packet(17, 4, 0, 0x1000, 12), Some((17, 12))),
        (packet(4, 5, 0, 0x1000, 16), Some((4, 16))),
        (packet(50, 7, 0, 0x1000, 24), Some((50, 24))),
        (packet(1, 9, 0, 0x1000, 32), Some((1, 32))),
        (packet(6, 4, 0, 0x100, 12), Some((6, 12))),
        (packet(6, 4, 0, 0xff, 12), None),
        (packet(6, 4, 1, 0x1000, 12), None),
        (packet(6, 1, 0, 0x1000, 12), None),
        (packet(6, 200, 0, 0x1000, 12), None),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        assert_eq!(read(&bytes), expected, "{bytes:02x?}");
        let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample) == Match::Sure, expected.is_some());
    }
}

#[test]
fn packets_both_ways_are_a_channel_that_hides_nothing() {
    let case = packet(6, 4, 0, 0x1000, 12);
    let events = datagrams(&PROTOCOL, &[(Forward, &case), (Backward, &case)]);
    let shown = |e: &Event| matches!(e, Event::Security(Security::Channel { secrecy: false, integrity: true, .. }));
    assert_eq!(events.iter().filter(|(e, _)| shown(e)).count(), 1);
}
