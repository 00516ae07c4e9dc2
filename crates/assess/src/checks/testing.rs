//! Small plants for the tests of the checks.

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Allowance, Asset, AssetId, AssetInterface, Compensation, Conduit, ConduitId, Criticality, Enforcement,
    EssentialFunction, EssentialFunctionId, EvidenceKind, Finding, Foreign, Instant, Network, NetworkId, NetworkKind,
    Operations, PersonId, Plant, RequirementId, ScopeId, SecurityLevel, Span, Statement, Zone, ZoneId, ZoneKind,
};

use super::{Check, Declared, constraints, run_one};

fn found(check: &'static Check, plant: &Plant, at: Instant) -> Vec<Finding> {
    run_one(check, &Declared { plant, catalogue: Catalogue::embedded(), at })
}

pub(super) fn codes(check: &'static Check, plant: &Plant) -> Vec<String> {
    found(check, plant, Instant::default()).into_iter().map(|finding| finding.code.into_owned()).collect()
}

pub(super) fn told(check: &'static Check, plant: &Plant) -> Vec<String> {
    told_at(check, plant, Instant::default())
}

pub(super) fn told_at(check: &'static Check, plant: &Plant, at: Instant) -> Vec<String> {
    found(check, plant, at).into_iter().map(|finding| finding.message).collect()
}

/// The rows a check says must not be met in the way it tells, each once.
pub(super) fn rows(check: &'static Check, plant: &Plant) -> Vec<String> {
    let of_check = constraints(plant).into_iter().filter(|found| found.finding.code == check.code);
    let words = |touched: super::Touched| {
        let of = touched.asset.map(|asset| format!(" of {asset}")).unwrap_or_default();
        format!("{}{of} in {}", touched.requirement, touched.scope)
    };
    let rows: std::collections::BTreeSet<String> = of_check.flat_map(|found| found.rows).map(words).collect();
    rows.into_iter().collect()
}

/// The plant with an essential function `f`.
pub(super) fn essential(mut plant: Plant, change: impl Fn(&mut EssentialFunction)) -> Plant {
    let mut function = EssentialFunction {
        place: Span::default(),
        name: Foreign::default(),
        assets: Vec::new(),
        flows: Vec::new(),
        consoles: Vec::new(),
        services: Vec::new(),
        longest_outage_s: None,
        approved_by: None,
    };
    change(&mut function);
    plant.essential_functions.insert(EssentialFunctionId::from_foreign("f"), function);
    plant
}

pub(super) fn interface(network: &str) -> AssetInterface {
    AssetInterface {
        place: Span::default(),
        network: NetworkId::from_foreign(network),
        mac: None,
        ips: Vec::new(),
        station: None,
    }
}

pub(super) fn network(plant: &mut Plant, id: &str, change: impl Fn(&mut Network)) {
    let mut network = Network {
        place: Span::default(),
        name: Foreign::default(),
        kind: NetworkKind::Ethernet,
        prefixes: Vec::new(),
        vlan: Vec::new(),
        vrf: None,
        untrusted: false,
        nat: Vec::new(),
    };
    change(&mut network);
    plant.networks.insert(NetworkId::from_foreign(id), network);
}

/// Of SR 2.8 in zone `z`.
pub(super) fn statement() -> Statement {
    Statement {
        place: Span::default(),
        scope: ScopeId::Zone(ZoneId::from_foreign("z")),
        requirement: RequirementId::new("SR 2.8"),
        criteria: Vec::new(),
        units: Vec::new(),
        rating: None,
        not_applicable: false,
        kind: EvidenceKind::Examined,
        artefact: None,
        result: Foreign::default(),
        made_by: PersonId::from_foreign("engineer"),
        made_at: Instant::default(),
        valid_until: None,
        approved_by: None,
        accepted_by: None,
        accepted_at: None,
        remark: Foreign::default(),
    }
}

/// Of SR 1.2 in zone `z`.
pub(super) fn compensation() -> Compensation {
    Compensation {
        scope: ScopeId::Zone(ZoneId::from_foreign("z")),
        requirements: vec![RequirementId::new("SR 1.2")],
        units: Vec::new(),
        up_to: SecurityLevel::ZERO,
        rests_on: Vec::new(),
        threat: Foreign::default(),
        vector: Foreign::default(),
        residual_risk: Foreign::default(),
        accepted_by: None,
        accepted_at: None,
        expires: None,
        check: None,
        falsified_by: None,
    }
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

pub(super) fn zone(kind: ZoneKind) -> Zone {
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
