//! A session for which both sides agreed on no security at all.

use ringwall_model::{Conversation, Grade, Operation, Security, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    proof::is_proof,
    scene::Scene,
    shown::{What, each_fact},
};

const INTEGRITY: What = ("", &["SR 3.1 RE 1/in-transit"]);
const ACROSS: What = ("across", &["SR 4.1 RE 2/in-transit"]);
const PEER: What = ("peer", &["SR 1.2/authenticated"]);

pub(super) static RULE: Rule = Rule {
    code: "session-without-security",
    title: "a session without any security was used",
    explanation: "A protocol that can protect its sessions, in which both sides agreed on a session with neither secrecy \
        nor integrity and then worked in it: nothing protects the channel against change, and where it crosses zones \
        nothing keeps it secret. Where nobody proved an identity in another way, the responder does not know its peer \
        either. Asking which kinds of session there are is no session, whatever it runs over; where the two also worked \
        in protected sessions, it cannot be told in which the work was done, and nothing is said. A password that \
        crosses such a session readable is for the rule on log-ins in clear text.",
    criteria: &[
        ("SR 3.1 RE 1/in-transit", Effect::Contradicts),
        ("SR 4.1 RE 2/in-transit", Effect::Contradicts),
        ("SR 1.2/authenticated", Effect::Contradicts),
    ],
    unit: Unit::Channel,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "discovery runs without security by design",
        "a tunnel below protects what looks open at this point",
        "the same two may also keep protected sessions",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(scene, is_open, |shown| {
        let conversation = shown.conversation;
        if !was_used(conversation) || conversation.cryptography.iter().any(|fact| is_protected(&fact.security)) {
            return;
        }
        let (initiator, responder) = (shown.initiator, shown.responder);
        let (from, to, asset) = (initiator.address, responder.address, &responder.asset);
        let text = format!("{from} worked at {to} ({asset}) in a session without any security");
        if let Some(channel) = scene.channel(initiator, responder) {
            shown.add_to(out, channel.clone(), INTEGRITY, &text);
            if scene.is_across(initiator, responder) {
                shown.add_to(out, channel, ACROSS, &text);
            }
        }
        if !conversation.cryptography.iter().any(|fact| is_proof(&fact.security)) {
            shown.add_at(out, responder, PEER, &text);
        }
    });
}

fn is_open(security: &Security) -> bool {
    matches!(security, Security::Channel { secrecy: false, integrity: false, stage: Stage::Completed, .. })
}

fn is_protected(security: &Security) -> bool {
    matches!(security, Security::Channel { stage: Stage::Completed, .. }) && !is_open(security)
}

/// Something was done beyond finding out and opening.
fn was_used(conversation: &Conversation) -> bool {
    let works = |(operation, count): (Operation, u64)| {
        count > 0 && !matches!(operation, Operation::Discover | Operation::Session)
    };
    conversation.operations.iter().any(works)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, channel, login, open_channel};
    use ringwall_model::Soundness;

    fn open(from: &str, operation: Operation, stage: Stage) -> World {
        let mut world = World::two_zones();
        world.fact(from, "plc", open_channel(stage));
        world.conversation(from, "plc").operations.add(operation, 1);
        world
    }

    #[test]
    fn a_session_without_security_contradicts_channel_and_peer() {
        let ids = ["zone:bpcs:control#7", "zone:bpcs:asset:plc:control#7"];
        let expected = ["", ".peer"].iter().zip(ids).map(|(p, id)| format!("session-without-security{p}:{id}"));
        assert_eq!(open("hmi", Operation::Read, Stage::Completed).ids(&RULE), expected.collect::<Vec<_>>());
    }

    #[test]
    fn across_zones_secrecy_is_contradicted_too() {
        let found = open("historian", Operation::Read, Stage::Completed).ids(&RULE);
        assert_eq!(found.len(), 3);
        assert!(found.contains(&"session-without-security.across:conduit:up:control#7".to_owned()), "{found:?}");
    }

    #[test]
    fn discovery_over_no_security_says_nothing() {
        assert!(open("hmi", Operation::Discover, Stage::Completed).ids(&RULE).is_empty());
        assert!(open("hmi", Operation::Session, Stage::Completed).ids(&RULE).is_empty());
    }

    #[test]
    fn a_session_that_was_only_offered_or_negotiated_says_nothing() {
        for stage in [Stage::Offered, Stage::Refused, Stage::Negotiated] {
            assert!(open("hmi", Operation::Read, stage).ids(&RULE).is_empty());
        }
    }

    #[test]
    fn a_protected_session_beside_it_leaves_open_where_the_work_was_done() {
        let mut world = open("hmi", Operation::Read, Stage::Completed);
        world.fact("hmi", "plc", channel(Soundness::Sound));
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_log_in_proves_the_peer_and_protects_nothing() {
        let mut world = open("hmi", Operation::Read, Stage::Completed);
        world.fact("hmi", "plc", login(Stage::Completed));
        assert_eq!(world.ids(&RULE), ["session-without-security:zone:bpcs:control#7"]);
    }
}
