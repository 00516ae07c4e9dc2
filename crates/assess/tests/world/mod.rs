//! Random plants and evidence from a seed: the same seed, the same world.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "shared by tests that use parts of it")]

use std::sync::LazyLock;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Allocation, Allowance, Asset, AssetId, Behind, Compensation, ComponentType, ConditionSeen, Conduit, ConduitId,
    Countermeasure, CountermeasureId, CountermeasureKind, CriterionId, Criticality, DAY_US, Enforcement,
    EssentialConsole, EssentialFlow, EssentialFunction, EssentialFunctionId, EssentialService, EssentialServiceKind,
    Evidence, EvidenceId, EvidenceKind, EvidenceSet, Foreign, Grade, Instant, Lock, Maker, NotApplicableClaim,
    Operations, Outcome, Party, Person, PersonId, PersonRole, Place, Plant, PositiveCheck, ProductId, RequirementId,
    ScopeId, SecurityLevel, SlTarget, SlVector, Span, StatementId, Unit, UnitId, Zone, ZoneId, ZoneKind,
};

pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let (catalogue, diagnostics) = Catalogue::parse(include_str!("catalogue.toml"), "catalogue.toml");
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    catalogue
});

/// SplitMix64: small, and good enough to choose with.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()].clone()
    }

    /// Each with one chance in `times`.
    pub fn some<T: Clone>(&mut self, from: &[T], times: u64) -> Vec<T> {
        from.iter().filter(|_| self.one_in(times)).cloned().collect()
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, usize::try_from(self.below(at as u64 + 1)).unwrap());
        }
    }

    /// Days 0 to 19, where all that happens in a random world happens.
    pub fn day(&mut self) -> Instant {
        day(self.below(20))
    }
}

pub fn day(day: u64) -> Instant {
    Instant(i64::try_from(day).unwrap() * DAY_US)
}

#[derive(Clone, Debug)]
pub struct World {
    pub plant: Plant,
    pub set: EvidenceSet,
    pub at: Instant,
}

const ZONES: [&str; 3] = ["a", "b", "c"];
const CONDUITS: [&str; 2] = ["ab", "bc"];
const ASSETS: [&str; 6] = ["p", "q", "r", "s", "t", "u"];

impl World {
    pub fn random(dice: &mut Dice) -> Self {
        let plant = plant(dice);
        let mut set = EvidenceSet::default();
        for number in 0..dice.below(30) {
            set.evidence.push(evidence(dice, number).into());
        }
        for number in 0..dice.below(4) {
            set.not_applicable.push(claim(dice, number));
        }
        for _ in 0..dice.below(2) {
            set.conditions.push(condition(dice));
        }
        Self { plant, set, at: day(dice.below(24)) }
    }
}

pub fn scope(dice: &mut Dice) -> ScopeId {
    if dice.one_in(3) {
        ScopeId::Conduit(ConduitId::from_foreign(dice.pick(&CONDUITS)))
    } else {
        ScopeId::Zone(ZoneId::from_foreign(dice.pick(&ZONES)))
    }
}

fn row(dice: &mut Dice) -> RequirementId {
    dice.pick(CATALOGUE.requirements()).id
}

fn assets() -> Vec<AssetId> {
    ASSETS.iter().map(|id| AssetId::from_foreign(id)).collect()
}

/// Units that may or may not be there, now and then one that nobody declared.
fn units(dice: &mut Dice, scope: &ScopeId) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = match dice.below(4) {
        0 => Vec::new(),
        1 => vec![UnitId::Scope(scope.clone())],
        _ => dice.some(&assets(), 2).into_iter().map(UnitId::Asset).collect(),
    };
    if dice.one_in(12) {
        units.push(UnitId::Asset(AssetId::from_foreign("undeclared")));
    }
    units
}

pub fn evidence(dice: &mut Dice, number: u64) -> Evidence {
    let criteria: Vec<CriterionId> =
        CATALOGUE.requirements().iter().flat_map(|row| &row.criteria).map(|criterion| criterion.id.clone()).collect();
    let outcome = dice.pick(&[
        Outcome::Supports,
        Outcome::Supports,
        Outcome::Supports,
        Outcome::Contradicts,
        Outcome::Contributes,
    ]);
    let (scope, observed_at) = (scope(dice), dice.day());
    let ends = outcome == Outcome::Supports && !dice.one_in(5);
    Evidence {
        // Now and then two pieces share an id.
        id: EvidenceId(format!("e{}", if dice.one_in(8) { dice.below(30) } else { number }).into()),
        criteria: dice.some(&criteria, 2),
        units: units(dice, &scope),
        scope,
        outcome,
        kind: dice.pick(&[
            EvidenceKind::Observed,
            EvidenceKind::Examined,
            EvidenceKind::Tested,
            EvidenceKind::Capability,
        ]),
        grade: dice.pick(&[Grade::Claimed, Grade::Examined, Grade::Examined, Grade::Verified, Grade::Verified]),
        observed_at,
        valid_until: ends.then(|| observed_at.plus_days(u32::try_from(dice.below(20)).unwrap())),
        place: Place::Whole,
        sha256: None,
        maker: maker(dice, number),
        text: String::new(),
    }
}

