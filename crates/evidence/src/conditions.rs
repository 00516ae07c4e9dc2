//! Conditions seen to hold: a claim that a row does not apply falls where its condition is seen.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use ringwall_model::{
    ConditionSeen, Conversation, FrameRef, Instant, NetworkKind, Operation, Place, ScopeId, SecretKind, Security,
    SecurityFact, Stage, Transport, ZoneKind,
};

use crate::scene::{Party, Scene};

const WIRELESS: &str = "wireless-in-use";
const PASSWORDS: &str = "passwords-in-use";
const REMOTE: &str = "remote-sessions";
const AUTHORITY: &str = "pki-in-use";
const PUBLIC_KEY: &str = "public-key-in-use";
const SESSIONS: &str = "sessions-in-use";
const UNTRUSTED: &str = "untrusted-network-access";

/// Condition words this module can see, each one of the catalogue's.
#[cfg(test)]
pub(crate) const SEEN: [&str; 7] = [WIRELESS, PASSWORDS, REMOTE, AUTHORITY, PUBLIC_KEY, SESSIONS, UNTRUSTED];

/// Every condition seen, once in each scope, with its first place; sorted.
pub(crate) fn conditions(scene: &Scene<'_>) -> Vec<ConditionSeen> {
    let mut seen = Seen { scene, first: BTreeMap::new() };
    seen.declared_wireless();
    for conversation in &scene.inputs.reading.conversations {
        let Some((initiator, responder)) = scene.session(conversation) else { continue };
        for fact in &conversation.cryptography {
            seen.fact(fact, &initiator, &responder);
        }
        seen.exchange(conversation, &initiator, &responder);
    }
    let mut conditions: Vec<ConditionSeen> = seen.first.into_values().collect();
    conditions.sort();
    conditions
}

struct Seen<'s> {
    scene: &'s Scene<'s>,
    first: BTreeMap<(ScopeId, &'static str), ConditionSeen>,
}

impl Seen<'_> {
    /// Declared radio is as old as the declaration; no instant stands in it.
    fn declared_wireless(&mut self) {
        let plant = self.scene.inputs.plant;
        for (id, zone) in plant.zones.iter().filter(|(_, zone)| zone.kind == ZoneKind::Wireless) {
            let place = Place::File(zone.place.clone());
            self.note(ScopeId::Zone(id.clone()), WIRELESS, Instant::default(), place, "the zone is declared wireless");
        }
        for (id, asset) in &plant.assets {
            for interface in &asset.interfaces {
                let Some(network) = plant.networks.get(&interface.network) else { continue };
                if network.kind == NetworkKind::Wireless {
                    let place = Place::File(interface.place.clone());
                    let text = format!("{id} is on the wireless network {}", interface.network);
                    for scope in plant.scopes_of(id) {
                        self.note(scope, WIRELESS, Instant::default(), place.clone(), &text);
                    }
                }
            }
        }
    }

    fn fact(&mut self, fact: &SecurityFact, initiator: &Party, responder: &Party) {
        match &fact.security {
            Security::Login { secret, human, stage: Stage::Completed, .. } => {
                if *secret == Some(SecretKind::Password) {
                    self.at_frame(&responder.scopes, PASSWORDS, fact, "a password was used");
                }
                if *human {
                    self.at_frame(&responder.scopes, REMOTE, fact, "a person logged in over the network");
                }
            }
            Security::Interactive { stage: Stage::Completed } => {
                self.at_frame(&responder.scopes, REMOTE, fact, "a person worked at a remote screen or shell");
            }
            Security::Anonymous { human: true, stage: Stage::Completed, .. } => {
                self.at_frame(&responder.scopes, REMOTE, fact, "a person was let in over the network without a name");
            }
            Security::HostKey { .. } => {
                let both = initiator.scopes.union(&responder.scopes).cloned().collect();
                self.at_frame(&both, PUBLIC_KEY, fact, "a host proved itself by a public key");
            }
            Security::SessionToken { .. } => {
                let channel = self.scene.channel(initiator, responder).into_iter().collect();
                self.at_frame(&channel, SESSIONS, fact, "a token stood for a session");
            }
            Security::Certificate { certificate, stage: Stage::Completed } => {
                let both = initiator.scopes.union(&responder.scopes).cloned().collect();
                self.at_frame(&both, PUBLIC_KEY, fact, "a certificate was used");
                if !certificate.self_issued {
                    self.at_frame(&both, AUTHORITY, fact, "a certificate issued by an authority was used");
                }
            }
            Security::Wireless { stage, .. } if *stage >= Stage::Negotiated => {
                let both = initiator.scopes.union(&responder.scopes).cloned().collect();
                self.at_frame(&both, WIRELESS, fact, "a station joined a radio network");
            }
            _ => {}
        }
    }

    fn exchange(&mut self, conversation: &Conversation, initiator: &Party, responder: &Party) {
        if conversation.answered_sessions == 0 {
            return;
        }
        let first = conversation.first_frames.from_initiator.or(conversation.first_frames.from_responder);
        let (first, at) = (first.unwrap_or_default(), conversation.last_seen);
        let network = &conversation.key.network;
        if self.scene.is_untrusted(network, initiator.address) || self.scene.is_untrusted(network, responder.address) {
            let both = initiator.scopes.union(&responder.scopes).cloned().collect();
            let text = format!("{} and {} spoke over an untrusted network", initiator.address, responder.address);
            self.all(&both, UNTRUSTED, at, first, &text);
        }
        if keeps_sessions(conversation) {
            let channel = self.scene.channel(initiator, responder).into_iter().collect();
            let text = format!("{} and {} kept a session", initiator.address, responder.address);
            self.all(&channel, SESSIONS, at, first, &text);
        }
    }

    fn at_frame(&mut self, scopes: &BTreeSet<ScopeId>, condition: &'static str, fact: &SecurityFact, text: &str) {
        self.all(scopes, condition, fact.last_seen, fact.first, text);
    }

    fn all(&mut self, scopes: &BTreeSet<ScopeId>, condition: &'static str, last: Instant, first: FrameRef, text: &str) {
        let (place, at) = (self.scene.place(first), self.scene.clock.latest(last));
        for scope in scopes {
            self.note(scope.clone(), condition, at, place.clone(), text);
        }
    }

    /// Keeps the first in order of conversations, with the latest time.
    fn note(&mut self, scope: ScopeId, condition: &'static str, at: Instant, place: Place, text: &str) {
        let known = self.first.entry((scope.clone(), condition)).or_insert_with(|| ConditionSeen {
            scope,
            condition: Cow::Borrowed(condition),
            observed_at: at,
            place,
            text: text.to_owned(),
        });
        known.observed_at = known.observed_at.max(at);
    }
}

