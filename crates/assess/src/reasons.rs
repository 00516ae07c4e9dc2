//! Why a level is what it is, and what would raise it by one.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_catalogue::Catalogue;
use ringwall_model::{
    Assessment, CompensationReason, CriterionId, Evidence, EvidenceId, Explanation, FoundationalRequirement, Instant,
    Outcome, Place, Plant, Requirement, RequirementId, RowReason, RowVerdict, ScopeAssessment, ScopeId, SecurityLevel,
    Verdict,
};

use crate::{
    cell::{Cell, CellIndex},
    index::Index,
    levels::{possible, satisfied},
    needs::{Need, needs},
    steps::steps,
};

/// How a criterion can be shown by watching the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watchable {
    /// Days it takes; 0 where one exchange is enough.
    pub days: u32,
    /// It is shown for assets; otherwise for a conduit as a whole.
    pub per_asset: bool,
}

/// What reasons are found in: an answer, and what it was made of.
#[derive(Debug)]
pub struct Reasons<'a> {
    pub(crate) plant: &'a Plant,
    pub(crate) index: &'a Index,
    pub(crate) assessment: &'a Assessment,
    pub(crate) watchable: &'a BTreeMap<CriterionId, Watchable>,
    rows: BTreeMap<&'a RequirementId, (usize, &'a Requirement)>,
    evidence: BTreeMap<&'a EvidenceId, &'a Evidence>,
}

/// A row and its answer in one scope.
pub(crate) type Answered<'r> = (&'r Requirement, &'r RowVerdict);

impl<'a> Reasons<'a> {
    /// The index and the answer must be of one plant, catalogue and set of evidence.
    pub fn new(
        plant: &'a Plant,
        catalogue: &'a Catalogue,
        index: &'a Index,
        assessment: &'a Assessment,
        watchable: &'a BTreeMap<CriterionId, Watchable>,
    ) -> Self {
        let rows = catalogue.requirements().iter().enumerate().map(|(at, row)| (&row.id, (at, row))).collect();
        let evidence = assessment.evidence.iter().map(|evidence| (&evidence.id, &**evidence)).collect();
        Self { plant, index, assessment, watchable, rows, evidence }
    }

