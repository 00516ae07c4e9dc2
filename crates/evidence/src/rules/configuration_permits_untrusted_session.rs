//! A firewall's configuration lets people on an untrusted network work straight at control assets.

use ringwall_model::{Grade, ScopeId, Unit};

use super::{Effect, Rule, configuration_permits_messages::place};
use crate::{out::Out, scene::Scene};

const CRITERIA: &[&str] = &["SR 1.13/paths-declared", "SR 1.13/broken-at-control-point"];

pub(super) static RULE: Rule = Rule {
    code: "configuration-permits-untrusted-session",
    title: "a firewall lets sessions from an untrusted network through, straight to control assets",
    explanation: "A configuration that surely lets a person's session (a shell, a log-in, a remote screen) open from a zone \
        whose every network is declared untrusted to a control or safety zone, which no conduit declares, holds a way in \
        that nobody owns and that ends at no control point in between. A way that ends in another kind of zone, as a \
        broker's, one that a conduit declares, and what a line that is not understood may permit, say nothing. A \
        configuration of unknown origin is a claim.",
    criteria: &[
        ("SR 1.13/paths-declared", Effect::Contradicts),
        ("SR 1.13/broken-at-control-point", Effect::Contradicts),
    ],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a broker in between ends the session",
        "another enforcement point on the path may refuse what this one permits",
        "tools that call a relay outside open no way in that a rule shows",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for firewall in scene.inputs.firewalls {
        let found = firewall.disagreements.iter().filter(|found| found.code == "untrusted-session-permitted");
        for found in found {
            let zone = found.to_zone.as_ref();
            let zone = zone.filter(|id| scene.inputs.plant.zones.get(*id).is_some_and(|zone| zone.is_judged()));
            if let Some(zone) = zone {
                let scope = ScopeId::Zone(zone.clone());
                out.add_configured(firewall, &scope, CRITERIA, place(found), found.text.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, firewall};
    use ringwall_model::{Outcome, Taken};

    fn world(code: &'static str) -> World {
        let mut world = World::two_zones();
        world.firewalls.push(firewall(code));
        world
    }

    #[test]
    fn a_way_straight_in_contradicts_at_the_zone_it_leads_to() {
        let found = world("untrusted-session-permitted").run(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].scope.to_string().as_str(), found[0].outcome), ("zone:bpcs", Outcome::Contradicts));
        assert_eq!(found[0].grade, Grade::Verified);
    }

    #[test]
    fn a_configuration_of_unknown_origin_is_a_claim_and_what_is_not_decided_says_nothing() {
        let mut claim = world("untrusted-session-permitted");
        claim.firewalls[0].taken = Taken::default();
        assert_eq!(claim.run(&RULE)[0].grade, Grade::Claimed);
        for code in ["not-decided", "lower-to-higher-trust", "management-reachable"] {
            assert!(world(code).run(&RULE).is_empty());
        }
    }
}
