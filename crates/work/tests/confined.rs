//! Captures that end the process that reads them. This program is that process too, with protocols that really give up, run
//! for ever, take all memory, or try to leave.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop, and says what it did"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

use ringwall_dissect::{Basis, Carrier, Framing, Match, Pdu, Protocol, Session, Signature, Sink};
use ringwall_model::{Reading, Severity};
use ringwall_work::{
    discover::{self, Show},
    placement::Placements,
    read::{self, Options, ReadError, Where},
    watch::{self, Until},
    worker,
};
use serde_json::Value;

#[path = "../../dissect/tests/toy/mod.rs"]
mod toy;

use toy::frames::{Talk, udp};

fn main() {
    if std::env::args().nth(1).is_some_and(|word| word == worker::MARK) {
        std::process::exit(i32::from(!worker::serve(TABLE)));
    }
    for (name, test) in TESTS {
        test();
        println!("{name}: ok");
    }
}

const TESTS: [(&str, fn()); 7] = [
    ("what is read is the same in a process of its own", the_same_is_read),
    ("a deadly capture is left out, and said", a_deadly_capture_is_left_out),
    ("too much memory is the capture's fault alone", too_much_memory),
    ("a capture that is alone and deadly is an error", alone_and_deadly),
    ("what is wrong with an input is said as ever", errors_are_told),
    ("a followed folder is read without the file that ended its reader", a_followed_folder_goes_on),
    // The last one: it gives its privileges up.
    ("a wire goes on with a new reader, and every frame is accounted for", a_wire_goes_on),
];

/// One row, whose sessions do what the byte after its mark says.
static TABLE: &[&Protocol] = &[&DEADLY];

static DEADLY: Protocol = Protocol {
    name: "deadly",
    title: "Ends whoever reads it",
    carriers: &[Carrier::Udp(6666)],
    signatures: &[&[Signature { at: 0, mask: 0xff, value: 0xdd }]],
    probe: |_| Match::Sure,
    functions: &[],
    pdu_max: 64,
    frame: |_, bytes| Framing::Pdu(bytes.len()),
    resync: |_, _| None,
    tells: None,
    open: || Box::new(Deadly),
    basis: Basis::Document,
};

struct Deadly;

