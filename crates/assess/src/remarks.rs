//! Remarks on what does not count, and why: nothing is left out in silence.

use std::{collections::BTreeSet, sync::Arc};

use ringwall_model::{
    Allocation, Countermeasure, CountermeasureId, Diagnostic, Evidence, Foreign, Instant, NotApplicableClaim, Outcome,
    Place, Severity, UnitId, Verdict,
};

use crate::{
    applicability,
    assemble::Verdicts,
    cell::CellIndex,
    compensation::{self, Standing},
    index::Index,
};

/// An allocation to a component that no declared conduit leads to.
pub(crate) fn allocation_out_of_reach(allocation: &Allocation) -> Diagnostic {
    let message = format!(
        "`{}` is not reached from {} over a declared conduit; {} is not allocated to it",
        allocation.provided_by, allocation.scope, allocation.requirement
    );
    Diagnostic::new("allocation-out-of-reach", Severity::Warning, Place::File(allocation.place.clone()), message)
        .help("declare the conduit, or name a component of the same zone")
        .requirement(allocation.requirement.as_str())
}

/// An allocation for units that a conduit joins with the provider, and does not let talk to it.
pub(crate) fn allocation_not_allowed(allocation: &Allocation, units: &[UnitId]) -> Option<Diagnostic> {
    let message = format!(
        "no conduit allows {} to exchange anything with `{}`; {} is not allocated to it for them",
        listed(units)?,
        allocation.provided_by,
        allocation.requirement
    );
    Some(
        Diagnostic::new("allocation-not-allowed", Severity::Warning, Place::File(allocation.place.clone()), message)
            .help("add an allowance with both as initiator and responder to the conduit that joins their zones")
            .requirement(allocation.requirement.as_str()),
    )
}

/// An allocation that leads back to where it began.
pub(crate) fn allocation_circular(allocation: &Allocation, units: &[UnitId]) -> Option<Diagnostic> {
    let message = format!(
        "`{}` provides {} for {} and leans on the same itself; neither counts",
        allocation.provided_by,
        allocation.requirement,
        listed(units)?
    );
    Some(
        Diagnostic::new("circular-allocation", Severity::Error, Place::File(allocation.place.clone()), message)
            .help("name a component that fulfils the row itself, and take the other allocation out")
            .requirement(allocation.requirement.as_str()),
    )
}

/// The first three, and how many more; none of none.
fn listed(units: &[UnitId]) -> Option<String> {
    let first: Vec<String> = units.iter().take(3).map(ToString::to_string).collect();
    let more = units.len().saturating_sub(first.len());
    match (first.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(first.join(", ")),
        (false, more) => Some(format!("{} and {more} more", first.join(", "))),
    }
}

/// An allocation that names nothing the row is judged on.
pub(crate) fn allocation_without_unit(allocation: &Allocation) -> Diagnostic {
    let message =
        format!("{} has no such unit in {}; the allocation changes nothing", allocation.requirement, allocation.scope);
    Diagnostic::new("allocation-without-unit", Severity::Warning, Place::File(allocation.place.clone()), message)
        .help("leave out `units` where the row is judged on the zone or conduit as a whole")
        .requirement(allocation.requirement.as_str())
}

/// A compensation that lacks what it needs to count.
pub(crate) fn compensation_incomplete(id: &CountermeasureId, countermeasure: &Countermeasure) -> Diagnostic {
    let message = format!(
        "compensation `{id}` does not count: threat, vector, residual risk, its dated acceptance by the accountable \
         owner, expiry, check or falsifier is missing"
    );
    Diagnostic::new("compensation-incomplete", Severity::Warning, Place::File(countermeasure.place.clone()), message)
        .help("give `accepted_by` (the owner of the zone, with the role asset-owner), `accepted_at`, `expires`, `check` and `falsified_by`")
}

