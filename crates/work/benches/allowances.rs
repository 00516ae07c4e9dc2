//! The operations of a capture against 10 and against 10,000 declared allowances: reading and comparing, by turns, in processor time.

#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench prints what it measured"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use ringwall_model::Plant;
use ringwall_plant::{SourceFile, parse};
use ringwall_work::{discover, placement::Placements, read::Where};

/// Stations that ask, controllers that answer, connections of each pair, and requests of each connection.
const STATIONS: u16 = 40;
const CONTROLLERS: u16 = 250;
const CONNECTIONS: u16 = 4;
const REQUESTS: u16 = 8;
const RUNS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let capture = folder.path().join("modbus.pcap");
    std::fs::write(&capture, traffic()).unwrap();
    let [few, many] = [10, 10_000].map(plant);
    let (mut least_few, mut least_many) = (Duration::MAX, Duration::MAX);
    let mut seen = [0, 0];
    for _ in 0..RUNS {
        let (took, witnesses) = measured(&few, &capture);
        (least_few, seen[0]) = (least_few.min(took), witnesses);
        let (took, witnesses) = measured(&many, &capture);
        (least_many, seen[1]) = (least_many.min(took), witnesses);
    }
    println!("{} conversations, {} frames", u32::from(STATIONS) * u32::from(CONTROLLERS), frames());
    println!("10 allowances     {least_few:>9.1?}  {} operations beyond them", seen[0]);
    println!("10,000 allowances {least_many:>9.1?}  {} operations beyond them", seen[1]);
    println!("ratio             {:>9.3}", least_many.as_secs_f64() / least_few.as_secs_f64());
}

/// Reads the capture and compares it; processor time of this thread, and what was found.
fn measured(plant: &Plant, capture: &Path) -> (Duration, usize) {
    let before = on_processor();
    let options = discover::Options { threads: 1, place: Where::Here, ..discover::Options::default() };
    let placements = Placements::new(plant, capture.parent().unwrap());
    let read = discover::discover(&[capture.to_path_buf()], &placements, Some(plant), &options, None).unwrap();
    let found = ringwall_conduit::compare(plant, &read.reading, &read.inventory);
    (on_processor() - before, found.witnesses.len())
}

/// Time this process has run so far (proc(5), /proc/self/schedstat).
fn on_processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

fn station(n: u16) -> [u8; 4] {
    [10, 0, 1, u8::try_from(n + 1).unwrap()]
}

fn controller(n: u16) -> [u8; 4] {
    [10, 0, 2, u8::try_from(n + 1).unwrap()]
}

fn shown(ip: [u8; 4]) -> String {
    std::net::Ipv4Addr::from(ip).to_string()
}

/// Two zones and a conduit; each allowance but the first lets one station read one range of one controller.
fn plant(allowances: u32) -> Plant {
    let mut text = "name = \"Large\"\n[networks.up]\nprefixes = [\"10.0.1.0/24\"]\n[networks.down]\nprefixes = [\"10.0.2.0/24\"]\n\
        [zones.up]\nkind = \"supervisory\"\n[zones.down]\nkind = \"control\"\n"
        .to_owned();
    let mut asset = |name: String, zone: &str, ip: [u8; 4]| {
        let _ = writeln!(
            text,
            "[assets.{name}]\nzone = \"{zone}\"\ninterfaces = [{{ network = \"{zone}\", ip = \"{}\" }}]",
            shown(ip)
        );
    };
    (0..STATIONS).for_each(|n| asset(format!("s{n}"), "up", station(n)));
    (0..CONTROLLERS).for_each(|n| asset(format!("c{n}"), "down", controller(n)));
    text.push_str("[conduits.c]\nzones = [\"up\", \"down\"]\n");
    let mut allow = |from: String, to: String| {
        let _ = writeln!(
            text,
            "[[conduits.c.allow]]\nprotocol = \"modbus\"\noperations = [\"read\"]\ninitiator = [\"{from}\"]\n\
             responder = [\"{to}\"]\nobjects = [{{ kind = \"holding-register\", first = 0, last = 99 }}]"
        );
    };
    // With the first all that is seen is allowed, whichever more there are: so both runs write the same answer.
    allow("zone:up".to_owned(), "zone:down".to_owned());
    for n in 1..allowances {
        allow(
            format!("s{}", n % u32::from(STATIONS)),
            format!("c{}", n / u32::from(STATIONS) % u32::from(CONTROLLERS)),
        );
    }
    let parsed = parse(&[SourceFile::new("plant.toml", text)]);
    let declared: usize = parsed.plant.conduits.values().map(|conduit| conduit.allow.len()).sum();
    assert_eq!(declared, allowances as usize, "{:?}", parsed.diagnostics.first());
    parsed.plant
}

