//! Why a row's answer is another.

use std::collections::{BTreeMap, BTreeSet};

use ringwall_model::{
    Assessment, Cause, DeclarationChange, Evidence, EvidenceChange, EvidenceId, Instant, Outcome, Presence,
    RequirementId, RowVerdict, ScopeId, TimeChange, UnitId, Verdict,
};

use super::by_id;

/// What is otherwise, to be asked for each row.
pub(super) struct Causes<'a> {
    evidence: BTreeMap<&'a EvidenceId, Presence>,
    time: BTreeMap<&'a EvidenceId, Vec<&'a TimeChange>>,
    contradictions: BTreeMap<&'a EvidenceId, Vec<&'a Evidence>>,
    declarations: &'a [DeclarationChange],
    to: Instant,
    catalogue: bool,
    rules: bool,
}

impl<'a> Causes<'a> {
    pub(super) fn new(
        from: &'a Assessment,
        to: &'a Assessment,
        evidence: &'a [EvidenceChange],
        time: &'a [TimeChange],
        declarations: &'a [DeclarationChange],
    ) -> Self {
        let mut moved: BTreeMap<&EvidenceId, Vec<&TimeChange>> = BTreeMap::new();
        for change in time {
            moved.entry(&change.evidence).or_default().push(change);
        }
        let mut contradictions = by_id(to);
        contradictions.retain(|_, pieces| pieces.iter().any(|e| e.outcome == Outcome::Contradicts));
        Self {
            evidence: evidence.iter().map(|change| (&change.evidence.id, change.change)).collect(),
            time: moved,
            contradictions,
            declarations,
            to: to.at,
            catalogue: from.catalogue_sha256 != to.catalogue_sha256,
            rules: from.rules_sha256 != to.rules_sha256,
        }
    }

    /// Never empty.
    pub(super) fn of_row(
        &self,
        scope: &ScopeId,
        before: Option<&RowVerdict>,
        after: Option<&RowVerdict>,
    ) -> Vec<Cause> {
        let (Some(before), Some(after)) = (before, after) else {
            return self.of_coming(scope, after.is_some());
        };
        let mut causes = self.of_evidence(before, after);
        causes.extend(self.of_closing(before, after));
        causes.extend(self.of_claim(scope, before, after));
        if before.compensated != after.compensated {
            let (from, to) = (before.compensated.clone(), after.compensated.clone());
            causes.insert(Cause::Compensation { from, to });
            causes.extend(self.declared(scope, Some(&after.requirement), |noun| noun == "countermeasure"));
        }
        causes.extend(self.of_units(scope, before, after));
        self.at_least_one(causes, scope, &after.requirement)
    }

    fn of_coming(&self, scope: &ScopeId, judged: bool) -> Vec<Cause> {
        let mut causes = BTreeSet::from([Cause::RowJudged { judged }]);
        causes.extend(self.declared(scope, None, |noun| matches!(noun, "zone" | "conduit" | "asset")));
        causes.into_iter().collect()
    }

    fn of_evidence(&self, before: &RowVerdict, after: &RowVerdict) -> BTreeSet<Cause> {
        let mut causes = BTreeSet::new();
        for id in before.evidence.iter().chain(&after.evidence) {
            let evidence = id.clone();
            match self.evidence.get(id) {
                Some(Presence::Came) => drop(causes.insert(Cause::EvidenceCame { evidence })),
                Some(Presence::Went) => drop(causes.insert(Cause::EvidenceWent { evidence })),
                Some(Presence::Changed) => drop(causes.insert(Cause::EvidenceChanged { evidence })),
                None => causes.extend(self.time.get(id).into_iter().flatten().map(|change| self.in_time(change))),
            }
        }
        causes
    }

    /// What does not hold at the second instant has expired by then, or is dated later.
    fn in_time(&self, change: &TimeChange) -> Cause {
        let evidence = change.evidence.clone();
        match change.holds || change.since > self.to {
            true => Cause::EvidenceInTime { evidence, counts: change.holds },
            false => Cause::EvidenceExpired { evidence, at: change.since },
        }
    }

