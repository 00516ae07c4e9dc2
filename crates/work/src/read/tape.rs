//! One capture being read: a buffer over its bytes, and the frames found in it.

use std::{
    fs::File,
    io::{self, Read},
};

use ringwall_capture::{Bytes, CaptureError, Source, Stream, interrupt};
use ringwall_dissect::{
    engine::TOGETHER,
    formats::{Damage, HEAD_BYTES, Reader, Record, Room, Step},
};
use ringwall_model::{Capture, Diagnostic, Foreign, Instant, Place, Severity};

use super::twice::Twice;

/// Bytes a buffer holds: few enough to stay near the processor. Frames found in it move to its front when more are read.
const CHUNK_BYTES: usize = 256 << 10;
/// Bytes of the frames of a run. Where a capture is cut into runs hangs on its frames alone, however it comes.
const RUN_BYTES: usize = 64 << 10;
/// Frames found at once: few enough that what was looked at to find them is still at hand when they are decoded.
const AT_ONCE: usize = 32;
/// Bytes read to see what a file is and when it begins.
const PEEK_BYTES: usize = 64 << 10;

/// A clock that is set goes back by more; frames of several interfaces by less.
const STEP_US: i64 = 1_000_000;

/// What a run has room for.
const A_RUN: Room = Room { frames: TOGETHER, bytes: RUN_BYTES };

/// A capture being read.
#[derive(Debug)]
pub(super) struct Tape {
    number: u32,
    source: Source,
    bytes: Option<Bytes>,
    reader: Reader,
    buffer: Vec<u8>,
    /// Where the bytes of the run at hand begin in the buffer.
    run: usize,
    /// Where the frames found until now end.
    kept: usize,
    /// Where the next frame is looked for.
    start: usize,
    end: usize,
    /// Offset of `start` in the unpacked file.
    offset: u64,
    /// Bytes still to pass over.
    skip: u64,
    /// Given back for now.
    asleep: bool,
    /// Why no more can be read: told after the frames found.
    failed: Option<io::Error>,
    /// Left before its end: somebody asked to stop while more was waited for.
    pub(super) left: bool,
    hash: bool,
    /// The next frames, which lie whole in the buffer.
    ready: Vec<Record>,
    /// How many of them have been passed.
    passed: usize,
    /// What may still be found of the run at hand.
    room: Room,
    /// There are no more frames than those found.
    over: bool,
    /// Frames whose time is more than a second before that of a frame before them.
    steps: u64,
    /// Frames that come twice.
    pub(super) twice: Twice,
    pub(super) capture: Capture,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// How a source, by its number in the list, is opened: in this process, or by who started it.
pub(crate) type Open<'a> = &'a dyn Fn(u32, &Source) -> Result<File, CaptureError>;

/// Where captures come from: those listed, and where none are, those that come one by one, with their names.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub(crate) open: Open<'a>,
    pub(crate) next: &'a dyn Fn(u32) -> Option<(File, String)>,
}

/// What a source turned out to be.
#[derive(Debug)]
pub(super) enum Opened {
    Tape(Box<Tape>),
    /// A log of another program, and what was read of it to see that.
    Log(Bytes, Vec<u8>),
    Empty,
    /// What it is instead, and what to do.
    Other(&'static str, &'static str),
}

impl Tape {
    /// Opens a source up to its first frame.
    pub(super) fn open(number: u32, source: &Source, open: Open<'_>, hash: bool) -> Result<Opened, CaptureError> {
        let mut bytes = Bytes::of(source, open(number, source)?, hash)?;
        let mut buffer = vec![0; PEEK_BYTES];
        // What cannot even be unpacked is what it seems from its first bytes.
        let end = fill(&mut bytes, &mut buffer, HEAD_BYTES).unwrap_or(0);
        let head = buffer.get(..end).unwrap_or_default();
        let Some(reader) = Reader::detect(head) else {
            if end == 0 && source.size.unwrap_or(0) == 0 {
                return Ok(Opened::Empty);
            }
            if ringwall_dissect::logs::is_log(head) {
                buffer.truncate(end);
                return Ok(Opened::Log(bytes, buffer));
            }
            let (what, help) = ringwall_dissect::formats::diagnose_unknown(head);
            return Ok(Opened::Other(what, help));
        };
        let capture = Capture {
            name: Foreign::default(),
            point: None,
            sha256: None,
            frames: 0,
            first: None,
            last: None,
            dropped: None,
            lines: false,
        };
        let mut tape = Self {
            number,
            source: source.clone(),
            bytes: Some(bytes),
            reader,
            buffer,
            run: 0,
            kept: 0,
            start: 0,
            end,
            offset: 0,
            skip: 0,
            asleep: false,
            failed: None,
            left: false,
            hash,
            ready: Vec::with_capacity(AT_ONCE),
            passed: 0,
            room: A_RUN,
            over: false,
            steps: 0,
            twice: Twice::default(),
            capture,
            diagnostics: Vec::new(),
        };
        tape.find();
        Ok(Opened::Tape(Box::new(tape)))
    }

