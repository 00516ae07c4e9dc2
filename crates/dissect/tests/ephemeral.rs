//! A port that a client took for itself names no protocol, whatever is said over it and however often.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod toy;

use std::collections::BTreeSet;

use ringwall_dissect::{
    Carrier, PROTOCOLS,
    engine::{Account, Config, Detail, Gate, Inputs, Moment, Networks, Run, Shard, Stamp, read, reading, shards},
    formats::LinkType,
    link,
};
use ringwall_model::{Instant, NetworkId};
use toy::frames::{Host, Talk, udp};

/// Where clients of Linux take their ports from; other systems begin higher.
const FIRST: u16 = 32_768;
/// A server nobody knows.
const SERVER: Host = (2, 9100);
const SAID: &[u8] = b"line 7 of 12: ready";

/// The protocols of what was said, ten milliseconds apart.
fn told(frames: &[Vec<u8>]) -> BTreeSet<String> {
    let mut networks = Networks::default();
    networks.add_capture(&NetworkId::from_foreign("lan"), &[]);
    let mut shards = shards(&Config { budget: 64 << 20, seed: 1, protocols: PROTOCOLS });
    let gate = Gate::new(1, &networks);
    let mut run = Run::default();
    for (number, bytes) in (1_u32..).zip(frames) {
        let moment = Moment { stamp: Stamp::new(0, number.into()), time: Instant(i64::from(number) * 10_000) };
        let length = u32::try_from(bytes.len()).unwrap();
        let headers = link::decode(LinkType(1), bytes, length).unwrap();
        run.clear();
        run.append(&gate.frame(moment, 0, &headers, 0, length));
        read(&mut shards, &run, bytes);
    }
    let (captures, diagnostics) = (Vec::new(), Vec::new());
    let undecoded = Account::default();
    let inputs = Inputs {
        networks: &networks,
        protocols: PROTOCOLS,
        captures,
        undecoded,
        bytes: 0,
        diagnostics,
        detail: Detail::Whole,
    };
    let reading = reading(shards.into_iter().map(Shard::finish).collect(), inputs);
    reading.conversations.into_iter().filter_map(|c| c.key.protocol).map(|word| word.into_owned()).collect()
}

/// Ports of the table that a client may have taken.
fn ephemeral() -> BTreeSet<u16> {
    let ports = PROTOCOLS.iter().flat_map(|protocol| protocol.carriers).filter_map(|carrier| match carrier {
        Carrier::Tcp(port) | Carrier::Udp(port) => Some(*port),
        _ => None,
    });
    ports.filter(|port| *port >= FIRST).collect()
}

/// A connection in which both sides talk as often as a controller is polled.
fn talk(mut talk: Talk) -> Vec<Vec<u8>> {
    for _ in 0..100 {
        talk.ask(SAID);
        talk.reply(SAID);
    }
    talk.frames
}

#[test]
fn a_port_that_a_client_took_names_no_connection() {
    for port in ephemeral() {
        let clients: [Host; 3] = [(1, port), (3, port), (4, port)];
        let opened = clients.iter().flat_map(|client| talk(Talk::open(*client, SERVER)));
        assert_eq!(told(&opened.collect::<Vec<_>>()), BTreeSet::new(), "tcp/{port}");
        let midstream = clients.iter().flat_map(|client| talk(Talk::midstream(*client, SERVER)));
        assert_eq!(told(&midstream.collect::<Vec<_>>()), BTreeSet::new(), "tcp/{port}, begin not seen");
    }
}

#[test]
fn a_port_that_a_client_took_names_no_datagrams() {
    for port in ephemeral() {
        let asked =
            (1..=3_u8).flat_map(|host| [udp((host + 2, port), SERVER, SAID), udp(SERVER, (host + 2, port), SAID)]);
        let frames: Vec<_> = asked.cycle().take(600).collect();
        assert_eq!(told(&frames), BTreeSet::new(), "udp/{port}");
    }
}

#[test]
fn two_ports_that_belong_together_name_it() {
    let frames = vec![udp((1, 47_837), (2, 51_966), SAID); 4];
    assert_eq!(told(&frames), ["experion".to_owned()].into());
    assert_eq!(told(&vec![udp((1, 40_000), (2, 51_966), SAID); 4]), BTreeSet::new());
}
