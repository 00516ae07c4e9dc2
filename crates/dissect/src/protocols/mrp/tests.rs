use super::{PROTOCOL, kind};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Sample};

const COMMON: [u8; 20] =
    [1, 18, 0, 9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/// A frame: version, element and its contents, the common element, the end.
fn frame(kind: u8, contents: &[u8]) -> Vec<u8> {
    let length = u8::try_from(contents.len()).unwrap();
    [&[0, 1, kind, length][..], contents, &COMMON, &[0, 0], &[0; 12]].concat()
}

/// Frames decoded by hand along IEC 62439-2 (8.1): their kind, and what their sender is.
#[test]
fn frames_are_what_their_first_element_says() {
    let sender = [0, 0x1b, 0x1b, 1, 2, 3];
    let test = [&[0x80, 0][..], &sender, &[0, 0, 0, 1, 0, 5, 0, 0, 1, 2]].concat();
    let change = [&[0x80, 0][..], &sender, &[0, 10]].concat();
    let link = [&sender[..], &[0, 1, 0, 20, 0, 1]].concat();
    let interconnection = [&sender[..], &[0, 1, 0, 1, 0, 20]].concat();
    for (bytes, expected, name) in [
        (frame(2, &test), Some(2), "Test"),
        (frame(3, &change), Some(3), "Topology change"),
        (frame(4, &link), Some(4), "Link down"),
        (frame(5, &link), Some(5), "Link up"),
        (frame(6, &test), Some(6), "Interconnection test"),
        (frame(7, &change), Some(7), "Interconnection topology change"),
        (frame(8, &interconnection), Some(8), "Interconnection link down"),
        (frame(9, &interconnection), Some(9), "Interconnection link up"),
        (frame(10, &interconnection), Some(10), "Interconnection link status"),
        (frame(127, &[0, 0x1b, 0x1b, 0]), Some(127), "Unlisted frame"),
        (frame(0, &[]), None, ""),
        ([&[0, 2][..], &frame(2, &test)[2..]].concat(), None, ""),
        (frame(2, &test)[..9].to_vec(), None, ""),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        assert_eq!(kind(&bytes), expected, "{bytes:02x?}");
        let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample) == Match::Sure, matches!(expected, Some(1..=10)));
        let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
        let Some((Event::Report { call, .. }, _)) = events.first() else {
            assert!(expected.is_none());
            continue;
        };
        assert_eq!(PROTOCOL.functions[usize::from(call.row)].name, name);
        assert_eq!(events[1].1, if expected == Some(2) { "ring-manager" } else { "ring-node" });
    }
}