    /// Time of the frame at the head; none at the end.
    pub(super) fn time(&self) -> Option<Instant> {
        self.ready.get(self.passed).map(|r| r.time)
    }

    /// Frames at hand: some of a run, none at its end. Their offsets are those in [`Tape::bytes`].
    #[inline]
    pub(super) fn ready(&self) -> &[Record] {
        self.ready.get(self.passed..).unwrap_or_default()
    }

    /// The bytes of the run at hand.
    #[inline]
    pub(super) fn bytes(&self) -> &[u8] {
        self.buffer.get(self.run..).unwrap_or_default()
    }

    /// Begins the next run: of the one before, nothing is needed any more.
    pub(super) fn begin_run(&mut self) {
        self.ready.drain(..self.passed);
        self.passed = 0;
        self.room = A_RUN;
        let front = self.ready.first().map_or(self.start.saturating_sub(self.run), |record| record.at);
        self.run = self.run.saturating_add(front);
        self.kept = self.kept.max(self.run);
        for record in &mut self.ready {
            record.at = record.at.saturating_sub(front);
            self.room.take(record);
        }
        if self.ready.is_empty() {
            self.find();
        }
    }

    /// Passes over `n` frames at hand, which are counted, and finds more of the run.
    pub(super) fn pass(&mut self, n: usize) {
        let end = self.passed.saturating_add(n);
        let passed = self.ready.get(self.passed..end).unwrap_or_default();
        for record in passed.iter().take(self.twice.left()) {
            let bytes = of(&self.buffer, self.run, record);
            self.twice.note(bytes, record.time);
        }
        if let Some(head) = passed.first() {
            let mut first = self.capture.first.unwrap_or(head.time);
            let mut last = self.capture.last.unwrap_or(head.time);
            for record in passed {
                // Nearly every frame is later than those before it.
                if record.time >= last {
                    last = record.time;
                } else {
                    self.steps = self.steps.saturating_add(u64::from(last.0.saturating_sub(record.time.0) > STEP_US));
                    first = first.min(record.time);
                }
            }
            (self.capture.first, self.capture.last) = (Some(first), Some(last));
        }
        self.capture.frames = self.capture.frames.saturating_add(wide(passed.len()));
        self.passed = end;
        if self.ready().is_empty() {
            self.find();
        }
    }

    /// Bytes of the source read so far.
    pub(super) fn position(&self) -> u64 {
        self.bytes.as_ref().map_or(0, Bytes::position)
    }

    /// Gives the file back until it is its turn; what was read of it is read again then. A pipe stays open.
    pub(super) fn rest(&mut self) {
        if matches!(self.source.stream, Stream::File(_)) {
            self.bytes = None;
            self.buffer = Vec::new();
            self.asleep = true;
        }
    }

    /// Takes the file up again after [`Tape::rest`].
    pub(super) fn wake(&mut self, open: Open<'_>) {
        if !self.asleep {
            return;
        }
        match Self::open(self.number, &self.source, open, self.hash) {
            Ok(Opened::Tape(tape)) => {
                let capture = std::mem::replace(&mut self.capture, tape.capture.clone());
                *self = *tape;
                self.capture = capture;
            }
            // It was there a moment ago.
            _ => self.stop("capture-unreadable", "the file went away while others were read", "read it again"),
        }
    }

