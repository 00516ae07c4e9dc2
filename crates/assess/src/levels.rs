//! Levels: what the rows of a scope add up to, for each foundational requirement.

use ringwall_model::{
    FoundationalRequirement, PerRequirement, Requirement, RequirementId, RowConfidence, RowVerdict, SecurityLevel,
    SlAchieved, SlVector, Verdict,
};

/// A row with its answer in one scope.
#[derive(Clone, Copy)]
pub(crate) struct Judged<'a> {
    pub(crate) row: &'a Requirement,
    pub(crate) verdict: &'a RowVerdict,
}

/// How a row may stand for a level to be reached.
type Passes = fn(&RowVerdict, SecurityLevel) -> bool;

/// Met, not applicable, or compensated up to the level.
pub(crate) fn satisfied(row: &RowVerdict, level: SecurityLevel) -> bool {
    satisfied_itself(row, level) || compensated(row, level)
}

fn satisfied_itself(row: &RowVerdict, _: SecurityLevel) -> bool {
    matches!(row.verdict, Verdict::Met | Verdict::NotApplicable)
}

pub(crate) fn possible(row: &RowVerdict, level: SecurityLevel) -> bool {
    row.verdict != Verdict::NotMet || compensated(row, level)
}

fn claimed(row: &RowVerdict, _: SecurityLevel) -> bool {
    matches!(row.claimed, Verdict::Met | Verdict::NotApplicable)
}

fn compensated(row: &RowVerdict, level: SecurityLevel) -> bool {
    row.compensated.as_ref().is_some_and(|c| c.up_to >= level)
}

/// The highest level at which every row asked passes; none where no row is asked at any level.
fn level(rows: &[Judged<'_>], fr: FoundationalRequirement, passes: Passes) -> Option<SecurityLevel> {
    let mut asked = rows.iter().filter(|judged| judged.row.fr == fr).peekable();
    asked.peek()?;
    let asked: Vec<_> = asked.collect();
    let holds =
        |level: &SecurityLevel| asked.iter().all(|judged| judged.row.sl_min > *level || passes(judged.verdict, *level));
    Some(SecurityLevel::graded().take_while(holds).last().unwrap_or(SecurityLevel::ZERO))
}

fn vector(rows: &[Judged<'_>], passes: Passes) -> SlAchieved {
    SlAchieved(SlVector::new(FoundationalRequirement::ALL.map(|fr| level(rows, fr, passes))))
}

/// What the rows of a scope add up to.
pub(crate) struct Sums {
    /// Highest level at which every row is met, not applicable or compensated.
    pub(crate) demonstrated: SlAchieved,
    /// The same, without compensation.
    pub(crate) demonstrated_without_compensation: SlAchieved,
    /// Highest level at which no row is not met.
    pub(crate) ceiling: SlAchieved,
    /// Level from statements alone.
    pub(crate) claimed: SlAchieved,
    pub(crate) decided: PerRequirement,
    pub(crate) applicable: PerRequirement,
    pub(crate) decided_at_sl1: PerRequirement,
    pub(crate) disputed: Vec<RequirementId>,
}

impl Sums {
    pub(crate) fn of(rows: &[Judged<'_>]) -> Self {
        let first = SecurityLevel::new(1).unwrap_or_default();
        Self {
            demonstrated: vector(rows, satisfied),
            demonstrated_without_compensation: vector(rows, satisfied_itself),
            ceiling: vector(rows, possible),
            claimed: vector(rows, claimed),
            decided: count(rows, is_decided),
            applicable: count(rows, |_| true),
            decided_at_sl1: count(rows, |judged| judged.row.sl_min <= first && is_decided(judged)),
            disputed: disputed(rows),
        }
    }
}

/// Rows of each foundational requirement that fulfil a condition.
fn count(rows: &[Judged<'_>], counts: impl Fn(&Judged<'_>) -> bool) -> PerRequirement {
    FoundationalRequirement::ALL.map(|fr| {
        let rows = rows.iter().filter(|judged| judged.row.fr == fr && counts(judged)).count();
        u32::try_from(rows).unwrap_or(u32::MAX)
    })
}

/// True when a row is decided, either way.
fn is_decided(judged: &Judged<'_>) -> bool {
    judged.verdict.verdict != Verdict::Unknown
}

/// Disputed rows that a level hangs on: a demonstrated level counts them in, or a level would be another without them.
fn disputed(rows: &[Judged<'_>]) -> Vec<RequirementId> {
    let disputed = rows.iter().filter(|judged| judged.row.confidence == RowConfidence::Disputed);
    disputed.filter(|judged| hangs_on(rows, judged)).map(|judged| judged.row.id.clone()).collect()
}

fn hangs_on(rows: &[Judged<'_>], disputed: &Judged<'_>) -> bool {
    let fr = disputed.row.fr;
    let others: Vec<Judged<'_>> = rows.iter().filter(|judged| judged.row.id != disputed.row.id).copied().collect();
    let moves = |passes: Passes| level(rows, fr, passes) != level(&others, fr, passes);
    level(rows, fr, satisfied) >= Some(disputed.row.sl_min) || moves(satisfied) || moves(possible)
}
