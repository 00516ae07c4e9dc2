//! An interface, and whether it is quiet: whoever watches a plant has no address on its wire and answers nobody.

use std::net::IpAddr;

/// An interface as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// Its number.
    pub index: u32,
    /// It is up.
    pub up: bool,
    /// It answers ARP.
    pub arp: bool,
    /// It speaks IPv6: neighbour discovery, multicast listener reports.
    pub ipv6: bool,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

/// Why frames could leave by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotQuiet {
    /// What is on: `has the address 10.0.0.1`, `answers ARP`.
    pub because: Vec<String>,
    /// Commands that quieten it, to be run as root.
    pub commands: Vec<String>,
}

impl Interface {
    /// What is not quiet about it.
    pub fn not_quiet(&self) -> Option<NotQuiet> {
        let name = &self.name;
        let (mut because, mut commands) = (Vec::new(), Vec::new());
        for address in &self.addresses {
            because.push(format!("has the address {address}"));
        }
        if !self.addresses.is_empty() {
            commands.push(format!("ip addr flush dev {name}"));
        }
        if self.ipv6 {
            because.push("speaks IPv6".to_owned());
            commands.push(format!("sysctl -w net/ipv6/conf/{name}/disable_ipv6=1"));
        }
        if self.arp {
            because.push("answers ARP".to_owned());
            commands.push(format!("ip link set dev {name} arp off"));
        }
        (!because.is_empty()).then_some(NotQuiet { because, commands })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thing_that_could_send_is_named_with_the_command_against_it() {
        let quiet = Interface { name: "eth1".to_owned(), index: 2, up: true, ..Interface::default() };
        assert_eq!(quiet.not_quiet(), None);
        let addresses = vec![IpAddr::from([10, 0, 0, 1])];
        let loud = Interface { arp: true, ipv6: true, addresses, ..quiet }.not_quiet().unwrap();
        assert_eq!(loud.because, ["has the address 10.0.0.1", "speaks IPv6", "answers ARP"]);
        assert_eq!(
            loud.commands,
            ["ip addr flush dev eth1", "sysctl -w net/ipv6/conf/eth1/disable_ipv6=1", "ip link set dev eth1 arp off"]
        );
    }
}
