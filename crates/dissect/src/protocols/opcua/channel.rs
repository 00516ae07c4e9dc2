//! The secure channel of a connection: its policy (10000-7) and what can be seen of its mode.

use std::borrow::Cow;

use ringwall_model::{PeerProof, Security, Soundness, Stage};

use crate::{Direction, Sink};

/// Longest name of a policy kept.
const NAME_BYTES_MAX: usize = 64;
/// Bytes of an HMAC-SHA-1.
const SHA_1_BYTES: usize = 20;
/// Bytes of an HMAC-SHA-256.
const SHA_256_BYTES: usize = 32;

/// What becomes of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Not seen yet.
    #[default]
    Unknown,
    None,
    Sign,
    Encrypt,
}

/// State of the channel.
#[derive(Debug, Default)]
pub struct Channel {
    policy: Cow<'static, str>,
    pub mode: Mode,
    answered: bool,
    negotiated: bool,
    completed: bool,
    sent: [bool; 2],
}

/// Policies and what is held of them. `Basic128Rsa15` and `Basic256` rest on SHA-1 and were withdrawn.
const POLICIES: [(&str, Soundness); 10] = [
    ("None", Soundness::Weak),
    ("Basic128", Soundness::Weak),
    ("Basic128Rsa15", Soundness::Weak),
    ("Basic256", Soundness::Weak),
    ("Basic256Sha256", Soundness::Sound),
    ("Aes128_Sha256_RsaOaep", Soundness::Sound),
    ("Aes256_Sha256_RsaPss", Soundness::Sound),
    ("ECC_nistP256", Soundness::Sound),
    ("ECC_nistP384", Soundness::Sound),
    ("ECC_curve25519", Soundness::Sound),
];

impl Channel {
    /// An `OPN` names its policy by a URI whose last part counts.
    pub fn open(&mut self, uri: &[u8]) {
        let name = uri.rsplit(|b| *b == b'#').next().unwrap_or_default();
        let name = String::from_utf8_lossy(name.get(..NAME_BYTES_MAX).unwrap_or(name));
        self.policy = match POLICIES.iter().find(|(known, _)| *known == name) {
            Some((known, _)) => Cow::Borrowed(known),
            None => Cow::Owned(name.into_owned()),
        };
        if self.policy == "None" {
            self.mode = Mode::None;
        }
    }

    /// The server answered an `OPN`.
    pub fn answered(&mut self) {
        self.answered = true;
    }

    /// True where an `OPN` was seen that protects what follows.
    pub fn is_protected(&self) -> bool {
        !self.policy.is_empty() && self.policy != "None"
    }

    /// Whether the first message of a protected channel could be read tells the mode.
    pub fn reads(&mut self, readable: bool) {
        if self.is_protected() && self.mode == Mode::Unknown {
            self.mode = if readable { Mode::Sign } else { Mode::Encrypt };
        }
    }

    /// Bytes of the signature behind each chunk of a channel that is only signed.
    pub fn signature_bytes(&self) -> usize {
        match (self.mode, self.policy.as_ref()) {
            (Mode::Sign, "Basic128" | "Basic128Rsa15" | "Basic256") => SHA_1_BYTES,
            (Mode::Sign, _) => SHA_256_BYTES,
            _ => 0,
        }
    }

    /// A message went this way. True when a protected channel has carried messages both ways for the first time.
    pub fn carries(&mut self, direction: Direction, out: &mut Sink<'_>) -> bool {
        if !self.is_protected() || !self.answered || self.completed {
            return false;
        }
        if !std::mem::replace(&mut self.negotiated, true) {
            self.tell(Stage::Negotiated, out);
        }
        let [forward, backward] = &mut self.sent;
        *(if direction == Direction::Forward { &mut *forward } else { &mut *backward }) = true;
        self.completed = *forward && *backward;
        if self.completed {
            self.tell(Stage::Completed, out);
        }
        self.completed
    }

    /// A session is active. An unprotected channel is told now and not before, for discovery needs none.
    pub fn active(&mut self, out: &mut Sink<'_>) {
        if self.mode == Mode::None && !std::mem::replace(&mut self.completed, true) {
            self.policy = Cow::Borrowed("None");
            self.tell(Stage::Completed, out);
        }
    }

    fn tell(&self, stage: Stage, out: &mut Sink<'_>) {
        let (version, secrecy, integrity) = match self.mode {
            Mode::None => ("OPC UA None", false, false),
            Mode::Sign => ("OPC UA Sign", false, true),
            Mode::Encrypt => ("OPC UA SignAndEncrypt", true, true),
            Mode::Unknown => return,
        };
        let judged = POLICIES.iter().find(|(name, _)| *name == self.policy);
        out.security(Security::Channel {
            secrecy,
            integrity,
            // Both openings are signed with the keys of the certificates they carry.
            peer: if integrity { PeerProof::Both } else { PeerProof::None },
            version: version.into(),
            suite: self.policy.clone(),
            soundness: judged.map_or(Soundness::Unknown, |(_, soundness)| *soundness),
            stage,
        });
    }
}
