//! A capture sent over a wire as fast as a full link brings small frames, and watched there: nothing may be missing, nothing sent.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::hostile::{Stream, frames::file_header};

/// Frames sent where no capture is given.
const FRAMES: u64 = 1_000_000;
/// Frames a second: what a link of 1 Gbit/s brings of frames of 230 bytes, with 20 bytes between two.
const RATE: u32 = 500_000;
/// The least of it that a sender must reach for the run to say anything, in hundredths.
const REACHED_PERCENT: u32 = 95;

/// Sends a capture, one made up where none is given, and holds what was watched against what is read from the file.
pub fn run(arguments: &[String]) -> Result<bool> {
    let root = crate::tidy::root();
    let program = root.join("target/release/ringwall");
    ensure!(program.exists(), "build first: cargo build --release --package ringwall");
    let rate = arguments.get(1).map_or(Ok(RATE), |rate| rate.parse()).context("how many frames a second?")?;
    // Captures are called by their files and networks by their folders, interfaces by their names: the answers are to be the same.
    let folder = root.join("target/wire/capture");
    fs::create_dir_all(&folder)?;
    let capture = folder.join("w0.pcap");
    let _ = fs::remove_file(&capture);
    match arguments.first() {
        Some(given) => std::os::unix::fs::symlink(fs::canonicalize(given)?, &capture)?,
        None => make(&capture)?,
    }
    let read = answer(Command::new(&program).arg("discover").arg(&capture).arg("--json").output()?.stdout)?;
    let frames = read.pointer("/packets/total").and_then(Value::as_u64).context("no total of packets")?;

    let cable = Cable::new()?;
    let began = Instant::now();
    let watching = cable.watch(&program, frames)?;
    let script = root.join("scripts/send.py");
    let mut sender = cable.near("python3");
    let sender = sender.arg(script).arg("s0").arg(&capture).arg(rate.to_string()).output()?;
    ensure!(sender.status.success(), "{}", String::from_utf8_lossy(&sender.stderr));
    let reached: u32 = String::from_utf8_lossy(&sender.stdout).trim().parse().context("no rate from the sender")?;
    let output = watching.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let account = said.lines().find(|line| line.starts_with("w0: ")).with_context(|| format!("no account: {said}"))?;
    let watched = answer(output.stdout)?;

    let (of_file, of_wire) = (conversations(&read)?, conversations(&watched)?);
    let differing = of_file.symmetric_difference(&of_wire).count();
    println!("{account}; {reached} a second, {:.1} s in all", began.elapsed().as_secs_f64());
    println!("{} conversations of the file, {differing} that differ", of_file.len());
    let whole = account.contains(&format!("{frames} frames read, 0 dropped by the kernel, 0 sent by the interface"));
    ensure!(reached >= rate / 100 * REACHED_PERCENT, "the sender reached no more than {reached} frames a second");
    Ok(whole && differing == 0)
}

/// A capture whose own clock runs as fast as it is sent.
fn make(capture: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create(capture)?);
    // The middle of one and as many.
    let mut stream = Stream::new(u64::from(2 * 1_000_000 / RATE - 1));
    out.write_all(&file_header())?;
    for _ in 0..FRAMES {
        out.write_all(&stream.next_record())?;
    }
    Ok(out.flush()?)
}

fn answer(json: Vec<u8>) -> Result<Value> {
    serde_json::from_slice(&json).context("not JSON")
}

/// What does not hang on when frames came: who spoke with whom, by what, how much and to what end.
fn conversations(answer: &Value) -> Result<BTreeSet<String>> {
    const TIMELESS: [&str; 12] = [
        "network",
        "initiator",
        "responder",
        "publisher",
        "group",
        "transport",
        "port",
        "native",
        "protocol",
        "operations",
        "packets",
        "bytes",
    ];
    let list = answer.get("conversations").and_then(Value::as_array).context("no conversations")?;
    let timeless = |one: &Value| TIMELESS.map(|key| one.get(key).map(Value::to_string).unwrap_or_default()).join(" ");
    Ok(list.iter().map(timeless).collect())
}

/// A cable between two namespaces, near and far. They go when it is dropped.
struct Cable {
    near: String,
    far: String,
}

impl Cable {
    fn new() -> Result<Self> {
        let [near, far] = ["near", "far"].map(|end| format!("ringwall-wire-{end}-{}", std::process::id()));
        let cable = Self { near, far };
        let script = crate::tidy::root().join("scripts/cable.sh");
        let output = Command::new(script).args([&cable.near, &cable.far]).output()?;
        ensure!(output.status.success(), "no network namespaces: {}", String::from_utf8_lossy(&output.stderr));
        Ok(cable)
    }

    fn near(&self, program: &str) -> Command {
        inside(&self.near, program)
    }

    /// Starts watching, and waits until a packet socket is bound to the interface.
    fn watch(&self, program: &Path, frames: u64) -> Result<Child> {
        let mut command = inside(&self.far, &program.to_string_lossy());
        command.args(["watch", "w0", "--json", "--for", "120s", "--packets", &frames.to_string()]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let began = Instant::now();
        while !self.listens()? {
            ensure!(began.elapsed() < Duration::from_secs(20), "nobody watches");
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(child)
    }

    fn listens(&self) -> Result<bool> {
        let sockets = inside(&self.far, "cat").arg("/proc/net/packet").output()?.stdout;
        // sk RefCnt Type Proto Iface R Rmem User Inode
        let bound = |row: &str| row.split_whitespace().nth(4).is_some_and(|interface| interface != "0");
        Ok(String::from_utf8_lossy(&sockets).lines().skip(1).any(bound))
    }
}

fn inside(namespace: &str, program: &str) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", namespace, program]);
    command
}

impl Drop for Cable {
    fn drop(&mut self) {
        for name in [&self.near, &self.far] {
            let _ = Command::new("ip").args(["netns", "del", name]).stderr(Stdio::null()).status();
        }
    }
}