/// The protocol itself opens and keeps sessions; a transport connection alone is none.
fn keeps_sessions(conversation: &Conversation) -> bool {
    let opened = conversation.operations.of(Operation::Session) > 0;
    opened && matches!(conversation.key.transport, Transport::Tcp | Transport::Udp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, certificate, login};
    use ringwall_model::{Joining, NetworkId, Prefix, PresentedCertificate};

    fn seen(world: &World) -> Vec<String> {
        world.derive().conditions.iter().map(|c| format!("{} {}", c.scope, c.condition)).collect()
    }

    #[test]
    fn a_log_in_shows_passwords_and_remote_sessions() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", login(Stage::Completed));
        assert_eq!(seen(&world), ["zone:bpcs passwords-in-use", "zone:bpcs remote-sessions"]);
    }

    #[test]
    fn an_attempt_shows_nothing() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", login(Stage::Offered));
        assert!(seen(&world).is_empty());
    }

    #[test]
    fn a_remote_screen_a_host_key_and_a_token_show_their_conditions() {
        let by = ringwall_model::Side::Responder;
        let key = Security::HostKey { by, fingerprint: "aa".into(), key: "any".into() };
        let anonymous = Security::Anonymous { human: true, changing: false, stage: Stage::Completed };
        let shown: [(Security, &[&str]); 4] = [
            (Security::Interactive { stage: Stage::Completed }, &["zone:bpcs remote-sessions"]),
            (anonymous, &["zone:bpcs remote-sessions"]),
            (key, &["zone:bpcs public-key-in-use", "zone:dmz public-key-in-use"]),
            (Security::SessionToken { clear: false, after_end: false }, &["conduit:up sessions-in-use"]),
        ];
        for (security, conditions) in shown {
            let mut world = World::two_zones();
            world.fact("historian", "plc", security);
            assert_eq!(seen(&world), conditions);
        }
    }

    #[test]
    fn a_remote_screen_that_was_not_used_and_a_machine_without_a_name_show_nothing() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", Security::Interactive { stage: Stage::Negotiated });
        world.fact("hmi", "plc", Security::Anonymous { human: false, changing: true, stage: Stage::Completed });
        assert!(seen(&world).is_empty());
    }

    #[test]
    fn a_certificate_shows_public_keys_and_an_issued_one_an_authority() {
        for (self_issued, conditions) in [(true, 2), (false, 4)] {
            let mut world = World::two_zones();
            let certificate = Box::new(PresentedCertificate { self_issued, ..certificate() });
            world.fact("historian", "plc", Security::Certificate { certificate, stage: Stage::Completed });
            assert_eq!(seen(&world).len(), conditions);
        }
    }

    #[test]
    fn declared_radio_is_radio_in_use() {
        let mut world = World::two_zones();
        world.plant.networks.values_mut().for_each(|network| network.kind = NetworkKind::Wireless);
        assert_eq!(seen(&world), ["zone:bpcs wireless-in-use", "zone:dmz wireless-in-use"]);
    }

    #[test]
    fn a_station_that_joined_a_radio_network_is_radio_in_use_and_an_offer_is_not() {
        for (stage, conditions) in [(Stage::Negotiated, 1), (Stage::Offered, 0)] {
            let mut world = World::two_zones();
            world.fact("hmi", "plc", crate::testing::radio("crane", Joining::Individual, true, stage));
            assert_eq!(seen(&world).iter().filter(|c| c.ends_with("wireless-in-use")).count(), conditions);
        }
    }

    #[test]
    fn an_address_of_an_untrusted_network_is_seen_and_a_public_one_declared_internal_is_not() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", login(Stage::Offered));
        let mut outside = world.plant.networks["control"].clone();
        outside.untrusted = true;
        outside.prefixes = vec![Prefix::parse("10.0.0.1").unwrap()];
        world.plant.networks.insert(NetworkId::from_foreign("outside"), outside);
        assert_eq!(seen(&world), ["zone:bpcs untrusted-network-access"]);
        let inside = world.plant.networks.get_mut("control").unwrap();
        inside.prefixes = vec![Prefix::parse("10.0.0.0/24").unwrap()];
        assert!(seen(&world).is_empty());
    }

    #[test]
    fn every_condition_seen_is_one_of_the_catalogue() {
        let known = ringwall_catalogue::Catalogue::embedded().conditions();
        assert!(SEEN.iter().all(|word| known.contains_key(*word)));
    }
}
