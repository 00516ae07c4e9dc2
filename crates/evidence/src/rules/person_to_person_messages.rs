//! Mail or chat reached a host of the control system.

use ringwall_model::{Grade, ScopeId, Security, ServiceKind, Stage, Unit, ZoneId};

use super::{Effect, Rule};
use crate::{
    out::Out,
    scene::{Party, Scene},
    shown::{Shown, What, each_fact},
    standing::is_business,
};

const ARRIVED: What = ("arrived", &["SR 5.3/blocked"]);
const FETCHED: What = ("fetched", &["SR 5.3/no-fetching"]);
const AT_ALL: What = ("", &["SR 5.3 RE 1/both-directions"]);

pub(super) static RULE: Rule = Rule {
    code: "person-to-person-messages",
    title: "mail or chat crossed a zone's boundary",
    explanation: "Mail that a business network or one outside delivered to a host of the control system, mail or chat \
        that such a host fetched from a server outside its zone, and chat between the two show that messages from person \
        to person pass the boundary. Mail that a host hands to a server outside says nothing: a system that reports its \
        alarms by mail looks the same, and nobody receives anything by it. What stays within one zone crosses nothing.",
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
        "alarm mail that a system sends out is no message to a person inside",
        "mail read on a page in a protected channel looks like any page, and is not seen here",
        "a relay that hands outgoing mail on receives it from inside",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    each_fact(
        scene,
        |security| kind(security).is_some(),
        |shown| match kind(&shown.fact.security) {
            Some(ServiceKind::MailSubmission) => arrived(scene, out, shown),
            Some(ServiceKind::MailReading) => fetched(scene, out, shown, "mail"),
            Some(ServiceKind::Chat) => {
                arrived(scene, out, shown);
                fetched(scene, out, shown, "chat");
            }
            _ => {}
        },
    );
}

fn kind(security: &Security) -> Option<ServiceKind> {
    match *security {
        Security::Service { kind, stage: Stage::Completed } => Some(kind),
        _ => None,
    }
}

/// Delivered to a host inside, from a business network or an untrusted one.
fn arrived(scene: &Scene<'_>, out: &mut Out<'_>, shown: &Shown<'_>) {
    let (initiator, responder) = (shown.initiator, shown.responder);
    let network = &shown.conversation.key.network;
    if !(scene.is_in_business(initiator) || scene.is_untrusted(network, initiator.address)) {
        return;
    }
    let text = format!("messages from {} arrived at {} ({})", initiator.address, responder.address, responder.asset);
    for zone in inside(scene, responder) {
        shown.add_to(out, ScopeId::Zone(zone.clone()), ARRIVED, &text);
        shown.add_to(out, ScopeId::Zone(zone), AT_ALL, &text);
    }
}

/// Fetched by a host inside, from a server outside its zone.
fn fetched(scene: &Scene<'_>, out: &mut Out<'_>, shown: &Shown<'_>, what: &str) {
    let (initiator, responder) = (shown.initiator, shown.responder);
    if !scene.is_beyond(&shown.conversation.key.network, initiator, responder) {
        return;
    }
    let text = format!("{} ({}) fetched {what} from {}", initiator.asset, initiator.address, responder.address);
    for zone in inside(scene, initiator) {
        shown.add_to(out, ScopeId::Zone(zone.clone()), FETCHED, &text);
        shown.add_to(out, ScopeId::Zone(zone), AT_ALL, &text);
    }
}

/// Zones of the control system a party is in.
fn inside<'s>(scene: &'s Scene<'_>, party: &Party) -> impl Iterator<Item = ZoneId> + use<'s> {
    let zones = &scene.inputs.plant.zones;
    scene.zones(party).into_iter().filter(|id| zones.get(id).is_some_and(|zone| !is_business(zone.kind)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use ringwall_model::{Prefix, ZoneKind};

    fn service(kind: ServiceKind) -> Security {
        Security::Service { kind, stage: Stage::Completed }
    }

    fn sent(from: &str, to: &str, security: Security) -> Vec<String> {
        let mut world = World::two_zones();
        world.set_zone("office", ZoneKind::Business);
        world.add_asset("mail", "office", 50);
        world.fact(from, to, security);
        world.ids(&RULE)
    }

    fn expected(parts: &[&str]) -> Vec<String> {
        parts.iter().map(|part| format!("person-to-person-messages{part}:zone:bpcs:control#7")).collect()
    }

    #[test]
    fn mail_that_arrives_from_the_office_contradicts() {
        assert_eq!(sent("mail", "hmi", service(ServiceKind::MailSubmission)), expected(&["", ".arrived"]));
    }

    #[test]
    fn mail_and_chat_fetched_from_outside_contradict() {
        for kind in [ServiceKind::MailReading, ServiceKind::Chat] {
            assert_eq!(sent("hmi", "mail", service(kind)), expected(&["", ".fetched"]));
        }
    }

    #[test]
    fn a_server_at_an_address_that_no_network_has_is_outside_and_one_at_ours_may_be_inside() {
        let mut world = World::two_zones();
        world.fact("hmi", "203.0.113.7", service(ServiceKind::MailReading));
        assert!(world.ids(&RULE).is_empty(), "nobody said which addresses are ours");
        world.plant.networks.values_mut().for_each(|n| n.prefixes = vec![Prefix::parse("10.0.0.0/24").unwrap()]);
        assert_eq!(world.ids(&RULE), expected(&["", ".fetched"]));
        world.reading.conversations.clear();
        world.fact("hmi", "10.0.0.99", service(ServiceKind::MailReading));
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn alarm_mail_that_goes_out_says_nothing() {
        assert!(sent("plc", "mail", service(ServiceKind::MailSubmission)).is_empty());
    }

    #[test]
    fn a_relay_between_that_receives_alarm_mail_from_inside_says_nothing() {
        assert!(sent("plc", "historian", service(ServiceKind::MailSubmission)).is_empty());
    }

    #[test]
    fn mail_within_a_zone_within_the_office_and_an_attempt_say_nothing() {
        assert!(sent("hmi", "plc", service(ServiceKind::MailReading)).is_empty());
        assert!(sent("mail", "mail", service(ServiceKind::MailReading)).is_empty());
        let attempt = Security::Service { kind: ServiceKind::Chat, stage: Stage::Offered };
        assert!(sent("hmi", "mail", attempt).is_empty());
    }
}
