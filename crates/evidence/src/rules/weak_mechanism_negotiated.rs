//! Both sides agreed on cryptography that is known to be weak.

use ringwall_model::{Foreign, Grade, Security, Soundness, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{What, each_fact},
    standing::SCANNER,
};

const CHANNEL: What = ("", &["SR 4.3/sound-algorithms"]);
const MECHANISM: What = ("mechanism", &["SR 4.3/sound-algorithms"]);

pub(super) static RULE: Rule = Rule {
    code: "weak-mechanism-negotiated",
    title: "weak cryptography was negotiated",
    explanation: "A protected channel whose version or suite is known to be weak, or a mechanism of authentication that \
        is, and on which both sides agreed, shows that cryptography is in use that current guidance does not accept. \
        What was only offered was not chosen, and what a declared scanner gets the other side to agree on is not in use. \
        A channel without any security is not weak cryptography but none, and has a rule of its own; so have keys and \
        signatures of certificates.",
    criteria: &[("SR 4.3/sound-algorithms", Effect::Contradicts)],
    unit: Unit::Channel,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "what one side offers it need not use",
        "the hash by which a root signs itself protects nothing",
        "a scanner tries what nobody uses: declare its role, scanner",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(
        scene,
        |security| weak(security).is_some(),
        |shown| {
            let Some((what, words)) = weak(&shown.fact.security) else { return };
            if scene.role(shown.initiator) == Some(SCANNER) {
                return;
            }
            let (from, to, asset) = (shown.initiator.address, shown.responder.address, &shown.responder.asset);
            let text = format!("{from} and {to} ({asset}) agreed on {words}, which is weak");
            if let Some(channel) = scene.channel(shown.initiator, shown.responder) {
                shown.add_to(out, channel, what, &text);
            }
        },
    );
}

/// What is weak, and in which words.
fn weak(security: &Security) -> Option<(What, String)> {
    match security {
        Security::Channel { secrecy: false, integrity: false, .. } => None,
        Security::Channel { version, suite, soundness: Soundness::Weak, stage, .. } if *stage >= Stage::Negotiated => {
            Some((CHANNEL, format!("{} with {}", shown(version), shown(suite))))
        }
        Security::Mechanism { name, soundness: Soundness::Weak, stage } if *stage >= Stage::Negotiated => {
            Some((MECHANISM, shown(name)))
        }
        _ => None,
    }
}

/// A name from the wire may be anything.
fn shown(name: &str) -> String {
    Foreign::from(name).terminal().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, channel, open_channel};

    fn with(security: Security) -> World {
        let mut world = World::two_zones();
        world.fact("historian", "plc", security);
        world
    }

    fn mechanism(soundness: Soundness, stage: Stage) -> Security {
        Security::Mechanism { name: "old".into(), soundness, stage }
    }

    #[test]
    fn a_weak_channel_and_a_weak_mechanism_contradict_the_conduit() {
        let mut world = with(channel(Soundness::Weak));
        world.fact("historian", "plc", mechanism(Soundness::Weak, Stage::Negotiated));
        let ids = ["", ".mechanism"].map(|part| format!("weak-mechanism-negotiated{part}:conduit:up:control#7"));
        assert_eq!(world.ids(&RULE), ids);
    }

    #[test]
    fn what_was_only_offered_or_refused_says_nothing() {
        for stage in [Stage::Offered, Stage::Refused] {
            assert!(with(mechanism(Soundness::Weak, stage)).ids(&RULE).is_empty());
        }
    }

    #[test]
    fn sound_and_unknown_ones_say_nothing() {
        for soundness in [Soundness::Sound, Soundness::Unknown] {
            assert!(with(channel(soundness)).ids(&RULE).is_empty());
        }
    }

    #[test]
    fn what_a_declared_scanner_tries_says_nothing() {
        let mut world = with(channel(Soundness::Weak));
        world.asset("historian").role = Some(SCANNER.into());
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn no_security_is_not_weak_cryptography() {
        assert!(with(open_channel(Stage::Completed)).ids(&RULE).is_empty());
    }
}
