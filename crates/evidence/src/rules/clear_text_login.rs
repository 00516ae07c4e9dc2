//! A log-in that anyone on the way can read was completed.

use ringwall_model::{Conversation, Grade, SecretKind, Security, SecurityFact, Stage, Unit, UnitId};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
};

const CREDENTIALS: &[&str] = &["SR 1.5/protected-in-transit", "SR 4.1/in-transit"];
const UNTRUSTED: &[&str] = &["SR 4.1 RE 1/in-transit"];

pub(super) static RULE: Rule = Rule {
    code: "clear-text-login",
    title: "log-in in clear text completed",
    explanation: "A completed log-in whose secret could be read on the wire shows that the responder takes credentials \
        without protecting them on their way, whoever the user was. Over a network declared untrusted it also shows an \
        unencrypted session there. An attempt that was refused, reset or never answered is no access and says nothing, \
        nor does a log-in in which no secret was seen; community strings have a rule of their own.",
    criteria: &[
        ("SR 1.5/protected-in-transit", Effect::Contradicts),
        ("SR 4.1/in-transit", Effect::Contradicts),
        ("SR 4.1 RE 1/in-transit", Effect::Contradicts),
    ],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "an attempt, or a connection that was reset, is no access",
        "a tunnel below (VPN, MACsec) protects what looks clear at this point",
        "a terminal server may pass raw bytes on a port known for log-ins",
        "says nothing on whether the user was who they claimed",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for conversation in &scene.inputs.reading.conversations {
        let Some((initiator, responder)) = scene.session(conversation) else { continue };
        for fact in conversation.cryptography.iter().filter(|fact| is_readable_login(fact)) {
            let seen = Seen { conversation, fact, initiator: &initiator, responder: &responder };
            out.add_at(&responder, |scope, unit| seen.sighting("", CREDENTIALS, scope, unit));
            seen.over_untrusted(scene, out);
        }
    }
}

fn is_readable_login(fact: &SecurityFact) -> bool {
    matches!(&fact.security, Security::Login { clear: true, secret: Some(secret), stage: Stage::Completed, .. }
        if *secret != SecretKind::Community)
}

struct Seen<'s> {
    conversation: &'s Conversation,
    fact: &'s SecurityFact,
    initiator: &'s Party,
    responder: &'s Party,
}

impl Seen<'_> {
    fn over_untrusted(&self, scene: &Scene<'_>, out: &mut Out<'_>) {
        let network = scene.inputs.plant.networks.get(&self.conversation.key.network);
        if !network.is_some_and(|network| network.untrusted) {
            return;
        }
        if let Some(scope) = scene.channel(self.initiator, self.responder) {
            out.add(self.sighting("untrusted", UNTRUSTED, scope.clone(), UnitId::Scope(scope)));
        }
    }

    fn sighting(
        &self,
        part: &'static str,
        criteria: &'static [&'static str],
        scope: ringwall_model::ScopeId,
        unit: UnitId,
    ) -> Sighting {
        let (from, to) = (self.initiator.address, self.responder.address);
        let text = format!("log-in in clear text from {from} completed at {to} ({})", self.responder.asset);
        let SecurityFact { first, last_seen, count, .. } = *self.fact;
        Sighting { part, criteria, scope, unit, first, last_seen, count, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, login};

    fn contradictions(world: &World) -> Vec<String> {
        world.run(&RULE).iter().map(|e| e.id.0.to_string()).collect()
    }

    #[test]
    fn a_completed_log_in_contradicts_at_the_responder() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", login(Stage::Completed));
        assert_eq!(contradictions(&world), ["clear-text-login:zone:bpcs:asset:plc:control#7"]);
        assert_eq!(world.run(&RULE)[0].criteria.len(), 2);
    }

    #[test]
    fn a_reset_an_attempt_and_a_refusal_say_nothing() {
        for stage in [Stage::Offered, Stage::Refused, Stage::Negotiated] {
            let mut world = World::two_zones();
            world.fact("hmi", "plc", login(stage));
            assert!(contradictions(&world).is_empty(), "{stage:?}");
        }
    }

    #[test]
    fn a_log_in_without_a_secret_exposes_none() {
        let mut world = World::two_zones();
        let Security::Login { clear, default, stage, human, changing, .. } = login(Stage::Completed) else {
            unreachable!()
        };
        world.fact("hmi", "plc", Security::Login { clear, secret: None, default, stage, human, changing });
        assert!(contradictions(&world).is_empty());
    }

    #[test]
    fn a_protected_log_in_and_a_community_say_nothing() {
        let mut world = World::two_zones();
        let protected = Security::Login {
            clear: false,
            secret: Some(SecretKind::Password),
            default: false,
            stage: Stage::Completed,
            human: true,
            changing: false,
        };
        world.fact("hmi", "plc", protected);
        world.fact("hmi", "plc", crate::testing::community(false, Stage::Completed));
        assert!(contradictions(&world).is_empty());
    }

    #[test]
    fn over_an_untrusted_network_the_channel_is_contradicted_too() {
        let mut world = World::two_zones();
        world.plant.networks.values_mut().for_each(|network| network.untrusted = true);
        world.fact("historian", "plc", login(Stage::Completed));
        let found = contradictions(&world);
        assert!(found.contains(&"clear-text-login.untrusted:conduit:up:control#7".to_owned()), "{found:?}");
    }

    #[test]
    fn an_unknown_device_on_the_zones_own_network_counts_for_the_zone() {
        let mut world = World::two_zones();
        world.plant.assets.remove(&ringwall_model::AssetId::from_foreign("plc"));
        world.plant.assets.remove(&ringwall_model::AssetId::from_foreign("historian"));
        world.fact("hmi", "plc", login(Stage::Completed));
        assert_eq!(contradictions(&world), ["clear-text-login:zone:bpcs:asset:control:10.0.0.2:control#7"]);
    }
}
