//! Cases of Citrix ICA, built by an encoder of our own.

use ringwall_model::{Security, Stage};

use super::PROTOCOL;
use crate::Direction::{Backward as S, Forward as C};
use crate::Match;
use crate::protocols::hostile::survives;
use crate::testing::{probed, security, stream, told};

const ICA: &[u8] = b"\x7F\x7FICA\0";
const CGP: &[u8] = b"\x1ACGP/01\0\0\x10";

#[test]
fn both_beginnings_are_a_session_and_what_both_send_after_completes_it() {
    let case: [(_, &[u8]); 5] = [(S, ICA), (C, ICA), (S, b"\0\x0f\0"), (C, b"\x01\x97"), (S, b"\x01")];
    let events = stream(&PROTOCOL, &case);
    let names = ["! Beginning", "! Beginning", "! Screen, keys and pointer"];
    assert_eq!(told(&PROTOCOL, &events)[..3], names);
    let stage = |stage| Security::Interactive { stage };
    assert_eq!(security(&events), [stage(Stage::Negotiated), stage(Stage::Completed)]);
    assert_eq!(security(&stream(&PROTOCOL, &case[..3])), [stage(Stage::Negotiated)]);
    assert_eq!(security(&stream(&PROTOCOL, &[(C, CGP), (C, b"x")])), []);
    survives(&PROTOCOL, &case);
}

#[test]
fn either_mark_is_certain_on_any_port() {
    assert_eq!(
        [ICA, CGP, &ICA[..4], b"\x7FELF"].map(|bytes| probed(&PROTOCOL, bytes, false)),
        [Match::Sure, Match::Sure, Match::More, Match::No]
    );
    assert_eq!(probed(&PROTOCOL, ICA, true), Match::No);
    survives(&PROTOCOL, &[(C, CGP), (S, CGP)]);
}
