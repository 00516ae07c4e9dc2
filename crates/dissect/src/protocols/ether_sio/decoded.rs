//! Ether-S-I/O decoded by hand, by the layout Wireshark's dissector of it documents (`packet-esio.c`, by a developer of the
//! maker's): mark, type, version, length and transaction; then the transfers, or the status of a remote station.

use super::PROTOCOL;
use super::tests::telegram;
use crate::Direction::{Backward, Forward};
use crate::testing::{Decoded, datagrams, decoded};

/// A data transfer: its id, where it goes, and its bytes.
fn transfer(id: u8, to: u8, data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).unwrap();
    [&[0, 0, 0, id, 0, 0, 0, to, 0, length][..], data].concat()
}

fn data(place: &'static str, transfers: &[Vec<u8>], tells: &'static str) -> Decoded {
    let count = u8::try_from(transfers.len()).unwrap();
    Decoded { place, from: Forward, bytes: telegram(1, &[vec![count, 0], transfers.concat()].concat()), tells }
}

/// What stands behind the station: state, telegrams lost, diagnosis, flags.
fn status(place: &'static str, rest: &[u8], tells: &'static str) -> Decoded {
    Decoded { place, from: Backward, bytes: telegram(2, rest), tells }
}

fn messages() -> [Decoded; 12] {
    let cut = telegram(2, &[0, 0, 0, 0])[..16].to_vec();
    let mut longer = telegram(2, &[0, 0, 0, 0]);
    longer.push(0);
    let strange = [b"ESI0", &telegram(2, &[0, 0, 0, 0])[4..]].concat();
    let wrong = |place, bytes| Decoded { place, from: Forward, bytes, tells: "ether-sio-telegram" };
    [
        data("transfer of two bytes", &[transfer(92, 1, &[0xAB, 0xCD])], "@ station 13; ~ Data Transfer transfer 92"),
        data("transfer of one byte", &[transfer(1, 2, &[1])], "@ station 13; ~ Data Transfer transfer 1"),
        data("transfer of nothing", &[transfer(7, 2, &[])], "@ station 13; ~ Data Transfer transfer 7"),
        data(
            "two transfers",
            &[transfer(3, 1, &[1]), transfer(4, 2, &[2])],
            "@ station 13; ~ Data Transfer transfer 3",
        ),
        data("no transfer", &[], "@ station 13; ~ Data Transfer"),
        status("status: in order", &[0, 0, 0, 0], "@ station 13; ! Status"),
        status("status: running", &[1, 0, 0, 0], "@ station 13; ! Status"),
        status("status: telegrams lost, diagnosis", &[1, 3, 2, 1], "@ station 13; ! Status"),
        Decoded {
            place: "type 0 is reserved",
            from: Forward,
            bytes: telegram(0, &[]),
            tells: "@ station 13; ! Unlisted telegram",
        },
        wrong("length: cut", cut),
        wrong("length: more than it says", longer),
        wrong("another mark", strange),
    ]
}

#[test]
fn messages_decoded_by_hand_tell_what_they_hold() {
    decoded(&PROTOCOL, datagrams, &messages());
}
