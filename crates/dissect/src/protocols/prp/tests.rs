use ringwall_model::Mac;

use super::{PROTOCOL, read};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Match, Sample};

const NODE: [u8; 6] = [0, 0x15, 0x5d, 1, 2, 3];
const RELAY: [u8; 6] = [0, 0x15, 0x5d, 9, 9, 9];

fn message(version: u8, kind: u8, length: u8, rest: &[u8]) -> Vec<u8> {
    [&[0, version, 0, 7, kind, length][..], &NODE, rest, &[0; 20]].concat()
}

/// Messages decoded by hand along IEC 62439-3:2010 (4.3, 5.6) and its first edition (version 0): element, node, box.
#[test]
fn messages_are_what_their_elements_say() {
    let boxed = [&[30, 6][..], &RELAY].concat();
    for (bytes, expected) in [
        (message(1, 20, 6, &[]), Some((20, None))),
        (message(1, 21, 6, &[]), Some((21, None))),
        (message(1, 23, 6, &[]), Some((23, None))),
        (message(0, 20, 12, &[9; 6]), Some((20, None))),
        (message(0, 21, 12, &[9; 6]), Some((21, None))),
        (message(1, 20, 6, &boxed), Some((20, Some(Mac(RELAY))))),
        (message(1, 23, 6, &boxed), Some((23, Some(Mac(RELAY))))),
        ([&[0x10][..], &message(1, 23, 6, &[])[1..]].concat(), Some((23, None))),
        (message(1, 22, 6, &[]), None),
        (message(2, 20, 6, &[]), None),
        (message(1, 20, 5, &[]), None),
        (message(1, 20, 200, &[]), None),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        let found = read(&bytes).map(|(call, node, relay)| {
            assert_eq!(node, Mac(NODE));
            (call.code, relay)
        });
        assert_eq!(found, expected, "{bytes:02x?}");
        let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample) == Match::Sure, expected.is_some());
        let words: Vec<String> = datagrams(&PROTOCOL, &[(Forward, &bytes)]).into_iter().map(|(_, t)| t).collect();
        assert_eq!(words.contains(&"redundancy-box".to_owned()), matches!(expected, Some((_, Some(_)))));
    }
}
