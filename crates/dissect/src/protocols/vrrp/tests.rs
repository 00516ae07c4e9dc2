use ringwall_model::Security;

use super::{PROTOCOL, read};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Sample};

fn version_2(authentication: u8, addresses: u8) -> Vec<u8> {
    let head = [0x21, 7, 100, addresses, authentication, 1, 0x12, 0x34];
    [&head[..], &[10, 0, 0, 1].repeat(addresses.into()), b"hush\0\0\0\0"].concat()
}

/// What messages are, decoded by hand along RFC 3768 (section 5), RFC 2338 (5.3.6) and RFC 5798 (5.2).
#[test]
fn messages_are_what_their_bytes_say() {
    let address = [10, 0, 0, 1];
    let long = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let version_3 = |count: u8, addresses: &[u8]| [&[0x31, 7, 100, count, 0, 100, 0, 0][..], addresses].concat();
    let carp = [&[0x21, 1, 0, 7, 0, 1, 0, 0][..], &[9; 28]].concat();
    for (bytes, expected) in [
        (version_2(0, 1), Some((2, None))),
        (version_2(1, 1), Some((2, Some(12..20)))),
        (version_2(1, 3), Some((2, Some(20..28)))),
        (version_2(2, 1), Some((2, None))),
        (version_2(3, 1), None),
        (version_2(0, 0), None),
        (version_3(1, &address), Some((3, None))),
        (version_3(2, &address.repeat(2)), Some((3, None))),
        (version_3(1, &long), Some((3, None))),
        (version_3(2, &address), None),
        (carp, None),
        (vec![0x22; 20], None),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        assert_eq!(read(&bytes), expected, "{bytes:02x?}");
        let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample) == Match::Sure, expected.is_some());
    }
}

#[test]
fn a_password_is_blanked_and_told_once() {
    let case = version_2(1, 1);
    let events = datagrams(&PROTOCOL, &[(Forward, &case), (Forward, &case)]);
    let count = |wanted: fn(&Event) -> bool| events.iter().filter(|(e, _)| wanted(e)).count();
    assert_eq!(count(|e| matches!(e, Event::Secret { at, .. } if *at == (12..20))), 2);
    assert_eq!(count(|e| matches!(e, Event::Security(Security::Mechanism { .. }))), 1);
    assert!(!events.iter().any(|(_, text)| text.contains("hush")));
}
