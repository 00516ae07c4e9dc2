//! A firewall's running configuration permits nothing that is not declared.

use ringwall_model::{ConfigurationKind, Grade, PermittedView, Place, Plant, ScopeId, Span, Unit};

use super::{Effect, Rule};
use crate::{out::Out, scene::Scene};

pub(super) static RULE: Rule = Rule {
    code: "configuration-denies-by-default",
    title: "a firewall permits only what is declared",
    explanation: "The running configuration of a conduit's only enforcement point, taken by a named person at a known time, of \
        which every line and every default is understood, and through which nothing may open a connection that no conduit \
        declares, refuses by default and permits by declaration. It supports the row at this enforcement point alone: for \
        the conduit whose only one it is, and never for a zone, which may have other ways in.",
    criteria: &[("SR 5.2 RE 1/default-deny", Effect::Sufficient)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 90,
    traps: &[
        "permissions that hold because a line is absent: each dialect lists its own, and unknown ones leave packets unknown",
        "IPv6, or an interface without a list",
        "a path around the enforcement point: it supports nothing for the zone",
        "the configuration changes the day after it was taken",
    ],
    run,
};

const CRITERIA: &[&str] = &["SR 5.2 RE 1/default-deny"];

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for firewall in scene.inputs.firewalls.iter().filter(|firewall| is_proof(firewall)) {
        let place = Place::File(Span { file: firewall.file.clone(), line: 1, column: 1, length: 0 });
        for scope in only_point_of(scene.inputs.plant, firewall) {
            let text = format!(
                "{} permits only what is declared, and every line of it is understood",
                firewall.file.terminal()
            );
            out.add_configured(firewall, &scope, CRITERIA, place.clone(), text);
        }
    }
}

fn is_proof(firewall: &PermittedView) -> bool {
    let taken = &firewall.taken;
    !taken.is_claim() && taken.kind == Some(ConfigurationKind::Running) && firewall.is_understood && firewall.is_closed
}

/// Conduits of which the firewall is the one enforcement point.
fn only_point_of(plant: &Plant, firewall: &PermittedView) -> Vec<ScopeId> {
    let only = |points: &[_]| matches!((points, &firewall.asset), ([one], Some(asset)) if one == asset);
    let conduits = plant.conduits.iter().filter(|(_, conduit)| only(&conduit.enforcement_points));
    conduits.map(|(id, _)| ScopeId::Conduit(id.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, firewall};
    use ringwall_model::{AssetId, Outcome};

    fn closed() -> World {
        let mut world = World::two_zones();
        let mut firewall = firewall("shadowed");
        (firewall.is_closed, firewall.is_understood) = (true, true);
        world.plant.conduits.get_mut("up").unwrap().enforcement_points = vec![AssetId::from_foreign("wall")];
        world.firewalls.push(firewall);
        world
    }

    #[test]
    fn a_closed_running_and_understood_configuration_supports_the_conduit_for_a_time() {
        let found = closed().run(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].scope.to_string().as_str(), found[0].outcome), ("conduit:up", Outcome::Supports));
        assert!(found[0].valid_until.is_some());
    }

    #[test]
    fn a_line_not_understood_an_open_policy_a_template_or_a_second_point_support_nothing() {
        let mut worlds: Vec<World> = (0..5).map(|_| closed()).collect();
        worlds[0].firewalls[0].is_understood = false;
        worlds[1].firewalls[0].is_closed = false;
        worlds[2].firewalls[0].taken.kind = Some(ConfigurationKind::Startup);
        worlds[3].firewalls[0].taken.by = None;
        worlds[4].plant.conduits.get_mut("up").unwrap().enforcement_points.push(AssetId::from_foreign("other"));
        assert!(worlds.iter().all(|world| world.run(&RULE).is_empty()));
    }
}
