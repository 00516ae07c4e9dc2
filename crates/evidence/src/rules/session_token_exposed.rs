//! What stands for a session could be read, or was good beyond its end.

use ringwall_model::{Grade, Security, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::{Party, Scene},
    shown::{What, each_fact},
};

const READABLE: What = ("readable", &["SR 3.8/identifier-hidden"]);
const REUSED: What = ("reused", &["SR 3.8 RE 1/refused-after-end"]);

pub(super) static RULE: Rule = Rule {
    code: "session-token-exposed",
    title: "a session token was readable, or accepted after its session ended",
    explanation: "A token that stands for a session and crosses the channel readable lets anyone on the way take the \
        session over. One that was accepted although the session it belongs to had been ended shows that the responder \
        does not forget it. Where several devices answer at one address, or the responder is one of a redundant pair, \
        the end may not have reached the one that answered, and nothing is said of it.",
    criteria: &[
        ("SR 3.8/identifier-hidden", Effect::Contradicts),
        ("SR 3.8 RE 1/refused-after-end", Effect::Contradicts),
    ],
    unit: Unit::Channel,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "behind a load balancer the end of a session reaches the others later",
        "a second window keeps the session that the first one left",
        "a tunnel below protects what looks readable at this point",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(
        scene,
        |security| matches!(security, Security::SessionToken { .. }),
        |shown| {
            let Security::SessionToken { clear, after_end } = shown.fact.security else { return };
            let Some(channel) = scene.channel(shown.initiator, shown.responder) else { return };
            let (from, to, asset) = (shown.initiator.address, shown.responder.address, &shown.responder.asset);
            if clear && shown.conversation.answered_sessions > 0 {
                let text = format!("the token of a session of {from} with {to} ({asset}) could be read");
                shown.add_to(out, channel.clone(), READABLE, &text);
            }
            if after_end && is_one_device(scene, shown.responder) {
                let text = format!("{to} ({asset}) accepted from {from} the token of a session that had ended");
                shown.add_to(out, channel, REUSED, &text);
            }
        },
    );
}

/// One device answers at the address, as far as is declared.
fn is_one_device(scene: &Scene<'_>, party: &Party) -> bool {
    scene.declared(party).is_none_or(|asset| asset.redundancy_group.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    fn token(clear: bool, after_end: bool) -> World {
        let mut world = World::two_zones();
        world.fact("historian", "plc", Security::SessionToken { clear, after_end });
        world
    }

    #[test]
    fn a_readable_token_and_one_accepted_after_the_end_contradict_the_conduit() {
        let ids = ["readable", "reused"].map(|p| format!("session-token-exposed.{p}:conduit:up:control#7"));
        assert_eq!(token(true, true).ids(&RULE), ids);
        assert_eq!(token(true, false).ids(&RULE).len(), 1);
    }

    #[test]
    fn a_hidden_token_within_its_session_and_an_unanswered_one_say_nothing() {
        assert!(token(false, false).ids(&RULE).is_empty());
        let mut world = token(true, false);
        world.conversation("historian", "plc").answered_sessions = 0;
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn behind_a_load_balancer_the_end_is_not_held_against_it() {
        let mut world = token(false, true);
        world.asset("plc").redundancy_group = Some("pair".into());
        assert!(world.ids(&RULE).is_empty());
        let mut world = token(false, true);
        world.asset("hmi").interfaces = world.asset("plc").interfaces.clone();
        assert!(world.ids(&RULE).is_empty(), "two assets at one address");
    }
}
