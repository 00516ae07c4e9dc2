//! Watching a wire, in network namespaces of its own: what is replayed over it is read as the file is, and nothing is sent.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that cannot go on should stop, and says when it skips"
)]

mod support;

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;
use support::{json, refinery, ringwall};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ringwall");

/// A cable between two namespaces: `near` sends, `far` is watched and quiet.
struct Cable {
    near: String,
    far: String,
}

impl Cable {
    /// None where namespaces cannot be made or nothing can replay.
    fn new(name: &str) -> Option<Self> {
        let id = std::process::id();
        let cable = Self { near: format!("rw-near-{name}-{id}"), far: format!("rw-far-{name}-{id}") };
        let script = concat!("command -v tcpreplay; ", env!("CARGO_MANIFEST_DIR"), "/../../scripts/cable.sh \"$@\"");
        let made = Command::new("sh").args(["-ec", script, "cable", &cable.near, &cable.far]).output();
        let made = made.is_ok_and(|output| output.status.success());
        if !made {
            eprintln!("skipped: no network namespaces, or no tcpreplay");
            return None;
        }
        Some(cable)
    }

    fn far(&self, program: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.far]).args(program);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn shell(&self, script: &str) {
        assert!(self.far(&["sh", "-ec", script]).status().unwrap().success(), "{script}");
    }

    /// Starts watching, and waits until a packet socket is bound to the interface.
    fn watch(&self, arguments: &[&str]) -> Child {
        let child = self.far(&[&[PROGRAM, "watch", "w0"], arguments].concat()).spawn().unwrap();
        let began = Instant::now();
        while !self.listens() && began.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(50));
        }
        child
    }

    fn listens(&self) -> bool {
        let sockets = self.far(&["cat", "/proc/net/packet"]).output().unwrap();
        // sk RefCnt Type Proto Iface R Rmem User Inode
        let table = String::from_utf8_lossy(&sockets.stdout).into_owned();
        table.lines().skip(1).any(|row| row.split_whitespace().nth(4).is_some_and(|interface| interface != "0"))
    }

    fn replay(&self, capture: &Path) {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.near, "tcpreplay", "-q", "-i", "s0", "--mbps", "200"]).arg(capture);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        for name in [&self.near, &self.far] {
            let _ = Command::new("ip").args(["netns", "del", name]).status();
        }
    }
}

fn said(mut child: Child) -> (i32, String, String) {
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (child.wait().unwrap().code().expect("no signal"), out, err)
}

/// A capture that is called, and placed, as the interface is.
fn capture(folder: &Path) -> PathBuf {
    let path = folder.join("capture/w0.pcapng");
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::copy(refinery().join("captures/control.pcapng"), &path).unwrap();
    path
}

/// Without what the speed of a replay changes: times, and what is made of the time between messages.
fn timeless(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(timeless),
        Value::Object(map) => {
            map.retain(|key, _| !matches!(key.as_str(), "first_seen" | "last_seen" | "rhythm"));
            map.values_mut().for_each(timeless);
        }
        _ => {}
    }
}

