//! A stream that does not end for a long time and never repeats itself: other addresses, other ports, later times in each
//! round. Memory must not grow with it, and every frame and byte must be in the sums.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::frames::{Ends, RECORD_HEADER, file_header, record, tcp, udp};
use super::{RESIDENT_MAX_MIB, peak_kib};
use crate::kernel::random::Seed;

/// How often memory is looked at.
const LOOKS: u64 = 20;
/// By how much memory may grow in the last quarter of the stream, in hundredths: before, the budget may still be filling.
const GROWTH_PERCENT: u64 = 5;
/// Flows that are open at the same time.
const OPEN: usize = 256;
/// Questions and answers of a flow.
const EXCHANGES: u32 = 5;

const SYN: u8 = 2;
const ACK: u8 = 0x18;
const FIN: u8 = 0x11;

/// Sends so many bytes, in GiB, and prints memory by time.
pub fn run(program: &Path, gib: &str) -> Result<bool> {
    let gib: f64 = gib.parse().context("how many GiB?")?;
    let bytes = (gib * f64::from(1 << 30)) as u64;
    let mut command = Command::new(program);
    command.args(["discover", "--json", "--summary", "--threads", "1", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let input = child.stdin.take().context("no pipe to it")?;
    let output = child.stdout.take().context("no pipe from it")?;
    let reader = std::thread::spawn(move || serde_json::from_reader::<_, Value>(std::io::BufReader::new(output)));
    println!("{:<10} {:>12} {:>12} {:>10}", "endless", "packets", "flows", "MiB");
    let sent = send(input, bytes, &child)?;
    let status = child.wait()?;
    let answer = reader.join().map_err(|_| anyhow::anyhow!("the reader failed"))?.context("not JSON")?;
    ensure!(matches!(status.code(), Some(0 | 1)), "{status}");
    accounted(&answer, &sent)?;
    let before = sent.memory_mib.get(sent.memory_mib.len() * 3 / 4).copied().unwrap_or(0);
    let most = sent.memory_mib.iter().copied().max().unwrap_or(0);
    let flat = most * 100 <= before.max(64) * (100 + GROWTH_PERCENT);
    println!(
        "{} flows, every frame and byte accounted for; {before} MiB at three quarters, {most} MiB at most",
        sent.flows
    );
    Ok(flat && most <= RESIDENT_MAX_MIB)
}

/// What was sent, and what memory the reader had meanwhile.
#[derive(Debug, Default)]
struct Sent {
    packets: u64,
    /// On the wire.
    wire: u64,
    flows: u64,
    memory_mib: Vec<u64>,
}

/// Every frame and byte is in the sums, and in some conversation.
fn accounted(answer: &Value, sent: &Sent) -> Result<()> {
    let packets = answer.get("packets").context("no packets")?;
    let count = |of: &Value, key: &str| of.get(key).and_then(Value::as_u64).with_context(|| format!("no {key}"));
    ensure!(count(packets, "total")? == sent.packets, "of {} packets, {packets} were counted", sent.packets);
    ensure!(count(packets, "bytes")? == sent.wire, "of {} bytes, {packets} were counted", sent.wire);
    let parts = count(packets, "dissected")? + count(packets, "transport_only")? + count(packets, "unread")?;
    ensure!(parts == sent.packets, "the frames do not add up: {packets}");
    let protocols = answer.get("protocols").and_then(Value::as_object).context("no protocols")?;
    let of = |key: &str| protocols.values().map(|p| count(p, key)).sum::<Result<u64>>();
    ensure!(of("packets")? == sent.packets, "conversations have {} frames of {}", of("packets")?, sent.packets);
    ensure!(of("bytes")? == sent.wire, "conversations have {} bytes of {}", of("bytes")?, sent.wire);
    Ok(())
}

fn send(pipe: impl Write, bytes: u64, child: &Child) -> Result<Sent> {
    let mut out = BufWriter::with_capacity(1 << 18, pipe);
    let (mut sent, mut stream) = (Sent::default(), Stream::new(40));
    let mut written = 24_u64;
    out.write_all(&file_header())?;
    while written < bytes {
        let record = stream.next_record();
        out.write_all(&record)?;
        written += record.len() as u64;
        sent.packets += 1;
        sent.wire += (record.len() - RECORD_HEADER) as u64;
        sent.flows = stream.flows;
        if written * LOOKS / bytes > sent.memory_mib.len() as u64 {
            let mib = memory_mib(child);
            sent.memory_mib.push(mib);
            println!("{:>9}% {:>12} {:>12} {mib:>10}", written * 100 / bytes, sent.packets, sent.flows);
        }
    }
    out.flush()?;
    Ok(sent)
}

/// Frames of many connections at a time, each of them another.
#[derive(Debug)]
pub struct Stream {
    seed: Seed,
    open: Vec<Flow>,
    /// Flows begun.
    flows: u64,
    /// The time, in microseconds, and the most between two frames.
    at: u64,
    apart: u64,
}

impl Stream {
    /// With one to so many microseconds between two frames.
    pub fn new(apart: u64) -> Self {
        let open: Vec<Flow> = (0..OPEN as u64).map(Flow::new).collect();
        Self { seed: Seed::new(0xe4d1e55), open, flows: OPEN as u64, at: 1_700_000_000_000_000, apart }
    }

    /// The next frame, as a record of a capture.
    pub fn next_record(&mut self) -> Vec<u8> {
        let flow = &mut self.open[self.seed.below(OPEN as u64) as usize];
        if flow.is_over() {
            *flow = Flow::new(self.flows);
            self.flows += 1;
        }
        self.at += 1 + self.seed.below(self.apart);
        record(self.at, &flow.next(&mut self.seed))
    }
}

/// What a process and those it started have resident now.
fn memory_mib(child: &Child) -> u64 {
    let of = |id: &str, file: &str| std::fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default();
    let own = child.id().to_string();
    let started = of(&own, &format!("task/{own}/children"));
    let resident = |id: &str| peak_kib(&of(id, "status").replace("VmHWM", "").replace("VmRSS", "VmHWM"));
    (started.split_whitespace().map(resident).sum::<u64>() + resident(&own)) >> 10
}

/// A connection with questions and answers, or a few datagrams.
#[derive(Clone, Copy, Debug)]
struct Flow {
    ends: Ends,
    is_tcp: bool,
    step: u32,
    /// Sequence numbers of both sides.
    sequences: [u32; 2],
}

impl Flow {
    /// Every number is another client and another port; servers are few, as in a plant.
    fn new(number: u64) -> Self {
        let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let from =
            [10 + (number / (1 << 24)) as u8 % 90, (spread >> 40) as u8, (spread >> 48) as u8, (spread >> 56) as u8];
        let to = [172, 16, (spread >> 12) as u8, (spread >> 20) as u8];
        let is_tcp = !number.is_multiple_of(4);
        let ends =
            Ends { from, to, from_port: 1_024 + (number % 60_000) as u16, to_port: if is_tcp { 502 } else { 161 } };
        Self { ends, is_tcp, step: 0, sequences: [spread as u32, (spread >> 32) as u32] }
    }

    fn is_over(&self) -> bool {
        self.step == if self.is_tcp { 5 + 2 * EXCHANGES } else { 2 * EXCHANGES }
    }

    fn next(&mut self, seed: &mut Seed) -> Vec<u8> {
        let step = self.step;
        self.step += 1;
        if !self.is_tcp {
            let ends = if step.is_multiple_of(2) { self.ends } else { self.ends.back() };
            return udp(ends, &snmp(step / 2, !step.is_multiple_of(2)));
        }
        let ask = |n: u32| [&(n as u16).to_be_bytes()[..], &[0, 0, 0, 6, 1, 3, 0, n as u8, 0, 60]].concat();
        match step {
            0 => self.segment(0, SYN, &[]),
            1 => self.segment(1, SYN | 0x10, &[]),
            2 => self.segment(0, 0x10, &[]),
            3.. if step < 3 + 2 * EXCHANGES && !step.is_multiple_of(2) => self.segment(0, ACK, &ask(step / 2)),
            3.. if step < 3 + 2 * EXCHANGES => {
                let values: Vec<u8> = (0..15).flat_map(|_| seed.next().to_be_bytes()).collect();
                let head = [&((step / 2 - 1) as u16).to_be_bytes()[..], &[0, 0, 0, 123, 1, 3, 120]].concat();
                self.segment(1, ACK, &[head, values].concat())
            }
            _ => self.segment((step - 3 - 2 * EXCHANGES) as usize, FIN, &[]),
        }
    }

    fn segment(&mut self, side: usize, flags: u8, payload: &[u8]) -> Vec<u8> {
        let ends = if side == 0 { self.ends } else { self.ends.back() };
        let frame = tcp(ends, self.sequences[side], self.sequences[1 - side], flags, payload);
        let takes = payload.len() as u32 + u32::from(flags & 3 != 0);
        self.sequences[side] = self.sequences[side].wrapping_add(takes);
        frame
    }
}

/// A question for a name, and its answer.
fn snmp(number: u32, answer: bool) -> Vec<u8> {
    let kind = if answer { 0xa2 } else { 0xa0 };
    let id = (number as u16).to_be_bytes();
    let value: &[u8] = if answer { &[4, 3, b'p', b'l', b'c'] } else { &[5, 0] };
    let wrap = |tag: u8, inner: &[u8]| [&[tag, inner.len() as u8][..], inner].concat();
    let binding = wrap(0x30, &[&[6, 8, 0x2b, 6, 1, 2, 1, 1, 5, 0][..], value].concat());
    let pdu = wrap(kind, &[&[2, 2, id[0], id[1], 2, 1, 0, 2, 1, 0][..], &wrap(0x30, &binding)].concat());
    wrap(0x30, &[&[2, 1, 1, 4, 6][..], b"public", &pdu].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_end_and_no_two_are_of_the_same_ends() {
        let mut seed = Seed::new(1);
        let mut ends = std::collections::BTreeSet::new();
        for number in 0..20_000 {
            let mut flow = Flow::new(number);
            assert!(ends.insert((flow.ends.from, flow.ends.from_port, flow.ends.to)), "{number}");
            let mut frames = 0;
            while !flow.is_over() {
                assert!(flow.next(&mut seed).len() > 40);
                frames += 1;
            }
            assert!(frames == 15 || frames == 10);
        }
    }
}