    /// Contradictions on both sides that are open on one only.
    fn of_closing(&self, before: &RowVerdict, after: &RowVerdict) -> Vec<Cause> {
        let both = before.evidence.iter().filter(|id| after.evidence.contains(id) && !self.evidence.contains_key(id));
        let closing = both.filter_map(|id| {
            let pieces = self.contradictions.get(id)?;
            let open = |answer: &RowVerdict| pieces.iter().any(|piece| blocks(piece, answer));
            let (was, is) = (open(before), open(after));
            (was != is).then(|| Cause::ContradictionClosed { evidence: id.clone(), closed: was })
        });
        closing.collect()
    }

    fn of_claim(&self, scope: &ScopeId, before: &RowVerdict, after: &RowVerdict) -> Vec<Cause> {
        let applies = |answer: &RowVerdict| answer.verdict != Verdict::NotApplicable;
        let claimed = |answer: &RowVerdict| answer.claimed != Verdict::NotApplicable;
        if applies(before) == applies(after) && claimed(before) == claimed(after) {
            return Vec::new();
        }
        let said = Cause::Applicability { from: before.basis.clone(), to: after.basis.clone() };
        let mut causes = vec![said];
        causes.extend(self.declared(scope, Some(&after.requirement), |noun| noun == "statement"));
        causes
    }

    /// Assets that are, or were, among the units and are declared otherwise.
    fn of_units(&self, scope: &ScopeId, before: &RowVerdict, after: &RowVerdict) -> Vec<Cause> {
        let (one, other) = (units(before), units(after));
        let moved: BTreeSet<String> = one.symmetric_difference(&other).map(|unit| unit.to_string()).collect();
        let named =
            |cause: &Cause| matches!(cause, Cause::Declared { id, .. } if moved.contains(&format!("asset:{id}")));
        self.declared(scope, None, |noun| noun == "asset").into_iter().filter(named).collect()
    }

    fn declared(&self, scope: &ScopeId, row: Option<&RequirementId>, noun: impl Fn(&str) -> bool) -> Vec<Cause> {
        let touches = |change: &&DeclarationChange| {
            noun(&change.noun)
                && (change.scopes.is_empty() || change.scopes.contains(scope))
                && row.is_none_or(|row| change.requirements.is_empty() || change.requirements.contains(row))
        };
        self.declarations.iter().filter(touches).map(cause).collect()
    }

    fn at_least_one(&self, causes: BTreeSet<Cause>, scope: &ScopeId, row: &RequirementId) -> Vec<Cause> {
        let mut causes: Vec<Cause> = causes.into_iter().collect();
        if causes.is_empty() {
            causes = self.declared(scope, Some(row), |_| true);
        }
        if causes.is_empty() && self.catalogue {
            causes.push(Cause::Catalogue);
        }
        if causes.is_empty() && self.rules {
            causes.push(Cause::Rules);
        }
        if causes.is_empty() {
            causes.push(Cause::Declaration);
        }
        causes
    }
}

/// What is declared otherwise, as a cause.
pub(super) fn cause(change: &DeclarationChange) -> Cause {
    Cause::Declared { noun: change.noun.clone(), id: change.id.clone(), change: change.change }
}

/// True when a contradiction blocks a criterion of the row for a unit it speaks of.
fn blocks(piece: &Evidence, answer: &RowVerdict) -> bool {
    let named = |unit: &UnitId| piece.units.is_empty() || piece.units.contains(unit);
    piece.outcome == Outcome::Contradicts
        && answer.criteria.iter().any(|c| piece.criteria.contains(&c.id) && c.contradicted_units.iter().any(named))
}

fn units(answer: &RowVerdict) -> BTreeSet<&UnitId> {
    answer.criteria.iter().flat_map(|c| c.undecided_units.iter().chain(&*c.contradicted_units)).collect()
}
