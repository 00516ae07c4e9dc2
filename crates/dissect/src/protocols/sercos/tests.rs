use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{Direction::Forward, Event, Match, Sample};

fn telegram(kind: u8, phase: u8) -> Vec<u8> {
    [&[kind, phase, 1, 2, 3, 4][..], &[0; 40]].concat()
}

/// Telegrams decoded by hand along IEC 61158-4-19 (header of a telegram): whose data, and in which phase.
#[test]
fn telegrams_are_what_their_header_says() {
    for (bytes, expected) in [
        (telegram(0x00, 0x00), Some("Master data, network begins")),
        (telegram(0x40, 0x00), Some("Drive data, network begins")),
        (telegram(0x00, 0x01), Some("Master data, network begins")),
        (telegram(0x00, 0x02), Some("Master data")),
        (telegram(0x41, 0x02), Some("Drive data")),
        (telegram(0x80, 0x03), Some("Master data")),
        (telegram(0xc1, 0x03), Some("Drive data")),
        (telegram(0x23, 0x54), Some("Master data")),
        (telegram(0x63, 0x74), Some("Drive data")),
        (telegram(0x00, 0x81), Some("Master data")),
        (telegram(0x00, 0x84), Some("Master data")),
        (telegram(0x04, 0x04), None),
        (telegram(0x00, 0x05), None),
        (telegram(0x00, 0x04)[..5].to_vec(), None),
    ] {
        hostile::survives(&PROTOCOL, &[(Forward, &bytes)]);
        let sample = Sample { bytes: &bytes, hinted: true, from_responder: None, whole: true };
        assert_eq!((PROTOCOL.probe)(&sample) == Match::Sure, expected.is_some());
        let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
        let name = events.iter().find_map(|(e, _)| match e {
            Event::Report { call, .. } => Some(PROTOCOL.functions[usize::from(call.row)].name),
            _ => None,
        });
        assert_eq!(name, expected, "{bytes:02x?}");
    }
}
