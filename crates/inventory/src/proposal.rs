//! A first drawing of zones and conduits out of what was seen, each part with its reason. Seen is not intended: whoever
//! takes it over decides what is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ringwall_model::{
    AssetId, ConduitId, FrameRef, Inventory, NetworkId, ObservedAsset, Operations, Prefix, Reading, Transport, ZoneId,
    ZoneKind,
};

use crate::owners::Owners;

/// Zones and conduits that would fit what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Zones, sorted by id.
    pub zones: Vec<ProposedZone>,
    /// Conduits, sorted by id.
    pub conduits: Vec<ProposedConduit>,
    /// Assets that stand between zones (routers) and belong to conduits, or whose place nothing tells.
    pub unplaced: Vec<AssetId>,
}

/// Assets that seem to belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedZone {
    /// Id, from the network, the address range and the kind.
    pub id: ZoneId,
    /// Kind.
    pub kind: ZoneKind,
    /// Network of its assets.
    pub network: NetworkId,
    /// Address range of its assets; none for assets without an IP address.
    pub prefix: Option<Prefix>,
    /// Assets by their effective id, sorted.
    pub assets: Vec<AssetId>,
    /// Why, in plain words.
    pub reasons: Vec<String>,
}

/// What was seen between two proposed zones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedConduit {
    /// Id, from its two zones.
    pub id: ConduitId,
    /// The zones it would join, sorted.
    pub zones: [ZoneId; 2],
    /// Exchanges, sorted.
    pub exchanges: Vec<ProposedExchange>,
}

/// An exchange that was seen, not one that is intended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProposedExchange {
    /// Who opened or published.
    pub initiator: AssetId,
    /// Who answered.
    pub responder: AssetId,
    /// Protocol word; none where nothing was recognised.
    pub protocol: Option<Cow<'static, str>>,
    /// What carried it.
    pub transport: Transport,
    /// Port, protocol number or EtherType.
    pub port: u16,
    /// Operations seen.
    pub operations: Operations,
    /// First frame.
    pub first: FrameRef,
    /// The other side answered.
    pub answered: bool,
}

/// Proposes zones by network, address range and level, and conduits where exchanges cross them.
pub fn propose(inventory: &Inventory, reading: &Reading) -> Proposal {
    let mut parts: BTreeMap<Part, Vec<&ObservedAsset>> = BTreeMap::new();
    let mut unplaced = Vec::new();
    for asset in &inventory.assets {
        match home(asset) {
            Some((network, prefix)) if !stands_between(asset) => {
                parts.entry(Part { network, prefix, tier: Tier::of(asset) }).or_default().push(asset);
            }
            _ => unplaced.push(asset.effective_id().clone()),
        }
    }
    let parts = settle(parts);
    let zones: Vec<ProposedZone> = parts.iter().map(|(part, assets)| part.zone(assets)).collect();
    let conduits = conduits(inventory, reading, &zones);
    unplaced.sort();
    Proposal { zones, conduits, unplaced }
}

/// How close to the process, from the level its role suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Control,
    Supervision,
    Operations,
    External,
    Unknown,
}

impl Tier {
    fn of(asset: &ObservedAsset) -> Self {
        match asset.level.as_deref() {
            Some("0" | "1") => Self::Control,
            Some("2") => Self::Supervision,
            Some(_) => Self::Operations,
            None if addresses(asset).any(is_public) => Self::External,
            None => Self::Unknown,
        }
    }

    fn kind(self) -> ZoneKind {
        match self {
            Self::Control => ZoneKind::Control,
            Self::Supervision => ZoneKind::Supervisory,
            Self::Operations => ZoneKind::Dmz,
            Self::External => ZoneKind::External,
            Self::Unknown => ZoneKind::Business,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Control => "control",
            Self::Supervision => "supervision",
            Self::Operations => "operations",
            Self::External => "external",
            Self::Unknown => "other",
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Control => "its devices answered process commands or values",
            Self::Supervision => "its devices command or watch controllers",
            Self::Operations => "its devices serve or collect for several others",
            Self::External => "its addresses are public and nothing shows that they are yours",
            Self::Unknown => "nothing shows what its devices are for",
        }
    }
}

/// A candidate for a zone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    network: NetworkId,
    prefix: Option<Prefix>,
    tier: Tier,
}

impl Part {
    fn zone(&self, assets: &[&ObservedAsset]) -> ProposedZone {
        let mut ids: Vec<AssetId> = assets.iter().map(|a| a.effective_id().clone()).collect();
        ids.sort();
        let range = self.prefix.map_or_else(String::new, |p| format!("-{}", p.address));
        let at = self.prefix.map_or_else(|| "without an IP address".to_owned(), |p| format!("in {p}"));
        let mut reasons = vec![format!("{} device(s) on {} {at}", ids.len(), self.network)];
        reasons.push(self.tier.reason().to_owned());
        let quiet = assets.iter().filter(|a| Tier::of(a) == Tier::Unknown).count();
        if quiet > 0 && self.tier != Tier::Unknown {
            reasons.push(format!("{quiet} of them only share the address range"));
        }
        ProposedZone {
            id: ZoneId::from_foreign(&format!("{}{range}-{}", self.network, self.tier.word())),
            kind: self.tier.kind(),
            network: self.network.clone(),
            prefix: self.prefix,
            assets: ids,
            reasons,
        }
    }
}

