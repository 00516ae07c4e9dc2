//! A device refused an operation for want of authority.

use ringwall_model::{Grade, Security, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{What, each_fact},
};

const CRITERIA: What = ("", &["SR 2.1/human-users", "SR 2.1 RE 1/control-actions-refused"]);

pub(super) static RULE: Rule = Rule {
    code: "unauthorised-operation-refused",
    title: "an operation was refused for want of authority",
    explanation: "A refusal that names authority as its reason (access denied, insufficient rights) shows that the device \
        looks at rights before it acts, at least for this sender and this operation. It is shown beside the rows on \
        authorisation and decides nothing: one closed door does not close the others. A refusal for any other reason (a \
        key switch, a mode, a wrong object) says nothing on rights.",
    criteria: &[
        ("SR 2.1/human-users", Effect::Contributes),
        ("SR 2.1 RE 1/control-actions-refused", Effect::Contributes),
    ],
    unit: Unit::MachineInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "a key switch or an operating mode refuses everybody alike",
        "one operation, one sender: the rest is open",
        "a firewall on the way may refuse in the device's name",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(
        scene,
        |security| matches!(security, Security::Denied { .. }),
        |shown| {
            let (from, to, asset) = (shown.initiator.address, shown.responder.address, &shown.responder.asset);
            let text = format!("{to} ({asset}) refused {from} an operation for want of authority");
            shown.add_at(out, shown.responder, CRITERIA, &text);
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, function, login};
    use ringwall_model::{Operation, Outcome, Stage};

    #[test]
    fn a_refusal_for_want_of_authority_contributes_for_thirty_days() {
        let mut world = World::two_zones();
        world.fact("hmi", "plc", Security::Denied { by: "access denied".into() });
        let found = world.run(&RULE);
        assert_eq!((found.len(), found[0].outcome), (1, Outcome::Contributes));
        assert_eq!(found[0].valid_until, Some(found[0].observed_at.plus_days(30)));
    }

    #[test]
    fn a_refusal_by_mode_and_a_refused_log_in_say_nothing() {
        let mut world = World::two_zones();
        world.function("hmi", "plc", function(Operation::Write, 0));
        world.fact("hmi", "plc", login(Stage::Refused));
        assert!(world.ids(&RULE).is_empty());
    }
}
