//! Secure authentication (section 7, object group 120): by which algorithm, and whether the outstation acted on it.

use ringwall_model::{Security, Soundness, Stage};

use crate::{Cursor, Sink};

/// Object group of secure authentication.
pub const GROUP: u8 = 120;
const CHALLENGE: u8 = 1;
const REPLY: u8 = 2;
const AGGRESSIVE: u8 = 3;
const KEY_STATUS: u8 = 5;
const ERROR: u8 = 7;
/// Status of session keys: the outstation holds those it was sent.
const KEYS_OK: u8 = 1;

/// State between a master and the outstations of a connection.
#[derive(Debug, Default)]
pub struct Authentication {
    algorithm: Option<u8>,
    /// A reply, or a request with its own authentication, waits for what the outstation does.
    waiting: bool,
    told: bool,
    refused: bool,
}

impl Authentication {
    /// A master sent an object of the group.
    pub fn asks(&mut self, variation: u8) {
        self.waiting |= matches!(variation, REPLY | AGGRESSIVE);
    }

    /// An outstation sent one; true where it refuses.
    pub fn answers(&mut self, variation: u8, object: &[u8], out: &mut Sink<'_>) -> bool {
        match variation {
            CHALLENGE => self.algorithm = challenge(object),
            KEY_STATUS => {
                let (algorithm, ok) = key_status(object).unwrap_or((None, false));
                self.algorithm = algorithm.or(self.algorithm);
                if ok {
                    self.complete(out);
                }
            }
            ERROR => {
                self.waiting = false;
                if !std::mem::replace(&mut self.refused, true) {
                    out.security(self.mechanism(Stage::Refused));
                }
                return true;
            }
            _ => {}
        }
        false
    }

    /// The outstation answered as asked after it was satisfied.
    pub fn acted(&mut self, out: &mut Sink<'_>) {
        if std::mem::take(&mut self.waiting) {
            self.complete(out);
        }
    }

    fn complete(&mut self, out: &mut Sink<'_>) {
        if !std::mem::replace(&mut self.told, true) {
            out.security(self.mechanism(Stage::Completed));
            out.security(Security::Authenticated { by: "DNP3 secure authentication".into() });
        }
    }

    fn mechanism(&self, stage: Stage) -> Security {
        let (name, soundness) = algorithm(self.algorithm);
        Security::Mechanism { name: name.into(), soundness, stage }
    }
}

/// Sequence number, user, algorithm.
fn challenge(object: &[u8]) -> Option<u8> {
    let mut c = Cursor::new(object);
    c.skip(4 + 2)?;
    c.u8()
}

/// Sequence number, user, key wrap algorithm, key status, algorithm.
fn key_status(object: &[u8]) -> Option<(Option<u8>, bool)> {
    let mut c = Cursor::new(object);
    c.skip(4 + 2 + 1)?;
    let ok = c.u8()? == KEYS_OK;
    Some((c.u8().filter(|a| *a != 0), ok))
}

/// MAC algorithms (table 7-6). Four bytes of a SHA-1 code can be guessed.
fn algorithm(code: Option<u8>) -> (&'static str, Soundness) {
    match code {
        Some(1) => ("DNP3-SA HMAC-SHA-1, 4 octets", Soundness::Weak),
        Some(2) => ("DNP3-SA HMAC-SHA-1, 10 octets", Soundness::Unknown),
        Some(3) => ("DNP3-SA HMAC-SHA-256, 8 octets", Soundness::Sound),
        Some(4) => ("DNP3-SA HMAC-SHA-256, 16 octets", Soundness::Sound),
        Some(5) => ("DNP3-SA HMAC-SHA-1, 8 octets", Soundness::Unknown),
        Some(6) => ("DNP3-SA AES-GMAC, 12 octets", Soundness::Sound),
        _ => ("DNP3-SA", Soundness::Unknown),
    }
}
