//! What the dialects of one maker share: entries of access lists, and the objects they name.

mod entry;
mod objects;
mod rule;
mod text;

pub(crate) use entry::{Entry, Masks, entry, interface, source_only};
pub(crate) use objects::{Objects, Service};
pub(crate) use rule::rule;
pub(crate) use text::end_of_text;

use std::net::{IpAddr, Ipv4Addr};

use ringwall_model::{Addresses, Ranges};

use crate::words;

/// Names of ports beyond those of IANA's registry (Cisco ASA and IOS command references, access-list).
const PORTS: [(&str, u16); 24] = [
    ("aol", 5190),
    ("bgp", 179),
    ("cifs", 3020),
    ("citrix-ica", 1494),
    ("ctiqbe", 2748),
    ("dnsix", 195),
    ("drip", 3949),
    ("h323", 1720),
    ("lotusnotes", 1352),
    ("mobile-ip", 434),
    ("nfs", 2049),
    ("non500-isakmp", 4500),
    ("pcanywhere-data", 5631),
    ("pcanywhere-status", 5632),
    ("pim-auto-rp", 496),
    ("pptp", 1723),
    ("radius", 1645),
    ("radius-acct", 1646),
    ("rsh", 514),
    ("secureid-udp", 5510),
    ("sqlnet", 1521),
    ("tacacs-ds", 65),
    ("ucmp", 2000),
    ("vxlan", 4789),
];

/// A port by number or name. Of `kerberos` releases say 750 or 88: it is none that is known.
pub(crate) fn port(word: &str) -> Option<u16> {
    if word.eq_ignore_ascii_case("kerberos") {
        return None;
    }
    let named = || PORTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, port)| *port);
    words::port(word).or_else(named)
}

/// A protocol by number or name.
pub(crate) fn protocol(word: &str) -> Option<Ranges> {
    match word.to_ascii_lowercase().as_str() {
        "ip" | "ipv4" | "ipv6" => Some(Ranges::all(8)),
        "ahp" => Some(Ranges::one(51_u8)),
        "nos" => Some(Ranges::one(94_u8)),
        "snp" => Some(Ranges::one(109_u8)),
        "igrp" => Some(Ranges::one(9_u8)),
        "tcp-udp" => Some(Ranges::of([(6, 6), (17, 17)])),
        word => words::protocol_number(word).map(Ranges::one),
    }
}

/// Addresses by a wildcard: bits that are set do not matter. None where there are too many holes.
pub(crate) fn wildcard(address: Ipv4Addr, mask: Ipv4Addr) -> Option<Addresses> {
    let (address, free) = (u32::from(address), u32::from(mask));
    let low = free.trailing_ones();
    let holes: Vec<u32> = (low..32).filter(|bit| free >> bit & 1 == 1).collect();
    if holes.len() > HOLES_MAX {
        return None;
    }
    let base = address & !free;
    let count = 1_u32.checked_shl(u32::try_from(holes.len()).ok()?)?;
    let run = 1_u64.checked_shl(low)?.checked_sub(1)?;
    let starts = (0..count).map(|n| {
        let set = holes.iter().enumerate().filter(|(at, _)| n >> at & 1 == 1);
        set.fold(base, |start, (_, bit)| start | 1_u32.checked_shl(*bit).unwrap_or(0))
    });
    let v4 = Ranges::of(starts.map(|start| (u128::from(start), u128::from(start) | u128::from(run))));
    Some(Addresses { v4, v6: Ranges::none() })
}

/// Holes of a wildcard that are written out.
const HOLES_MAX: usize = 12;

/// An address with a mask of four octets.
pub(crate) fn masked(address: &str, mask: &str) -> Option<Addresses> {
    let address: IpAddr = address.parse().ok()?;
    Addresses::prefix(address, words::length(mask)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_with_holes_is_every_address_it_means() {
        let even = wildcard("10.0.0.0".parse().unwrap(), "0.0.0.6".parse().unwrap()).unwrap();
        let hosts: Vec<u32> = (0..8).filter(|n| even.contains(IpAddr::from([10, 0, 0, *n as u8]))).collect();
        assert_eq!(hosts, [0, 2, 4, 6]);
        assert_eq!(
            wildcard("10.0.0.0".parse().unwrap(), "0.0.255.255".parse().unwrap()),
            words::address("10.0.0.0/16")
        );
        assert_eq!(
            wildcard("0.0.0.0".parse().unwrap(), "255.255.255.255".parse().unwrap()),
            words::address("0.0.0.0/0")
        );
    }
}
