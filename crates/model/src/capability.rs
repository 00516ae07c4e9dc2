//! What the answer says of components: SL-C by the sheets of their products, and who leans on whom.

use serde::{Deserialize, Serialize};

use crate::{
    Able, AssetId, ComponentType, CriterionId, Foreign, Instant, PerRequirement, Place, ProductId, RequirementId,
    ScopeId, SlCapability, Verdict,
};

/// What a sheet says of one row of 62443-4-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CapabilityAnswer {
    /// Able in every criterion.
    Able,
    /// Not able in one criterion or more.
    NotAble,
    /// The sheet does not say it of every criterion.
    Unknown,
    /// The row's condition does not hold for the product.
    NotApplicable,
}

impl CapabilityAnswer {
    /// The word used in JSON and pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Able => "able",
            Self::NotAble => "not-able",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// A line of a sheet, as it was heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    /// What it says.
    pub able: Able,
    /// Criteria it names; empty: all.
    pub criteria: Vec<CriterionId>,
    /// Where it stands.
    pub place: Place,
    /// Manual, certificate or data sheet, and page.
    pub source: Foreign,
    /// It counts at the instant judged for.
    pub counts: bool,
}

/// One row, answered by a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapabilityRow {
    /// Row of 62443-4-2.
    pub requirement: RequirementId,
    /// Answer.
    pub answer: CapabilityAnswer,
    /// Lines that speak of it; none where the sheet is silent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<SheetLine>,
    /// Criteria that no line decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<CriterionId>,
}

/// What a sheet comes to for devices of some component types. Stands once, however many devices it holds for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetAssessment {
    /// Product.
    pub product: ProductId,
    /// Component types it is answered for; empty: not said, so counted as each.
    pub component_types: Vec<ComponentType>,
    /// Vendor.
    pub vendor: Foreign,
    /// Model.
    pub model: Foreign,
    /// First firmware it holds for.
    pub firmware_from: Option<Foreign>,
    /// Firmware from which it no longer holds.
    pub firmware_below: Option<Foreign>,
    /// When it was made.
    pub as_of: Option<Instant>,
    /// Every row these types are asked, in catalogue order.
    pub rows: Vec<CapabilityRow>,
}

/// Whether a sheet holds for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetStanding {
    /// The firmware is in its range, or it has none.
    Holds,
    /// The firmware is outside its range: it says nothing of this device.
    FirmwareExcluded,
    /// The firmware is not known, cannot be compared, or was declared and seen differently.
    FirmwareUnknown,
}

/// A row of a scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowIn {
    /// Scope.
    pub scope: ScopeId,
    /// Row of 62443-3-3.
    pub requirement: RequirementId,
}

/// What one device can do, and what of it is shown to be enabled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentAssessment {
    /// Asset.
    pub id: AssetId,
    /// Where it belongs.
    pub scopes: Vec<ScopeId>,
    /// Its product; with the component types, the key into the sheets.
    pub product: ProductId,
    /// Firmware, as declared.
    pub firmware: Option<Foreign>,
    /// Component types it is answered for; empty: not said, so counted as each.
    pub component_types: Vec<ComponentType>,
    /// Whether the sheet holds for it.
    pub sheet: SheetStanding,
    /// Highest level at which every row is able or not applicable.
    pub sl_capability: SlCapability,
    /// Highest level at which no row is not able.
    pub sl_capability_ceiling: SlCapability,
    /// Rows decided, over all levels.
    pub decided: PerRequirement,
    /// Rows asked, over all levels.
    pub applicable: PerRequirement,
    /// Of the rows asked at SL 1, how many are decided; 0 prints `?`.
    pub decided_at_sl1: PerRequirement,
    /// Rows of 62443-3-3 that it is able to fulfil and is shown to fulfil where it stands.
    pub enabled: Vec<RowIn>,
    /// Those for which evidence that it is enabled is missing.
    pub enabling_not_shown: Vec<RowIn>,
    /// Those that evidence contradicts all the same.
    pub able_yet_contradicted: Vec<RowIn>,
}

/// A cell that leans on a component elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeaningCell {
    /// Scope.
    pub scope: ScopeId,
    /// Row.
    pub requirement: RequirementId,
    /// Units that lean, of all units of the row there.
    pub units: u32,
    /// How the row stands now.
    pub verdict: Verdict,
}

/// A component that provides rows for others: what falls when it fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedService {
    /// The component.
    pub asset: AssetId,
    /// What leans on it, sorted.
    pub cells: Vec<LeaningCell>,
}

impl SharedService {
    /// Scopes in which something leans on it.
    pub fn scopes(&self) -> usize {
        self.cells.iter().map(|cell| &cell.scope).collect::<std::collections::BTreeSet<_>>().len()
    }
}
