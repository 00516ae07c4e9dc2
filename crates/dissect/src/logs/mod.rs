//! Logs of other programs that read traffic: what they tell becomes the conversations a capture would have shown, as far as they tell.
//!
//! Zeek writes a file for each kind of thing, with tabs or as JSON; Suricata one file of JSON (EVE). A line is a place to look, as
//! a frame of a capture is. What a log does not tell stays unknown: a conversation of which it names no function has none that
//! could be taken for all there were, and carries the remark `told-by-a-log`.
//!
//! Files come in any order, for lines of one name what others count: [`Logs::end`] joins them.

mod certificates;
mod eve;
mod join;
mod record;
mod sums;
#[cfg(test)]
mod tests;
mod told;
mod zeek;

use ringwall_model::{
    Capture, Diagnostic, Foreign, Instant, NetworkId, ObservationPointId, PacketCounts, Place, Reading, Severity,
};

use record::{Header, Record};
use sums::Sums;
use told::Told;

/// Longest line, in bytes; a longer one is passed over.
pub const LINE_BYTES_MAX: usize = 1 << 20;
/// Most conversations kept, for each way they are counted in; what is told of others is counted and not kept.
pub const CONVERSATIONS_MAX: usize = 1 << 20;

/// True where a file that begins so is a log that is read: `head` is its first 32 bytes or more.
pub fn is_log(head: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 6] =
        [b"#separator ", b"{\"ts\":", b"{\"_path\":", b"{\"timestamp\":", b"{ \"ts\":", b"{ \"timestamp\":"];
    BEGINNINGS.iter().any(|beginning| head.starts_with(beginning))
}

/// Where a log was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// What it is called in output.
    pub name: Foreign,
    /// The observation point, where one names the file.
    pub point: Option<ObservationPointId>,
    /// Network of what has no VLAN that is listed.
    pub network: NetworkId,
    /// Network of each VLAN path, outermost id first.
    pub vlans: Vec<(Vec<u16>, NetworkId)>,
}

/// One log being read.
#[derive(Debug)]
pub struct Log {
    number: u32,
    taken: Taken,
    header: Header,
    /// The beginning of a line.
    begun: Vec<u8>,
    /// The line is too long, and its rest is passed over.
    passes_over: bool,
    lines: u64,
    told: u64,
    not_understood: u64,
    of_no_use: u64,
    first: Option<Instant>,
    last: Option<Instant>,
    sha256: Option<Box<str>>,
}

/// What all logs of a run tell.
#[derive(Debug, Default)]
pub struct Logs {
    sums: Sums,
    ended: Vec<Log>,
    begun: u32,
}

impl Logs {
    /// True where no log was begun.
    pub fn is_empty(&self) -> bool {
        self.begun == 0
    }

    /// Begins a log.
    pub fn begin(&mut self, taken: Taken) -> Log {
        let number = self.begun;
        self.begun = self.begun.saturating_add(1);
        Log {
            number,
            taken,
            header: Header::default(),
            begun: Vec::new(),
            passes_over: false,
            lines: 0,
            told: 0,
            not_understood: 0,
            of_no_use: 0,
            first: None,
            last: None,
            sha256: None,
        }
    }

