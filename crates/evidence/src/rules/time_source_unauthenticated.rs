//! An asset took the time from a source that proved nothing.

use ringwall_model::{Grade, Security, Unit};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::Scene,
    shown::{What, each_fact},
};

const CRITERIA: What = ("", &["SR 2.11 RE 2/source-guarded"]);

/// Role of what gives the time to others, and may have a receiver of its own.
const TIME_SERVER: &str = "time-server";

pub(super) static RULE: Rule = Rule {
    code: "time-source-unauthenticated",
    title: "the time was taken from an unauthenticated source",
    explanation: "A reply to an asset's own request for the time, from a synchronised source, without anything that \
        proves who sent it: whoever can answer first can set the clock of that asset. Replies that were authenticated \
        say nothing against it, nor do requests that were not answered. A declared time server that asks another may \
        do so to compare only, and is left alone.",
    criteria: &[("SR 2.11 RE 2/source-guarded", Effect::Contradicts)],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "an asset with a receiver of its own may ask to compare only",
        "protection below (a tunnel, link security) is not seen at this point",
        "an asset may refuse a reply that it does not show to refuse",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(scene, is_unproved, |shown| {
        if scene.role(shown.initiator) == Some(TIME_SERVER) {
            return;
        }
        let (asset, address, source) = (&shown.initiator.asset, shown.initiator.address, shown.responder.address);
        let text = format!("{asset} ({address}) was given the time by {source}, which proved nothing");
        shown.add_at(out, shown.initiator, CRITERIA, &text);
    });
}

fn is_unproved(security: &Security) -> bool {
    matches!(security, Security::TimeReply { stratum: 1..=15, authenticated: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    fn reply(stratum: u8, authenticated: bool) -> World {
        let mut world = World::two_zones();
        world.fact("plc", "hmi", Security::TimeReply { stratum, authenticated });
        world
    }

    #[test]
    fn an_unauthenticated_reply_contradicts_at_the_asset_that_asked() {
        assert_eq!(reply(3, false).ids(&RULE), ["time-source-unauthenticated:zone:bpcs:asset:plc:control#7"]);
    }

    #[test]
    fn an_authenticated_reply_and_an_unsynchronised_one_say_nothing() {
        assert!(reply(3, true).ids(&RULE).is_empty());
        assert!(reply(16, false).ids(&RULE).is_empty());
    }

    #[test]
    fn a_time_server_that_may_have_its_own_receiver_says_nothing() {
        let mut world = reply(3, false);
        world.asset("plc").role = Some(TIME_SERVER.into());
        assert!(world.ids(&RULE).is_empty());
    }
}
