//! Zones and allowances as addresses and ports: what a packet filter can see of them.

use std::collections::BTreeMap;

use ringwall_model::{
    Addresses, Allowance, AssetId, Conduit, Foreign, NamePattern, Names, PacketMatch, Party, Plant, Prefix, Ranges,
    Transport, Whereabouts, ZoneId,
};

use super::Firewall;

/// Where protocols usually answer, by their words: transport and port.
pub type Services = BTreeMap<&'static str, Vec<(Transport, u16)>>;

/// The addresses of each zone that are its alone.
#[derive(Debug)]
pub(crate) struct ZoneAddresses {
    zones: BTreeMap<ZoneId, Addresses>,
}

impl ZoneAddresses {
    pub(crate) fn new(plant: &Plant) -> Self {
        let mut exact: BTreeMap<ZoneId, Addresses> = BTreeMap::new();
        for (id, asset) in &plant.assets {
            let own = of_asset(plant, id);
            for zone in &asset.zones {
                let known = exact.entry(zone.clone()).or_default();
                *known = known.union(&own);
            }
        }
        let whereabouts = Whereabouts::new(plant, None);
        let mut wide: Vec<(ZoneId, Prefix)> = Vec::new();
        for (id, network) in &plant.networks {
            let Some(zone) = whereabouts.zone_of_network(id) else { continue };
            wide.extend(network.prefixes.iter().map(|prefix| (zone.clone(), *prefix)));
        }
        let claims = Claims::new(&exact);
        let zones = plant.zones.keys().map(|zone| (zone.clone(), alone(zone, &exact, &claims, &wide)));
        Self { zones: zones.filter(|(_, set)| !set.is_empty()).collect() }
    }

    pub(crate) fn of(&self, zone: &ZoneId) -> Addresses {
        self.zones.get(zone).cloned().unwrap_or_default()
    }

    /// The addresses of all zones.
    pub(crate) fn everyone(&self) -> Addresses {
        let ranges = |pick: fn(&Addresses) -> &Ranges| Ranges::of(self.zones.values().flat_map(|set| pick(set).iter()));
        Addresses { v4: ranges(|set| &set.v4), v6: ranges(|set| &set.v6) }
    }

    /// The zones with their addresses, by id; the order is that of the places in an index.
    pub(crate) fn zones(&self) -> impl Iterator<Item = (&ZoneId, &Addresses)> {
        self.zones.iter()
    }
}

/// Addresses that assets have, and those that assets of several zones have.
struct Claims {
    any: Addresses,
    several: Addresses,
}

impl Claims {
    fn new(exact: &BTreeMap<ZoneId, Addresses>) -> Self {
        let of = |pick: fn(&Addresses) -> &Ranges| {
            let mut ranges: Vec<(u128, u128)> = exact.values().flat_map(|set| pick(set).iter()).collect();
            ranges.sort_unstable();
            let (mut reach, mut twice) = (None, Vec::new());
            for (first, last) in &ranges {
                let shared = reach.filter(|reach| first <= reach).map(|reach: u128| (*first, reach.min(*last)));
                twice.extend(shared);
                reach = reach.max(Some(*last));
            }
            (Ranges::of(ranges), Ranges::of(twice))
        };
        let ((v4, v4_twice), (v6, v6_twice)) = (of(|set| &set.v4), of(|set| &set.v6));
        Self { any: Addresses { v4, v6 }, several: Addresses { v4: v4_twice, v6: v6_twice } }
    }
}

/// An asset's own addresses count before a network's prefix, a longer prefix before a shorter one, and what two zones claim
/// alike is nobody's.
fn alone(zone: &ZoneId, exact: &BTreeMap<ZoneId, Addresses>, claims: &Claims, wide: &[(ZoneId, Prefix)]) -> Addresses {
    let named = exact.get(zone).map(|set| set.without(&claims.several)).unwrap_or_default();
    let own = wide.iter().filter(|(id, _)| id == zone);
    let free = own.map(|(_, prefix)| {
        let nearer = wide.iter().filter(|(id, other)| id != zone && other.length >= prefix.length);
        let nearer = nearer.filter(|(_, other)| other.overlaps(*prefix));
        nearer.fold(Addresses::from(*prefix), |left, (_, other)| left.without(&Addresses::from(*other)))
    });
    // What the zone's own assets have is named above, and what others have is theirs.
    let free = free.fold(Addresses::none(), |all, set| all.union(&set)).without(&claims.any);
    named.union(&free)
}

/// Every address of an asset, as it is seen in its own network and through declared translations.
pub(crate) fn of_asset(plant: &Plant, id: &AssetId) -> Addresses {
    let interfaces = plant.assets.get(id).map_or(&[][..], |asset| &asset.interfaces);
    let mut set = Addresses::none();
    for interface in interfaces {
        for ip in &interface.ips {
            set = set.union(&Addresses::one(*ip));
            let mappings = plant.networks.get(&interface.network).map_or(&[][..], |network| &network.nat);
            let outside = mappings.iter().filter(|mapping| mapping.inside == *ip);
            set = outside.fold(set, |set, mapping| set.union(&Addresses::one(mapping.outside)));
        }
    }
    set
}

