//! Several devices prove themselves with the same key.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{AssetId, Foreign, Grade, Security, SecurityFact, Side, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
    shown::each_fact,
};

const CLONED: &[&str] = &["SR 1.2 RE 1/keys-not-cloned"];
const ISSUED: &[&str] = &["SR 1.5/issued-safely"];

pub(super) static RULE: Rule = Rule {
    code: "one-key-on-several-devices",
    title: "one key on several devices",
    explanation: "A public key by which two or more declared devices proved themselves (a host key, or the key of a \
        certificate over which data flowed) shows that the private key was copied: from an image, a template or the \
        factory. Whoever has one of the devices can pass for the others. Members of one redundancy group, a host and \
        what runs on it, and a gateway and what is behind it count as one device; devices that nobody declared may be \
        one under several addresses and count as none, and so do a conduit's own devices, which pass sessions on.",
    criteria: &[("SR 1.2 RE 1/keys-not-cloned", Effect::Contradicts), ("SR 1.5/issued-safely", Effect::Contributes)],
    unit: Unit::MachineInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "a redundant pair or a cluster may share a key on purpose: declare the redundancy group",
        "a load balancer shows one key for all behind its address",
        "a forwarded port shows the key of the device behind it",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let mut keys = Keys::default();
    each_fact(
        scene,
        |security| key(security).is_some(),
        |shown| {
            let Some((fingerprint, by)) = key(&shown.fact.security) else { return };
            let party = if by == Side::Initiator { shown.initiator } else { shown.responder };
            if scene.declared(party).is_some() && !scene.is_conduits_own(&party.asset) {
                let holders = keys.entry(fingerprint.into()).or_default();
                note(holders.entry(party.asset.clone()), party, shown.fact);
            }
        },
    );
    for (fingerprint, holders) in &keys {
        let devices: BTreeSet<Device> = holders.keys().map(|asset| device(scene, asset)).collect();
        if devices.len() > 1 {
            holders.values().for_each(|holder| add(out, fingerprint, holder, holders));
        }
    }
}

/// Who proved itself by each key.
type Keys = BTreeMap<Box<str>, BTreeMap<AssetId, Holder>>;

struct Holder {
    party: Party,
    fact: SecurityFact,
}

type Slot<'k> = std::collections::btree_map::Entry<'k, AssetId, Holder>;

/// The earliest frame, the latest time, all that was counted.
fn note(slot: Slot<'_>, party: &Party, fact: &SecurityFact) {
    let known = &mut slot
        .or_insert_with(|| Holder { party: party.clone(), fact: SecurityFact { count: 0, ..fact.clone() } })
        .fact;
    known.first = known.first.min(fact.first);
    known.last_seen = known.last_seen.max(fact.last_seen);
    known.count = known.count.saturating_add(fact.count);
}

/// The key a side proved to hold.
fn key(security: &Security) -> Option<(&str, Side)> {
    let (fingerprint, by) = match security {
        Security::HostKey { by, fingerprint, .. } => (fingerprint, *by),
        Security::Certificate { certificate, stage: Stage::Completed } if certificate.position == 0 => {
            (&certificate.key_fingerprint, certificate.by)
        }
        _ => return None,
    };
    (!fingerprint.is_empty()).then_some((fingerprint, by))
}

/// What counts as one device.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Device {
    Group(Box<str>),
    One(AssetId),
}

/// Of what runs on a host, the host; of what is behind a gateway, the gateway; of a redundant one, its group. A declared
/// circle ends at its first asset.
fn device(scene: &Scene<'_>, asset: &AssetId) -> Device {
    let assets = &scene.inputs.plant.assets;
    let (mut at, mut seen) = (asset, BTreeSet::new());
    while let Some(declared) = assets.get(at).filter(|_| seen.insert(at)) {
        if let Some(group) = &declared.redundancy_group {
            return Device::Group(group.raw().into());
        }
        let below = declared.hosted_on.as_ref().or(declared.behind.as_ref().map(|behind| &behind.gateway));
        let Some(below) = below else { break };
        at = below;
    }
    Device::One(at.clone())
}

