//! A firewall's configuration lets mail or chat between people through.

use ringwall_model::{Disagreement, Grade, Place, ScopeId, Span, Unit};

use super::{Effect, Rule};
use crate::{out::Out, scene::Scene};

const IN: &[&str] = &["SR 5.3/blocked", "SR 5.3 RE 1/both-directions"];
const OUT: &[&str] = &["SR 5.3/no-fetching", "SR 5.3 RE 1/both-directions"];

pub(super) static RULE: Rule = Rule {
    code: "configuration-permits-messages",
    title: "a firewall lets mail or chat between people through",
    explanation: "A configuration that surely lets mail or chat in from a business network or one outside, or lets a host \
        fetch either from there, filters no messages from person to person at this boundary, be it declared or not. Mail \
        that may only leave says nothing: alarms leave that way. What a line that is not understood may permit says \
        nothing, and a configuration of unknown origin is a claim.",
    criteria: &[
        ("SR 5.3/blocked", Effect::Contradicts),
        ("SR 5.3/no-fetching", Effect::Contradicts),
        ("SR 5.3 RE 1/both-directions", Effect::Contradicts),
    ],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "mail that may only leave may be alarms",
        "another enforcement point on the path may refuse what this one permits",
        "messages inside a protected channel on another port are not seen here",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for firewall in scene.inputs.firewalls {
        for found in &firewall.disagreements {
            let (zone, criteria) = match found.code.as_ref() {
                "messages-permitted-in" => (&found.to_zone, IN),
                "messages-permitted-out" => (&found.from_zone, OUT),
                _ => continue,
            };
            let zone = zone.as_ref().filter(|id| scene.inputs.plant.zones.get(*id).is_some_and(|z| z.is_judged()));
            if let Some(zone) = zone {
                let scope = ScopeId::Zone(zone.clone());
                out.add_configured(firewall, &scope, criteria, place(found), found.text.clone());
            }
        }
    }
}

/// The first rule that lets it through.
pub(super) fn place(found: &Disagreement) -> Place {
    let file = || Span { file: found.firewall.clone(), ..Span::default() };
    Place::File(found.rules.first().cloned().unwrap_or_else(file))
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
    fn what_may_come_in_contradicts_at_the_zone_it_comes_to_and_what_may_be_fetched_at_the_other() {
        for (code, scope, criterion) in [
            ("messages-permitted-in", "zone:bpcs", "SR 5.3/blocked"),
            ("messages-permitted-out", "zone:dmz", "SR 5.3/no-fetching"),
        ] {
            let found = world(code).run(&RULE);
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].scope.to_string().as_str(), found[0].outcome), (scope, Outcome::Contradicts));
            assert!(found[0].criteria.iter().any(|c| c.to_string() == criterion), "{:?}", found[0].criteria);
        }
    }

    #[test]
    fn a_zone_outside_is_not_judged_a_claim_stays_one_and_other_weaknesses_say_nothing() {
        let mut outside = world("messages-permitted-in");
        outside.set_zone("bpcs", ringwall_model::ZoneKind::External);
        assert!(outside.run(&RULE).is_empty());
        let mut claim = world("messages-permitted-in");
        claim.firewalls[0].taken = Taken::default();
        assert_eq!(claim.run(&RULE)[0].grade, Grade::Claimed);
        for code in ["not-decided", "permitted-not-declared", "any-any"] {
            assert!(world(code).run(&RULE).is_empty());
        }
    }
}