impl Session for Deadly {
    fn pdu(&mut self, pdu: &Pdu<'_>, _: &mut Sink<'_>) {
        match pdu.bytes {
            [_, b'a', ..] => std::process::abort(),
            [_, b'p', ..] => panic!("\u{1b}[2Ja panic"),
            [_, b'x', ..] => drop(std::process::Command::new("/bin/true").status()),
            [_, b'm', ..] => {
                let mut held = Vec::new();
                loop {
                    held.push(vec![1_u8; 1 << 20]);
                }
            }
            _ => {}
        }
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A capture with a conversation of a host, and a datagram that does what its letter says.
    fn capture(&self, name: &str, host: u8, letter: u8) -> PathBuf {
        let mut talk = Talk::open((host, 40_000), (200, toy::PORT));
        talk.ask(&toy::request(1, 3, 1));
        talk.reply(&toy::answer(1, 3, 1));
        let mut frames = talk.frames;
        frames.push(udp((host, 5000), (201, 6666), &[0xdd, letter]));
        let path = self.0.path().join(name);
        fs::write(&path, pcap(&frames)).unwrap();
        path
    }
}

fn pcap(frames: &[Vec<u8>]) -> Vec<u8> {
    let words = |words: &[u32]| words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>();
    let mut bytes = words(&[0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 1]);
    for frame in frames {
        let length = u32::try_from(frame.len()).unwrap();
        bytes.extend(words(&[1_600_000_000, 0, length, length]));
        bytes.extend_from_slice(frame);
    }
    bytes
}

fn read(inputs: &[PathBuf], threads: usize, place: Where) -> Result<Reading, ReadError> {
    read::read(
        inputs,
        &Placements::none(),
        Options { threads, place, protocols: TABLE, hash: true, ..Options::default() },
    )
}

fn confined(inputs: &[PathBuf], threads: usize) -> Result<Reading, ReadError> {
    read(inputs, threads, Where::Confined { memory: 1 << 30 })
}

fn the_same_is_read() {
    let folder = Folder::new();
    let captures = [folder.capture("a.pcap", 1, b'-'), folder.capture("b.pcap", 2, b'-')];
    for inputs in [&captures[..], &[folder.0.path().to_owned()]] {
        for threads in [1, 3] {
            let here = read(inputs, threads, Where::Here).unwrap();
            assert_eq!(confined(inputs, threads).unwrap(), here);
            assert!(here.packets.total > 8 && here.diagnostics.is_empty());
        }
    }
}

fn a_deadly_capture_is_left_out() {
    for (letter, says) in [(b'a', "SIGABRT"), (b'p', "panic"), (b'x', "SIGSYS"), (b'm', "memory")] {
        let folder = Folder::new();
        let good = [folder.capture("a.pcap", 1, b'-'), folder.capture("c.pcap", 3, b'-')];
        let deadly = folder.capture("b.pcap", 2, letter);
        let with = [good[0].clone(), deadly, good[1].clone()];
        let mut reading = confined(&with, 2).unwrap();
        let told = reading.diagnostics.pop().expect("a word about it");
        assert_eq!(
            (&*told.code, told.severity, told.place.terminal().as_str()),
            ("capture-not-read", Severity::Error, "b")
        );
        assert!(told.message.contains(says) && !told.message.contains('\u{1b}'), "{}", told.message);
        assert_eq!(reading, confined(&good, 2).unwrap());
    }
}

fn too_much_memory() {
    let folder = Folder::new();
    let good = folder.capture("a.pcap", 1, b'-');
    let large = folder.0.path().join("b.pcap");
    // A frame for each of many hosts, ports and peers: more conversations than fit.
    let many = (0..400_000_u32).map(|n| {
        let [_, a, b, c] = n.to_be_bytes();
        udp((a, u16::from_be_bytes([b, c])), (b, u16::from_be_bytes([c, b])), b"nothing that is known")
    });
    fs::write(&large, pcap(&many.collect::<Vec<_>>())).unwrap();
    let place = Where::Confined { memory: 160 << 20 };
    let reading = read(&[good.clone(), large], 1, place).unwrap();
    assert_eq!(reading.captures.len(), 1);
    let codes: Vec<_> = reading.diagnostics.iter().map(|d| &*d.code).collect();
    assert_eq!(codes, ["capture-not-read"], "{:?}", reading.diagnostics);
    assert_eq!(reading.conversations, read(&[good], 1, place).unwrap().conversations);
}

fn alone_and_deadly() {
    let folder = Folder::new();
    let error = confined(&[folder.capture("a.pcap", 1, b'a')], 1).unwrap_err();
    assert!(matches!(error, ReadError::Died(_)), "{error:?}");
    assert!(error.help().is_some());
}

fn errors_are_told() {
    let folder = Folder::new();
    let text = folder.0.path().join("text.pcap");
    fs::write(&text, "no capture").unwrap();
    for input in [text.as_path(), Path::new("missing.pcap")] {
        let inputs = [input.to_owned()];
        let (here, there) = (read(&inputs, 1, Where::Here).unwrap_err(), confined(&inputs, 1).unwrap_err());
        assert_eq!((here.to_string(), here.help()), (there.to_string(), there.help()));
    }
}

const WATCHED: discover::Options =
    discover::Options { threads: 1, hash: false, place: Where::Confined { memory: 1 << 30 } };

fn codes(answer: &Value) -> Vec<String> {
    let told = answer["diagnostics"].as_array().unwrap().iter();
    told.map(|d| format!("{} {}", d["code"].as_str().unwrap(), d["place"]["capture"].as_str().unwrap_or_default()))
        .collect()
}

fn a_followed_folder_goes_on() {
    let folder = Folder::new();
    for (name, host, letter, age_s) in [("a", 1, b'-', 60), ("b", 2, b'a', 50), ("c", 3, b'-', 40), ("d", 4, b'-', 30)]
    {
        let file = folder.capture(&format!("{name}.pcap"), host, letter);
        let when = SystemTime::now() - Duration::from_secs(age_s);
        fs::File::options().write(true).open(file).unwrap().set_modified(when).unwrap();
    }
    let until = Until { duration: Some(Duration::from_secs(4)), frames: None };
    let mut out = Vec::new();
    watch::follow(folder.0.path(), until, &WATCHED, None, Show::Json { summary: false }, &mut out).unwrap();
    let answer: Value = serde_json::from_slice(&out).unwrap();
    let good = ["a.pcap", "c.pcap", "d.pcap"].map(|name| folder.0.path().join(name));
    assert_eq!(answer["packets"]["total"], read(&good, 1, Where::Here).unwrap().packets.total);
    assert!(codes(&answer).contains(&"capture-not-read b".to_owned()), "{:?}", codes(&answer));
}

fn a_wire_goes_on() {
    let Ok(opened) = watch::open("lo", true) else {
        println!("skipped: the loopback interface cannot be watched by this account");
        return;
    };
    let sender = thread::spawn(|| {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let send = |letter: u8| drop(socket.send_to(&[0xdd, letter], "127.0.0.1:6666"));
        thread::sleep(Duration::from_millis(800));
        (0..20).for_each(|_| send(b'-'));
        send(b'a');
        thread::sleep(Duration::from_millis(1_500));
        (0..20).for_each(|_| send(b'-'));
    });
    let until = Until { duration: Some(Duration::from_secs(5)), frames: None };
    let mut out = Vec::new();
    let watched = opened.watch(until, &WATCHED, None, Show::Json { summary: false }, &mut out).unwrap();
    sender.join().unwrap();
    let answer: Value = serde_json::from_slice(&out).unwrap();
    assert!(watched.lost >= 1 && watched.frames >= watched.lost + 20, "{watched:?}");
    let packets = &answer["packets"];
    assert_eq!(packets["unread_reasons"]["lost-with-their-reader"], watched.lost);
    let of = |name: &str| packets[name].as_u64().unwrap();
    assert_eq!(of("total"), watched.frames);
    assert_eq!(of("dissected") + of("transport_only") + of("unread"), of("total"));
    assert!(codes(&answer).iter().any(|code| code.starts_with("reader-died")), "{:?}", codes(&answer));
}
