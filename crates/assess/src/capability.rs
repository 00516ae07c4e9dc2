//! What a capability sheet comes to: every row of 62443-4-2, line by line, and the level the answers add up to.
//!
//! The same interval as everywhere: unknown never rounds up, a row the sheet does not mention is unknown, and what a
//! sheet says a product cannot do blocks whatever else it says.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Able, Capability, CapabilityAnswer, CapabilityRow, ComponentType, CriterionId, Diagnostic, FoundationalRequirement,
    Instant, PerRequirement, Place, Product, ProductId, Requirement, SecurityLevel, Severity, SheetAssessment,
    SheetLine, SlCapability, SlVector,
};

/// A row with what a sheet answers.
pub(crate) type Answered<'c> = (&'c Requirement, CapabilityAnswer);

/// The rows that a device of these types is asked; types not said count as each.
pub(crate) fn rows_of<'c>(catalogue: &'c Catalogue, types: &[ComponentType]) -> Vec<&'c Requirement> {
    let asked = |row: &&Requirement| types.is_empty() || row.component_types.iter().any(|t| types.contains(t));
    catalogue.components().iter().filter(asked).collect()
}

/// A sheet, answered for devices of these types at an instant.
pub(crate) fn sheet(
    rows: &[&Requirement],
    id: &ProductId,
    product: &Product,
    types: &[ComponentType],
    lines: &SheetLines<'_>,
    at: Instant,
) -> SheetAssessment {
    SheetAssessment {
        product: id.clone(),
        component_types: types.to_vec(),
        vendor: product.vendor.clone(),
        model: product.model.clone(),
        firmware_from: product.firmware_from.clone(),
        firmware_below: product.firmware_below.clone(),
        as_of: product.as_of,
        rows: rows.iter().map(|row| answer(row, product, lines.of(row), at)).collect(),
    }
}

/// The lines of a sheet by the row they speak of.
pub(crate) struct SheetLines<'p>(BTreeMap<&'p str, Vec<&'p Capability>>);

impl<'p> SheetLines<'p> {
    /// Sorts the lines; an id is taken however it is written.
    pub(crate) fn of_product(catalogue: &'p Catalogue, product: &'p Product) -> Self {
        let mut lines: BTreeMap<&str, Vec<&Capability>> = BTreeMap::new();
        for line in &product.capabilities {
            if let Some(row) = catalogue.component(line.requirement.as_str()) {
                lines.entry(row.id.as_str()).or_default().push(line);
            }
        }
        Self(lines)
    }

    fn of(&self, row: &Requirement) -> &[&'p Capability] {
        self.0.get(row.id.as_str()).map(Vec::as_slice).unwrap_or_default()
    }
}

fn answer(row: &Requirement, product: &Product, lines: &[&Capability], at: Instant) -> CapabilityRow {
    let counting: Vec<&Capability> = lines.iter().copied().filter(|line| counts(row, product, line, at)).collect();
    let said = |criterion: &CriterionId, able: Able| counting.iter().any(|l| l.able == able && names(l, criterion));
    let ids = || row.criteria.iter().map(|criterion| &criterion.id);
    let undecided: Vec<CriterionId> = ids().filter(|id| !said(id, Able::Yes) && !said(id, Able::No)).cloned().collect();
    let answer = match () {
        () if ids().any(|id| said(id, Able::No)) => CapabilityAnswer::NotAble,
        () if counting.iter().any(|line| line.able == Able::NotApplicable) => CapabilityAnswer::NotApplicable,
        () if undecided.is_empty() => CapabilityAnswer::Able,
        () => CapabilityAnswer::Unknown,
    };
    let open = matches!(answer, CapabilityAnswer::Unknown | CapabilityAnswer::NotAble);
    CapabilityRow {
        requirement: row.id.clone(),
        answer,
        lines: lines.iter().map(|line| heard(line, counts(row, product, line, at))).collect(),
        undecided: if open { undecided } else { Vec::new() },
    }
}

/// What a product cannot do counts whatever its date; what it can needs a source, a date, and that the date has come.
/// Only a row with a condition can be beside the point.
fn counts(row: &Requirement, product: &Product, line: &Capability, at: Instant) -> bool {
    let backed = !line.source.is_empty() && product.as_of.is_some_and(|as_of| as_of <= at);
    match line.able {
        Able::No => true,
        Able::Yes => backed,
        Able::NotApplicable => backed && row.condition.is_some(),
    }
}

