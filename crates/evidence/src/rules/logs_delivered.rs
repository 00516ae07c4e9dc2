//! An asset's log entries reached a declared collector.

use ringwall_model::{Conversation, Grade, ScopeId, Security, ServiceKind, Stage, Transport, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{What, each_fact},
};

const COLLECTED: What = ("", &["SR 2.8 RE 1/collected"]);
const STREAMED: What = ("streamed", &["SR 6.1 RE 1/interface-available"]);
const PLAIN: What = ("plain", &["SR 3.9/delivery-protected"]);

pub(super) static RULE: Rule = Rule {
    code: "logs-delivered",
    title: "log entries were delivered to a declared collector",
    explanation: "Log entries that an asset sent to a declared asset over a connection, on which every byte is \
        acknowledged, show that it has an interface for them and that they arrive somewhere central. They decide \
        nothing: what stands in them, and whether they are all, is not seen; and that events are recorded at all is \
        another row. Where they crossed in clear, that is shown against the protection of records on their way. \
        Datagrams that nobody acknowledges, and a receiver that nobody declared, support nothing.",
    criteria: &[
        ("SR 2.8 RE 1/collected", Effect::Contributes),
        ("SR 6.1 RE 1/interface-available", Effect::Contributes),
        ("SR 3.9/delivery-protected", Effect::Contributes),
    ],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "datagrams are lost without notice",
        "what the entries say, and what is missing, is not seen",
        "a tunnel below protects what looks clear at this point",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(scene, is_logging, |shown| {
        let (asset, collector) = (shown.initiator, shown.responder);
        if scene.declared(asset).is_none() || scene.declared(collector).is_none() {
            return;
        }
        let text = format!("log entries of {} ({}) went to {}", asset.asset, asset.address, collector.asset);
        if shown.conversation.key.transport == Transport::Tcp {
            for zone in scene.zones(asset) {
                shown.add_to(out, ScopeId::Zone(zone), COLLECTED, &text);
            }
            shown.add_at(out, asset, STREAMED, &text);
        }
        if !is_protected(shown.conversation) {
            shown.add_at(out, asset, PLAIN, &format!("{text} in clear, against their protection"));
        }
    });
}

fn is_logging(security: &Security) -> bool {
    matches!(security, Security::Service { kind: ServiceKind::Logging, stage: Stage::Completed })
}

fn is_protected(conversation: &Conversation) -> bool {
    let protects =
        |security: &Security| matches!(security, Security::Channel { integrity: true, stage: Stage::Completed, .. });
    conversation.cryptography.iter().any(|fact| protects(&fact.security))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, channel};
    use ringwall_model::{Outcome, Soundness};

    fn logged(stage: Stage) -> World {
        let mut world = World::two_zones();
        world.fact("plc", "historian", Security::Service { kind: ServiceKind::Logging, stage });
        world
    }

    fn parts(world: &World) -> Vec<String> {
        world.ids(&RULE).iter().map(|id| id.split(':').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn entries_over_a_connection_contribute_and_clear_ones_are_shown_against_their_protection() {
        let world = logged(Stage::Completed);
        assert_eq!(parts(&world), ["logs-delivered", "logs-delivered.plain", "logs-delivered.streamed"]);
        assert!(world.run(&RULE).iter().all(|e| e.outcome == Outcome::Contributes));
    }

    #[test]
    fn a_protected_connection_has_nothing_against_it() {
        let mut world = logged(Stage::Completed);
        world.fact("plc", "historian", channel(Soundness::Sound));
        assert_eq!(parts(&world), ["logs-delivered", "logs-delivered.streamed"]);
    }

    #[test]
    fn datagrams_support_nothing() {
        let mut world = logged(Stage::Completed);
        world.conversation("plc", "historian").key.transport = Transport::Udp;
        assert_eq!(parts(&world), ["logs-delivered.plain"]);
    }

    #[test]
    fn an_attempt_and_a_receiver_that_nobody_declared_say_nothing() {
        assert!(parts(&logged(Stage::Offered)).is_empty());
        let mut world = logged(Stage::Completed);
        world.plant.assets.remove("historian");
        assert!(parts(&world).is_empty());
    }
}
