//! Several captures as one timeline: frames come in the order of their times as far as captures overlap.

use std::collections::{BTreeSet, VecDeque};

use ringwall_capture::interrupt;
use ringwall_dissect::{
    engine::{Account, Gate, Moment, Run, Stamp},
    formats::{LinkType, Record},
    link::{self, Headers, Unread},
    logs::Logs,
};
use ringwall_model::{Capture, Diagnostic, Foreign, Instant, NetworkId, Place, Severity};

use super::{
    Listed, Progress,
    follow::{self, Next},
    logs::LogFile,
    tape::{Sources, Tape},
};

/// Captures open at once. Where more overlap, the rest wait until one of these has ended.
const OPEN_MAX: usize = 16;
/// Frames are handed over together where they are no farther apart: between flows, their order is given up.
const TOGETHER_US: i64 = 1_000_000;
/// Frames taken out of one frame of a capture, at most: stations put fewer into one.
const AGGREGATED_MAX: usize = 128;
/// Frames between two words of progress.
const PROGRESS_FRAMES: u64 = 1 << 16;

/// Captures on their way to the shards.
pub(super) struct Timeline<'a, 'b> {
    sources: Sources<'a>,
    /// Files come one by one, this many until now.
    followed: Option<u32>,
    waiting: VecDeque<(u32, Box<Tape>)>,
    open: Vec<(u32, Box<Tape>)>,
    total: Option<u64>,
    /// Bytes of captures that ended.
    passed: u64,
    progress: Option<&'a mut &'b mut dyn FnMut(Progress)>,
    finished: Vec<Finished>,
    undecoded: Account,
    bytes: u64,
    frames: u64,
    links: BTreeSet<(u32, LinkType)>,
    waited: bool,
    /// Files of a followed folder that are no captures.
    passed_over: usize,
    logs: Logs,
    /// What is to be said of them.
    of_logs: Vec<Diagnostic>,
    /// The network of a followed folder.
    pub(super) followed_network: NetworkId,
    /// Frames at hand, decoded.
    run: Run,
    headers: Headers,
}

/// A capture that ended, by its number.
pub(super) type Finished = (u32, Capture, Vec<Diagnostic>);

/// What the timeline knows when it has ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) captures: Vec<Capture>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) undecoded: Account,
    pub(super) bytes: u64,
    pub(super) logs: Logs,
}

impl<'a, 'b> Timeline<'a, 'b> {
    pub(super) fn new(
        sources: Sources<'a>,
        listed: &Listed,
        mut tapes: Vec<Tape>,
        total: Option<u64>,
        progress: Option<&'a mut &'b mut dyn FnMut(Progress)>,
    ) -> Self {
        tapes.iter_mut().for_each(|tape| tape.twice.to_the_end = listed.is_live);
        Self {
            sources,
            followed: listed.is_followed().then_some(0),
            waiting: (0..).zip(tapes.into_iter().map(Box::new)).collect(),
            open: Vec::new(),
            total,
            passed: 0,
            progress,
            finished: Vec::new(),
            undecoded: Account::default(),
            bytes: 0,
            frames: 0,
            links: BTreeSet::new(),
            waited: false,
            passed_over: 0,
            logs: Logs::default(),
            of_logs: Vec::new(),
            followed_network: NetworkId::from_foreign("capture"),
            run: Run::default(),
            headers: Headers::default(),
        }
    }

    /// Reads logs, which have no frames: what they tell is added when everything was read.
    pub(super) fn read_logs(&mut self, files: Vec<LogFile>) {
        for file in files {
            let (bytes, diagnostic) = file.read(self.sources.open, &mut self.logs);
            self.passed = self.passed.saturating_add(bytes);
            self.of_logs.extend(diagnostic);
            self.tell(0);
        }
    }

    /// Hands every frame that has headers to `give`, in runs, with the bytes they lie in.
    pub(super) fn run(mut self, gate: &Gate<'_>, mut give: impl FnMut(&Run, &[u8])) -> Ended {
        self.start_due();
        while let Some(at) = self.earliest().or_else(|| self.follow()) {
            let (capture, mut tape) = self.open.swap_remove(at);
            if interrupt::asked() && !tape.left {
                self.open.push((capture, tape));
                return self.stop();
            }
            let until = self.next_due();
            self.play(capture, &mut tape, until, gate, &mut give);
            match tape.time() {
                Some(_) => self.open.push((capture, tape)),
                None if tape.left => {
                    self.close(capture, *tape);
                    return self.stop();
                }
                None => self.close(capture, *tape),
            }
            self.start_due();
        }
        self.end()
    }

    /// The open capture whose frame is next.
    fn earliest(&self) -> Option<usize> {
        let times = self.open.iter().enumerate().map(|(at, (capture, tape))| (tape.time(), *capture, at));
        times.min().map(|(_, _, at)| at)
    }

