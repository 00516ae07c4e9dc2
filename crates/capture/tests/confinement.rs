//! What a fenced process can no longer do. This program starts itself again for each thing it tries.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on should stop, and says what it did"
)]

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    process::{Child, Command, ExitStatus, Stdio},
};

use ringwall_capture::{
    CaptureError,
    confine::{Inside, Limits, outside, program},
};

const MIB: u64 = 1 << 20;

fn main() {
    if let Some(what) = std::env::args().nth(1).filter(|word| word.starts_with("try-")) {
        return inside(&what);
    }
    for (name, test) in TESTS {
        test();
        println!("{name}: ok");
    }
}

const TESTS: [(&str, fn()); 6] = [
    ("files come through the socket and from nowhere else", files_come_through_the_socket),
    ("no file opens and no socket", nothing_opens),
    ("a capture's descriptor takes no bytes", a_descriptor_takes_no_bytes),
    ("memory ends where it was told", memory_ends),
    ("time ends where it was told", time_ends),
    ("other processes and programs are out of reach", nothing_starts),
];

/// Runs a try in a fenced process with a question and one file, and gives how it ended and what it wrote.
fn tried(what: &str, file: Option<File>) -> (ExitStatus, String) {
    let (mut ours, theirs) = outside().unwrap();
    let mut child: Child = Command::new(program().unwrap())
        .arg(what)
        .stdin(theirs)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    ours.ask(b"question").unwrap();
    let missing = CaptureError::Missing { path: "b".to_owned() };
    let mut file = file;
    drop(ours.serve(|number| match (number, file.take()) {
        (0, Some(file)) => Ok((file, "name".to_owned())),
        _ => Err(CaptureError::Missing { path: missing.to_string() }),
    }));
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    (child.wait().unwrap(), out)
}

fn capture() -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"frames").unwrap();
    io::Seek::rewind(&mut file).unwrap();
    file
}

fn files_come_through_the_socket() {
    let (status, out) = tried("try-open", Some(capture()));
    assert!(status.success(), "{status}");
    assert_eq!(out, "question frames b: no such file or folder");
}

fn nothing_opens() {
    let (status, out) = tried("try-others", None);
    assert!(status.success(), "{status}");
    assert_eq!(out, "denied denied denied 3");
}

fn a_descriptor_takes_no_bytes() {
    let (ours, theirs) = io::pipe().unwrap();
    let (status, _) = tried("try-write", Some(File::from(std::os::fd::OwnedFd::from(theirs))));
    assert_eq!(signal(status), Some(31), "killed by SIGSYS: {status}");
    drop(ours);
}

fn memory_ends() {
    let (status, _) = tried("try-memory", None);
    assert_eq!(signal(status), Some(6), "aborted: {status}");
}

fn time_ends() {
    let (status, _) = tried("try-time", None);
    assert!(matches!(signal(status), Some(9 | 24)), "killed for its time: {status}");
}

fn nothing_starts() {
    for what in ["try-program", "try-signal"] {
        let (status, _) = tried(what, None);
        assert_eq!(signal(status), Some(31), "{what}: {status}");
    }
}

fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// In the fenced process.
fn inside(what: &str) {
    let (inside, question) = Inside::begin().unwrap();
    let parent = std::os::unix::process::parent_id();
    let fence = inside.confine(&Limits { memory: 512 * MIB, seconds: Some(1) }).unwrap();
    assert!(fence.is_whole(), "{fence:?}");
    let mut out = io::stdout();
    match what {
        "try-open" => {
            let mut text = String::new();
            inside.open(0, "a").unwrap().read_to_string(&mut text).unwrap();
            let other = inside.open(1, "b").unwrap_err();
            write!(out, "{} {text} {other}", String::from_utf8(question).unwrap()).unwrap();
        }
        "try-others" => {
            let file = File::open("/etc/hostname").map(drop);
            let list = std::fs::read_dir("/").map(drop);
            let socket = std::net::UdpSocket::bind("127.0.0.1:0").map(drop);
            for result in [file, list, socket] {
                let denied = result.is_err_and(|e| e.kind() == io::ErrorKind::PermissionDenied);
                write!(out, "{} ", if denied { "denied" } else { "opened" }).unwrap();
            }
            // Threads still start.
            let threads = (0..3).map(|_| std::thread::spawn(|| 1)).map(|t| t.join().unwrap());
            write!(out, "{}", threads.sum::<i32>()).unwrap();
        }
        "try-write" => {
            let _ = inside.open(0, "a").unwrap().write(b"a frame");
        }
        "try-memory" => {
            let mut held = Vec::new();
            loop {
                held.push(vec![1_u8; 16 << 20]);
                assert!(held.len() < 64, "a gigabyte was had");
            }
        }
        "try-time" => {
            let mut n = 0_u64;
            loop {
                n = std::hint::black_box(n.wrapping_add(1));
            }
        }
        "try-program" => drop(Command::new("/bin/true").status()),
        _ => ringwall_capture::interrupt::ask(parent),
    }
    out.flush().unwrap();
}
