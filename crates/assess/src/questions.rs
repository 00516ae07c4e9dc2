//! Questions, ordered by what their answers could still change, so that nobody answers three hundred.
//!
//! A question is one criterion, asked of all units of one product, or of one scope where they are of none. It matters
//! where an answer can change a level up to its target: not where its row is asked above every target, and not where
//! another row that is not met holds the ceiling below.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use ringwall_model::{
    Answerer, Asked, Bearing, CriterionId, EvidenceId, FoundationalRequirement, Means, ProductId, Question,
    Requirement, RequirementId, RowVerdict, ScopeAssessment, ScopeId, SecurityLevel, UnitId, Verdict, Watch,
};

use crate::{
    cell::Cell,
    levels::satisfied,
    needs::Need,
    reasons::{Reasons, above},
    steps::{cheapest, points, telling},
};

/// A scope and a foundational requirement: what has one level.
type Level = (ScopeId, FoundationalRequirement);

/// What is one question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    row: usize,
    criterion: Option<CriterionId>,
    group: Group,
    /// What matters and what does not are not asked together.
    matters: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
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

/// Questions while they are gathered.
struct Asking<'a> {
    reasons: &'a Reasons<'a>,
    scopes: BTreeMap<&'a ScopeId, &'a ScopeAssessment>,
    questions: BTreeMap<Key, Gathered<'a>>,
    /// What the next level of each waits for; none among it: something no answer helps.
    waiting: BTreeMap<Level, BTreeSet<Option<Key>>>,
}

struct Gathered<'a> {
    row: &'a Requirement,
    of: BTreeMap<ScopeId, BTreeSet<UnitId>>,
    levels: BTreeMap<Level, Bearing>,
    behind: BTreeSet<RequirementId>,
    means: Means,
    evidence: BTreeSet<EvidenceId>,
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
        for need in self.reasons.needs(&scope.scope, answer) {
            let key = need.against.is_empty().then(|| self.ask(row, &scope.scope, &need));
            if waits {
                self.waiting.entry(level.clone()).or_default().insert(key);
            }
        }
    }

    fn ask(&mut self, row: &'a Requirement, scope: &ScopeId, need: &Need<'_>) -> Key {
        let touched = self.touched(row, scope, need);
        let bearings: Vec<(Level, Bearing)> = touched
            .iter()
            .filter_map(|at| Some(((at.clone(), row.fr), self.bearing(row, at, touched.len() == 1)?)))
            .collect();
        let matters = bearings.iter().any(|(_, bearing)| bearing.matters());
        let means = cheapest(row, need);
        let key = self.key(row, need, means, matters);
        let question = self.questions.entry(key.clone()).or_insert_with(|| Gathered::new(row));
        question.of.entry(need.scope.clone()).or_default().insert(need.at.clone());
        question.means = question.means.min(means);
        question.evidence.extend(telling(need));
        for (level, bearing) in bearings {
            let known = question.levels.entry(level).or_insert(bearing);
            *known = (*known).min(bearing);
        }
        if !matters {
            let behind = touched
                .iter()
                .filter_map(|at| self.scopes.get(at))
                .flat_map(|s| self.reasons.explain_ceiling(s, row.fr));
            let behind: BTreeSet<RequirementId> = behind.collect();
            if let Some(question) = self.questions.get_mut(&key) {
                question.behind.extend(behind);
            }
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
        touched.retain(|at| {
            self.reasons.index.cells.contains_key(&Cell { scope: at.clone(), requirement: row.id.clone() })
        });
        touched
    }

    /// Whether an answer on a row can change a level of a scope up to its target. A contradiction of the row stays open
    /// where the place is a question; heard in another scope too, the answer may close one there.
    fn bearing(&self, row: &Requirement, at: &ScopeId, alone: bool) -> Option<Bearing> {
        let scope = self.scopes.get(at)?;
        let (demonstrated, ceiling) = (scope.sl_demonstrated.0.level(row.fr)?, scope.sl_ceiling.0.level(row.fr)?);
        let next = above(demonstrated).unwrap_or(SecurityLevel::FOUR);
        let wanted = scope.sl_target.0.level(row.fr).unwrap_or(next);
        let answer = scope.verdicts.iter().find(|answer| answer.requirement == row.id)?;
        let held_down = row.sl_min > ceiling && (alone || answer.verdict != Verdict::NotMet);
        Some(match () {
            () if row.sl_min > wanted => Bearing::AboveTarget,
            () if held_down => Bearing::BehindCeiling,
            () if answer.compensated.is_some() && satisfied(answer, ceiling.min(wanted)) => Bearing::Compensated,
            () if row.sl_min <= next => Bearing::Next,
            () => Bearing::Later,
        })
    }

    fn finish(self) -> Vec<Question> {
        let Self { reasons, questions, waiting, .. } = self;
        let alone = |key: &Key, level: &Level| {
            waiting.get(level).is_some_and(|waits| waits.len() == 1 && waits.contains(&Some(key.clone())))
        };
        let waits = |key: &Key, level: &Level| waiting.get(level).is_some_and(|w| w.contains(&Some(key.clone())));
        let count = |gathered: &Gathered<'_>, counts: &dyn Fn(&Level) -> bool| {
            let next = gathered.levels.iter().filter(|(level, bearing)| **bearing == Bearing::Next && counts(level));
            u32::try_from(next.count()).unwrap_or(u32::MAX)
        };
        let mut asked: Vec<(usize, Question)> = Vec::new();
        for (key, gathered) in questions {
            let raises = count(&gathered, &|level| key.criterion.is_some() && alone(&key, level));
            let blocks = count(&gathered, &|level| waits(&key, level));
            asked.push((key.row, gathered.question(reasons, key, raises, blocks)));
        }
        asked.sort_by_key(|(row, q)| (q.bearing, Reverse((q.raises, q.blocks)), q.means, units(q), *row));
        asked.into_iter().map(|(_, question)| question).collect()
    }
}

