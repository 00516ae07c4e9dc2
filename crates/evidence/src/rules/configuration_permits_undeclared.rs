//! A firewall's configuration permits what no conduit declares.

use ringwall_model::{Disagreement, Grade, Place, ScopeId, Span, Unit, ZoneId};

use super::{Effect, Rule};
use crate::{out::Out, scene::Scene};

pub(super) static RULE: Rule = Rule {
    code: "configuration-permits-undeclared",
    title: "a firewall permits what is not declared",
    explanation: "A packet that a configuration surely lets through between two zones, and that no conduit allows, shows that \
        more than is declared may pass the boundary of the zone it goes to (of the zone it comes from, where the other is \
        outside the system under consideration), and of the conduit, where one joins the two; a permitted way back through \
        a one-way conduit shows the same. What a line that is not understood may permit says nothing. Where it is not said \
        when, by whom and from which device the configuration was taken, and whether it is the running one, it is a claim.",
    criteria: &[("SR 5.2/declared-only", Effect::Contradicts), ("SR 5.2 RE 1/default-deny", Effect::Contradicts)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "another enforcement point on the path may refuse what this one permits",
        "the configuration that was exported may not be the one that runs",
        "addresses of a zone that is declared wrongly",
    ],
    run,
};

/// Disagreements in which something undeclared surely passes.
const CODES: [&str; 3] = ["permitted-not-declared", "lower-to-higher-trust", "return-path-permitted"];

const CRITERIA: &[&str] = &["SR 5.2/declared-only", "SR 5.2 RE 1/default-deny"];

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for firewall in scene.inputs.firewalls {
        for found in firewall.disagreements.iter().filter(|found| CODES.contains(&found.code.as_ref())) {
            let file = || Span { file: firewall.file.clone(), ..Span::default() };
            let place = Place::File(found.rules.first().cloned().unwrap_or_else(file));
            for scope in scopes(scene, found) {
                out.add_configured(firewall, &scope, CRITERIA, place.clone(), found.text.clone());
            }
        }
    }
}

/// The boundary it crosses, and the conduit.
fn scopes(scene: &Scene<'_>, found: &Disagreement) -> Vec<ScopeId> {
    let judged = |id: &&ZoneId| scene.inputs.plant.zones.get(*id).is_some_and(|zone| zone.is_judged());
    let (to, from) = (found.to_zone.as_ref(), found.from_zone.as_ref());
    let zone = to.filter(judged).or(from.filter(judged)).cloned().map(ScopeId::Zone);
    zone.into_iter().chain(found.conduit.clone().map(ScopeId::Conduit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, firewall};
    use ringwall_model::{ConduitId, Outcome, Taken};

    #[test]
    fn what_is_surely_permitted_and_not_declared_contradicts_at_the_zone_and_the_conduit() {
        let mut world = World::two_zones();
        world.firewalls.push(firewall("permitted-not-declared"));
        world.firewalls[0].disagreements[0].conduit = Some(ConduitId::from_foreign("up"));
        let found = world.run(&RULE);
        let scopes: Vec<String> = found.iter().map(|e| e.scope.to_string()).collect();
        assert_eq!(scopes, ["zone:bpcs", "conduit:up"]);
        assert!(found.iter().all(|e| e.outcome == Outcome::Contradicts && e.grade == Grade::Verified));
        assert!(matches!(&found[0].place, Place::File(span) if span.line == 7));
    }

    #[test]
    fn a_configuration_of_unknown_origin_is_a_claim() {
        let mut world = World::two_zones();
        world.firewalls.push(firewall("lower-to-higher-trust"));
        world.firewalls[0].taken = Taken::default();
        assert!(world.run(&RULE).iter().all(|e| e.grade == Grade::Claimed));
    }

    #[test]
    fn what_is_not_decided_or_only_weak_says_nothing() {
        for code in ["not-decided", "shadowed", "declared-but-blocked", "any-any"] {
            let mut world = World::two_zones();
            world.firewalls.push(firewall(code));
            assert!(world.run(&RULE).is_empty());
        }
    }
}
