//! Laws of reading: neither threads nor formats nor files change what is read.

use std::{fs, io::Write, path::PathBuf};

use ringwall_dissect::engine::Detail;
use ringwall_inventory::Survey;
use ringwall_model::{OperationCounts, Place, Reading};

use super::{Options, ReadError, read};
use crate::placement::Placements;

#[path = "../../../dissect/tests/toy/mod.rs"]
mod toy;

use toy::frames::{Talk, udp};

/// A folder of captures.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }
}

/// A frame and its time in microseconds.
type Timed = (i64, Vec<u8>);

fn pcap(frames: &[Timed]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for word in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65_535, 1] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    for (time, frame) in frames {
        let length = u32::try_from(frame.len()).unwrap();
        let (seconds, micros) = (time / 1_000_000, time % 1_000_000);
        for word in [u32::try_from(seconds).unwrap(), u32::try_from(micros).unwrap(), length, length] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(frame);
    }
    bytes
}

fn pcapng(frames: &[Timed]) -> Vec<u8> {
    let block = |kind: u32, body: &[u8]| {
        let length = u32::try_from(body.len() + 12).unwrap().to_be_bytes();
        [&kind.to_be_bytes(), &length, body, &length].concat()
    };
    let words = |words: &[u32]| words.iter().flat_map(|w| w.to_be_bytes()).collect::<Vec<u8>>();
    let mut bytes = block(0x0a0d_0d0a, &words(&[0x1a2b_3c4d, 0x0001_0000, u32::MAX, u32::MAX]));
    bytes.extend(block(1, &words(&[0x0001_0000, 0])));
    for (time, frame) in frames {
        let length = u32::try_from(frame.len()).unwrap();
        let time = u64::try_from(*time).unwrap();
        let mut body = words(&[0, u32::try_from(time >> 32).unwrap(), (time & 0xffff_ffff) as u32, length, length]);
        body.extend_from_slice(frame);
        body.resize(body.len().next_multiple_of(4), 0);
        bytes.extend(block(6, &body));
    }
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // Stored blocks: the least of gzip, written by hand.
    packed.write_all(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]).unwrap();
    for (at, piece) in bytes.chunks(60_000).enumerate() {
        let last = (at + 1) * 60_000 >= bytes.len();
        let length = u16::try_from(piece.len()).unwrap();
        packed.push(u8::from(last));
        packed.extend_from_slice(&length.to_le_bytes());
        packed.extend_from_slice(&(!length).to_le_bytes());
        packed.extend_from_slice(piece);
    }
    packed.extend_from_slice(&crc32(bytes).to_le_bytes());
    packed.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
    packed
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
    })
}

/// Many hosts that poll, some traffic nobody knows; a millisecond apart.
fn traffic() -> Vec<Timed> {
    let mut frames = Vec::new();
    for host in 1..120_u8 {
        let mut talk = Talk::open((host, 40_000), (200, toy::PORT));
        for tag in 0..6 {
            talk.ask(&toy::request(tag, 3, host % 3));
            talk.reply(&toy::answer(tag, 3, host % 3));
        }
        frames.extend(talk.frames);
        frames.push(udp((host, 5000), (201, 6000), b"nothing that is known"));
    }
    // Connections take turns.
    let mut order: Vec<_> = frames.into_iter().enumerate().collect();
    order.sort_by_key(|(at, _)| (at % 16, at / 16));
    (1_600_000_000_i64..).zip(order).map(|(n, (_, frame))| (n * 1000, frame)).collect()
}

fn options(threads: usize) -> Options<'static> {
    Options { threads, protocols: toy::TABLE, ..Options::default() }
}

fn read_with(inputs: &[PathBuf], options: Options<'_>) -> Reading {
    read(inputs, &Placements::none(), options).unwrap()
}

fn read_one(path: PathBuf) -> Reading {
    read_with(&[path], options(1))
}

#[test]
fn one_two_three_and_seven_threads_read_the_same_with_and_without_room() {
    let folder = Folder::new();
    let path = folder.write("a.pcap", &pcap(&traffic()));
    for budget in [256 << 20, 1 << 20, 0] {
        let with = |threads| read_with(std::slice::from_ref(&path), Options { budget, ..options(threads) });
        let one = with(1);
        assert!(one.packets.dissected > 1000);
        for threads in [0, 2, 3, 7, 100] {
            assert_eq!(one, with(threads), "{threads} threads, {budget} bytes");
        }
    }
}

