//! The host key a server shows in its key exchange (RFC 4253, section 8; RFC 5656, section 4).

use sha2::{Digest as _, Sha256};

use crate::{Cursor, protocols::certificate::hex};

/// Longest name of a key algorithm.
const NAME_BYTES_MAX: usize = 64;

/// A bare key. Host certificates are not bare: they bind a key to names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostKey {
    /// SHA-256 of the key as sent.
    pub fingerprint: Box<str>,
    /// Algorithm.
    pub key: String,
}

impl HostKey {
    /// Reads the reply of a key exchange. None where it begins with anything but a key.
    pub fn read(payload: &[u8]) -> Option<Self> {
        let mut c = Cursor::new(payload);
        let blob = string(&mut c)?;
        let name = string(&mut Cursor::new(blob))?;
        let good = (4..=NAME_BYTES_MAX).contains(&name.len())
            && name.iter().all(u8::is_ascii_graphic)
            && [b"ssh-".as_slice(), b"ecdsa-", b"sk-", b"rsa-"].iter().any(|start| name.starts_with(start));
        let key = str::from_utf8(name).ok().filter(|n| good && !n.contains("-cert-v"))?;
        Some(Self { fingerprint: hex(&Sha256::digest(blob)).into(), key: key.to_owned() })
    }

    /// Memory held.
    pub fn heap_bytes(&self) -> usize {
        self.fingerprint.len().saturating_add(self.key.capacity())
    }
}

fn string<'a>(c: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let length = usize::try_from(c.u32()?).ok()?;
    c.take(length)
}