/// A line that names no criterion speaks of all. The row's id before the slash may be written another way.
fn names(line: &Capability, criterion: &CriterionId) -> bool {
    line.criteria.is_empty() || line.criteria.iter().any(|named| slug(named) == slug(criterion))
}

fn slug(id: &CriterionId) -> &str {
    id.as_str().split_once('/').map_or(id.as_str(), |(_, slug)| slug)
}

fn heard(line: &Capability, counts: bool) -> SheetLine {
    SheetLine {
        able: line.able,
        criteria: line.criteria.clone(),
        place: Place::File(line.place.clone()),
        source: line.source.clone(),
        counts,
    }
}

/// Remarks on lines of a sheet that change nothing, and why.
pub(crate) fn remarks(
    catalogue: &Catalogue,
    id: &ProductId,
    product: &Product,
    types: &[ComponentType],
    at: Instant,
) -> BTreeSet<Diagnostic> {
    let mut remarks = BTreeSet::new();
    if let Some(as_of) = product.as_of.filter(|as_of| *as_of > at) {
        let message = format!(
            "sheet `{id}` is dated {}, after the instant judged; what it can do does not count yet",
            as_of.date()
        );
        let place = Place::File(product.place.clone());
        remarks.insert(Diagnostic::new("sheet-not-yet", Severity::Warning, place, message).help("correct `as_of`"));
    }
    for line in &product.capabilities {
        let row = catalogue.component(line.requirement.as_str());
        remarks.extend(row.and_then(|row| line_remark(id, line, row, types)));
    }
    remarks
}

fn line_remark(id: &ProductId, line: &Capability, row: &Requirement, types: &[ComponentType]) -> Option<Diagnostic> {
    let asked = types.is_empty() || row.component_types.iter().any(|t| types.contains(t));
    let (code, severity, why, help) = match line.able {
        Able::NotApplicable if row.condition.is_none() => (
            "sheet-line-without-condition",
            Severity::Warning,
            "the row has no condition that could be absent",
            "say able or not able",
        ),
        _ if !asked => (
            "sheet-line-of-another-type",
            Severity::Note,
            "devices of this product are of another component type",
            "correct `component_types`, or take the line out",
        ),
        _ => return None,
    };
    let message = format!("sheet `{id}`: the line on {} changes nothing, {why}", row.id);
    Some(
        Diagnostic::new(code, severity, Place::File(line.place.clone()), message)
            .help(help)
            .requirement(row.id.as_str()),
    )
}

/// Highest level, for each foundational requirement, at which every row passes; none where no row is asked.
fn vector(rows: &[Answered<'_>], passes: fn(CapabilityAnswer) -> bool) -> SlCapability {
    SlCapability(SlVector::new(FoundationalRequirement::ALL.map(|fr| level(rows, fr, passes))))
}

fn level(
    rows: &[Answered<'_>],
    fr: FoundationalRequirement,
    passes: fn(CapabilityAnswer) -> bool,
) -> Option<SecurityLevel> {
    let asked: Vec<&Answered<'_>> = rows.iter().filter(|(row, _)| row.fr == fr).collect();
    let holds = |level: &SecurityLevel| asked.iter().all(|(row, answer)| row.sl_min > *level || passes(*answer));
    let reached = SecurityLevel::graded().take_while(holds).last().unwrap_or(SecurityLevel::ZERO);
    (!asked.is_empty()).then_some(reached)
}

/// SL-C: the highest level at which every row is able or not applicable.
pub(crate) fn capability(rows: &[Answered<'_>]) -> SlCapability {
    vector(rows, |answer| matches!(answer, CapabilityAnswer::Able | CapabilityAnswer::NotApplicable))
}

/// The highest level at which no row is not able.
pub(crate) fn ceiling(rows: &[Answered<'_>]) -> SlCapability {
    vector(rows, |answer| answer != CapabilityAnswer::NotAble)
}

/// Rows of each foundational requirement that fulfil a condition.
pub(crate) fn count(rows: &[Answered<'_>], counts: impl Fn(&Answered<'_>) -> bool) -> PerRequirement {
    FoundationalRequirement::ALL.map(|fr| {
        let rows = rows.iter().filter(|answered| answered.0.fr == fr && counts(answered)).count();
        u32::try_from(rows).unwrap_or(u32::MAX)
    })
}
