//! Every session of a conduit was encrypted, and all of them were watched.

use std::collections::BTreeSet;

use ringwall_model::{
    Conduit, ConduitId, Conversation, DAY_US, FrameRef, Grade, ObservationPoint, Parties, ScopeId, Security,
    SecurityFact, Soundness, Stage, Transport, Unit, UnitId, Window,
};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
};

const CRITERIA: &[&str] = &["SR 3.1 RE 1/in-transit", "SR 4.1 RE 1/in-transit", "SR 4.1 RE 2/in-transit"];
const ALGORITHMS: &[&str] = &["SR 4.3/sound-algorithms"];

/// Highest loss, in frames per million, at which "every session" can still be said.
const LOSS_PER_MILLION_MAX: u32 = 1000;

/// Captures that follow each other within this time are one watch.
const GAP_US_MAX: i64 = 60_000_000;

pub(super) static RULE: Rule = Rule {
    code: "channel-encrypted-throughout",
    title: "every session of a conduit was encrypted",
    explanation: "When every session across a conduit ran in a sound channel with secrecy and integrity, and an \
        observation point that sees all its declared paths in both directions watched for at least a day with known \
        small loss, the conduit's traffic is encrypted and protected against change; that its algorithms are sound is \
        shown beside the row on cryptography. One session in clear, one that \
        was not understood, one whose ends are not both known, or less sight than that, and it says nothing; neither \
        does a conduit on which nothing was seen.",
    criteria: &[
        ("SR 3.1 RE 1/in-transit", Effect::Sufficient),
        ("SR 4.1 RE 1/in-transit", Effect::Sufficient),
        ("SR 4.1 RE 2/in-transit", Effect::Sufficient),
        ("SR 4.3/sound-algorithms", Effect::Contributes),
    ],
    unit: Unit::Channel,
    strength: Grade::Verified,
    window_days: 1,
    valid_days: 30,
    traps: &[
        "a proxy may end the channel and pass clear text on",
        "a suite without encryption is a channel all the same",
        "a second path that no observation point sees",
        "a quiet day is not a busy one: the window may miss a backup or a maintenance session",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for (id, conduit) in &scene.inputs.plant.conduits {
        let Some(watched) = longest_watch(scene, id) else { continue };
        let Some(crossing) = crossing(scene, id, conduit) else { continue };
        let Some(sessions) = all_protected(&crossing) else { continue };
        for (part, criteria) in [("", CRITERIA), ("algorithms", ALGORITHMS)] {
            let scope = ScopeId::Conduit(id.clone());
            out.add(Sighting {
                part,
                criteria,
                unit: UnitId::Scope(scope.clone()),
                scope,
                first: sessions.first,
                last_seen: watched.until,
                count: sessions.count,
                text: format!("every session across `{id}` from {} on ran encrypted and protected", watched.from),
            });
        }
    }
}

/// The newest time, at least as long as the rule's window, in which one point saw the whole conduit.
fn longest_watch(scene: &Scene<'_>, id: &ConduitId) -> Option<Window> {
    let points = scene.inputs.plant.observation_points.iter();
    let seeing = points.filter(|(_, point)| point.sees_conduits.contains(id) && sees_well(point));
    let windows = seeing.flat_map(|(point_id, point)| {
        let captures = scene.inputs.reading.captures.iter().filter(|c| c.point.as_ref() == Some(point_id));
        let spans: Vec<Window> = captures.filter_map(|c| Some(Window { from: c.first?, until: c.last? })).collect();
        if lost_too_much(scene, point_id) { Vec::new() } else { watches(point, &spans) }
    });
    let long = |window: &Window| window.until.0.saturating_sub(window.from.0) >= i64::from(RULE.window_days) * DAY_US;
    windows.filter(long).max_by_key(|window| (window.until, window.from))
}

fn sees_well(point: &ObservationPoint) -> bool {
    point.both_directions && point.loss_per_million.is_some_and(|loss| loss <= LOSS_PER_MILLION_MAX)
}

/// What the capturing system itself says it dropped comes on top of what was measured.
fn lost_too_much(scene: &Scene<'_>, point: &ringwall_model::ObservationPointId) -> bool {
    let captures = scene.inputs.reading.captures.iter().filter(|capture| capture.point.as_ref() == Some(point));
    let (dropped, frames) = captures.fold((0_u64, 0_u64), |(dropped, frames), capture| {
        (dropped.saturating_add(capture.dropped.unwrap_or(0)), frames.saturating_add(capture.frames))
    });
    let total = u128::from(dropped) + u128::from(frames);
    u128::from(dropped) * 1_000_000 > total * u128::from(LOSS_PER_MILLION_MAX)
}

/// Declared windows in which a capture of the point ran; without any declared, the times of its captures.
fn watches(point: &ObservationPoint, spans: &[Window]) -> Vec<Window> {
    if point.windows.is_empty() {
        return merged(spans);
    }
    let ran = |window: &Window| spans.iter().any(|span| span.from <= window.until && window.from <= span.until);
    point.windows.iter().filter(|window| ran(window)).copied().collect()
}

fn merged(spans: &[Window]) -> Vec<Window> {
    let sorted: BTreeSet<Window> = spans.iter().copied().collect();
    let mut merged: Vec<Window> = Vec::new();
    for span in sorted {
        match merged.last_mut() {
            Some(last) if span.from.0.saturating_sub(last.until.0) <= GAP_US_MAX => {
                last.until = last.until.max(span.until);
            }
            _ => merged.push(span),
        }
    }
    merged
}

/// Conversations across the conduit; none where one might cross it whose ends are not both known, as those are that stand for several.
fn crossing<'s>(scene: &Scene<'s>, id: &ConduitId, conduit: &Conduit) -> Option<Vec<&'s Conversation>> {
    let mut crossing = Vec::new();
    for conversation in scene.inputs.reading.conversations.iter().filter(|c| required(c) > 0) {
        if conversation.coarse.is_some() {
            return None;
        }
        let Some((initiator, responder)) = scene.session(conversation) else { continue };
        match crosses(id, conduit, &initiator, &responder) {
            Some(true) => crossing.push(conversation),
            Some(false) => {}
            None => return None,
        }
    }
    Some(crossing)
}