fn maker(dice: &mut Dice, number: u64) -> Maker {
    match dice.below(4) {
        0 => Maker::Rule("rule-one".into()),
        1 => Maker::Rule("rule-two".into()),
        2 => Maker::Statement(StatementId::from_foreign(&format!("st-{number}"))),
        _ => Maker::Sheet(ProductId::from_foreign("sheet")),
    }
}

pub fn claim(dice: &mut Dice, number: u64) -> NotApplicableClaim {
    let made_at = dice.day();
    NotApplicableClaim {
        statement: StatementId::from_foreign(&format!("na-{number}")),
        scope: scope(dice),
        requirement: row(dice),
        approved_and_accepted: !dice.one_in(4),
        made_at,
        valid_until: made_at.plus_days(u32::try_from(dice.below(20)).unwrap()),
        place: Place::Whole,
    }
}

pub fn condition(dice: &mut Dice) -> ConditionSeen {
    ConditionSeen {
        scope: scope(dice),
        condition: dice.pick(&["passwords-in-use", "wireless-in-use"]).into(),
        observed_at: dice.day(),
        place: Place::Whole,
        text: String::new(),
    }
}

fn plant(dice: &mut Dice) -> Plant {
    let mut plant = Plant::default();
    for id in ZONES {
        let zone = zone(dice);
        plant.zones.insert(ZoneId::from_foreign(id), zone);
    }
    for (id, zones) in [("ab", ["a", "b"]), ("bc", ["b", "c"])] {
        if !dice.one_in(4) {
            let allow = (0..dice.below(3)).map(|_| allowance(dice, &zones)).collect();
            plant.conduits.insert(ConduitId::from_foreign(id), Conduit { allow, ..conduit(&zones) });
        }
    }
    for id in assets() {
        if !dice.one_in(4) {
            let asset = asset(dice);
            plant.assets.insert(id, asset);
        }
    }
    plant.people.insert(PersonId::from_foreign("owner"), person(PersonRole::AssetOwner));
    plant.people.insert(PersonId::from_foreign("second"), person(PersonRole::AssetOwner));
    plant.people.insert(PersonId::from_foreign("engineer"), person(PersonRole::Engineer));
    for number in 0..dice.below(5) {
        let countermeasure = countermeasure(dice);
        plant.countermeasures.insert(CountermeasureId::from_foreign(&format!("cm-{number}")), countermeasure);
    }
    if !dice.one_in(4) {
        let function = essential(dice);
        plant.essential_functions.insert(EssentialFunctionId::from_foreign("f"), function);
    }
    for _ in 0..dice.below(7) {
        let scope = scope(dice);
        let (requirement, units) = (row(dice), dice.some(&assets(), 3));
        let provided_by = dice.pick(&assets());
        plant.allocations.push(Allocation { place: Span::default(), scope, requirement, units, provided_by });
    }
    plant
}

/// An allowance between a few zones and assets, now and then in a window only.
fn allowance(dice: &mut Dice, zones: &[&str]) -> Allowance {
    let parties = |dice: &mut Dice| match dice.below(3) {
        0 => Vec::new(),
        1 => vec![Party::Zone(ZoneId::from_foreign(dice.pick(zones)))],
        _ => dice.some(&assets(), 3).into_iter().map(Party::Asset).collect(),
    };
    let when = dice.one_in(4).then(|| Foreign::from("on Sundays"));
    Allowance { when, ..allows(parties(dice), parties(dice)) }
}

pub fn allows(initiator: Vec<Party>, responder: Vec<Party>) -> Allowance {
    Allowance {
        place: Span::default(),
        protocol: None,
        transport: None,
        port: None,
        operations: Operations::default(),
        initiator,
        responder,
        functions: Vec::new(),
        objects: Vec::new(),
        when: None,
        rate_per_minute: None,
        essential: None,
        purpose: Foreign::default(),
        information_class: Foreign::default(),
    }
}

