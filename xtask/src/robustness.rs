//! Foreign captures that were made to break readers: each must give valid JSON whose sums agree, the same with any number of
//! threads, within a memory limit, and the same from pcap as from pcapng.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Address space a run may take, in KiB: budgets, chunks, threads' stacks and the program itself.
const ADDRESS_SPACE_KIB: u64 = 3 << 20;

/// Runs the built program on every capture of `captures/robustness`.
pub fn run(corpus: Option<&str>) -> Result<bool> {
    let folder = crate::corpus_folder(corpus).join("captures/robustness");
    if !folder.is_dir() {
        println!("robustness: skipped: no corpus");
        return Ok(true);
    }
    let program = crate::tidy::root().join("target/release/ringwall");
    ensure!(program.exists(), "build first: cargo build --release --package ringwall");
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder)?.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.is_file()).collect();
    files.sort();
    let mut broken = 0;
    for file in &files {
        if let Err(error) = one(&program, file) {
            broken += 1;
            eprintln!("robustness: {}: {error:#}", file.file_name().unwrap_or_default().to_string_lossy());
        }
    }
    println!("robustness: {} captures, {broken} broken", files.len());
    Ok(broken == 0)
}

fn one(program: &Path, file: &Path) -> Result<()> {
    let first = discover(program, file, "1")?;
    let answer: Value = serde_json::from_slice(&first).context("not JSON")?;
    let packets = answer.get("packets").context("no packets")?;
    let count = |key: &str| packets.get(key).and_then(Value::as_u64).with_context(|| format!("no packets.{key}"));
    let aggregated = packets.get("aggregated").and_then(Value::as_u64).unwrap_or(0);
    ensure!(
        count("dissected")? + count("transport_only")? + count("unread")? == count("total")? + aggregated,
        "the frames do not add up: {packets}"
    );
    let reasons = packets.get("unread_reasons").and_then(Value::as_object).context("no unread_reasons")?;
    let sum: u64 = reasons.values().filter_map(Value::as_u64).sum();
    ensure!(sum == count("unread")?, "the reasons do not add up: {packets}");
    for threads in ["2", "3", "7"] {
        ensure!(discover(program, file, threads)? == first, "{threads} threads give other bytes than one");
    }
    Ok(())
}

fn discover(program: &Path, file: &Path, threads: &str) -> Result<Vec<u8>> {
    let limited = format!("ulimit -v {ADDRESS_SPACE_KIB}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(limited).arg(program).args(["discover", "--json", "--threads", threads]).arg(file);
    let out = command.output()?;
    let code = out.status.code();
    ensure!(matches!(code, Some(0 | 1)), "exit {code:?}: {}", String::from_utf8_lossy(&out.stderr).trim());
    Ok(out.stdout)
}
