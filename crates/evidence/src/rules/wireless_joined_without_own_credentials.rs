//! A station of the plant joined a radio network without credentials of its own, or under a broken cipher.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{Address, Foreign, Grade, Joining, NetworkId, ScopeId, Security, Side, Soundness, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::{Party, Scene},
    shown::{What, each_fact},
};

const OPEN: What = ("open", &["SR 1.6/joining-authenticated", "SR 1.6/no-open-radio"]);
const BROKEN: What = ("broken", &["SR 1.6/no-open-radio", "SR 4.3/sound-algorithms"]);
const COMMON: What = ("common-key", &["SR 1.6 RE 1/no-common-key"]);

/// From so many stations on, a key is common.
const STATIONS_MIN: usize = 2;

pub(super) static RULE: Rule = Rule {
    code: "wireless-joined-without-own-credentials",
    title: "radio joined openly, with a common key or under a broken cipher",
    explanation: "A declared station that an access point let in shows how that network is joined. Without any key, \
        nobody was recognised before traffic passed; under WEP or TKIP the protection is broken; where two stations or \
        more joined with a key or password that is not of one of them, no one is told from another. What access points \
        only announce shows nothing: it may be a neighbour's network, or one for guests. A station that nobody declared \
        says nothing of the plant either.",
    criteria: &[
        ("SR 1.6/joining-authenticated", Effect::Contradicts),
        ("SR 1.6/no-open-radio", Effect::Contradicts),
        ("SR 4.3/sound-algorithms", Effect::Contradicts),
        ("SR 1.6 RE 1/no-common-key", Effect::Contradicts),
    ],
    unit: Unit::Wireless,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a neighbour's network is heard through the wall",
        "guests have a network of their own at the same access point",
        "some access points give each station a pre-shared key of its own: state it, with the list of keys",
        "a tunnel inside an open network protects what passes, and still does not tell who joined",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let stations = stations(scene);
    each_fact(scene, is_joined, |shown| {
        let Security::Wireless { name, joining, secrecy, suite, soundness, .. } = &shown.fact.security else { return };
        let network = &shown.conversation.key.network;
        let common = stations.get(&(network, name)).is_some_and(|s| s.len() >= STATIONS_MIN);
        let what = match (joining, soundness) {
            (Joining::Open, _) if !secrecy => [Some(OPEN), None],
            (Joining::Open, _) => [None, None],
            (joining, soundness) => [
                (*soundness == Soundness::Weak).then_some(BROKEN),
                (*joining == Joining::SharedKey && common).then_some(COMMON),
            ],
        };
        let (named, suite) = (Foreign::from(name.raw()), Foreign::from(suite.as_ref()));
        let (station, point) = (&shown.initiator.asset, shown.responder.address);
        let text =
            format!("{station} joined the radio network `{}` at {point}: {}", named.terminal(), suite.terminal());
        for what in what.into_iter().flatten() {
            for scope in scopes(scene, shown.initiator, shown.responder) {
                shown.add_to(out, scope, what, &text);
            }
        }
    });
}

fn is_joined(security: &Security) -> bool {
    matches!(security, Security::Wireless { stage, .. } if *stage >= Stage::Negotiated)
}

/// Stations that joined each network with a shared key, whosever they are.
fn stations<'s>(scene: &Scene<'s>) -> BTreeMap<(&'s NetworkId, &'s Foreign), BTreeSet<Address>> {
    let mut stations: BTreeMap<_, BTreeSet<Address>> = BTreeMap::new();
    for conversation in &scene.inputs.reading.conversations {
        for fact in conversation.cryptography.iter().filter(|fact| is_joined(&fact.security)) {
            if let Security::Wireless { name, joining: Joining::SharedKey, .. } = &fact.security {
                let joined = stations.entry((&conversation.key.network, name)).or_default();
                joined.extend(conversation.address(Side::Initiator));
            }
        }
    }
    stations
}

/// Where a declared station joined: its own scopes, and those of the access point where that is declared too.
fn scopes(scene: &Scene<'_>, station: &Party, point: &Party) -> BTreeSet<ScopeId> {
    let declared = |party: &Party| scene.inputs.plant.assets.contains_key(&party.asset);
    if !declared(station) || station.is_ambiguous {
        return BTreeSet::new();
    }
    let point = if declared(point) { point.scopes.clone() } else { BTreeSet::new() };
    station.scopes.union(&point).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, radio};

    fn with(joins: &[(&str, Security)]) -> Vec<String> {
        let mut world = World::two_zones();
        for (station, security) in joins {
            world.fact(station, "plc", security.clone());
        }
        world.ids(&RULE)
    }

    fn id(part: &str, scope: &str) -> String {
        format!("wireless-joined-without-own-credentials.{part}:{scope}:control#7")
    }

    #[test]
    fn an_open_network_and_a_broken_cipher_contradict_for_the_zones_of_both() {
        let open = radio("crane", Joining::Open, true, Stage::Completed);
        assert_eq!(with(&[("hmi", open.clone())]), [id("open", "zone:bpcs")]);
        assert_eq!(with(&[("historian", open)]), [id("open", "zone:bpcs"), id("open", "zone:dmz")]);
        let broken = radio("crane", Joining::Individual, false, Stage::Negotiated);
        assert_eq!(with(&[("hmi", broken)]), [id("broken", "zone:bpcs")]);
    }

    #[test]
    fn a_key_that_two_stations_used_is_common_and_one_alone_may_be_its_own() {
        let shared = |name| radio(name, Joining::SharedKey, true, Stage::Negotiated);
        assert!(with(&[("hmi", shared("crane"))]).is_empty());
        assert!(with(&[("hmi", shared("crane")), ("historian", shared("other"))]).is_empty());
        let both = with(&[("hmi", shared("crane")), ("historian", shared("crane"))]);
        assert_eq!(both, [id("common-key", "zone:bpcs"), id("common-key", "zone:dmz")]);
    }

    #[test]
    fn an_announcement_a_sound_network_and_an_encrypted_open_one_say_nothing() {
        assert!(with(&[("hmi", radio("crane", Joining::Open, true, Stage::Offered))]).is_empty());
        assert!(with(&[("hmi", radio("crane", Joining::Individual, true, Stage::Negotiated))]).is_empty());
        let mut owe = radio("crane", Joining::Open, true, Stage::Negotiated);
        if let Security::Wireless { secrecy, .. } = &mut owe {
            *secrecy = true;
        }
        assert!(with(&[("hmi", owe)]).is_empty());
    }

    #[test]
    fn a_station_that_nobody_declared_is_a_neighbour_or_a_guest() {
        let mut world = World::two_zones();
        world.plant.assets.remove(&ringwall_model::AssetId::from_foreign("hmi"));
        world.fact("hmi", "plc", radio("crane", Joining::Open, true, Stage::Completed));
        assert!(world.ids(&RULE).is_empty());
    }
}