fn essential(dice: &mut Dice) -> EssentialFunction {
    let console = |asset: AssetId| EssentialConsole {
        place: Span::default(),
        asset,
        account: None,
        locks: vec![Lock::Lockout, Lock::SessionLock],
    };
    let consoles = dice.some(&assets(), 3).into_iter().map(console).collect();
    let services = dice.some(&[EssentialServiceKind::Authentication, EssentialServiceKind::NameResolution], 2);
    let services = services.into_iter().map(|kind| EssentialService {
        place: Span::default(),
        kind,
        provided_by: AssetId::from_foreign("p"),
        fallback: dice.one_in(2).then(|| "local".into()),
    });
    let services = services.collect();
    let flows = dice.some(&CONDUITS.map(ConduitId::from_foreign), 2).into_iter().map(|conduit| EssentialFlow {
        place: Span::default(),
        from: AssetId::from_foreign("p"),
        to: AssetId::from_foreign("q"),
        conduit: Some(conduit),
        fallback: dice.one_in(3).then(|| "hardwired".into()),
    });
    EssentialFunction {
        flows: flows.collect(),
        place: Span::default(),
        name: Foreign::default(),
        assets: dice.some(&assets(), 3),
        consoles,
        services,
        longest_outage_s: None,
        approved_by: None,
    }
}

fn countermeasure(dice: &mut Dice) -> Countermeasure {
    let told = |dice: &mut Dice| if dice.one_in(20) { Foreign::default() } else { "told".into() };
    let rows: Vec<RequirementId> = CATALOGUE.requirements().iter().map(|row| row.id.clone()).collect();
    let compensation = Compensation {
        scope: scope(dice),
        requirements: dice.some(&rows, 2),
        units: if dice.one_in(3) { dice.some(&assets(), 2) } else { Vec::new() },
        up_to: SecurityLevel::new(u8::try_from(dice.below(5)).unwrap()).unwrap(),
        rests_on: Vec::new(),
        threat: told(dice),
        vector: told(dice),
        residual_risk: told(dice),
        accepted_by: Some(PersonId::from_foreign(
            dice.pick(&["owner", "owner", "owner", "owner", "second", "engineer"]),
        )),
        accepted_at: (!dice.one_in(8)).then(|| day(dice.below(10))),
        expires: Some(day(dice.below(80))),
        check: Some(PositiveCheck {
            description: Foreign::default(),
            every_days: u32::try_from(dice.below(60)).unwrap(),
            last_passed: Some(day(dice.below(10))),
        }),
        falsified_by: dice.pick(&[Some("rule-one".into()), Some("rule-three".into()), Some("rule-four".into()), None]),
    };
    let kind =
        dice.pick(&[CountermeasureKind::Compensating, CountermeasureKind::Compensating, CountermeasureKind::Planned]);
    let (place, name, window) = (Span::default(), Foreign::default(), Foreign::default());
    Countermeasure { place, name, kind, owner: None, cost: None, window, compensation: Some(compensation) }
}

fn person(role: PersonRole) -> Person {
    Person { place: Span::default(), name: Foreign::default(), organisation: Foreign::default(), roles: vec![role] }
}

pub fn zone(dice: &mut Dice) -> Zone {
    let target = SecurityLevel::new(u8::try_from(dice.below(5)).unwrap()).map(SlVector::uniform);
    Zone {
        place: Span::default(),
        name: Foreign::default(),
        kind: dice.pick(&[
            ZoneKind::Control,
            ZoneKind::Control,
            ZoneKind::Dmz,
            ZoneKind::SafetyCombined,
            ZoneKind::External,
        ]),
        parent: None,
        in_suc: !dice.one_in(6),
        owner: dice.one_in(3).then(|| PersonId::from_foreign(dice.pick(&["owner", "owner", "second", "engineer"]))),
        logical_boundary: Foreign::default(),
        physical_boundary: Foreign::default(),
        policies: Vec::new(),
        assumptions: Vec::new(),
        dependencies: Vec::new(),
        sl_target: target.filter(|_| !dice.one_in(4)).map(SlTarget),
        rationale: [].into(),
    }
}

pub fn conduit(zones: &[&str]) -> Conduit {
    Conduit {
        place: Span::default(),
        name: Foreign::default(),
        zones: zones.iter().map(|id| ZoneId::from_foreign(id)).collect(),
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

pub fn asset(dice: &mut Dice) -> Asset {
    let (mut zones, mut conduits) = (dice.some(&ZONES.map(ZoneId::from_foreign), 3), Vec::new());
    if zones.is_empty() {
        conduits = dice.some(&CONDUITS.map(ConduitId::from_foreign), 3);
    }
    if dice.one_in(2) {
        zones.truncate(1);
    }
    Asset {
        place: Span::default(),
        name: Foreign::default(),
        zones,
        conduits,
        interfaces: Vec::new(),
        behind: dice
            .one_in(5)
            .then(|| Behind { gateway: AssetId::from_foreign(dice.pick(&ASSETS)), native: Foreign::default() }),
        hosted_on: dice.one_in(4).then(|| AssetId::from_foreign(dice.pick(&ASSETS))),
        redundancy_group: None,
        component_types: dice.some(&ComponentType::ALL, 3),
        role: None,
        level: None,
        lacks: dice.some(&[Unit::HumanInterface, Unit::AccountStore], 5),
        criticality: Criticality::Medium,
        business: false,
        safety: dice.one_in(5),
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
