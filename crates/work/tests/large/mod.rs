//! A large plant made up from a seed: zones in a row, each with fifty assets and three hundred pieces of evidence.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a plant that cannot be made up should stop the run")]

use std::collections::BTreeSet;

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Asset, AssetId, Conduit, ConduitId, Criticality, DAY_US, Enforcement, Evidence, EvidenceId, EvidenceKind,
    EvidenceSet, Foreign, Grade, Instant, Maker, Outcome, Place, Plant, ScopeId, SecurityLevel, SlTarget, SlVector,
    Span, StatementId, UnitId, Zone, ZoneId, ZoneKind,
};

const ASSETS_A_ZONE: u64 = 50;
/// Pieces of evidence in a zone.
pub const EVIDENCE_A_ZONE: u64 = 300;
/// The instant judged for.
pub const NOW: Instant = Instant(400 * DAY_US);

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

fn span(line: u64) -> Span {
    Span { file: "plant.toml".into(), line: u32::try_from(line).unwrap(), column: 1, length: 1 }
}

fn zone_id(number: u64) -> ZoneId {
    ZoneId::from_foreign(&format!("unit-{number:04}"))
}

fn asset_id(zone: u64, number: u64) -> AssetId {
    AssetId::from_foreign(&format!("unit-{zone:04}-device-{number:02}"))
}

fn zone(number: u64) -> Zone {
    Zone {
        place: span(number),
        name: Foreign::from(format!("Process unit {number}")),
        kind: ZoneKind::Control,
        parent: None,
        in_suc: true,
        owner: None,
        logical_boundary: Foreign::default(),
        physical_boundary: Foreign::default(),
        policies: Vec::new(),
        assumptions: Vec::new(),
        dependencies: Vec::new(),
        sl_target: SecurityLevel::new(2).map(SlVector::uniform).map(SlTarget),
        rationale: [].into(),
    }
}

fn conduit(number: u64) -> Conduit {
    Conduit {
        place: span(number),
        name: Foreign::default(),
        zones: vec![zone_id(number), zone_id(number + 1)],
        data_direction: None,
        enforced: Enforcement::None,
        assets: Vec::new(),
        enforcement_points: Vec::new(),
        sl_target: None,
        trusted: true,
        monitored_by: None,
        allow: Vec::new(),
        fails: None,
        island_mode: false,
    }
}

fn asset(zone: u64) -> Asset {
    Asset {
        place: span(zone),
        name: Foreign::default(),
        zones: vec![zone_id(zone)],
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
        owner: None,
        lifecycle: Foreign::default(),
        product: None,
        serial: None,
        firmware: None,
        pinned_certificates: Vec::new(),
        services: None,
        temporary: false,
    }
}

/// So many zones.
pub fn plant(zones: u64) -> Plant {
    let mut plant = Plant { name: "A large plant".into(), ..Plant::default() };
    for number in 0..zones {
        plant.zones.insert(zone_id(number), zone(number));
        plant.assets.extend((0..ASSETS_A_ZONE).map(|at| (asset_id(number, at), asset(number))));
        if number + 1 < zones {
            plant.conduits.insert(ConduitId::from_foreign(&format!("link-{number:04}")), conduit(number));
        }
    }
    plant
}

/// Statements over some assets of a zone, now and then something seen against one.
fn evidence(dice: &mut Dice, assets: &[&AssetId], zone: u64, number: u64) -> Evidence {
    let rows = Catalogue::embedded().requirements();
    let row = &rows[usize::try_from(dice.below(60)).unwrap()];
    let against = dice.below(20) == 0;
    let count = if against { 1 } else { 1 + dice.below(ASSETS_A_ZONE) };
    let mut any = || assets[usize::try_from(dice.below(ASSETS_A_ZONE)).unwrap()];
    let units: BTreeSet<&AssetId> = (0..count).map(|_| any()).collect();
    let per_asset = row.unit.is_per_asset();
    let id = format!("unit-{zone:04}-{number}");
    let (place, maker, text) = match against {
        true => (
            Place::Frame { capture: format!("unit-{zone:04}").into(), frame: number },
            Maker::Rule("clear-text-login".into()),
            format!("log-in in clear text completed at device {number}; seen once"),
        ),
        false => (
            Place::File(span(zone * EVIDENCE_A_ZONE + number)),
            Maker::Statement(StatementId::from_foreign(&id)),
            "stated by the control engineer: fulfilled fully, evidence/site-assessment.md section 3".to_owned(),
        ),
    };
    Evidence {
        id: EvidenceId(id.into()),
        scope: ScopeId::Zone(zone_id(zone)),
        criteria: row.criteria.iter().map(|criterion| criterion.id.clone()).collect(),
        units: units.into_iter().filter(|_| per_asset).cloned().map(UnitId::Asset).collect(),
        outcome: if against { Outcome::Contradicts } else { Outcome::Supports },
        kind: if against { EvidenceKind::Observed } else { EvidenceKind::Examined },
        grade: if against { Grade::Verified } else { Grade::Examined },
        observed_at: Instant(NOW.0 - 30 * DAY_US),
        valid_until: (!against).then_some(NOW.plus_days(300)),
        place,
        sha256: None,
        maker,
        text,
    }
}

/// All evidence of a large plant: sorted, and naming the assets by the plant's own ids, as it is when it is derived.
pub fn evidence_of(plant: &Plant) -> EvidenceSet {
    let dice = &mut Dice(7);
    let ids: Vec<&AssetId> = plant.assets.keys().collect();
    let zones = ids.chunks(usize::try_from(ASSETS_A_ZONE).unwrap()).zip(0..);
    let mut set: EvidenceSet = zones
        .flat_map(|(assets, zone)| (0..EVIDENCE_A_ZONE).map(move |number| (assets, zone, number)))
        .map(|(assets, zone, number)| evidence(dice, assets, zone, number))
        .collect();
    set.evidence.sort();
    set
}
