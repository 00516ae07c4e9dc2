//! A frame came back through a one-way conduit.

use ringwall_model::{Grade, Unit, WitnessKind};

use super::{Effect, Rule};
use crate::{boundary::add_witness, out::Out, scene::Scene};

pub(super) static RULE: Rule = Rule {
    code: "return-path-on-one-way-conduit",
    title: "a return path on a one-way conduit",
    explanation: "A frame whose source is in the far zone, or is the receiving half, seen on the near side of a conduit \
        declared one-way shows a way back: past the conduit or through it. One frame is enough; whether anyone answered \
        does not matter. What the near half of the conduit says in its own name (its own TCP, its own address \
        resolution) is no return path.",
    criteria: &[("SR 5.2/declared-only", Effect::Contradicts)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "the near proxy's own TCP and address resolution come from the near side",
        "a rule that forbids initiation lets replies back; that is no diode and is not declared as one",
        "an asset with an interface on either side is a path of its own",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for witness in scene.inputs.witnesses.iter().filter(|witness| witness.kind == WitnessKind::ReturnPath) {
        add_witness(scene, out, witness);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, witness};
    use ringwall_model::{ConduitId, Witness};

    #[test]
    fn a_far_frame_on_the_near_side_contradicts_the_conduit_and_the_near_boundary() {
        let mut world = World::two_zones();
        let conduit = Some(ConduitId::from_foreign("up"));
        world.witnesses.push(Witness { conduit, answered: false, ..witness(WitnessKind::ReturnPath) });
        let scopes: Vec<String> = world.run(&RULE).iter().map(|e| e.scope.to_string()).collect();
        assert_eq!(scopes, ["zone:bpcs", "conduit:up"]);
    }

    #[test]
    fn any_other_disagreement_says_nothing() {
        for kind in [WitnessKind::NoConduit, WitnessKind::NotAllowed, WitnessKind::Undecided] {
            let mut world = World::two_zones();
            world.witnesses.push(witness(kind));
            assert!(world.run(&RULE).is_empty());
        }
    }
}