/// The interfaces of a firewall that these addresses are connected to, as its configuration tells and the plant says of others; none
/// where it is not told of every address.
pub(crate) fn connected(plant: &Plant, firewall: &Firewall<'_>, set: &Addresses) -> Option<Names> {
    let (mut patterns, mut rest) = (Vec::new(), set.clone());
    for (name, prefixes) in interfaces(plant, firewall) {
        let all = prefixes.iter().fold(Addresses::none(), |all, prefix| all.union(&Addresses::from(*prefix)));
        if !all.intersection(set).is_empty() {
            patterns.push(NamePattern { text: name.clone(), is_start: false });
            rest = rest.without(&all);
        }
    }
    (!patterns.is_empty() && rest.is_empty()).then_some(Names { patterns, negated: false })
}

/// The interfaces of a firewall with what is connected to them. What the plant says of one counts, as it does where ways are followed.
fn interfaces<'a>(plant: &'a Plant, firewall: &Firewall<'a>) -> Vec<(&'a Foreign, Vec<Prefix>)> {
    let declared = firewall.asset.and_then(|asset| plant.firewalls.get(asset)).map_or(&[][..], |one| &one.interfaces);
    let told = firewall.ruleset.interfaces.iter();
    let told = told.filter(|own| !declared.iter().any(|(name, _)| *name == own.name));
    let told = told.map(|own| (&own.name, own.prefixes().collect()));
    let prefixes = |network| plant.networks.get(network).map_or(&[][..], |network| &network.prefixes).to_vec();
    told.chain(declared.iter().map(|(name, network)| (name, prefixes(network)))).collect()
}

/// The names of interfaces that the plant says of a firewall: none of its rules need name them.
pub(crate) fn names(plant: &Plant, asset: Option<&AssetId>) -> Vec<String> {
    let source = asset.and_then(|asset| plant.firewalls.get(asset));
    source.into_iter().flat_map(|source| &source.interfaces).map(|(name, _)| name.raw().to_owned()).collect()
}

/// The addresses a firewall is known to have itself.
pub(crate) fn own(plant: &Plant, firewall: &Firewall<'_>) -> Addresses {
    let told = firewall.ruleset.interfaces.iter().flat_map(|interface| &interface.addresses);
    let told = told.fold(Addresses::none(), |all, (address, _)| all.union(&Addresses::one(*address)));
    firewall.asset.map_or(Addresses::none(), |asset| of_asset(plant, asset)).union(&told)
}

/// Packets that open what an allowance allows. False where its protocol has no port of its own that is known: any may be meant.
pub(crate) fn allowed(
    plant: &Plant,
    zones: &ZoneAddresses,
    services: &Services,
    conduit: &Conduit,
    allowance: &Allowance,
) -> (Vec<PacketMatch>, bool) {
    let parties = |list: &[Party]| match list.is_empty() {
        true => conduit.zones.iter().fold(Addresses::none(), |all, zone| all.union(&zones.of(zone))),
        false => list.iter().fold(Addresses::none(), |all, party| {
            all.union(&match party {
                Party::Asset(id) => of_asset(plant, id),
                Party::Zone(id) => zones.of(id),
            })
        }),
    };
    let ends = PacketMatch {
        source: Some(parties(&allowance.initiator)),
        destination: Some(parties(&allowance.responder)),
        ..PacketMatch::any()
    };
    let carriers = carriers(services, allowance);
    let is_known = !carriers.is_empty();
    let carriers = if is_known { carriers } else { vec![PacketMatch::any()] };
    let packets = carriers.into_iter().map(|c| PacketMatch {
        source: ends.source.clone(),
        destination: ends.destination.clone(),
        ..c
    });
    (packets.collect(), is_known)
}

/// Protocols and ports of an allowance, without its ends.
fn carriers(services: &Services, allowance: &Allowance) -> Vec<PacketMatch> {
    let one = |(protocol, port): (Option<u8>, Option<u16>)| PacketMatch {
        protocol: protocol.map(Ranges::one),
        destination_port: port.map(Ranges::one),
        ..PacketMatch::any()
    };
    carried(services, allowance).into_iter().map(one).collect()
}

/// Protocol numbers and ports of an allowance; none where its protocol has no port of its own that is known, or is below IP.
pub(crate) fn carried(services: &Services, allowance: &Allowance) -> Vec<(Option<u8>, Option<u16>)> {
    let one = |transport: Transport, port: Option<u16>| match transport {
        Transport::Tcp => Some((Some(6), port)),
        Transport::Udp => Some((Some(17), port)),
        Transport::Ip => Some((port.and_then(|number| u8::try_from(number).ok()), None)),
        Transport::Ethernet | Transport::Serial => None,
    };
    match (allowance.transport, allowance.port, &allowance.protocol) {
        (Some(transport), port @ Some(_), _) => one(transport, port).into_iter().collect(),
        (transport, _, Some(word)) => {
            let usual = services.get(word.as_ref()).map_or(&[][..], Vec::as_slice);
            let wanted = usual.iter().filter(|(own, _)| transport.is_none_or(|t| t == *own));
            wanted.filter_map(|(own, port)| one(*own, Some(*port))).collect()
        }
        (Some(transport), None, None) => one(transport, None).into_iter().collect(),
        (None, _, None) => Vec::new(),
    }
}
