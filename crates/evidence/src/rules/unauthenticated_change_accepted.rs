//! A responder let someone change it who had not proved anything.

use ringwall_model::{Grade, Unit};

use super::{Effect, Rule};
use crate::{
    changes::Changes,
    out::{Out, Sighting},
    proof::is_proof,
    scene::Scene,
};

const CRITERIA: &[&str] = &["SR 1.2/authenticated", "SR 2.1 RE 1/all-users"];

pub(super) static RULE: Rule = Rule {
    code: "unauthenticated-change-accepted",
    title: "a change was accepted without authentication",
    explanation: "A write, command, mode change, download, firmware or configuration change that the responder accepted \
        in a conversation in which nobody proved an identity shows that it acts on whoever reaches it: the peer is not \
        authenticated and the action not authorised. It says nothing where a log-in was completed, the protocol's own \
        authentication was seen or a protected channel was set up, nor where the change was refused or not answered. \
        Whether the change itself was intended is another question.",
    criteria: &[("SR 1.2/authenticated", Effect::Contradicts), ("SR 2.1 RE 1/all-users", Effect::Contradicts)],
    unit: Unit::MachineInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a tunnel below, or a gateway that authenticates, is not seen at this point",
        "a session password or secure authentication may have come before the capture began",
        "refused and unanswered changes are no access",
        "a controller may accept by address only; that is no proof of identity",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for conversation in &scene.inputs.reading.conversations {
        let Some(changes) = Changes::accepted_in(conversation) else { continue };
        if conversation.cryptography.iter().any(|fact| is_proof(&fact.security)) {
            continue;
        }
        let Some((initiator, responder)) = scene.session(conversation) else { continue };
        out.add_at(&responder, |scope, unit| Sighting {
            part: "",
            criteria: CRITERIA,
            scope,
            unit,
            first: changes.first,
            last_seen: conversation.last_seen,
            count: changes.accepted,
            text: format!(
                "{} from {} accepted by {} ({}) without authentication",
                changes.words(),
                initiator.address,
                responder.address,
                responder.asset
            ),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, channel, community, function};
    use ringwall_model::{FunctionUse, Operation, Security, Side, Soundness, Stage};

    fn with(operation: Operation, accepted: u64) -> World {
        let mut world = World::two_zones();
        world.function("hmi", "plc", function(operation, accepted));
        world
    }

    #[test]
    fn an_accepted_write_contradicts_at_the_responder() {
        let found = with(Operation::Write, 3).run(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id.0.as_ref(), "unauthenticated-change-accepted:zone:bpcs:asset:plc:control#9");
        assert!(found[0].text.contains("write from 10.0.0.1 accepted by 10.0.0.2 (plc)"), "{}", found[0].text);
        assert!(found[0].text.contains("3 times"), "{}", found[0].text);
    }

    #[test]
    fn a_refused_write_and_an_accepted_read_say_nothing() {
        assert!(with(Operation::Write, 0).run(&RULE).is_empty());
        assert!(with(Operation::Read, 5).run(&RULE).is_empty());
    }

    #[test]
    fn a_write_by_the_responder_says_nothing() {
        let mut world = World::two_zones();
        world.function("hmi", "plc", FunctionUse { from: Side::Responder, ..function(Operation::Write, 1) });
        assert!(world.run(&RULE).is_empty());
    }

    #[test]
    fn after_a_proof_of_identity_it_says_nothing() {
        let proofs = [
            Security::Authenticated { by: "session password".into() },
            channel(Soundness::Sound),
            community(true, Stage::Completed),
        ];
        for proof in proofs {
            let mut world = with(Operation::Write, 1);
            world.fact("hmi", "plc", proof);
            assert!(world.run(&RULE).is_empty());
        }
    }

    #[test]
    fn an_attempted_log_in_is_no_proof() {
        let mut world = with(Operation::Mode, 1);
        world.fact("hmi", "plc", community(true, Stage::Refused));
        assert_eq!(world.run(&RULE).len(), 1);
    }

    #[test]
    fn behind_a_gateway_the_asset_at_the_native_address_is_meant() {
        let mut world = with(Operation::Write, 1);
        world.put_behind("drive", "plc", "unit 3");
        world.reading.conversations[0].key.native = Some("unit 3".into());
        assert!(world.run(&RULE)[0].id.0.contains("asset:drive"));
    }
}
