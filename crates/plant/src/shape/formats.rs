//! Texts that have a form.

use std::net::IpAddr;

use ringwall_model::{Instant, Mac, Prefix, Transport};

use crate::{codes, shape::Format};

pub(super) const ADDRESS: Format = Format {
    name: "an IPv4 or IPv6 address",
    example: "10.10.3.4",
    is_good: |text| text.parse::<IpAddr>().is_ok(),
    code: &codes::BAD_ADDRESS,
    is_instant: false,
};

pub(super) const MAC: Format = Format {
    name: "a MAC address",
    example: "00:1b:1b:aa:bb:cc",
    is_good: |text| Mac::parse(text).is_some(),
    code: &codes::BAD_MAC,
    is_instant: false,
};

pub(super) const PREFIX: Format = Format {
    name: "an IP prefix whose host bits are zero",
    example: "10.10.3.0/24",
    is_good: |text| Prefix::parse(text).is_some(),
    code: &codes::BAD_PREFIX,
    is_instant: false,
};

pub(super) const INSTANT: Format = Format {
    name: "a date, or an instant with its offset from UTC",
    example: "2026-11-23T07:00:00Z",
    is_good: is_instant,
    code: &codes::BAD_INSTANT,
    is_instant: true,
};

pub(super) const SHA256: Format = Format {
    name: "a SHA-256 in 64 hexadecimal digits",
    example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    is_good: |text| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()),
    code: &codes::BAD_HASH,
    is_instant: false,
};

pub(super) const REQUIREMENT: Format = Format {
    name: "a requirement",
    example: "SR 1.1 RE 2",
    is_good: is_requirement,
    code: &codes::BAD_REQUIREMENT,
    is_instant: false,
};

pub(super) const CRITERION: Format = Format {
    name: "a criterion of the requirement, in short or in full",
    example: "identified",
    is_good: is_criterion,
    code: &codes::BAD_CRITERION,
    is_instant: false,
};

pub(super) const PROTOCOL: Format = Format {
    name: "a protocol word (modbus), a transport (tcp) or a transport with its port (udp/5140)",
    example: "modbus",
    is_good: |text| parse_wire(text).is_some(),
    code: &codes::BAD_PROTOCOL,
    is_instant: false,
};

pub(super) const TRANSPORT: Format = Format {
    name: "a transport, or a transport with its port",
    example: "tcp/502",
    is_good: |text| parse_wire(text).is_some_and(|wire| wire.protocol.is_none()),
    code: &codes::BAD_PROTOCOL,
    is_instant: false,
};

pub(super) const VLAN_PATH: Format = Format {
    name: "a path of VLAN ids from 1 to 4094, outermost first, joined by dots",
    example: "100.12",
    is_good: is_vlan_path,
    code: &codes::BAD_VLAN_PATH,
    is_instant: false,
};

/// A time of day without its offset from UTC is no instant.
fn is_instant(text: &str) -> bool {
    let time = text.get(10..).unwrap_or_default();
    Instant::parse(text).is_some() && (time.is_empty() || time.contains(['Z', 'z', '+', '-']))
}

/// What an allowance says of the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wire {
    pub protocol: Option<String>,
    pub transport: Option<Transport>,
    pub port: Option<u16>,
}

/// Parses `modbus`, `tcp`, `udp/5140`, `ethernet/0x88b8`.
pub(crate) fn parse_wire(text: &str) -> Option<Wire> {
    let (first, number) = text.split_once('/').map_or((text, None), |(first, number)| (first, Some(number)));
    let transport = crate::shape::words::parse_word::<Transport>(first);
    match (transport, number) {
        (Some(_), None) => Some(Wire { protocol: None, transport, port: None }),
        (Some(_), Some(number)) => Some(Wire { protocol: None, transport, port: Some(parse_port(number)?) }),
        (None, None) if is_word(text) => Some(Wire { protocol: Some(text.to_owned()), transport: None, port: None }),
        (None, _) => None,
    }
}

fn parse_port(text: &str) -> Option<u16> {
    match text.strip_prefix("0x") {
        Some(digits) => u16::from_str_radix(digits, 16).ok(),
        None => text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?,
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Letters, a blank, numbers with dots; then perhaps a blank, `RE` and its number. Which exist is the catalogue's to say.
fn is_requirement(text: &str) -> bool {
    let Some((series, rest)) = text.split_once(' ') else { return false };
    let (number, enhancement) = rest.split_once(" RE").map_or((rest, None), |(number, re)| (number, Some(re)));
    let is_number = |n: &str| !n.is_empty() && n.split('.').all(is_digits);
    let enhancement_is_good = enhancement.is_none_or(|re| match re.strip_prefix('(') {
        Some(inner) => inner.strip_suffix(')').is_some_and(is_digits),
        None => re.strip_prefix(' ').is_some_and(is_digits),
    });
    (1..=8).contains(&series.len())
        && series.bytes().all(|b| b.is_ascii_uppercase())
        && is_number(number)
        && enhancement_is_good
}

fn is_digits(text: &str) -> bool {
    (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_criterion(text: &str) -> bool {
    match text.split_once('/') {
        Some((requirement, slug)) => is_requirement(requirement) && is_word(slug),
        None => is_word(text),
    }
}

fn is_vlan_path(text: &str) -> bool {
    text.split('.').all(|id| is_digits_of_vlan(id) && id.parse::<u16>().is_ok_and(|n| (1..=4094).contains(&n)))
}

fn is_digits_of_vlan(text: &str) -> bool {
    !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_good() {
        for format in [ADDRESS, MAC, PREFIX, INSTANT, SHA256, REQUIREMENT, CRITERION, PROTOCOL, TRANSPORT, VLAN_PATH] {
            assert!((format.is_good)(format.example), "{}", format.name);
            assert!(!(format.is_good)(""), "{}", format.name);
        }
    }

    #[test]
    fn requirements_are_recognised_as_their_parts_write_them() {
        for good in ["SR 1.1", "SR 2.11 RE 1", "CR 2.4 RE(1)", "ZCR 5.11", "ORG 1.1"] {
            assert!(is_requirement(good), "{good}");
        }
        for bad in ["SR1.1", "sr 1.1", "SR 1.", "SR 1.1 RE", "SR 1.1RE 1", "SR  1.1", "SR 1.1 RE(1"] {
            assert!(!is_requirement(bad), "{bad}");
        }
    }

    #[test]
    fn a_wire_is_a_word_or_a_transport_with_its_number() {
        assert_eq!(parse_wire("udp/5140").and_then(|w| w.port), Some(5140));
        assert_eq!(parse_wire("ethernet/0x88b8").and_then(|w| w.port), Some(0x88b8));
        assert_eq!(parse_wire(&Transport::Ethernet.wire(0x42)).and_then(|w| w.port), Some(0x42));
        assert_eq!(Transport::Udp.wire(5140), "udp/5140");
        assert_eq!(
            parse_wire(&Transport::Serial.wire(5)).map(|w| (w.transport, w.port)),
            Some((Some(Transport::Serial), Some(5)))
        );
        assert_eq!(parse_wire("modbus").and_then(|w| w.protocol).as_deref(), Some("modbus"));
        for bad in ["tpc/502", "tcp/", "tcp/65536", "tcp/+1", "Modbus", "", "modbus/502"] {
            assert_eq!(parse_wire(bad), None, "{bad}");
        }
    }
}
