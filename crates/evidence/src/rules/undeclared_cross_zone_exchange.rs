//! An answered exchange crossed a zone's boundary and no conduit declares it.

use ringwall_model::{Grade, Unit};

use super::{Effect, Rule};
use crate::{boundary::add_witness, out::Out, scene::Scene, standing::is_undeclared};

pub(super) static RULE: Rule = Rule {
    code: "undeclared-cross-zone-exchange",
    title: "an undeclared exchange crossed the boundary",
    explanation: "An exchange that was answered, between assets of two zones, and that no conduit allows shows that more \
        than declared passes the boundary of the responder's zone (of the initiator's, where the responder's is outside \
        the system under consideration), and of the conduit, where one joins the two. Attempts without an answer, and \
        exchanges that an allowance by object, time or rate leaves undecided, say nothing. It goes when the exchange is \
        declared, and what is declared is reviewed.",
    criteria: &[("SR 5.2/declared-only", Effect::Contradicts)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a mirror port in front of the firewall shows what the firewall then drops; only an answer counts",
        "an asset declared in the wrong zone",
        "address translation makes one asset look like another",
        "flooding shows frames where they were not meant to go",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for witness in scene.inputs.witnesses.iter().filter(|witness| witness.answered && is_undeclared(witness.kind)) {
        add_witness(scene, out, witness);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, witness};
    use ringwall_model::{Witness, WitnessKind};

    fn found(witness: Witness) -> Vec<String> {
        let mut world = World::two_zones();
        world.witnesses.push(witness);
        world.run(&RULE).iter().map(|e| e.id.0.to_string()).collect()
    }

    #[test]
    fn an_answered_exchange_without_a_conduit_contradicts_at_the_responders_boundary() {
        assert_eq!(found(witness(WitnessKind::NoConduit)), ["undeclared-cross-zone-exchange:zone:bpcs:control#11"]);
    }

    #[test]
    fn what_a_conduit_does_not_allow_contradicts_there_too() {
        let broken = Witness {
            conduit: Some(ringwall_model::ConduitId::from_foreign("up")),
            ..witness(WitnessKind::NotAllowed)
        };
        let ids = ["zone:bpcs", "conduit:up"].map(|s| format!("undeclared-cross-zone-exchange:{s}:control#11"));
        assert_eq!(found(broken), ids);
    }

    #[test]
    fn an_exchange_out_of_the_system_counts_at_the_initiators_boundary() {
        let mut world = World::two_zones();
        world.plant.zones.get_mut("bpcs").unwrap().in_suc = false;
        world.witnesses.push(witness(WitnessKind::NoConduit));
        assert_eq!(world.run(&RULE)[0].scope.to_string(), "zone:dmz");
    }

    #[test]
    fn attempts_and_undecided_exchanges_say_nothing() {
        assert!(found(Witness { answered: false, ..witness(WitnessKind::NoConduit) }).is_empty());
        assert!(found(witness(WitnessKind::Undecided)).is_empty());
        assert!(found(witness(WitnessKind::ReturnPath)).is_empty());
    }

    #[test]
    fn many_exchanges_are_one_piece_with_the_first_place_and_the_sum() {
        let mut world = World::two_zones();
        let later = Witness { frame: 20, count: 5, ..witness(WitnessKind::NoConduit) };
        let later = Witness { at: ringwall_model::FrameRef { frame: 20, ..later.at }, ..later };
        world.witnesses = vec![later, witness(WitnessKind::NoConduit)];
        let found = world.run(&RULE);
        assert_eq!(found.len(), 1);
        assert!(found[0].id.0.ends_with("control#11") && found[0].text.contains("seen 6 times"), "{found:?}");
    }
}
