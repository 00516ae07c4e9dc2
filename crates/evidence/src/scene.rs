//! The scene: the inputs with the joins that rules need, made once.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, AssetId, Capture, Conversation, Foreign, FrameRef, NetworkId, ObservationPoint, Place, ScopeId, Side,
    Whereabouts, ZoneId,
};

use crate::{clock::Clock, inputs::Inputs};

/// Inputs, and who is behind which address.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) inputs: &'a Inputs<'a>,
    pub(crate) clock: Clock,
    whereabouts: Whereabouts<'a>,
    undeclared: BTreeMap<(&'a NetworkId, Address), &'a AssetId>,
    behind: BTreeMap<(&'a AssetId, &'a str), &'a AssetId>,
    scopes: BTreeMap<&'a AssetId, BTreeSet<ScopeId>>,
}

/// One side of a conversation: an asset, and the scopes its evidence belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) asset: AssetId,
    pub(crate) address: Address,
    /// Empty where nothing says which zone the address is in.
    pub(crate) scopes: BTreeSet<ScopeId>,
    /// Several declared assets claim the address.
    pub(crate) is_ambiguous: bool,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(inputs: &'a Inputs<'a>) -> Self {
        let plant = inputs.plant;
        Self {
            inputs,
            clock: Clock::of(plant, inputs.reading),
            whereabouts: Whereabouts::new(plant, Some(inputs.inventory)),
            undeclared: undeclared(inputs),
            behind: behind(inputs),
            scopes: plant.homes(),
        }
    }

    /// The two sides of a session; publications have one only, and of one that stands for several nothing is said of anybody.
    pub(crate) fn session(&self, conversation: &Conversation) -> Option<(Party, Party)> {
        conversation.session()?;
        Some((self.party(conversation, Side::Initiator), self.party(conversation, Side::Responder)))
    }

    /// Who is on a side of a conversation. Behind a gateway, the responder is the asset at the native address.
    pub(crate) fn party(&self, conversation: &Conversation, side: Side) -> Party {
        let key = &conversation.key;
        let address = key.parties.of(side);
        if conversation.address(side).is_none() {
            let asset = AssetId::from_foreign(&format!("{}:{}", key.network, conversation.told(side)));
            // Any of several, declared ones or not.
            return Party { asset, address, scopes: BTreeSet::new(), is_ambiguous: true };
        }
        let native = key.native.as_ref().filter(|_| side == Side::Responder).map(Foreign::raw);
        self.party_at(&key.network, address, native)
    }

    /// Who is at an address seen on a network, or at a native address behind it.
    pub(crate) fn party_at(&self, network: &NetworkId, address: Address, native: Option<&str>) -> Party {
        let whose = self.whereabouts.whose(network, address);
        let known = whose.asset.as_ref();
        let behind = known.zip(native).and_then(|(gateway, native)| self.behind.get(&(gateway, native)).copied());
        let stranger = self.undeclared.get(&(network, address)).copied();
        let asset = behind.or(known).or(stranger).cloned();
        let asset = asset.unwrap_or_else(|| AssetId::from_foreign(&format!("{network}:{address}")));
        let scopes = self.scopes(&asset, whose.zone);
        Party { asset, address, scopes, is_ambiguous: whose.ambiguous }
    }

    /// The scopes an asset's evidence belongs to: its own; for what is not declared, the zone its address is in.
    fn scopes(&self, asset: &AssetId, zone: Option<ZoneId>) -> BTreeSet<ScopeId> {
        match self.scopes.get(asset) {
            Some(scopes) => scopes.clone(),
            None => zone.into_iter().map(ScopeId::Zone).collect(),
        }
    }

    /// A declared asset that belongs to a conduit: its firewall, router, diode half.
    pub(crate) fn is_conduits_own(&self, asset: &AssetId) -> bool {
        let scopes = self.scopes.get(asset);
        scopes.is_some_and(|scopes| scopes.iter().any(|scope| matches!(scope, ScopeId::Conduit(_))))
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
        self.inputs.reading.place(frame)
    }
}

fn joins(zones: &[ZoneId], one: &ZoneId, other: &ZoneId) -> bool {
    one != other && zones.contains(one) && zones.contains(other)
}

/// Devices that nobody declared, by their addresses.
fn undeclared<'a>(inputs: &Inputs<'a>) -> BTreeMap<(&'a NetworkId, Address), &'a AssetId> {
    let mut known = BTreeMap::new();
    for asset in inputs.inventory.assets.iter().filter(|a| a.declared.is_none()) {
        for interface in &asset.interfaces {
            for address in interface.addresses() {
                known.insert((&interface.network, address), &asset.id);
            }
        }
    }
    known
}

fn behind<'a>(inputs: &Inputs<'a>) -> BTreeMap<(&'a AssetId, &'a str), &'a AssetId> {
    let assets = inputs.plant.assets.iter();
    assets.filter_map(|(id, a)| a.behind.as_ref().map(|b| ((&b.gateway, b.native.raw()), id))).collect()
}
