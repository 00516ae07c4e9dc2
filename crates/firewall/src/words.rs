//! Words that several dialects share: addresses, protocols, services, ICMP types.

use std::net::IpAddr;

use ringwall_model::{Addresses, Foreign, Ranges};

pub(crate) use crate::sets::protocol_number;

/// Foreign text inside a message.
pub(crate) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(80).collect();
    Foreign::from(cut).terminal().to_string()
}

/// `10.1.2.0/24`, `10.1.2.0/255.255.255.0`, `10.1.2.3`, `fe80::/10`; host bits do not count. None where a mask has holes.
pub(crate) fn address(text: &str) -> Option<Addresses> {
    let (address, mask) = match text.split_once('/') {
        Some((address, mask)) => (address, Some(mask)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    match mask {
        None => Some(Addresses::one(address)),
        Some(mask) => Addresses::prefix(address, length(mask)?),
    }
}

/// A prefix length, written as a number or as a mask of four octets without holes.
pub(crate) fn length(mask: &str) -> Option<u8> {
    if let Ok(length) = mask.parse() {
        return Some(length);
    }
    let bits = u32::from(mask.parse::<std::net::Ipv4Addr>().ok()?);
    (bits.leading_ones().saturating_add(bits.trailing_zeros().min(32)) >= 32)
        .then(|| u8::try_from(bits.leading_ones()).ok())
        .flatten()
}

/// `10.0.0.1-10.0.0.9`.
pub(crate) fn address_range(text: &str) -> Option<Addresses> {
    let (first, last) = text.split_once('-')?;
    let set = Addresses::between(first.trim().parse().ok()?, last.trim().parse().ok()?);
    Some(set).filter(|set| !set.is_empty())
}

/// A port by number or by the name services have at IANA.
pub(crate) fn port(text: &str) -> Option<u16> {
    text.parse().ok().or_else(|| {
        let known = SERVICES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        known.map(|(_, port)| *port)
    })
}

/// A port, or a range with this separator; an end that is left out is the lowest or highest port.
pub(crate) fn ports(text: &str, separator: char) -> Option<Ranges> {
    // A service may have the separator in its name.
    if let Some(port) = port(text) {
        return Some(Ranges::one(port));
    }
    let (first, last) = text.split_once(separator)?;
    let first = if first.is_empty() { 0 } else { port(first)? };
    let last = if last.is_empty() { u16::MAX } else { port(last)? };
    (first <= last).then(|| Ranges::between(first, last))
}

/// A type of ICMP by number or name, with a code where given, as type times 256 plus code.
pub(crate) fn icmp(text: &str, v6: bool) -> Option<Ranges> {
    let (kind, code) = match text.split_once('/') {
        Some((kind, code)) => (kind.parse().ok()?, Some(code.parse::<u8>().ok()?)),
        None => match text.parse::<u8>() {
            Ok(kind) => (kind, None),
            Err(_) => named_icmp(text, v6)?,
        },
    };
    let first = u16::from(kind) << 8;
    Some(Ranges::between(first | u16::from(code.unwrap_or(0)), first | u16::from(code.unwrap_or(0xff))))
}

fn named_icmp(text: &str, v6: bool) -> Option<(u8, Option<u8>)> {
    let names: &[(&str, u8, Option<u8>)] = if v6 { &ICMPV6_TYPES } else { &ICMP_TYPES };
    names.iter().find(|(name, ..)| name.eq_ignore_ascii_case(text)).map(|(_, kind, code)| (*kind, *code))
}

/// IANA ICMP Parameters; names as the Linux tools and Cisco write them.
const ICMP_TYPES: [(&str, u8, Option<u8>); 42] = [
    ("echo-reply", 0, None),
    ("pong", 0, None),
    ("destination-unreachable", 3, None),
    ("unreachable", 3, None),
    ("network-unreachable", 3, Some(0)),
    ("net-unreachable", 3, Some(0)),
    ("host-unreachable", 3, Some(1)),
    ("protocol-unreachable", 3, Some(2)),
    ("port-unreachable", 3, Some(3)),
    ("fragmentation-needed", 3, Some(4)),
    ("packet-too-big", 3, Some(4)),
    ("source-route-failed", 3, Some(5)),
    ("network-unknown", 3, Some(6)),
    ("host-unknown", 3, Some(7)),
    ("network-prohibited", 3, Some(9)),
    ("host-prohibited", 3, Some(10)),
    ("communication-prohibited", 3, Some(13)),
    ("administratively-prohibited", 3, Some(13)),
    ("source-quench", 4, None),
    ("redirect", 5, None),
    ("network-redirect", 5, Some(0)),
    ("host-redirect", 5, Some(1)),
    ("alternate-address", 6, None),
    ("echo-request", 8, None),
    ("echo", 8, None),
    ("ping", 8, None),
    ("router-advertisement", 9, None),
    ("router-solicitation", 10, None),
    ("time-exceeded", 11, None),
    ("ttl-exceeded", 11, None),
    ("ttl-zero-during-transit", 11, Some(0)),
    ("ttl-zero-during-reassembly", 11, Some(1)),
    ("parameter-problem", 12, None),
    ("timestamp-request", 13, None),
    ("timestamp-reply", 14, None),
    ("info-request", 15, None),
    ("information-request", 15, None),
    ("info-reply", 16, None),
    ("information-reply", 16, None),
    ("address-mask-request", 17, None),
    ("address-mask-reply", 18, None),
    ("traceroute", 30, None),
];

/// IANA ICMPv6 Parameters.
const ICMPV6_TYPES: [(&str, u8, Option<u8>); 26] = [
    ("destination-unreachable", 1, None),
    ("no-route", 1, Some(0)),
    ("communication-prohibited", 1, Some(1)),
    ("address-unreachable", 1, Some(3)),
    ("port-unreachable", 1, Some(4)),
    ("packet-too-big", 2, None),
    ("time-exceeded", 3, None),
    ("parameter-problem", 4, None),
    ("echo-request", 128, None),
    ("echo-reply", 129, None),
    ("mld-listener-query", 130, None),
    ("mld-listener-report", 131, None),
    ("mld-listener-done", 132, None),
    ("mld-listener-reduction", 132, None),
    ("nd-router-solicit", 133, None),
    ("router-solicitation", 133, None),
    ("nd-router-advert", 134, None),
    ("router-advertisement", 134, None),
    ("nd-neighbor-solicit", 135, None),
    ("neighbour-solicitation", 135, None),
    ("nd-neighbor-advert", 136, None),
    ("neighbour-advertisement", 136, None),
    ("nd-redirect", 137, None),
    ("redirect", 137, None),
    ("router-renumbering", 138, None),
    ("mld2-listener-report", 143, None),
];

/// IANA Service Name and Transport Protocol Port Number Registry, as far as configurations use names.
const SERVICES: [(&str, u16); 78] = [
    ("echo", 7),
    ("discard", 9),
    ("daytime", 13),
    ("chargen", 19),
    ("ftp-data", 20),
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("time", 37),
    ("nameserver", 42),
    ("whois", 43),
    ("tacacs", 49),
    ("domain", 53),
    ("dns", 53),
    ("bootps", 67),
    ("bootpc", 68),
    ("tftp", 69),
    ("gopher", 70),
    ("finger", 79),
    ("http", 80),
    ("www", 80),
    ("kerberos", 88),
    ("hostname", 101),
    ("pop2", 109),
    ("pop3", 110),
    ("sunrpc", 111),
    ("ident", 113),
    ("auth", 113),
    ("nntp", 119),
    ("ntp", 123),
    ("msrpc", 135),
    ("netbios-ns", 137),
    ("netbios-dgm", 138),
    ("netbios-ssn", 139),
    ("netbios-ss", 139),
    ("imap", 143),
    ("imap2", 143),
    ("imap4", 143),
    ("snmp", 161),
    ("snmptrap", 162),
    ("snmp-trap", 162),
    ("xdmcp", 177),
    ("bgp", 179),
    ("irc", 194),
    ("ldap", 389),
    ("mobile-ip", 434),
    ("https", 443),
    ("microsoft-ds", 445),
    ("kpasswd", 464),
    ("isakmp", 500),
    ("exec", 512),
    ("biff", 512),
    ("login", 513),
    ("who", 513),
    ("syslog", 514),
    ("cmd", 514),
    ("shell", 514),
    ("lpd", 515),
    ("printer", 515),
    ("talk", 517),
    ("rip", 520),
    ("uucp", 540),
    ("klogin", 543),
    ("kshell", 544),
    ("rtsp", 554),
    ("ldaps", 636),
    ("domain-s", 853),
    ("rsync", 873),
    ("imaps", 993),
    ("pop3s", 995),
    ("socks", 1080),
    ("openvpn", 1194),
    ("ms-sql-s", 1433),
    ("mysql", 3306),
    ("ms-wbt-server", 3389),
    ("ipsec-nat-t", 4500),
    ("sip", 5060),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_without_holes_are_lengths_and_others_are_not() {
        assert_eq!(length("255.255.254.0"), Some(23));
        assert_eq!(length("0.0.0.0"), Some(0));
        assert_eq!(length("255.255.255.255"), Some(32));
        assert_eq!(length("255.0.255.0"), None);
        assert_eq!(address("10.0.0.7/33"), None);
    }

    #[test]
    fn ports_are_numbers_names_and_open_ranges() {
        assert_eq!(ports("1024:", ':'), Some(Ranges::between(1024_u16, 65_535_u16)));
        assert_eq!(ports("ftp-data", '-'), Some(Ranges::one(20_u16)));
        assert_eq!(ports("22-ssh", '-'), Some(Ranges::one(22_u16)));
        assert_eq!(ports("9-1", '-'), None);
        assert_eq!(icmp("echo-request", true), Some(Ranges::between(128_u16 << 8, 128_u16 << 8 | 255)));
    }
}
