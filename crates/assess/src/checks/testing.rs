//! Small plants for the tests of the checks.

use ringwall_model::{
    Allowance, Asset, AssetId, Conduit, ConduitId, Criticality, Enforcement, Foreign, Operations, Plant, Span, Zone,
    ZoneId, ZoneKind,
};

use super::{Check, run_one};

pub(super) fn codes(check: &'static Check, plant: &Plant) -> Vec<String> {
    run_one(check, plant).into_iter().map(|finding| finding.code.into_owned()).collect()
}

/// A zone `z` of a kind with one asset in it.
pub(super) fn plant_with(kind: ZoneKind, change: impl Fn(&mut Asset)) -> Plant {
    let mut plant = Plant::default();
    plant.zones.insert(ZoneId::from_foreign("z"), zone(kind));
    let mut asset = asset("z");
    change(&mut asset);
    plant.assets.insert(AssetId::from_foreign("a"), asset);
    plant
}

pub(super) fn plant_with_conduit(conduit: Conduit) -> Plant {
    Plant { conduits: [(ConduitId::from_foreign("c"), conduit)].into(), ..Plant::default() }
}

fn zone(kind: ZoneKind) -> Zone {
    Zone {
        place: Span::default(),
        name: Foreign::default(),
        kind,
        parent: None,
        in_suc: true,
        owner: None,
        logical_boundary: Foreign::default(),
        physical_boundary: Foreign::default(),
        policies: Vec::new(),
        assumptions: Vec::new(),
        dependencies: Vec::new(),
        sl_target: None,
        rationale: [].into(),
    }
}

pub(super) fn asset(zone: &str) -> Asset {
    Asset {
        place: Span::default(),
        name: Foreign::default(),
        zones: vec![ZoneId::from_foreign(zone)],
        conduits: Vec::new(),
        interfaces: Vec::new(),
        behind: None,
        hosted_on: None,
        redundancy_group: None,
        component_types: Vec::new(),
        role: None,
        level: None,
        lacks: Vec::new(),
        criticality: Criticality::Medium,
        business: false,
        safety: false,
        temporary: false,
        owner: None,
        lifecycle: Foreign::default(),
        product: None,
        serial: None,
        firmware: None,
        pinned_certificates: Vec::new(),
        services: None,
    }
}

pub(super) fn conduit() -> Conduit {
    Conduit {
        place: Span::default(),
        name: Foreign::default(),
        zones: vec![ZoneId::from_foreign("y"), ZoneId::from_foreign("z")],
        data_direction: None,
        enforced: Enforcement::None,
        assets: Vec::new(),
        enforcement_points: Vec::new(),
        fails: None,
        island_mode: false,
        sl_target: None,
        trusted: true,
        monitored_by: None,
        allow: Vec::new(),
    }
}

pub(super) fn allowance() -> Allowance {
    Allowance {
        place: Span::default(),
        protocol: None,
        transport: None,
        port: None,
        operations: Operations::NONE,
        initiator: Vec::new(),
        responder: Vec::new(),
        functions: Vec::new(),
        objects: Vec::new(),
        when: None,
        rate_per_minute: None,
        essential: None,
        purpose: Foreign::default(),
        information_class: Foreign::default(),
    }
}
