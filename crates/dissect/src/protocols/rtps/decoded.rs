//! RTPS decoded by hand from OMG DDSI-RTPS 2.5 (sections 9.3.1, 9.4) and OMG DDS Security 1.1 (section 7.3).

use super::PROTOCOL;
use super::tests::{data, message};
use crate::Direction::Forward;
use crate::testing::{Decoded, datagrams, decoded};

fn one(place: &'static str, submessages: &[(u8, &[u8])], tells: &'static str) -> Decoded {
    Decoded { place, from: Forward, bytes: message(0x7777, submessages), tells }
}

fn made_by(place: &'static str, maker: u16, tells: &'static str) -> Decoded {
    Decoded { place, from: Forward, bytes: message(maker, &[]), tells }
}

fn messages() -> [Decoded; 20] {
    let (participant, endpoint, own) = (data([0, 1, 0, 0xC2]), data([0, 0, 3, 0xC2]), data([0, 0, 3, 2]));
    // Lengths in the order of the flag: here the high byte first.
    let high_first = [&message(0x7777, &[])[..], &[0x07, 0, 0, 28], &[0; 28], &[0x06, 0, 0, 24], &[0; 24]].concat();
    // The last submessage reaches to the end where it says 0.
    let to_the_end = [&message(0x7777, &[])[..], &[0x15, 1, 0, 0], &own].concat();
    [
        one("9.4.5.2 AckNack", &[(0x06, &[0; 24])], "! AckNack"),
        one("9.4.5.3 Data, 9.3.1.2 user-defined", &[(0x15, &own)], "! Data"),
        one("9.4.5.3 Data, 9.3.1.3 participants", &[(0x0E, &[0; 12]), (0x15, &participant)], "! Data: Announcement"),
        one("9.4.5.3 Data, 9.3.1.3 publications", &[(0x09, &[0; 8]), (0x15, &endpoint)], "! Data: Announcement"),
        one("9.4.5.4 DataFrag", &[(0x16, &own)], "! DataFrag"),
        one("9.4.5.4 DataFrag, built in", &[(0x16, &endpoint)], "! DataFrag: Announcement"),
        one("9.4.5.5 Gap", &[(0x08, &[0; 28])], "! Gap"),
        one("9.4.5.6 HeartBeat", &[(0x07, &[0; 28])], "! Heartbeat"),
        one("9.4.5.7 HeartBeatFrag", &[(0x13, &[0; 24])], "! HeartbeatFrag"),
        one("9.4.5.13 NackFrag", &[(0x12, &[0; 28])], "! NackFrag"),
        one("9.4.5.8 to 12 information alone", &[(0x0C, &[0; 20]), (0x0D, &[0; 12]), (0x0F, &[0; 28])], ""),
        one("9.4.5.14 Pad, 9.4.5.11 void time", &[(0x01, &[]), (0x09, &[]), (0x07, &[0; 28])], "! Heartbeat"),
        Decoded { place: "9.4.5.1.2 endianness", from: Forward, bytes: high_first, tells: "! Heartbeat; ! AckNack" },
        Decoded { place: "9.4.5.1.3 length 0", from: Forward, bytes: to_the_end, tells: "! Data" },
        one("Security 7.3.7 SecureBody", &[(0x31, &[0; 4]), (0x30, &[0; 8]), (0x32, &[0; 4])], "! Secured Body"),
        one("Security 7.3.7 SecureRTPSPrefix", &[(0x33, &[0; 8]), (0x34, &[0; 4])], "! Secured Message"),
        one("9.4.5.1.1 vendor-specific", &[(0x80, &[0; 4])], "! Unlisted submessage"),
        made_by("9.3.1.1 vendor: RTI", 0x0101, "= software RTI Connext"),
        made_by("9.3.1.1 vendor: Object Computing", 0x0103, "= software OpenDDS"),
        made_by("9.3.1.1 vendor: Eclipse", 0x0110, "= software Eclipse Cyclone DDS"),
    ]
}

#[test]
fn messages_decoded_by_hand_tell_what_they_hold() {
    decoded(&PROTOCOL, datagrams, &messages());
}
