//! How a network is joined and protected: elements of a frame (IEEE 802.11-2020, section 9.4.2), the weakest where several
//! are offered.

use ringwall_model::{Foreign, Joining, Security, Soundness, Stage};

use crate::Cursor;

/// Elements.
const NAME: u8 = 0;
const ROBUST: u8 = 48;
const MAKER: u8 = 221;
/// Makers of suites: IEEE 802.11, and the alliance before it.
const STANDARD: [u8; 3] = [0x00, 0x0f, 0xac];
const ALLIANCE: [u8; 3] = [0x00, 0x50, 0xf2];

/// Elements and suites looked at in one frame.
const ELEMENTS_MAX: usize = 64;
const SUITES_MAX: u16 = 16;
/// A network whose capabilities ask for privacy and name no suites has WEP.
const PRIVACY: u16 = 0x0010;

/// Ciphers, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cipher {
    None,
    Wep,
    Tkip,
    Unlisted,
    Ccmp,
    Gcmp,
}

/// What protects a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    pub name: Foreign,
    joining: Joining,
    cipher: Cipher,
    by: &'static str,
}

impl Protection {
    /// From the capabilities of a frame and its elements.
    pub fn read(capabilities: u16, mut c: Cursor<'_>) -> Self {
        let mut name = Foreign::default();
        let mut suites: Option<(Cipher, Joining, &'static str)> = None;
        for _ in 0..ELEMENTS_MAX {
            let (Some(kind), Some(length)) = (c.u8(), c.u8()) else { break };
            let Some(body) = c.take(usize::from(length)) else { break };
            let found = match kind {
                // A hidden name is empty or zeros.
                NAME if body.iter().any(|b| *b != 0) => {
                    name = Foreign::from(String::from_utf8_lossy(body).as_ref());
                    None
                }
                ROBUST => robust(body, STANDARD),
                MAKER => {
                    body.strip_prefix(&ALLIANCE).and_then(|b| b.strip_prefix(&[1])).and_then(|b| robust(b, ALLIANCE))
                }
                _ => None,
            };
            suites = match (suites, found) {
                (Some(known), Some(found)) => Some((known.0.min(found.0), known.1.min(found.1), known.2)),
                (known, found) => known.or(found),
            };
        }
        let (cipher, joining, by) = match suites {
            Some(suites) => suites,
            None if capabilities & PRIVACY != 0 => (Cipher::Wep, Joining::SharedKey, "a static key"),
            None => (Cipher::None, Joining::Open, ""),
        };
        Self { name, joining, cipher, by }
    }

    /// As a fact. Where nothing protects it, whoever is let in has joined.
    pub fn fact(&self, agreed: bool) -> Security {
        let stage = match (agreed, self.cipher) {
            (false, _) => Stage::Offered,
            (true, Cipher::None) => Stage::Completed,
            (true, _) => Stage::Negotiated,
        };
        let (cipher, soundness) = match self.cipher {
            Cipher::None => ("none", Soundness::Unknown),
            Cipher::Wep => ("WEP", Soundness::Weak),
            Cipher::Tkip => ("TKIP", Soundness::Weak),
            Cipher::Unlisted => ("unlisted cipher", Soundness::Unknown),
            Cipher::Ccmp => ("CCMP", Soundness::Sound),
            Cipher::Gcmp => ("GCMP", Soundness::Sound),
        };
        let suite = if self.by.is_empty() { cipher.to_owned() } else { format!("{cipher} with {}", self.by) };
        let secrecy = self.cipher != Cipher::None;
        Security::Wireless {
            name: self.name.clone(),
            joining: self.joining,
            secrecy,
            suite: suite.into(),
            soundness,
            stage,
        }
    }
}

/// Version, cipher of the group, ciphers between two, ways of joining; what is left out is the default.
fn robust(body: &[u8], maker: [u8; 3]) -> Option<(Cipher, Joining, &'static str)> {
    let mut c = Cursor::new(body);
    let 1 = c.u16_le()? else { return None };
    let default = if maker == STANDARD { Cipher::Ccmp } else { Cipher::Tkip };
    let _group: Option<[u8; 4]> = c.array();
    let cipher = weakest(&mut c, |suite| cipher(suite, maker)).unwrap_or(default);
    let by = weakest(&mut c, |suite| joining(suite, maker)).unwrap_or((Joining::Individual, "802.1X"));
    Some((cipher, by.0, by.1))
}

fn weakest<T: Ord>(c: &mut Cursor<'_>, of: impl Fn([u8; 4]) -> T) -> Option<T> {
    let count = c.u16_le()?.min(SUITES_MAX);
    (0..count).map_while(|_| c.array().map(&of)).min()
}

/// Table 9-149.
fn cipher([a, b, d, kind]: [u8; 4], maker: [u8; 3]) -> Cipher {
    match kind {
        _ if [a, b, d] != maker => Cipher::Unlisted,
        1 | 5 => Cipher::Wep,
        2 => Cipher::Tkip,
        4 | 10 => Cipher::Ccmp,
        8 | 9 => Cipher::Gcmp,
        _ => Cipher::Unlisted,
    }
}

/// Table 9-151. A password that stations share is a common key, however well it is guarded.
fn joining([a, b, d, kind]: [u8; 4], maker: [u8; 3]) -> (Joining, &'static str) {
    match kind {
        _ if [a, b, d] != maker => (Joining::Unknown, "an unlisted way of joining"),
        1 | 3 | 5 | 11..=13 => (Joining::Individual, "802.1X"),
        2 | 4 | 6 | 19 | 20 => (Joining::SharedKey, "a pre-shared key"),
        8 | 9 | 24 | 25 => (Joining::SharedKey, "a password (SAE)"),
        18 => (Joining::Open, "nobody's key (OWE)"),
        _ => (Joining::Unknown, "an unlisted way of joining"),
    }
}