fn add(out: &mut Out<'_>, fingerprint: &str, holder: &Holder, holders: &BTreeMap<AssetId, Holder>) {
    let Holder { party, fact } = holder;
    let others: Vec<&str> = holders.keys().filter(|id| **id != party.asset).map(|id| id.as_str()).collect();
    let start: String = fingerprint.chars().take(16).collect();
    let text = format!(
        "{} ({}) proves itself with the key {} that {} uses too",
        party.asset,
        party.address,
        Foreign::from(start).terminal(),
        others.join(", ")
    );
    for (part, criteria) in [("", CLONED), ("issued", ISSUED)] {
        let SecurityFact { first, last_seen, count, .. } = *fact;
        let text = text.as_str();
        out.add_at(party, |scope, unit| Sighting {
            part,
            criteria,
            scope,
            unit,
            first,
            last_seen,
            count,
            text: text.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, certificate};
    use ringwall_model::{Outcome, PresentedCertificate, ScopeId};

    fn host_key(fingerprint: &str) -> Security {
        Security::HostKey { by: Side::Responder, fingerprint: fingerprint.into(), key: "any".into() }
    }

    /// The controller and a second one show the same key to the operator station.
    fn cloned() -> World {
        let mut world = World::two_zones();
        world.add_asset("plc-2", "bpcs", 4);
        for to in ["plc", "plc-2"] {
            world.fact("hmi", to, host_key("aa"));
        }
        world
    }

    #[test]
    fn one_key_on_two_devices_contradicts_at_each() {
        let against: Vec<_> = cloned().run(&RULE).into_iter().filter(|e| e.outcome == Outcome::Contradicts).collect();
        let ids = ["plc", "plc-2"].map(|a| format!("one-key-on-several-devices:zone:bpcs:asset:{a}:control#7"));
        assert_eq!(against.iter().map(|e| e.id.0.to_string()).collect::<Vec<_>>(), ids);
        assert!(against[0].text.contains("that plc-2 uses too"), "{}", against[0].text);
    }

    #[test]
    fn a_host_key_and_a_certificate_of_one_key_count_together() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", host_key("k1"));
        let certificate = Box::new(PresentedCertificate { by: Side::Initiator, ..certificate() });
        world.fact("historian", "plc", Security::Certificate { certificate, stage: Stage::Completed });
        assert_eq!(world.ids(&RULE).len(), 4);
    }

    #[test]
    fn two_keys_and_one_device_at_two_addresses_say_nothing() {
        let mut world = cloned();
        world.reading.conversations[1].cryptography[0].security = host_key("bb");
        assert!(world.ids(&RULE).is_empty());
        let mut world = cloned();
        world.plant.assets.remove("plc-2");
        world.connect("plc", "control", [10, 0, 0, 4]);
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_redundant_pair_says_nothing() {
        let mut world = cloned();
        for asset in ["plc", "plc-2"] {
            world.asset(asset).redundancy_group = Some("pair".into());
        }
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_host_and_what_runs_on_it_say_nothing() {
        let mut world = cloned();
        world.asset("plc-2").hosted_on = Some(AssetId::from_foreign("plc"));
        assert!(world.ids(&RULE).is_empty());
        world.asset("plc").hosted_on = Some(AssetId::from_foreign("plc-2"));
        assert!(!world.ids(&RULE).is_empty(), "a circle makes nothing one");
    }

    #[test]
    fn one_address_before_several_devices_says_nothing() {
        let mut world = cloned();
        world.asset("plc-2").interfaces = world.asset("plc").interfaces.clone();
        world.reading.conversations.truncate(1);
        assert!(world.ids(&RULE).is_empty(), "a load balancer");
    }

    #[test]
    fn a_conduits_own_device_that_passes_on_says_nothing() {
        let mut world = cloned();
        world.plant.conduits.get_mut("up").unwrap().assets.push(AssetId::from_foreign("plc-2"));
        assert!(
            world.plant.scopes_of(&AssetId::from_foreign("plc-2")).iter().any(|s| matches!(s, ScopeId::Conduit(_)))
        );
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_device_that_nobody_declared_may_be_the_same_and_says_nothing() {
        let mut world = cloned();
        world.plant.assets.remove("plc-2");
        assert!(world.ids(&RULE).is_empty());
    }
}