    /// Takes up the next file of a folder that is followed, and waits for it.
    fn follow(&mut self) -> Option<usize> {
        loop {
            let number = self.followed?;
            let (file, name) = (self.sources.next)(number)?;
            self.followed = Some(number.saturating_add(1));
            let capture = u32::try_from(self.finished.len()).unwrap_or(u32::MAX);
            match follow::next(file, &name, &self.finished, &self.followed_network) {
                Next::Log(log) => self.read_logs(vec![*log]),
                Next::Tape(tape) if tape.time().is_some() => {
                    self.open.push((capture, tape));
                    return self.earliest();
                }
                Next::Tape(tape) => self.close(capture, *tape),
                Next::Other => self.passed_over = self.passed_over.saturating_add(1),
            }
        }
    }

    /// Opens captures whose first frame is not later than any frame at hand.
    fn start_due(&mut self) {
        while let Some((_, first)) = self.waiting.front() {
            let next = self.open.iter().filter_map(|(_, tape)| tape.time()).min();
            let due = match (first.time(), next) {
                (_, None) => true,
                (Some(first), Some(next)) => first <= next,
                (None, Some(_)) => false,
            };
            if !due {
                return;
            }
            if self.open.len() >= OPEN_MAX {
                self.waited = true;
                return;
            }
            let Some((capture, mut tape)) = self.waiting.pop_front() else { return };
            tape.wake(self.sources.open);
            match tape.time() {
                Some(_) => self.open.push((capture, tape)),
                None => self.close(capture, *tape),
            }
        }
    }

    /// The time and capture at which another capture than the one at hand has its turn.
    fn next_due(&self) -> Option<(Instant, u32)> {
        let open = self.open.iter().filter_map(|(capture, tape)| Some((tape.time()?, *capture)));
        let waiting = self.waiting.front().filter(|_| self.open.len().saturating_add(1) < OPEN_MAX);
        open.chain(waiting.and_then(|(capture, tape)| Some((tape.time()?, *capture)))).min()
    }

    /// Hands over frames of one capture until another has its turn.
    fn play(
        &mut self,
        capture: u32,
        tape: &mut Tape,
        until: Option<(Instant, u32)>,
        gate: &Gate<'_>,
        give: &mut impl FnMut(&Run, &[u8]),
    ) {
        loop {
            let (from, to) = tape.time().map_or((i64::MAX, i64::MIN), |first| within(first, capture, until));
            let mut frames = 0_usize;
            loop {
                let ready = tape.ready();
                let due = ready.iter().position(|r| r.time.0 < from || r.time.0 > to).unwrap_or(ready.len());
                // What came before the tape was left is still read.
                if due == 0 || interrupt::asked() && !tape.left {
                    break;
                }
                let all = due == ready.len();
                self.decode(capture, tape, due, gate);
                tape.pass(due);
                frames = frames.saturating_add(due);
                if !all {
                    break;
                }
            }
            if frames == 0 {
                return;
            }
            give(&self.run, tape.bytes());
            self.run.clear();
            tape.begin_run();
            self.tell_sometimes(frames, tape.position());
        }
    }

    /// Decodes frames at hand; those without headers are counted.
    fn decode(&mut self, capture: u32, tape: &Tape, due: usize, gate: &Gate<'_>) {
        let (untagged, all) = (gate.untagged(capture), tape.bytes());
        let mut number = tape.capture.frames;
        let mut wire = 0_u64;
        for record in tape.ready().get(..due).unwrap_or_default() {
            number = number.saturating_add(1);
            wire = wire.saturating_add(record.length.into());
            let behind = all.get(record.at..).unwrap_or_default();
            let bytes = behind.get(..record.captured).unwrap_or_default();
            let moment = Moment { stamp: Stamp::new(capture, number), time: record.time };
            match link::plain(record.link, bytes, record.length) {
                Some(headers) => {
                    self.run.add(gate.frame_in(untagged, moment, &headers, record.at, record.length));
                }
                None => self.decode_any(capture, record, bytes, moment, gate),
            }
        }
        self.bytes = self.bytes.saturating_add(wire);
    }

    /// Decodes a frame of any kind. Apart from the plain ones, which are read in registers that this has no need of.
    #[inline(never)]
    fn decode_any(&mut self, capture: u32, record: &Record, bytes: &[u8], moment: Moment, gate: &Gate<'_>) {
        if let Some(headers) = link::plain_below_ip(record.link, bytes, record.length) {
            return self.run.add(gate.frame(moment, capture, &headers, record.at, record.length));
        }
        match link::decode_into(&mut self.headers, record.link, bytes, record.length) {
            Ok(()) if self.headers.next().is_some() => self.aggregate(capture, record, bytes, moment, gate),
            Ok(()) => self.run.add(gate.frame(moment, capture, &self.headers, record.at, record.length)),
            Err(reason) => self.unread(capture, record, reason),
        }
    }

    /// Several frames in one, of which the headers at hand are the first's. Bytes on the wire are shared out among them.
    #[cold]
    fn aggregate(&mut self, capture: u32, record: &Record, bytes: &[u8], moment: Moment, gate: &Gate<'_>) {
        let mut start = 0;
        for _ in 1..AGGREGATED_MAX {
            let next = self.headers.next();
            let wire = next.unwrap_or(record.length).saturating_sub(start);
            self.run.add(gate.frame(moment, capture, &self.headers, record.at, wire));
            let Some(next) = next else { return };
            start = next;
            self.undecoded.aggregated = self.undecoded.aggregated.saturating_add(1);
            if let Err(reason) = link::further(&mut self.headers, bytes, record.length) {
                return self.unread(capture, record, reason);
            }
        }
        // Nothing that speaks 802.11 fills one so.
        self.unread(capture, record, Unread::WlanHeader);
    }

