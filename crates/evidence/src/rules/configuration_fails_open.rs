//! A boundary device lets packets pass unseen when it fails.

use ringwall_model::{AssetId, DeviceFact, Grade, Plant, ScopeId, Unit, UnitId};

use super::{Effect, Rule};
use crate::{essential, out::Out, scene::Scene};

const CRITERIA: &[&str] = &["SR 5.2 RE 3/closes-on-failure"];

pub(super) static RULE: Rule = Rule {
    code: "configuration-fails-open",
    title: "a boundary device is set to let packets pass when it fails",
    explanation: "A bypass that is set in the configuration of a conduit's own device or enforcement point leaves the gate open \
        when the device loses power or stops. A conduit over which an essential function's flow goes, or which leads to a safety \
        function, must not shut: there it is no fault, and nothing is said. Where it is not said when, by whom and from which \
        device the configuration was taken, and whether it is the running one, it is a claim.",
    criteria: &[("SR 5.2 RE 3/closes-on-failure", Effect::Contradicts)],
    unit: Unit::Boundary,
    strength: Grade::Verified,
    window_days: 0,
    valid_days: 0,
    traps: &[
        "on the path of a safety function, or of a flow that an essential function needs, a gate that shuts would be the fault",
        "a template, or what the device starts with, need not be what it works by",
        "a bypass that is built in and not set is not seen",
    ],
    run,
};

fn run(scene: &Scene<'_>, out: &mut Out<'_>) {
    let plant = scene.inputs.plant;
    for device in scene.inputs.devices {
        let Some(asset) = &device.asset else { continue };
        let Some(setting) = device.settings.iter().find(|s| s.fact == DeviceFact::FailOpen) else { continue };
        for scope in gates(plant, asset) {
            let text = format!("{asset} lets packets pass unseen when it fails");
            let unit = UnitId::Scope(scope.clone());
            out.add_setting(device, ("", CRITERIA), (&scope, unit), &setting.place, text);
        }
    }
}

/// Conduits the device holds, and which may shut.
fn gates(plant: &Plant, asset: &AssetId) -> Vec<ScopeId> {
    let held = plant.conduits.iter().filter(|(_, c)| c.assets.contains(asset) || c.enforcement_points.contains(asset));
    held.filter(|(id, _)| !essential::crosses(plant, id)).map(|(id, _)| ScopeId::Conduit(id.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, device};
    use ringwall_model::{
        ConduitId, EssentialFlow, EssentialFunction, EssentialFunctionId, Outcome, Span, Taken, ZoneKind,
    };

    fn world() -> World {
        let mut world = World::two_zones();
        world.devices.push(device(&[DeviceFact::FailOpen]));
        world.plant.conduits.get_mut("up").unwrap().enforcement_points = vec![AssetId::from_foreign("hmi")];
        world
    }

    #[test]
    fn a_bypass_of_an_enforcement_point_contradicts_at_the_conduit() {
        let found = world().run(&RULE);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].scope.to_string().as_str(), found[0].outcome), ("conduit:up", Outcome::Contradicts));
    }

    #[test]
    fn towards_a_safety_function_or_on_an_essential_flow_it_says_nothing() {
        let mut safety = world();
        safety.set_zone("dmz", ZoneKind::Safety);
        let mut flow = world();
        let flows = vec![EssentialFlow {
            place: Span::default(),
            from: AssetId::from_foreign("historian"),
            to: AssetId::from_foreign("plc"),
            conduit: Some(ConduitId::from_foreign("up")),
            fallback: None,
        }];
        let function = EssentialFunction {
            place: Span::default(),
            name: "view".into(),
            assets: Vec::new(),
            flows,
            consoles: Vec::new(),
            services: Vec::new(),
            longest_outage_s: None,
            approved_by: None,
        };
        flow.plant.essential_functions.insert(EssentialFunctionId::from_foreign("view"), function);
        assert!(safety.run(&RULE).is_empty() && flow.run(&RULE).is_empty());
    }

    #[test]
    fn a_device_of_no_conduit_says_nothing_and_a_template_is_a_claim() {
        let mut inside = world();
        inside.plant.conduits.get_mut("up").unwrap().enforcement_points.clear();
        assert!(inside.run(&RULE).is_empty());
        let mut template = world();
        template.devices[0].taken = Taken::default();
        assert_eq!(template.run(&RULE)[0].grade, Grade::Claimed);
    }
}
