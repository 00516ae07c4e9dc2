//! A host stands in two zones, or forwards between them.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, Asset, AssetId, Binding, BindingBy, ComponentType, FrameRef, Grade, Instant, Mac, NetworkId,
    ObservedAsset, ScopeId, Unit, UnitId, ZoneId,
};

use super::{Effect, Rule};
use crate::{
    links::is_shared,
    out::{Out, Sighting},
    scene::Scene,
};

const CRITERIA: &[&str] = &["SR 5.1/no-side-link", "SR 5.2/controlled"];

pub(super) static RULE: Rule = Rule {
    code: "host-between-zones",
    title: "a host stands in two zones or forwards between them",
    explanation: "A device that claims addresses of its own on networks of two different zones, or a declared host whose \
        frames carry the answered exchanges of another zone's addresses, is a path between the zones beside the devices \
        that control it. A conduit's own devices are that path on purpose. Two networks of one zone, a network on which \
        several zones are declared (as one for management is), an address that redundant devices share, and a single \
        claim on one network say nothing.",
    criteria: &[("SR 5.1/no-side-link", Effect::Contradicts), ("SR 5.2/controlled", Effect::Contradicts)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "an address that redundant devices share belongs to none of them",
        "a redundant network of one zone has two legs and one purpose",
        "a network for management touches all zones, and is to be judged by its own rules",
        "the conduit's own device stands in both zones by design",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let (claims, places) = (claims(scene), places(scene));
    for asset in scene.inputs.inventory.assets.iter().filter(|a| a.interfaces.len() > 1) {
        two_legs(scene, out, (&claims, &places), asset);
    }
    forwarding(scene, out, &claims);
}

type Claims<'s> = BTreeMap<(&'s NetworkId, Mac), Vec<&'s Binding>>;

/// Addresses that devices say are their own, where they belong to the network.
fn claims<'s>(scene: &'s Scene<'_>) -> Claims<'s> {
    let mut claims = Claims::new();
    let own = |b: &&Binding| b.by == BindingBy::Resolution && !is_shared(b.mac) && is_at_home(scene, b);
    for binding in scene.inputs.reading.bindings.iter().filter(own) {
        claims.entry((&binding.network, binding.mac)).or_default().push(binding);
    }
    claims
}

fn is_at_home(scene: &Scene<'_>, binding: &Binding) -> bool {
    let network = scene.inputs.plant.networks.get(&binding.network);
    network.is_some_and(|n| n.prefixes.is_empty() || n.prefixes.iter().any(|p| p.contains(binding.ip)))
}

/// Assets declared on each network, by their zones.
type Places<'s> = BTreeMap<&'s NetworkId, BTreeMap<&'s ZoneId, BTreeSet<&'s AssetId>>>;

fn places<'s>(scene: &'s Scene<'_>) -> Places<'s> {
    let mut places = Places::new();
    for (id, asset) in &scene.inputs.plant.assets {
        for (interface, zone) in asset.interfaces.iter().flat_map(|i| asset.zones.iter().map(move |zone| (i, zone))) {
            places.entry(&interface.network).or_default().entry(zone).or_default().insert(id);
        }
    }
    places
}

/// The one zone of a network, apart from the asset in question.
fn zone_beside<'s>(places: &Places<'s>, network: &NetworkId, asset: &AssetId) -> Option<&'s ZoneId> {
    let mut zones = places.get(network)?.iter().filter(|(_, assets)| assets.iter().any(|id| *id != asset));
    zones.next().map(|(zone, _)| *zone).filter(|_| zones.next().is_none())
}

fn two_legs(scene: &Scene<'_>, out: &mut Out<'_>, (claims, places): (&Claims<'_>, &Places<'_>), asset: &ObservedAsset) {
    let id = asset.effective_id();
    if scene.is_conduits_own(id) {
        return;
    }
    let mut legs: BTreeMap<&ZoneId, &Binding> = BTreeMap::new();
    for interface in &asset.interfaces {
        let claim = interface.mac.and_then(|mac| claims.get(&(&interface.network, mac))?.first());
        if let Some((zone, claim)) = zone_beside(places, &interface.network, id).zip(claim) {
            legs.entry(zone).or_insert(claim);
        }
    }
    let addresses: Vec<String> = legs.iter().map(|(zone, leg)| format!("{} in zone {zone}", leg.ip)).collect();
    let text = format!("{id} stands in {} zones: {}", legs.len(), addresses.join(", "));
    for (zone, leg) in legs.iter().filter(|_| legs.len() > 1) {
        add(out, "", zone, (leg.at, leg.last_seen), &text);
    }
}

