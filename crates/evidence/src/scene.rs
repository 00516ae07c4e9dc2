//! The scene: the inputs with the joins that rules need, made once.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, AssetId, Capture, Conversation, Foreign, FrameRef, NetworkId, ObservationPoint, Parties, Place, ScopeId,
    Side, ZoneId,
};

use crate::{clock::Clock, inputs::Inputs};

/// Inputs, and who is behind which address.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) clock: Clock,
    by_address: BTreeMap<(&'a NetworkId, Address), &'a AssetId>,
    behind: BTreeMap<(&'a AssetId, &'a str), &'a AssetId>,
    scopes: BTreeMap<&'a AssetId, BTreeSet<ScopeId>>,
    zone_of_network: BTreeMap<&'a NetworkId, BTreeSet<&'a ZoneId>>,
}

/// One side of a conversation: an asset, and the scopes its evidence belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) asset: AssetId,
    pub(crate) address: Address,
    /// Empty where nothing says which zone the address is in.
    pub(crate) scopes: BTreeSet<ScopeId>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(inputs: &'a Inputs<'a>) -> Self {
        let plant = inputs.plant;
        Self {
            inputs,
            clock: Clock::of(plant, inputs.reading),
            by_address: by_address(inputs),
            behind: behind(inputs),
            scopes: plant.assets.keys().map(|id| (id, plant.scopes_of(id))).collect(),
            zone_of_network: zones_of_networks(inputs),
        }
    }

    /// The two sides of a session; publications have one only.
    pub(crate) fn session(&self, conversation: &Conversation) -> Option<(Party, Party)> {
        match conversation.key.parties {
            Parties::Session { .. } => {
                Some((self.party(conversation, Side::Initiator), self.party(conversation, Side::Responder)))
            }
            Parties::Publication { .. } => None,
        }
    }

    /// Who is on a side of a conversation. Behind a gateway, the responder is the asset at the native address.
    pub(crate) fn party(&self, conversation: &Conversation, side: Side) -> Party {
        let key = &conversation.key;
        let address = if side == Side::Initiator { key.parties.first() } else { key.parties.second() };
        let known = self.by_address.get(&(&key.network, address)).copied();
        let native = key.native.as_ref().filter(|_| side == Side::Responder).map(Foreign::raw);
        let behind = known.zip(native).and_then(|place| self.behind.get(&place).copied());
        let asset = behind.or(known).cloned();
        let asset = asset.unwrap_or_else(|| AssetId::from_foreign(&format!("{}:{address}", key.network)));
        let scopes = self.scopes(&asset, &key.network);
        Party { asset, address, scopes }
    }

    /// The scopes an asset's evidence belongs to. What is not declared belongs to the zone of its network, where all
    /// declared assets there are of one.
    fn scopes(&self, asset: &AssetId, network: &NetworkId) -> BTreeSet<ScopeId> {
        if let Some(scopes) = self.scopes.get(asset) {
            return scopes.clone();
        }
        match self.zone_of_network.get(network) {
            Some(zones) if zones.len() == 1 => zones.iter().map(|zone| ScopeId::Zone((*zone).clone())).collect(),
            _ => BTreeSet::new(),
        }
    }

    /// The scope a conversation is a channel of: the zone both sides are in, the one conduit that joins them, and where
    /// several do or none, the responder's.
    pub(crate) fn channel(&self, initiator: &Party, responder: &Party) -> Option<ScopeId> {
        if let Some(shared) = initiator.scopes.intersection(&responder.scopes).next() {
            return Some(shared.clone());
        }
        let (near, far) = (self.zones(initiator), self.zones(responder));
        let own = initiator.scopes.union(&responder.scopes).filter(|scope| matches!(scope, ScopeId::Conduit(_)));
        let conduits = &self.inputs.plant.conduits;
        let joining = conduits.iter().filter(|(_, c)| near.iter().any(|a| far.iter().any(|b| joins(&c.zones, a, b))));
        let joining: BTreeSet<ScopeId> =
            own.cloned().chain(joining.map(|(id, _)| ScopeId::Conduit(id.clone()))).collect();
        let only = joining.first().filter(|_| joining.len() == 1);
        only.or(responder.scopes.first()).cloned()
    }

    /// The zones a party is in; none for a conduit's own assets.
    pub(crate) fn zones(&self, party: &Party) -> BTreeSet<ZoneId> {
        let zones = party.scopes.iter().filter_map(|scope| match scope {
            ScopeId::Zone(id) => Some(id.clone()),
            ScopeId::Conduit(_) => None,
        });
        zones.collect()
    }

    /// The capture a frame is in.
    pub(crate) fn capture(&self, frame: FrameRef) -> Option<&'a Capture> {
        usize::try_from(frame.capture.0).ok().and_then(|at| self.inputs.reading.captures.get(at))
    }

    /// The declared point at which a frame was taken.
    pub(crate) fn point(&self, frame: FrameRef) -> Option<&'a ObservationPoint> {
        let id = self.capture(frame)?.point.as_ref()?;
        self.inputs.plant.observation_points.get(id)
    }

    /// Where a frame is to be looked up.
    pub(crate) fn place(&self, frame: FrameRef) -> Place {
        Place::Frame { capture: self.inputs.reading.capture_name(frame.capture).clone(), frame: frame.frame }
    }
}

fn joins(zones: &[ZoneId], one: &ZoneId, other: &ZoneId) -> bool {
    one != other && zones.contains(one) && zones.contains(other)
}

/// What the inventory matched comes before what is only declared: it may know an asset by its serial number.
fn by_address<'a>(inputs: &Inputs<'a>) -> BTreeMap<(&'a NetworkId, Address), &'a AssetId> {
    let mut known = BTreeMap::new();
    for (id, asset) in &inputs.plant.assets {
        for interface in &asset.interfaces {
            let ips = interface.ips.iter().map(|ip| Address::Ip(*ip));
            for address in ips.chain(interface.mac.map(Address::Mac)) {
                known.insert((&interface.network, address), id);
            }
        }
    }
    for asset in &inputs.inventory.assets {
        for interface in &asset.interfaces {
            let ips = interface.ips.iter().map(|ip| Address::Ip(*ip));
            for address in ips.chain(interface.mac.map(Address::Mac)) {
                if asset.declared.is_some() || !known.contains_key(&(&interface.network, address)) {
                    known.insert((&interface.network, address), asset.effective_id());
                }
            }
        }
    }
    known
}

fn behind<'a>(inputs: &Inputs<'a>) -> BTreeMap<(&'a AssetId, &'a str), &'a AssetId> {
    let assets = inputs.plant.assets.iter();
    assets.filter_map(|(id, a)| a.behind.as_ref().map(|b| ((&b.gateway, b.native.raw()), id))).collect()
}

fn zones_of_networks<'a>(inputs: &Inputs<'a>) -> BTreeMap<&'a NetworkId, BTreeSet<&'a ZoneId>> {
    let mut zones: BTreeMap<&NetworkId, BTreeSet<&ZoneId>> = BTreeMap::new();
    for asset in inputs.plant.assets.values() {
        for interface in &asset.interfaces {
            zones.entry(&interface.network).or_default().extend(&asset.zones);
        }
    }
    zones
}
