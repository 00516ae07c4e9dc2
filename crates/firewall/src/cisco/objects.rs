//! Objects and groups, resolved by name.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ringwall_model::{Addresses, PacketMatch, Ranges};

/// Deepest nesting of groups; one that contains itself ends there.
const DEPTH_MAX: usize = 16;

/// A member of a group of networks.
#[derive(Clone, Debug)]
enum Network {
    Set(Addresses),
    Other(String),
    /// Filled from elsewhere, or not understood.
    Unknown,
}

/// A member of a group of services.
#[derive(Clone, Debug)]
pub(crate) enum Service {
    /// Protocol and ports.
    Packets(Vec<PacketMatch>),
    /// Ports of a group whose entry names the protocol.
    Ports(Ranges),
    /// Protocols alone.
    Protocols(Ranges),
    /// Types of ICMP.
    Icmp(Ranges),
    /// Another group or object.
    Other(String),
    /// Not understood.
    Unknown,
}

/// Everything named.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    networks: BTreeMap<String, Vec<Network>>,
    services: BTreeMap<String, Vec<Service>>,
    names: BTreeMap<String, IpAddr>,
}

impl Objects {
    pub(crate) fn add_name(&mut self, name: &str, address: IpAddr) {
        self.names.insert(name.to_owned(), address);
    }

    /// An address by itself or by a name given with `name`.
    pub(crate) fn address(&self, word: &str) -> Option<IpAddr> {
        word.parse().ok().or_else(|| self.names.get(word).copied())
    }

    pub(crate) fn open_network(&mut self, name: &str) {
        self.networks.entry(name.to_owned()).or_default();
    }

    pub(crate) fn open_service(&mut self, name: &str) {
        self.services.entry(name.to_owned()).or_default();
    }

    /// Adds addresses to an object or group; unknown ones where there are none.
    pub(crate) fn add_network(&mut self, name: &str, set: Option<Addresses>) {
        self.networks.entry(name.to_owned()).or_default().push(set.map_or(Network::Unknown, Network::Set));
    }

    pub(crate) fn add_network_group(&mut self, name: &str, other: &str) {
        self.networks.entry(name.to_owned()).or_default().push(Network::Other(other.to_owned()));
    }

    pub(crate) fn add_service(&mut self, name: &str, service: Service) {
        self.services.entry(name.to_owned()).or_default().push(service);
    }

    pub(crate) fn is_network(&self, name: &str) -> bool {
        self.networks.contains_key(name)
    }

    pub(crate) fn is_service(&self, name: &str) -> bool {
        self.services.contains_key(name)
    }

    /// The addresses of a name. None where it is not declared, contains itself, or has a member that is not known.
    pub(crate) fn network(&self, name: &str) -> Option<Addresses> {
        self.network_below(name, 0)
    }

    fn network_below(&self, name: &str, depth: usize) -> Option<Addresses> {
        let members = self.networks.get(name).filter(|_| depth <= DEPTH_MAX)?;
        members.iter().try_fold(Addresses::none(), |all, member| {
            Some(all.union(&match member {
                Network::Set(set) => set.clone(),
                Network::Other(other) => self.network_below(other, depth.saturating_add(1))?,
                Network::Unknown => return None,
            }))
        })
    }

    /// The members of a name, groups in it written out. None as with networks.
    pub(crate) fn service(&self, name: &str) -> Option<Vec<Service>> {
        self.service_below(name, 0)
    }

    fn service_below(&self, name: &str, depth: usize) -> Option<Vec<Service>> {
        let members = self.services.get(name).filter(|_| depth <= DEPTH_MAX)?;
        let mut all = Vec::new();
        for member in members {
            match member {
                Service::Other(other) => all.extend(self.service_below(other, depth.saturating_add(1))?),
                Service::Unknown => return None,
                known => all.push(known.clone()),
            }
        }
        (all.len() <= crate::matches::ALTERNATIVES_MAX).then_some(all)
    }
}
