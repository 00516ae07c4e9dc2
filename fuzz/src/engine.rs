//! The engine: messages cut, lost, out of order, twice, forged, from one side, in the middle: every frame is accounted for,
//! and what is read does not depend on the seed of its tables.

use std::sync::OnceLock;

use ringwall_dissect::{
    PROTOCOLS, Protocol,
    engine::{self, Account, Config, Detail, Gate, Inputs, Moment, Networks, Run, Stamp, TOGETHER},
    link,
};
use ringwall_model::{BySide, Instant, NetworkId, Reading};

use crate::{
    frames::{Frame, frames},
    talk::Talk,
};

/// Memory of engines with room, and of those that have none.
const ROOM: usize = 64 << 20;
const NO_ROOM: usize = 64 * 2_048;
/// Bytes that a short snap length leaves.
const SNAP: usize = 96;

/// Protocols that carry others, or begin like many.
const ALWAYS: [&str; 6] = ["cotp", "dce_rpc", "http", "modbus", "tls", "telnet"];
/// One of so many inputs meets the whole table: to make a detector of it takes longer than anything else.
const WHOLE: usize = 32;

/// The tables inputs meet: for each protocol one with those beside it and those that are always there, and the whole.
fn table(of: &'static Protocol, data: &[u8]) -> &'static [&'static Protocol] {
    static TABLES: OnceLock<Vec<&'static [&'static Protocol]>> = OnceLock::new();
    if data.len().is_multiple_of(WHOLE) {
        return PROTOCOLS;
    }
    let row = PROTOCOLS.iter().position(|p| p.name == of.name).unwrap_or(0);
    let tables = TABLES.get_or_init(|| {
        let beside = |row: usize| {
            let near = |at: usize| at.abs_diff(row) <= 1;
            let listed = PROTOCOLS.iter().enumerate().filter(|(at, p)| near(*at) || ALWAYS.contains(&p.name));
            let table: Vec<&'static Protocol> = listed.map(|(_, p)| *p).collect();
            &*table.leak()
        };
        (0..PROTOCOLS.len()).map(beside).collect()
    });
    tables.get(row).copied().unwrap_or(PROTOCOLS)
}

/// Reads the frames of a talk.
pub fn run(data: &[u8]) {
    let Some(talk) = Talk::of(data) else { return };
    let frames = frames(&talk);
    let budget = if talk.flag(2) { NO_ROOM } else { ROOM };
    let snap = if talk.flag(3) { SNAP } else { usize::MAX };
    let table = table(talk.protocol, data);
    let reading = read(&frames, table, budget, snap, 1);
    accounted(&reading, &frames);
    if talk.flag(5) {
        assert_eq!(reading, read(&frames, table, budget, snap, 0x5eed), "it depends on the seed");
    }
}

fn read(frames: &[Frame], protocols: &'static [&'static Protocol], budget: usize, snap: usize, seed: u64) -> Reading {
    let mut networks = Networks::default();
    networks.add_capture(&NetworkId::from_foreign("n"), &[]);
    let mut shards = engine::shards(&Config { budget, seed, protocols });
    let gate = Gate::new(seed, &networks);
    let (mut undecoded, mut bytes, mut time) = (Account::default(), 0, 0);
    let (mut together, mut lying) = (Run::default(), Vec::new());
    for (number, frame) in (1..).zip(frames) {
        let wire = frame.bytes.len() as u64;
        bytes += wire;
        let captured = frame.bytes.get(..snap).unwrap_or(&frame.bytes);
        let decoded = link::decode(frame.link, captured, frame.bytes.len() as u32);
        // What one look sees is what reading sees.
        if let Some(plain) = link::plain(frame.link, captured, frame.bytes.len() as u32) {
            assert_eq!(format!("{:?}", Ok::<_, link::Unread>(plain)), format!("{decoded:?}"));
        }
        match decoded {
            Ok(headers) => {
                let moment = Moment { stamp: Stamp::new(0, number), time: Instant(time) };
                together.add(gate.frame(moment, 0, &headers, lying.len(), wire as u32));
                lying.extend_from_slice(captured);
            }
            Err(reason) => undecoded.unread(reason, 1),
        }
        time += frame.after_us;
        if together.len() == TOGETHER || number as usize == frames.len() {
            engine::read(&mut shards, &together, &lying);
            together.clear();
            lying.clear();
        }
    }
    let outcomes = shards.into_iter().map(engine::Shard::finish).collect();
    let inputs = Inputs {
        networks: &networks,
        protocols,
        captures: vec![],
        undecoded,
        bytes,
        diagnostics: vec![],
        detail: Detail::Whole,
    };
    engine::reading(outcomes, inputs)
}

fn accounted(reading: &Reading, frames: &[Frame]) {
    let packets = &reading.packets;
    assert_eq!(packets.total, frames.len() as u64, "frames are missing");
    assert_eq!(packets.dissected + packets.transport_only + packets.unread, packets.total, "the sums do not agree");
    assert_eq!(packets.bytes, frames.iter().map(|f| f.bytes.len() as u64).sum::<u64>());
    let both = |sides: BySide| sides.from_initiator + sides.from_responder;
    let told = reading.conversations.iter().map(|c| both(c.packets)).sum::<u64>();
    assert!(told <= packets.total, "conversations have {told} frames of {}", packets.total);
    for conversation in &reading.conversations {
        assert!(conversation.first_seen <= conversation.last_seen, "{conversation:?}");
        assert!(conversation.answered_sessions <= conversation.sessions, "{conversation:?}");
        for function in &conversation.functions {
            assert!(function.first.frame >= 1 && function.first.frame <= packets.total, "{function:?}");
            assert!(function.accepted + function.refused + function.unanswered <= function.count, "{function:?}");
        }
    }
}