    /// Every scope that is judged.
    pub fn scopes(&self) -> impl Iterator<Item = &'a ScopeAssessment> {
        self.assessment.zones.iter().chain(&self.assessment.conduits)
    }

    /// Why a scope stands where it does for one foundational requirement.
    pub fn explain(&self, scope: &ScopeAssessment, fr: FoundationalRequirement) -> Explanation {
        let rows = self.answered(scope, fr);
        let count = |counts: &[u32; 7]| counts.get(fr.index()).copied().unwrap_or_default();
        let (demonstrated, claimed) = (scope.sl_demonstrated.0.level(fr), scope.sl_claimed.0.level(fr));
        let next = demonstrated.and_then(above);
        let caps: Vec<Answered<'_>> = rows.iter().copied().filter(|row| next.is_some_and(|l| asks(row, l))).collect();
        Explanation {
            scope: scope.scope.clone(),
            name: scope.name.clone(),
            fr,
            target: scope.sl_target.0.level(fr),
            demonstrated,
            without_compensation: scope.sl_demonstrated_without_compensation.0.level(fr),
            ceiling: scope.sl_ceiling.0.level(fr),
            claimed,
            decided: count(&scope.decided),
            applicable: count(&scope.applicable),
            next,
            caps: caps.iter().map(|row| self.row_reason(&scope.scope, row)).collect(),
            steps: steps(self, &scope.scope, &caps),
            ceiling_caps: ceiling_caps(&rows, scope.sl_ceiling.0.level(fr)),
            compensated: rows.iter().filter_map(|row| self.compensation(row)).collect(),
            stale: self.stale(&rows),
            claimed_only: claimed_only(&rows, claimed),
            disputed: self.of_requirement(&scope.disputed, fr),
            elsewhere: self.of_requirement(&scope.elsewhere, fr),
        }
    }

    /// Rows that are not met and hold the ceiling of a scope where it is.
    pub(crate) fn explain_ceiling(&self, scope: &ScopeAssessment, fr: FoundationalRequirement) -> Vec<RequirementId> {
        ceiling_caps(&self.answered(scope, fr), scope.sl_ceiling.0.level(fr))
    }

    /// The rows of a foundational requirement that are judged in a scope.
    pub(crate) fn answered<'r>(&self, scope: &'r ScopeAssessment, fr: FoundationalRequirement) -> Vec<Answered<'r>>
    where
        'a: 'r,
    {
        let known = |answer: &'r RowVerdict| self.row(&answer.requirement).map(|row| (row, answer));
        scope.verdicts.iter().filter_map(known).filter(|(row, _)| row.fr == fr).collect()
    }

    pub(crate) fn row(&self, id: &RequirementId) -> Option<&'a Requirement> {
        self.rows.get(id).map(|(_, row)| *row)
    }

    /// A row's place in the catalogue.
    pub(crate) fn position(&self, id: &RequirementId) -> usize {
        self.rows.get(id).map_or(usize::MAX, |(at, _)| *at)
    }

    pub(crate) fn cell(&self, scope: &ScopeId, row: &RequirementId) -> Option<&'a CellIndex> {
        self.index.cell(&Cell { scope: scope.clone(), requirement: row.clone() })
    }

    pub(crate) fn needs(&self, scope: &ScopeId, answer: &RowVerdict) -> Vec<Need<'a>> {
        let cell = self.cell(scope, &answer.requirement);
        cell.map(|cell| needs(cell, answer, self.at())).unwrap_or_default()
    }

    fn at(&self) -> Instant {
        self.assessment.at
    }

    fn row_reason(&self, scope: &ScopeId, (row, answer): &Answered<'_>) -> RowReason {
        let against: BTreeSet<EvidenceId> =
            self.needs(scope, answer).iter().flat_map(|need| &need.against).map(|e| e.id.clone()).collect();
        RowReason {
            requirement: row.id.clone(),
            title: row.title.clone(),
            sl_min: row.sl_min,
            verdict: answer.verdict,
            basis: answer.basis.clone(),
            against: against.into_iter().collect(),
            evidence: answer.evidence.clone(),
        }
    }

    fn compensation(&self, (row, answer): &Answered<'_>) -> Option<CompensationReason> {
        let compensated = answer.compensated.as_ref()?;
        let declared = self.plant.countermeasures.get(&compensated.by);
        Some(CompensationReason {
            requirement: row.id.clone(),
            by: compensated.by.clone(),
            up_to: compensated.up_to,
            place: declared.map_or(Place::Whole, |c| Place::File(c.place.clone())),
        })
    }

    /// Support of rows that are not decided, which has expired.
    fn stale(&self, rows: &[Answered<'_>]) -> Vec<EvidenceId> {
        let unknown = rows.iter().filter(|(_, answer)| answer.verdict == Verdict::Unknown);
        let named: BTreeSet<&EvidenceId> = unknown.flat_map(|(_, answer)| &answer.evidence).collect();
        let expired = |id: &&EvidenceId| self.evidence.get(*id).is_some_and(|e| has_expired(e, self.at()));
        named.into_iter().filter(expired).cloned().collect()
    }

    fn of_requirement(&self, ids: &[RequirementId], fr: FoundationalRequirement) -> Vec<RequirementId> {
        ids.iter().filter(|id| self.row(id).is_some_and(|row| row.fr == fr)).cloned().collect()
    }
}

fn has_expired(evidence: &Evidence, at: Instant) -> bool {
    evidence.outcome == Outcome::Supports && evidence.valid_until.is_some_and(|end| end <= at)
}

/// The level above, where there is one.
pub(crate) fn above(level: SecurityLevel) -> Option<SecurityLevel> {
    SecurityLevel::new(level.get().saturating_add(1))
}

/// True when a level asks for a row that does not stand for it.
fn asks((row, answer): &Answered<'_>, level: SecurityLevel) -> bool {
    row.sl_min <= level && !satisfied(answer, level)
}

fn ceiling_caps(rows: &[Answered<'_>], ceiling: Option<SecurityLevel>) -> Vec<RequirementId> {
    let Some(level) = ceiling.and_then(above) else { return Vec::new() };
    let caps = rows.iter().filter(|(row, answer)| row.sl_min <= level && !possible(answer, level));
    caps.map(|(row, _)| row.id.clone()).collect()
}

fn claimed_only(rows: &[Answered<'_>], claimed: Option<SecurityLevel>) -> Vec<RequirementId> {
    let good = |verdict| matches!(verdict, Verdict::Met | Verdict::NotApplicable);
    let short = rows.iter().filter(|(row, answer)| {
        claimed.is_some_and(|level| row.sl_min <= level) && good(answer.claimed) && !good(answer.verdict)
    });
    short.map(|(row, _)| row.id.clone()).collect()
}
