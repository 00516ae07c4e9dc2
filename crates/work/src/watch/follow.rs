//! A folder into which another program records, file after file: each becomes a capture of its own, as it grows.
//!
//! The newest file is read as far as it has grown and waited for, through a pipe; once there is a newer one it is whole. A
//! name that is used again is a new file; a copy packed with gzip of a file that was read is not.
//!
//! Where the process that reads them dies, the file it was given last is left out, and a new process reads the others again.
//!
//! Logs are written side by side, and go on being written: each is read once, whole, when following is over. The answer is
//! made then in any case.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime},
};

use ringwall_capture::{CaptureError, interrupt, live};

use super::{Until, WatchError};
use crate::{
    WorkError,
    discover::{Options, Show},
    read::{Listed, Progress, Where},
    worker,
};

/// How often the folder and its newest file are looked at.
const LOOK: Duration = Duration::from_millis(200);
/// Bytes copied at once.
const CHUNK_BYTES: usize = 256 << 10;

/// What this process knows when following is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// Files handed over.
    pub files: usize,
    /// Files that were there and not begun.
    pub left: usize,
}

/// Follows a folder until it is time, then writes what its captures show.
pub fn follow(
    folder: &Path,
    until: Until,
    options: &Options,
    progress: Option<&mut dyn FnMut(Progress)>,
    show: Show,
    out: &mut dyn Write,
) -> Result<Followed, WorkError> {
    if !folder.is_dir() {
        return Err(WorkError::NotAFolder(folder.to_path_buf()));
    }
    let memory = match options.place {
        Where::Confined { memory } => memory,
        Where::Here => worker::MEMORY_BYTES,
    };
    let rolls = Arc::new(Rolls::new(folder, until));
    let next = |_: u32| rolls.next().ok_or_else(|| CaptureError::Missing { path: String::new() });
    let listed = Listed::followed(folder);
    let again = |how: &str| rolls.again(how);
    let live = worker::Live { open: &next, again: &again };
    let shown = worker::shown(&listed, memory, options.read(progress), Some(live), show, out);
    rolls.over.store(true, Ordering::Relaxed);
    shown?;
    let files = rolls.taken.lock().map_or(0, |taken| taken.len());
    Ok(Followed { files, left: rolls.new_files().map_err(WatchError::Reading)?.len() })
}

/// Readers that may die before following is given up.
const DEATHS_MAX: usize = 8;

/// The files of a folder, one after the other.
#[derive(Debug)]
struct Rolls {
    folder: PathBuf,
    /// Files handed over, and when each was last written to by then; none while it is waited for.
    taken: Mutex<BTreeMap<PathBuf, Option<SystemTime>>>,
    /// The one handed over last.
    last: Mutex<Option<PathBuf>>,
    /// Readers that died.
    deaths: AtomicUsize,
    began: Instant,
    until: Until,
    over: AtomicBool,
}

impl Rolls {
    fn new(folder: &Path, until: Until) -> Self {
        let (taken, over) = (Mutex::default(), AtomicBool::new(false));
        let (last, deaths, began) = (Mutex::default(), AtomicUsize::new(0), Instant::now());
        Self { folder: folder.to_owned(), taken, last, deaths, began, until, over }
    }

    fn is_over(&self) -> bool {
        let time_is_up = self.until.duration.is_some_and(|most| self.began.elapsed() >= most);
        time_is_up || interrupt::asked() || self.over.load(Ordering::Relaxed)
    }

    /// Lets a new reader begin again without the file that was handed over last.
    fn again(&self, how: &str) -> Option<worker::Again> {
        let deadly = self.last.lock().ok()?.take()?;
        if self.deaths.fetch_add(1, Ordering::Relaxed) >= DEATHS_MAX {
            return None;
        }
        let mut taken = self.taken.lock().ok()?;
        taken.clear();
        taken.insert(deadly.clone(), Some(SystemTime::now()));
        let name = deadly.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Some(worker::Again { diagnostic: Some(worker::not_used(&name, how)), ..worker::Again::default() })
    }

    /// The next file and its name, as soon as there is one; none when following is over.
    fn next(self: &Arc<Self>) -> Option<(File, String)> {
        while !self.is_over() {
            let mut files = self.new_files().unwrap_or_default();
            files.retain(|(_, path)| !is_called_log(path));
            let Some((written, path)) = files.first() else {
                thread::sleep(LOOK);
                continue;
            };
            let is_whole = files.len() > 1;
            self.take(path, is_whole.then_some(*written));
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            // What cannot be opened is passed over; it is told of when it is asked for by name.
            let Ok(file) = File::open(path) else { continue };
            if is_whole {
                return Some((file, name));
            }
            let (from, to) = live::pipe().ok()?;
            let (rolls, path, reader) = (Arc::clone(self), path.clone(), self.deaths.load(Ordering::Relaxed));
            thread::spawn(move || rolls.wait_for(&path, file, to, reader));
            return Some((from, name));
        }
        self.next_log()
    }

    /// The next log, as it is when following is over.
    fn next_log(&self) -> Option<(File, String)> {
        let files = self.new_files().unwrap_or_default();
        for (_, path) in files.iter().filter(|(_, path)| is_called_log(path)) {
            self.take(path, Some(SystemTime::now()));
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if let Ok(file) = File::open(path) {
                return Some((file, name));
            }
        }
        None
    }

