//! One switch or cable carries a control network and a business one.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Address, Attribute, Confidence, FrameRef, Grade, Mac, Method, NetworkId, ObservationPointId, ScopeId, Unit, UnitId,
};

use super::{Effect, Rule};
use crate::{
    links::{Purpose, is_shared},
    out::{Out, Sighting},
    scene::Scene,
};

const CRITERIA: &[&str] = &["SR 5.1 RE 1/own-equipment"];

/// What a switch says of itself.
const BRIDGE: &str = "bridge";

pub(super) static RULE: Rule = Rule {
    code: "switch-shared-with-business",
    title: "one switch or cable carries control and business networks",
    explanation: "A switch that announced itself by the same address of its own on a control network and on a business \
        one, at two observation points, or a tap in one cable that saw frames of both, points to equipment that control \
        shares with business. It decides nothing until a person who knows the cabinets confirms it, with a statement \
        against the row. A mirror port gathers frames from many cables and shows nothing of one; a conduit's own device \
        is meant to stand in both; and what runs on a host is no switch in a cabinet.",
    criteria: &[("SR 5.1 RE 1/own-equipment", Effect::Contributes)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "a mirror or monitoring network carries copies of frames from elsewhere",
        "a virtual switch has no cabinet",
        "the conduit's own device stands in both networks by design",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for (mac, seen) in switches(scene) {
        let Some((control, business)) = seen.at_two_points() else { continue };
        let text = format!("switch {mac} announces itself on {} and on {}", control.network, business.network);
        add(scene, out, "", control, &text);
    }
    for (point, seen) in cables(scene) {
        let Some((control, business)) = seen.control.first().zip(seen.business.first()) else { continue };
        let text = format!("one cable, tapped at {point}, carries {} and {}", control.network, business.network);
        add(scene, out, "cable", control, &text);
    }
}

/// Where something was seen on a network.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Glimpse<'s> {
    at: FrameRef,
    point: &'s ObservationPointId,
    network: &'s NetworkId,
}

/// Glimpses of one thing on networks of either purpose.
#[derive(Default)]
struct Seen<'s> {
    control: BTreeSet<Glimpse<'s>>,
    business: BTreeSet<Glimpse<'s>>,
}

impl<'s> Seen<'s> {
    fn note(&mut self, purpose: Purpose, glimpse: Glimpse<'s>) {
        match purpose {
            Purpose::Control => self.control.insert(glimpse),
            Purpose::Business => self.business.insert(glimpse),
        };
    }

    /// The first two glimpses, one of either kind, that were caught at different points.
    fn at_two_points(&self) -> Option<(&Glimpse<'s>, &Glimpse<'s>)> {
        let pairs = self.control.iter().flat_map(|c| self.business.iter().map(move |b| (c, b)));
        pairs.into_iter().find(|(control, business)| control.point != business.point)
    }
}

/// Switches by an address of their own that no other device shares.
fn switches<'s>(scene: &'s Scene<'_>) -> BTreeMap<Mac, Seen<'s>> {
    let mut switches: BTreeMap<Mac, Seen<'_>> = BTreeMap::new();
    for identity in &scene.inputs.reading.identities {
        let Address::Mac(mac) = identity.subject else { continue };
        let says = identity.attribute == Attribute::Capability && identity.confidence == Confidence::High;
        if !says || identity.value.raw() != BRIDGE || is_shared(mac) || is_meant_or_virtual(scene, mac) {
            continue;
        }
        let glimpse = glimpse(scene, &identity.network, identity.at);
        if let Some((purpose, glimpse)) = scene.purpose(&identity.network).zip(glimpse) {
            switches.entry(mac).or_default().note(purpose, glimpse);
        }
    }
    switches
}

/// Tapped cables by their observation point.
fn cables<'s>(scene: &'s Scene<'_>) -> BTreeMap<&'s ObservationPointId, Seen<'s>> {
    let mut cables: BTreeMap<_, Seen<'_>> = BTreeMap::new();
    let mut purposes = BTreeMap::new();
    for binding in &scene.inputs.reading.bindings {
        let is_tap = scene.point(binding.at).is_some_and(|point| point.method == Method::Tap);
        let Some(glimpse) = glimpse(scene, &binding.network, binding.at).filter(|_| is_tap) else { continue };
        let purpose = *purposes.entry(&binding.network).or_insert_with(|| scene.purpose(&binding.network));
        if let Some(purpose) = purpose {
            cables.entry(glimpse.point).or_default().note(purpose, glimpse);
        }
    }
    cables
}