/// Devices that nothing tells about join the part of their address range that is closest to the process: too much
/// protection is the safer guess.
fn settle(parts: BTreeMap<Part, Vec<&ObservedAsset>>) -> BTreeMap<Part, Vec<&ObservedAsset>> {
    let mut closest: BTreeMap<(NetworkId, Option<Prefix>), Tier> = BTreeMap::new();
    for part in parts.keys() {
        let tier = closest.entry((part.network.clone(), part.prefix)).or_insert(part.tier);
        *tier = (*tier).min(part.tier);
    }
    let mut settled: BTreeMap<Part, Vec<&ObservedAsset>> = BTreeMap::new();
    for (mut part, assets) in parts {
        if part.tier == Tier::Unknown
            && let Some(tier) = closest.get(&(part.network.clone(), part.prefix)).filter(|t| **t != Tier::External)
        {
            part.tier = *tier;
        }
        settled.entry(part).or_default().extend(assets);
    }
    settled
}

/// A router with interfaces in several address ranges is part of what joins them.
fn stands_between(asset: &ObservedAsset) -> bool {
    let ranges: BTreeSet<_> =
        asset.interfaces.iter().flat_map(|i| i.ips.iter().map(|ip| (&i.network, range(*ip)))).collect();
    asset.role.as_deref() == Some("router") && ranges.len() != 1
}

fn addresses(asset: &ObservedAsset) -> impl Iterator<Item = IpAddr> + '_ {
    asset.interfaces.iter().flat_map(|i| i.ips.iter().copied())
}

/// Network and address range of an asset: of its first address that others can reach.
fn home(asset: &ObservedAsset) -> Option<(NetworkId, Option<Prefix>)> {
    let reachable = |ip: &&IpAddr| !crate::home::is_link_local(**ip);
    let named =
        asset.interfaces.iter().find_map(|i| Some((i.network.clone(), Some(range(*i.ips.iter().find(reachable)?)))));
    named.or_else(|| asset.interfaces.first().map(|i| (i.network.clone(), None)))
}

/// The usual size of a segment: /24, /64.
fn range(ip: IpAddr) -> Prefix {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            Prefix { address: IpAddr::V4(Ipv4Addr::new(a, b, c, 0)), length: 24 }
        }
        IpAddr::V6(v6) => {
            let high = u128::from(v6) & !u128::from(u64::MAX);
            Prefix { address: IpAddr::V6(Ipv6Addr::from(high)), length: 64 }
        }
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            !(v4.is_private() || v4.is_link_local() || v4.is_documentation() || shared)
        }
        IpAddr::V6(v6) => v6.segments().first().is_some_and(|s| s & 0xe000 == 0x2000),
    }
}

fn conduits(inventory: &Inventory, reading: &Reading, zones: &[ProposedZone]) -> Vec<ProposedConduit> {
    let zone_of: BTreeMap<&AssetId, &ZoneId> =
        zones.iter().flat_map(|z| z.assets.iter().map(move |a| (a, &z.id))).collect();
    let owners = Owners::new(inventory);
    let mut found: BTreeMap<(&ZoneId, &ZoneId), BTreeMap<ExchangeKey<'_>, ProposedExchange>> = BTreeMap::new();
    for conversation in reading.conversations.iter().filter(|conversation| !conversation.key.runs_a_bus()) {
        let Some((initiator, responder)) = conversation.session() else { continue };
        let asset = |address| owners.find(&conversation.key.network, address);
        let (Some(from), Some(to)) = (asset(initiator), asset(responder)) else { continue };
        let (Some(a), Some(b)) = (zone_of.get(from), zone_of.get(to)) else { continue };
        if a == b {
            continue;
        }
        let key = &conversation.key;
        let operations =
            conversation.operations.iter().fold(Operations::NONE, |set, (operation, _)| set.with(operation));
        let first = conversation.first_frames.from_initiator.or(conversation.first_frames.from_responder);
        let answered = conversation.answered_sessions > 0;
        let exchange = ProposedExchange {
            initiator: from.clone(),
            responder: to.clone(),
            protocol: key.protocol.clone(),
            transport: key.transport,
            port: key.port,
            operations,
            first: first.unwrap_or_default(),
            answered,
        };
        let same = (from, to, key.protocol.clone(), key.transport, key.port);
        let exchanges = found.entry((a.min(b), a.max(b))).or_default();
        exchanges.entry(same).and_modify(|e| e.add(&exchange)).or_insert(exchange);
    }
    let conduit = |((a, b), exchanges): ((&ZoneId, &ZoneId), BTreeMap<_, ProposedExchange>)| ProposedConduit {
        id: ConduitId::from_foreign(&format!("{a}-to-{b}")),
        zones: [a.clone(), b.clone()],
        exchanges: exchanges.into_values().collect(),
    };
    found.into_iter().map(conduit).collect()
}

type ExchangeKey<'a> = (&'a AssetId, &'a AssetId, Option<Cow<'static, str>>, Transport, u16);

impl ProposedExchange {
    fn add(&mut self, other: &Self) {
        self.operations = self.operations.union(other.operations);
        self.first = self.first.min(other.first);
        self.answered |= other.answered;
    }
}
