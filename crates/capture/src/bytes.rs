//! The bytes of a source, unpacked where they are gzip.

use std::{
    fs::File,
    io::{self, BufReader, Read},
};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::{CaptureError, Source, Stream};

const PACKED_BUFFER: usize = 256 << 10;
/// Below this, however far gzip expands is its own affair.
const EXPANDED_FREE: u64 = 256 << 20;
/// Captures shrink to a twentieth, rarely a fiftieth; deflate itself ends at a thousandth.
const EXPANSION_MAX: u64 = 500;

/// Bytes of a source, in order.
pub struct Bytes {
    inner: Inner,
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bytes").finish_non_exhaustive()
    }
}

enum Inner {
    Plain(Raw),
    Packed { decoder: Box<MultiGzDecoder<BufReader<Raw>>>, expanded: u64 },
}

/// Bytes as they lie in the file, hashed on the way where that is asked for.
struct Raw {
    head: io::Cursor<Vec<u8>>,
    input: File,
    hash: Option<Sha256>,
    read: u64,
}

/// Opens a source.
pub fn open(source: &Source) -> Result<File, CaptureError> {
    let failed = |error: io::Error| CaptureError::of(source.path(), &error);
    match &source.stream {
        Stream::Standard => standard().map_err(failed),
        Stream::File(path) | Stream::Pipe(path) => File::open(path).map_err(failed),
    }
}

#[cfg(unix)]
fn standard() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn standard() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}

impl Bytes {
    /// The bytes of a source that was opened. `hash` asks for the SHA-256 of the bytes as they lie in the file.
    pub fn of(source: &Source, mut input: File, hash: bool) -> Result<Self, CaptureError> {
        let failed = |error: io::Error| CaptureError::of(source.path(), &error);
        let mut head = Vec::with_capacity(2);
        (&mut input).take(2).read_to_end(&mut head).map_err(failed)?;
        let packed = head == [0x1f, 0x8b];
        let raw = Raw { head: io::Cursor::new(head), input, hash: hash.then(Sha256::new), read: 0 };
        let inner = if packed {
            let decoder = MultiGzDecoder::new(BufReader::with_capacity(PACKED_BUFFER, raw));
            Inner::Packed { decoder: Box::new(decoder), expanded: 0 }
        } else {
            Inner::Plain(raw)
        };
        Ok(Self { inner })
    }

    /// Bytes read from the source so far, before unpacking.
    pub fn position(&self) -> u64 {
        self.raw().read
    }

    /// SHA-256 of all bytes of the source, in lower-case hex, where it was asked for. Reads what is left.
    pub fn finish(mut self) -> io::Result<Option<Box<str>>> {
        let raw = match &mut self.inner {
            Inner::Plain(raw) => raw,
            Inner::Packed { decoder, .. } => decoder.get_mut().get_mut(),
        };
        if raw.hash.is_none() {
            return Ok(None);
        }
        io::copy(raw, &mut io::sink())?;
        let digest = raw.hash.take().map(Sha256::finalize).unwrap_or_default();
        Ok(Some(digest.iter().map(|b| format!("{b:02x}")).collect::<String>().into()))
    }

    fn raw(&self) -> &Raw {
        match &self.inner {
            Inner::Plain(raw) => raw,
            Inner::Packed { decoder, .. } => decoder.get_ref().get_ref(),
        }
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.inner {
            Inner::Plain(raw) => raw.read(buffer),
            Inner::Packed { decoder, expanded } => {
                let n = decoder.read(buffer)?;
                *expanded = expanded.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
                let packed = decoder.get_ref().get_ref().read;
                if *expanded > EXPANDED_FREE && *expanded / packed.max(1) > EXPANSION_MAX {
                    return Err(io::Error::other("it expands further than any capture does"));
                }
                Ok(n)
            }
        }
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut n = self.head.read(buffer)?;
        if n == 0 {
            n = self.input.read(buffer)?;
        }
        self.read = self.read.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
        if let Some(hash) = &mut self.hash {
            hash.update(buffer.get(..n).unwrap_or_default());
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(bytes: &[u8]) -> (tempfile::TempDir, Source) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.pcap");
        std::fs::write(&path, bytes).unwrap();
        (folder, Source { stream: Stream::File(path), named: true, within: None, size: None })
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn bytes(source: &Source, hash: bool) -> Bytes {
        Bytes::of(source, open(source).unwrap(), hash).unwrap()
    }

    fn all(source: &Source) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        bytes(source, false).read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn gzip_is_known_by_its_content_and_may_have_several_members() {
        let (_folder, source) = file(&[gzip(b"one "), gzip(b"two")].concat());
        assert_eq!(all(&source).unwrap(), b"one two");
        let (_folder, source) = file(b"plain");
        assert_eq!(all(&source).unwrap(), b"plain");
    }

    #[test]
    fn the_hash_is_of_the_file_not_of_what_it_unpacks_to() {
        let packed = gzip(b"one");
        let (_folder, source) = file(&packed);
        let mut bytes = bytes(&source, true);
        bytes.read_to_end(&mut Vec::new()).unwrap();
        let expected: String = Sha256::digest(&packed).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(bytes.finish().unwrap().as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn a_bomb_is_refused() {
        let zeros = vec![0; 64 << 20];
        let member = gzip(&zeros);
        let (_folder, source) = file(&member.repeat(6));
        let mut bytes = bytes(&source, false);
        assert!(io::copy(&mut bytes, &mut io::sink()).is_err());
    }
}
