//! One entry of an access list.

use ringwall_model::{Addresses, FlagTest, PacketMatch, Ranges};

use super::{Objects, Service, masked, port, protocol, wildcard};
use crate::{matches, words};

/// How an address is followed by what counts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Masks {
    /// By a wildcard: bits that are set do not matter.
    Wildcard,
    /// By a mask.
    Netmask,
}

/// An entry as far as it is read.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) matches: Vec<PacketMatch>,
    /// Conditions that are not decided.
    pub(crate) undecided: Vec<String>,
    pub(crate) logs: bool,
    pub(crate) inactive: bool,
}

struct Reader<'a> {
    words: &'a [&'a str],
    objects: &'a Objects,
    masks: Masks,
    undecided: Vec<String>,
}

/// What the addresses of an interface are kept as: no object has a space in its name.
pub(crate) fn interface(name: &str) -> String {
    format!("interface {name}")
}

/// Reads the words behind `permit` or `deny`. An error where they are not understood.
pub(crate) fn entry(words: &[&str], objects: &Objects, masks: Masks, family: &Addresses) -> Result<Entry, String> {
    let mut reader = Reader { words, objects, masks, undecided: Vec::new() };
    let services = reader.protocol()?;
    let (source, source_port) = (reader.address()?, reader.ports()?);
    let (destination, destination_port) = (reader.address()?, reader.ports()?);
    let ends = PacketMatch {
        source: Some(source.map_or_else(|| family.clone(), |set| set.intersection(family))),
        destination: Some(destination.map_or_else(|| family.clone(), |set| set.intersection(family))),
        source_port,
        destination_port,
        ..PacketMatch::any()
    };
    let joined = matches::all(&services, &[ends]).map_err(|()| "the entry has too many alternatives")?;
    let mut entry = Entry { matches: joined, ..Entry::default() };
    reader.options(&services, &mut entry)?;
    entry.undecided.extend(reader.undecided);
    Ok(entry)
}

/// Reads the words of a standard list: a source alone.
pub(crate) fn source_only(words: &[&str], objects: &Objects, masks: Masks) -> Result<Entry, String> {
    let mut reader = Reader { words, objects, masks, undecided: Vec::new() };
    let bare = words
        .first()
        .and_then(|word| objects.address(word))
        .filter(|_| words.get(1).is_none_or(|next| next.parse::<std::net::Ipv4Addr>().is_err()));
    let source = match bare {
        Some(address) => {
            reader.next();
            Some(Addresses::one(address))
        }
        None => reader.address()?,
    };
    let packets = PacketMatch { source: source.or(Some(Addresses::all_v4())), ..PacketMatch::any() };
    let mut entry = Entry { matches: vec![packets], ..Entry::default() };
    reader.options(&[], &mut entry)?;
    Ok(entry)
}

