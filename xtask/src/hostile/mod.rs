//! What an attacker sends to a reader: each storm must be read whole, with sums that agree, in bounded memory.
//!
//! CPU time a packet is printed, not judged: machines differ. The frames go through a pipe, so that no file holds them.

mod endless;
pub mod frames;
mod storms;

pub use endless::Stream;

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use serde_json::Value;

use crate::kernel::random::Seed;
use storms::{STORMS, Storm};

/// Packets of each storm where none are asked for.
const PACKETS: u64 = 100_000;
/// Most memory a run may have resident, however many packets: three times the budget of reading (512 MiB), for the inventory
/// and its evidence are made of what that holds.
const RESIDENT_MAX_MIB: u64 = 1_536;
/// Clock ticks of the kernel's accounting in a second (USER_HZ).
const TICKS: u64 = 100;

/// Sends every storm to the built program and prints what it cost; with `--endless GIB` one stream that never repeats itself.
pub fn run(arguments: &[String]) -> Result<bool> {
    let program = crate::tidy::root().join("target/release/ringwall");
    ensure!(program.exists(), "build first: cargo build --release --package ringwall");
    if let [word, gib] = arguments
        && word == "--endless"
    {
        return endless::run(&program, gib);
    }
    let packets = arguments.first().map_or(Ok(PACKETS), |packets| packets.parse()).context("how many packets?")?;
    println!("{:<32} {:>10} {:>13} {:>10}", "hostile", "packets", "µs a packet", "MiB");
    let mut good = true;
    for storm in &STORMS {
        match one(&program, storm, packets) {
            Ok(cost) => {
                let micros = cost.ticks as f64 * 1e6 / TICKS as f64 / packets as f64;
                println!("{:<32} {packets:>10} {micros:>13.2} {:>10}", storm.name, cost.resident_mib);
                good &= cost.resident_mib <= RESIDENT_MAX_MIB;
            }
            Err(error) => {
                good = false;
                println!("hostile: {}: {error:#}", storm.name);
            }
        }
    }
    Ok(good)
}

/// What a run took.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    ticks: u64,
    resident_mib: u64,
}

fn one(program: &Path, storm: &Storm, packets: u64) -> Result<Cost> {
    let arguments = ["discover", "--json", "--summary", "--threads", "1", "-"];
    let mut command = Command::new(program);
    let mut child =
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let input = child.stdin.take().context("no pipe to it")?;
    let output = child.stdout.take().context("no pipe from it")?;
    let frame = storm.frame;
    let sender = std::thread::spawn(move || send(input, frame, packets));
    let reader = std::thread::spawn(move || serde_json::from_reader::<_, Value>(std::io::BufReader::new(output)));
    let cost = watch(&child)?;
    let status = child.wait()?;
    sender.join().map_err(|_| anyhow::anyhow!("the sender failed"))??;
    let answer = reader.join().map_err(|_| anyhow::anyhow!("the reader failed"))?.context("not JSON")?;
    ensure!(matches!(status.code(), Some(0 | 1)), "{status}");
    let counted = answer.get("packets").context("no packets")?;
    let count = |key: &str| counted.get(key).and_then(Value::as_u64).with_context(|| format!("no packets.{key}"));
    ensure!(count("total")? == packets, "of {packets} packets, {} were counted", count("total")?);
    let sum = count("dissected")? + count("transport_only")? + count("unread")?;
    ensure!(sum == packets, "the frames do not add up: {counted}");
    Ok(cost)
}

fn send(pipe: impl Write, frame: fn(u64, &mut Seed) -> Vec<u8>, packets: u64) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, pipe);
    let mut seed = Seed::new(0x5eed);
    out.write_all(&frames::file_header())?;
    for n in 0..packets {
        out.write_all(&frames::record(1_700_000_000_000_000 + n * 10, &frame(n, &mut seed)))?;
    }
    out.flush()
}

/// Looks at a process, and at those it started, until it has ended, which is left for its parent to see.
fn watch(child: &Child) -> Result<Cost> {
    let pid = Pid::from_child(child);
    let mut cost = Cost::default();
    loop {
        let ended = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG)?;
        let of = |id: &str, file: &str| std::fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default();
        let own = child.id().to_string();
        let started = of(&own, &format!("task/{own}/children"));
        let resident = |id: &str| peak_kib(&of(id, "status"));
        let kib = started.split_whitespace().map(resident).sum::<u64>() + resident(&own);
        cost.resident_mib = cost.resident_mib.max(kib >> 10);
        if ended.is_some() {
            // Behind the name in brackets: user and system time, its own and of what it waited for, from the 12th on.
            let stat = of(&own, "stat");
            let after = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
            cost.ticks = after.skip(11).take(4).filter_map(|n| n.parse::<u64>().ok()).sum();
            return Ok(cost);
        }
        std::thread::sleep(Duration::from_millis(3));
    }
}

fn peak_kib(status: &str) -> u64 {
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|p| p.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