fn frames() -> u32 {
    u32::from(STATIONS) * u32::from(CONTROLLERS) * u32::from(CONNECTIONS) * (3 + 2 * u32::from(REQUESTS))
}

/// Connections of every station to every controller, one after the other, with some requests to read registers and their answers.
fn traffic() -> Vec<u8> {
    let mut out = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1] {
        out.extend(word.to_le_bytes());
    }
    let mut at = 0_u32;
    let mut put = |out: &mut Vec<u8>, frame: Vec<u8>| {
        let length = u32::try_from(frame.len()).unwrap();
        for word in [1_790_000_000 + at / 100_000, at % 100_000 * 10, length, length] {
            out.extend(word.to_le_bytes());
        }
        out.extend(frame);
        at += 1;
    };
    let pairs = || (0..STATIONS).flat_map(|s| (0..CONTROLLERS).map(move |c| (s, c)));
    for (n, s, c) in (0..CONNECTIONS).flat_map(|n| pairs().map(move |(s, c)| (n, s, c))) {
        let (from, to, port) = (station(s), controller(c), 40_000 + n * CONTROLLERS + c);
        put(&mut out, tcp((from, port), (to, 502), (100, 0), 2, &[]));
        put(&mut out, tcp((to, 502), (from, port), (500, 101), 0x12, &[]));
        put(&mut out, tcp((from, port), (to, 502), (101, 501), 0x10, &[]));
        let (mut asked, mut answered) = (101, 501);
        for n in 0..REQUESTS {
            let tag = n.to_be_bytes();
            // Read holding registers, then four of them (Modbus Application Protocol V1.1b3, 6.3).
            let request = [tag[0], tag[1], 0, 0, 0, 6, 1, 3, 0, tag[1], 0, 4];
            let answer = [tag[0], tag[1], 0, 0, 0, 11, 1, 3, 8, 0, 0, 0, 0, 0, 0, 0, 0];
            put(&mut out, tcp((from, port), (to, 502), (asked, answered), 0x18, &request));
            asked += 12;
            put(&mut out, tcp((to, 502), (from, port), (answered, asked), 0x18, &answer));
            answered += 17;
        }
    }
    out
}

fn tcp(
    from: ([u8; 4], u16),
    to: ([u8; 4], u16),
    (sequence, acknowledged): (u32, u32),
    flags: u8,
    payload: &[u8],
) -> Vec<u8> {
    let mac = |ip: [u8; 4]| [2, 0, ip[0], ip[1], ip[2], ip[3]];
    let mut frame = [&mac(to.0)[..], &mac(from.0), &[8, 0, 0x45, 0]].concat();
    frame.extend(u16::try_from(40 + payload.len()).unwrap().to_be_bytes());
    frame.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
    frame.extend([from.0, to.0].concat());
    frame.extend([from.1.to_be_bytes(), to.1.to_be_bytes()].concat());
    frame.extend([sequence.to_be_bytes(), acknowledged.to_be_bytes()].concat());
    frame.extend([0x50, flags, 0x20, 0, 0, 0, 0, 0]);
    frame.extend(payload);
    frame
}
