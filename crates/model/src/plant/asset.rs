//! Declared assets.

use std::{borrow::Cow, net::IpAddr};

use serde::{Deserialize, Serialize};

use crate::{
    Address, AssetId, ComponentType, ConduitId, Foreign, Mac, NetworkId, PersonId, ProductId, Span, Transport, Unit,
    ZoneId,
};

/// One interface of a declared asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetInterface {
    /// Where it is declared.
    pub place: Span,
    /// Network.
    pub network: NetworkId,
    /// MAC address.
    pub mac: Option<Mac>,
    /// IP addresses.
    pub ips: Vec<IpAddr>,
    /// Number on its serial bus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<u8>,
}

impl AssetInterface {
    /// All its addresses.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        addresses(&self.ips, self.mac, self.station)
    }
}

/// What an interface is known by.
pub(crate) fn addresses(ips: &[IpAddr], mac: Option<Mac>, station: Option<u8>) -> impl Iterator<Item = Address> + '_ {
    let below = mac.map(Address::Mac).into_iter().chain(station.map(Address::Station));
    ips.iter().copied().map(Address::Ip).chain(below)
}

/// The asset is reached through a gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    /// Gateway.
    pub gateway: AssetId,
    /// Native address behind it (`unit 3`).
    pub native: Foreign,
}

/// A service that an asset may answer: every one that fits what is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovedService {
    /// Protocol word (`modbus`); none when a bare transport is named.
    pub protocol: Option<Cow<'static, str>>,
    /// Transport, when given.
    pub transport: Option<Transport>,
    /// Port, when given.
    pub port: Option<u16>,
}

impl ApprovedService {
    /// True when a service of this protocol, transport and port is meant.
    pub fn covers(&self, protocol: Option<&str>, transport: Transport, port: u16) -> bool {
        self.protocol.as_deref().is_none_or(|word| protocol == Some(word))
            && self.transport.is_none_or(|own| own == transport)
            && self.port.is_none_or(|own| own == port)
    }
}

/// What a loss of the asset means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criticality {
    /// Nothing lasting.
    Low,
    /// Production suffers.
    #[default]
    Medium,
    /// People, environment or the unit suffer.
    High,
}

/// A declared asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Where it is declared.
    pub place: Span,
    /// What it is called.
    pub name: Foreign,
    /// Every zone named for it. Exactly one zone or conduit is right; a check says so when it is not.
    pub zones: Vec<ZoneId>,
    /// Conduits that list it as their own.
    pub conduits: Vec<ConduitId>,
    /// Interfaces.
    pub interfaces: Vec<AssetInterface>,
    /// Reached through a gateway.
    pub behind: Option<Behind>,
    /// Runs on a hypervisor or host.
    pub hosted_on: Option<AssetId>,
    /// Name of its redundancy group.
    pub redundancy_group: Option<Foreign>,
    /// Component types; empty: not said, so counted as each.
    pub component_types: Vec<ComponentType>,
    /// Role word.
    pub role: Option<Foreign>,
    /// Purdue level word.
    pub level: Option<Foreign>,
    /// Units it does not have (`human-interface` on a sealed box); only per-asset units.
    pub lacks: Vec<Unit>,
    /// Criticality.
    pub criticality: Criticality,
    /// It serves a business purpose rather than control.
    pub business: bool,
    /// It performs or supports a safety function.
    pub safety: bool,
    /// It is connected for a while only: a service laptop, a test set.
    pub temporary: bool,
    /// Owner.
    pub owner: Option<PersonId>,
    /// Lifecycle in the engineer's words (`in service`, `end of support 2027`).
    pub lifecycle: Foreign,
    /// Product, for its capability sheet.
    pub product: Option<ProductId>,
    /// Serial number.
    pub serial: Option<Foreign>,
    /// Firmware version.
    pub firmware: Option<Foreign>,
    /// SHA-256 fingerprints (lower-case hex) of certificates its peers have pinned.
    pub pinned_certificates: Vec<Box<str>>,
    /// Approved baseline of the services it answers; none: no baseline, so nothing is said of any service.
    pub services: Option<Vec<ApprovedService>>,
}