    fn take(&self, path: &Path, written: Option<SystemTime>) {
        if let (Ok(mut taken), Ok(mut last)) = (self.taken.lock(), self.last.lock()) {
            taken.insert(path.to_owned(), written);
            *last = Some(path.to_owned());
        }
    }

    /// A file that was handed over to a reader is whole; where there is a new reader by now, it is none of its own.
    fn is_whole(&self, path: &Path, written: SystemTime, reader: usize) {
        if let Ok(mut taken) = self.taken.lock()
            && self.deaths.load(Ordering::Relaxed) == reader
        {
            taken.insert(path.to_owned(), Some(written));
        }
    }

    /// Passes a file on as it grows, until there is a newer one or following is over.
    fn wait_for(&self, path: &Path, mut file: File, mut to: File, reader: usize) {
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            // Whoever writes a newer file has closed this one before: looked for first, nothing is missed.
            let newer = |files: Vec<(SystemTime, PathBuf)>| files.iter().any(|(_, path)| !is_called_log(path));
            let is_last = self.is_over() || self.new_files().is_ok_and(newer);
            let written = fs::metadata(path).and_then(|about| about.modified()).ok();
            if copy(&mut file, &mut to, &mut buffer).is_err() || is_last {
                return self.is_whole(path, written.unwrap_or(SystemTime::UNIX_EPOCH), reader);
            }
            thread::sleep(LOOK);
        }
    }

    /// Files that were not handed over, or were written to since, oldest first.
    fn new_files(&self) -> io::Result<Vec<(SystemTime, PathBuf)>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let (path, about) = (entry.path(), entry.metadata()?);
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if about.is_file() && !is_hidden && self.is_new(&path, about.modified()?) {
                files.push((about.modified()?, path));
            }
        }
        files.sort();
        Ok(files)
    }

    fn is_new(&self, path: &Path, written: SystemTime) -> bool {
        let Ok(taken) = self.taken.lock() else { return false };
        let packs = path.extension().is_some_and(|end| end == "gz");
        if packs && taken.contains_key(&path.with_extension("")) {
            return false;
        }
        match taken.get(path) {
            None => true,
            Some(None) => false,
            Some(Some(until)) => written > *until,
        }
    }
}

/// By its name: nothing is read here.
fn is_called_log(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    name.ends_with(".log") || name.ends_with(".json")
}

/// Copies what there is.
fn copy(from: &mut File, to: &mut File, buffer: &mut [u8]) -> io::Result<()> {
    loop {
        match from.read(buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => to.write_all(buffer.get(..n).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rolls(folder: &Path) -> Arc<Rolls> {
        Arc::new(Rolls::new(folder, Until { duration: Some(Duration::from_secs(20)), frames: None }))
    }

    fn write(path: &Path, text: &str, age_s: u64) {
        fs::write(path, text).unwrap();
        let when = SystemTime::now() - Duration::from_secs(age_s);
        File::options().write(true).open(path).unwrap().set_modified(when).unwrap();
    }

    fn text(mut file: File) -> String {
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn files_come_in_the_order_they_were_written_and_the_newest_as_it_grows() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("z.pcap"), "first", 60);
        write(&at("a.pcap"), "second", 30);
        let rolls = rolls(folder.path());
        let (file, name) = rolls.next().unwrap();
        assert_eq!((name.as_str(), text(file).as_str()), ("z.pcap", "first"));
        let (file, name) = rolls.next().unwrap();
        let grows = thread::spawn(move || text(file));
        thread::sleep(LOOK * 2);
        File::options().append(true).open(at("a.pcap")).unwrap().write_all(b" and more").unwrap();
        thread::sleep(LOOK * 2);
        assert!(!grows.is_finished(), "it may grow further");
        write(&at("m.pcap"), "third", 0);
        assert_eq!((name.as_str(), grows.join().unwrap().as_str()), ("a.pcap", "second and more"));
    }

    #[test]
    fn a_name_used_again_is_new_and_a_packed_copy_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("0.pcap"), "first", 60);
        write(&at("1.pcap"), "second", 30);
        let rolls = rolls(folder.path());
        drop(rolls.next().unwrap());
        write(&at("0.pcap.gz"), "the same, packed", 20);
        write(&at("0.pcap"), "third", 10);
        let new: Vec<_> = rolls.new_files().unwrap().into_iter().map(|(_, path)| path).collect();
        assert_eq!(new, [at("1.pcap"), at("0.pcap")]);
    }

    #[test]
    fn logs_come_whole_when_following_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("conn.log"), "begun", 60);
        write(&at("a.pcap"), "first", 30);
        write(&at("b.pcap"), "second", 10);
        let rolls = rolls(folder.path());
        let (_, name) = rolls.next().unwrap();
        assert_eq!(name, "a.pcap");
        File::options().append(true).open(at("conn.log")).unwrap().write_all(b" and more").unwrap();
        rolls.over.store(true, Ordering::Relaxed);
        let (file, name) = rolls.next().unwrap();
        assert_eq!((name.as_str(), text(file).as_str()), ("conn.log", "begun and more"));
        assert!(rolls.next().is_none());
    }

    #[test]
    fn nothing_comes_when_following_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let rolls = rolls(folder.path());
        rolls.over.store(true, Ordering::Relaxed);
        write(&folder.path().join("a.pcap"), "first", 60);
        assert!(rolls.next().is_none());
    }
}
