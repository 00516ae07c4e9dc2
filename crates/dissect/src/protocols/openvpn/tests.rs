use ringwall_model::{PeerProof, Security, Soundness, Stage};

use super::PROTOCOL;
use crate::protocols::hostile;
use crate::testing::{datagrams, stream};
use crate::{Direction, Direction::Backward as S, Direction::Forward as C, Event, Match, Sample};

type Script = Vec<(Direction, Vec<u8>)>;

fn client_reset() -> Vec<u8> {
    [&[7 << 3], [1; 8].as_slice(), &[0, 0, 0, 0, 0]].concat()
}

fn server_reset(repeats: u8) -> Vec<u8> {
    [&[8 << 3], [2; 8].as_slice(), &[1, 0, 0, 0, 0], &[repeats; 8], &[0, 0, 0, 0]].concat()
}

fn data() -> Vec<u8> {
    [&[9 << 3, 0, 0, 1], [0x5a; 60].as_slice()].concat()
}

fn tunnel(repeats: u8, data_from: &[Direction]) -> Script {
    let mut script = vec![(C, client_reset()), (S, server_reset(repeats))];
    script.extend(data_from.iter().map(|d| (*d, data())));
    script
}

fn stages(events: Vec<(Event, String)>) -> Vec<Stage> {
    let only = |(event, _)| match event {
        Event::Security(Security::Channel {
            peer: PeerProof::Hidden, soundness: Soundness::Unknown, stage, ..
        }) => Some(stage),
        _ => None,
    };
    events.into_iter().filter_map(only).collect()
}

fn borrowed(script: &Script) -> Vec<(Direction, &[u8])> {
    script.iter().map(|(d, b)| (*d, b.as_slice())).collect()
}

#[test]
fn a_channel_is_agreed_by_the_reset_that_repeats_and_completed_by_data_both_ways() {
    let told = |script: Script| {
        hostile::survives(&PROTOCOL, &borrowed(&script));
        stages(datagrams(&PROTOCOL, &borrowed(&script)))
    };
    assert_eq!(told(tunnel(1, &[C, S])), [Stage::Negotiated, Stage::Completed]);
    assert_eq!(told(tunnel(1, &[C])), [Stage::Negotiated]);
    assert_eq!(told(tunnel(9, &[C, S])), []);
}

#[test]
fn over_tcp_lengths_stand_before_packets() {
    let prefixed = |(d, b): &(Direction, Vec<u8>)| (*d, [(b.len() as u16).to_be_bytes().as_slice(), b].concat());
    let script: Script = tunnel(1, &[C, S]).iter().map(prefixed).collect();
    hostile::survives(&PROTOCOL, &borrowed(&script));
    assert_eq!(stages(stream(&PROTOCOL, &borrowed(&script))), [Stage::Negotiated, Stage::Completed]);
}

#[test]
fn a_reset_on_the_port_is_the_proof() {
    let probe = |bytes: &[u8], hinted| (PROTOCOL.probe)(&Sample { bytes, hinted, from_responder: None, whole: true });
    assert_eq!(probe(&client_reset(), true), Match::Sure);
    assert_eq!(probe(&client_reset(), false), Match::No);
    assert_eq!(probe(&[&[0x50][..], &[7; 352]].concat(), true), Match::Sure, "with the client's own key behind it");
    assert_eq!(probe(&[&[0x38][..], &[7; 352]].concat(), true), Match::No);
    assert_eq!(probe(&data(), true), Match::Weak);
    assert_eq!(probe(&[0xff; 40], true), Match::No);
}