impl<'a> Reader<'a> {
    fn peek(&self) -> &'a str {
        self.words.first().copied().unwrap_or_default()
    }

    fn next(&mut self) -> &'a str {
        let word = self.peek();
        self.words = self.words.get(1..).unwrap_or_default();
        word
    }

    fn protocol(&mut self) -> Result<Vec<PacketMatch>, String> {
        let word = self.next();
        if matches!(word, "object" | "object-group") {
            let name = self.next();
            return Ok(self.services(name));
        }
        let set = protocol(word).ok_or_else(|| format!("{} is not a protocol", words::shown(word)))?;
        let family = match word {
            "ipv4" => Some(Addresses::all_v4()),
            "ipv6" => Some(Addresses::all_v6()),
            _ => None,
        };
        let protocol = (!set.is_all(8)).then_some(set);
        Ok(vec![PacketMatch { protocol, source: family, ..PacketMatch::any() }])
    }

    /// The packets of a service or protocol group; any, undecided, where it is not known.
    fn services(&mut self, name: &str) -> Vec<PacketMatch> {
        let Some(members) = self.objects.service(name) else {
            self.undecided.push(format!("the group {name}"));
            return vec![PacketMatch::any()];
        };
        let mut all = Vec::new();
        for member in members {
            match member {
                Service::Packets(packets) => all.extend(packets),
                Service::Protocols(set) => {
                    let protocol = (!set.is_all(8)).then_some(set);
                    all.push(PacketMatch { protocol, ..PacketMatch::any() });
                }
                _ => self.undecided.push(format!("a member of the group {name}")),
            }
        }
        all
    }

    /// None where it is any address.
    fn address(&mut self) -> Result<Option<Addresses>, String> {
        let word = self.next();
        let not = |word: &str| format!("{} is not an address", words::shown(word));
        Ok(match word {
            "any" => None,
            "any4" => Some(Addresses::all_v4()),
            "any6" => Some(Addresses::all_v6()),
            "host" => {
                let word = self.next();
                Some(Addresses::one(self.objects.address(word).ok_or_else(|| not(word))?))
            }
            "object" | "object-group" => {
                let name = self.next();
                let set = self.objects.network(name);
                if set.is_none() {
                    self.undecided.push(format!("the object {name}"));
                }
                set
            }
            "interface" => {
                let name = self.next();
                let set = self.objects.network(&interface(name));
                if set.is_none() {
                    self.undecided.push(format!("{word} {name}"));
                }
                set
            }
            "user" | "user-group" | "object-group-user" | "object-group-security" | "security-group" => {
                let name = self.next();
                self.undecided.push(format!("{word} {name}"));
                None
            }
            word if word.contains('/') => Some(words::address(word).ok_or_else(|| not(word))?),
            word => Some(self.masked(word).ok_or_else(|| not(word))?),
        })
    }

    fn masked(&mut self, word: &str) -> Option<Addresses> {
        let address = self.objects.address(word)?;
        let mask = self.next();
        match (self.masks, address) {
            (Masks::Wildcard, std::net::IpAddr::V4(address)) => wildcard(address, mask.parse().ok()?),
            _ => masked(&address.to_string(), mask),
        }
    }

    fn ports(&mut self) -> Result<Option<Ranges>, String> {
        let not = |word: &str| format!("{} is not a port", words::shown(word));
        let word = self.peek();
        let is_group = word == "object-group" && self.words.get(1).is_some_and(|name| self.is_port_group(name));
        if is_group {
            self.next();
            let name = self.next();
            return Ok(self.port_group(name));
        }
        if !matches!(word, "eq" | "neq" | "lt" | "gt" | "range") {
            return Ok(None);
        }
        self.next();
        let first = self.next();
        let one = port(first).ok_or_else(|| not(first))?;
        let set = match word {
            "lt" => one.checked_sub(1).map_or_else(Ranges::none, |below| Ranges::between(0_u16, below)),
            "gt" => one.checked_add(1).map_or_else(Ranges::none, |above| Ranges::between(above, u16::MAX)),
            "range" => {
                let last = self.next();
                let last = port(last).ok_or_else(|| not(last))?;
                Ranges::between(one.min(last), one.max(last))
            }
            word => {
                let mut set = Ranges::one(one);
                while let Some(more) = port(self.peek()) {
                    self.next();
                    set = set.union(&Ranges::one(more));
                }
                if word == "neq" { set.complement(16) } else { set }
            }
        };
        Ok(Some(set))
    }

    /// A group that stands where ports stand: of services, and not the addresses that follow.
    fn is_port_group(&self, name: &str) -> bool {
        self.objects.is_service(name) && !self.objects.is_network(name)
    }

    fn port_group(&mut self, name: &str) -> Option<Ranges> {
        let members = self.objects.service(name);
        let ports = members.and_then(|members| {
            members.iter().try_fold(Ranges::none(), |all, member| match member {
                Service::Ports(set) => Some(all.union(set)),
                _ => None,
            })
        });
        if ports.is_none() {
            self.undecided.push(format!("the group {name}"));
        }
        ports
    }

    fn icmp_group(&self, name: &str) -> Option<Ranges> {
        self.objects.service(name)?.iter().try_fold(Ranges::none(), |all, member| match member {
            Service::Icmp(set) => Some(all.union(set)),
            _ => None,
        })
    }

    fn options(&mut self, services: &[PacketMatch], entry: &mut Entry) -> Result<(), String> {
        let is_icmp =
            |number: u128| services.iter().all(|s| s.protocol.as_ref().is_some_and(|set| set.contains(number)));
        while !self.words.is_empty() {
            let word = self.next();
            match word {
                "log" | "log-input" => {
                    entry.logs = true;
                    // A level and an interval may follow.
                    while !matches!(self.peek(), "" | "inactive" | "time-range") {
                        self.next();
                    }
                }
                "inactive" => entry.inactive = true,
                "established" => {
                    // ACK or RST is set (Cisco IOS command reference, access-list extended).
                    let test = FlagTest { mask: 0x14, value: 0, negated: true };
                    entry.matches.iter_mut().for_each(|m| m.flags.push(test));
                }
                "syn" | "ack" | "fin" | "rst" | "psh" | "urg" if !services.is_empty() => {
                    let at = ["fin", "syn", "rst", "psh", "ack", "urg"].iter().position(|f| *f == word).unwrap_or(0);
                    let bit = 1_u8.checked_shl(u32::try_from(at).unwrap_or(0)).unwrap_or(0);
                    let test = FlagTest { mask: bit, value: bit, negated: false };
                    entry.matches.iter_mut().for_each(|m| m.flags.push(test));
                }
                "time-range" | "dscp" | "precedence" | "tos" | "ttl" | "option" | "match-any" | "match-all"
                | "reflect" => {
                    let value = self.next();
                    entry.undecided.push(format!("{word} {value}"));
                }
                "fragments" | "fragment" => entry.undecided.push(word.to_owned()),
                "object-group" if is_icmp(1) || is_icmp(58) => {
                    let name = self.next();
                    match self.icmp_group(name) {
                        Some(set) => entry.matches.iter_mut().for_each(|m| m.icmp = Some(set.clone())),
                        None => entry.undecided.push(format!("the group {name}")),
                    }
                }
                word if is_icmp(1) || is_icmp(58) => {
                    let code = self.peek().parse::<u8>().ok();
                    let kind = words::icmp(word, is_icmp(58))
                        .ok_or_else(|| format!("{} is not understood", words::shown(word)))?;
                    let set = match code.zip(kind.first()) {
                        Some((code, first)) => {
                            self.next();
                            Ranges::one(first | u128::from(code))
                        }
                        None => kind,
                    };
                    entry.matches.iter_mut().for_each(|m| m.icmp = Some(set.clone()));
                }
                word => return Err(format!("{} is not understood", words::shown(word))),
            }
        }
        Ok(())
    }
}
