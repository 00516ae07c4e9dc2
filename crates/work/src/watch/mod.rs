//! Watching what is still being recorded: an interface, or a folder that another program records into.
//!
//! Frames of an interface go from the kernel's ring to a confined process that reads them as a capture.
//!
//! This process opens the interface, gives up its privileges and understands no frame: it passes them on through a pipe.
//! When it is told to stop it closes the pipe, and what the other process made of it all is the answer. Where that process
//! dies, a new one goes on with what comes next, and says how many frames went with the old one.

mod error;
mod feed;
mod follow;
pub(crate) mod health;
mod pcapng;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use ringwall_capture::{
    CaptureError, interrupt,
    live::{self, Interface, Ring, Statistics},
};
use ringwall_model::{Diagnostic, Place, Severity};

use crate::{
    WorkError,
    discover::{Options, Show},
    read::{Listed, Lost, Progress, Where},
    worker,
};
use feed::Feed;

pub use error::WatchError;
pub use follow::{Followed, follow};

/// Bytes that go into the pipe together.
const BUFFER_BYTES: usize = 256 << 10;
/// How often it is looked whether watching is over.
const LOOK: Duration = Duration::from_millis(100);

/// An interface that was opened, and privileges that are gone.
#[derive(Debug)]
pub struct Opened {
    interface: Interface,
    ring: Ring,
    sent_before: u64,
    /// What is to be said before anything is watched.
    pub warnings: Vec<Diagnostic>,
}

/// When watching ends, beside being asked to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Until {
    /// After this time.
    pub duration: Option<Duration>,
    /// After this many frames.
    pub frames: Option<u64>,
}

/// What this process knows when it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Frames that came.
    pub frames: u64,
    /// Frames of them that went with a reader that died.
    pub lost: u64,
    /// Frames the kernel dropped.
    pub dropped: u64,
    /// Frames the interface sent meanwhile; none of them by this program.
    pub sent: u64,
}

/// Opens an interface to watch, and gives up the privileges for it. Unless `accept_address` is set, only one that is quiet.
pub fn open(name: &str, accept_address: bool) -> Result<Opened, WorkError> {
    let refused = |source| WatchError::NotOpened { name: name.to_owned(), source };
    let Some(interface) = live::look(name).map_err(refused)? else {
        return Err(WatchError::NoInterface(name.to_owned()).into());
    };
    if !interface.up {
        return Err(WatchError::Down(interface.name).into());
    }
    let mut warnings = Vec::new();
    match interface.not_quiet() {
        Some(not_quiet) if !accept_address => {
            return Err(WatchError::NotQuiet { name: interface.name, not_quiet }.into());
        }
        Some(not_quiet) => warnings.push(not_quiet_warning(&interface.name, &not_quiet.because)),
        None => {}
    }
    let sent_before = live::sent(name).map_err(refused)?;
    let ring = Ring::open(&interface).map_err(refused)?;
    live::give_up().map_err(WatchError::Privileged)?;
    Ok(Opened { interface, ring, sent_before, warnings })
}

fn not_quiet_warning(name: &str, because: &[String]) -> Diagnostic {
    let message = format!("{name} is not quiet, and may send by itself: it {}", because.join(", "));
    Diagnostic::new("interface-not-quiet", Severity::Warning, Place::Whole, message)
        .help("quieten it before it is connected to a plant; without --accept-address the commands are printed")
}