    fn tell_sometimes(&mut self, frames: usize, position: u64) {
        let before = self.frames / PROGRESS_FRAMES;
        self.frames = self.frames.saturating_add(u64::try_from(frames).unwrap_or(0));
        if self.frames / PROGRESS_FRAMES != before {
            self.tell(position);
        }
    }

    #[cold]
    fn unread(&mut self, capture: u32, record: &Record, reason: Unread) {
        self.undecoded.unread(reason, 1);
        if reason == Unread::LinkType {
            self.links.insert((capture, record.link));
        }
    }

    fn tell(&mut self, position: u64) {
        let others = self.open.iter().map(|(_, t)| t.position()).fold(position, u64::saturating_add);
        let word = Progress { bytes: self.passed.saturating_add(others), total: self.total, frames: self.frames };
        if let Some(progress) = &mut self.progress {
            progress(word);
        }
    }

    fn close(&mut self, number: u32, tape: Tape) {
        self.passed = self.passed.saturating_add(tape.position());
        let (capture, diagnostics) = tape.finish();
        self.finished.push((number, capture, diagnostics));
        self.tell(0);
    }

    /// Ends before the captures do: what was read until then is the answer, and it says so.
    fn stop(mut self) -> Ended {
        for (number, tape) in std::mem::take(&mut self.open) {
            self.close(number, *tape);
        }
        let unread = self.waiting.len();
        for (number, tape) in std::mem::take(&mut self.waiting) {
            let (capture, diagnostics) = tape.unread();
            self.finished.push((number, capture, diagnostics));
        }
        let frames = self.frames;
        let mut ended = self.end();
        ended.diagnostics.push(interrupted(frames, unread));
        ended
    }

    fn end(mut self) -> Ended {
        self.finished.sort_by_key(|(number, _, _)| *number);
        let mut diagnostics = Vec::new();
        for (number, capture, own) in &self.finished {
            diagnostics.extend(own.iter().cloned().map(|d| named(d, &capture.name)));
            let links = self.links.iter().filter(|(of, _)| of == number);
            diagnostics.extend(links.map(|(_, link)| unknown_link(&capture.name, *link)));
            if capture.frames == 0 && !interrupt::asked() {
                diagnostics.push(without_frames(&capture.name));
            }
        }
        if self.waited {
            let message = format!("more than {OPEN_MAX} captures overlap in time; some were read one after another");
            let help = "give fewer captures at once, or merge them with `mergecap`";
            diagnostics.push(Diagnostic::new("captures-not-merged", Severity::Note, Place::Whole, message).help(help));
        }
        diagnostics.extend(follow::passed_over(self.passed_over));
        diagnostics.extend(self.of_logs);
        let captures = self.finished.into_iter().map(|(_, capture, _)| capture).collect();
        Ended { captures, diagnostics, undecoded: self.undecoded, bytes: self.bytes, logs: self.logs }
    }
}

/// The times of frames that are handed over together with the first: none where another capture has its turn before it.
fn within(first: Instant, capture: u32, until: Option<(Instant, u32)>) -> (i64, i64) {
    let (from, to) = (first.0.saturating_sub(TOGETHER_US), first.0.saturating_add(TOGETHER_US));
    let last = match until {
        Some((time, other)) if capture <= other => time.0,
        Some((time, _)) => time.0.saturating_sub(1),
        None => i64::MAX,
    };
    (from, to.min(last))
}

/// A tape does not know what its capture is called.
fn named(mut diagnostic: Diagnostic, name: &Foreign) -> Diagnostic {
    if let Place::Capture { capture, .. } = &mut diagnostic.place {
        *capture = name.clone();
    }
    diagnostic
}

fn interrupted(frames: u64, unread: usize) -> Diagnostic {
    let of = if unread == 0 { String::new() } else { format!("; {unread} captures were not begun") };
    let message = format!("reading was stopped after {frames} frames: what follows is of these{of}");
    Diagnostic::new("reading-stopped", Severity::Warning, Place::Whole, message).help("read again to the end")
}

fn unknown_link(name: &Foreign, link: LinkType) -> Diagnostic {
    let place = Place::Capture { capture: name.clone(), offset: None };
    let message = format!("frames of link type {} are not read", link.0);
    Diagnostic::new("link-type-unknown", Severity::Warning, place, message)
        .help("record on an Ethernet interface, or convert the capture to Ethernet frames")
}

fn without_frames(name: &Foreign) -> Diagnostic {
    let place = Place::Capture { capture: name.clone(), offset: None };
    Diagnostic::new("capture-without-frames", Severity::Warning, place, "the capture holds no frame")
        .help("check that the recording was started on the right interface")
}