/// Whether a conversation crosses the conduit: its ends are in two of its places, the zones it joins and itself. None
/// where one end is in such a place and the other anywhere.
fn crosses(id: &ConduitId, conduit: &Conduit, initiator: &Party, responder: &Party) -> Option<bool> {
    let places = |party: &Party| -> BTreeSet<ScopeId> {
        let own = ScopeId::Conduit(id.clone());
        let zones = conduit.zones.iter().cloned().map(ScopeId::Zone);
        zones.chain([own]).filter(|place| party.scopes.contains(place)).collect()
    };
    let (near, far) = (places(initiator), places(responder));
    let unknown = |one: &BTreeSet<ScopeId>, other: &Party| !one.is_empty() && other.scopes.is_empty();
    if unknown(&near, responder) || unknown(&far, initiator) {
        return None;
    }
    Some(!near.is_empty() && !far.is_empty() && near.is_disjoint(&far))
}

/// Sessions that must have been protected. A connection that was never answered carried nothing; a datagram did.
fn required(conversation: &Conversation) -> u64 {
    match (conversation.key.parties, conversation.key.transport) {
        (Parties::Publication { .. }, _) => 0,
        (Parties::Session { .. }, Transport::Tcp) => conversation.answered_sessions,
        (Parties::Session { .. }, _) => conversation.sessions,
    }
}

/// Protected sessions: where the first is shown, and how many.
struct Sessions {
    first: FrameRef,
    count: u64,
}

/// None where there is no session, or one that is not protected.
fn all_protected(crossing: &[&Conversation]) -> Option<Sessions> {
    let mut sessions: Option<Sessions> = None;
    for conversation in crossing {
        let sound = || conversation.cryptography.iter().filter(|fact| is_sound(&fact.security));
        let count = sound().fold(0_u64, |sum, fact| sum.saturating_add(fact.count));
        if count < required(conversation) || conversation.cryptography.iter().any(speaks_against) {
            return None;
        }
        let first = sound().map(|fact| fact.first).min()?;
        sessions = Some(match sessions {
            None => Sessions { first, count },
            Some(known) => Sessions { first: known.first.min(first), count: known.count.saturating_add(count) },
        });
    }
    sessions
}

fn is_sound(security: &Security) -> bool {
    matches!(
        security,
        Security::Channel { secrecy: true, integrity: true, soundness: Soundness::Sound, stage: Stage::Completed, .. }
    )
}

