//! Claims that a row does not apply: when one stands, and why another does not.

use ringwall_model::{Instant, NotApplicableClaim};

use crate::cell::CellIndex;

/// Why a claim does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The row has no condition that could be absent.
    Unconditional,
    /// The asset owner did not approve, or no other person accepted as assessor.
    NotApproved,
    /// Made later, or no longer valid.
    OutOfTime,
    /// The condition was seen to hold here.
    ConditionSeen,
}

/// Why a claim does not stand at an instant, if it does not. Contradictions are the judge's to see.
pub(crate) fn refusal(cell: &CellIndex, claim: &NotApplicableClaim, at: Instant) -> Option<Refusal> {
    if cell.row.condition.is_none() {
        return Some(Refusal::Unconditional);
    }
    if !claim.approved_and_accepted {
        return Some(Refusal::NotApproved);
    }
    if !in_time(claim, at) {
        return Some(Refusal::OutOfTime);
    }
    (!cell.conditions.is_empty()).then_some(Refusal::ConditionSeen)
}

/// The claim by which the row does not apply here, where one stands.
pub(crate) fn standing(cell: &CellIndex, at: Instant) -> Option<&NotApplicableClaim> {
    cell.claims.iter().find(|claim| refusal(cell, claim, at).is_none())
}

/// The claim that would do so if saying it were enough.
pub(crate) fn claimed(cell: &CellIndex, at: Instant) -> Option<&NotApplicableClaim> {
    cell.claims.iter().find(|claim| cell.row.condition.is_some() && in_time(claim, at))
}

fn in_time(claim: &NotApplicableClaim, at: Instant) -> bool {
    claim.made_at <= at && at < claim.valid_until
}
