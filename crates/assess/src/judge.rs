//! The judge of one cell.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    AssetId, Criterion, CriterionVerdict, Evidence, EvidenceKind, Foreign, Grade, Instant, Maker, Outcome, RowVerdict,
    UnitId, Verdict,
};

use crate::{
    applicability,
    cell::{Cell, CellIndex},
    compensation,
    index::Index,
    weigh::{Bar, Weight, weigh},
};

/// Answers one row in one scope, at an instant, from its cell alone.
pub fn judge(index: &Index, cell: &Cell, at: Instant) -> RowVerdict {
    let Some(inner) = index.cells.get(cell) else { return judged_elsewhere(cell) };
    let heard: Vec<&Evidence> = index.heard(inner).collect();
    let suffices = inner.row.capability_suffices.is_some();
    let bar = Bar { at, grade: Grade::Examined, capability_suffices: suffices, statements_only: false };
    let hearing = Hearing::hold(inner, &heard, &bar);
    let verdict = hearing.verdict(inner, applicability::standing(inner, at).is_some());
    let compensated = match verdict {
        Verdict::NotMet | Verdict::Unknown => compensation::best(inner, &hearing.at_fault(), at),
        Verdict::Met | Verdict::NotApplicable => None,
    };
    let stands = verdict == Verdict::Met || compensated.is_some();
    RowVerdict {
        requirement: inner.row.id.clone(),
        verdict,
        basis: hearing.basis(inner, verdict, at),
        criteria: hearing.criteria(verdict),
        evidence: inner.evidence.iter().cloned().collect(),
        undecided_units: hearing.undecided_units(verdict),
        claimed: claimed(inner, &heard, &bar),
        compensated,
        constraint: inner.constraints.first().filter(|_| stands).cloned(),
    }
}

fn claimed(cell: &CellIndex, heard: &[&Evidence], bar: &Bar) -> Verdict {
    let bar = Bar { grade: Grade::Claimed, statements_only: true, ..*bar };
    Hearing::hold(cell, heard, &bar).verdict(cell, applicability::claimed(cell, bar.at).is_some())
}

fn judged_elsewhere(cell: &Cell) -> RowVerdict {
    RowVerdict {
        requirement: cell.requirement.clone(),
        verdict: Verdict::Unknown,
        basis: "not judged in this scope".to_owned(),
        criteria: Vec::new(),
        evidence: Vec::new(),
        undecided_units: Vec::new(),
        claimed: Verdict::Unknown,
        compensated: None,
        constraint: None,
    }
}

/// What one criterion came to.
struct Heard<'c> {
    criterion: &'c Criterion,
    contradicted: BTreeSet<UnitId>,
    /// Sorted, none twice.
    undecided: Vec<UnitId>,
}

/// All criteria of a row, heard for all its units.
struct Hearing<'c> {
    criteria: Vec<Heard<'c>>,
    /// Who contradicts, in words.
    against: BTreeSet<String>,
    /// Pairs of unit and criterion left undecided; of these, those of able products, and those somebody claims.
    open: usize,
    able: usize,
    claimed: usize,
}

