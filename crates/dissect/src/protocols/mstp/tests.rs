//! Cases of MS/TP, built by an encoder of our own.

use super::PROTOCOL;
use crate::Direction::{self, Backward, Forward};
use crate::Match;
use crate::mstp::testing::{coded_frame, frame};
use crate::mstp::{POLL, TEST, TEST_REPLY};
use crate::protocols::hostile::survives;
use crate::testing::{datagrams_of, facts, probed, probed_on_port};

const TOKEN: u8 = 0;
const POLL_REPLY: u8 = 2;
const POSTPONED: u8 = 7;

fn case() -> Vec<(Direction, Vec<u8>)> {
    vec![
        (Forward, frame(TOKEN, 7, 3, &[])),
        (Forward, frame(POLL, 8, 3, &[])),
        (Backward, frame(POLL_REPLY, 3, 8, &[])),
        (Forward, frame(TEST, 8, 3, b"echo")),
        (Backward, frame(TEST_REPLY, 3, 8, b"echo")),
        (Backward, frame(POSTPONED, 3, 8, &[])),
        (Forward, coded_frame(34, 8, 3, &[0x60; 40])),
        (Forward, frame(128, 8, 3, &[0, 5, 1, 2])),
    ]
}

#[test]
fn what_runs_the_bus_is_told_frame_by_frame() {
    let expected = "! Token; ! Poll For Master station 8; ! Reply To Poll For Master; ? Test_Request; + Test_Response; \
                    ! Reply Postponed; ! IPv6 over MS/TP; ! Unlisted or proprietary frame";
    assert_eq!(facts(&PROTOCOL, &datagrams_of(&PROTOCOL, &case())), expected);
}

#[test]
fn only_a_header_whose_check_fits_is_a_frame_and_messages_of_bacnet_are_not_its() {
    let token = frame(TOKEN, 7, 3, &[]);
    assert_eq!((probed_on_port(&PROTOCOL, &token, true), probed(&PROTOCOL, &token, true)), (Match::Sure, Match::No));
    let mut turned = token;
    turned[3] ^= 1;
    assert_eq!(probed_on_port(&PROTOCOL, &turned, true), Match::No);
    assert_eq!(probed_on_port(&PROTOCOL, &frame(5, 7, 3, &[1, 0]), true), Match::No);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let case = case();
    survives(&PROTOCOL, &case.iter().map(|(way, bytes)| (*way, bytes.as_slice())).collect::<Vec<_>>());
}
