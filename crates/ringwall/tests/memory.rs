//! Reading lives within the memory it is given, and is coarser where that is little.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use support::{json, ringwall};

const FRAMES: u32 = 300_000;

/// A capture in which every frame comes from another host.
fn capture() -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    for n in 0..FRAMES {
        let [_, a, b, c] = n.to_be_bytes();
        let mut frame = vec![2, 0, 0, 0, 0, 1, 2, 0, 1, a, b, c, 8, 0];
        frame.extend_from_slice(&[0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0, 10, a, b, c, 10, 200, 0, 1]);
        frame.extend_from_slice(&[0x9c, 0x40, 0x27, 0x10, 0, 12, 0, 0, 1, 2, 3, 4]);
        for word in [n / 1000, n % 1000 * 1000, 46, 46] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(&frame);
    }
    bytes
}

#[test]
fn little_memory_makes_the_answer_coarser_and_loses_no_frame() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hosts.pcap");
    std::fs::write(&path, capture()).unwrap();
    let path = path.to_str().unwrap();
    let conversations = |memory: &str, threads: &str| {
        let answer = json(&["discover", path, "--summary", "--json", "--memory", memory, "--threads", threads]);
        assert_eq!(answer["packets"]["total"].as_u64(), Some(FRAMES.into()), "{memory} MiB: {answer}");
        answer["conversations"].as_u64().unwrap()
    };
    let (least, more, most) = (conversations("64", "1"), conversations("512", "1"), conversations("8192", "1"));
    assert!(least < more && more < most, "{least}, {more}, {most}");
    assert_eq!(conversations("64", "7"), least, "however many threads are asked for");
    let said = ringwall(&["discover", path, "--memory", "64"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("allow more memory"), "{}", said.out);
}
