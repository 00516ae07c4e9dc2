//! Addresses and transports of conversations.

use std::{fmt, net::IpAddr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A MAC address. Written `00:1b:1b:aa:bb:cc`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mac(pub [u8; 6]);

impl Mac {
    /// Parses `00:1b:1b:aa:bb:cc` or `00-1B-1B-AA-BB-CC`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 6];
        let mut parts = text.split([':', '-']);
        for byte in &mut bytes {
            let part = parts.next().filter(|p| p.len() == 2)?;
            *byte = u8::from_str_radix(part, 16).ok()?;
        }
        parts.next().is_none().then_some(Self(bytes))
    }

    /// Group bit: broadcast or multicast.
    pub fn is_group(self) -> bool {
        self.0[0] & 1 == 1
    }

    /// Locally administered bit.
    pub fn is_local(self) -> bool {
        self.0[0] & 2 == 2
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl Serialize for Mac {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mac {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a MAC address"))
    }
}

/// Who speaks: a plain IP address, a MAC address below IP, a station of a bus. Serialised as plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// IPv4 or IPv6.
    Ip(IpAddr),
    /// Below IP.
    Mac(Mac),
    /// A station of a serial bus by its number there, 255 for all of them. Written `station 5`; it means something on its network
    /// only.
    Station(u8),
}

/// The number that means every station of a bus.
pub const EVERY_STATION: u8 = 255;

impl Address {
    /// How many bits it has.
    pub fn bits(self) -> u8 {
        match self {
            Self::Ip(IpAddr::V4(_)) => 32,
            Self::Ip(IpAddr::V6(_)) => 128,
            Self::Mac(_) => 48,
            Self::Station(_) => 8,
        }
    }

    /// Parses an IP or MAC address, or a station.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(number) = text.strip_prefix("station ") {
            let digits = number.bytes().all(|b| b.is_ascii_digit());
            return number.parse().ok().filter(|_| digits).map(Self::Station);
        }
        Mac::parse(text).map(Self::Mac).or_else(|| text.parse().ok().map(Self::Ip))
    }

    /// Multicast or broadcast: an address of a group, not of a device.
    pub fn is_group(self) -> bool {
        match self {
            Self::Ip(IpAddr::V4(ip)) => ip.is_multicast() || ip.is_broadcast(),
            Self::Ip(IpAddr::V6(ip)) => ip.is_multicast(),
            Self::Mac(mac) => mac.is_group(),
            Self::Station(number) => number == EVERY_STATION,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(ip) => ip.fmt(f),
            Self::Mac(mac) => mac.fmt(f),
            Self::Station(number) => write!(f, "station {number}"),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an IP or MAC address, nor a station"))
    }
}

/// What carries a conversation. Its number (port, protocol number, EtherType) stands beside it as `port`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// TCP; `port` is the responder's.
    Tcp,
    /// UDP; `port` is the responder's.
    Udp,
    /// Another protocol over IP; `port` is its protocol number.
    Ip,
    /// Directly over Ethernet; `port` is the EtherType, for LLC frames the 802.2 DSAP or the number of a maker's own
    /// SNAP protocol, and 0 for management frames of 802.11.
    Ethernet,
    /// A serial bus of numbered stations; `port` is what its frames carry, by the first type of frame that does (for MS/TP 5 is BACnet,
    /// 34 IPv6, from 128 on a maker's own), and 0 for frames that only run the bus.
    Serial,
}

impl Transport {
    /// The word used in plant files and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Ip => "ip",
            Self::Ethernet => "ethernet",
            Self::Serial => "serial",
        }
    }

    /// The word with the number beside it, as plant files write them: `tcp/502`; below IP in hexadecimal, as EtherTypes
    /// (`ethernet/0x88b8`) and access points of 802.2 (`ethernet/0x42`) are known.
    #[must_use]
    pub fn wire(self, number: u16) -> String {
        match self {
            Self::Ethernet => format!("{self}/0x{number:02x}"),
            Self::Tcp | Self::Udp | Self::Ip | Self::Serial => format!("{self}/{number}"),
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_it_is_written() {
        for text in ["10.1.2.3", "fe80::1", "00:1b:1b:aa:bb:cc", "station 0", "station 254"] {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.to_string().as_str(), address.is_group()), (text, false));
        }
        assert!(Address::parse("station 255").unwrap().is_group());
        for bad in ["station", "station ", "station 256", "station +5", "station -1", "station 5 ", "5"] {
            assert_eq!(Address::parse(bad), None, "{bad}");
        }
    }
}