fn glimpse<'s>(scene: &'s Scene<'_>, network: &'s NetworkId, at: FrameRef) -> Option<Glimpse<'s>> {
    let point = scene.capture(at)?.point.as_ref()?;
    Some(Glimpse { at, point, network })
}

fn is_meant_or_virtual(scene: &Scene<'_>, mac: Mac) -> bool {
    let Some(id) = scene.device_of(mac) else { return false };
    let is_hosted = scene.inputs.plant.assets.get(id).is_some_and(|asset| asset.hosted_on.is_some());
    is_hosted || scene.is_conduits_own(id)
}

fn add(scene: &Scene<'_>, out: &mut Out<'_>, part: &'static str, control: &Glimpse<'_>, text: &str) {
    let last_seen = scene.capture(control.at).and_then(|capture| capture.last).unwrap_or_default();
    for zone in scene.zones_on(control.network) {
        let scope = ScopeId::Zone(zone);
        let unit = UnitId::Scope(scope.clone());
        let (first, text) = (control.at, text.to_owned());
        out.add(Sighting { part, criteria: CRITERIA, scope, unit, first, last_seen, count: 1, text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use ringwall_model::{AssetId, CaptureIndex, Identity, Outcome, ZoneKind};

    const MAC: Mac = Mac([0, 0x80, 0x63, 1, 2, 3]);

    /// A control network and an office network, each with its point, and a switch that announces itself on both.
    fn shared() -> World {
        let mut world = World::two_zones();
        world.plant.assets.remove("historian");
        world.set_zone("office", ZoneKind::Business);
        world.add_network("office");
        world.add_asset("printer", "office", 0).interfaces.clear();
        world.connect("printer", "office", [10, 1, 0, 9]);
        world.add_point("office-tap", "office");
        for (network, capture) in [("control", 0), ("office", 1)] {
            world.reading.identities.push(Identity {
                network: NetworkId::from_foreign(network),
                subject: Address::Mac(MAC),
                attribute: Attribute::Capability,
                value: BRIDGE.into(),
                confidence: Confidence::High,
                protocol: "any".into(),
                at: FrameRef { capture: CaptureIndex(capture), frame: 3 },
            });
        }
        world
    }

    #[test]
    fn a_switch_in_both_networks_contributes_until_a_person_confirms() {
        let found = shared().run(&RULE);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Contributes));
        assert_eq!(found[0].id.0.as_ref(), "switch-shared-with-business:zone:bpcs:control#3");
    }

    #[test]
    fn what_one_mirror_port_gathered_says_nothing() {
        let mut world = shared();
        world.reading.identities[1].at.capture = CaptureIndex(0);
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_switch_between_two_control_networks_says_nothing() {
        let mut world = shared();
        world.set_zone("office", ZoneKind::Supervisory);
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_conduits_own_device_and_a_virtual_switch_say_nothing() {
        let mut world = shared();
        world.observe("hmi", "control", MAC);
        world.plant.conduits.get_mut("up").unwrap().assets.push(AssetId::from_foreign("hmi"));
        assert!(world.ids(&RULE).is_empty());
        world.plant.conduits.get_mut("up").unwrap().assets.clear();
        assert_eq!(world.ids(&RULE).len(), 1);
        world.asset("hmi").hosted_on = Some(AssetId::from_foreign("plc"));
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_tapped_cable_with_both_networks_contributes_and_a_mirror_port_with_both_does_not() {
        let mut world = shared();
        world.reading.identities.clear();
        world.binding("control", 1, "10.0.0.1", [0, 1]);
        world.binding("office", 2, "10.1.0.9", [0, 1]);
        assert_eq!(world.ids(&RULE), ["switch-shared-with-business.cable:zone:bpcs:control#1"]);
        world.plant.observation_points.get_mut("tap").unwrap().method = Method::Span;
        assert!(world.ids(&RULE).is_empty());
    }
}
