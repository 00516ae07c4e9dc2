//! An asset gets its time from a synchronised source.

use ringwall_model::{Grade, Security, SecurityFact, Unit};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::Scene,
};

const CRITERIA: &[&str] = &["SR 2.11 RE 1/synchronised"];

pub(super) static RULE: Rule = Rule {
    code: "time-reply-accepted",
    title: "an asset's time request was answered",
    explanation: "An asset that asks for the time and gets a reply from a synchronised source (stratum 1 to 15) keeps \
        its clock in step: this asset, no other. It decides that one criterion for that asset; whether the source is the \
        designated one and the interval is set are criteria of their own. Requests without a reply, replies nobody \
        asked for, and captures whose place is not declared support nothing.",
    criteria: &[("SR 2.11 RE 1/synchronised", Effect::Sufficient)],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 30,
    traps: &[
        "a request without a reply shows that it tries",
        "an asset without requests may keep time by radio, a timing bus or a vendor's protocol",
        "the reply is not proof that the asset's own clock follows it well",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for conversation in &scene.inputs.reading.conversations {
        let Some((asking, source)) = scene.session(conversation) else { continue };
        if !scene.inputs.plant.assets.contains_key(&asking.asset) {
            continue;
        }
        for fact in conversation.cryptography.iter().filter(|fact| is_sane_reply(fact)) {
            if scene.point(fact.first).is_none() {
                continue;
            }
            let SecurityFact { first, last_seen, count, .. } = *fact;
            out.add_at(&asking, |scope, unit| {
                let text = format!("{} ({}) was given the time by {}", asking.asset, asking.address, source.address);
                Sighting { part: "", criteria: CRITERIA, scope, unit, first, last_seen, count, text }
            });
        }
    }
}

fn is_sane_reply(fact: &SecurityFact) -> bool {
    matches!(fact.security, Security::TimeReply { stratum: 1..=15, .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use ringwall_model::{Instant, Outcome};

    fn answered(stratum: u8) -> World {
        let mut world = World::two_zones();
        world.fact("plc", "hmi", Security::TimeReply { stratum, authenticated: false });
        world
    }

    #[test]
    fn a_reply_supports_for_the_asset_that_asked_for_thirty_days() {
        let found = answered(3).run(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].outcome, Outcome::Supports);
        assert_eq!(found[0].units[0].to_string(), "asset:plc");
        assert_eq!(found[0].valid_until, Some(found[0].observed_at.plus_days(30)));
    }

    #[test]
    fn an_unsynchronised_source_supports_nothing() {
        assert!(answered(16).run(&RULE).is_empty() && answered(0).run(&RULE).is_empty());
    }

    #[test]
    fn without_an_observation_point_or_a_declared_asset_it_supports_nothing() {
        let mut world = answered(3);
        world.reading.captures[0].point = None;
        assert!(world.run(&RULE).is_empty());
        let mut world = answered(3);
        world.plant.assets.remove("plc");
        assert!(world.run(&RULE).is_empty());
    }

    #[test]
    fn a_fast_clock_at_the_point_makes_the_reply_older() {
        let mut world = answered(3);
        let before = world.run(&RULE)[0].observed_at;
        world.plant.observation_points.values_mut().for_each(|point| point.clock_offset_us = 1_000_000);
        assert_eq!(world.run(&RULE)[0].observed_at, Instant(before.0 - 1_000_000));
    }
}
