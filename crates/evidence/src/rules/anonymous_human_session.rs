//! A person's session was let in although nobody said who they are.

use ringwall_model::{Grade, Security, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{Shown, What, each_fact},
};

const CRITERIA: What = ("", &["SR 1.1/authenticated"]);

pub(super) static RULE: Rule = Rule {
    code: "anonymous-human-session",
    title: "a person's session without any authentication",
    explanation: "A session at a human interface (a remote screen, a shell, a file store) that was let in although nobody \
        said who they are shows that the responder lets anybody act there: human access begins without a credential. \
        For a store of files that takes more than looking: something was left there or changed. What may be read by \
        everybody, what only software uses, and what was refused say nothing.",
    criteria: &[("SR 1.1/authenticated", Effect::Contradicts)],
    unit: Unit::HumanInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a public page that can only be read needs no log-in",
        "a machine client without a user is another row's matter",
        "a screen may ask for a log-in of its own once it is shown",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(scene, is_let_in, |shown| {
        if !is_more_than_looking(shown) {
            return;
        }
        let (from, to, asset) = (shown.initiator.address, shown.responder.address, &shown.responder.asset);
        let text = format!("a session of a person from {from} was let in at {to} ({asset}) without any authentication");
        shown.add_at(out, shown.responder, CRITERIA, &text);
    });
}

fn is_let_in(security: &Security) -> bool {
    matches!(security, Security::Anonymous { human: true, stage: Stage::Completed, .. })
}

/// A person works at a screen or shell, or what was let in changed something.
fn is_more_than_looking(shown: &Shown<'_>) -> bool {
    let works = |security: &Security| matches!(security, Security::Interactive { stage: Stage::Completed });
    matches!(shown.fact.security, Security::Anonymous { changing: true, .. })
        || shown.conversation.cryptography.iter().any(|fact| works(&fact.security))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    fn anonymous(human: bool, changing: bool, stage: Stage) -> World {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", Security::Anonymous { human, changing, stage });
        world
    }

    #[test]
    fn a_remote_screen_without_a_log_in_contradicts_at_the_responder() {
        let mut world = anonymous(true, false, Stage::Completed);
        world.fact("hmi", "plc", Security::Interactive { stage: Stage::Completed });
        assert_eq!(world.ids(&RULE), ["anonymous-human-session:zone:bpcs:asset:plc:control#7"]);
    }

    #[test]
    fn a_file_left_by_nobody_contradicts_too() {
        assert_eq!(anonymous(true, true, Stage::Completed).ids(&RULE).len(), 1);
    }

    #[test]
    fn a_public_page_a_machine_and_a_refusal_say_nothing() {
        assert!(anonymous(true, false, Stage::Completed).ids(&RULE).is_empty());
        assert!(anonymous(false, true, Stage::Completed).ids(&RULE).is_empty());
        assert!(anonymous(true, true, Stage::Refused).ids(&RULE).is_empty());
    }

    #[test]
    fn a_screen_that_was_only_negotiated_says_nothing() {
        let mut world = anonymous(true, false, Stage::Completed);
        world.fact("hmi", "plc", Security::Interactive { stage: Stage::Negotiated });
        assert!(world.ids(&RULE).is_empty());
    }
}
