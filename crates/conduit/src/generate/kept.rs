//! What must go on: essential functions, redundancy, time and safety. A change that would cut it is not written.

use std::collections::BTreeSet;

use ringwall_firewall::{Entry, Group};
use ringwall_model::{
    Addresses, Asset, AssetId, ConduitId, Conversation, Operation, PacketMatch, Place, Whereabouts, Whose, ZoneId,
};

use super::{Wanted, build::Built};
use crate::{
    Declared,
    permitted::{addresses::of_asset, seen},
    trust::is_safety,
};

/// A flow that must go on, and would not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// The conduit it crosses.
    pub conduit: ConduitId,
    /// Where it is declared, or was seen.
    pub place: Place,
    /// Which flow, for what, in plain words.
    pub text: String,
}

/// Role word of who gives the time.
const TIME_SERVER: &str = "time-server";

/// Every flow that must go on and that the intent would cut, sorted.
pub(super) fn cuts(wanted: &Wanted<'_>, built: &Built<'_>) -> Vec<Cut> {
    let mut run = Run { wanted, built, cuts: BTreeSet::new() };
    run.essential();
    run.redundant();
    run.observed();
    run.cuts.into_iter().collect()
}

struct Run<'a, 'w> {
    wanted: &'w Wanted<'a>,
    built: &'w Built<'a>,
    cuts: BTreeSet<Cut>,
}

