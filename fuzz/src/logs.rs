//! Logs of other programs: whatever the lines, the same however they are cut, with sums that agree and places that exist.

use ringwall_dissect::logs::{Logs, Taken};
use ringwall_model::{Foreign, NetworkId, Reading};

/// Begins another log.
pub const FILE: &[u8] = b"\n#=#\n";

/// Reads logs.
pub fn run(data: &[u8]) {
    let whole = read(data, usize::MAX);
    assert_eq!(whole, read(data, 7), "it depends on how much comes at once");
    let packets = &whole.packets;
    assert_eq!(packets.dissected + packets.transport_only + packets.unread, packets.total);
    for conversation in &whole.conversations {
        assert!(conversation.first_seen <= conversation.last_seen, "{conversation:?}");
        assert!(conversation.answered_sessions <= conversation.sessions, "{conversation:?}");
        for function in &conversation.functions {
            let log = whole.captures.get(function.first.capture.0 as usize);
            assert!(log.is_some_and(|log| function.first.frame <= log.frames), "no such line: {function:?}");
            assert!(function.accepted <= function.count && function.refused <= function.count, "{function:?}");
        }
    }
}

fn read(data: &[u8], piece: usize) -> Reading {
    let (mut logs, mut reading) = (Logs::default(), Reading::default());
    for part in split(data) {
        let network = NetworkId::from_foreign("n");
        let taken = Taken { name: Foreign::from("log"), point: None, network, vlans: Vec::new() };
        let mut log = logs.begin(taken);
        part.chunks(piece.min(part.len().max(1))).for_each(|piece| logs.take(&mut log, piece));
        logs.finish(log, None);
    }
    logs.end(&mut reading);
    reading
}

fn split(data: &[u8]) -> Vec<&[u8]> {
    let mut rest = data;
    let mut parts = Vec::new();
    while let Some(at) = rest.windows(FILE.len()).position(|window| window == FILE) {
        parts.push(&rest[..at]);
        rest = &rest[at + FILE.len()..];
    }
    parts.push(rest);
    parts
}
