//! A person outside worked straight at a control asset.

use ringwall_model::{Grade, ScopeId, Security, Stage, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{What, each_fact},
};

const ACCESS: What =
    ("", &["SR 1.13/paths-declared", "SR 1.13/broken-at-control-point", "SR 1.13 RE 1/released-first"]);
const BOUNDARY: What = ("boundary", &["SR 5.2/declared-only"]);

pub(super) static RULE: Rule = Rule {
    code: "untrusted-session-to-control",
    title: "a session from an untrusted network straight to a control asset",
    explanation: "A person's session (a remote screen, a shell, a log-in) that came from a network declared untrusted, \
        was answered by an asset of a control or safety zone itself, and that no conduit declares, shows a way in that \
        nobody owns, that ends at no control point in between and that nobody released; and it crossed the boundary \
        undeclared. A session that ends at a broker outside the control zones, the broker's own session onwards, and one \
        that a conduit declares, be it within a permit window, say nothing.",
    criteria: &[
        ("SR 1.13/paths-declared", Effect::Contradicts),
        ("SR 1.13/broken-at-control-point", Effect::Contradicts),
        ("SR 1.13 RE 1/released-first", Effect::Contradicts),
        ("SR 5.2/declared-only", Effect::Contradicts),
    ],
    unit: Unit::HumanInterface,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a broker in between ends the session: what goes on from it is its own",
        "tools that call a relay outside look like any page fetched from inside, and are not seen here",
        "within a permit window the session is released; whether the window was open, no capture tells",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(scene, is_by_person, |shown| {
        let (initiator, responder) = (shown.initiator, shown.responder);
        let is_straight = scene.is_untrusted(&shown.conversation.key.network, initiator.address)
            && scene.is_in_control(responder)
            && scene.undeclared_exchange(shown.conversation).is_some();
        if !is_straight {
            return;
        }
        let (from, to, asset) = (initiator.address, responder.address, &responder.asset);
        let text =
            format!("a person's session from {from}, on an untrusted network, straight to {to} ({asset}), undeclared");
        shown.add_at(out, responder, ACCESS, &text);
        for zone in scene.zones(responder) {
            shown.add_to(out, ScopeId::Zone(zone), BOUNDARY, &text);
        }
    });
}

fn is_by_person(security: &Security) -> bool {
    matches!(
        security,
        Security::Interactive { stage: Stage::Completed }
            | Security::Login { human: true, stage: Stage::Completed, .. }
            | Security::Anonymous { human: true, stage: Stage::Completed, .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, login, witness};
    use ringwall_model::{Address, Witness, WitnessKind, ZoneKind};

    const OUTSIDE: &str = "203.0.113.7";

    /// Somebody outside works at the controller, undeclared.
    fn straight(security: Security, kind: WitnessKind) -> World {
        let mut world = World::two_zones();
        world.add_untrusted_network();
        world.fact(OUTSIDE, "plc", security);
        world.witnesses.push(Witness { initiator: Address::parse(OUTSIDE).unwrap(), ..witness(kind) });
        world
    }

    fn interactive() -> Security {
        Security::Interactive { stage: Stage::Completed }
    }

    #[test]
    fn an_undeclared_session_straight_to_control_contradicts_access_and_boundary() {
        for security in [interactive(), login(Stage::Completed)] {
            let ids = [":zone:bpcs:asset:plc", ".boundary:zone:bpcs"];
            let ids = ids.map(|id| format!("untrusted-session-to-control{id}:control#7"));
            assert_eq!(straight(security, WitnessKind::NoConduit).ids(&RULE), ids);
        }
    }

    #[test]
    fn an_attempt_says_nothing() {
        let attempt = Security::Interactive { stage: Stage::Negotiated };
        assert!(straight(attempt, WitnessKind::NoConduit).ids(&RULE).is_empty());
    }

    #[test]
    fn within_a_permit_window_or_declared_it_says_nothing() {
        assert!(straight(interactive(), WitnessKind::Undecided).ids(&RULE).is_empty());
        let mut world = straight(interactive(), WitnessKind::NoConduit);
        world.witnesses.clear();
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_broker_outside_the_control_zones_says_nothing() {
        let mut world = straight(interactive(), WitnessKind::NoConduit);
        world.set_zone("bpcs", ZoneKind::Dmz);
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn a_brokers_own_session_onwards_says_nothing() {
        let mut world = World::two_zones();
        world.add_untrusted_network();
        world.fact("historian", "plc", interactive());
        world.witnesses.push(witness(WitnessKind::NoConduit));
        assert!(world.ids(&RULE).is_empty());
    }
}
