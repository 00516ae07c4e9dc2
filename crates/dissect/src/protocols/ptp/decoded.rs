//! PTP decoded by hand from IEEE 1588-2008, clause 13 (table 19: types; their lengths in 13.5 to 13.13).

use super::PROTOCOL;
use super::tests::message;
use crate::Direction::Forward;
use crate::testing::{Decoded, datagrams, decoded};

fn one(place: &'static str, kind: u8, length: u8, tells: &'static str) -> Decoded {
    Decoded { place, from: Forward, bytes: message(kind, length), tells }
}

fn messages() -> [Decoded; 13] {
    let mut first_version = message(0, 44);
    first_version[1] = 1;
    let profile = |place, kind| one(place, kind, 44, "! Sync; # Service");
    [
        one("13.5 Announce", 11, 64, "! Announce; # Service"),
        one("13.6 Sync", 0, 44, "! Sync; # Service"),
        one("13.6 Delay_Req", 1, 44, "! Delay_Req"),
        one("13.7 Follow_Up", 8, 44, "! Follow_Up; # Service"),
        one("13.8 Delay_Resp", 9, 54, "! Delay_Resp; # Service"),
        one("13.9 Pdelay_Req", 2, 54, "! Pdelay_Req"),
        one("13.10 Pdelay_Resp", 3, 54, "! Pdelay_Resp"),
        one("13.11 Pdelay_Resp_Follow_Up", 10, 54, "! Pdelay_Resp_Follow_Up"),
        one("13.12 Signaling", 12, 44, "! Signaling"),
        one("13.13 Management", 13, 48, "! Management"),
        profile("13.3.2.1 transport specific", 0x10),
        one("table 19: reserved", 5, 44, "ptp-header"),
        Decoded { place: "13.3.2.3 version", from: Forward, bytes: first_version, tells: "ptp-header" },
    ]
}

#[test]
fn messages_decoded_by_hand_tell_what_they_hold() {
    decoded(&PROTOCOL, datagrams, &messages());
}