    /// Ends the tape: hashes what is left, and says what the file says of itself.
    pub(super) fn finish(mut self) -> (Capture, Vec<Diagnostic>) {
        self.capture.dropped = self.reader.dropped();
        if self.steps > 0 {
            self.diagnostics.push(time_went_back(self.steps));
        }
        self.diagnostics.extend(self.twice.diagnostic());
        // The rest of a file that was left is not read for its hash.
        let bytes = self.bytes.take().filter(|_| !interrupt::asked());
        self.capture.sha256 = bytes.and_then(|b| b.finish().ok()).flatten();
        (self.capture, self.diagnostics)
    }

    /// Ends a tape that was not begun.
    pub(super) fn unread(self) -> (Capture, Vec<Diagnostic>) {
        (self.capture, self.diagnostics)
    }

    fn is_recorded_now(&self) -> bool {
        matches!(self.source.stream, Stream::Pipe(_))
    }

    fn consume(&mut self, n: usize) {
        let here = n.min(self.end.saturating_sub(self.start));
        self.start = self.start.saturating_add(here);
        self.offset = self.offset.saturating_add(wide(n));
        self.skip = self.skip.saturating_add(wide(n.saturating_sub(here)));
    }

    /// Finds the next frames of the run at hand.
    fn find(&mut self) {
        self.ready.clear();
        self.passed = 0;
        let mut room = Room { frames: self.room.frames.min(AT_ONCE), ..self.room };
        while !self.over && !room.is_full() {
            let bytes = self.buffer.get(self.start..self.end).unwrap_or_default();
            let used = self.reader.frames(bytes, self.start.saturating_sub(self.run), &mut self.ready, &mut room);
            self.consume(used);
            if used > 0 {
                self.kept = self.start;
            }
            if room.is_full() {
                break;
            }
            let waits = self.ready.is_empty() && self.room.frames == A_RUN.frames;
            match self.reader.step(self.buffer.get(self.start..self.end).unwrap_or_default()) {
                Step::Frame(record) => {
                    let at = self.start.saturating_sub(self.run).saturating_add(record.at);
                    self.ready.push(Record { at, ..record });
                    self.consume(record.used);
                    self.kept = self.start;
                    room.take(&record);
                }
                Step::Pass(n) => self.consume(n),
                // What is still being recorded is read as it comes: the next frame may be far off.
                Step::More(_) if self.is_recorded_now() && !waits => break,
                Step::More(n) => {
                    if !self.more(n) {
                        self.over = self.ready.is_empty();
                        break;
                    }
                }
                // Told when what is before it has been passed.
                Step::Damaged(_) if !self.ready.is_empty() => break,
                Step::Damaged(damage) => {
                    self.damaged(damage);
                    self.over = true;
                }
            }
        }
        self.room.frames = self.room.frames.saturating_sub(self.ready.len());
        self.room.bytes = room.bytes;
    }