/// Frames of a declared host that carry addresses of another zone, in exchanges that were answered.
fn forwarding(scene: &Scene<'_>, out: &mut Out<'_>, claims: &Claims<'_>) {
    let answered = answered(scene);
    let carried = scene.inputs.reading.bindings.iter().filter(|b| b.by == BindingBy::Frame);
    for binding in carried.filter(|b| answered.contains(&(&b.network, Address::Ip(b.ip)))) {
        let Some(claim) = claims.get(&(&binding.network, binding.mac)).and_then(|claims| claims.first()) else {
            continue;
        };
        let host = scene.party_at(&binding.network, Address::Ip(claim.ip), None);
        let far = scene.party_at(&binding.network, Address::Ip(binding.ip), None);
        let is_host = scene.declared(&host).is_some_and(is_host) && !scene.is_conduits_own(&host.asset);
        if !is_host || far.asset == host.asset || !scene.is_across(&host, &far) {
            continue;
        }
        let text = format!("{} ({}) passes on what {} ({}) says", host.asset, host.address, far.address, far.asset);
        for zone in scene.zones(&host).union(&scene.zones(&far)) {
            add(out, "forwards", zone, (binding.at, binding.last_seen), &text);
        }
    }
}

/// Addresses that took part in an answered exchange on a network.
fn answered<'s>(scene: &'s Scene<'_>) -> BTreeSet<(&'s NetworkId, Address)> {
    let sessions = scene.inputs.reading.conversations.iter().filter(|c| c.answered_sessions > 0);
    let parties = sessions.filter_map(|c| c.session().map(|ends| [ends.0, ends.1].map(|end| (&c.key.network, end))));
    parties.flatten().collect()
}

/// Declared as something that is not there to forward.
fn is_host(asset: &Asset) -> bool {
    !asset.component_types.is_empty() && !asset.component_types.contains(&ComponentType::NetworkDevice)
}

fn add(out: &mut Out<'_>, part: &'static str, zone: &ZoneId, (first, last_seen): (FrameRef, Instant), text: &str) {
    let scope = ScopeId::Zone(zone.clone());
    let (unit, text) = (UnitId::Scope(scope.clone()), text.to_owned());
    out.add(Sighting { part, criteria: CRITERIA, scope, unit, first, last_seen, count: 1, text });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    /// The operator station has a second leg on the historian's network, where it claims an address.
    fn two_homes() -> World {
        let mut world = World::two_zones();
        world.add_network("dmz");
        world.asset("historian").interfaces.clear();
        world.connect("historian", "dmz", [10, 1, 0, 3]);
        world.connect("hmi", "dmz", [10, 1, 0, 9]);
        for (network, mac, ip) in [("control", 1, "10.0.0.1"), ("dmz", 9, "10.1.0.9")] {
            let mac = world.binding(network, mac, ip, [0, 1]).mac;
            world.observe("hmi", network, mac);
        }
        world
    }

    #[test]
    fn a_host_with_legs_in_two_zones_contradicts_at_both_boundaries() {
        let ids =
            [("bpcs", 1), ("dmz", 9)].map(|(zone, frame)| format!("host-between-zones:zone:{zone}:control#{frame}"));
        assert_eq!(two_homes().ids(&RULE), ids);
    }

    #[test]
    fn a_redundant_network_of_one_zone_says_nothing() {
        let mut world = two_homes();
        world.asset("historian").zones = vec![ZoneId::from_foreign("bpcs")];
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_management_network_on_which_several_zones_are_says_nothing() {
        let mut world = two_homes();
        world.connect("plc", "dmz", [10, 1, 0, 2]);
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn an_address_that_redundant_devices_share_says_nothing() {
        let mut world = two_homes();
        let shared = Mac([0, 0, 0x5e, 0, 1, 1]);
        world.reading.bindings[1].mac = shared;
        world.inventory.assets[0].interfaces[1].mac = Some(shared);
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn the_conduits_own_device_and_an_unseen_leg_say_nothing() {
        let mut world = two_homes();
        world.plant.conduits.get_mut("up").unwrap().assets.push(AssetId::from_foreign("hmi"));
        assert!(world.ids(&RULE).is_empty());
        let mut world = two_homes();
        world.reading.bindings.pop();
        assert!(world.ids(&RULE).is_empty());
    }

    /// The operator station's frames carry the historian's address.
    fn forwards() -> World {
        let mut world = World::two_zones();
        world.asset("hmi").component_types = vec![ComponentType::HostDevice];
        world.binding("control", 1, "10.0.0.1", [0, 1]);
        world.binding("control", 1, "10.0.0.3", [0, 1]).by = BindingBy::Frame;
        world.conversation("historian", "plc");
        world
    }

    #[test]
    fn a_host_that_passes_on_another_zones_exchange_contradicts() {
        let ids = ["bpcs", "dmz"].map(|zone| format!("host-between-zones.forwards:zone:{zone}:control#1"));
        assert_eq!(forwards().ids(&RULE), ids);
    }

    #[test]
    fn a_router_a_device_of_no_said_kind_and_an_unanswered_frame_say_nothing() {
        for types in [vec![ComponentType::NetworkDevice], Vec::new()] {
            let mut world = forwards();
            world.asset("hmi").component_types = types;
            assert!(world.ids(&RULE).is_empty());
        }
        let mut world = forwards();
        world.conversation("historian", "plc").answered_sessions = 0;
        assert!(world.ids(&RULE).is_empty());
    }
}
