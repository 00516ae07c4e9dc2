//! What one enforcement point is to be watched for inside connections, where a packet filter does not look.

use ringwall_model::Addresses;

/// What is not declared, and would be seen inside what a packet filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The enforcement point's id.
    pub device: String,
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
