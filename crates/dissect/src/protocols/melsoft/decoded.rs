//! MELSOFT decoded by hand: groups and codes are those of the MC protocol (SH-080008, chapter 3), the rest as captures have it.

use super::PROTOCOL;
use super::tests::message;
use crate::Direction::{Backward, Forward};
use crate::testing::{Decoded, datagrams, decoded};

fn asked(place: &'static str, command: u16, tells: &'static str) -> Decoded {
    Decoded { place, from: Forward, bytes: message(false, 0, command, 5, &[0, 0]), tells }
}

fn answered(place: &'static str, error: u16, command: u16, tells: &'static str) -> Decoded {
    Decoded { place, from: Backward, bytes: message(true, error, command, 5, &[0, 0]), tells }
}

fn messages() -> [Decoded; 20] {
    [
        asked("01: CPU model", 0x0101, "? Read CPU Model"),
        asked("01: as captures have it", 0x01A0, "? Begin Session"),
        asked("04: read", 0x0410, "? Read Devices"),
        asked("04: read random", 0x0411, "? Read Devices at Random"),
        asked("04: monitor", 0x0413, "? Monitor Devices"),
        asked("10: remote run", 0x1001, "? Remote Run"),
        asked("10: remote stop", 0x1002, "? Remote Stop"),
        asked("10: remote pause", 0x1003, "? Remote Pause"),
        asked("10: remote reset", 0x1006, "? Remote Reset"),
        asked("14: write", 0x1410, "? Write Devices"),
        asked("18: list", 0x1859, "? List Files"),
        asked("18: find", 0x185F, "? Find File"),
        asked("18: open", 0x1867, "? Open File"),
        asked("18: read", 0x1868, "? Read File"),
        asked("18: write", 0x1869, "? Write File"),
        asked("18: close", 0x186A, "? Close File"),
        asked("17: not in the manual", 0x1731, "? Unlisted command"),
        answered("10: end code 0", 0, 0x1002, "+ Remote Stop"),
        answered("10: end code", 0x4080, 0x1002, "- Remote Stop"),
        answered("18: end code 0", 0, 0x1868, "+ Read File"),
    ]
}

#[test]
fn messages_decoded_by_hand_tell_what_they_hold() {
    decoded(&PROTOCOL, datagrams, &messages());
}
