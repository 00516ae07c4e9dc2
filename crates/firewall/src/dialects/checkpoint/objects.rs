//! The dictionary: what a uid stands for.

use std::collections::BTreeMap;

use ringwall_model::{Addresses, PacketMatch, Ranges};

use crate::{
    json::Json,
    objects::Book,
    policy::{of_icmp, of_protocol},
    services::numbers,
    words,
};

/// Objects by uid.
#[derive(Debug, Default)]
pub(super) struct Objects {
    names: BTreeMap<String, (String, String)>,
    addresses: Book<Addresses>,
    services: Book<Vec<PacketMatch>>,
    translated: Vec<(u32, Addresses)>,
}

impl Objects {
    /// Adds the objects of a dictionary; one that is known already is the same.
    pub(super) fn add(&mut self, dictionary: &[Json]) {
        for object in dictionary {
            let (uid, kind) = (object.text_of("uid"), object.text_of("type"));
            if uid.is_empty() || self.names.contains_key(uid) {
                continue;
            }
            self.names.insert(uid.to_owned(), (object.text_of("name").to_owned(), kind.to_owned()));
            self.address(uid, kind, object);
            self.service(uid, kind, object);
            self.translation(object);
        }
    }

    /// An object with a static translation of its own answers at a second address, whatever rules of translation are listed.
    fn translation(&mut self, object: &Json) {
        let Some(said) = object.get("nat-settings") else { return };
        if said.is("auto-rule") && said.text_of("method") != "hide" {
            let second = ["ipv4-address", "ipv6-address"].map(|key| words::address(said.text_of(key)));
            let second = second.into_iter().flatten().map(|set| (object.line, set));
            self.translated.extend(second);
        }
    }

    /// Addresses at which objects answer that have others: where they are said, and which.
    pub(super) fn translated(&self) -> &[(u32, Addresses)] {
        &self.translated
    }

    /// The name of an object, or the text itself where it is none.
    pub(super) fn name<'o>(&'o self, uid: &'o str) -> &'o str {
        self.names.get(uid).map_or(uid, |(name, _)| name.as_str())
    }

    /// True for the object that is everything.
    pub(super) fn is_any(&self, uid: &str) -> bool {
        self.names
            .get(uid)
            .is_some_and(|(name, kind)| name == "Any" && matches!(kind.as_str(), "CpmiAnyObject" | "Global"))
    }

    /// Addresses of objects. Names that are looked up elsewhere, users and zones are not known.
    pub(super) fn addresses(&self, uid: &str) -> Option<Addresses> {
        if self.is_any(uid) { Some(Addresses::all()) } else { self.addresses.find(uid) }
    }

    /// Packets of services. Those of programs and of ports a protocol announces are not known.
    pub(super) fn services(&self, uid: &str) -> Option<Vec<PacketMatch>> {
        if self.is_any(uid) { Some(vec![PacketMatch::any()]) } else { self.services.find(uid) }
    }

    fn address(&mut self, uid: &str, kind: &str, object: &Json) {
        let set = match kind {
            "host" | "simple-gateway" | "checkpoint-host" | "CpmiHostCkp" | "CpmiClusterMember"
            | "CpmiGatewayCluster" => own_addresses(object),
            "network" => both(network(object, "subnet4", "mask-length4"), network(object, "subnet6", "mask-length6")),
            "address-range" => {
                let range = |family: &str| {
                    let end = |at: &str| object.text_of(&format!("{family}-address-{at}")).to_owned();
                    words::address_range(&format!("{}-{}", end("first"), end("last")))
                };
                both(range("ipv4"), range("ipv6"))
            }
            "group" => return self.group(uid, object),
            "group-with-exclusion" => {
                let of = |key: &str| {
                    object
                        .get(key)
                        .map_or("", |one| if one.text().is_empty() { one.text_of("uid") } else { one.text() })
                };
                self.addresses.add_name(uid, of("include"));
                // Where nothing is said to be taken out, nothing is known.
                return self.addresses.take_out(uid, of("except"));
            }
            _ => return,
        };
        self.addresses.add(uid, set);
    }

