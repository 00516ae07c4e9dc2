//! What was seen and is declared nowhere, for other programs. It is a proposal: nothing of it is declared.

use std::net::IpAddr;

use serde::Serialize;

use ringwall_model::{AssetId, ConduitId, Foreign, Instant, NOTICE, Operations, ZoneId};

use super::WatchedLine;

/// An exchange that was seen and answered.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedLine {
    /// What it is called: who asks, who answers, in what.
    pub entry: String,
    /// The conduit that would allow it.
    pub conduit: Option<ConduitId>,
    /// Zone of who asks.
    pub from: ZoneId,
    /// Zone of who answers.
    pub to: ZoneId,
    /// Who asks, where declared.
    pub initiator: Option<AssetId>,
    /// Who answers, where declared.
    pub responder: Option<AssetId>,
    /// What is not declared of it.
    pub operations: Operations,
    /// Exchanges, in the capture that saw most.
    pub exchanges: u64,
    /// Their frames.
    pub frames: u64,
    /// Lines of logs about it.
    pub logged: u64,
    /// When it was first seen.
    pub first: Instant,
    /// When it was last seen.
    pub last: Instant,
    /// Capture of its first frame.
    pub capture: Foreign,
    /// Its first frame.
    pub frame: u64,
    /// Every capture it is in.
    pub captures: Vec<Foreign>,
    /// Why nobody is asked to accept it.
    pub not_proposed: Option<&'static str>,
}

/// What a device logged by our rules and no capture shows.
#[derive(Clone, Debug, Serialize)]
pub struct LoggedLine {
    /// Who asks.
    pub source: IpAddr,
    /// Who is asked.
    pub destination: IpAddr,
    /// Protocol number.
    pub protocol: u8,
    /// Destination port.
    pub port: Option<u16>,
    /// Lines.
    pub count: u64,
}

/// `ringwall propose --json`.
#[derive(Clone, Debug, Serialize)]
pub struct ProposalDocument {
    format: &'static str,
    version: u32,
    /// What is proposed, and what is not.
    pub entries: Vec<ProposedLine>,
    /// What was logged and is in no entry.
    pub logged: Vec<LoggedLine>,
    /// Lines of our rules in logs that say it in a way that is not read.
    pub logs_unread: usize,
    /// What was watched.
    pub watched: Vec<WatchedLine>,
    notice: &'static str,
}

impl ProposalDocument {
    /// One with nothing in it yet.
    pub fn new() -> Self {
        Self {
            format: "ringwall-proposal",
            version: 1,
            entries: Vec::new(),
            logged: Vec::new(),
            logs_unread: 0,
            watched: Vec::new(),
            notice: NOTICE,
        }
    }
}

impl Default for ProposalDocument {
    fn default() -> Self {
        Self::new()
    }
}