/// Ethernet frames in one frame of 802.11 (A-MSDU).
fn aggregate(frames: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0x88, 0x02, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 0, 0, 0x80, 0];
    for frame in frames {
        bytes.resize((bytes.len() - 26).next_multiple_of(4) + 26, 0);
        let ((addresses, kind), payload) = (frame[..14].split_at(12), &frame[14..]);
        bytes.extend_from_slice(addresses);
        bytes.extend_from_slice(&u16::try_from(8 + payload.len()).unwrap().to_be_bytes());
        bytes.extend([&[0xaa, 0xaa, 3, 0, 0, 0], kind, payload].concat());
    }
    bytes
}

#[test]
fn frames_that_came_in_one_are_read_each_and_counted_apart() {
    let folder = Folder::new();
    let asked = |n: u8, text: &[u8]| udp((n, 40_000), (200, 9_999), text);
    let few: Vec<_> = (1..=3).map(|n| asked(n, &vec![n; usize::from(n)])).collect();
    let many: Vec<_> = (0..600).map(|n| asked((n % 100) as u8, &[7; 3])).collect();
    // More frames than come together, and one that holds too many.
    let air: Vec<Timed> = (0..200).map(|n| (n * 1000, aggregate(&few))).chain([(300_000, aggregate(&many))]).collect();
    let bytes: u64 = air.iter().map(|(_, frame)| frame.len() as u64).sum();
    let mut capture = pcap(&air);
    capture[20] = 105;
    let reading = read_one(folder.write("air.pcap", &capture));
    let packets = &reading.packets;
    assert_eq!((packets.total, packets.aggregated, packets.unread), (201, 400 + 127, 1));
    assert_eq!(packets.transport_only + packets.dissected, 600 + 127);
    let sums =
        |of: fn(&ringwall_model::BySide) -> u64| reading.conversations.iter().map(|c| of(&c.packets)).sum::<u64>();
    assert_eq!(sums(|by| by.from_initiator), 600 + 127);
    let of_few = &reading.conversations.iter().find(|c| c.key.parties.first().to_string() == "10.0.0.3").unwrap();
    assert_eq!((of_few.packets.from_initiator, of_few.first_frames.from_initiator.unwrap().frame), (202, 1));
    assert!(packets.bytes == bytes && reading.conversations.iter().all(|c| c.bytes.from_initiator > 0));
    let one = read_with(&[folder.path().join("air.pcap")], options(3));
    assert_eq!(one, reading);
}

#[test]
fn a_format_or_packing_changes_nothing() {
    let folder = Folder::new();
    let classic = pcap(&traffic());
    let one = read_one(folder.write("plain/a.pcap", &classic));
    let renamed = |reading: Reading| {
        let text = serde_json::to_string(&reading).unwrap();
        text.replace("\"next\"", "\"plain\"").replace("\"packed\"", "\"plain\"")
    };
    let expected = serde_json::to_string(&one).unwrap();
    assert_eq!(renamed(read_one(folder.write("next/a.pcapng", &pcapng(&traffic())))), expected);
    assert_eq!(renamed(read_one(folder.write("packed/a.pcap.gz", &gzip(&classic)))), expected);
}

#[test]
fn a_capture_in_parts_reads_as_the_whole() {
    let folder = Folder::new();
    let frames = traffic();
    let whole = read_one(folder.write("whole/a.pcap", &pcap(&frames)));
    let (first, second) = frames.split_at(frames.len() / 2);
    let (even, odd): (Vec<_>, Vec<_>) = frames.iter().cloned().enumerate().partition(|(at, _)| at % 2 == 0);
    let strip = |part: Vec<(usize, Timed)>| part.into_iter().map(|(_, f)| f).collect::<Vec<_>>();
    folder.write("halves/b.pcap", &pcap(second));
    folder.write("halves/c.pcap", &pcap(first));
    folder.write("halves/notes.txt", b"no capture");
    folder.write("woven/a.pcap", &pcap(&strip(even)));
    folder.write("woven/b.pcap", &pcap(&strip(odd)));
    for parts in ["halves", "woven"] {
        let reading = read_one(folder.path().join(parts));
        assert_eq!(reading.packets, whole.packets, "{parts}");
        assert_eq!(reading.captures.len(), 2);
        let counts = |r: &Reading| -> Vec<_> {
            r.conversations.iter().map(|c| (c.key.port, c.key.parties, c.packets, c.operations.clone())).collect()
        };
        assert_eq!(counts(&reading), counts(&whole), "{parts}");
    }
    let halves = read_one(folder.path().join("halves"));
    let names: Vec<_> = halves.captures.iter().map(|c| c.name.raw()).collect();
    assert_eq!(names, ["c", "b"], "in the order of their times");
    assert_eq!(halves.diagnostics.iter().map(|d| &*d.code).collect::<Vec<_>>(), ["files-passed-over"]);
}

