//! Protocols of captures beside which nothing counts operations: how many of their messages were decoded by hand instead.
//!
//! What was decoded by hand stands in `decoded.rs` of the protocol's folder, a list whose length its type says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};

/// Messages of each protocol that are to be decoded by hand.
const DECODED_MIN: u64 = 10;

/// What was seen in folders without an oracle of operations.
#[derive(Debug, Default)]
pub struct Unverified {
    /// Protocols that also stand in captures of general services: nobody collected the folder for them.
    general: BTreeSet<String>,
    folders: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

impl Unverified {
    /// Protocols of a capture of general services.
    pub fn general(&mut self, messages: BTreeMap<String, u64>) {
        self.general.extend(messages.into_keys());
    }

    /// Protocols and messages of a folder beside which nothing counts operations.
    pub fn folder(&mut self, folder: &'static str, messages: BTreeMap<String, u64>) {
        self.folders.insert(folder, messages);
    }

    /// Prints them; false where too few messages of one were decoded by hand.
    pub fn print(&self) -> Result<bool> {
        let mut enough = true;
        println!("\nunverified, for nothing beside them counts operations");
        println!("{:<14} {:<14} {:>9} {:>16}", "folder", "protocol", "messages", "decoded by hand");
        for (folder, protocols) in &self.folders {
            for (protocol, messages) in protocols.iter().filter(|(protocol, _)| !self.general.contains(*protocol)) {
                let by_hand = decoded_by_hand(protocol)?;
                enough &= by_hand >= DECODED_MIN;
                println!("{folder:<14} {protocol:<14} {messages:>9} {by_hand:>16}");
            }
        }
        Ok(enough)
    }
}

/// Messages in the list of a protocol; 0 where it has none.
fn decoded_by_hand(protocol: &str) -> Result<u64> {
    let folder = crate::tidy::root().join("crates/dissect/src/protocols").join(protocol.replace('-', "_"));
    let Ok(text) = fs::read_to_string(folder.join("decoded.rs")) else { return Ok(0) };
    let length = text.split("[Decoded; ").nth(1).and_then(|rest| rest.split(']').next());
    crate::corpus::number(length.with_context(|| format!("no list of messages decoded by hand: {protocol}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_counted_by_their_type() {
        assert!(decoded_by_hand("ether-sio").unwrap() >= DECODED_MIN);
        assert_eq!(decoded_by_hand("no-such-protocol").unwrap(), 0);
    }
}
