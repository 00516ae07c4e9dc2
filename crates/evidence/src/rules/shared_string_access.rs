//! A shared string, readable on the wire, gave access.

use ringwall_model::{Grade, SecretKind, Security, SecurityFact, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
};

const READING: &[&str] = &["SR 1.2/authenticated", "SR 1.5/protected-in-transit"];
const CHANGING: &[&str] = &["SR 2.1 RE 1/all-users"];

pub(super) static RULE: Rule = Rule {
    code: "shared-string-access",
    title: "access by a shared string in clear text",
    explanation: "A responder that answers to a community string, or a string used the same way, takes anyone who read \
        it off the wire for a known peer: the peer is not authenticated and the credential is not protected. Where the \
        string let a change in, the change was not authorised for anybody in particular either. Messages that only go \
        one way, requests without an answer and refused ones say nothing.",
    criteria: &[
        ("SR 1.2/authenticated", Effect::Contradicts),
        ("SR 1.5/protected-in-transit", Effect::Contradicts),
        ("SR 2.1 RE 1/all-users", Effect::Contradicts),
    ],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a trap or an unanswered poll proves no access",
        "a scanner that tries strings is not the responder's doing, unless it is answered",
        "a tunnel below protects what looks clear at this point",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for conversation in &scene.inputs.reading.conversations {
        let Some((initiator, responder)) = scene.session(conversation) else { continue };
        for fact in &conversation.cryptography {
            let Some(changed) = access(fact) else { continue };
            add(out, fact, &initiator, &responder, ("", READING, "answered"));
            if changed {
                add(out, fact, &initiator, &responder, ("change", CHANGING, "let a change in"));
            }
        }
    }
}

/// Whether what was let in could change things; none where nothing was let in.
fn access(fact: &SecurityFact) -> Option<bool> {
    match fact.security {
        Security::Login {
            clear: true, secret: Some(SecretKind::Community), stage: Stage::Completed, changing, ..
        } => Some(changing),
        _ => None,
    }
}

fn add(
    out: &mut Out<'_>,
    fact: &SecurityFact,
    initiator: &Party,
    responder: &Party,
    (part, criteria, what): (&'static str, &'static [&'static str], &str),
) {
    let SecurityFact { first, last_seen, count, .. } = *fact;
    let (from, to, asset) = (initiator.address, responder.address, &responder.asset);
    out.add_at(responder, |scope, unit| {
        let text = format!("{to} ({asset}) {what} on a shared string in clear text from {from}");
        Sighting { part, criteria, scope, unit, first, last_seen, count, text }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, community, login};

    #[test]
    fn an_answered_read_contradicts_authentication_and_protection() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", community(false, Stage::Completed));
        let found = world.run(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].criteria.len(), 2);
    }

    #[test]
    fn an_accepted_change_contradicts_authorisation_too() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", community(true, Stage::Completed));
        let ids: Vec<String> = world.run(&RULE).iter().map(|e| e.id.0.to_string()).collect();
        assert_eq!(
            ids,
            [
                "shared-string-access:zone:bpcs:asset:plc:control#7",
                "shared-string-access.change:zone:bpcs:asset:plc:control#7"
            ]
        );
    }

    #[test]
    fn an_unanswered_poll_and_a_password_say_nothing() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", community(true, Stage::Offered));
        world.fact("hmi", "plc", login(Stage::Completed));
        assert!(world.run(&RULE).is_empty());
    }
}
