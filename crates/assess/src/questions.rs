//! Questions, ordered by what their answers could still change, so that nobody answers three hundred.
//!
//! A question is one criterion, asked of all units of one product, or of one scope where they are of none; criteria of a
//! row that are asked of the same units and found out alike are one question. It matters where an answer can change a level up to its target: not where its row is asked above every target, and not where
//! another row that is not met holds the ceiling below.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Bearing, CriterionId, EvidenceId, FoundationalRequirement, Means, ProductId, Question, Requirement, RequirementId,
    RowVerdict, ScopeAssessment, ScopeId, SecurityLevel, UnitId, Verdict,
};

use crate::{
    asked::asked,
    cell::Cell,
    levels::satisfied,
    needs::Need,
    reasons::{Reasons, above},
    steps::{cheapest, telling},
};

/// A scope and a foundational requirement: what has one level.
pub(crate) type Level = (ScopeId, FoundationalRequirement);

/// What is asked as one, before criteria are brought together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) row: usize,
    pub(crate) criterion: Option<CriterionId>,
    pub(crate) group: Group,
    /// What matters and what does not are not asked together.
    pub(crate) matters: bool,
}

/// Of whom it is asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Product(ProductId),
    Scope(ScopeId),
}

impl Reasons<'_> {
    /// Every question: what matters most first, what cannot matter last.
    pub fn questions(&self) -> Vec<Question> {
        let mut asking = Asking::new(self);
        for scope in self.scopes() {
            scope.verdicts.iter().for_each(|answer| asking.row(scope, answer));
        }
        asking.finish()
    }
}

/// What the next level of each waits for; none among it: something no answer helps.
pub(crate) type Waiting = BTreeMap<Level, BTreeSet<Option<Key>>>;

/// Questions while they are gathered.
struct Asking<'a> {
    reasons: &'a Reasons<'a>,
    scopes: BTreeMap<&'a ScopeId, &'a ScopeAssessment>,
    questions: BTreeMap<Key, Gathered<'a>>,
    waiting: Waiting,
}

/// All that is known of a question.
#[derive(Clone, Debug)]
pub(crate) struct Gathered<'a> {
    pub(crate) row: &'a Requirement,
    pub(crate) of: BTreeMap<ScopeId, BTreeSet<UnitId>>,
    pub(crate) levels: BTreeMap<Level, Bearing>,
    pub(crate) behind: BTreeSet<RequirementId>,
    pub(crate) means: Means,
    pub(crate) evidence: BTreeSet<EvidenceId>,
}

impl<'a> Asking<'a> {
    fn new(reasons: &'a Reasons<'a>) -> Self {
        let scopes = reasons.scopes().map(|scope| (&scope.scope, scope)).collect();
        Self { reasons, scopes, questions: BTreeMap::new(), waiting: BTreeMap::new() }
    }

    fn row(&mut self, scope: &'a ScopeAssessment, answer: &'a RowVerdict) {
        let Some(row) = self.reasons.row(&answer.requirement) else { return };
        let level = (scope.scope.clone(), row.fr);
        let next = scope.sl_demonstrated.0.level(row.fr).and_then(above);
        let waits = next.is_some_and(|next| row.sl_min <= next && !satisfied(answer, next));
        let needs = self.reasons.needs(&scope.scope, answer);
        let place = |need: &Need<'a>| (need.criterion.clone(), need.scope.clone(), need.at.clone());
        let contested: BTreeSet<_> = needs.iter().filter(|need| !need.against.is_empty()).map(place).collect();
        let [alone, not_alone] = [true, false].map(|alone| self.bearing(row, &scope.scope, alone));
        for need in &needs {
            let at_home = if contested.contains(&place(need)) { not_alone } else { alone };
            let key = need.against.is_empty().then(|| self.ask(row, scope, at_home, need));
            if waits {
                self.waiting.entry(level.clone()).or_default().insert(key);
            }
        }
    }

