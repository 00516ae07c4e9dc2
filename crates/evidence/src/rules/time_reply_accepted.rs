//! An asset gets its time from a synchronised source.

use ringwall_model::{Grade, Security, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{What, each_fact},
};

const CRITERIA: What = ("", &["SR 2.11 RE 1/synchronised"]);
const CLOCK: What = ("clock", &["SR 2.11/clock-right"]);

pub(super) static RULE: Rule = Rule {
    code: "time-reply-accepted",
    title: "an asset's time request was answered",
    explanation: "An asset that asks for the time and gets a reply from a synchronised source (stratum 1 to 15) keeps \
        its clock in step: this asset, no other. It decides that one criterion for that asset; whether the source is the \
        designated one and the interval is set are criteria of their own, and that its records bear the right time is \
        only made likelier. Requests without a reply, replies nobody \
        asked for, and captures whose place is not declared support nothing.",
    criteria: &[("SR 2.11 RE 1/synchronised", Effect::Sufficient), ("SR 2.11/clock-right", Effect::Contributes)],
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
    each_fact(scene, is_sane_reply, |shown| {
        let (asking, source) = (shown.initiator, shown.responder.address);
        if scene.declared(asking).is_none() || scene.point(shown.fact.first).is_none() {
            return;
        }
        let text = format!("{} ({}) was given the time by {source}", asking.asset, asking.address);
        shown.add_at(out, asking, CRITERIA, &text);
        shown.add_at(out, asking, CLOCK, &text);
    });
}

fn is_sane_reply(security: &Security) -> bool {
    matches!(security, Security::TimeReply { stratum: 1..=15, .. })
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
        assert_eq!(found.iter().map(|e| e.outcome).collect::<Vec<_>>(), [Outcome::Supports, Outcome::Contributes]);
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
