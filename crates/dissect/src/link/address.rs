//! Addresses as they are compared and hashed: 16 bytes, whatever the family.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ringwall_model::{Address, EVERY_STATION, Mac};

/// What kind of address a [`RawAddress`] holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Family {
    /// IPv4, in the low 32 bits.
    V4,
    /// IPv6.
    V6,
    /// MAC, in the low 48 bits.
    #[default]
    Mac,
    /// A station of a bus, in the low 8 bits; the next is set, for station 0 is somebody.
    Station,
}

const STATION: u64 = 1 << 8;

/// An address of any family. Orders as numbers do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawAddress {
    high: u64,
    low: u64,
}

impl RawAddress {
    /// The address that names nobody.
    pub const NOBODY: Self = Self { high: 0, low: 0 };

    /// From the four bytes of an IPv4 address.
    #[inline]
    pub fn v4(bytes: [u8; 4]) -> Self {
        Self { high: 0, low: u64::from(u32::from_be_bytes(bytes)) }
    }

    /// From the sixteen bytes of an IPv6 address.
    #[inline]
    pub fn v6(bytes: [u8; 16]) -> Self {
        let number = u128::from_be_bytes(bytes);
        // Both halves fit by construction.
        Self { high: (number >> 64) as u64, low: number as u64 }
    }

    /// From a MAC address.
    #[inline]
    pub fn mac([a, b, c, d, e, f]: [u8; 6]) -> Self {
        Self { high: 0, low: u64::from_be_bytes([0, 0, a, b, c, d, e, f]) }
    }

    /// From the number of a station.
    pub fn station(number: u8) -> Self {
        Self { high: 0, low: STATION | u64::from(number) }
    }

    /// From an address of the model.
    pub fn of(address: Address) -> (Self, Family) {
        match address {
            Address::Ip(IpAddr::V4(ip)) => (Self::v4(ip.octets()), Family::V4),
            Address::Ip(IpAddr::V6(ip)) => (Self::v6(ip.octets()), Family::V6),
            Address::Mac(mac) => (Self::mac(mac.0), Family::Mac),
            Address::Station(number) => (Self::station(number), Family::Station),
        }
    }

    /// As an address of the model.
    pub fn address(self, family: Family) -> Address {
        let number = u128::from(self.high) << 64 | u128::from(self.low);
        match family {
            Family::V4 => Address::Ip(IpAddr::V4(Ipv4Addr::from(self.low as u32))),
            Family::V6 => Address::Ip(IpAddr::V6(Ipv6Addr::from(number))),
            Family::Mac => {
                let [_, _, a, b, c, d, e, f] = self.low.to_be_bytes();
                Address::Mac(Mac([a, b, c, d, e, f]))
            }
            Family::Station => Address::Station(self.low as u8),
        }
    }

    /// From the low half of one that has no other: an address of any family but IPv6.
    #[inline]
    pub(crate) fn low(low: u64) -> Self {
        Self { high: 0, low }
    }

    /// Both halves.
    #[inline]
    pub fn halves(self) -> (u64, u64) {
        (self.high, self.low)
    }

    /// The address with all but its leading `bits` (counted in its family) zero.
    #[must_use]
    pub fn prefix(self, family: Family, bits: u32) -> Self {
        let width = match family {
            Family::V4 => 32,
            Family::V6 => 128,
            Family::Mac => 48,
            Family::Station => 8,
        };
        let number = u128::from(self.high) << 64 | u128::from(self.low);
        let host = u32::saturating_sub(width, bits);
        let kept = number.checked_shr(host).and_then(|n| n.checked_shl(host)).unwrap_or(0);
        Self { high: (kept >> 64) as u64, low: kept as u64 }
    }

    /// True for the address that names nobody.
    #[inline]
    pub fn is_unspecified(self) -> bool {
        self.high == 0 && self.low == 0
    }

    /// True for multicast and broadcast.
    #[inline]
    pub fn is_group(self, family: Family) -> bool {
        match family {
            Family::V4 => self.low >> 28 == 0xe || self.low == 0xffff_ffff,
            Family::V6 => self.high >> 56 == 0xff,
            Family::Mac => self.low >> 40 & 1 == 1,
            Family::Station => self.low as u8 == EVERY_STATION,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_survives_the_round_trip_and_knows_its_groups() {
        for (text, group) in [
            ("10.1.2.3", false),
            ("224.0.0.1", true),
            ("255.255.255.255", true),
            ("fe80::1", false),
            ("ff02::1", true),
            ("00:1b:1b:aa:bb:cc", false),
            ("01:0c:cd:01:00:01", true),
            ("station 0", false),
            ("station 255", true),
        ] {
            let address = Address::parse(text).unwrap();
            let (raw, family) = RawAddress::of(address);
            assert_eq!(raw.address(family), address);
            assert_eq!(raw.is_group(family), group, "{text}");
            assert!(!raw.is_unspecified());
        }
    }

    #[test]
    fn a_prefix_keeps_leading_bits() {
        let (raw, family) = RawAddress::of(Address::parse("10.1.2.3").unwrap());
        assert_eq!(raw.prefix(family, 24).address(family), Address::parse("10.1.2.0").unwrap());
        assert_eq!(raw.prefix(family, 0).address(family), Address::parse("0.0.0.0").unwrap());
        let (raw, family) = RawAddress::of(Address::Station(7));
        assert_eq!((raw.prefix(family, 8), raw.prefix(family, 0)), (raw, RawAddress::station(0)));
    }
}