    fn ask(&mut self, row: &'a Requirement, home: &ScopeAssessment, at_home: Option<Bearing>, need: &Need<'_>) -> Key {
        let touched = self.touched(row, &home.scope, need);
        let bearing = |at: &ScopeId| if touched.len() == 1 { at_home } else { self.bearing(row, at, false) };
        let bearings: Vec<(Level, Bearing)> =
            touched.iter().filter_map(|at| Some(((at.clone(), row.fr), bearing(at)?))).collect();
        let matters = bearings.iter().any(|(_, bearing)| bearing.matters());
        let means = cheapest(self.reasons, row, need);
        let key = self.key(row, need, means, matters);
        let question = self.questions.entry(key.clone()).or_insert_with(|| Gathered::new(row));
        question.of.entry(need.scope.clone()).or_default().insert(need.at.clone());
        question.means = question.means.min(means);
        question.evidence.extend(telling(need));
        for (level, bearing) in bearings {
            if !matters && !question.levels.contains_key(&level) {
                let caps = self.scopes.get(&level.0).map(|scope| self.reasons.explain_ceiling(scope, row.fr));
                question.behind.extend(caps.into_iter().flatten());
            }
            let known = question.levels.entry(level).or_insert(bearing);
            *known = (*known).min(bearing);
        }
        key
    }

    fn key(&self, row: &Requirement, need: &Need<'_>, means: Means, matters: bool) -> Key {
        if means == Means::Declare {
            return Key { row: 0, criterion: None, group: Group::Scope(need.scope.clone()), matters: true };
        }
        let product = match &need.at {
            UnitId::Asset(id) => self.reasons.plant.assets.get(id).and_then(|asset| asset.product.clone()),
            UnitId::Scope(_) => None,
        };
        Key {
            row: self.reasons.position(&row.id),
            criterion: Some(need.criterion.clone()),
            group: product.map_or_else(|| Group::Scope(need.scope.clone()), Group::Product),
            matters,
        }
    }

    /// Every scope in which evidence at the place of a need is heard for the row.
    fn touched(&self, row: &Requirement, scope: &ScopeId, need: &Need<'_>) -> BTreeSet<ScopeId> {
        let routed = self.reasons.index.routes.get(&(need.scope.clone(), row.id.clone())).into_iter().flatten();
        let mut touched: BTreeSet<ScopeId> = routed.map(|cell| cell.scope.clone()).collect();
        touched.extend([scope.clone(), need.scope.clone()]);
        touched
            .retain(|at| self.reasons.index.cell(&Cell { scope: at.clone(), requirement: row.id.clone() }).is_some());
        touched
    }

    /// Whether an answer on a row can change a level of a scope up to its target. A contradiction of the row stays open
    /// where the place is a question; heard in another scope too, or for another unit that the same component provides the
    /// row for, the answer may close one there, and a countermeasure may cover it once nothing else lacks.
    fn bearing(&self, row: &Requirement, at: &ScopeId, alone: bool) -> Option<Bearing> {
        let scope = self.scopes.get(at)?;
        let (demonstrated, ceiling) = (scope.sl_demonstrated.0.level(row.fr)?, scope.sl_ceiling.0.level(row.fr)?);
        let next = above(demonstrated).unwrap_or(SecurityLevel::FOUR);
        let wanted = scope.sl_target.0.level(row.fr).unwrap_or(next);
        let answer = scope.verdicts.iter().find(|answer| answer.requirement == row.id)?;
        let covered = self.reasons.cell(at, &row.id).is_some_and(|cell| !cell.compensations.is_empty());
        let held_down = row.sl_min > ceiling && (alone && !covered || answer.verdict != Verdict::NotMet);
        Some(match () {
            () if row.sl_min > wanted => Bearing::AboveTarget,
            () if held_down => Bearing::BehindCeiling,
            () if answer.compensated.is_some() && satisfied(answer, ceiling.min(wanted)) => Bearing::Compensated,
            () if row.sl_min <= next => Bearing::Next,
            () => Bearing::Later,
        })
    }

    fn finish(self) -> Vec<Question> {
        asked(self.reasons, self.questions, &self.waiting)
    }
}

impl<'a> Gathered<'a> {
    fn new(row: &'a Requirement) -> Self {
        Self {
            row,
            of: BTreeMap::new(),
            levels: BTreeMap::new(),
            behind: BTreeSet::new(),
            means: Means::Declare,
            evidence: BTreeSet::new(),
        }
    }
}
