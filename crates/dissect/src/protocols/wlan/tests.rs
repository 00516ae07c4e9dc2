//! Frames built by an encoder of our own, and what they are by hand along IEEE 802.11-2020 (9.3.3, 9.4.1, 9.4.2).

use ringwall_model::{Security, Soundness};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::datagrams;
use crate::{
    Direction,
    Direction::{Backward, Forward},
    Event,
};

fn frame(subtype: u8, body: &[u8]) -> Vec<u8> {
    [&[subtype << 4, 0, 0, 0][..], &[2; 18], &[0x10, 0], body].concat()
}

fn element(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind, u8::try_from(body.len()).unwrap()][..], body].concat()
}

fn suites(maker: [u8; 3], cipher: &[u8], joining: &[u8]) -> Vec<u8> {
    let list = |kinds: &[u8]| {
        let suites: Vec<u8> = kinds.iter().flat_map(|k| [maker[0], maker[1], maker[2], *k]).collect();
        [&[u8::try_from(kinds.len()).unwrap(), 0][..], &suites].concat()
    };
    [&[1, 0][..], &maker, &[4], &list(cipher), &list(joining)].concat()
}

fn rsn(cipher: &[u8], joining: &[u8]) -> Vec<u8> {
    element(48, &[&suites([0, 0x0f, 0xac], cipher, joining)[..], &[0, 0]].concat())
}

fn wpa(cipher: &[u8], joining: &[u8]) -> Vec<u8> {
    element(221, &[&[0, 0x50, 0xf2, 1][..], &suites([0, 0x50, 0xf2], cipher, joining)].concat())
}

fn beacon(capabilities: u8, elements: &[u8]) -> Vec<u8> {
    frame(8, &[&[0; 8][..], &[100, 0, capabilities, 0], &element(0, b"crane"), elements].concat())
}

fn told(messages: &[(Direction, Vec<u8>)]) -> Vec<String> {
    let case: Vec<_> = messages.iter().map(|(d, m)| (*d, m.as_slice())).collect();
    hostile::survives(&PROTOCOL, &case);
    datagrams(&PROTOCOL, &case)
        .into_iter()
        .filter_map(|(event, _)| match event {
            Event::Security(Security::Wireless { name, joining, secrecy, suite, soundness, stage }) => {
                let sound = if soundness == Soundness::Weak { " weak" } else { "" };
                Some(format!("{} {joining:?} {secrecy} {suite}{sound} {stage:?}", name.raw()))
            }
            Event::Malformed { code, .. } => Some(code.to_owned()),
            _ => None,
        })
        .collect()
}

#[test]
fn what_an_access_point_announces_is_told_as_an_offer_the_weakest_of_several() {
    for (capabilities, elements, expected) in [
        (0x01, vec![], "crane Open false none Offered"),
        (0x11, vec![], "crane SharedKey true WEP with a static key weak Offered"),
        (0x11, wpa(&[2], &[2]), "crane SharedKey true TKIP with a pre-shared key weak Offered"),
        (0x11, rsn(&[4], &[2]), "crane SharedKey true CCMP with a pre-shared key Offered"),
        (0x11, rsn(&[4], &[1]), "crane Individual true CCMP with 802.1X Offered"),
        (0x11, rsn(&[9], &[12]), "crane Individual true GCMP with 802.1X Offered"),
        (0x11, rsn(&[4], &[8]), "crane SharedKey true CCMP with a password (SAE) Offered"),
        (0x11, rsn(&[4], &[18]), "crane Open true CCMP with nobody's key (OWE) Offered"),
        (0x11, rsn(&[4, 2], &[2]), "crane SharedKey true TKIP with a pre-shared key weak Offered"),
        (
            0x11,
            [rsn(&[4], &[2]), wpa(&[2], &[2])].concat(),
            "crane SharedKey true TKIP with a pre-shared key weak Offered",
        ),
        (0x11, element(48, &[1, 0]), "crane Individual true CCMP with 802.1X Offered"),
        (0x11, rsn(&[77], &[77]), "crane Unknown true unlisted cipher with an unlisted way of joining Offered"),
    ] {
        assert_eq!(told(&[(Forward, beacon(capabilities, &elements))]), [expected]);
    }
    let hidden = frame(8, &[&[0; 8][..], &[100, 0, 1, 0], &element(0, &[0; 5])].concat());
    assert_eq!(told(&[(Forward, hidden.clone()), (Forward, hidden)]), [" Open false none Offered"]);
}

#[test]
fn what_a_station_asked_for_is_agreed_on_when_it_is_let_in() {
    let ask = |privacy: u8, elements: &[u8]| {
        (Forward, frame(0, &[&[privacy, 0, 10, 0][..], &element(0, b"crane"), elements].concat()))
    };
    let answer = |status: u8| (Backward, frame(1, &[0x11, 0, status, 0, 1, 0xc0]));
    let psk = ask(0x11, &rsn(&[4], &[2]));
    assert_eq!(told(&[psk.clone(), answer(0)]), ["crane SharedKey true CCMP with a pre-shared key Negotiated"]);
    assert_eq!(told(&[psk, answer(17)]), Vec::<String>::new());
    assert_eq!(told(&[ask(1, &[]), answer(0)]), ["crane Open false none Completed"]);
    let again = frame(2, &[&[1, 0, 10, 0][..], &[2; 6], &element(0, b"crane")].concat());
    assert_eq!(told(&[(Forward, again), (Backward, frame(3, &[1, 0, 0, 0]))]), ["crane Open false none Completed"]);
    assert_eq!(told(&[answer(0)]), Vec::<String>::new());
}

#[test]
fn every_kind_of_frame_has_its_row() {
    for (subtype, name) in [
        (4, "Probe request"),
        (5, "Probe response"),
        (10, "Disassociation"),
        (11, "Authentication"),
        (12, "Deauthentication"),
        (13, "Action"),
        (9, "Unlisted management frame"),
    ] {
        let bytes = frame(subtype, &[0; 40]);
        let events = datagrams(&PROTOCOL, &[(Forward, &bytes)]);
        let Event::Report { call, .. } = &events[0].0 else { panic!("{events:?}") };
        assert_eq!(PROTOCOL.functions[usize::from(call.row)].name, name);
    }
    assert_eq!(told(&[(Forward, frame(8, &[0; 9]))]), ["wlan-body"]);
}
