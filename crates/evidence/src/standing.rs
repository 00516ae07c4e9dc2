//! Where a party stands and what is declared of it: control or business, trusted or not, its role, its permits.

use ringwall_model::{Address, Asset, Conversation, NetworkId, Party as Named, Witness, WitnessKind, ZoneKind};

use crate::scene::{Party, Scene};

/// Role of a station that is meant to load programs.
pub(crate) const ENGINEERING_STATION: &str = "engineering-station";
/// Role of a station that is meant to try every door.
pub(crate) const SCANNER: &str = "scanner";

impl<'a> Scene<'a> {
    /// What is declared of a party; none where nobody declared it.
    pub(crate) fn declared(&self, party: &Party) -> Option<&'a Asset> {
        self.inputs.plant.assets.get(&party.asset)
    }

    /// The role declared for a party. What it did never gives it one.
    pub(crate) fn role(&self, party: &Party) -> Option<&'a str> {
        self.declared(party).and_then(|asset| asset.role.as_ref()).map(|role| role.raw().trim())
    }

    /// In a zone that holds control or safety assets.
    pub(crate) fn is_in_control(&self, party: &Party) -> bool {
        self.kinds(party).any(ZoneKind::is_control)
    }

    /// In business or external zones and no other.
    pub(crate) fn is_in_business(&self, party: &Party) -> bool {
        let mut kinds = self.kinds(party).peekable();
        kinds.peek().is_some() && kinds.all(is_business)
    }

    fn kinds(&self, party: &Party) -> impl Iterator<Item = ZoneKind> {
        let zones = &self.inputs.plant.zones;
        self.zones(party).into_iter().filter_map(|id| zones.get(&id)).map(|zone| zone.kind)
    }

    /// The two are in zones, and in no common one.
    pub(crate) fn is_across(&self, one: &Party, other: &Party) -> bool {
        let (near, far) = (self.zones(one), self.zones(other));
        !near.is_empty() && !far.is_empty() && near.is_disjoint(&far)
    }

    /// The other is in another zone, or at an address that no network of the plant has.
    pub(crate) fn is_beyond(&self, network: &NetworkId, one: &Party, other: &Party) -> bool {
        self.is_across(one, other) || self.is_foreign(network, other)
    }

    /// At an address that is nobody's, seen on a network whose prefixes are declared, and in those of none that is trusted.
    fn is_foreign(&self, network: &NetworkId, party: &Party) -> bool {
        let Address::Ip(ip) = party.address else { return false };
        let networks = &self.inputs.plant.networks;
        let is_told = networks.get(network).is_some_and(|here| !here.prefixes.is_empty());
        let trusted = networks.values().filter(|network| !network.untrusted);
        let is_ours = trusted.flat_map(|network| &network.prefixes).any(|prefix| prefix.contains(ip));
        party.scopes.is_empty() && !party.is_ambiguous && is_told && !is_ours
    }

    /// On an untrusted network, or from one: an address in its declared prefixes and in none of this network's own.
    pub(crate) fn is_untrusted(&self, network: &NetworkId, address: Address) -> bool {
        let networks = &self.inputs.plant.networks;
        let here = networks.get(network);
        if here.is_some_and(|network| network.untrusted) {
            return true;
        }
        let Address::Ip(ip) = address else { return false };
        let own = here.is_some_and(|network| network.prefixes.iter().any(|prefix| prefix.contains(ip)));
        let untrusted = networks.values().filter(|network| network.untrusted);
        !own && untrusted.flat_map(|network| &network.prefixes).any(|prefix| prefix.contains(ip))
    }

    /// A conduit names the asset as initiator within a permit window. Whether the window was open, no capture tells.
    pub(crate) fn has_permit(&self, party: &Party) -> bool {
        let named = |parties: &[Named]| parties.iter().any(|p| matches!(p, Named::Asset(id) if *id == party.asset));
        let allowances = self.inputs.plant.conduits.values().flat_map(|conduit| &conduit.allow);
        allowances.filter(|allowance| allowance.when.is_some()).any(|allowance| named(&allowance.initiator))
    }

    /// The exchange of this session that was answered and that no conduit declares.
    pub(crate) fn undeclared_exchange(&self, conversation: &Conversation) -> Option<&'a Witness> {
        let parties = conversation.key.parties;
        self.inputs.witnesses.iter().find(|witness| {
            (witness.initiator, witness.responder) == (parties.first(), parties.second())
                && witness.answered
                && is_undeclared(witness.kind)
                && is_of(witness, conversation)
        })
    }
}

/// A business network, inside the system under consideration or outside.
pub(crate) fn is_business(kind: ZoneKind) -> bool {
    matches!(kind, ZoneKind::Business | ZoneKind::External)
}

/// No conduit joins the zones, or none of those that do allows the exchange.
pub(crate) fn is_undeclared(kind: WitnessKind) -> bool {
    matches!(kind, WitnessKind::NoConduit | WitnessKind::NotAllowed)
}

/// Witnesses name the protocol by its word, or by transport and port.
fn is_of(witness: &Witness, conversation: &Conversation) -> bool {
    let key = &conversation.key;
    match &key.protocol {
        Some(word) => witness.protocol == *word,
        None => witness.protocol == key.transport.wire(key.port),
    }
}
