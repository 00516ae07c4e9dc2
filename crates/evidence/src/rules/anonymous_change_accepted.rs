//! A user without a name changed something.

use ringwall_model::{Grade, PeerProof, Security, SecurityFact, Soundness, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{Shown, What, each_fact},
    standing::ENGINEERING_STATION,
};

const ANYBODY: What = ("", &["SR 2.1 RE 1/all-users"]);
const PERSON: What = ("person", &["SR 1.1/authenticated"]);
const CERTIFIED: What = ("certified", &["SR 2.1 RE 1/control-actions-refused"]);

/// Roles of stations at which people sit.
const STAFFED: [&str; 3] = ["hmi", "operator-station", ENGINEERING_STATION];

pub(super) static RULE: Rule = Rule {
    code: "anonymous-change-accepted",
    title: "an anonymous user changed something",
    explanation: "A change that was let in for a user who gave no name was authorised for nobody: whoever connects has \
        the same right. Where it came from a station declared as one that people sit at, and the responder has an \
        interface for people, a person acted there without proving who they are. Where both sides proved an identity \
        when the channel was set up, rights may hang on that identity; then it is shown only.",
    criteria: &[
        ("SR 2.1 RE 1/all-users", Effect::Contradicts),
        ("SR 1.1/authenticated", Effect::Contradicts),
        ("SR 2.1 RE 1/control-actions-refused", Effect::Contributes),
    ],
    unit: Unit::MachineInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "a certificate of the application may carry the identity that the user does not",
        "a station at which people sit also does things by itself",
        "a controller without an interface for people has none to protect",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(scene, is_change, |shown| {
        let (from, to, asset) = (shown.initiator.address, shown.responder.address, &shown.responder.asset);
        let text = format!("a change by an anonymous user from {from} was accepted by {to} ({asset})");
        if shown.conversation.cryptography.iter().any(carries_identity) {
            let text = format!("{text}, in a channel in which both sides may have proved who they are");
            return shown.add_at(out, shown.responder, CERTIFIED, &text);
        }
        shown.add_at(out, shown.responder, ANYBODY, &text);
        if is_by_person(scene, shown) {
            shown.add_at(out, shown.responder, PERSON, &text);
        }
    });
}

fn is_change(security: &Security) -> bool {
    matches!(security, Security::Anonymous { changing: true, stage: Stage::Completed, .. })
}

/// The initiator proved an identity when the channel was set up, or it cannot be seen that it did not.
fn carries_identity(fact: &SecurityFact) -> bool {
    match fact.security {
        Security::Channel { peer: PeerProof::Both | PeerProof::Hidden, soundness, stage, .. } => {
            soundness != Soundness::Weak && stage >= Stage::Negotiated
        }
        _ => false,
    }
}

fn is_by_person(scene: &Scene<'_>, shown: &Shown<'_>) -> bool {
    let has_interface = scene.declared(shown.responder).is_none_or(|a| !a.lacks.contains(&Unit::HumanInterface));
    has_interface && scene.role(shown.initiator).is_some_and(|role| STAFFED.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, channel};
    use ringwall_model::Outcome;

    fn anonymous(changing: bool, stage: Stage) -> World {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", Security::Anonymous { human: false, changing, stage });
        world
    }

    #[test]
    fn an_anonymous_change_contradicts_authorisation_at_the_responder() {
        let found = anonymous(true, Stage::Completed).ids(&RULE);
        assert_eq!(found, ["anonymous-change-accepted:zone:bpcs:asset:plc:control#7"]);
    }

    #[test]
    fn reading_as_nobody_and_a_refusal_say_nothing() {
        assert!(anonymous(false, Stage::Completed).ids(&RULE).is_empty());
        assert!(anonymous(true, Stage::Refused).ids(&RULE).is_empty());
    }

    #[test]
    fn from_a_station_for_people_a_person_was_not_authenticated() {
        let mut world = anonymous(true, Stage::Completed);
        world.asset("hmi").role = Some("hmi".into());
        assert!(
            world.ids(&RULE).contains(&"anonymous-change-accepted.person:zone:bpcs:asset:plc:control#7".to_owned())
        );
        world.asset("plc").lacks.push(Unit::HumanInterface);
        assert_eq!(world.ids(&RULE).len(), 1, "a sealed controller");
    }

    #[test]
    fn where_the_application_may_have_proved_itself_it_is_only_shown() {
        let mut world = anonymous(true, Stage::Completed);
        world.fact("hmi", "plc", channel(Soundness::Sound));
        let found = world.run(&RULE);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Contributes));
    }

    #[test]
    fn a_weak_proof_of_the_application_carries_nothing() {
        let mut world = anonymous(true, Stage::Completed);
        world.fact("hmi", "plc", channel(Soundness::Weak));
        assert_eq!(world.run(&RULE)[0].outcome, Outcome::Contradicts);
    }
}
