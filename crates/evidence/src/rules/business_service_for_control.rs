//! A control asset was served by a business network.

use std::collections::BTreeSet;

use ringwall_model::{FrameRef, Grade, Instant, ScopeId, Security, ServiceKind, Stage, Unit, UnitId};

use super::{Effect, Rule};
use crate::{
    out::{Out, Sighting},
    scene::{Party, Scene},
    shown::each_fact,
};

const CRITERIA: &[&str] = &["SR 5.1 RE 2/services-inside"];

pub(super) static RULE: Rule = Rule {
    code: "business-service-for-control",
    title: "a control asset depends on a service in a business network",
    explanation: "An asset of a control or safety zone that was given its address, a name, the time or a user's rights by \
        a server in a business zone, or outside the system under consideration, depends on a network that is not meant \
        for control. It says nothing where the same asset was seen to get the same kind of service from a server that \
        is not in such a zone, where the request was not answered, and where nobody knows which zone the server is in.",
    criteria: &[("SR 5.1 RE 2/services-inside", Effect::Contradicts)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "a second server inside may be there and not have been needed while somebody watched",
        "an asset declared in the wrong zone",
        "a relay inside asks in the name of others",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let uses = uses(scene);
    let local: BTreeSet<_> = uses.iter().filter(|u| !u.is_business).map(|u| (u.kind, &u.asset.asset)).collect();
    for service in uses.iter().filter(|u| u.is_business && !local.contains(&(u.kind, &u.asset.asset))) {
        for zone in scene.zones(&service.asset) {
            let scope = ScopeId::Zone(zone);
            out.add(service.sighting(scope));
        }
    }
}

/// A service that a control asset was given.
struct Use {
    kind: ServiceKind,
    asset: Party,
    server: Party,
    is_business: bool,
    seen: (FrameRef, Instant, u64),
}

impl Use {
    fn sighting(&self, scope: ScopeId) -> Sighting {
        let (first, last_seen, count) = self.seen;
        let (asset, server) = (&self.asset, &self.server);
        let text = format!(
            "{} ({}) was given {} by {} ({}) in a business network",
            asset.asset,
            asset.address,
            words(self.kind),
            server.address,
            server.asset
        );
        let unit = UnitId::Scope(scope.clone());
        Sighting { part: part(self.kind), criteria: CRITERIA, scope, unit, first, last_seen, count, text }
    }
}

fn uses(scene: &Scene<'_>) -> Vec<Use> {
    let mut uses = Vec::new();
    each_fact(
        scene,
        |security| kind(security).is_some(),
        |shown| {
            let Some(kind) = kind(&shown.fact.security) else { return };
            if scene.is_in_control(shown.initiator) && !scene.zones(shown.responder).is_empty() {
                uses.push(Use {
                    kind,
                    asset: shown.initiator.clone(),
                    server: shown.responder.clone(),
                    is_business: scene.is_in_business(shown.responder),
                    seen: (shown.fact.first, shown.fact.last_seen, shown.fact.count),
                });
            }
        },
    );
    uses
}

/// Services without which control may stand still.
fn kind(security: &Security) -> Option<ServiceKind> {
    match *security {
        Security::Service { kind, stage: Stage::Completed } if !part(kind).is_empty() => Some(kind),
        Security::TimeReply { .. } => Some(ServiceKind::Time),
        _ => None,
    }
}

/// Names what is seen; empty for a kind that control does not need.
fn part(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::AddressAssignment => "address",
        ServiceKind::NameResolution => "name",
        ServiceKind::Directory => "directory",
        ServiceKind::Time => "time",
        _ => "",
    }
}

fn words(kind: ServiceKind) -> &'static str {
    match kind {
        ServiceKind::AddressAssignment => "its address",
        ServiceKind::NameResolution => "names",
        ServiceKind::Directory => "users and rights",
        _ => "the time",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use ringwall_model::ZoneKind;

    fn service(kind: ServiceKind, stage: Stage) -> Security {
        Security::Service { kind, stage }
    }

    /// The controller uses a server of the office.
    fn served(security: Security) -> World {
        let mut world = World::two_zones();
        world.set_zone("office", ZoneKind::Business);
        world.add_asset("server", "office", 50);
        world.fact("plc", "server", security);
        world
    }

    #[test]
    fn names_and_time_from_the_office_contradict_at_the_zone() {
        let name = served(service(ServiceKind::NameResolution, Stage::Completed));
        assert_eq!(name.ids(&RULE), ["business-service-for-control.name:zone:bpcs:control#7"]);
        let time = served(Security::TimeReply { stratum: 3, authenticated: true });
        assert_eq!(time.ids(&RULE), ["business-service-for-control.time:zone:bpcs:control#7"]);
    }

    #[test]
    fn an_unanswered_request_and_a_service_that_control_does_not_need_say_nothing() {
        assert!(served(service(ServiceKind::Directory, Stage::Offered)).ids(&RULE).is_empty());
        assert!(served(service(ServiceKind::Web, Stage::Completed)).ids(&RULE).is_empty());
    }

    #[test]
    fn a_server_inside_that_was_seen_too_takes_the_dependence_away() {
        let mut world = served(service(ServiceKind::NameResolution, Stage::Completed));
        world.fact("plc", "historian", service(ServiceKind::NameResolution, Stage::Completed));
        assert!(world.ids(&RULE).is_empty());
        world.reading.conversations[1].cryptography[0].security = service(ServiceKind::Directory, Stage::Completed);
        assert_eq!(world.ids(&RULE).len(), 1, "another kind does not help");
    }

    #[test]
    fn a_business_asset_and_a_server_of_no_known_zone_say_nothing() {
        let mut world = served(service(ServiceKind::NameResolution, Stage::Completed));
        world.set_zone("bpcs", ZoneKind::Dmz);
        assert!(world.ids(&RULE).is_empty());
        let mut world = served(service(ServiceKind::NameResolution, Stage::Completed));
        world.plant.assets.remove("server");
        assert!(world.ids(&RULE).is_empty());
    }
}
