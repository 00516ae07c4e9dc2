//! Reading that is stopped gives what was read until then, and says so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod support;

use std::{
    io::Write as _,
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use serde_json::Value;
use support::refinery;

#[test]
fn ctrl_c_gives_the_result_so_far_and_says_so() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ringwall"))
        .args(["discover", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A pipe that does not end: without being stopped it would be waited for.
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&std::fs::read(refinery().join("captures/control.pcapng")).unwrap()).unwrap();
    sleep(Duration::from_secs(2));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    drop(pipe);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(err.contains("stopped"), "{err}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(answer["packets"]["total"].as_u64().unwrap() > 100, "{}", answer["packets"]);
    let codes: Vec<_> = answer["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].clone()).collect();
    assert!(codes.contains(&Value::from("reading-stopped")), "{codes:?}");
}
