//! Assets as observed.

use std::borrow::Cow;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    Address, AssetId, Attribute, ComponentType, Confidence, Diagnostic, Foreign, FrameRef, Instant, Mac, NetworkId,
    Transport, plant::asset::addresses,
};

/// One interface of an observed asset.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObservedInterface {
    /// MAC address, where one was seen that is not a router's.
    pub mac: Option<Mac>,
    /// IP addresses, sorted.
    pub ips: Vec<IpAddr>,
    /// Network.
    pub network: NetworkId,
    /// VLAN ids, outermost first.
    pub vlans: Vec<u16>,
    /// Number on a serial bus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<u8>,
}

impl ObservedInterface {
    /// All its addresses.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        addresses(&self.ips, self.mac, self.station)
    }
}

/// A value with the frame that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeEvidence {
    /// What is told (an [`Attribute`] word, `mac`, `station`, `role`, `level`, `component-type`).
    pub attribute: Cow<'static, str>,
    /// Its value.
    pub value: Foreign,
    /// By which protocol or reasoning.
    pub protocol: Cow<'static, str>,
    /// Frame that shows it.
    pub at: FrameRef,
    /// How sure.
    pub confidence: Confidence,
    /// Why, in plain words, for what was inferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One device as the wire shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservedAsset {
    /// From its strongest identifier: serial, else MAC, else network and address.
    pub id: AssetId,
    /// The other identifiers it goes by.
    pub aliases: Vec<AssetId>,
    /// The declared asset it was matched with.
    pub declared: Option<AssetId>,
    /// By what it was matched.
    pub matched_by: Option<Cow<'static, str>>,
    /// Its interfaces, sorted.
    pub interfaces: Vec<ObservedInterface>,
    /// Maker.
    pub vendor: Option<Foreign>,
    /// Model.
    pub model: Option<Foreign>,
    /// Firmware.
    pub firmware: Option<Foreign>,
    /// Serial number.
    pub serial: Option<Foreign>,
    /// Order number.
    pub order_number: Option<Foreign>,
    /// Host name.
    pub hostname: Option<Foreign>,
    /// Role word (`plc`, `hmi`, `engineering-station`, `switch`, `time-server`), with its reason among the evidence.
    pub role: Option<Cow<'static, str>>,
    /// Purdue level word (`0`, `1`, `2`, `3`, `3.5`, `4`), with its reason among the evidence.
    pub level: Option<Cow<'static, str>>,
    /// Component types of 62443-4-2, with their reason among the evidence.
    pub component_types: Vec<ComponentType>,
    /// Protocols spoken, sorted.
    pub protocols: Vec<Cow<'static, str>>,
    /// Where each value comes from, sorted by attribute and frame.
    pub evidence: Vec<AttributeEvidence>,
}

impl ObservedAsset {
    /// The declared id where it was matched, else the observed one.
    pub fn effective_id(&self) -> &AssetId {
        self.declared.as_ref().unwrap_or(&self.id)
    }
}

/// What a device announced of itself to whoever is at the other end of a cable. Such a frame is not passed on: it names who
/// was on a cable that the observation point saw.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Neighbour {
    /// The asset that announced itself: its effective id.
    pub asset: AssetId,
    /// Network it was heard on.
    pub network: NetworkId,
    /// Address that sent the announcement.
    pub sender: Address,
    /// Its port, as it calls it.
    pub port: Foreign,
    /// By which protocol.
    pub protocol: Cow<'static, str>,
    /// First frame that says so.
    pub at: FrameRef,
}

/// What happened on a network at some time. Whether it was meant is for people to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum EventKind {
    /// Many doors were tried within a short time, and none of them opened.
    Scan {
        /// Whose doors, sorted.
        targets: Vec<Address>,
        /// Ports of all of them.
        doors: u64,
    },
    /// Many sessions were begun one after the other at a service where people log in.
    LoginSeries {
        /// At whom.
        target: Address,
        /// What carries them.
        transport: Transport,
        /// The service's port.
        port: u16,
        /// Sessions begun.
        begun: u64,
        /// Those in which the service said anything.
        answered: u64,
    },
    /// A device that was known by another address claimed one, for a time or from then on.
    AddressClaimed {
        /// The address.
        ip: IpAddr,
        /// The one it had claimed before.
        before: IpAddr,
    },
    /// A device claims an address that another has meanwhile.
    AddressContested {
        /// The address.
        ip: IpAddr,
        /// Who has it as well, and no other.
        with: Mac,
    },
}

/// Something that happened, by whom, when, and where to look.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Event {
    /// When it began.
    pub first_seen: Instant,
    /// When it was last seen.
    pub last_seen: Instant,
    /// Network it was seen on.
    pub network: NetworkId,
    /// Who did it.
    pub by: Address,
    /// First frame that shows it.
    pub at: FrameRef,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// The assets of a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// Assets, sorted by id.
    pub assets: Vec<ObservedAsset>,
    /// Who announced itself through which port; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub neighbours: Vec<Neighbour>,
    /// What happened, by time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// Remarks: duplicate addresses, routers taken for devices, matches that contradict each other.
    pub diagnostics: Vec<Diagnostic>,
}

/// Keeps the attribute words in one place.
impl From<Attribute> for Cow<'static, str> {
    fn from(attribute: Attribute) -> Self {
        Cow::Borrowed(attribute.word())
    }
}