impl<'c> Hearing<'c> {
    fn hold(cell: &'c CellIndex, heard: &[&'c Evidence], bar: &Bar) -> Self {
        let mut hearing = Self { criteria: Vec::new(), against: BTreeSet::new(), open: 0, able: 0, claimed: 0 };
        for criterion in &cell.row.criteria {
            let told = Told::sort(cell, criterion, heard, bar);
            let mut answer = Heard { criterion, contradicted: BTreeSet::new(), undecided: Vec::new() };
            if told.is_silent() {
                // Nothing was told, so nothing is decided: on a large plant, most of it.
                answer.undecided = cell.units.to_vec();
                hearing.open += cell.units.len();
            } else {
                hearing.listen(cell, &told, &mut answer, bar);
            }
            hearing.criteria.push(answer);
        }
        hearing
    }

    fn listen(&mut self, cell: &CellIndex, told: &Told<'_>, answer: &mut Heard<'_>, bar: &Bar) {
        // What is told of every unit alike weighs the same for each of which nothing else is told.
        let common = weigh(&told.everyone, bar);
        let mut named = told.named.iter().peekable();
        for unit in cell.units.iter() {
            while named.next_if(|(known, _)| **known < unit).is_some() {}
            let of_it = named.next_if(|(known, _)| **known == unit).map_or(&[][..], |(_, told)| told.as_slice());
            if of_it.is_empty() && !cell.providers.contains_key(unit) {
                self.note(answer, unit, &common, cell.placeholder);
            } else {
                self.note(answer, unit, &told.weigh_unit(cell, unit, of_it, bar), cell.placeholder);
            }
        }
        for unit in told.strangers(cell) {
            self.note_contradiction(answer, unit, &weigh(&told.of_stranger(cell, unit), bar));
        }
    }

    fn note(&mut self, answer: &mut Heard<'_>, unit: &UnitId, weight: &Weight<'_>, placeholder: bool) {
        self.note_contradiction(answer, unit, weight);
        if weight.open.is_empty() && (placeholder || !weight.shown) {
            answer.undecided.push(unit.clone());
            self.open += 1;
            self.able += usize::from(weight.able);
            self.claimed += usize::from(weight.claimed);
        }
    }

    fn note_contradiction(&mut self, answer: &mut Heard<'_>, unit: &UnitId, weight: &Weight<'_>) {
        if !weight.open.is_empty() {
            answer.contradicted.insert(unit.clone());
            self.against.extend(weight.open.iter().map(|e| maker_words(e)));
        }
    }

    fn verdict(&self, cell: &CellIndex, claimed_away: bool) -> Verdict {
        let contradicted = self.criteria.iter().any(|c| !c.contradicted.is_empty());
        let undecided = self.criteria.is_empty() || self.open > 0;
        match (contradicted, claimed_away || cell.units.is_empty(), undecided) {
            (true, _, _) => Verdict::NotMet,
            (_, true, _) => Verdict::NotApplicable,
            (_, _, true) => Verdict::Unknown,
            _ => Verdict::Met,
        }
    }

    /// Units that keep the row from being met.
    fn at_fault(&self) -> BTreeSet<UnitId> {
        self.criteria.iter().flat_map(|c| c.contradicted.iter().chain(&c.undecided)).cloned().collect()
    }

    fn undecided_units(&self, verdict: Verdict) -> Vec<UnitId> {
        if verdict == Verdict::NotApplicable { Vec::new() } else { self.undecided() }
    }

    /// Units not decided, over all criteria, sorted. Criteria mostly have them in common.
    fn undecided(&self) -> Vec<UnitId> {
        let Some((first, rest)) = self.criteria.split_first() else { return Vec::new() };
        if rest.iter().all(|other| other.undecided == first.undecided) {
            return first.undecided.clone();
        }
        let units: BTreeSet<&UnitId> = self.criteria.iter().flat_map(|c| &c.undecided).collect();
        units.into_iter().cloned().collect()
    }

    fn criteria(&self, row: Verdict) -> Vec<CriterionVerdict> {
        self.criteria
            .iter()
            .map(|c| if row == Verdict::NotApplicable { c.not_applicable() } else { c.verdict() })
            .collect()
    }

    fn basis(&self, cell: &CellIndex, verdict: Verdict, at: Instant) -> String {
        match verdict {
            Verdict::NotMet => format!("contradicted by {}", listed(&self.against)),
            Verdict::NotApplicable => not_applicable_words(cell, at),
            Verdict::Unknown => self.unknown_words(cell),
            Verdict::Met => "shown for every unit".to_owned(),
        }
    }

    fn unknown_words(&self, cell: &CellIndex) -> String {
        if cell.placeholder {
            return "no asset declared in this zone".to_owned();
        }
        if self.able == self.open {
            return "able, not shown enabled here".to_owned();
        }
        if self.claimed == self.open {
            return "claimed, not examined".to_owned();
        }
        if cell.evidence.is_empty() {
            return "no evidence".to_owned();
        }
        format!("not shown for {} of {} units", self.undecided().len(), cell.units.len())
    }
}

impl Heard<'_> {
    fn verdict(&self) -> CriterionVerdict {
        let verdict = match (self.contradicted.is_empty(), self.undecided.is_empty()) {
            (false, _) => Verdict::NotMet,
            (true, false) => Verdict::Unknown,
            (true, true) => Verdict::Met,
        };
        CriterionVerdict {
            id: self.criterion.id.clone(),
            verdict,
            undecided_units: self.undecided.clone(),
            contradicted_units: self.contradicted.iter().cloned().collect(),
        }
    }

    fn not_applicable(&self) -> CriterionVerdict {
        let (undecided_units, contradicted_units) = (Vec::new(), Vec::new());
        CriterionVerdict {
            id: self.criterion.id.clone(),
            verdict: Verdict::NotApplicable,
            undecided_units,
            contradicted_units,
        }
    }
}

/// What was told about one criterion, by whom it concerns.
struct Told<'c> {
    everyone: Vec<&'c Evidence>,
    named: BTreeMap<&'c UnitId, Vec<&'c Evidence>>,
    provided: BTreeMap<&'c AssetId, Vec<&'c Evidence>>,
    scope: UnitId,
}