/// Everything that does not count at an instant.
pub(crate) fn remarks(index: &Index, verdicts: &Verdicts<'_>, at: Instant) -> BTreeSet<Diagnostic> {
    let mut remarks: BTreeSet<Diagnostic> = index.diagnostics.iter().cloned().collect();
    remarks.extend(index.evidence.iter().filter_map(|evidence| on_evidence(index, evidence, at)));
    for cell in index.cell_indices().filter(|cell| !(cell.claims.is_empty() && cell.compensations.is_empty())) {
        let Some(verdict) = verdicts.get(&cell.key).map(|answer| answer.verdict) else { continue };
        remarks.extend(cell.claims.iter().filter_map(|claim| on_claim(cell, claim, verdict, at)));
        remarks.extend(on_compensations(cell, at));
    }
    remarks
}

fn on_evidence(index: &Index, evidence: &Arc<Evidence>, at: Instant) -> Option<Diagnostic> {
    if index.unheard.contains(evidence) && index.scopes.contains_key(&evidence.scope) {
        let id = shown(evidence);
        let message = format!("{id} speaks of no row that is judged in {}", evidence.scope);
        return Some(Diagnostic::new("evidence-without-row", Severity::Warning, evidence.place.clone(), message));
    }
    (evidence.outcome == Outcome::Supports && evidence.observed_at > at).then(|| {
        let id = shown(evidence);
        let message =
            format!("{id} is dated {}, after the instant judged; it does not count yet", evidence.observed_at);
        Diagnostic::new("evidence-not-yet", Severity::Warning, evidence.place.clone(), message)
    })
}

fn shown(evidence: &Evidence) -> String {
    Foreign::from(evidence.id.0.as_ref()).terminal().to_string()
}

fn on_claim(cell: &CellIndex, claim: &NotApplicableClaim, verdict: Verdict, at: Instant) -> Option<Diagnostic> {
    use applicability::Refusal;
    let (code, why, help) = match applicability::refusal(cell, claim, at) {
        Some(Refusal::Unconditional) => {
            ("claim-without-condition", "the row has no condition".to_owned(), "rate the row")
        }
        Some(Refusal::NotApproved) => (
            "claim-not-approved",
            "it is not approved by an asset owner and accepted by another person as assessor".to_owned(),
            "give `approved_by` and `accepted_by`",
        ),
        Some(Refusal::OutOfTime) => ("claim-out-of-time", format!("it does not hold on {}", at.date()), "renew it"),
        Some(Refusal::ConditionSeen) => ("claim-fallen", condition_words(cell), "rate the row"),
        None if verdict == Verdict::NotMet => {
            ("claim-contradicted", "evidence contradicts the row".to_owned(), "look at the evidence of the row")
        }
        None => return None,
    };
    let message = format!("{} of {} stays applicable for {}: {why}", claim.requirement, claim.statement, claim.scope);
    Some(
        Diagnostic::new(code, Severity::Warning, claim.place.clone(), message)
            .help(help)
            .requirement(claim.requirement.as_str()),
    )
}

fn condition_words(cell: &CellIndex) -> String {
    let seen = cell.conditions.iter().next();
    seen.map(|seen| format!("{} was seen: {}", seen.condition, seen.text)).unwrap_or_default()
}

fn on_compensations(cell: &CellIndex, at: Instant) -> impl Iterator<Item = Diagnostic> {
    cell.compensations.iter().filter_map(move |(id, standing)| compensation_refused(cell, id, standing, at))
}

fn compensation_refused(
    cell: &CellIndex,
    id: &CountermeasureId,
    standing: &Standing,
    at: Instant,
) -> Option<Diagnostic> {
    use compensation::Refusal;
    let (code, why, help) = match standing.refusal(at)? {
        Refusal::NotAccepted => ("compensation-not-yet", "it is accepted later", "look at `accepted_at`"),
        Refusal::Expired => {
            ("compensation-expired", "it has expired", "have the residual risk accepted anew, or mend the row")
        }
        Refusal::Unchecked => ("compensation-unchecked", "its check was not passed in time", "make the check"),
        Refusal::Falsified => (
            "compensation-falsified",
            "what it should prevent was seen",
            "mend it and have the residual risk accepted anew, under another id",
        ),
    };
    let (row, scope) = (&cell.row.id, cell.scope());
    let message = format!("compensation `{id}` does not count for {row} in {scope}: {why}");
    let remark = Diagnostic::new(code, Severity::Warning, Place::File(standing.place.clone()), message);
    Some(remark.help(help).requirement(row.as_str()))
}
