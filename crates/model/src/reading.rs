//! What reading captures gives: conversations, identities and the account of every frame.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    Address, CaptureIndex, Conversation, Diagnostic, Foreign, FrameRef, HopCounts, Instant, Mac, NetworkId,
    ObservationPointId, Place, Span,
};

/// Account of every frame: `dissected + transport_only + unread == total + aggregated`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketCounts {
    /// All frames of all captures.
    pub total: u64,
    /// Frames that came in one with another before them (802.11, A-MSDU): understood or not by themselves, and not in `total`.
    #[serde(default, skip_serializing_if = "is_none")]
    pub aggregated: u64,
    /// A protocol consumed a byte, or an empty segment of a recognised flow.
    pub dissected: u64,
    /// Understood up to the transport.
    pub transport_only: u64,
    /// Not understood.
    pub unread: u64,
    /// Why, by kebab-case reason; sums to `unread`.
    pub unread_reasons: BTreeMap<Cow<'static, str>, u64>,
    /// Bytes on the wire (original lengths).
    pub bytes: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// One capture of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// Name in output: the file name without its capture suffixes; with them where two would be alike.
    pub name: Foreign,
    /// Where it was taken, when the plant says so.
    pub point: Option<ObservationPointId>,
    /// SHA-256 of the bytes as read (before decompression), lower-case hex; none where not asked for.
    pub sha256: Option<Box<str>>,
    /// Frames read.
    pub frames: u64,
    /// Time of its first frame.
    pub first: Option<Instant>,
    /// Time of its last frame.
    pub last: Option<Instant>,
    /// Frames the capturing system says it dropped, where the file says so.
    pub dropped: Option<u64>,
    /// It is a log of another program: its places are lines, where those of a capture are frames.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lines: bool,
}

/// What an identity tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attribute {
    /// Maker.
    Vendor,
    /// Product or model name.
    Model,
    /// Firmware or software version.
    Firmware,
    /// Hardware version.
    Hardware,
    /// Serial number.
    Serial,
    /// Order number.
    OrderNumber,
    /// Host or station name.
    Hostname,
    /// Description in the device's own words.
    Description,
    /// Location or plant designation.
    Location,
    /// Operating system.
    OperatingSystem,
    /// Module in a rack, as `slot: name`.
    Module,
    /// A capability word the device announces (LLDP `bridge`, `router`).
    Capability,
    /// Client software.
    Software,
    /// The port through which a device announces itself, as it calls it.
    Port,
}

impl Attribute {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Model => "model",
            Self::Firmware => "firmware",
            Self::Hardware => "hardware",
            Self::Serial => "serial",
            Self::OrderNumber => "order-number",
            Self::Hostname => "hostname",
            Self::Description => "description",
            Self::Location => "location",
            Self::OperatingSystem => "operating-system",
            Self::Module => "module",
            Self::Capability => "capability",
            Self::Software => "software",
            Self::Port => "port",
        }
    }
}

/// How sure an identity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Inferred (a MAC prefix, a port, a habit).
    Low,
    /// The device said it in passing (a banner, a name in a request).
    Medium,
    /// The device answered a question about itself.
    High,
}

/// One attribute of one device, with the frame that shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Network of the address.
    pub network: NetworkId,
    /// The device's address.
    pub subject: Address,
    /// What is told.
    pub attribute: Attribute,
    /// Its value.
    pub value: Foreign,
    /// How sure.
    pub confidence: Confidence,
    /// By which protocol.
    pub protocol: Cow<'static, str>,
    /// First frame that shows it.
    pub at: FrameRef,
}

/// How a MAC and an IP address were seen together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BindingBy {
    /// A frame with that source MAC carried that source address: may be a router's.
    Frame,
    /// ARP or neighbour discovery: the owner says so.
    Resolution,
    /// DHCP gave it.
    Lease,
}

/// A MAC address seen with an IP address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Binding {
    /// Network.
    pub network: NetworkId,
    /// MAC address.
    pub mac: Mac,
    /// IP address.
    pub ip: std::net::IpAddr,
    /// VLAN ids, outermost first.
    pub vlans: Vec<u16>,
    /// By what.
    pub by: BindingBy,
    /// First frame.
    pub at: FrameRef,
    /// Time of the first frame.
    pub first_seen: Instant,
    /// Time of the last frame.
    pub last_seen: Instant,
    /// What the hop counts of its frames say; a claim has none.
    #[serde(default, skip_serializing_if = "HopCounts::are_silent")]
    pub hops: HopCounts,
}

/// All that reading gave. Lists are sorted by key, then by (capture, frame); equal whatever the number of threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Captures, in timeline order; indexed by [`CaptureIndex`].
    pub captures: Vec<Capture>,
    /// Account of frames.
    pub packets: PacketCounts,
    /// Conversations, sorted by key.
    pub conversations: Vec<Conversation>,
    /// Identities, sorted.
    pub identities: Vec<Identity>,
    /// MAC–IP pairs, sorted.
    pub bindings: Vec<Binding>,
    /// Remarks on the captures.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// True where the place is a line of a log, not a frame.
    pub fn is_line(&self, at: FrameRef) -> bool {
        usize::try_from(at.capture.0).ok().and_then(|i| self.captures.get(i)).is_some_and(|capture| capture.lines)
    }

    /// Where something that was seen is to be looked up: a frame of a capture, a line of a log.
    pub fn place(&self, at: FrameRef) -> Place {
        let name = self.capture_name(at.capture).clone();
        match self.is_line(at) {
            true => Place::File(Span {
                file: name,
                line: u32::try_from(at.frame).unwrap_or(u32::MAX),
                column: 1,
                length: 0,
            }),
            false => Place::Frame { capture: name, frame: at.frame },
        }
    }

    /// A capture's name; a placeholder where the index is unknown.
    pub fn capture_name(&self, index: CaptureIndex) -> &Foreign {
        static NONE: std::sync::LazyLock<Foreign> = std::sync::LazyLock::new(|| Foreign::from("?"));
        usize::try_from(index.0).ok().and_then(|i| self.captures.get(i)).map_or(&NONE, |c| &c.name)
    }
}