impl Opened {
    /// Watches until it is time, then writes what was seen.
    pub fn watch(
        mut self,
        until: Until,
        options: &Options,
        progress: Option<&mut dyn FnMut(Progress)>,
        show: Show,
        out: &mut dyn Write,
    ) -> Result<Watched, WorkError> {
        let feed = Feed::default();
        let take = |_: u32| feed.reader().map(|from| (from, String::new())).map_err(|_| CaptureError::Nothing);
        let again = |how: &str| feed.again(how);
        let listed = Listed::live(&self.interface.name);
        let memory = match options.place {
            Where::Confined { memory } => memory,
            Where::Here => worker::MEMORY_BYTES,
        };
        let over = AtomicBool::new(false);
        let ring = &mut self.ring;
        let (shown, pumped) = thread::scope(|scope| {
            let pump = scope.spawn(|| {
                let pumped = pump(ring, &feed, until, &over);
                feed.end();
                pumped
            });
            let live = worker::Live { open: &take, again: &again };
            let shown = worker::shown(&listed, memory, options.read(progress), Some(live), show, out);
            // Where the reader is gone there is nobody to pass frames to.
            over.store(true, Ordering::Relaxed);
            (shown, pump.join().unwrap_or_else(|_| Err(io::Error::other("the thread that reads it died"))))
        });
        shown?;
        let (frames, counts) = pumped.map_err(WatchError::Reading)?;
        let sent = live::sent(&self.interface.name).map_err(WatchError::Reading)?.saturating_sub(self.sent_before);
        Ok(Watched { frames, lost: feed.lost(), dropped: counts.dropped, sent })
    }
}

/// Passes frames on until watching is over; gives how many came, and what the kernel counted.
fn pump(ring: &mut Ring, feed: &Feed, until: Until, over: &AtomicBool) -> io::Result<(u64, Statistics)> {
    let began = Instant::now();
    let mut pump = Pump { out: None, most: until.frames, frames: 0, bytes: 0, last_ns: 0 };
    while !over.load(Ordering::Relaxed) && !interrupt::asked() && !pump.is_full() {
        if until.duration.is_some_and(|most| began.elapsed() >= most) {
            break;
        }
        pump.step(ring, feed)?;
    }
    // What came before now is still on its way: the kernel hands a block over after a while, full or not.
    let ended = Instant::now();
    while !over.load(Ordering::Relaxed) && !pump.is_full() && ended.elapsed() < LOOK {
        pump.step(ring, feed)?;
    }
    let counts = ring.statistics()?;
    if let Some(mut out) = pump.out {
        // Where the reader is gone, whoever waits for its answer finds out.
        drop(pcapng::statistics(&mut out, pump.last_ns, counts).and_then(|()| out.flush()));
    }
    Ok((pump.frames, counts))
}

struct Pump {
    /// To the reader at hand; none while there is none. The ring keeps what comes meanwhile, and counts what it drops.
    out: Option<BufWriter<File>>,
    most: Option<u64>,
    frames: u64,
    /// On the wire.
    bytes: u64,
    last_ns: u64,
}

impl Pump {
    fn is_full(&self) -> bool {
        self.most.is_some_and(|most| self.frames >= most)
    }

    /// Passes on what comes, or waits for somebody to pass it on to.
    fn step(&mut self, ring: &mut Ring, feed: &Feed) -> io::Result<()> {
        if feed.is_gone() {
            self.out = None;
        }
        if self.out.is_some() {
            return self.next(ring, LOOK);
        }
        if let Some(to) = feed.wait(Lost { frames: self.frames, bytes: self.bytes }, LOOK) {
            let mut out = BufWriter::with_capacity(BUFFER_BYTES, to);
            if pcapng::head(&mut out).and_then(|()| out.flush()).is_ok() {
                self.out = Some(out);
            }
        }
        Ok(())
    }

    fn next(&mut self, ring: &mut Ring, wait: Duration) -> io::Result<()> {
        let mut gone = false;
        ring.next(wait, |frame| {
            if self.is_full() {
                return Ok(());
            }
            self.frames = self.frames.saturating_add(1);
            let tag = if frame.vlan.is_some() { 4 } else { 0 };
            self.bytes = self.bytes.saturating_add(u64::from(frame.length)).saturating_add(tag);
            self.last_ns = frame.time_ns;
            // The rest of the block is counted, whatever becomes of it.
            gone = gone || self.out.as_mut().is_none_or(|out| pcapng::frame(out, &frame).is_err());
            Ok(())
        })?;
        if gone || self.out.as_mut().is_some_and(|out| out.flush().is_err()) {
            self.out = None;
        }
        Ok(())
    }
}