    /// Takes the next bytes of a log.
    pub fn take(&mut self, log: &mut Log, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (head, behind) = rest.split_at(end);
            rest = behind.get(1..).unwrap_or_default();
            let mut line = std::mem::take(&mut log.begun);
            line.extend_from_slice(head);
            let too_long = std::mem::take(&mut log.passes_over) || line.len() > LINE_BYTES_MAX;
            self.line(log, if too_long { b"" } else { &line }, too_long);
            line.clear();
            log.begun = line;
        }
        if log.passes_over || log.begun.len().saturating_add(rest.len()) > LINE_BYTES_MAX {
            log.passes_over = true;
            log.begun.clear();
        } else {
            log.begun.extend_from_slice(rest);
        }
    }

    /// Ends a log; its last line may have no end.
    pub fn finish(&mut self, mut log: Log, sha256: Option<Box<str>>) {
        if !log.begun.is_empty() || log.passes_over {
            self.take(&mut log, b"\n");
        }
        log.sha256 = sha256;
        self.ended.push(log);
    }

    fn line(&mut self, log: &mut Log, line: &[u8], too_long: bool) {
        log.lines = log.lines.saturating_add(1);
        if line.is_empty() && !too_long || log.header.takes(line) {
            return;
        }
        let record = if too_long { None } else { Record::of(line, &log.header) };
        let mut told = Told::new(&mut self.sums, &log.taken, log.number, log.lines);
        let understood = record.and_then(|record| match record.is_eve() {
            true => eve::read(&record, &mut told),
            false => zeek::read(&record, &log.header, &mut told),
        });
        let (first, last) = (told.first, told.last);
        match understood {
            None => log.not_understood = log.not_understood.saturating_add(1),
            Some(false) => log.of_no_use = log.of_no_use.saturating_add(1),
            Some(true) => {
                log.told = log.told.saturating_add(1);
                log.first = [log.first, first].into_iter().flatten().min();
                log.last = log.last.max(last);
            }
        }
    }

    /// Adds what was told to a reading. Logs stand behind its captures.
    pub fn end(mut self, reading: &mut Reading) {
        let before = u32::try_from(reading.captures.len()).unwrap_or(u32::MAX);
        self.ended.sort_by_key(|log| log.number);
        for log in self.ended {
            reading.diagnostics.extend(log.remarks());
            reading.captures.push(log.capture());
        }
        let joined = join::join(self.sums, before);
        add(&mut reading.packets, joined.packets, joined.bytes);
        reading.conversations.extend(joined.conversations);
        reading.conversations.sort_by(|a, b| a.key.cmp(&b.key));
        reading.identities.extend(joined.identities);
        reading.identities.sort();
        reading.bindings.extend(joined.bindings);
        reading.bindings.sort();
        reading.diagnostics.extend(joined.diagnostics);
        reading.diagnostics.sort();
    }
}

/// Whoever wrote the log saw these frames; of them only what it says is known.
fn add(counts: &mut PacketCounts, packets: u64, bytes: u64) {
    counts.total = counts.total.saturating_add(packets);
    counts.transport_only = counts.transport_only.saturating_add(packets);
    counts.bytes = counts.bytes.saturating_add(bytes);
}

impl Log {
    fn capture(self) -> Capture {
        let Self { taken: Taken { name, point, .. }, sha256, first, last, lines, .. } = self;
        Capture { name, point, sha256, frames: lines, first, last, dropped: None, lines: true }
    }

    fn remarks(&self) -> Vec<Diagnostic> {
        let place = || Place::Capture { capture: self.taken.name.clone(), offset: None };
        let mut remarks = Vec::new();
        if self.told > 0 {
            let message =
                format!("{} of its {} lines were used: what follows is what they tell", self.told, self.lines);
            let help =
                "bytes are those of IP packets; operations, log-ins and cryptography that no line names are unknown";
            remarks.push(Diagnostic::new("read-from-a-log", Severity::Note, place(), message).help(help));
        }
        if self.not_understood > 0 {
            let message = format!("{} of its {} lines were not understood", self.not_understood, self.lines);
            let help =
                "what they tell is missing; check that the log was copied whole, with its lines that begin with #";
            remarks.push(Diagnostic::new("log-lines-not-understood", Severity::Warning, place(), message).help(help));
        }
        if self.told == 0 && self.of_no_use > 0 {
            let message = "nothing of this log is used";
            let help = "give the conn log, and those of industrial protocols beside it";
            remarks.push(Diagnostic::new("log-not-used", Severity::Note, place(), message).help(help));
        }
        remarks
    }
}
