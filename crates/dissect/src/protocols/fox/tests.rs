//! Cases of Fox, built by an encoder of our own.

use ringwall_model::{Attribute, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward, Forward};
use crate::protocols::hostile::survives;
use crate::testing::{probed, said, stream, told};
use crate::{Event, Match};

pub fn message(number: u32, command: &str, properties: &[(&str, &str)]) -> Vec<u8> {
    let mut text = format!("fox a {number} -1 fox {command}\n{{\n");
    for (name, value) in properties {
        text.push_str(&format!("{name}=s:{value}\n"));
    }
    text.push_str("};;\n");
    text.into_bytes()
}

#[test]
fn greetings_identify_both_sides_and_a_challenge_names_its_mechanism() {
    let client = message(1, "hello", &[("hostName", "desk-9"), ("app.name", "Workbench"), ("app.version", "4.10")]);
    let station = [("os.name", "QNX"), ("os.version", "6.5"), ("station.name", "Boilers"), ("brandId", "acme")];
    let station = message(0, "hello", &station);
    let challenge = message(1, "challenge", &[("method", "digest-md5"), ("nonce", "x")]);
    let events = stream(&PROTOCOL, &[(Forward, &client), (Backward, &station), (Backward, &challenge)]);
    assert_eq!(told(&PROTOCOL, &events), ["? Hello", "+ Hello", "! Challenge"]);
    let expected = [
        (Attribute::Hostname, "desk-9"),
        (Attribute::Software, "Workbench 4.10"),
        (Attribute::OperatingSystem, "QNX 6.5"),
        (Attribute::Description, "Boilers"),
        (Attribute::Vendor, "acme"),
    ];
    assert_eq!(said(&events), expected);
    let (name, soundness, stage) = ("DIGEST-MD5".into(), Soundness::Weak, Stage::Offered);
    let mechanism = Event::Security(Security::Mechanism { name, soundness, stage });
    assert!(events.iter().any(|(e, _)| *e == mechanism));
}

#[test]
fn what_follows_is_opaque() {
    let messages = [message(7, "invoke", &[("x", "y")]), b"fox s 8 7 station read\n{\n};;\n".to_vec()];
    let events = stream(&PROTOCOL, &[(Forward, &messages[0]), (Backward, &messages[1])]);
    assert_eq!(told(&PROTOCOL, &events), ["! Message", "! Message"]);
}

#[test]
fn a_line_of_addressing_is_certain_and_a_fox_in_a_text_is_not() {
    let hello = message(1, "hello", &[]);
    assert_eq!(probed(&PROTOCOL, &hello, false), Match::Sure);
    assert_eq!(probed(&PROTOCOL, &hello[..10], false), Match::More);
    assert_eq!(probed(&PROTOCOL, b"fox and hare met one day\n", false), Match::No);
    assert_eq!((PROTOCOL.resync)(Forward, &[&b"}\nfox "[..], &hello].concat()), Some(6));
    assert_eq!(told(&PROTOCOL, &stream(&PROTOCOL, &[(Forward, b"fox and hare\n};;\n")])), ["fox-message"]);
}

#[test]
fn every_case_survives_prefixes_and_mutations() {
    let hello = message(1, "hello", &[("hostName", "desk-9"), ("app.name", "Workbench")]);
    let challenge = message(1, "challenge", &[("method", "scram-sha256")]);
    survives(&PROTOCOL, &[(Forward, &hello), (Backward, &challenge)]);
}