    fn group(&mut self, uid: &str, object: &Json) {
        self.addresses.open(uid);
        if object.get("members").is_none() {
            self.addresses.add(uid, None);
        }
        for member in object.list_of("members") {
            self.addresses.add_name(uid, reference(member));
        }
    }

    fn service(&mut self, uid: &str, kind: &str, object: &Json) {
        let set = match kind {
            // What looks like its protocol, at whatever port, cannot be told by the port.
            _ if object.is("match-by-protocol-signature") => None,
            "service-tcp" => ports(object, 6),
            "service-udp" => ports(object, 17),
            "service-sctp" => ports(object, 132),
            "service-icmp" => icmp(object, false),
            "service-icmp6" => icmp(object, true),
            // What such a service matches beside its protocol is a program of its own.
            "service-other" => {
                let is_plain = object.text_of("match").is_empty();
                object.text_of("ip-protocol").parse().ok().filter(|_| is_plain).map(|number| vec![of_protocol(number)])
            }
            "service-group" => {
                self.services.open(uid);
                if object.get("members").is_none() {
                    self.services.add(uid, None);
                }
                for member in object.list_of("members") {
                    self.services.add_name(uid, reference(member));
                }
                return;
            }
            _ => return,
        };
        self.services.add(uid, set);
    }
}

/// A member is a uid, or an object with one.
fn reference(member: &Json) -> &str {
    if member.text().is_empty() { member.text_of("uid") } else { member.text() }
}

/// Both families, as far as they are said; none where neither is.
fn both(four: Option<Addresses>, six: Option<Addresses>) -> Option<Addresses> {
    match (four, six) {
        (Some(four), Some(six)) => Some(four.union(&six)),
        (one, other) => one.or(other),
    }
}

/// All addresses of a device: its own, and those of its interfaces.
fn own_addresses(object: &Json) -> Option<Addresses> {
    let one = |object: &Json| {
        both(words::address(object.text_of("ipv4-address")), words::address(object.text_of("ipv6-address")))
    };
    let first = one(object)?;
    let more = object.list_of("interfaces").iter().filter_map(one);
    Some(more.fold(first, |all, set| all.union(&set)))
}

/// A network; its broadcast address may be said to be none of it.
fn network(object: &Json, address: &str, length: &str) -> Option<Addresses> {
    let set = words::address(&format!("{}/{}", object.text_of(address), object.text_of(length)))?;
    let last = set.v4.iter().last().map(|(_, last)| last);
    let is_out = object.text_of("broadcast") == "disallow" && set.v4.count() > 2;
    Some(match last.filter(|_| is_out) {
        Some(last) => set.without(&Addresses { v4: Ranges::one(last), ..Addresses::none() }),
        None => set,
    })
}

/// `80`, `80-90`, `>1023`, `<1024`, of one protocol.
fn ports(object: &Json, protocol: u8) -> Option<Vec<PacketMatch>> {
    let set = |text: &str| match (text.strip_prefix('>'), text.strip_prefix('<')) {
        (Some(above), _) => {
            above.trim().parse::<u16>().ok()?.checked_add(1).map(|from| Ranges::between(from, u16::MAX))
        }
        (_, Some(below)) => below.trim().parse::<u16>().ok()?.checked_sub(1).map(|to| Ranges::between(0_u16, to)),
        _ => numbers(text),
    };
    let (port, source) = (object.text_of("port"), object.text_of("source-port"));
    let destination_port = Some(set(port)?);
    let source_port = if source.is_empty() { None } else { Some(set(source)?) };
    Some(vec![PacketMatch { destination_port, source_port, ..of_protocol(protocol) }])
}

fn icmp(object: &Json, v6: bool) -> Option<Vec<PacketMatch>> {
    let number = |key: &str| object.get(key).map(|value| value.text().parse::<u8>().ok());
    let types = match (number("icmp-type"), number("icmp-code")) {
        (None, None) => None,
        (Some(Some(kind)), None) => Some(Ranges::between(u16::from(kind) << 8, u16::from(kind) << 8 | 0xff)),
        (Some(Some(kind)), Some(Some(code))) => Some(Ranges::one(u16::from(kind) << 8 | u16::from(code))),
        _ => return None,
    };
    Some(vec![of_icmp(v6, types)])
}
