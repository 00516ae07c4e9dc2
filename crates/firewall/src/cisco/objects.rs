//! Objects and groups, resolved by name.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ringwall_model::{Addresses, PacketMatch, Ranges};

use crate::matches::ALTERNATIVES_MAX;
use crate::objects::{Book, Joined};

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
    networks: Book<Addresses>,
    services: Book<Vec<Service>>,
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
        self.networks.open(name);
    }

    pub(crate) fn open_service(&mut self, name: &str) {
        self.services.open(name);
    }

    /// Adds addresses to an object or group; unknown ones where there are none.
    pub(crate) fn add_network(&mut self, name: &str, set: Option<Addresses>) {
        self.networks.add(name, set);
    }

    pub(crate) fn add_network_group(&mut self, name: &str, other: &str) {
        self.networks.add_name(name, other);
    }

    pub(crate) fn add_service(&mut self, name: &str, service: Service) {
        match service {
            Service::Other(other) => self.services.add_name(name, &other),
            Service::Unknown => self.services.add(name, None),
            known => self.services.add(name, Some(vec![known])),
        }
    }

    pub(crate) fn is_network(&self, name: &str) -> bool {
        self.networks.has(name)
    }

    pub(crate) fn is_service(&self, name: &str) -> bool {
        self.services.has(name)
    }

    /// The addresses of a name. None where it is not declared or empty, contains itself, or has a member that is not known.
    pub(crate) fn network(&self, name: &str) -> Option<Addresses> {
        self.networks.find(name)
    }

    /// The members of a name, groups in it written out. None as with networks.
    pub(crate) fn service(&self, name: &str) -> Option<Vec<Service>> {
        self.services.find(name)
    }
}

impl Joined for Vec<Service> {
    fn nothing() -> Self {
        Self::new()
    }

    fn joined(mut self, other: Self) -> Option<Self> {
        self.extend(other);
        (self.len() <= ALTERNATIVES_MAX).then_some(self)
    }

    fn without(self, _: &Self) -> Option<Self> {
        None
    }
}