/// A readable log-in or token, or a channel that was used although it protects nothing.
fn speaks_against(fact: &SecurityFact) -> bool {
    match &fact.security {
        Security::SessionToken { clear, .. } => *clear,
        Security::Login { clear, stage, .. } => *clear && *stage == Stage::Completed,
        Security::Channel { stage, .. } => *stage == Stage::Completed && !is_sound(&fact.security),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, World, channel, login};
    use ringwall_model::{Coarse, Instant, ObservationPointId, Outcome};

    /// The historian speaks to the controller over the conduit `up`, watched for a day.
    fn watched() -> World {
        let mut world = World::two_zones();
        world.fact("historian", "plc", channel(Soundness::Sound));
        let point = world.plant.observation_points.get_mut("tap").unwrap();
        point.sees_conduits.push(ConduitId::from_foreign("up"));
        point.windows.push(Window { from: Instant(NOW.0 - DAY_US), until: NOW });
        world
    }

    fn says_nothing(change: impl Fn(&mut World)) -> bool {
        let mut world = watched();
        change(&mut world);
        world.run(&RULE).is_empty()
    }

    fn point(world: &mut World) -> &mut ObservationPoint {
        world.plant.observation_points.get_mut("tap").unwrap()
    }

    #[test]
    fn a_day_of_nothing_but_protected_sessions_supports_the_conduit() {
        let found = watched().run(&RULE);
        assert_eq!(found.iter().map(|e| e.outcome).collect::<Vec<_>>(), [Outcome::Supports, Outcome::Contributes]);
        assert_eq!(found[0].id.0.as_ref(), "channel-encrypted-throughout:conduit:up:control#7");
        assert_eq!((found[0].observed_at, found[0].criteria.len()), (NOW, 3));
    }

    #[test]
    fn one_session_in_clear_takes_it_away() {
        assert!(says_nothing(|world| world.reading.conversations[0].answered_sessions = 2));
        assert!(says_nothing(|world| world.fact("historian", "hmi", login(Stage::Completed))));
        assert!(says_nothing(|world| world.fact("historian", "plc", channel(Soundness::Weak))));
        let several = Some(Coarse { first_bits: 24, second_bits: 32 });
        assert!(says_nothing(|world| world.reading.conversations[0].coarse = several), "who spoke is not known");
        let token = Security::SessionToken { clear: true, after_end: false };
        assert!(says_nothing(|world| world.fact("historian", "plc", token.clone())));
    }

    #[test]
    fn datagrams_need_no_answer_to_count() {
        assert!(says_nothing(|world| {
            let conversation = &mut world.reading.conversations[0];
            conversation.key.transport = Transport::Udp;
            conversation.sessions = 9;
        }));
    }

    #[test]
    fn an_unanswered_attempt_and_a_session_inside_a_zone_take_nothing_away() {
        let mut world = watched();
        world.fact("hmi", "plc", login(Stage::Completed));
        world.fact("historian", "hmi", login(Stage::Offered));
        world.reading.conversations[2].answered_sessions = 0;
        assert_eq!(world.run(&RULE).len(), 2);
    }

    #[test]
    fn with_less_sight_it_says_nothing() {
        assert!(says_nothing(|world| point(world).sees_conduits.clear()));
        assert!(says_nothing(|world| point(world).both_directions = false));
        assert!(says_nothing(|world| point(world).loss_per_million = None));
        assert!(says_nothing(|world| point(world).loss_per_million = Some(LOSS_PER_MILLION_MAX + 1)));
        assert!(says_nothing(|world| point(world).windows[0].from = Instant(NOW.0 - DAY_US + 1)));
        assert!(says_nothing(|world| world.reading.captures[0].dropped = Some(1000)));
        assert!(
            says_nothing(|world| world.reading.captures[0].point = Some(ObservationPointId::from_foreign("other")))
        );
    }

    #[test]
    fn without_declared_windows_captures_that_follow_each_other_make_one() {
        let mut world = watched();
        point(&mut world).windows.clear();
        assert!(world.run(&RULE).is_empty());
        world.reading.captures[0].first = Some(Instant(NOW.0 - DAY_US));
        assert_eq!(world.run(&RULE).len(), 2);
        let half = Instant(NOW.0 - DAY_US / 2);
        let mut earlier = world.reading.captures[0].clone();
        earlier.last = Some(half);
        world.reading.captures[0].first = Some(Instant(half.0 + GAP_US_MAX));
        world.reading.captures.push(earlier);
        assert_eq!(world.run(&RULE).len(), 2);
        world.reading.captures[0].first = Some(Instant(half.0 + GAP_US_MAX + 1));
        assert!(world.run(&RULE).is_empty());
    }

    #[test]
    fn a_session_with_an_end_that_nobody_knows_takes_it_away() {
        assert!(says_nothing(|world| {
            world.fact("hmi", "plc", login(Stage::Offered));
            world.plant.assets.remove("hmi");
        }));
    }

    #[test]
    fn a_quiet_conduit_says_nothing() {
        assert!(says_nothing(|world| world.reading.conversations.clear()));
    }
}
