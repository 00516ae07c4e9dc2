//! Log-ins by named mechanisms (SASL, RFC 4422), as mail, chat and directories have them.

use ringwall_model::{SecretKind, Security, Soundness, Stage};

use super::{
    credentials::{self, Typed},
    told::Told,
};
use crate::Sink;

/// Longest name and password that are compared with what makers ship.
const PAIR_BYTES_MAX: usize = 128;

/// A mechanism.
#[derive(Debug)]
pub struct Mechanism {
    name: &'static str,
    soundness: Soundness,
    /// It shows its secret, where nothing around it is encrypted.
    shows: Option<SecretKind>,
    proves: bool,
}

const fn row(name: &'static str, soundness: Soundness, shows: Option<SecretKind>) -> Mechanism {
    Mechanism { name, soundness, shows, proves: true }
}

/// By registered name (IANA SASL mechanisms). Digests without a salted, slow hash fall to guessing (RFC 6331 on MD5).
static MECHANISMS: [Mechanism; 17] = [
    row("PLAIN", Soundness::Weak, Some(SecretKind::Password)),
    row("LOGIN", Soundness::Weak, Some(SecretKind::Password)),
    row("XOAUTH2", Soundness::Weak, Some(SecretKind::Token)),
    row("OAUTHBEARER", Soundness::Weak, Some(SecretKind::Token)),
    row("CRAM-MD5", Soundness::Weak, None),
    row("DIGEST-MD5", Soundness::Weak, None),
    row("NTLM", Soundness::Weak, None),
    row("APOP", Soundness::Weak, None),
    row("KERBEROS_V4", Soundness::Weak, None),
    row("SCRAM-SHA-1", Soundness::Unknown, None),
    row("SCRAM-SHA-1-PLUS", Soundness::Unknown, None),
    row("SCRAM-SHA-256", Soundness::Sound, None),
    row("SCRAM-SHA-256-PLUS", Soundness::Sound, None),
    row("GSSAPI", Soundness::Unknown, None),
    row("GSS-SPNEGO", Soundness::Unknown, None),
    row("EXTERNAL", Soundness::Unknown, None),
    Mechanism { name: "ANONYMOUS", soundness: Soundness::Weak, shows: None, proves: false },
];

static UNKNOWN: Mechanism = row("another mechanism", Soundness::Unknown, None);

/// One log-in, from its first line to the verdict.
#[derive(Debug)]
pub struct Exchange {
    mechanism: &'static Mechanism,
    /// Name and password, digested.
    typed: Typed,
    lines: u8,
    human: bool,
}

impl Exchange {
    /// A log-in by this mechanism; `human` where a person stands behind it for certain.
    pub fn new(name: &[u8], human: bool) -> Self {
        let mechanism = MECHANISMS.iter().find(|m| m.name.as_bytes().eq_ignore_ascii_case(name)).unwrap_or(&UNKNOWN);
        Self { mechanism, typed: Typed::default(), lines: 0, human }
    }

    /// A log-in by a name and a password that stand readable in the protocol itself.
    pub fn readable(typed: Typed, human: bool) -> Self {
        Self { typed, ..Self::new(b"PLAIN", human) }
    }

    /// What kind of secret the client's lines show.
    pub fn shows(&self) -> Option<SecretKind> {
        self.mechanism.shows
    }

    /// A line of the client, base 64.
    pub fn line(&mut self, encoded: &[u8]) {
        let mut decoded = [0; PAIR_BYTES_MAX];
        let length = credentials::decode(encoded.trim_ascii(), &mut decoded).unwrap_or(0);
        self.said(decoded.get(..length).unwrap_or_default());
    }

    /// A message of the client, decoded.
    pub fn said(&mut self, text: &[u8]) {
        match self.mechanism.name {
            // Whom to act as, who one is, password, with zeros between (RFC 4616).
            "PLAIN" => {
                let mut parts = text.splitn(3, |b| *b == 0).skip(1);
                if let (Some(user), Some(password)) = (parts.next(), parts.next()) {
                    self.typed = Typed::pair(user, password);
                }
            }
            "LOGIN" if self.lines == 0 => self.typed = Typed::default().bytes(text).separator(),
            "LOGIN" if self.lines == 1 => self.typed = self.typed.bytes(text),
            _ => {}
        }
        self.lines = self.lines.saturating_add(1);
    }

    /// Tells how it ended.
    pub fn tell(&self, stage: Stage, told: &mut Told, out: &mut Sink<'_>) {
        let Mechanism { name, soundness, shows, proves } = *self.mechanism;
        if !proves {
            told.tell(Security::Anonymous { human: self.human, changing: false, stage }, out);
            return;
        }
        let secret = shows.or((soundness == Soundness::Weak).then_some(SecretKind::Password));
        let default = shows.is_some() && stage == Stage::Completed && self.typed.is_default();
        let clear = shows.is_some();
        told.tell(Security::Login { clear, secret, default, stage, human: self.human, changing: false }, out);
        told.tell(Security::Mechanism { name: name.into(), soundness, stage }, out);
    }
}
