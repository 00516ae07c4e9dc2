//! Reading steady traffic allocates nothing for a packet.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

mod toy;

use ringwall_dissect::{
    PROTOCOLS, Protocol,
    engine::{Config, Gate, Moment, Networks, Run, Shard, Stamp, TOGETHER, read, shards},
    formats::LinkType,
    link,
};
use ringwall_model::Instant;
use toy::frames::Talk;

struct Bench {
    shards: Vec<Shard>,
    networks: Networks,
    run: Run,
    bytes: Vec<u8>,
    frame: u32,
}

impl Bench {
    fn new(protocols: &'static [&'static Protocol]) -> Self {
        let shards = shards(&Config { budget: 64 << 20, seed: 1, protocols });
        Self {
            shards,
            networks: Networks::default(),
            run: Run::default(),
            bytes: Vec::with_capacity(1 << 20),
            frame: 0,
        }
    }

    fn read(&mut self, frames: &[Vec<u8>]) {
        let gate = Gate::new(1, &self.networks);
        for some in frames.chunks(TOGETHER) {
            self.run.clear();
            self.bytes.clear();
            for bytes in some {
                self.frame += 1;
                let moment =
                    Moment { stamp: Stamp::new(0, self.frame.into()), time: Instant(i64::from(self.frame) * 1000) };
                let length = u32::try_from(bytes.len()).unwrap();
                let headers = link::decode(LinkType(1), bytes, length).unwrap();
                self.run.add(gate.frame(moment, 0, &headers, self.bytes.len(), length));
                self.bytes.extend_from_slice(bytes);
            }
            read(&mut self.shards, &self.run, &self.bytes);
        }
    }

    /// Allocations while the second half of the frames is read.
    fn steady(&mut self, frames: &[Vec<u8>]) -> u64 {
        let (first, second) = frames.split_at(frames.len() / 2);
        self.read(first);
        allocation_counter::measure(|| self.read(second)).count_total
    }
}

fn modbus(tag: u16, answer: bool) -> Vec<u8> {
    let [high, low] = tag.to_be_bytes();
    match answer {
        false => vec![high, low, 0, 0, 0, 6, 1, 3, 0, 10, 0, 2],
        true => vec![high, low, 0, 0, 0, 7, 1, 3, 4, 0, 1, 0, 2],
    }
}

#[test]
fn modbus_polled_for_hours_allocates_nothing() {
    let mut talk = Talk::open((1, 40_000), (2, 502));
    for tag in 0..4000 {
        talk.ask(&modbus(tag, false));
        talk.reply(&modbus(tag, true));
        talk.ask(&[]);
    }
    assert_eq!(Bench::new(PROTOCOLS).steady(&talk.frames), 0);
}

#[test]
fn messages_across_segments_allocate_nothing_once_buffers_are_there() {
    let mut talk = Talk::open((1, 40_000), (2, toy::PORT));
    for tag in 0..4000 {
        let message = toy::request(tag, 3, 1);
        let (first, rest) = message.split_at(5);
        talk.ask(first);
        talk.ask(rest);
        talk.reply(&toy::answer(tag, 3, 1));
    }
    assert_eq!(Bench::new(toy::TABLE).steady(&talk.frames), 0);
}

#[test]
fn traffic_nobody_knows_allocates_nothing() {
    let frames = vec![toy::frames::udp((1, 5000), (2, 6000), b"nothing that is known"); 2000];
    assert_eq!(Bench::new(PROTOCOLS).steady(&frames), 0);
}
