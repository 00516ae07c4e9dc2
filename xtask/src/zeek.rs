//! Message counts of another program's logs, where the corpus holds no table of counts: one log a protocol, one line a message.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::corpus::{Counts, Field, Key};

/// A log that is read.
struct Log {
    file: &'static str,
    field: Field,
    /// Column of the message's name.
    name: &'static str,
    sides: Sides,
    /// The columns, where the log does not name them.
    columns: &'static [&'static str],
    /// Names and codes; names in several logs mean the same.
    codes: &'static [(&'static str, u64)],
}

/// Which columns hold sender and receiver.
enum Sides {
    /// Named by the log.
    Columns(&'static str, &'static str),
    /// The connection's, turned where this column begins with one of these words.
    TurnedBy(&'static str, &'static [&'static str]),
}

const LOGS: [Log; 5] = [
    Log {
        file: "genisys.log",
        field: Field::GenisysHeader,
        name: "header",
        sides: Sides::TurnedBy("direction", &["response"]),
        columns: &[],
        codes: &[
            ("Acknowledge Client", 0xF1),
            ("Indication Data", 0xF2),
            ("Control Data Checkback", 0xF3),
            ("Common Control Data", 0xF9),
            ("Acknowledge and Poll", 0xFA),
            ("Poll", 0xFB),
            ("Control Data", 0xFC),
            ("Recall Header", 0xFD),
            ("Execute Controls", 0xFE),
        ],
    },
    Log {
        file: "roc_plus.log",
        field: Field::RocPlusOpcode,
        name: "opcode",
        sides: Sides::TurnedBy("packet_type", &["Response"]),
        columns: &["id.orig_h", "", "id.resp_h", "", "", "packet_type", "", "", "", "", "opcode"],
        codes: &[],
    },
    Log {
        file: "bsap_ip_header.log",
        field: Field::BsapHeader,
        name: "type_name",
        sides: Sides::Columns("source_h", "destination_h"),
        columns: &[],
        codes: &[("POLL", 0)],
    },
    Log {
        file: "bsap_ip_rdb.log",
        field: Field::BsapFunction,
        name: "func_code",
        sides: Sides::Columns("source_h", "destination_h"),
        columns: &[],
        codes: &[
            ("READ_SIGNAL_BY_ADDRESS", 0),
            ("READ_SIGNAL_BY_NAME", 4),
            ("WRITE_SIGNAL_BY_ADDRESS", 0x80),
            ("WRITE_SIGNAL_BY_NAME", 0x84),
        ],
    },
    Log {
        file: "c1222.log",
        field: Field::C1222Request,
        name: "service_req",
        sides: Sides::TurnedBy("service_req", &[]),
        columns: &["id.orig_h", "", "id.resp_h", "", "", "", "", "service_req"],
        codes: &[("REQ:Ident", 0x20), ("REQ:Register", 0x27), ("REQ:Logon", 0x50)],
    },
];

/// Counts of all logs beside a capture; none where there are none.
pub fn counts(oracle: &Path) -> Result<Option<Counts>> {
    let mut counts: Option<Counts> = None;
    for path in files(&oracle.join("zeek-baseline"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(log) = LOGS.iter().find(|log| log.file == name) {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            read(log, &text, counts.get_or_insert_default());
        }
    }
    Ok(counts)
}

/// The logs of this name beside a capture.
pub fn logs(capture: &Path, name: &str) -> Result<Vec<String>> {
    let mut oracle = capture.as_os_str().to_owned();
    oracle.push(".oracle");
    let files = files(&Path::new(&oracle).join("zeek-baseline"))?.into_iter();
    let named = files.filter(|path| path.file_name().is_some_and(|file| file == name));
    named.map(|path| fs::read_to_string(&path).with_context(|| path.display().to_string())).collect()
}

/// Files one folder below.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for below in fs::read_dir(folder)? {
            for file in fs::read_dir(below?.path())? {
                files.push(file?.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Lines whose name has no code are not counted: what is ours of them must be explained.
fn read(log: &Log, text: &str, counts: &mut Counts) {
    let named = text.lines().find_map(|line| line.strip_prefix("#fields\t"));
    let columns: Vec<&str> = named.map_or_else(|| log.columns.to_vec(), |fields| fields.split('\t').collect());
    let place = |name: &str| columns.iter().position(|column| *column == name);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let values: Vec<&str> = line.split('\t').collect();
        let value = |name: &str| place(name).and_then(|at| values.get(at)).copied().unwrap_or_default();
        let name = value(log.name);
        let name = name.strip_prefix("RSP_").unwrap_or(name);
        let listed = log.codes.iter().find(|(listed, _)| *listed == name).map(|(_, code)| *code);
        let Some(code) = listed.or_else(|| in_parentheses(name).filter(|_| log.codes.is_empty())) else { continue };
        let (sender, receiver) = match log.sides {
            Sides::Columns(sender, receiver) => (value(sender), value(receiver)),
            Sides::TurnedBy(by, words) if words.iter().any(|word| value(by).starts_with(word)) => {
                (value("id.resp_h"), value("id.orig_h"))
            }
            Sides::TurnedBy(..) => (value("id.orig_h"), value("id.resp_h")),
        };
        let (sender, receiver) = (sender.to_owned(), receiver.to_owned());
        *counts.entry(Key { field: log.field, value: code, sender, receiver }).or_default() += 1;
    }
}

/// A name that ends with its number: `Login Request (017)`.
fn in_parentheses(name: &str) -> Option<u64> {
    name.strip_suffix(')')?.rsplit_once('(')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_message_of_its_sender() {
        let head = "#fields\tid.orig_h\tid.resp_h\tpacket_type\topcode\n";
        let text = format!(
            "{head}a\tb\tRequest\tLogin Request (017)\na\tb\tResponse\tLogin Request (017)\na\tb\tRequest\tx\n"
        );
        let mut counts = Counts::new();
        read(&LOGS[1], &text, &mut counts);
        let told: Vec<_> = counts.iter().map(|(k, n)| (k.value, k.sender.as_str(), k.receiver.as_str(), *n)).collect();
        assert_eq!(told, [(17, "a", "b", 1), (17, "b", "a", 1)]);
    }
}