    /// Reads until `need` bytes are there. False where there are no more: why is told once the frames found were passed.
    #[cold]
    fn more(&mut self, need: usize) -> bool {
        self.make_room(need);
        loop {
            if self.left || self.failed.is_some() {
                return self.failed();
            }
            let Some(bytes) = &mut self.bytes else { return false };
            match bytes.read(self.buffer.get_mut(self.end..).unwrap_or_default()) {
                Ok(0) => return self.ended(),
                Ok(n) => {
                    let passed = wide(n).min(self.skip);
                    self.skip = self.skip.saturating_sub(passed);
                    let passed = usize::try_from(passed).unwrap_or(n);
                    if passed > 0 {
                        self.buffer.copy_within(self.end.saturating_add(passed)..self.end.saturating_add(n), self.end);
                    }
                    self.end = self.end.saturating_add(n).saturating_sub(passed);
                    if self.end.saturating_sub(self.start) >= need {
                        return true;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted && !interrupt::asked() => {}
                // Whoever asked to stop knows that this is not the end.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => self.left = true,
                Err(error) => self.failed = Some(error),
            }
        }
    }

    /// Makes the buffer large enough for `need` bytes from `start` on; what was passed over leaves it.
    fn make_room(&mut self, need: usize) {
        // What stands between frames: it ends no run, for the same frames in another format have the same runs.
        if self.start > self.kept {
            self.buffer.copy_within(self.start..self.end, self.kept);
            self.end = self.end.saturating_sub(self.start.saturating_sub(self.kept));
            self.start = self.kept;
        }
        if self.buffer.len().saturating_sub(self.end) < CHUNK_BYTES / 4 {
            self.buffer.copy_within(self.run..self.end, 0);
            self.kept = self.kept.saturating_sub(self.run);
            self.start = self.start.saturating_sub(self.run);
            self.end = self.end.saturating_sub(self.run);
            self.run = 0;
        }
        let begun = self.capture.frames > 0 || !self.ready.is_empty();
        let room = if begun { CHUNK_BYTES } else { PEEK_BYTES }.max(self.start.saturating_add(need));
        if self.buffer.len() < room {
            self.buffer.resize(room, 0);
        }
    }

    /// There are no more bytes: a record may have been begun.
    fn ended(&mut self) -> bool {
        if self.ready.is_empty() && (self.end > self.start || self.skip > 0) {
            self.damaged(Damage::Cut);
        }
        false
    }

    fn failed(&mut self) -> bool {
        if self.ready.is_empty()
            && let Some(error) = self.failed.take()
        {
            self.bytes = None;
            let reason = Foreign::from(error.to_string()).terminal().to_string();
            self.stop("capture-damaged", &reason, "copy the file again from where it was recorded");
        }
        false
    }

    fn damaged(&mut self, damage: Damage) {
        self.diagnostics.push(damage.diagnostic(&Foreign::default(), self.offset, self.capture.frames));
    }

    fn stop(&mut self, code: &'static str, reason: &str, help: &'static str) {
        let place = Place::Capture { capture: Foreign::default(), offset: Some(self.offset) };
        let message = format!("{reason}; the {} frames before are used", self.capture.frames);
        self.ready.clear();
        self.diagnostics.push(Diagnostic::new(code, Severity::Warning, place, message).help(help));
    }
}

/// The bytes of a frame of a run that begins at `run` in a buffer.
#[inline]
fn of<'a>(buffer: &'a [u8], run: usize, record: &Record) -> &'a [u8] {
    let at = run.saturating_add(record.at);
    buffer.get(at..at.saturating_add(record.captured)).unwrap_or_default()
}

fn time_went_back(steps: u64) -> Diagnostic {
    let place = Place::Capture { capture: Foreign::default(), offset: None };
    let message = format!("{steps} frames are more than a second older than one before them: the clock was set");
    Diagnostic::new("time-steps", Severity::Note, place, message)
        .help("what is said of times and their order is as good as the clock of whoever recorded")
}

/// Reads at least `need` bytes, less only where there are no more.
fn fill(bytes: &mut Bytes, buffer: &mut [u8], need: usize) -> io::Result<usize> {
    let mut end = 0_usize;
    while end < need {
        match bytes.read(buffer.get_mut(end..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(n) => end = end.saturating_add(n),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(end)
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block of a pcapng file.
    fn block(kind: u32, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).unwrap() + 12;
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), body, &length.to_le_bytes()].concat()
    }

    #[test]
    fn what_stands_between_frames_is_not_kept() {
        let section = block(0x0a0d_0d0a, &[0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
        let interface = block(1, &[1, 0, 0, 0, 0, 0, 0, 0]);
        let frame = block(6, &[&[0; 12][..], &16_u32.to_le_bytes(), &16_u32.to_le_bytes(), &[7; 16]].concat());
        let other = vec![block(0x0bad, &[0; 4]); 100_000].concat();
        let file = [section, interface, frame.clone(), other.clone(), frame.clone(), frame, other].concat();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pcapng");
        std::fs::write(&path, file).unwrap();
        let source = Source { stream: Stream::File(path), named: true, within: None, size: None };
        let opened = Tape::open(0, &source, &|_, source| ringwall_capture::open(source), false).unwrap();
        let Opened::Tape(mut tape) = opened else { panic!("it is a capture") };
        let (mut most, mut runs) = (0, 0);
        while tape.time().is_some() {
            runs += 1;
            while !tape.ready().is_empty() {
                assert!(tape.ready().iter().all(|record| of(&tape.buffer, tape.run, record) == [7; 16]));
                tape.pass(tape.ready().len());
                most = most.max(tape.buffer.len());
            }
            tape.begin_run();
        }
        assert_eq!((tape.capture.frames, tape.diagnostics.len(), runs), (3, 0, 1), "it ends no run either");
        assert!(most <= 2 * CHUNK_BYTES, "{most} bytes of three million");
    }
}
