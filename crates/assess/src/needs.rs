//! What a row lacks in a scope, place by place: where evidence has to stand, and what it has to outweigh.

use std::collections::BTreeSet;

use ringwall_model::{
    CriterionId, Evidence, EvidenceKind, Grade, Instant, Maker, Outcome, RowVerdict, ScopeId, UnitId, Verdict,
};

use crate::{
    applicability,
    cell::{CellIndex, Provider},
    weigh::{Bar, Weight, holds, weigh},
};

/// One criterion that one unit lacks.
#[derive(Clone, Debug)]
pub(crate) struct Need<'e> {
    pub(crate) criterion: CriterionId,
    /// The unit of the row that it is missing for.
    pub(crate) unit: UnitId,
    /// Where the evidence has to stand: in which scope, of what. Another component's, where the row is allocated.
    pub(crate) scope: ScopeId,
    pub(crate) at: UnitId,
    /// What speaks against it and is not closed.
    pub(crate) against: Vec<&'e Evidence>,
    /// Statements that claim it.
    pub(crate) claimed: Vec<&'e Evidence>,
    /// What showed it, and has expired.
    pub(crate) expired: Vec<&'e Evidence>,
    /// The unit stands for assets that nobody declared.
    pub(crate) placeholder: bool,
}

impl Need<'_> {
    /// The lowest grade that decides it.
    pub(crate) fn grade(&self) -> Grade {
        self.against.iter().map(|e| e.grade).fold(Grade::Examined, Grade::max)
    }

    /// What shows it must be newer than this.
    pub(crate) fn newer_than(&self) -> Option<Instant> {
        self.against.iter().map(|e| e.observed_at).max()
    }
}

/// All that keeps a row from being satisfied by its own evidence. With support of the grade asked, and newer than what
/// speaks against it, at every place named, the row is met; or not applicable, where a claim to that stands.
pub(crate) fn needs<'e>(cell: &'e CellIndex, answer: &RowVerdict, at: Instant) -> Vec<Need<'e>> {
    if matches!(answer.verdict, Verdict::Met | Verdict::NotApplicable) {
        return Vec::new();
    }
    let falls_away = applicability::standing(cell, at).is_some();
    let heard = cell.heard.iter().map(|evidence| &**evidence);
    let mut needs = Vec::new();
    for criterion in &answer.criteria {
        let told = heard.clone().filter(|e| e.criteria.contains(&criterion.id)).collect();
        let told = Told { cell, criterion: &criterion.id, told, at };
        let undecided = criterion.undecided_units.iter().filter(|_| !falls_away);
        let lacking: BTreeSet<&UnitId> = criterion.contradicted_units.iter().chain(undecided).collect();
        lacking.into_iter().for_each(|unit| told.lack(unit, &mut needs));
    }
    needs
}

/// What was told of one criterion.
struct Told<'c, 'e> {
    cell: &'c CellIndex,
    criterion: &'c CriterionId,
    told: Vec<&'e Evidence>,
    at: Instant,
}

impl<'e> Told<'_, 'e> {
    fn lack(&self, unit: &UnitId, needs: &mut Vec<Need<'e>>) {
        match self.cell.providers.get(unit) {
            None => needs.push(self.need(unit, self.cell.scope(), unit, &self.own(unit))),
            Some(providers) => self.lack_of_provided(unit, providers, needs),
        }
    }

    /// What was seen at the unit itself is closed there; the rest is shown at who provides the row, once is enough.
    /// Where all that is shown and nobody declared the unit, declaring it is what lacks.
    fn lack_of_provided(&self, unit: &UnitId, providers: &BTreeSet<Provider>, needs: &mut Vec<Need<'e>>) {
        let start = needs.len();
        let own: Vec<&Evidence> = self.own(unit).into_iter().filter(|e| !is_inability(e)).collect();
        if !self.weigh(&own).open.is_empty() {
            needs.push(self.need(unit, self.cell.scope(), unit, &own));
        }
        let before = needs.len();
        let mut shown = false;
        for provider in providers {
            let there = self.of_provider(provider);
            let weight = self.weigh(&there);
            shown |= weight.support.shown;
            if !weight.open.is_empty() {
                needs.extend(self.need_at(unit, provider, &there));
            }
        }
        if !shown && needs.len() == before {
            let first = providers.iter().next();
            needs.extend(first.and_then(|provider| self.need_at(unit, provider, &self.of_provider(provider))));
        }
        if needs.len() == start && self.is_placeholder(unit) {
            needs.push(self.need(unit, self.cell.scope(), unit, &own));
        }
    }

    fn need_at(&self, unit: &UnitId, provider: &Provider, there: &[&'e Evidence]) -> Option<Need<'e>> {
        // Where the component is at home here as well, what it shows for itself is shown for others, once.
        let here = self.cell.scope();
        let home = if provider.homes.contains(here) { here } else { provider.homes.iter().next()? };
        Some(self.need(unit, home, &UnitId::Asset(provider.asset.clone()), there))
    }

    fn need(&self, unit: &UnitId, scope: &ScopeId, at: &UnitId, told: &[&'e Evidence]) -> Need<'e> {
        Need {
            criterion: self.criterion.clone(),
            unit: unit.clone(),
            scope: scope.clone(),
            at: at.clone(),
            against: self.weigh(told).open,
            claimed: told.iter().filter(|e| self.only_claims(e)).copied().collect(),
            expired: told.iter().filter(|e| self.has_expired(e)).copied().collect(),
            placeholder: self.is_placeholder(unit),
        }
    }

    fn is_placeholder(&self, unit: &UnitId) -> bool {
        self.cell.placeholder && self.cell.units.contains(unit)
    }

    /// Told of a unit itself. Against one that is no unit of the row counts what names it, and no sheet.
    fn own(&self, unit: &UnitId) -> Vec<&'e Evidence> {
        let is_unit = self.cell.units.binary_search(unit).is_ok();
        let whole = self.cell.units.is_empty() && *unit == UnitId::Scope(self.cell.scope().clone());
        let speaks = |e: &&&Evidence| e.scope == *self.cell.scope() && (e.units.is_empty() || e.units.contains(unit));
        let counts = |e: &&&Evidence| {
            is_unit || e.outcome != Outcome::Contradicts || !is_inability(e) && (whole || e.units.contains(unit))
        };
        self.told.iter().filter(speaks).filter(counts).copied().collect()
    }

    fn of_provider(&self, provider: &Provider) -> Vec<&'e Evidence> {
        self.told.iter().filter(|e| self.cell.covers_provider(e, provider)).copied().collect()
    }

    fn weigh(&self, told: &[&'e Evidence]) -> Weight<'e> {
        let capability_suffices = self.cell.row.capability_suffices.is_some();
        weigh(told, &Bar { at: self.at, grade: Grade::Examined, capability_suffices, statements_only: false })
    }

    fn only_claims(&self, evidence: &Evidence) -> bool {
        holds(evidence, self.at) && evidence.grade < Grade::Examined && matches!(evidence.maker, Maker::Statement(_))
    }

    fn has_expired(&self, evidence: &Evidence) -> bool {
        evidence.outcome == Outcome::Supports
            && evidence.grade >= Grade::Examined
            && evidence.kind != EvidenceKind::Capability
            && evidence.valid_until.is_some_and(|end| end <= self.at)
    }
}

/// A sheet says that the product is not able.
fn is_inability(evidence: &Evidence) -> bool {
    evidence.outcome == Outcome::Contradicts && evidence.kind == EvidenceKind::Capability
}
