//! Plants made up from a seed.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a plant that cannot be made up should stop the run"
)]

use std::collections::BTreeMap;

use ringwall_diagram::{Badge, Detail, Diagram, Layer, Request, Standing, Traffic, Undeclared, draw};
use ringwall_model::{
    Allowance, Asset, AssetId, Conduit, ConduitId, Criticality, DataDirection, Enforcement, EssentialFlow,
    EssentialFunction, EssentialFunctionId, Foreign, FoundationalRequirement, Instant, Operations, Party, Plant,
    ScopeId, SecurityLevel, SlTarget, SlVector, Span, Zone, ZoneId, ZoneKind,
};

/// SplitMix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }

    pub fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

const KINDS: [ZoneKind; 9] = [
    ZoneKind::Control,
    ZoneKind::Control,
    ZoneKind::Safety,
    ZoneKind::Supervisory,
    ZoneKind::Dmz,
    ZoneKind::Wireless,
    ZoneKind::Temporary,
    ZoneKind::Business,
    ZoneKind::External,
];
const ROLES: [&str; 8] = ["plc", "hmi", "engineering-station", "historian", "switch", "server", "rtu", "drive"];
const NAMES: [&str; 6] = ["", "Crude distillation", "Tank farm", "Utilities and flare", "Kläranlage Süd", "W"];

/// How large a plant may be.
#[derive(Clone, Copy)]
pub struct Size {
    pub zones: u64,
    pub assets: u64,
    pub conduits: u64,
}

/// The largest a law is tried on.
pub const LARGE: Size = Size { zones: 30, assets: 500, conduits: 60 };

pub fn span() -> Span {
    Span { file: "plant.toml".into(), line: 1, column: 1, length: 1 }
}

fn zone_id(number: u64) -> ZoneId {
    ZoneId::from_foreign(&format!("zone-{number:02}"))
}

fn vector(dice: &mut Dice) -> SlTarget {
    let uniform = dice.one_in(2);
    let first = SecurityLevel::new(u8::try_from(1 + dice.below(4)).unwrap());
    let levels = FoundationalRequirement::ALL
        .map(|_| if uniform { first } else { SecurityLevel::new(u8::try_from(dice.below(5)).unwrap()) });
    SlTarget(SlVector::new(levels))
}

fn zone(dice: &mut Dice, number: u64) -> Zone {
    let kind = *dice.pick(&KINDS);
    Zone {
        place: span(),
        name: Foreign::from(*dice.pick(&NAMES)),
        kind,
        // An earlier zone: no circles, chains of any depth.
        parent: (number > 0 && dice.one_in(3)).then(|| zone_id(dice.below(number))),
        in_suc: kind != ZoneKind::External,
        owner: None,
        logical_boundary: Foreign::default(),
        physical_boundary: Foreign::default(),
        policies: Vec::new(),
        assumptions: Vec::new(),
        dependencies: Vec::new(),
        sl_target: dice.below(4).checked_sub(1).map(|_| vector(dice)),
        rationale: BTreeMap::new(),
    }
}

