//! Capability sheets: what products can do. Being able is not being enabled; the judge knows the difference.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Able, Asset, AssetId, Capability, CriterionId, Diagnostic, Evidence, EvidenceId, EvidenceKind, Foreign, Grade,
    Instant, Maker, Outcome, Place, Product, ProductId, Requirement, ScopeId, Severity, UnitId,
};

use crate::inputs::Inputs;

/// A sheet without a date is as new as can be written: what it says a product cannot do is closed by nothing until
/// somebody dates the sheet.
const UNDATED: &str = "9999-12-30";

/// Adds what the sheets of a plant's products say of its assets.
pub(crate) fn sheets(inputs: &Inputs<'_>, evidence: &mut Vec<Arc<Evidence>>, remarks: &mut BTreeSet<Diagnostic>) {
    let devices = Devices::of(inputs);
    for (id, product) in &inputs.plant.products {
        let holders = devices.holders(id, product, remarks);
        if product.as_of.is_none() && !holders.is_empty() {
            remarks.insert(undated(id, product));
        }
        if holders.is_empty() {
            continue;
        }
        let lines = lines(inputs.catalogue, id, product, remarks);
        for (scope, assets) in holders {
            let told = lines.iter().filter_map(|line| line.evidence(id, product, &scope, &assets));
            evidence.extend(told.map(Arc::new));
        }
    }
}

/// The devices of a plant, sorted out in one pass for all sheets.
struct Devices<'a> {
    of_product: BTreeMap<&'a ProductId, Vec<(&'a AssetId, &'a Asset)>>,
    homes: BTreeMap<&'a AssetId, BTreeSet<ScopeId>>,
    firmware_seen: BTreeMap<&'a AssetId, Vec<&'a Foreign>>,
}

impl<'a> Devices<'a> {
    fn of(inputs: &Inputs<'a>) -> Self {
        let mut of_product: BTreeMap<&ProductId, Vec<(&AssetId, &Asset)>> = BTreeMap::new();
        for (id, asset) in &inputs.plant.assets {
            if let Some(product) = &asset.product {
                of_product.entry(product).or_default().push((id, asset));
            }
        }
        let mut firmware_seen: BTreeMap<&AssetId, Vec<&Foreign>> = BTreeMap::new();
        for seen in &inputs.inventory.assets {
            firmware_seen.entry(seen.effective_id()).or_default().extend(&seen.firmware);
        }
        let homes = if of_product.is_empty() { BTreeMap::new() } else { inputs.plant.homes() };
        Self { of_product, homes, firmware_seen }
    }

    /// The assets a sheet holds for, by scope.
    fn holders(
        &self,
        id: &ProductId,
        product: &Product,
        remarks: &mut BTreeSet<Diagnostic>,
    ) -> BTreeMap<ScopeId, BTreeSet<AssetId>> {
        let mut holders: BTreeMap<ScopeId, BTreeSet<AssetId>> = BTreeMap::new();
        for (asset, declared) in self.of_product.get(id).into_iter().flatten().copied() {
            match self.holds(product, asset, declared) {
                Some(true) => {
                    for scope in self.homes.get(asset).into_iter().flatten() {
                        holders.entry(scope.clone()).or_default().insert(asset.clone());
                    }
                }
                // What the declaration alone excludes is told where the folder is checked.
                Some(false) if declared.firmware.as_ref().is_some_and(|f| product.in_range(f) == Some(false)) => {}
                Some(false) => {
                    remarks.insert(excluded(id, product, asset, declared));
                }
                None => {
                    remarks.insert(unknown_firmware(id, asset, declared));
                }
            }
        }
        holders
    }

    /// Whether a sheet holds for an asset by the firmware declared and the firmware seen; none where neither is known,
    /// or they disagree on it.
    fn holds(&self, product: &Product, id: &AssetId, declared: &Asset) -> Option<bool> {
        let seen = self.firmware_seen.get(id).into_iter().flatten().copied();
        product.holds_for(declared.firmware.iter().chain(seen))
    }
}

/// What a sheet says of one row, one way.
struct Line<'p> {
    row: &'p Requirement,
    able: Able,
    criteria: BTreeSet<CriterionId>,
    first: &'p Capability,
}

