use ringwall_model::Security;

use super::{Code, PROTOCOL, read};
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Sample};

/// A packet of version 2 or 3: kind, authentication and what stands in its field, contents.
fn packet(version: u8, kind: u8, code: u8, field: &[u8; 8], rest: &[u8]) -> Vec<u8> {
    let header = if version == 3 { 16 } else { 24 };
    let length = u16::try_from(header + rest.len()).unwrap();
    let head = [&[version, kind][..], &length.to_be_bytes(), &[10, 0, 0, 1, 0, 0, 0, 0, 0x12, 0x34, 0, code]].concat();
    let field: &[u8] = if version == 3 { &[] } else { field };
    [&head[..], field, rest].concat()
}

const HELLO: [u8; 20] = [255, 255, 255, 0, 0, 10, 2, 1, 0, 0, 0, 40, 10, 0, 0, 1, 0, 0, 0, 0];

/// What packets are, decoded by hand along RFC 2328 (A.3, D), RFC 5340 (A.3) and RFC 5709 (3).
#[test]
fn packets_are_what_their_bytes_say() {
    let digest = |length: u8| [0, 0, 1, length, 0, 0, 0, 9];
    for (bytes, expected) in [
        (packet(2, 1, 0, &[0; 8], &HELLO), Some((1, Code::None))),
        (packet(2, 2, 0, &[0; 8], &[5, 0xdc, 2, 7, 0, 0, 0, 1]), Some((2, Code::None))),
        (packet(2, 3, 0, &[0; 8], &[0, 0, 0, 1, 10, 0, 0, 1, 10, 0, 0, 1]), Some((3, Code::None))),
        (packet(2, 4, 0, &[0; 8], &[0; 4]), Some((4, Code::None))),
        (packet(2, 5, 0, &[0; 8], &[0; 20]), Some((5, Code::None))),
        (packet(2, 1, 1, b"hush\0\0\0\0", &HELLO), Some((1, Code::Text))),
        (packet(2, 1, 2, &digest(16), &HELLO), Some((1, Code::Digest(16)))),
        (packet(2, 1, 2, &digest(32), &HELLO), Some((1, Code::Digest(32)))),
        (packet(2, 1, 9, &[0; 8], &HELLO), Some((1, Code::Other))),
        (packet(3, 1, 0, &[0; 8], &HELLO), Some((1, Code::None))),
        (packet(3, 4, 0, &[0; 8], &[0; 4]), Some((4, Code::None))),
        (packet(4, 1, 0, &[0; 8], &HELLO), None),
        (packet(2, 1, 0, &[0; 8], &HELLO)[..30].to_vec(), None),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        assert_eq!(read(&bytes), expected, "{bytes:02x?}");
        let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample) == Match::Sure, expected.is_some());
    }
}

#[test]
fn a_password_is_blanked_and_what_authenticates_is_named() {
    let named = |code: u8, field: &[u8; 8]| {
        let events = datagrams(&PROTOCOL, &[(Forward, &packet(2, 1, code, field, &HELLO))]);
        let blanked = events.iter().any(|(e, _)| matches!(e, Event::Secret { at, .. } if *at == (16..24)));
        let name = events.iter().find_map(|(e, _)| match e {
            Event::Security(Security::Mechanism { name, .. }) => Some(name.clone().into_owned()),
            _ => None,
        });
        (blanked, name.unwrap_or_default())
    };
    assert_eq!(named(1, b"hush\0\0\0\0"), (true, "OSPF text".into()));
    assert_eq!(named(2, &[0, 0, 1, 16, 0, 0, 0, 1]), (false, "OSPF keyed MD5".into()));
    assert_eq!(named(2, &[0, 0, 1, 64, 0, 0, 0, 1]), (false, "OSPF HMAC-SHA-2".into()));
    assert_eq!(named(0, &[0; 8]), (false, String::new()));
}
