//! A line on a terminal that says how far reading is. Where standard error is no terminal there is none.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use ringwall_work::read::Progress;

/// How often the line is written anew.
const OFTEN: Duration = Duration::from_millis(200);
/// Cells of the bar.
const CELLS: u64 = 20;

/// The line. It goes when it is dropped.
#[derive(Debug)]
pub struct Bar {
    began: Instant,
    written: Option<Instant>,
}

impl Bar {
    /// A line, where standard error is a terminal.
    pub fn new() -> Option<Self> {
        io::stderr().is_terminal().then(|| Self { began: Instant::now(), written: None })
    }

    /// Takes word of how far reading is.
    pub fn tell(&mut self, progress: Progress) {
        if self.written.is_some_and(|at| at.elapsed() < OFTEN) {
            return;
        }
        self.written = Some(Instant::now());
        let width = terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
        let line: String = line(progress, self.began.elapsed()).chars().take(width.saturating_sub(1)).collect();
        // What cannot be shown is not missed.
        let _ = write!(io::stderr().lock(), "\r\u{1b}[K{line}");
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.written.is_some() {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}

/// Standard output behind the line, which goes before the first byte comes.
#[derive(Debug)]
pub struct Answer {
    out: io::StdoutLock<'static>,
    begun: bool,
}

impl Answer {
    /// Standard output.
    pub fn new() -> Self {
        Self { out: io::stdout().lock(), begun: false }
    }
}

impl Write for Answer {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if !self.begun && io::stderr().is_terminal() {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
        self.begun = true;
        self.out.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The line: a bar and the time left where the end is known, frames, frames a second, bytes.
fn line(progress: Progress, elapsed: Duration) -> String {
    let Progress { bytes, total, frames } = progress;
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = frames.saturating_mul(1000) / elapsed_ms;
    let counts = format!("{} frames, {} a second, {}", counted(frames), counted(rate), size(bytes));
    match total.filter(|total| *total > 0) {
        None => counts,
        Some(total) => {
            let done = bytes.min(total);
            let full = usize::try_from(done.saturating_mul(CELLS) / total).unwrap_or_default();
            let left_ms = total.saturating_sub(done).saturating_mul(elapsed_ms) / done.max(1);
            let cells = usize::try_from(CELLS).unwrap_or_default();
            format!("[{:<cells$}] {counts} of {}, {} left", "=".repeat(full), size(total), time(left_ms / 1000))
        }
    }
}

/// A number with its thousands apart.
fn counted(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes / 1000),
        1_000_000..10_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}

fn time(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_much_how_fast_and_how_long() {
        let half = Progress { bytes: 50_000_000, total: Some(100_000_000), frames: 1_234_567 };
        assert_eq!(
            line(half, Duration::from_secs(10)),
            "[==========          ] 1,234,567 frames, 123,456 a second, 50 MB of 100 MB, 10 s left"
        );
        let endless = Progress { total: None, ..half };
        assert_eq!(line(endless, Duration::ZERO), "1,234,567 frames, 1,234,567,000 a second, 50 MB");
    }

    #[test]
    fn nothing_read_and_nothing_to_read_do_not_matter() {
        for total in [None, Some(0), Some(1)] {
            assert!(!line(Progress { bytes: 0, total, frames: 0 }, Duration::ZERO).is_empty());
        }
        assert_eq!((counted(999), counted(1000), time(3700)), ("999".into(), "1,000".into(), "1 h 1 min".into()));
    }
}
