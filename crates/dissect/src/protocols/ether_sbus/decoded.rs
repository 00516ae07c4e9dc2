//! Ether-S-Bus decoded by hand from the maker's manual (26/739, table of commands), in the frame captures have over UDP.

use super::PROTOCOL;
use super::tests::telegram;
use crate::Direction::{Backward, Forward};
use crate::testing::{Decoded, datagrams, decoded};

fn command(command: u8, tells: &'static str) -> Decoded {
    Decoded { place: "table of commands", from: Forward, bytes: telegram(0, 1, &[10, command]), tells }
}

fn messages() -> [Decoded; 15] {
    let answer = |place, attribute, content: &[u8], tells| Decoded {
        place,
        from: Backward,
        bytes: telegram(attribute, 1, content),
        tells,
    };
    [
        command(2, "@ station 10; ? Read Flags"),
        command(6, "@ station 10; ? Read Registers"),
        command(12, "@ station 10; ? Write Clock"),
        command(13, "@ station 10; ? Write Outputs"),
        command(20, "@ station 10; ? Read Status of Processor 0"),
        command(29, "@ station 10; ? Read Station Number"),
        command(31, "@ station 10; ? Read Program Line"),
        command(36, "@ station 10; ? Write Program Line"),
        command(47, "@ station 10; ? Run Own Processor"),
        command(57, "@ station 10; ? Restart Cold All Processors"),
        command(105, "@ station 10; ? Restart Warm Processor 6"),
        command(174, "@ station 10; ? Download Firmware"),
        answer("response", 1, &[0, 1], "+ Answer"),
        answer("acknowledged", 2, &[0, 0], "+ Answer"),
        answer("not acknowledged", 2, &[0, 1], "- Answer"),
    ]
}

#[test]
fn messages_decoded_by_hand_tell_what_they_hold() {
    decoded(&PROTOCOL, datagrams, &messages());
}
