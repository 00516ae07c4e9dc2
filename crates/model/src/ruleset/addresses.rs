//! Exact sets of IP addresses of both families.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::{Prefix, Ranges};

/// A set of IPv4 and IPv6 addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Addresses {
    /// IPv4 addresses, as numbers of 32 bits.
    pub v4: Ranges,
    /// IPv6 addresses, as numbers of 128 bits.
    pub v6: Ranges,
}

/// An address as a number, with the bits of its family.
pub fn address_number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(ip) => (u128::from(u32::from(ip)), 32),
        IpAddr::V6(ip) => (u128::from(ip), 128),
    }
}

/// The IPv4 address of a number; its lowest 32 bits count.
pub fn address_v4(number: u128) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from(u32::try_from(number & u128::from(u32::MAX)).unwrap_or(0)))
}

/// The IPv6 address of a number.
pub fn address_v6(number: u128) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from(number))
}

impl Addresses {
    /// No address.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every address of both families.
    pub fn all() -> Self {
        Self { v4: Ranges::all(32), v6: Ranges::all(128) }
    }

    /// Every IPv4 address.
    pub fn all_v4() -> Self {
        Self { v4: Ranges::all(32), v6: Ranges::none() }
    }

    /// Every IPv6 address.
    pub fn all_v6() -> Self {
        Self { v4: Ranges::none(), v6: Ranges::all(128) }
    }

    /// One address.
    pub fn one(address: IpAddr) -> Self {
        Self::between(address, address)
    }

    /// From one address to another of the same family, both included; none where they are the wrong way round or of two families.
    pub fn between(first: IpAddr, last: IpAddr) -> Self {
        let ((from, bits), (to, other)) = (address_number(first), address_number(last));
        match bits {
            _ if bits != other => Self::none(),
            32 => Self { v4: Ranges::between(from, to), v6: Ranges::none() },
            _ => Self { v4: Ranges::none(), v6: Ranges::between(from, to) },
        }
    }

    /// The addresses of a prefix; host bits that are set do not count.
    pub fn prefix(address: IpAddr, length: u8) -> Option<Self> {
        let (value, bits) = address_number(address);
        let host = bits.checked_sub(u32::from(length))?;
        let hosts = crate::highest(host);
        let (first, last) = (value & !hosts, value | hosts);
        Some(match bits {
            32 => Self { v4: Ranges::between(first, last), v6: Ranges::none() },
            _ => Self { v4: Ranges::none(), v6: Ranges::between(first, last) },
        })
    }

    /// True for no address.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// True for every address of both families.
    pub fn is_all(&self) -> bool {
        self.v4.is_all(32) && self.v6.is_all(128)
    }

    /// True when the address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match address_number(address) {
            (value, 32) => self.v4.contains(value),
            (value, _) => self.v6.contains(value),
        }
    }

    /// Addresses in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6) }
    }

    /// Addresses in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self { v4: self.v4.intersection(&other.v4), v6: self.v6.intersection(&other.v6) }
    }

    /// Addresses of either family that are not in it.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { v4: self.v4.complement(32), v6: self.v6.complement(128) }
    }

    /// Addresses in this one alone.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// The fewest prefixes that hold exactly these addresses, IPv4 first.
    pub fn prefixes(&self) -> Vec<Prefix> {
        let four = self.v4.iter().flat_map(|range| split(range, 32));
        let six = self.v6.iter().flat_map(|range| split(range, 128));
        four.chain(six).collect()
    }
}

impl From<Prefix> for Addresses {
    fn from(prefix: Prefix) -> Self {
        Self::prefix(prefix.address, prefix.length).unwrap_or_default()
    }
}

/// The fewest prefixes of one range: each as wide as its alignment and the rest allow.
fn split((first, last): (u128, u128), bits: u32) -> Vec<Prefix> {
    let mut prefixes = Vec::new();
    let mut next = Some(first);
    while let Some(from) = next.filter(|from| *from <= last) {
        let aligned = if from == 0 { bits } else { from.trailing_zeros().min(bits) };
        let fits = |host: &u32| crate::highest(*host) <= last.saturating_sub(from);
        let host = (0..=aligned).rev().find(fits).unwrap_or(0);
        let address = if bits == 32 { address_v4(from) } else { address_v6(from) };
        prefixes.push(Prefix { address, length: u8::try_from(bits.saturating_sub(host)).unwrap_or(128) });
        next = from.saturating_add(crate::highest(host)).checked_add(1);
    }
    prefixes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(set: &Addresses) -> Vec<String> {
        set.prefixes().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_range_is_written_as_the_fewest_prefixes() {
        let range = Addresses::between("10.0.0.1".parse().unwrap(), "10.0.0.8".parse().unwrap());
        assert_eq!(shown(&range), ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/30", "10.0.0.8/32"]);
        assert_eq!(shown(&Addresses::all()), ["0.0.0.0/0", "::/0"]);
        assert_eq!(shown(&Addresses::one("::1".parse().unwrap())), ["::1/128"]);
    }

    #[test]
    fn prefixes_hold_exactly_the_addresses_they_were_made_from() {
        let set = Addresses::between("10.0.0.7".parse().unwrap(), "10.3.9.1".parse().unwrap())
            .union(&Addresses::between("fe80::1".parse().unwrap(), "fe80::ffff:3".parse().unwrap()));
        let again = set.prefixes().into_iter().fold(Addresses::none(), |all, p| all.union(&Addresses::from(p)));
        assert_eq!(again, set);
        assert!(set.complement().intersection(&set).is_empty() && set.union(&set.complement()).is_all());
    }
}
