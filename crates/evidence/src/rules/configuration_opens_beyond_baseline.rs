//! A firewall's configuration opens a service of the device itself that its approved baseline lacks.

use ringwall_model::{Grade, Unit, UnitId};

use super::{Effect, Rule, configuration_permits_messages::place};
use crate::{out::Out, scene::Scene};

const CRITERIA: &[&str] = &["SR 7.7/others-off"];

pub(super) static RULE: Rule = Rule {
    code: "configuration-opens-beyond-baseline",
    title: "a device's own configuration opens a service that its baseline lacks",
    explanation: "A rule in the configuration of a device with an approved baseline of services, which names the port of a \
        management service that the baseline lacks and lets it be reached on the device itself, neither disables nor blocks \
        what is not needed. Without a declared baseline nothing is said, nor where only a policy that accepts or a rule \
        about every port would let it through: those do not show that the service is meant to be there.",
    criteria: &[("SR 7.7/others-off", Effect::Contradicts)],
    unit: Unit::Component,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "without a baseline there is nothing to hold it against",
        "a rule about every port opens no service by name",
        "a rule may have outlived the service it was written for: it is taken out, or the service approved",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    for firewall in scene.inputs.firewalls {
        let Some(asset) = &firewall.asset else { continue };
        for found in firewall.disagreements.iter().filter(|found| found.code == "service-beyond-baseline") {
            for scope in scene.inputs.plant.scopes_of(asset) {
                let unit = UnitId::Asset(asset.clone());
                out.add_configured_at(firewall, &scope, unit, CRITERIA, place(found), found.text.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, firewall};
    use ringwall_model::{AssetId, Outcome};

    fn world(code: &'static str) -> World {
        let mut world = World::two_zones();
        world.firewalls.push(firewall(code));
        world.firewalls[0].asset = Some(AssetId::from_foreign("hmi"));
        world
    }

    #[test]
    fn a_service_beyond_the_baseline_contradicts_at_the_device() {
        let found = world("service-beyond-baseline").run(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].scope.to_string().as_str(), found[0].outcome), ("zone:bpcs", Outcome::Contradicts));
        assert_eq!(found[0].units, [UnitId::Asset(AssetId::from_foreign("hmi"))]);
    }

    #[test]
    fn being_reached_alone_and_a_configuration_of_no_asset_say_nothing() {
        assert!(world("management-reachable").run(&RULE).is_empty());
        let mut nobody = world("service-beyond-baseline");
        nobody.firewalls[0].asset = None;
        assert!(nobody.run(&RULE).is_empty());
    }
}