/// Lines of a sheet, those of one row and answer joined.
fn lines<'p>(
    catalogue: &'p Catalogue,
    id: &ProductId,
    product: &'p Product,
    remarks: &mut BTreeSet<Diagnostic>,
) -> Vec<Line<'p>> {
    let mut lines: BTreeMap<(usize, bool), Line<'p>> = BTreeMap::new();
    for capability in &product.capabilities {
        let rows = rows_asked(catalogue, capability);
        // That a product has nothing to do with a row says nothing of a plant, where another component may.
        if capability.able == Able::NotApplicable {
            continue;
        }
        if rows.is_empty() && catalogue.component(capability.requirement.as_str()).is_none() {
            remarks.insert(unmapped(id, capability));
        }
        for (place, row) in rows {
            let key = (place, capability.able == Able::Yes);
            let line = lines.entry(key).or_insert_with(|| Line {
                row,
                able: capability.able,
                criteria: BTreeSet::new(),
                first: capability,
            });
            line.criteria.extend(criteria_named(capability, row));
        }
    }
    lines.into_values().collect()
}

/// The row a line names, or those that ask of the system what its component requirement asks of a product.
fn rows_asked<'c>(catalogue: &'c Catalogue, capability: &Capability) -> Vec<(usize, &'c Requirement)> {
    let wanted = capability.requirement.as_str();
    let found = |id: &str| catalogue.position(id).and_then(|at| Some((at, catalogue.requirements().get(at)?)));
    if let Some(row) = found(wanted) {
        return vec![row];
    }
    let pairs = catalogue.pairs_of_component(wanted).into_iter().filter(ringwall_catalogue::Pair::asks_the_same);
    pairs.filter_map(|pair| found(pair.system.id.as_str())).collect()
}

/// Criteria of the row that a line names; all of them where it names none.
fn criteria_named(capability: &Capability, row: &Requirement) -> BTreeSet<CriterionId> {
    let named = |id: &CriterionId| capability.criteria.is_empty() || capability.criteria.contains(id);
    row.criteria.iter().map(|criterion| criterion.id.clone()).filter(named).collect()
}

impl Line<'_> {
    fn evidence(
        &self,
        id: &ProductId,
        product: &Product,
        scope: &ScopeId,
        assets: &BTreeSet<AssetId>,
    ) -> Option<Evidence> {
        if self.criteria.is_empty() {
            return None;
        }
        let (outcome, word) = match self.able {
            Able::Yes => (Outcome::Supports, "able"),
            Able::No => (Outcome::Contradicts, "not able"),
            Able::NotApplicable => return None,
        };
        let row = self.row.id.as_str().replace(' ', "-");
        let sourced = !self.first.source.is_empty();
        Some(Evidence {
            id: EvidenceId(format!("sheet:{id}:{scope}:{row}:{}", word.replace(' ', "-")).into()),
            scope: scope.clone(),
            criteria: self.criteria.iter().cloned().collect(),
            units: assets.iter().cloned().map(UnitId::Asset).collect(),
            outcome,
            kind: EvidenceKind::Capability,
            grade: if sourced { Grade::Examined } else { Grade::Claimed },
            observed_at: product.as_of.or_else(|| Instant::parse(UNDATED)).unwrap_or_default(),
            valid_until: None,
            place: Place::File(self.first.place.clone()),
            sha256: None,
            maker: Maker::Sheet(id.clone()),
            text: self.words(product, word),
        })
    }

    fn words(&self, product: &Product, word: &str) -> String {
        let (vendor, model) = (product.vendor.terminal(), product.model.terminal());
        let (asked, source) = (&self.first.requirement, self.first.source.terminal());
        let undated = if product.as_of.is_none() { "; the sheet is not dated" } else { "" };
        format!("{vendor} {model}: {word} to fulfil {asked} ({source}){undated}")
    }
}

fn excluded(id: &ProductId, product: &Product, asset: &AssetId, declared: &Asset) -> Diagnostic {
    let range = [("from", &product.firmware_from), ("below", &product.firmware_below)];
    let range: Vec<String> =
        range.iter().filter_map(|(word, end)| Some(format!("{word} {}", end.as_ref()?.terminal()))).collect();
    let message = format!(
        "sheet `{id}` holds for firmware {}, which excludes that of `{asset}`: it has no effect on it",
        range.join(" ")
    );
    Diagnostic::new("sheet-firmware-excluded", Severity::Warning, Place::File(declared.place.clone()), message)
        .help("name the product whose sheet is for this firmware, or correct the asset's `firmware`")
}