impl<'c> Told<'c> {
    fn sort(cell: &'c CellIndex, criterion: &Criterion, heard: &[&'c Evidence], bar: &Bar) -> Self {
        let scope = UnitId::Scope(cell.scope.clone());
        let mut told = Self { everyone: Vec::new(), named: BTreeMap::new(), provided: BTreeMap::new(), scope };
        for evidence in heard.iter().copied().filter(|e| bar.hears(e) && e.criteria.contains(&criterion.id)) {
            if evidence.scope == cell.scope {
                told.sort_own(evidence);
            }
            let providers: BTreeSet<_> = cell.all_providers().filter(|p| cell.covers_provider(evidence, p)).collect();
            for provider in providers {
                told.provided.entry(&provider.asset).or_default().push(evidence);
            }
        }
        told
    }

    fn sort_own(&mut self, evidence: &'c Evidence) {
        if evidence.units.is_empty() {
            self.everyone.push(evidence);
        }
        for unit in &evidence.units {
            self.named.entry(unit).or_default().push(evidence);
        }
    }

    /// Nobody said anything.
    fn is_silent(&self) -> bool {
        self.everyone.is_empty() && self.named.is_empty() && self.provided.is_empty()
    }

    /// A unit that provides the row itself is weighed as it is. For one that does not, the provider shows it, and both
    /// can contradict: what was seen at the unit is not undone by another component, save that its product is not able.
    fn weigh_unit(&self, cell: &CellIndex, unit: &UnitId, named: &[&'c Evidence], bar: &Bar) -> Weight<'c> {
        let own: Vec<&Evidence> = self.everyone.iter().chain(named).copied().collect();
        let Some(providers) = cell.providers.get(unit) else { return weigh(&own, bar) };
        let mut weight = Weight { open: weigh(&without_capability(&own), bar).open, ..Weight::default() };
        for provider in providers {
            let there = self.provided.get(&provider.asset).map(|told| weigh(told, bar)).unwrap_or_default();
            weight.open.extend(there.open);
            weight.shown |= there.shown;
            weight.claimed |= there.claimed;
            weight.able |= there.able;
        }
        weight
    }

    /// Units that evidence contradicts although the row does not know them here: an undeclared asset, a unit of another
    /// kind. Where the row has no unit at all, what contradicts every unit contradicts the scope.
    fn strangers<'t>(&'t self, cell: &'t CellIndex) -> BTreeSet<&'t UnitId> {
        let named = self.named.iter().filter(|(_, told)| told.iter().any(|e| contradicts_stranger(e)));
        let unknown = named.map(|(unit, _)| *unit).filter(|unit| cell.units.binary_search(unit).is_err());
        let whole = cell.units.is_empty() && self.everyone.iter().any(|e| contradicts_stranger(e));
        unknown.chain(whole.then_some(&self.scope)).collect()
    }

    /// Against a stranger counts what names it; what closes that may speak of every unit.
    fn of_stranger(&self, cell: &CellIndex, unit: &UnitId) -> Vec<&'c Evidence> {
        let names = |e: &Evidence| e.units.contains(unit) || cell.units.is_empty() && *unit == self.scope;
        let counts = |e: &&Evidence| e.outcome == Outcome::Supports || contradicts_stranger(e) && names(e);
        let named = self.named.get(unit).into_iter().flatten();
        self.everyone.iter().chain(named).copied().filter(counts).collect()
    }
}

/// What a sheet says of a product does not concern a unit that is none.
fn contradicts_stranger(evidence: &Evidence) -> bool {
    evidence.outcome == Outcome::Contradicts && evidence.kind != EvidenceKind::Capability
}

/// What a sheet says of a product does not concern a unit that has another provide the row.
fn without_capability<'e>(heard: &[&'e Evidence]) -> Vec<&'e Evidence> {
    let counts = |e: &&&Evidence| e.kind != EvidenceKind::Capability || e.outcome != Outcome::Contradicts;
    heard.iter().filter(counts).copied().collect()
}

fn not_applicable_words(cell: &CellIndex, at: Instant) -> String {
    match applicability::standing(cell, at) {
        Some(claim) => format!("condition absent by statement {}", claim.statement),
        None => "no unit of this kind".to_owned(),
    }
}

fn maker_words(evidence: &Evidence) -> String {
    match &evidence.maker {
        Maker::Rule(code) => Foreign::from(code.as_ref()).terminal().to_string(),
        Maker::Statement(id) => format!("statement {id}"),
        Maker::Sheet(id) => format!("sheet {id}: not able"),
    }
}

/// The first three, and how many more.
fn listed(words: &BTreeSet<String>) -> String {
    let first: Vec<&str> = words.iter().take(3).map(String::as_str).collect();
    let more = words.len().saturating_sub(first.len());
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}