fn units(question: &Question) -> usize {
    question.of.iter().map(|asked| asked.units.len()).sum()
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

    fn question(self, reasons: &Reasons<'_>, key: Key, raises: u32, blocks: u32) -> Question {
        let bearing = self.levels.values().copied().min().unwrap_or(Bearing::AboveTarget);
        let criterion = self.row.criteria.iter().find(|c| Some(&c.id) == key.criterion.as_ref());
        let of: Vec<Asked> =
            self.of.into_iter().map(|(scope, units)| Asked { scope, units: units.into_iter().collect() }).collect();
        let watch = key.criterion.as_ref().and_then(|id| reasons.watchable.get(id)).map(|days| {
            let seen = of.iter().flat_map(|asked| points(reasons, &asked.scope, &asked.units));
            Watch { days: *days, points: seen.collect::<BTreeSet<_>>().into_iter().collect() }
        });
        Question {
            requirement: self.row.id.clone(),
            text: criterion.map_or_else(
                || "Which assets are here? Rows on assets cannot be decided before.".to_owned(),
                |c| c.text.clone(),
            ),
            criterion: key.criterion,
            product: if let Group::Product(id) = key.group { Some(id) } else { None },
            of,
            cells: self.levels.into_keys().collect(),
            raises,
            blocks,
            bearing,
            behind: if bearing == Bearing::BehindCeiling { self.behind.into_iter().collect() } else { Vec::new() },
            answerer: answerer(self.row, self.means),
            means: self.means,
            watch,
            evidence: self.evidence.into_iter().collect(),
        }
    }
}

fn answerer(row: &Requirement, means: Means) -> Answerer {
    match means {
        Means::Accept => Answerer::Assessor,
        _ if row.capability_suffices.is_some() => Answerer::Vendor,
        _ => Answerer::Owner,
    }
}