pub fn asset(dice: &mut Dice, zone: Option<ZoneId>) -> Asset {
    Asset {
        place: span(),
        name: Foreign::from(if dice.one_in(5) { "Feed pump controller of the second train" } else { "" }),
        zones: zone.into_iter().collect(),
        conduits: Vec::new(),
        interfaces: Vec::new(),
        behind: None,
        hosted_on: None,
        redundancy_group: dice.one_in(9).then(|| "pair".into()),
        component_types: Vec::new(),
        role: (!dice.one_in(6)).then(|| Foreign::from(*dice.pick(&ROLES))),
        level: (!dice.one_in(3)).then(|| Foreign::from(dice.below(4).to_string())),
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

fn allowance(dice: &mut Dice, assets: &[AssetId]) -> Allowance {
    let word = *dice.pick(&["modbus", "opcua", "s7comm", "ssh", "dnp3", "a-protocol-with-a-very-long-name"]);
    Allowance {
        place: span(),
        protocol: Some(word.into()),
        transport: None,
        port: None,
        operations: Operations::default(),
        initiator: if assets.is_empty() { Vec::new() } else { vec![Party::Asset(dice.pick(assets).clone())] },
        responder: if assets.is_empty() { Vec::new() } else { vec![Party::Asset(dice.pick(assets).clone())] },
        functions: Vec::new(),
        objects: Vec::new(),
        when: None,
        rate_per_minute: None,
        essential: None,
        purpose: Foreign::default(),
        information_class: Foreign::default(),
    }
}

fn conduit(dice: &mut Dice, zones: u64, assets: &[AssetId], own: Option<AssetId>) -> Conduit {
    let many = if dice.one_in(6) { 3 + dice.below(3) } else { 2 };
    let mut joined: Vec<ZoneId> = (0..many).map(|_| zone_id(dice.below(zones))).collect();
    joined.sort();
    joined.dedup();
    let direction =
        (joined.len() > 1 && dice.one_in(4)).then(|| DataDirection { from: joined[0].clone(), to: joined[1].clone() });
    Conduit {
        place: span(),
        name: Foreign::from(*dice.pick(&NAMES)),
        zones: joined,
        data_direction: direction,
        enforced: *dice.pick(&[Enforcement::Physical, Enforcement::Rule, Enforcement::None]),
        assets: own.into_iter().collect(),
        enforcement_points: Vec::new(),
        fails: None,
        island_mode: false,
        sl_target: dice.one_in(2).then(|| vector(dice)),
        trusted: !dice.one_in(4),
        monitored_by: None,
        allow: (0..dice.below(4)).map(|_| allowance(dice, assets)).collect(),
    }
}

/// A plant of at most such a size.
pub fn plant(dice: &mut Dice, size: Size) -> Plant {
    let zones = 1 + dice.below(size.zones);
    let (assets, conduits) = (dice.below(size.assets + 1), dice.below(size.conduits + 1));
    plant_of(dice, Size { zones, assets, conduits })
}

/// A plant of such a size.
pub fn plant_of(dice: &mut Dice, size: Size) -> Plant {
    let mut plant = Plant { name: "Random works".into(), site: "North".into(), ..Plant::default() };
    let zones = size.zones;
    for number in 0..zones {
        plant.zones.insert(zone_id(number), zone(dice, number));
    }
    for number in 0..size.assets {
        // Some zones are crowded.
        let at = if dice.one_in(2) { dice.below(zones) } else { dice.below(zones).min(dice.below(zones)) };
        plant.assets.insert(AssetId::from_foreign(&format!("asset-{number:03}")), asset(dice, Some(zone_id(at))));
    }
    let ids: Vec<AssetId> = plant.assets.keys().cloned().collect();
    for number in 0..size.conduits {
        let own = dice.one_in(2).then(|| AssetId::from_foreign(&format!("fw-{number:02}")));
        if let Some(own) = &own {
            plant.assets.insert(own.clone(), asset(dice, None));
        }
        let conduit = conduit(dice, zones, &ids, own);
        plant.conduits.insert(ConduitId::from_foreign(&format!("conduit-{number:02}")), conduit);
    }
    essential(dice, &mut plant, &ids);
    plant
}

fn essential(dice: &mut Dice, plant: &mut Plant, assets: &[AssetId]) {
    let conduits: Vec<ConduitId> = plant.conduits.keys().cloned().collect();
    if assets.is_empty() || conduits.is_empty() || dice.one_in(3) {
        return;
    }
    let flow = EssentialFlow {
        place: span(),
        from: dice.pick(assets).clone(),
        to: dice.pick(assets).clone(),
        conduit: Some(dice.pick(&conduits).clone()),
        fallback: None,
    };
    let function = EssentialFunction {
        place: span(),
        name: "Keep it cool".into(),
        assets: vec![dice.pick(assets).clone()],
        flows: vec![flow],
        consoles: Vec::new(),
        services: Vec::new(),
        longest_outage_s: None,
        approved_by: None,
    };
    plant.essential_functions.insert(EssentialFunctionId::from_foreign("cooling"), function);
}

/// A way of drawing it.
pub fn request<'a>(plant: &'a Plant, detail: Detail, layer: Layer, dice: &mut Dice) -> Request<'a> {
    let zones: Vec<&ZoneId> = plant.zones.keys().collect();
    let undeclared = (0..dice.below(4)).map(|_| Undeclared {
        from: (*dice.pick(&zones)).clone(),
        to: (*dice.pick(&zones)).clone(),
        protocols: vec!["modbus".to_owned()],
        exchanges: 2,
    });
    let mut undeclared: Vec<Undeclared> = undeclared.filter(|one| one.from != one.to).collect();
    undeclared.sort_by(|a, b| (&a.from, &a.to).cmp(&(&b.from, &b.to)));
    undeclared.dedup_by(|a, b| a.from == b.from && a.to == b.to);
    let traffic = Traffic { captured: true, undeclared, ..Traffic::default() };
    let badges = if layer == Layer::Levels { badges(plant) } else { BTreeMap::new() };
    Request { plant, detail, layer, badges, traffic, at: Instant(0), method: "ringwall-sla/1" }
}

fn badges(plant: &Plant) -> BTreeMap<ScopeId, Vec<Badge>> {
    let badge =
        |fr| Badge { fr, target: "2".to_owned(), shown: "0..1".to_owned(), sign: "x", standing: Standing::Blocked };
    let seven = FoundationalRequirement::ALL.map(badge).to_vec();
    let zones = plant.zones.iter().filter(|(_, zone)| zone.is_judged()).map(|(id, _)| ScopeId::Zone(id.clone()));
    let all = zones.chain(plant.conduits.keys().cloned().map(ScopeId::Conduit));
    all.map(|scope| (scope, seven.clone())).collect()
}

/// Draws it.
pub fn drawn(plant: &Plant, detail: Detail, layer: Layer) -> Diagram {
    draw(&request(plant, detail, layer, &mut Dice::new(7)))
}
