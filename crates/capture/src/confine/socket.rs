//! The socket between a reading process and who started it.
//!
//! The question goes in first: its length, then its bytes. After it only the reader speaks first: a number names one of the
//! files of its question, and the answer is that file, open for reading, or why it cannot be had.

use std::{
    fs::File,
    io::{self, IoSlice, IoSliceMut, Read, Write},
    mem::MaybeUninit,
    os::{
        fd::{AsFd as _, OwnedFd},
        unix::net::UnixStream,
    },
    path::PathBuf,
    process::Stdio,
};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags,
};

use super::{Fence, Limits, fence};
use crate::CaptureError;

/// Longest question, in bytes.
const QUESTION_BYTES_MAX: usize = 64 << 20;
/// Longest name or reason, in bytes.
const TEXT_BYTES_MAX: usize = 255;

/// Words at the head of an answer.
const OPEN: u8 = 0;
const MISSING: u8 = 1;
const UNREADABLE: u8 = 2;

/// This program, as a new process starts it: also when its file was replaced meanwhile.
pub fn program() -> io::Result<PathBuf> {
    Ok(PathBuf::from("/proc/self/exe"))
}

/// The end of who starts a reading process.
#[derive(Debug)]
pub struct Outside {
    stream: UnixStream,
}

/// A socket: the end kept, and the end that becomes the standard input of the reading process.
pub fn outside() -> io::Result<(Outside, Stdio)> {
    let (ours, theirs) = UnixStream::pair()?;
    Ok((Outside { stream: ours }, Stdio::from(OwnedFd::from(theirs))))
}

impl Outside {
    /// Asks the question.
    pub fn ask(&mut self, question: &[u8]) -> io::Result<()> {
        let length = u32::try_from(question.len()).map_err(|_| io::Error::other("the question is too long"))?;
        self.stream.write_all(&length.to_le_bytes())?;
        self.stream.write_all(question)
    }

    /// Hands files over as they are asked for, until the other end is closed.
    /// With each goes a name, where the other end does not know it.
    pub fn serve(&mut self, mut open: impl FnMut(u32) -> Result<(File, String), CaptureError>) -> io::Result<()> {
        loop {
            let mut number = [0; 4];
            match self.stream.read_exact(&mut number) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            }
            match open(u32::from_le_bytes(number)) {
                Ok((file, name)) => self.hand_over(&file, &name)?,
                Err(CaptureError::Missing { .. }) => self.stream.write_all(&[MISSING])?,
                Err(CaptureError::Unreadable { reason, .. }) => self.refuse(&reason)?,
                Err(CaptureError::Nothing) => self.refuse("there is no such input")?,
            }
        }
    }

    fn hand_over(&self, file: &File, name: &str) -> io::Result<()> {
        let message = with_length(OPEN, name);
        let files = [file.as_fd()];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut beside = SendAncillaryBuffer::new(&mut space);
        beside.push(SendAncillaryMessage::ScmRights(&files));
        rustix::net::sendmsg(&self.stream, &[IoSlice::new(&message)], &mut beside, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    fn refuse(&mut self, reason: &str) -> io::Result<()> {
        self.stream.write_all(&with_length(UNREADABLE, reason))
    }
}

/// A word, a length, and as much of a text as that can tell.
fn with_length(word: u8, text: &str) -> Vec<u8> {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    let text = text.get(..end).unwrap_or_default();
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    [&[word, length], text.as_bytes()].concat()
}

/// The end of a reading process: its standard input.
#[derive(Debug)]
pub struct Inside {
    _made_by_begin: (),
}

impl Inside {
    /// Begins as a reading process: gives up what needs no limits, and takes the question. To be called before anything else.
    pub fn begin() -> io::Result<(Self, Vec<u8>)> {
        fence::begin()?;
        let inside = Self { _made_by_begin: () };
        let mut length = [0; 4];
        inside.fill(&mut length)?;
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > QUESTION_BYTES_MAX {
            return Err(io::Error::other("the question is too long"));
        }
        let mut question = vec![0; length];
        inside.fill(&mut question)?;
        Ok((inside, question))
    }

    /// Fences this process in. Files come only through [`Inside::open`] from here on.
    pub fn confine(&self, limits: &Limits) -> io::Result<Fence> {
        fence::confine(limits)
    }

    /// One of the files of the question. `path`, already safe to show, is what an error calls it.
    pub fn open(&self, number: u32, path: &str) -> Result<File, CaptureError> {
        let unreadable = |reason: String| CaptureError::Unreadable { path: path.to_owned(), reason };
        match self.request(number) {
            Ok(Answer::File(file, _)) => Ok(file),
            Ok(Answer::Missing) => Err(CaptureError::Missing { path: path.to_owned() }),
            Ok(Answer::Unreadable(reason)) => Err(unreadable(reason)),
            Err(error) => Err(unreadable(error.to_string())),
        }
    }

    /// The next file of a list that only the other end knows, and its name; none where there are no more.
    pub fn next(&self, number: u32) -> Option<(File, String)> {
        match self.request(number) {
            Ok(Answer::File(file, name)) => Some((file, name)),
            _ => None,
        }
    }

    fn request(&self, number: u32) -> io::Result<Answer> {
        let mut none = SendAncillaryBuffer::default();
        let bytes = number.to_le_bytes();
        rustix::net::sendmsg(rustix::stdio::stdin(), &[IoSlice::new(&bytes)], &mut none, SendFlags::NOSIGNAL)?;
        let mut word = [0; 1];
        let file = self.receive(&mut word)?;
        match (word, file) {
            ([OPEN], Some(file)) => Ok(Answer::File(file, self.text()?)),
            ([MISSING], _) => Ok(Answer::Missing),
            ([UNREADABLE], _) => Ok(Answer::Unreadable(self.text()?)),
            _ => Err(io::Error::other("no file came")),
        }
    }

    fn text(&self) -> io::Result<String> {
        let mut length = [0; 1];
        self.fill(&mut length)?;
        let mut text = vec![0; usize::from(length[0])];
        self.fill(&mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn fill(&self, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            let (n, _) = self.some(buffer)?;
            buffer = buffer.get_mut(n..).unwrap_or_default();
        }
        Ok(())
    }

    fn receive(&self, word: &mut [u8; 1]) -> io::Result<Option<File>> {
        Ok(self.some(word)?.1)
    }

    /// At least one byte, and a file where one came with it.
    fn some(&self, buffer: &mut [u8]) -> io::Result<(usize, Option<File>)> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        loop {
            let mut beside = RecvAncillaryBuffer::new(&mut space);
            let mut parts = [IoSliceMut::new(buffer)];
            let stdin = rustix::stdio::stdin();
            let received = match rustix::net::recvmsg(stdin, &mut parts, &mut beside, RecvFlags::CMSG_CLOEXEC) {
                Err(rustix::io::Errno::INTR) => continue,
                other => other?,
            };
            if received.bytes == 0 || received.flags.contains(ReturnFlags::CTRUNC) {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let file = beside.drain().find_map(|message| match message {
                RecvAncillaryMessage::ScmRights(mut files) => files.next().map(File::from),
                _ => None,
            });
            return Ok((received.bytes, file));
        }
    }
}

enum Answer {
    File(File, String),
    Missing,
    Unreadable(String),
}

/// The pipe a reading process answers on: its standard output, without the buffer of the standard library.
#[derive(Clone, Copy, Debug)]
pub struct Answers;

impl Write for Answers {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdout(), buffer)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