impl<'a> Run<'a, '_> {
    fn add(&mut self, conduit: &ConduitId, place: Place, text: String) {
        self.cuts.insert(Cut { conduit: conduit.clone(), place, text });
    }

    /// Flows and services that essential functions need, and allowances that serve one and have no rule.
    fn essential(&mut self) {
        for (id, allowance) in &self.built.without {
            if let Some(function) = &allowance.essential {
                let text = format!("essential function {function}: what serves it has no rule of a packet filter");
                self.add(id, Place::File(allowance.place.clone()), text);
            }
        }
        for (function, declared) in &self.wanted.plant.essential_functions {
            for flow in &declared.flows {
                let Some(conduit) = self.crossed(&flow.from, &flow.to, flow.conduit.as_ref()) else { continue };
                if !self.reach_each_other(&flow.from, &flow.to) {
                    let text = format!("essential function {function} needs {} → {}", flow.from, flow.to);
                    self.add(conduit, Place::File(flow.place.clone()), text);
                }
            }
            for service in &declared.services {
                for asset in &declared.assets {
                    let provider = &service.provided_by;
                    let Some(conduit) = self.crossed(asset, provider, None) else { continue };
                    if !self.reach_each_other(asset, provider) {
                        let word = service.kind.word();
                        let text = format!("essential function {function} needs {asset} → {provider} for {word}");
                        self.add(conduit, Place::File(service.place.clone()), text);
                    }
                }
            }
        }
    }

    /// Members of one redundancy group on two sides.
    fn redundant(&mut self) {
        let assets = &self.wanted.plant.assets;
        let member = |asset: &'a Asset| asset.redundancy_group.as_ref();
        for (id, asset) in assets.iter().filter(|(_, asset)| member(asset).is_some()) {
            let others = assets.iter().filter(|(other, twin)| *other > id && member(twin) == member(asset));
            for (other, _) in others {
                let Some(conduit) = self.crossed(id, other, None) else { continue };
                if !self.reach_each_other(id, other) {
                    let text =
                        format!("{id} and {other} are redundant, and stand on two sides of {}", self.wanted.point);
                    self.add(conduit, Place::File(asset.place.clone()), text);
                }
            }
        }
    }

    /// The conduit of this point that joins the zones of the two, or the one that is named.
    fn crossed(&self, from: &AssetId, to: &AssetId, named: Option<&ConduitId>) -> Option<&'a ConduitId> {
        let zone = |id| self.wanted.plant.assets.get(id).and_then(|asset| asset.zones.first());
        let (from, to) = (zone(from)?, zone(to)?);
        let joins = |zones: &[ZoneId]| from != to && zones.contains(from) && zones.contains(to);
        let mut own = self.built.conduits.iter();
        let found = own.find(|(id, conduit)| named.map_or_else(|| joins(&conduit.zones), |named| named == *id));
        found.map(|(id, _)| *id)
    }

    fn reach_each_other(&self, one: &AssetId, other: &AssetId) -> bool {
        let (one, other) = (of_asset(self.wanted.plant, one), of_asset(self.wanted.plant, other));
        let mut entries = self.entries();
        entries.any(|entry| self.is_between(entry, &one, &other) || self.is_between(entry, &other, &one))
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.built.intent.groups.iter().flat_map(|group: &Group| &group.entries)
    }

    fn is_between(&self, entry: &Entry, from: &Addresses, to: &Addresses) -> bool {
        let objects = &self.built.intent.objects;
        let meets = |at: usize, set: &Addresses| {
            objects.get(at).is_some_and(|object| !object.addresses.intersection(set).is_empty())
        };
        meets(entry.source, from) && meets(entry.destination, to)
    }

    /// Answered exchanges across this point that keep redundancy, time or safety, and are not declared.
    fn observed(&mut self) {
        let whereabouts = Whereabouts::new(self.wanted.plant, None);
        let declared = Declared::new(self.wanted.plant);
        for conversation in self.wanted.reading.conversations.iter().filter(|c| c.answered_sessions > 0) {
            let Some((from, to)) = seen::crosses(&whereabouts, conversation) else { continue };
            let joining = declared.joining(&from, &to).iter().map(|(id, _)| *id);
            let own: Vec<_> = self.built.conduits.iter().map(|(id, _)| *id).collect();
            // Between zones that other conduits join too, it may have come another way.
            let joining: Vec<_> = joining.collect();
            let Some(conduit) = joining.first().filter(|_| joining.iter().all(|id| own.contains(id))) else { continue };
            let Some(packet) = seen::opening(conversation).filter(|packet| !self.lets_through(packet)) else {
                continue;
            };
            let parties = conversation.key.parties;
            let whose = |address| whereabouts.whose(&conversation.key.network, address);
            let (initiator, responder) = (whose(parties.first()), whose(parties.second()));
            if let Some(what) = self.must_go_on(conversation, &from, (&initiator, &responder)) {
                let service = packet.destination_port.as_ref().and_then(ringwall_model::Ranges::first);
                let port = service.map(|port| format!("/{port}")).unwrap_or_default();
                let transport = conversation.key.transport;
                let text = format!(
                    "{what}: {} → {} {transport}{port} was answered, and is not declared",
                    parties.first(),
                    parties.second()
                );
                let at = conversation.first_frames.from_initiator.or(conversation.first_frames.from_responder);
                let at = at.unwrap_or_default();
                self.add(conduit, self.wanted.reading.place(at), text);
            }
        }
    }

    fn lets_through(&self, packet: &PacketMatch) -> bool {
        let inside = |small: &PacketMatch, large: &PacketMatch| {
            let (Some(from), Some(to)) = (&small.source, &small.destination) else { return false };
            large.source.as_ref().is_none_or(|set| from.without(set).is_empty())
                && large.destination.as_ref().is_none_or(|set| to.without(set).is_empty())
                && (large.protocol.is_none() || large.protocol == small.protocol)
                && (large.destination_port.is_none() || large.destination_port == small.destination_port)
        };
        self.built.intent.opening().iter().any(|opening| inside(packet, opening))
    }

    /// What an exchange is for that must not be cut. One from a less trusted zone into a safety zone is none: nobody declared
    /// that it may be there.
    fn must_go_on(
        &self,
        conversation: &Conversation,
        from: &ZoneId,
        (initiator, responder): (&Whose, &Whose),
    ) -> Option<&'static str> {
        let asset = |whose: &Whose| whose.asset.as_ref().and_then(|id| self.wanted.plant.assets.get(id));
        let (one, other) = (asset(initiator), asset(responder));
        let group = |asset: Option<&'a Asset>| asset.and_then(|asset| asset.redundancy_group.as_ref());
        let gives_time = |asset: &Asset| asset.role.as_ref().is_some_and(|role| role.raw() == TIME_SERVER);
        let is_time = conversation.operations.contains(Operation::Time) || other.is_some_and(gives_time);
        let is_safe = one.is_some_and(|asset| asset.safety) || is_safety(self.wanted.plant, from);
        match () {
            () if group(one).is_some() && group(one) == group(other) => Some("redundancy"),
            () if is_time => Some("time"),
            () if is_safe => Some("safety"),
            () => None,
        }
    }
}
