//! Foundational requirements, security levels and their vectors.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The seven foundational requirements of IEC 62443-1-1, in the order vectors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum FoundationalRequirement {
    /// Identification and authentication control.
    Iac,
    /// Use control.
    Uc,
    /// System integrity.
    Si,
    /// Data confidentiality.
    Dc,
    /// Restricted data flow.
    Rdf,
    /// Timely response to events.
    Tre,
    /// Resource availability.
    Ra,
}

impl FoundationalRequirement {
    /// All seven, in vector order.
    pub const ALL: [Self; 7] = [Self::Iac, Self::Uc, Self::Si, Self::Dc, Self::Rdf, Self::Tre, Self::Ra];

    /// The abbreviation as it is written in vectors.
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Iac => "IAC",
            Self::Uc => "UC",
            Self::Si => "SI",
            Self::Dc => "DC",
            Self::Rdf => "RDF",
            Self::Tre => "TRE",
            Self::Ra => "RA",
        }
    }

    /// The name in full.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iac => "identification and authentication control",
            Self::Uc => "use control",
            Self::Si => "system integrity",
            Self::Dc => "data confidentiality",
            Self::Rdf => "restricted data flow",
            Self::Tre => "timely response to events",
            Self::Ra => "resource availability",
        }
    }

    /// Its number, 1 to 7.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Its place in a vector, 0 to 6.
    pub fn index(self) -> usize {
        self as usize
    }

    /// From an abbreviation, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.abbreviation().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for FoundationalRequirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.abbreviation())
    }
}

/// A security level, 0 to 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct SecurityLevel(u8);

impl SecurityLevel {
    /// Level 0: no requirement.
    pub const ZERO: Self = Self(0);
    /// Level 4, the highest.
    pub const FOUR: Self = Self(4);

    /// The level, or `None` above 4.
    pub fn new(level: u8) -> Option<Self> {
        (level <= 4).then_some(Self(level))
    }

    /// As a number.
    pub fn get(self) -> u8 {
        self.0
    }

    /// 1, 2, 3, 4.
    pub fn graded() -> impl DoubleEndedIterator<Item = Self> {
        (1..=4).map(Self)
    }
}

impl TryFrom<u8> for SecurityLevel {
    type Error = &'static str;
    fn try_from(level: u8) -> Result<Self, Self::Error> {
        Self::new(level).ok_or("a security level is 0, 1, 2, 3 or 4")
    }
}

impl From<SecurityLevel> for u8 {
    fn from(level: SecurityLevel) -> u8 {
        level.0
    }
}

impl fmt::Display for SecurityLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One level, or none, for each foundational requirement. Serialised as an array of seven, null where empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlVector([Option<SecurityLevel>; 7]);

impl SlVector {
    /// From seven values in vector order.
    pub fn new(levels: [Option<SecurityLevel>; 7]) -> Self {
        Self(levels)
    }

    /// The same level everywhere.
    pub fn uniform(level: SecurityLevel) -> Self {
        Self([Some(level); 7])
    }

    /// The level of one foundational requirement.
    pub fn level(&self, fr: FoundationalRequirement) -> Option<SecurityLevel> {
        self.0.get(fr.index()).copied().flatten()
    }

    /// Sets the level of one foundational requirement.
    pub fn set(&mut self, fr: FoundationalRequirement, level: Option<SecurityLevel>) {
        if let Some(slot) = self.0.get_mut(fr.index()) {
            *slot = level;
        }
    }

    /// True when `self` is at least `other` everywhere; an empty place is below every level.
    pub fn reaches(&self, other: &Self) -> bool {
        FoundationalRequirement::ALL.into_iter().all(|f| self.level(f) >= other.level(f))
    }
}

/// As the standard writes a vector: `{2 2 2 1 2 2 2}`; a dash where empty.
impl fmt::Display for SlVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (i, level) in self.0.iter().enumerate() {
            let gap = if i == 0 { "" } else { " " };
            match level {
                Some(level) => write!(f, "{gap}{level}")?,
                None => write!(f, "{gap}-")?,
            }
        }
        f.write_str("}")
    }
}

/// SL-T: the level a scope's risk demands, one for each foundational requirement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlTarget(pub SlVector);

/// SL-C: the level a component or system can provide when properly configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlCapability(pub SlVector);

/// SL-A: a level found to hold now (demonstrated, ceiling or claimed, as the field that holds it says).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlAchieved(pub SlVector);