fn unknown_firmware(id: &ProductId, asset: &AssetId, declared: &Asset) -> Diagnostic {
    let message = format!("firmware of `{asset}` is not known or not comparable: sheet `{id}` has no effect on it");
    Diagnostic::new("sheet-firmware-unknown", Severity::Warning, Place::File(declared.place.clone()), message)
        .help("give the asset's `firmware`")
}

fn undated(id: &ProductId, product: &Product) -> Diagnostic {
    let message = format!("sheet `{id}` has no date: what it can do does not count, what it cannot do always does");
    Diagnostic::new("sheet-without-date", Severity::Warning, Place::File(product.place.clone()), message)
        .help("give `as_of`, the date of the sheet")
}

fn unmapped(id: &ProductId, capability: &Capability) -> Diagnostic {
    let message = format!("sheet `{id}`: no row of the catalogue asks what `{}` does", capability.requirement);
    Diagnostic::new("sheet-line-without-row", Severity::Note, Place::File(capability.place.clone()), message)
        .requirement(capability.requirement.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use ringwall_model::{EvidenceSet, RequirementId, Span};

    /// The controller is a product with one line on its sheet.
    fn derived(requirement: &str, able: Able, change: impl Fn(&mut World, &mut Product)) -> EvidenceSet {
        let mut world = World::two_zones();
        let line = Capability {
            place: Span::default(),
            requirement: RequirementId::new(requirement),
            criteria: Vec::new(),
            able,
            source: "manual, page 4".into(),
        };
        let mut product = Product {
            place: Span::default(),
            vendor: "Acme".into(),
            model: "X1".into(),
            component_types: Vec::new(),
            firmware_from: None,
            firmware_below: None,
            as_of: Instant::parse("2026-01-01"),
            capabilities: vec![line],
        };
        let id = ProductId::from_foreign("x1");
        world.plant.assets.get_mut("plc").unwrap().product = Some(id.clone());
        change(&mut world, &mut product);
        world.plant.products.insert(id, product);
        world.derive()
    }

    #[test]
    fn a_component_requirement_speaks_of_its_counterpart() {
        let set = derived("CR 1.5", Able::Yes, |_, _| ());
        assert_eq!(set.evidence.len(), 1);
        assert_eq!(set.evidence[0].id.0.as_ref(), "sheet:x1:zone:bpcs:SR-1.5:able");
        assert_eq!((set.evidence[0].outcome, set.evidence[0].kind), (Outcome::Supports, EvidenceKind::Capability));
    }

    #[test]
    fn what_it_cannot_do_contradicts() {
        let set = derived("SR 1.5", Able::No, |_, _| ());
        assert_eq!(set.evidence[0].outcome, Outcome::Contradicts);
    }

    #[test]
    fn a_requirement_of_components_alone_has_no_effect_on_the_plant() {
        let set = derived("EDR 2.13", Able::No, |_, _| ());
        assert!(set.evidence.is_empty() && set.diagnostics.is_empty());
        let set = derived("XDR 2.13", Able::No, |_, _| ());
        assert_eq!(set.diagnostics[0].code, "sheet-line-without-row");
    }

    #[test]
    fn a_product_without_passwords_excuses_no_plant() {
        assert!(derived("CR 1.7", Able::NotApplicable, |_, _| ()).evidence.is_empty());
    }

    #[test]
    fn a_sheet_holds_only_in_its_firmware_range() {
        let ranged = |firmware: Option<&str>| {
            derived("SR 1.5", Able::Yes, |world, product| {
                product.firmware_from = Some("2.0".into());
                product.firmware_below = Some("3".into());
                world.plant.assets.get_mut("plc").unwrap().firmware = firmware.map(Into::into);
            })
        };
        assert_eq!(ranged(Some("V2.10")).evidence.len(), 1);
        for outside in ["3.0", "1.9"] {
            let excluded = ranged(Some(outside));
            assert!(excluded.evidence.is_empty());
            assert!(excluded.diagnostics.is_empty(), "the check of the folder tells it");
        }
        let unknown = ranged(None);
        assert!(unknown.evidence.is_empty());
        assert_eq!(unknown.diagnostics[0].code, "sheet-firmware-unknown");
    }

    #[test]
    fn a_sheet_without_a_date_says_so() {
        let set = derived("SR 1.5", Able::No, |_, product| product.as_of = None);
        assert_eq!(set.diagnostics[0].code, "sheet-without-date");
        assert_eq!(set.evidence[0].observed_at.date(), UNDATED);
    }
}
