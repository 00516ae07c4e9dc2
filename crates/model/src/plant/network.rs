//! Address spaces and the ways into a zone.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{Foreign, NetworkId, Span, ZoneId};

/// An IP prefix. Host bits are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Prefix {
    /// Network address.
    pub address: IpAddr,
    /// Leading bits that count.
    pub length: u8,
}

impl Prefix {
    /// Parses `10.1.2.0/24`, or a single address. `None` where it is neither or has host bits set.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address.parse().ok()?, length.parse().ok()?),
            None => {
                let address: IpAddr = text.parse().ok()?;
                (address, if address.is_ipv4() { 32 } else { 128 })
            }
        };
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = Self { address, length };
        (length <= most && prefix.mask(address) == prefix.bits()).then_some(prefix)
    }

    fn bits(self) -> u128 {
        to_bits(self.address)
    }

    fn mask(self, address: IpAddr) -> u128 {
        let width: u32 = if self.address.is_ipv4() { 32 } else { 128 };
        let host = width.saturating_sub(u32::from(self.length));
        to_bits(address).checked_shr(host).and_then(|b| b.checked_shl(host)).unwrap_or(0)
    }

    /// True when `address` is of the same family and inside.
    pub fn contains(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4() && self.mask(address) == self.bits()
    }

    /// True when the two share an address.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other.address) || other.contains(self.address)
    }
}

impl std::fmt::Display for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

fn to_bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(ip) => u128::from(u32::from(ip)),
        IpAddr::V6(ip) => u128::from(ip),
    }
}

/// What kind of address space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkKind {
    /// An Ethernet segment or VLAN.
    #[default]
    Ethernet,
    /// A serial or field bus.
    Serial,
    /// Wireless.
    Wireless,
    /// A wide-area link.
    Wan,
}

/// A declared translation: what is `inside` appears as `outside` in another network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressMapping {
    /// Address in this network.
    pub inside: IpAddr,
    /// The network in which it is seen translated.
    pub network: NetworkId,
    /// Address there.
    pub outside: IpAddr,
}

/// An address space. Addresses are unique within one network only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Where it is declared.
    pub place: Span,
    /// What it is called.
    pub name: Foreign,
    /// Kind.
    pub kind: NetworkKind,
    /// Prefixes used in it, declared internal whatever registry they come from.
    pub prefixes: Vec<Prefix>,
    /// VLAN ids outermost first, when it is one VLAN of a shared segment.
    pub vlan: Vec<u16>,
    /// Virtual routing table, when addresses repeat behind one.
    pub vrf: Option<Foreign>,
    /// It is reached through parties outside the owner's control (internet, provider, radio).
    pub untrusted: bool,
    /// Declared address translations.
    pub nat: Vec<AddressMapping>,
}

/// What kind of way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccessPointKind {
    /// Over a network.
    Logical,
    /// A door, a cabinet, a port.
    Physical,
    /// Portable media.
    PortableMedia,
    /// A modem.
    Modem,
    /// A supplier's own access.
    Vendor,
}

/// A way into a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessPoint {
    /// Where it is declared.
    pub place: Span,
    /// The zone it leads into.
    pub zone: ZoneId,
    /// Kind.
    pub kind: AccessPointKind,
    /// Description.
    pub description: Foreign,
}
