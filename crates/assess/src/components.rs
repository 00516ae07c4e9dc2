//! The component side: SL-C of every asset with a capability sheet, and what of it is shown to be enabled.
//!
//! A zone is judged by 62443-3-3 and by evidence from the plant; this answers another question, by 62443-4-2 and by the
//! sheets, and raises no level of any zone.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_catalogue::{Catalogue, Pair};
use ringwall_model::{
    Asset, AssetId, CapabilityAnswer, ComponentAssessment, ComponentType, Diagnostic, Foreign, Instant, PerRequirement,
    Plant, Product, ProductId, RequirementId, ScopeId, SecurityLevel, SheetAssessment, SheetStanding, SlCapability,
    Zone, ZoneId,
};

use crate::capability::{self, Answered, SheetLines};

/// What the sheets of a plant come to.
#[derive(Clone, Debug, Default)]
pub struct Components {
    /// Every asset that names a product, sorted by id.
    pub components: Vec<ComponentAssessment>,
    /// The sheets, sorted by product and component types.
    pub sheets: Vec<SheetAssessment>,
    /// Remarks on lines that change nothing.
    pub diagnostics: BTreeSet<Diagnostic>,
    /// The rows of the system that a product is able to fulfil, by sheet.
    pub(crate) able: BTreeMap<SheetKey, BTreeSet<RequirementId>>,
}

/// Product and component types.
pub(crate) type SheetKey = (ProductId, Vec<ComponentType>);

/// Firmware seen on the wire, beside what is declared.
pub type FirmwareSeen = BTreeMap<AssetId, BTreeSet<Foreign>>;

/// Answers every asset that names a product. Pure, and no evidence from the plant is heard; a catalogue without component
/// rows answers nothing.
pub fn components(plant: &Plant, catalogue: &Catalogue, seen: &FirmwareSeen, at: Instant) -> Components {
    let mut found = Components::default();
    if catalogue.components().is_empty() {
        return found;
    }
    let mut sheets: BTreeMap<SheetKey, Sheet> = BTreeMap::new();
    let homes = plant.homes();
    for (id, asset) in &plant.assets {
        let product = asset.product.as_ref().and_then(|named| Some((named, plant.products.get(named)?)));
        let Some((product_id, product)) = product else { continue };
        let scopes = homes.get(id).cloned().unwrap_or_default();
        if !is_answered(plant, &scopes) {
            continue;
        }
        let sheet = sheets.entry((product_id.clone(), types(asset, product))).or_insert_with_key(|key| {
            found.diagnostics.extend(capability::remarks(catalogue, product_id, product, &key.1, at));
            Sheet::new(catalogue, key, product, at)
        });
        let standing = standing(product, asset, seen.get(id));
        found.components.push(sheet.component(id, asset, scopes.into_iter().collect(), standing));
    }
    for (key, sheet) in sheets {
        found.able.insert(key, sheet.able);
        found.sheets.push(sheet.assessment);
    }
    found
}

/// Declared assets that would be answered if they named a product.
pub(crate) fn without_sheet(plant: &Plant) -> u32 {
    let homes = plant.homes();
    let answered = |id: &AssetId| homes.get(id).is_some_and(|scopes| is_answered(plant, scopes));
    let without = plant.assets.iter().filter(|(id, asset)| asset.product.is_none() && answered(id));
    u32::try_from(without.count()).unwrap_or(u32::MAX)
}

/// An asset that stands only in zones nobody judges is drawn, not answered.
fn is_answered(plant: &Plant, scopes: &BTreeSet<ScopeId>) -> bool {
    let judged = |zone: &ZoneId| plant.zones.get(zone).is_none_or(Zone::is_judged);
    scopes.is_empty() || scopes.iter().any(|scope| plant.zones_of(scope).iter().any(judged))
}

/// The types of asset and sheet together: of more types, more is asked.
fn types(asset: &Asset, product: &Product) -> Vec<ComponentType> {
    let both: BTreeSet<ComponentType> = asset.component_types.iter().chain(&product.component_types).copied().collect();
    both.into_iter().collect()
}

fn standing(product: &Product, asset: &Asset, seen: Option<&BTreeSet<Foreign>>) -> SheetStanding {
    match product.holds_for(asset.firmware.iter().chain(seen.into_iter().flatten())) {
        Some(true) => SheetStanding::Holds,
        Some(false) => SheetStanding::FirmwareExcluded,
        None => SheetStanding::FirmwareUnknown,
    }
}

/// A sheet, answered once for all devices it holds for.
struct Sheet {
    assessment: SheetAssessment,
    /// The rows of the system that ask what the product is able to do.
    able: BTreeSet<RequirementId>,
    held: Sums,
    /// A sheet for other firmware says nothing of a device: every row is unknown.
    unknown: Sums,
}

impl Sheet {
    fn new(catalogue: &Catalogue, (id, types): &SheetKey, product: &Product, at: Instant) -> Self {
        let rows = capability::rows_of(catalogue, types);
        let lines = SheetLines::of_product(catalogue, product);
        let assessment = capability::sheet(&rows, id, product, types, &lines, at);
        let answers = assessment.rows.iter().map(|row| row.answer);
        let held: Vec<Answered<'_>> = rows.iter().copied().zip(answers).collect();
        let unknown: Vec<Answered<'_>> = rows.iter().map(|row| (*row, CapabilityAnswer::Unknown)).collect();
        Self { able: able(catalogue, &held), held: Sums::of(&held), unknown: Sums::of(&unknown), assessment }
    }

    fn component(
        &self,
        id: &AssetId,
        asset: &Asset,
        scopes: Vec<ScopeId>,
        standing: SheetStanding,
    ) -> ComponentAssessment {
        let sums = if standing == SheetStanding::Holds { &self.held } else { &self.unknown };
        ComponentAssessment {
            id: id.clone(),
            scopes,
            product: self.assessment.product.clone(),
            firmware: asset.firmware.clone(),
            component_types: self.assessment.component_types.clone(),
            sheet: standing,
            sl_capability: sums.capability,
            sl_capability_ceiling: sums.ceiling,
            decided: sums.decided,
            applicable: sums.applicable,
            decided_at_sl1: sums.decided_at_sl1,
            enabled: Vec::new(),
            enabling_not_shown: Vec::new(),
            able_yet_contradicted: Vec::new(),
        }
    }
}

fn able(catalogue: &Catalogue, rows: &[Answered<'_>]) -> BTreeSet<RequirementId> {
    let able = rows.iter().filter(|(_, answer)| *answer == CapabilityAnswer::Able);
    let pairs = able.flat_map(|(row, _)| catalogue.pairs_of_component(row.id.as_str()));
    pairs.filter(Pair::asks_the_same).map(|pair| pair.system.id.clone()).collect()
}

/// What answers add up to.
struct Sums {
    capability: SlCapability,
    ceiling: SlCapability,
    decided: PerRequirement,
    applicable: PerRequirement,
    decided_at_sl1: PerRequirement,
}

impl Sums {
    fn of(rows: &[Answered<'_>]) -> Self {
        let first = SecurityLevel::new(1).unwrap_or_default();
        let decided = |(_, answer): &Answered<'_>| *answer != CapabilityAnswer::Unknown;
        Self {
            capability: capability::capability(rows),
            ceiling: capability::ceiling(rows),
            decided: capability::count(rows, decided),
            applicable: capability::count(rows, |_| true),
            decided_at_sl1: capability::count(rows, |answered| answered.0.sl_min <= first && decided(answered)),
        }
    }
}
