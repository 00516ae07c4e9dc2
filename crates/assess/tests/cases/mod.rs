//! A small plant and what may be told of it, for tests case by case.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "shared by tests that use parts of it")]

use ringwall_assess::{Cell, index, judge};
use ringwall_model::{
    AssetId, Compensation, ComponentType, ConduitId, Countermeasure, CountermeasureId, CountermeasureKind, CriterionId,
    Evidence, EvidenceId, EvidenceKind, EvidenceSet, Foreign, Grade, Instant, Maker, Outcome, Person, PersonId,
    PersonRole, Place, Plant, PositiveCheck, RequirementId, RowVerdict, ScopeId, SecurityLevel, Span, StatementId,
    UnitId, ZoneId, ZoneKind,
};

use crate::world::{self, CATALOGUE, Dice, day};

/// Zones `a` (asset `p`, a host) and `b` (asset `q`), joined by conduit `ab`.
pub fn plant() -> Plant {
    let dice = &mut Dice::new(1);
    let mut plant = Plant::default();
    for (zone, asset) in [("a", "p"), ("b", "q")] {
        let kind = ZoneKind::Control;
        let declared = ringwall_model::Zone { kind, in_suc: true, sl_target: None, ..world::zone(dice) };
        plant.zones.insert(ZoneId::from_foreign(zone), declared);
        let host = ringwall_model::Asset {
            zones: vec![ZoneId::from_foreign(zone)],
            conduits: Vec::new(),
            component_types: vec![ComponentType::HostDevice],
            lacks: Vec::new(),
            ..world::asset(dice)
        };
        plant.assets.insert(AssetId::from_foreign(asset), host);
    }
    plant.conduits.insert(ConduitId::from_foreign("ab"), world::conduit(&["a", "b"]));
    plant
}

pub fn zone(id: &str) -> ScopeId {
    ScopeId::Zone(ZoneId::from_foreign(id))
}

pub fn unit(asset: &str) -> UnitId {
    UnitId::Asset(AssetId::from_foreign(asset))
}

/// Examined support of every criterion of SR 1.1, for every unit of zone `a`, from day 10 to day 20.
pub fn support() -> Evidence {
    Evidence {
        id: EvidenceId("support".into()),
        scope: zone("a"),
        criteria: ["SR 1.1/one", "SR 1.1/two"].map(CriterionId::new).to_vec(),
        units: Vec::new(),
        outcome: Outcome::Supports,
        kind: EvidenceKind::Examined,
        grade: Grade::Examined,
        observed_at: day(10),
        valid_until: Some(day(20)),
        place: Place::Whole,
        sha256: None,
        maker: Maker::Statement(StatementId::from_foreign("st-1")),
        text: String::new(),
    }
}

pub fn contradiction() -> Evidence {
    let (outcome, maker) = (Outcome::Contradicts, Maker::Rule("telling-rule".into()));
    Evidence { id: EvidenceId("against".into()), outcome, maker, valid_until: None, observed_at: day(5), ..support() }
}

pub fn asked(plant: &Plant, row: &str, evidence: &[Evidence], at: Instant) -> RowVerdict {
    let set = EvidenceSet::from_iter(evidence.iter().cloned());
    judged(plant, row, &set, at)
}

pub fn judged(plant: &Plant, row: &str, set: &EvidenceSet, at: Instant) -> RowVerdict {
    let index = index(plant, &CATALOGUE, set);
    judge(&index, &Cell { scope: zone("a"), requirement: RequirementId::new(row) }, at)
}

/// The plant with a compensation of SR 1.1 in zone `a` up to SL 2, accepted on day 1, checked on day 8 for 30 days.
pub fn compensated(change: impl Fn(&mut Compensation)) -> Plant {
    let mut plant = plant();
    let mut terms = Compensation {
        scope: zone("a"),
        requirements: vec![RequirementId::new("SR 1.1")],
        units: Vec::new(),
        up_to: SecurityLevel::new(2).unwrap(),
        rests_on: Vec::new(),
        threat: "somebody writes".into(),
        vector: "the panel".into(),
        residual_risk: "somebody with a key".into(),
        accepted_by: Some(PersonId::from_foreign("owner")),
        accepted_at: Some(day(1)),
        expires: Some(day(100)),
        check: Some(PositiveCheck { description: "look".into(), every_days: 30, last_passed: Some(day(8)) }),
        falsified_by: Some("telling-rule".into()),
    };
    change(&mut terms);
    let countermeasure = Countermeasure {
        place: Span::default(),
        name: Foreign::default(),
        kind: CountermeasureKind::Compensating,
        owner: None,
        cost: None,
        window: Foreign::default(),
        compensation: Some(terms),
    };
    plant.countermeasures.insert(CountermeasureId::from_foreign("guard"), countermeasure);
    for (id, role) in
        [("owner", PersonRole::AssetOwner), ("second", PersonRole::AssetOwner), ("engineer", PersonRole::Engineer)]
    {
        let (place, name, organisation) = (Span::default(), Foreign::default(), Foreign::default());
        plant.people.insert(PersonId::from_foreign(id), Person { place, name, organisation, roles: vec![role] });
    }
    plant.zones.get_mut("a").unwrap().owner = Some(PersonId::from_foreign("owner"));
    plant
}

/// By another rule than the falsifier.
pub fn fault() -> Evidence {
    Evidence { maker: Maker::Rule("other-rule".into()), ..contradiction() }
}
