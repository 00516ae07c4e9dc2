//! One vocabulary of operations for every industrial protocol.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeSeq};

/// What a message does to the other side. The meaning of each word is normative for checks, policies and pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Operation {
    /// Finding devices and asking who they are.
    Discover,
    /// Opening, keeping and closing a session.
    Session,
    /// Reading values.
    Read,
    /// Unsolicited or subscribed data.
    Report,
    /// Producer-consumer data that outputs may follow.
    Io,
    /// A value whose meaning to the process is not known.
    Write,
    /// A command the protocol itself defines.
    Operate,
    /// Start, stop, restart, force, switch-over, listen-only.
    Mode,
    /// Reading a program: backup, upload.
    ProgramRead,
    /// Writing a program: download.
    ProgramWrite,
    /// Loading firmware.
    Firmware,
    /// Changing a configuration.
    Configure,
    /// Credentials, keys, certificates, protection level, log clearing.
    Secure,
    /// Files.
    File,
    /// Setting time.
    Time,
    /// Acknowledging, shelving or suppressing alarms.
    Alarm,
    /// Diagnosis without effect.
    Diagnose,
    /// Something known that no other word fits.
    Other,
    /// Encrypted or not understood; nothing may be concluded from it.
    Opaque,
}

impl Operation {
    /// All operations, in order.
    pub const ALL: [Self; 19] = [
        Self::Discover,
        Self::Session,
        Self::Read,
        Self::Report,
        Self::Io,
        Self::Write,
        Self::Operate,
        Self::Mode,
        Self::ProgramRead,
        Self::ProgramWrite,
        Self::Firmware,
        Self::Configure,
        Self::Secure,
        Self::File,
        Self::Time,
        Self::Alarm,
        Self::Diagnose,
        Self::Other,
        Self::Opaque,
    ];

    /// Operations by which the responder's process, program or settings change.
    pub const CHANGING: Operations = Operations::of(&[
        Self::Write,
        Self::Operate,
        Self::Mode,
        Self::ProgramWrite,
        Self::Firmware,
        Self::Configure,
        Self::Secure,
    ]);

    /// The word used in plant files, JSON and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Discover => "discover",
            Self::Session => "session",
            Self::Read => "read",
            Self::Report => "report",
            Self::Io => "io",
            Self::Write => "write",
            Self::Operate => "operate",
            Self::Mode => "mode",
            Self::ProgramRead => "program-read",
            Self::ProgramWrite => "program-write",
            Self::Firmware => "firmware",
            Self::Configure => "configure",
            Self::Secure => "secure",
            Self::File => "file",
            Self::Time => "time",
            Self::Alarm => "alarm",
            Self::Diagnose => "diagnose",
            Self::Other => "other",
            Self::Opaque => "opaque",
        }
    }

    /// From its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.word() == word)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A set of operations. Serialised as a list of words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operations(u32);

impl Operations {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// The set of these.
    pub const fn of(operations: &[Operation]) -> Self {
        let mut bits = 0;
        let mut rest = operations;
        while let [first, tail @ ..] = rest {
            bits |= 1 << (*first as u8);
            rest = tail;
        }
        Self(bits)
    }

    /// True when `operation` is in the set.
    pub fn contains(self, operation: Operation) -> bool {
        self.0 & (1 << (operation as u8)) != 0
    }

    /// The set with `operation` added.
    #[must_use]
    pub fn with(self, operation: Operation) -> Self {
        Self(self.0 | (1 << (operation as u8)))
    }

    /// What both have.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What either has.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The operations, in order.
    pub fn iter(self) -> impl Iterator<Item = Operation> {
        Operation::ALL.into_iter().filter(move |o| self.contains(*o))
    }
}

impl Serialize for Operations {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut list = s.serialize_seq(None)?;
        for operation in self.iter() {
            list.serialize_element(operation.word())?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Operations {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Vec::<Operation>::deserialize(d)?.into_iter().fold(Self::NONE, Self::with))
    }
}