#[test]
fn a_wire_is_read_as_the_file_is_and_nothing_is_sent() {
    let Some(cable) = Cable::new("same") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = capture(folder.path());
    let mut expected = json(&["discover", file.to_str().unwrap(), "--json"]);
    let frames = expected["packets"]["total"].to_string();
    let child = cable.watch(&["--json", "--packets", &frames, "--for", "60s"]);
    cable.replay(&file);
    let (code, out, err) = said(child);
    assert_eq!(code, 0, "{err}");
    let summary = format!("w0: {frames} frames read, 0 dropped by the kernel, 0 sent by the interface");
    assert!(err.contains(&summary), "{err}");
    let mut watched: Value = serde_json::from_str(&out).unwrap();
    let codes: Vec<_> = watched["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].clone()).collect();
    assert!(codes.contains(&Value::from("port-health")), "{codes:?}");
    timeless(&mut watched);
    timeless(&mut expected);
    for part in ["packets", "conversations", "assets"] {
        assert_eq!(watched[part], expected[part], "{part}");
    }
}

#[test]
fn ctrl_c_ends_watching_with_what_was_seen() {
    let Some(cable) = Cable::new("stop") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = capture(folder.path());
    let child = cable.watch(&["--json", "--summary"]);
    cable.replay(&file);
    // `ip netns exec` becomes the program it runs.
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    let (code, out, err) = said(child);
    assert_eq!(code, 0, "{err}");
    let watched: Value = serde_json::from_str(&out).unwrap();
    let expected = json(&["discover", file.to_str().unwrap(), "--json", "--summary"]);
    assert_eq!(watched["packets"]["total"], expected["packets"]["total"]);
}

#[test]
fn an_interface_that_could_answer_is_refused_with_what_quietens_it() {
    let Some(cable) = Cable::new("loud") else { return };
    cable.shell("ip link set dev w0 arp on; ip addr add 192.0.2.1/24 dev w0");
    let watch = |arguments: &[&str]| {
        said(cable.far(&[&[PROGRAM, "watch", "w0", "--for", "1s"], arguments].concat()).spawn().unwrap())
    };
    let (code, out, err) = watch(&[]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    for word in ["192.0.2.1", "answers ARP", "ip addr flush dev w0", "ip link set dev w0 arp off", "--accept-address"] {
        assert!(err.contains(word), "{word}: {err}");
    }
    let (code, _, err) = watch(&["--accept-address"]);
    assert!(code == 0 && err.contains("interface-not-quiet"), "{err}");
    // What is printed is what it takes.
    cable.shell("ip addr flush dev w0; ip link set dev w0 arp off");
    let (code, _, err) = watch(&[]);
    assert!(code == 0 && err.contains("w0: 0 frames read"), "{err}");
}

#[test]
fn an_interface_that_is_not_there_is_said() {
    let run = ringwall(&["watch", "no-such-interface"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no network interface") && run.err.contains("help: "), "{}", run.err);
}

#[test]
fn a_followed_folder_reads_as_the_folder_does_and_its_newest_file_as_it_grows() {
    let folder = tempfile::tempdir().unwrap();
    let captures = folder.path().join("captures");
    fs::create_dir(&captures).unwrap();
    let bytes = |name: &str| fs::read(refinery().join("captures").join(name)).unwrap();
    let hours_ago = |path: &Path, hours: u64| {
        let when = std::time::SystemTime::now() - Duration::from_secs(hours * 3600);
        fs::File::options().write(true).open(path).unwrap().set_modified(when).unwrap();
    };
    // The names are not in the order of the recording.
    fs::write(captures.join("z.pcapng"), bytes("control.pcapng")).unwrap();
    hours_ago(&captures.join("z.pcapng"), 2);
    let (begun, rest) = {
        let all = bytes("corporate.pcapng");
        (all[..all.len() / 2].to_vec(), all[all.len() / 2..].to_vec())
    };
    fs::write(captures.join("a.pcapng"), &begun).unwrap();
    let arguments = ["watch", "--follow", captures.to_str().unwrap(), "--json", "--for", "4s"];
    let child = Command::new(PROGRAM).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    sleep(Duration::from_secs(2));
    let mut grows = fs::File::options().append(true).open(captures.join("a.pcapng")).unwrap();
    std::io::Write::write_all(&mut grows, &rest).unwrap();
    let (code, out, err) = said(child);
    assert!(code == 0 && err.contains("2 files read, 0 not begun"), "{err}");
    let watched: Value = serde_json::from_str(&out).unwrap();
    let mut captures_named: Vec<String> = Vec::new();
    named(&watched["conversations"], &mut captures_named);
    let expected = json(&["discover", captures.to_str().unwrap(), "--json"]);
    assert_eq!(watched["packets"], expected["packets"]);
    assert_eq!(watched["conversations"], expected["conversations"]);
    captures_named.sort();
    captures_named.dedup();
    assert_eq!(captures_named, ["a", "z"]);
}

/// Names of captures that are pointed to.
fn named(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| named(item, names)),
        Value::Object(map) => {
            names.extend(map.get("capture").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|item| named(item, names));
        }
        _ => {}
    }
}
