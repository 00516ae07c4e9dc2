//! Zabbix decoded by hand from its manual (7.0, appendix "Protocols": header, passive and active checks, sender, proxy).

use super::PROTOCOL;
use super::tests::message;
use crate::Direction::{self, Backward, Forward};
use crate::testing::{Decoded, decoded, stream};

fn one(place: &'static str, from: Direction, flags: u8, body: &[u8], tells: &'static str) -> Decoded {
    Decoded { place, from, bytes: message(flags, body), tells }
}

fn messages() -> [Decoded; 13] {
    let two = [message(1, b"agent.ping"), message(1, b"agent.version")].concat();
    let mut flag = message(1, b"1");
    flag[4] = 0x11;
    [
        one("passive check: request", Forward, 1, b"agent.ping", "? Message"),
        one("passive check: value", Backward, 1, b"1", "+ Message"),
        one("passive check: not supported", Backward, 1, b"ZBX_NOTSUPPORTED\0Unknown key.", "+ Message"),
        one("passive check: JSON", Forward, 1, br#"{"request":"passive checks","data":[]}"#, "? Message"),
        one("active checks", Forward, 1, br#"{"request":"active checks","host":"pump-1"}"#, "? Message"),
        one("active checks: answer", Backward, 1, br#"{"response":"success","data":[]}"#, "+ Message"),
        one("sender: data", Forward, 1, br#"{"request":"sender data","data":[]}"#, "? Message"),
        one("proxy: data, compressed", Forward, 3, b"\x78\x9c\x01", "? Compressed Message"),
        one("proxy: configuration, large", Backward, 5, br#"{"globalmacro":{}}"#, "+ Message"),
        one("header: large and compressed", Backward, 7, b"\x78\x9c\x01", "+ Compressed Message"),
        one("header: nothing behind it", Forward, 1, b"", "? Message"),
        Decoded { place: "header: data length", from: Forward, bytes: two, tells: "? Message; ? Message" },
        Decoded { place: "header: no such flag", from: Forward, bytes: flag, tells: "" },
    ]
}

#[test]
fn messages_decoded_by_hand_tell_what_they_hold() {
    decoded(&PROTOCOL, stream, &messages());
}
