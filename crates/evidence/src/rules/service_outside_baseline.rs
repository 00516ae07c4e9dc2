//! An asset answered with a service that its approved baseline lacks.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{ApprovedService, AssetId, Conversation, FrameRef, Grade, Instant, RolesBy, Transport, Unit};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
};

const CRITERIA: &[&str] = &["SR 7.7/others-off"];

/// From this port on, systems give ports to what asks for any.
const EPHEMERAL_PORT_MIN: u16 = 32_768;

pub(super) static RULE: Rule = Rule {
    code: "service-outside-baseline",
    title: "a service answered that the approved baseline lacks",
    explanation: "An asset for which an approved baseline of services is declared, and which answered over a protocol or \
        port that the baseline does not name, has more switched on than it needs. Without a declared baseline nothing is \
        said of any service, for nobody has said which are needed. Requests without an answer, sessions of which it is \
        not sure who opened them, and unrecognised sessions on ports that systems give out as they go say nothing.",
    criteria: &[("SR 7.7/others-off", Effect::Contradicts)],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "without a baseline there is nothing to hold it against",
        "a second connection of a file transfer runs on a port given out as it goes",
        "who asks and who answers may be swapped where only the ports tell",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let mut found: BTreeMap<AssetId, Extra> = BTreeMap::new();
    for conversation in scene.inputs.reading.conversations.iter().filter(|c| is_service(c)) {
        let Some((_, responder)) = scene.session(conversation) else { continue };
        let baseline = scene.declared(&responder).and_then(|asset| asset.services.as_ref());
        if baseline.is_some_and(|baseline| !covers(baseline, conversation)) {
            found.entry(responder.asset.clone()).or_insert_with(|| Extra::new(responder)).note(conversation);
        }
    }
    for extra in found.values() {
        let Extra { asset, services, first, last_seen, count } = extra;
        let names: Vec<String> = services.iter().cloned().collect();
        let text =
            format!("{} ({}) answers over {}, which its baseline lacks", asset.asset, asset.address, names.join(", "));
        out.add_at(asset, |scope, unit| Sighting {
            part: "",
            criteria: CRITERIA,
            scope,
            unit,
            first: first.unwrap_or_default(),
            last_seen: *last_seen,
            count: *count,
            text: text.clone(),
        });
    }
}

/// What an asset answered beyond its baseline.
struct Extra {
    asset: Party,
    services: BTreeSet<String>,
    first: Option<FrameRef>,
    last_seen: Instant,
    count: u64,
}

impl Extra {
    fn new(asset: Party) -> Self {
        Self { asset, services: BTreeSet::new(), first: None, last_seen: Instant::default(), count: 0 }
    }

    fn note(&mut self, conversation: &Conversation) {
        let key = &conversation.key;
        let carrier = key.transport.wire(key.port);
        let name = key.protocol.as_ref().map_or_else(|| carrier.clone(), |word| format!("{word} ({carrier})"));
        self.services.insert(name);
        let first = conversation.first_frames.from_responder;
        self.first = self.first.into_iter().chain(first).min();
        self.last_seen = self.last_seen.max(conversation.last_seen);
        self.count = self.count.saturating_add(conversation.answered_sessions);
    }
}

/// An answered session of which it is known who opened it, and that is a service by its content or its port.
fn is_service(conversation: &Conversation) -> bool {
    let key = &conversation.key;
    let is_known = key.protocol.is_some() || key.port < EPHEMERAL_PORT_MIN;
    conversation.answered_sessions > 0
        && is_known
        && matches!(key.transport, Transport::Tcp | Transport::Udp)
        && matches!(conversation.roles_by, RolesBy::Content | RolesBy::Handshake)
}

fn covers(baseline: &[ApprovedService], conversation: &Conversation) -> bool {
    let key = &conversation.key;
    baseline.iter().any(|service| service.covers(key.protocol.as_deref(), key.transport, key.port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    fn approved(protocol: Option<&'static str>, port: Option<u16>) -> ApprovedService {
        ApprovedService { protocol: protocol.map(Into::into), transport: port.map(|_| Transport::Tcp), port }
    }

    /// The controller, whose baseline names `wanted` and port 10, answers on a port.
    fn answers(protocol: Option<&'static str>, port: u16) -> World {
        let mut world = World::two_zones();
        world.asset("plc").services = Some(vec![approved(Some("wanted"), None), approved(None, Some(10))]);
        let conversation = world.conversation("hmi", "plc");
        conversation.key.protocol = protocol.map(Into::into);
        conversation.key.port = port;
        conversation.first_frames.from_responder = Some(FrameRef { frame: 5, ..FrameRef::default() });
        world
    }

    #[test]
    fn what_the_baseline_lacks_contradicts_at_the_asset_and_is_named() {
        let found = answers(Some("unwanted"), 80).run(&RULE);
        assert_eq!(found[0].id.0.as_ref(), "service-outside-baseline:zone:bpcs:asset:plc:control#5");
        assert!(found[0].text.contains("answers over unwanted (tcp/80), which"), "{}", found[0].text);
        assert_eq!(answers(None, 80).ids(&RULE).len(), 1);
    }

    #[test]
    fn what_the_baseline_names_says_nothing() {
        assert!(answers(Some("wanted"), 8080).ids(&RULE).is_empty());
        assert!(answers(Some("unwanted"), 10).ids(&RULE).is_empty());
    }

    #[test]
    fn without_a_baseline_nothing_is_said_and_an_empty_one_approves_of_nothing() {
        let mut world = answers(Some("unwanted"), 80);
        world.asset("plc").services = Some(Vec::new());
        assert_eq!(world.ids(&RULE).len(), 1);
        world.asset("plc").services = None;
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn an_unanswered_request_and_roles_by_port_say_nothing() {
        let mut world = answers(Some("unwanted"), 80);
        world.conversation("hmi", "plc").roles_by = RolesBy::Port;
        assert!(world.ids(&RULE).is_empty());
        let mut world = answers(Some("unwanted"), 80);
        world.conversation("hmi", "plc").answered_sessions = 0;
        assert!(world.ids(&RULE).is_empty());
    }

    #[test]
    fn an_unrecognised_session_on_a_port_given_out_as_it_goes_says_nothing() {
        assert!(answers(None, 49_152).ids(&RULE).is_empty());
        assert_eq!(answers(Some("unwanted"), 49_152).ids(&RULE).len(), 1, "its content tells what it is");
    }
}
