//! Lines inside objects and groups.

use ringwall_model::{Addresses, PacketMatch, Ranges};

use crate::{
    cisco::{Objects, Service, masked, port, protocol},
    words,
};

/// A line of `object network`. True where it was one of addresses.
pub(super) fn network_object(objects: &mut Objects, name: &str, line: &[&str]) -> bool {
    let set = match line {
        ["host", address] => objects.address(address).map(Addresses::one),
        ["subnet", prefix] => words::address(prefix),
        ["subnet", address, mask] => masked(address, mask),
        ["range", first, last] => words::address_range(&format!("{first}-{last}")),
        ["fqdn", ..] => None,
        _ => return false,
    };
    objects.add_network(name, set);
    true
}

/// A line of `object-group network`.
pub(super) fn network_group(objects: &mut Objects, name: &str, line: &[&str]) {
    let set = match line {
        ["description", ..] => return,
        ["group-object", other] | ["network-object", "object", other] => return objects.add_network_group(name, other),
        ["network-object", "host", address] => objects.address(address).map(Addresses::one),
        ["network-object", address, mask] => {
            objects.address(address).and_then(|address| masked(&address.to_string(), mask))
        }
        ["network-object", prefix] => words::address(prefix),
        _ => None,
    };
    objects.add_network(name, set);
}

/// A line of `object service`: `service tcp source eq 5 destination range 10 20`.
pub(super) fn service_object(objects: &mut Objects, name: &str, line: &[&str]) {
    let service = match line {
        ["description", ..] => return,
        ["service", rest @ ..] => service(rest),
        _ => Service::Unknown,
    };
    objects.add_service(name, service);
}

/// A line of `object-group service`.
pub(super) fn service_group(objects: &mut Objects, name: &str, line: &[&str]) {
    let line = line.split(|word| word.starts_with('!')).next().unwrap_or_default();
    let service = match line {
        ["description", ..] => return,
        ["group-object", other] | ["service-object", "object", other] => Service::Other((*other).to_owned()),
        ["port-object", rest @ ..] => {
            ports(rest).filter(|(_, rest)| rest.is_empty()).map_or(Service::Unknown, |(set, _)| Service::Ports(set))
        }
        ["service-object", rest @ ..] => service(rest),
        ["protocol-object", word] => protocol(word).map_or(Service::Unknown, Service::Protocols),
        ["icmp-object", word] => words::icmp(word, false).map_or(Service::Unknown, Service::Icmp),
        _ => Service::Unknown,
    };
    objects.add_service(name, service);
}

fn service(line: &[&str]) -> Service {
    let Some((word, rest)) = line.split_first() else { return Service::Unknown };
    let Some(set) = protocol(word) else { return Service::Unknown };
    let mut packets = PacketMatch { protocol: (!set.is_all(8)).then_some(set), ..PacketMatch::any() };
    if matches!(*word, "icmp" | "icmp6") {
        packets.icmp = match rest {
            [] => None,
            [kind] => match words::icmp(kind, *word == "icmp6") {
                Some(set) => Some(set),
                None => return Service::Unknown,
            },
            _ => return Service::Unknown,
        };
        return Service::Packets(vec![packets]);
    }
    let mut rest = rest;
    while let Some((side, after)) = rest.split_first() {
        // The word destination may be left out.
        let (is_source, from) = match *side {
            "source" => (true, after),
            "destination" => (false, after),
            _ => (false, rest),
        };
        let Some((set, further)) = ports(from) else { return Service::Unknown };
        let field = if is_source { &mut packets.source_port } else { &mut packets.destination_port };
        *field = Some(set);
        rest = further;
    }
    Service::Packets(vec![packets])
}

/// `eq 502`, `range 10 20`, `neq`, `lt`, `gt`, and what follows.
fn ports<'a, 'b>(line: &'a [&'b str]) -> Option<(Ranges, &'a [&'b str])> {
    match line {
        ["eq", value, rest @ ..] => Some((Ranges::one(port(value)?), rest)),
        ["neq", value, rest @ ..] => Some((Ranges::one(port(value)?).complement(16), rest)),
        ["lt", value, rest @ ..] => Some((Ranges::between(0_u16, port(value)?.checked_sub(1)?), rest)),
        ["gt", value, rest @ ..] => Some((Ranges::between(port(value)?.checked_add(1)?, u16::MAX), rest)),
        ["range", first, last, rest @ ..] => {
            let (first, last) = (port(first)?, port(last)?);
            Some((Ranges::between(first.min(last), first.max(last)), rest))
        }
        _ => None,
    }
}
