//! Fox decoded by hand, by what is publicly known of it: the script `fox-info` of Nmap (greetings and their properties) and a
//! published dissector (`foxdissector`: kinds of messages, addressing, types of values).

use super::PROTOCOL;
use super::tests::message;
use crate::Direction::{self, Backward, Forward};
use crate::testing::{Decoded, decoded, stream};

fn greeting(place: &'static str, from: Direction, said: &[(&str, &str)], tells: &'static str) -> Decoded {
    let number = u32::from(from == Forward);
    Decoded { place, from, bytes: message(number, "hello", said), tells }
}

fn challenge(place: &'static str, method: &str, tells: &'static str) -> Decoded {
    let bytes = message(1, "challenge", &[("method", method), ("nonce", "x")]);
    Decoded { place, from: Backward, bytes, tells }
}

fn line(place: &'static str, line: &str, tells: &'static str) -> Decoded {
    Decoded { place, from: Forward, bytes: format!("fox {line}\n{{\n}};;\n").into_bytes(), tells }
}

fn messages() -> [Decoded; 15] {
    let version = ("fox.version", "1.0");
    let desk = [version, ("hostName", "desk-9"), ("app.name", "Workbench"), ("app.version", "3.8.38")];
    let jace =
        [version, ("hostName", "10.0.0.15"), ("app.name", "Station"), ("os.name", "QNX"), ("os.version", "6.5.0")];
    let named = [("fox.version", "1.0.2"), ("station.name", "Boilers"), ("brandId", "acme"), ("lang", "en")];
    let virtual_machine = [version, ("vm.name", "J9"), ("vm.version", "2.3"), ("hostId", "Qnx-1")];
    [
        greeting("fox-info: greeting", Forward, &[version], "? Hello"),
        greeting("fox-info: app", Forward, &desk, "? Hello; = hostname desk-9; = software Workbench 3.8.38"),
        greeting(
            "fox-info: os",
            Backward,
            &jace,
            "? Hello; = hostname 10.0.0.15; = software Station; = operating-system QNX 6.5.0",
        ),
        greeting("fox-info: station, brand", Backward, &named, "? Hello; = description Boilers; = vendor acme"),
        greeting("fox-info: vm, host id", Backward, &virtual_machine, "? Hello"),
        challenge("foxdissector: challenge", "digest-md5", "! Challenge; # Mechanism"),
        challenge("foxdissector: challenge", "basic", "! Challenge; # Mechanism"),
        challenge("foxdissector: challenge", "scram-sha256", "! Challenge; # Mechanism"),
        challenge("foxdissector: challenge", "kerberos", "! Challenge"),
        line("foxdissector: asynchronous", "a 2 -1 fox login", "! Message"),
        line("foxdissector: synchronous", "s 3 1 station read", "! Message"),
        line("foxdissector: reply", "r 4 1 station read", "! Message"),
        line("foxdissector: error", "e 5 1 station read", "! Message"),
        line("foxdissector: close", "c 6 -1 fox close", "! Message"),
        line("foxdissector: keep alive", "k -1 -1 fox keepalive", "! Message"),
    ]
}

#[test]
fn messages_decoded_by_hand_tell_what_they_hold() {
    decoded(&PROTOCOL, stream, &messages());
}
