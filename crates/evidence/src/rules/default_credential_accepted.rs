//! A credential that every buyer of the product knows opened a device.

use ringwall_model::{Grade, Security, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{What, each_fact},
};

const CRITERIA: What = ("", &["SR 1.5/defaults-changed"]);

/// Role of what is there to be broken into.
const DECOY: &str = "honeypot";

pub(super) static RULE: Rule = Rule {
    code: "default-credential-accepted",
    title: "a factory default credential was accepted",
    explanation: "A completed log-in, or a shared string that was answered, with a credential that the product leaves \
        the factory with shows that the default was not changed: anybody with the manual can do the same. The credential \
        itself is neither kept nor shown. A default that was tried and refused says nothing, nor does a device that is \
        declared as a decoy.",
    criteria: &[("SR 1.5/defaults-changed", Effect::Contradicts)],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a decoy accepts defaults on purpose: declare its role, honeypot",
        "a laboratory network that is declared as part of a zone counts for that zone",
        "a credential that merely looks like a default may have been chosen: it is as easily guessed",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(scene, is_default, |shown| {
        if scene.role(shown.responder) == Some(DECOY) {
            return;
        }
        let (from, to, asset) = (shown.initiator.address, shown.responder.address, &shown.responder.asset);
        let text = format!("a factory default credential from {from} was accepted by {to} ({asset})");
        shown.add_at(out, shown.responder, CRITERIA, &text);
    });
}

fn is_default(security: &Security) -> bool {
    matches!(security, Security::Login { default: true, stage: Stage::Completed, .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, login};

    fn default(stage: Stage) -> World {
        let mut world = World::two_zones();
        let Security::Login { clear, secret, human, changing, .. } = login(stage) else { unreachable!() };
        world.fact("hmi", "plc", Security::Login { clear, secret, default: true, stage, human, changing });
        world
    }

    #[test]
    fn an_accepted_default_contradicts_at_the_responder() {
        let found = default(Stage::Completed).run(&RULE);
        assert_eq!(found[0].id.0.as_ref(), "default-credential-accepted:zone:bpcs:asset:plc:control#7");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_refused_default_and_another_password_say_nothing() {
        assert!(default(Stage::Refused).ids(&RULE).is_empty());
        let mut world = World::two_zones();
        world.fact("hmi", "plc", login(Stage::Completed));
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_declared_decoy_says_nothing() {
        let mut world = default(Stage::Completed);
        world.asset("plc").role = Some("honeypot".into());
        assert!(world.ids(&RULE).is_empty());
    }
}