#[test]
fn a_capture_whose_frames_came_twice_says_so() {
    let folder = Folder::new();
    let told = |name: &str, frames: &[Timed]| {
        let reading = read_one(folder.write(name, &pcap(frames)));
        reading.diagnostics.iter().find(|d| d.code == "frames-twice").map(|d| d.message.clone())
    };
    let once = traffic();
    let twice: Vec<Timed> =
        once.iter().flat_map(|(at, frame)| [(*at, frame.clone()), (at + 9, frame.clone())]).collect();
    let said = told("twice/a.pcap", &twice).unwrap();
    assert!(said.starts_with(&format!("{} of {} frames came twice", once.len(), twice.len())), "{said}");
    assert_eq!(told("once/a.pcap", &once), None);
    let later: Vec<Timed> =
        once.iter().flat_map(|(at, frame)| [(*at, frame.clone()), (at + 1000, frame.clone())]).collect();
    assert_eq!(told("later/a.pcap", &later), None, "sent again, not seen again");
}

#[test]
fn a_cut_capture_gives_its_frames_and_says_where_it_ends() {
    let folder = Folder::new();
    for (name, bytes) in [("a.pcap", pcap(&traffic())), ("a.pcapng", pcapng(&traffic()))] {
        let whole = read_one(folder.write(name, &bytes));
        let cut = read_one(folder.write(name, &bytes[..bytes.len() - 5]));
        assert_eq!(cut.packets.total, whole.packets.total - 1);
        let [diagnostic] = cut.diagnostics.as_slice() else { panic!("{:?}", cut.diagnostics) };
        assert_eq!(diagnostic.code, "capture-cut");
        assert!(diagnostic.help.is_some());
        let Place::Capture { capture, offset: Some(at) } = &diagnostic.place else { panic!("{:?}", diagnostic.place) };
        assert_eq!(capture.raw(), "a");
        assert!(*at > 0 && *at < u64::try_from(bytes.len()).unwrap());
    }
    let packed = gzip(&pcap(&traffic()));
    let cut = read_one(folder.write("b.pcap.gz", &packed[..packed.len() / 2]));
    assert!(cut.packets.total > 100);
    assert_eq!(cut.diagnostics[0].code, "capture-damaged");
}

#[test]
fn captures_are_hashed_as_they_lie_when_that_is_asked_for() {
    let folder = Folder::new();
    let path = folder.write("a.pcap", &pcap(&traffic()[..3]));
    assert_eq!(read_one(path.clone()).captures[0].sha256, None);
    let hashed = read_with(&[path], Options { hash: true, ..options(1) });
    assert_eq!(hashed.captures[0].sha256.as_ref().map(|h| h.len()), Some(64));
}

#[test]
fn progress_is_told() {
    let folder = Folder::new();
    let path = folder.write("a.pcap", &pcap(&traffic()));
    let mut last = None;
    let mut note = |progress| last = Some(progress);
    read_with(&[path], Options { progress: Some(&mut note), ..options(1) });
    let last = last.expect("a word at the end");
    assert_eq!(Some(last.bytes), last.total);
}

#[test]
fn bad_inputs_are_told_with_a_remedy() {
    let folder = Folder::new();
    folder.write("empty.pcap", b"");
    folder.write("text.pcap", b"this is not a capture");
    folder.write("archive.zip", b"PK\x03\x04rest");
    fs::create_dir(folder.path().join("none")).unwrap();
    for (name, expected) in [
        ("missing.pcap", "no such file or folder"),
        ("empty.pcap", "the file is empty"),
        ("text.pcap", "not a pcap or pcapng capture"),
        ("archive.zip", "a zip archive"),
        ("none", "no capture in this folder"),
    ] {
        let error = read(&[folder.path().join(name)], &Placements::none(), options(1)).unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with(expected) && text.contains(name), "{text}");
        assert!(error.help().is_some());
    }
    assert!(matches!(read(&[], &Placements::none(), options(1)), Err(ReadError::Capture(_))));
}

#[test]
fn who_only_counts_is_told_of_the_same_conversations_and_devices() {
    let captures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/refinery/captures");
    let of = |detail| {
        let options = Options { detail, ..Options::default() };
        read(std::slice::from_ref(&captures), &Placements::none(), options).unwrap()
    };
    let (mut whole, counts) = (of(Detail::Whole), of(Detail::Counts));
    assert!(whole.conversations.iter().any(|c| !c.functions.is_empty() && c.key.native.is_some()));
    assert_eq!(Survey::new(&whole).count(), Survey::new(&counts).count());
    for conversation in &mut whole.conversations {
        conversation.key.native = None;
        conversation.functions.clear();
        conversation.operations = OperationCounts::NONE;
        conversation.cryptography.clear();
        conversation.rhythm = None;
    }
    assert_eq!(whole, counts, "what is left out is all that differs");
}
