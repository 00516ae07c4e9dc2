//! Instructions a packet, counted by callgrind: a figure that does not depend on who else uses the machine.
//!
//! The captures of the examples are repeated with other addresses until there are enough packets; reading them, in this
//! process and with one thread, may take at most a twentieth more instructions than was recorded. `UPDATE=1` records.
//! Builds are guided by a profile that is of one compiler; what another compiler makes is counted, not compared.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use ringwall_dissect::formats::{HEAD_BYTES, Reader, Step};
use ringwall_work::discover::{self, Options, Show};
use ringwall_work::read::Where;

use crate::hostile::Stream;
use crate::hostile::frames::{file_header, record};
use crate::kernel::random::Seed;

/// Packets read.
const PACKETS: u64 = 100_000;
/// Where the figure stands.
const RECORDED: &str = "xtask/instructions-a-packet.txt";
/// By how much it may be exceeded, in hundredths.
const MORE_PERCENT: u64 = 5;
const CAPTURES: [&str; 2] = ["examples/refinery/captures", "examples/water/captures"];

/// Counts, or with `--read FILE` reads what is counted; with a number behind it on so many threads. `--short FILE`
/// writes what a profile needs besides: short connections, so many that they are swept.
pub fn run(arguments: &[String]) -> Result<bool> {
    match arguments {
        [] => count(),
        [word, file] if word == "--read" => read(Path::new(file), 1).map(|()| true),
        [word, file, threads] if word == "--read" => read(Path::new(file), threads.parse()?).map(|()| true),
        [word, file] if word == "--short" => short(Path::new(file)).map(|()| true),
        _ => bail!("count takes no arguments"),
    }
}

fn read(file: &Path, threads: usize) -> Result<()> {
    let options = Options { threads, hash: false, place: Where::Here };
    let show = Show::Json { summary: true };
    discover::show(&[file.to_owned()], &options, None, show, &mut std::io::sink()).context("it cannot be read")
}

fn short(file: &Path) -> Result<()> {
    let (mut bytes, mut stream) = (file_header(), Stream::new(1_000));
    (0..2 * PACKETS).for_each(|_| bytes.extend(stream.next_record()));
    Ok(fs::write(file, bytes)?)
}

fn count() -> Result<bool> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("count: skipped, valgrind is not here (scripts/install-test-tools.sh)");
        return Ok(true);
    }
    let root = crate::tidy::root();
    let folder = root.join("target/count");
    fs::create_dir_all(&folder)?;
    let capture = folder.join("capture.pcap");
    fs::write(&capture, repeated(&root)?)?;
    let a_packet = instructions(&folder, &capture)? / PACKETS;
    let recorded = root.join(RECORDED);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&recorded, format!("{a_packet}\n"))?;
    }
    let known = fs::read_to_string(&recorded).with_context(|| format!("{RECORDED}: UPDATE=1 writes it"))?;
    let known: u64 = known.trim().parse().with_context(|| RECORDED)?;
    println!("count: {a_packet} instructions a packet on {PACKETS} packets, {known} recorded");
    if !guided(&root)? {
        println!("count: not compared, the compiler is not the one the profile and the figure are of (make profile)");
        return Ok(true);
    }
    let good = a_packet * 100 <= known * (100 + MORE_PERCENT);
    if !good {
        println!("count: that is more than {MORE_PERCENT} per cent above what was recorded");
    }
    Ok(good)
}

/// True where this was built by the compiler that the profile is of, and so was guided by it (`scripts/rustc.sh`).
fn guided(root: &Path) -> Result<bool> {
    let compiler = Command::new("rustc").arg("-vV").output()?.stdout;
    Ok(fs::read(root.join("profile/compiler")).is_ok_and(|recorded| recorded == compiler))
}

/// What reading takes in all.
fn instructions(folder: &Path, capture: &Path) -> Result<u64> {
    let counts = folder.join("callgrind.out");
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .arg(std::env::current_exe()?)
        .args(["count", "--read"])
        .arg(capture)
        .output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(&counts)?;
    let totals = text.lines().find_map(|line| line.strip_prefix("totals:")).context("callgrind gave no sum")?;
    totals.split_whitespace().next().and_then(|n| n.parse().ok()).context("callgrind gave no sum")
}

/// The captures of the examples as one of so many packets, each round with addresses of its own.
fn repeated(root: &Path) -> Result<Vec<u8>> {
    let mut captures = Vec::new();
    for folder in CAPTURES {
        let mut files: Vec<_> =
            fs::read_dir(root.join(folder))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|end| end == "pcapng"));
        files.sort();
        for file in files {
            captures.push(frames(&fs::read(&file)?)?);
        }
    }
    let (mut bytes, mut seed) = (file_header(), Seed::new(0xc0de));
    let (mut written, mut at) = (0, 1_700_000_000_000_000);
    'all: loop {
        let round = seed.next() as u8;
        let first = captures.iter().flatten().map(|frame| frame.0).min().unwrap_or(0);
        let mut last = first;
        let mut order: Vec<_> = captures.iter().flatten().collect();
        order.sort_by_key(|frame| frame.0);
        for (time, frame) in order {
            if written == PACKETS {
                break 'all;
            }
            last = *time;
            bytes.write_all(&record((at + time - first) as u64, &moved(frame, round)))?;
            written += 1;
        }
        at += last - first + 1_000_000;
    }
    Ok(bytes)
}

/// Times in microseconds and bytes of all frames.
fn frames(file: &[u8]) -> Result<Vec<(i64, Vec<u8>)>> {
    let mut reader = Reader::detect(&file[..HEAD_BYTES.min(file.len())]).context("not a capture")?;
    let (mut rest, mut found) = (file, Vec::new());
    loop {
        let used = match reader.step(rest) {
            Step::Frame(record) => {
                found.push((record.time.0, rest[record.at..record.at + record.captured].to_vec()));
                record.used
            }
            Step::Pass(n) => n,
            Step::More(_) => return Ok(found),
            Step::Damaged(damage) => bail!("{damage:?}"),
        };
        rest = rest.get(used..).unwrap_or_default();
    }
}

/// A frame whose IPv4 addresses, behind any VLAN tags, belong to another plant.
fn moved(frame: &[u8], round: u8) -> Vec<u8> {
    let mut frame = frame.to_vec();
    let mut at = 12;
    while frame.get(at..at + 2) == Some(&[0x81, 0]) {
        at += 4;
    }
    if frame.get(at..at + 2) == Some(&[8, 0]) {
        for octet in [at + 2 + 12 + 1, at + 2 + 16 + 1] {
            if let Some(octet) = frame.get_mut(octet) {
                *octet = octet.wrapping_add(round);
            }
        }
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_change_from_round_to_round() {
        let frame = [&[2; 12][..], &[0x81, 0, 0, 7, 8, 0], &[0x45; 12], &[10, 1, 0, 7, 10, 2, 0, 9], b"rest"].concat();
        let changed = moved(&frame, 3);
        let differing: Vec<_> = (0..frame.len()).filter(|at| frame[*at] != changed[*at]).collect();
        assert_eq!(differing, [31, 35]);
        assert_eq!(moved(&[2; 60], 3), vec![2; 60]);
    }

    #[test]
    fn the_capture_is_the_same_each_time_and_has_as_many_packets_as_are_counted() {
        let bytes = repeated(&crate::tidy::root()).unwrap();
        assert_eq!(frames(&bytes).unwrap().len() as u64, PACKETS);
        assert_eq!(bytes, repeated(&crate::tidy::root()).unwrap());
    }
}
