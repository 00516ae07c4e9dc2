use ringwall_model::Security;

use super::{PROTOCOL, is_packet, is_readable};
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction, Event};

fn packet(association: u32, contents: &[u8]) -> Vec<u8> {
    [&association.to_be_bytes()[..], &[0, 0, 0, 7], contents].concat()
}

/// An IPv4 packet of 28 bytes.
const INSIDE: [u8; 28] = [0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 9, 0, 9, 0, 8, 0, 0];

/// What packets are, decoded by hand along RFC 4303 (2) and RFC 5879 (8).
#[test]
fn packets_are_what_their_bytes_say() {
    let behind =
        |vector: usize, trailer: usize| packet(0x1000, &[&vec![7; vector][..], &INSIDE, &vec![1; trailer]].concat());
    for (bytes, expected) in [
        (packet(0x1000, &[0xa7; 40]), (true, false)),
        (packet(0x100, &[0xa7; 4]), (true, false)),
        (packet(0xff, &[0xa7; 40]), (false, false)),
        (packet(0, &[0xa7; 40]), (false, false)),
        (packet(0x1000, &[1; 3]), (false, false)),
        (behind(0, 14), (true, true)),
        (behind(8, 14), (true, true)),
        (behind(16, 2), (true, true)),
        (behind(4, 14), (true, false)),
        (behind(0, 0), (true, false)),
        (behind(0, 90), (true, false)),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        assert_eq!((is_packet(&bytes), is_readable(&bytes)), expected, "{bytes:02x?}");
    }
}

#[test]
fn packets_both_ways_are_a_channel_and_one_that_can_be_read_keeps_nothing_secret() {
    let secrecy = |case: &[(Direction, &[u8])]| {
        let facts = datagrams(&PROTOCOL, case);
        let secrecy = facts.into_iter().filter_map(|(e, _)| match e {
            Event::Security(Security::Channel { secrecy, .. }) => Some(secrecy),
            _ => None,
        });
        secrecy.collect::<Vec<_>>()
    };
    let (sealed, open) = (packet(0x1000, &[0xa7; 40]), packet(0x1000, &[&INSIDE[..], &[1; 14]].concat()));
    assert_eq!(secrecy(&[(Forward, &sealed), (Forward, &sealed)]), Vec::<bool>::new());
    assert_eq!(secrecy(&[(Forward, &sealed), (Backward, &sealed), (Backward, &sealed)]), [true]);
    assert_eq!(secrecy(&[(Forward, &open), (Backward, &sealed)]), [false]);
}
