//! What one enforcement point is to be watched for inside connections, where a packet filter does not look, and the programs that do.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::Addresses;

use super::{Object, names::safe, suricata, zeek};

/// A program that looks inside connections.
#[derive(Debug)]
pub struct Inspector {
    /// What it is asked for by.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it tells apart, a protocol each.
    pub parsers: fn() -> Vec<&'static Parser>,
    /// What its user must know.
    pub remarks: &'static [&'static str],
    /// Writes what it is to look for. It refuses nothing.
    pub render: fn(&Inspection) -> String,
}

/// Every program that is written for.
pub static INSPECTORS: &[&Inspector] = &[&suricata::INSPECTOR, &zeek::INSPECTOR];

impl Inspector {
    /// The one that is asked for by a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        INSPECTORS.iter().find(|inspector| inspector.name == name).copied()
    }
}

/// What a parser of such a program tells.
#[derive(Debug)]
pub struct Parser {
    /// The protocol's word.
    pub protocol: &'static str,
    /// Who asks is told from who answers. Elsewhere a station may open a connection and answer in it, and seem to ask.
    pub asker_is_told: bool,
    /// What the program needs beside itself to have it.
    pub needs: Option<&'static str>,
    /// Whether it tells a function, by code space and code, from all others.
    pub tells: fn(&str, u32) -> bool,
    /// Whether it is no request but an answer or a report, which whoever was asked sends.
    pub answers: fn(&str, u32) -> bool,
}

/// What is not declared, and would be seen inside what a packet filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The enforcement point's id.
    pub device: String,
    /// Zones and assets by the names of the plant.
    pub objects: Vec<Object>,
    /// Codes that have a name of their own, by protocol and code space: every other one is the unlisted one.
    pub listed: BTreeMap<(&'static str, &'static str), BTreeSet<u32>>,
    /// Sorted by conduit; no message is about two of them.
    pub alerts: Vec<Alert>,
}

/// Something from some to others that no conduit declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The conduit between them.
    pub conduit: String,
    /// Who asks.
    pub source: Addresses,
    /// Who is asked.
    pub destination: Addresses,
    /// What.
    pub about: About,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Anything at all: it comes against a one-way conduit.
    Anything,
    /// Anything in a protocol.
    Protocol {
        /// Its word.
        protocol: &'static str,
    },
    /// One function of a protocol.
    Function {
        /// The protocol's word.
        protocol: &'static str,
        /// Code space within the protocol.
        space: &'static str,
        /// Native code.
        code: u32,
        /// What the protocol calls it.
        name: &'static str,
    },
}

impl Alert {
    /// What is said where it is seen.
    pub(super) fn message(&self) -> String {
        format!("ringwall {}: {}", safe(&self.conduit, 60), self.about.said())
    }
}

impl About {
    /// The protocol's word.
    pub const fn protocol(self) -> Option<&'static str> {
        match self {
            Self::Anything => None,
            Self::Protocol { protocol } | Self::Function { protocol, .. } => Some(protocol),
        }
    }

    /// What is wrong with it, in words that may stand between quotes.
    fn said(self) -> String {
        match self {
            Self::Anything => "against the one way that is declared".to_owned(),
            Self::Protocol { protocol } => format!("{protocol} is not declared here"),
            Self::Function { protocol, code: u32::MAX, name, .. } => {
                format!("{protocol} {} is not declared here", plain(name))
            }
            Self::Function { protocol, code, name, .. } => {
                format!("{protocol} {} ({code}) is not declared here", plain(name))
            }
        }
    }
}

/// A name without what ends or escapes in a message.
fn plain(name: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || " -_/.,".contains(*c);
    name.chars().filter(is_plain).collect()
}
